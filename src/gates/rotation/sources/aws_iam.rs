//! AWS IAM: access keys of users (API version 2010-05-08, query protocol, XML).

use super::super::ask::{Asker, Provider};
use super::super::credential::{Credential, LastUse, Status};
use super::super::when::When;
use super::aws::{self, Call, Service};
use super::{Request, settle};
use crate::model::Trouble;
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet};

/// Pages of one list that are followed at most.
const MOST_PAGES: usize = 2_000;

pub(super) const PROVIDER: Provider = Provider {
    title: "AWS IAM",
    variables: aws::VARIABLES,
    rights: "iam:ListUsers and iam:ListAccessKeys, and iam:GetAccessKeyLastUsed where unused-after is set",
};

type Row = BTreeMap<String, String>;

/// One page of a list.
#[derive(Debug, Default, PartialEq, Eq)]
struct Page {
    rows: Vec<Row>,
    marker: Option<String>,
}

pub(super) fn list(asker: &Asker, request: &Request, user: Option<&str>, troubles: &mut Vec<Trouble>) -> Result<Vec<Credential>, Trouble> {
    let service = Service::new(asker, request, "iam", None, "IAM")?;
    let users: Vec<String> = match user {
        Some(user) => vec![user.to_owned()],
        None => {
            let first = pages(asker, &service, &[query("ListUsers", &[("MaxItems", "1000")])], "Users").pop();
            let rows = first.unwrap_or_else(|| Ok(Vec::new()))?;
            rows.into_iter().map(|mut row| row.remove("UserName").ok_or_else(|| asker.garbage("ListUsers"))).collect::<Result<_, _>>()?
        }
    };
    let firsts: Vec<String> =
        users.iter().map(|user| query("ListAccessKeys", &[("MaxItems", "1000"), ("UserName", user.as_str())])).collect();
    let mut credentials = Vec::new();
    let mut ids = Vec::new();
    for (user, rows) in users.iter().zip(pages(asker, &service, &firsts, "AccessKeyMetadata")) {
        for row in settle(rows, troubles).unwrap_or_default() {
            let Some((id, key)) = settle(key(user, &row).ok_or_else(|| asker.garbage("ListAccessKeys")), troubles) else { continue };
            ids.push(id);
            credentials.push(key);
        }
    }
    if request.usage {
        last_uses(asker, &service, &ids, &mut credentials, troubles);
    }
    Ok(credentials)
}

/// Asks for every list until its end, several at once; gives the rows of each.
fn pages(asker: &Asker, service: &Service<'_>, firsts: &[String], field: &str) -> Vec<Result<Vec<Row>, Trouble>> {
    let mut lists: Vec<Result<Vec<Row>, Trouble>> = firsts.iter().map(|_| Ok(Vec::new())).collect();
    let mut seen: BTreeSet<(usize, String)> = BTreeSet::new();
    let mut open: Vec<(usize, String)> = firsts.iter().cloned().enumerate().collect();
    for _ in 0..MOST_PAGES {
        if open.is_empty() {
            return lists;
        }
        let calls: Vec<Call> = open.iter().map(|(_, body)| Call { target: None, body: body.clone() }).collect();
        let answers = service.calls(&calls);
        let mut next = Vec::new();
        for ((at, _), answer) in std::mem::take(&mut open).into_iter().zip(answers) {
            let page = answer.and_then(|response| page(&response.body, field).ok_or_else(|| asker.garbage(response.asked())));
            let Some(list) = lists.get_mut(at) else { continue };
            match (page, firsts.get(at)) {
                (Ok(page), Some(first)) => {
                    if let Ok(rows) = list {
                        rows.extend(page.rows);
                    }
                    if let Some(marker) = page.marker {
                        if seen.insert((at, marker.clone())) {
                            next.push((at, format!("{first}&{}", pair("Marker", &marker))));
                        } else {
                            *list = Err(asker.garbage("a page of a list that has no end"));
                        }
                    }
                }
                (Err(trouble), _) => *list = Err(trouble),
                (Ok(_), None) => {}
            }
        }
        open = next;
    }
    for (at, _) in open {
        if let Some(list) = lists.get_mut(at) {
            *list = Err(asker.garbage("a page of a list that has no end"));
        }
    }
    lists
}

fn last_uses(asker: &Asker, service: &Service<'_>, ids: &[String], credentials: &mut [Credential], troubles: &mut Vec<Trouble>) {
    let calls: Vec<Call> =
        ids.iter().map(|id| Call { target: None, body: query("GetAccessKeyLastUsed", &[("AccessKeyId", id)]) }).collect();
    for (credential, answer) in credentials.iter_mut().zip(service.calls(&calls)) {
        let Some(response) = settle(answer, troubles) else { continue };
        // A key that was never used has no date at all.
        credential.used = match first_text(&response.body, "LastUsedDate") {
            Some(date) => When::parse(&date).map_or(LastUse::Unknown, LastUse::At),
            None if first_text(&response.body, "ServiceName").is_some() => LastUse::Never,
            None => {
                settle::<()>(Err(asker.garbage("GetAccessKeyLastUsed")), troubles);
                LastUse::Unknown
            }
        };
    }
}

