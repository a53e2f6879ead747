//! Google Cloud: keys of service accounts (IAM API v1), and Secret Manager (API v1).

use super::super::ask::{Asker, Provider, text};
use super::super::credential::{Credential, Grade, Status};
use super::super::when::When;
use super::{Request, settle};
use crate::model::Trouble;
use crate::net::{self, Response};
use serde_json::Value;

const TOKENS: &[&str] = &["GOOGLE_OAUTH_ACCESS_TOKEN", "CLOUDSDK_AUTH_ACCESS_TOKEN"];

pub(super) const SERVICE_ACCOUNTS: Provider = Provider {
    title: "Google IAM",
    variables: TOKENS,
    rights: "iam.serviceAccounts.list and iam.serviceAccountKeys.list on the project (gcloud auth print-access-token gives a token)",
};

pub(super) const SECRET_MANAGER: Provider = Provider {
    title: "Google Secret Manager",
    variables: TOKENS,
    rights: "the role Secret Manager Viewer, which reads no values (gcloud auth print-access-token gives a token)",
};

/// One list of an API: its rows, over all pages.
struct Pages<'run> {
    asker: &'run Asker,
    token: String,
    base: String,
}

impl Pages<'_> {
    fn ask(&self, url: &str) -> net::Request {
        net::Request::get(url).bearer(&self.token)
    }

    /// All rows named `field`, from the first page's address.
    fn all(&self, first: &str, field: &str) -> Result<Vec<Value>, Trouble> {
        let mut rows = Vec::new();
        self.asker.pages(
            first.to_owned(),
            |url| self.ask(url),
            |response, page| take(self.asker, response, page, field, first, &mut rows),
        )?;
        Ok(rows)
    }

    /// The same for several lists, their first pages several at once.
    fn each(&self, firsts: Vec<String>, field: &str) -> Vec<Result<Vec<Value>, Trouble>> {
        let answers = self.asker.all(firsts.iter().map(|url| self.ask(url)).collect());
        firsts
            .into_iter()
            .zip(answers)
            .map(|(first, answer)| {
                let response = answer?;
                let page = self.asker.json(&response)?;
                let mut rows = Vec::new();
                if let Some(second) = take(self.asker, &response, &page, field, &first, &mut rows)? {
                    let second = net::next_page(&first, &second).map_err(|error| self.asker.trouble(&error))?;
                    self.asker.pages(
                        second,
                        |url| self.ask(url),
                        |response, page| take(self.asker, response, page, field, &first, &mut rows),
                    )?;
                }
                Ok(rows)
            })
            .collect()
    }
}

/// Takes a page's rows, and gives the next page's address. A list without rows has no field at all.
fn take(
    asker: &Asker,
    response: &Response,
    page: &Value,
    field: &str,
    first: &str,
    rows: &mut Vec<Value>,
) -> Result<Option<String>, Trouble> {
    let object = page.as_object().ok_or_else(|| asker.garbage(response.asked()))?;
    match object.get(field) {
        Some(Value::Array(found)) => rows.extend(found.iter().cloned()),
        None if object.keys().all(|key| matches!(key.as_str(), "nextPageToken" | "totalSize")) => {}
        _ => return Err(asker.garbage(response.asked())),
    }
    let Some(token) = text(page, "nextPageToken") else { return Ok(None) };
    let mut query = String::from(first);
    query.push_str(if first.contains('?') { "&pageToken=" } else { "?pageToken=" });
    query.extend(token.bytes().map(|byte| match byte {
        byte if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    }));
    Ok(Some(query))
}