fn key(user: &str, row: &Row) -> Option<(String, Credential)> {
    let id = row.get("AccessKeyId")?;
    let made = When::parse(row.get("CreateDate")?)?;
    let last: String = id.chars().skip(id.chars().count().saturating_sub(4)).collect();
    let mut credential = Credential::provided(format!("{user}/…{last}"), "CreateDate", Some(made));
    credential.group = Some(user.to_owned());
    if row.get("Status").map(String::as_str) != Some("Active") {
        credential.status = Status::Disabled;
    }
    Some((id.clone(), credential))
}

/// The body of a request of the query protocol.
fn query(action: &str, parameters: &[(&str, &str)]) -> String {
    let pairs = parameters.iter().map(|(name, value)| pair(name, value));
    [format!("Action={action}"), "Version=2010-05-08".to_owned()].into_iter().chain(pairs).collect::<Vec<_>>().join("&")
}

fn pair(name: &str, value: &str) -> String {
    let encoded = value.bytes().map(|byte| match byte {
        byte if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    format!("{name}={}", encoded.collect::<String>())
}

/// The members of `field` and where the next page begins. `None` where the document is none, or has no such list.
fn page(body: &[u8], field: &str) -> Option<Page> {
    let mut reader = Reader::from_reader(body);
    let mut path: Vec<String> = Vec::new();
    let (mut page, mut found, mut cut, mut marker) = (Page::default(), false, false, None);
    let mut said = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                path.push(start.local_name().as_ref().to_owned());
                found |= path.last().is_some_and(|name| name == field);
                if is_member(&path, field) {
                    page.rows.push(Row::new());
                }
                said.clear();
            }
            Event::Empty(empty) => found |= empty.local_name().as_ref() == field,
            Event::Text(text) => said.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => said.push_str(resolve_xml_entity(&reference)?),
            Event::End(_) => {
                let text = std::mem::take(&mut said).trim().to_owned();
                match path.as_slice() {
                    [above @ .., last] if is_member(above, field) => {
                        page.rows.last_mut()?.insert(last.clone(), text);
                    }
                    [.., last] if last == "IsTruncated" => cut = text == "true",
                    [.., last] if last == "Marker" => marker = Some(text).filter(|text| !text.is_empty()),
                    _ => {}
                }
                path.pop();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if cut && marker.is_none() || !path.is_empty() {
        return None;
    }
    page.marker = marker.filter(|_| cut);
    found.then_some(page)
}

fn is_member(path: &[String], field: &str) -> bool {
    matches!(path, [.., list, member] if list == field && member == "member")
}

/// The text of the first element of that name.
pub(super) fn first_text(body: &[u8], name: &str) -> Option<String> {
    let mut reader = Reader::from_reader(body);
    let mut inside = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => inside = start.local_name().as_ref() == name,
            Event::Text(text) if inside => return Some(text.xml10_content().trim().to_owned()),
            Event::Eof => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{first_text, page};

    #[test]
    fn a_page_has_its_members_and_its_marker() {
        let body = br#"<?xml version="1.0"?><ListUsersResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListUsersResult>
            <Users><member><UserName>a</UserName><Tags><member><Key>UserName</Key></member></Tags></member><member><UserName>b</UserName></member></Users>
            <IsTruncated>true</IsTruncated><Marker>m1</Marker></ListUsersResult></ListUsersResponse>"#;
        let page = page(body, "Users").unwrap();
        let names: Vec<&str> = page.rows.iter().map(|row| row["UserName"].as_str()).collect();
        assert_eq!((names, page.marker.as_deref()), (vec!["a", "b"], Some("m1")));
    }

    #[test]
    fn what_is_no_list_is_not_an_empty_one() {
        assert!(page(b"<a><Users/></a>", "Users").unwrap().rows.is_empty());
        for body in [
            &b"<html>Sign in</html>"[..],
            b"",
            b"{}",
            b"<a><Users><member>",
            b"\xff\xfe",
            b"<a><Users/><IsTruncated>true</IsTruncated></a>",
        ] {
            assert_eq!(page(body, "Users"), None, "{}", String::from_utf8_lossy(body));
        }
        assert_eq!(first_text(b"<a><Code> X </Code></a>", "Code").unwrap(), "X");
        assert_eq!(first_text(b"<a><Code/><b>c</b></a>", "Code"), None);
    }
}