pub(super) fn keys(
    asker: &Asker,
    request: &Request,
    project: &str,
    account: Option<&str>,
    troubles: &mut Vec<Trouble>,
) -> Result<Vec<Credential>, Trouble> {
    let token = asker.credential()?;
    let base = request.base(&["CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM"], "https://iam.googleapis.com");
    let pages = Pages { asker, token, base };
    let accounts: Vec<String> = match account {
        Some(account) => vec![account.to_owned()],
        None => {
            let first = asker.url(&pages.base, &["v1", "projects", project, "serviceAccounts"], &[("pageSize", "100")])?;
            let rows = pages.all(&first, "accounts")?;
            rows.iter().map(|row| text(row, "email").map(str::to_owned).ok_or_else(|| asker.garbage(&first))).collect::<Result<_, _>>()?
        }
    };
    let mut firsts = Vec::new();
    for email in &accounts {
        let segments = ["v1", "projects", project, "serviceAccounts", email, "keys"];
        firsts.push(asker.url(&pages.base, &segments, &[("keyTypes", "USER_MANAGED")])?);
    }
    let mut credentials = Vec::new();
    for (email, rows) in accounts.iter().zip(pages.each(firsts, "keys")) {
        for row in settle(rows, troubles).unwrap_or_default() {
            let key = settle(key(email, &row).ok_or_else(|| asker.garbage("a list of keys")), troubles);
            credentials
                .extend(key.filter(|key| request.wants(&key.name) || key.name.rsplit('/').next().is_some_and(|id| request.wants(id))));
        }
    }
    Ok(credentials)
}

fn key(email: &str, row: &Value) -> Option<Credential> {
    let id = text(row, "name")?.rsplit('/').next()?;
    let made = When::parse(text(row, "validAfterTime")?)?;
    let mut credential = Credential::provided(format!("{email}/{id}"), "validAfterTime", Some(made));
    // Keys without an end are given one in the year 9999.
    let ends = text(row, "validBeforeTime").and_then(When::parse);
    credential.expires = ends.filter(|ends| !ends.to_string().starts_with("9999"));
    credential.group = Some(email.to_owned());
    if row.get("disabled") == Some(&Value::Bool(true)) {
        credential.status = Status::Disabled;
    }
    if text(row, "keyOrigin") == Some("USER_PROVIDED") {
        credential.grade = Grade::Claimed;
        credential.notes.push("an uploaded key: its date is that of a certificate which its owner made".to_owned());
    }
    Some(credential)
}

pub(super) fn secrets(asker: &Asker, request: &Request, project: &str, troubles: &mut Vec<Trouble>) -> Result<Vec<Credential>, Trouble> {
    let token = asker.credential()?;
    let base = request.base(&["CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER"], "https://secretmanager.googleapis.com");
    let pages = Pages { asker, token, base };
    let first = asker.url(&pages.base, &["v1", "projects", project, "secrets"], &[("pageSize", "1000")])?;
    let rows = pages.all(&first, "secrets")?;
    let mut wanted = Vec::new();
    for row in &rows {
        let name = text(row, "name").and_then(|name| name.rsplit('/').next()).ok_or_else(|| asker.garbage(&first))?;
        if request.wants(name) {
            wanted.push((name, row));
        }
    }
    let mut firsts = Vec::new();
    for (name, _) in &wanted {
        firsts.push(asker.url(&pages.base, &["v1", "projects", project, "secrets", name, "versions"], &[("filter", "state:ENABLED")])?);
    }
    let mut credentials = Vec::new();
    for ((name, row), versions) in wanted.iter().zip(pages.each(firsts, "versions")) {
        let Some(versions) = settle(versions, troubles) else { continue };
        // The filter is asked for; what comes is looked at all the same.
        let enabled = versions.iter().filter(|version| text(version, "state").is_none_or(|state| state == "ENABLED"));
        let made = enabled.filter_map(|version| text(version, "createTime").and_then(When::parse)).max();
        // A time at which Google will send a reminder moves on by itself and proves nothing.
        let mut credential = Credential::provided(*name, "createTime of the newest enabled version", made);
        credential.expires = text(row, "expireTime").and_then(When::parse);
        if made.is_none() {
            credential.status = Status::Disabled;
        }
        credentials.push(credential);
    }
    Ok(credentials)
}
