//! GitHub: secrets of repositories, organisations and environments, deploy keys, fine-grained tokens.
//! Fields after GitHub's `OpenAPI` description, version 2022-11-28.

use super::super::ask::{Asker, Provider, text};
use super::super::credential::{Credential, Grade, LastUse, Status};
use super::super::when::When;
use super::Request;
use crate::model::Trouble;
use crate::net::{self, Response};
use serde_json::Value;

pub(super) const PROVIDER: Provider = Provider {
    title: "GitHub",
    variables: &["GITHUB_TOKEN", "GH_TOKEN"],
    rights: "a fine-grained token with read access to Secrets, Dependabot secrets, Codespaces secrets or Environments, whichever is listed, \
             and Administration for deploy keys (the GITHUB_TOKEN that a workflow is given cannot list secrets)",
};

pub(super) fn list(asker: &Asker, request: &Request, scope: &[String], list: &[String]) -> Result<Vec<Credential>, Trouble> {
    let token = asker.credential()?;
    let base = request.base(&["GITHUB_API_URL"], "https://api.github.com");
    let segments: Vec<&str> = scope.iter().chain(list).map(String::as_str).collect();
    let first = asker.url(&base, &segments, &[("per_page", "100")])?;
    let ask = |url: &str| {
        net::Request::get(url)
            .bearer(&token)
            .header("accept", "application/vnd.github+json, application/json;q=0.9")
            .header("x-github-api-version", "2022-11-28")
    };
    let row: fn(&Value) -> Option<Credential> = match list.first().map(String::as_str) {
        Some("keys") => deploy_key,
        Some("personal-access-tokens") => personal_access_token,
        _ => secret,
    };
    let (mut credentials, mut read, mut said) = (Vec::new(), 0, None);
    asker.pages(first, ask, |response, page| {
        let rows =
            page.as_array().or_else(|| page.get("secrets").and_then(Value::as_array)).ok_or_else(|| asker.garbage(response.asked()))?;
        said = page.get("total_count").and_then(Value::as_u64).or(said);
        read += rows.len();
        for value in rows {
            let credential = row(value).ok_or_else(|| asker.garbage(response.asked()))?;
            if request.wants(&credential.name) {
                credentials.push(credential);
            }
        }
        Ok(next(response))
    })?;
    match said.filter(|said| *said != read as u64) {
        Some(said) => Err(asker.cut(read, said)),
        None => Ok(credentials),
    }
}

fn secret(value: &Value) -> Option<Credential> {
    let updated = When::parse(text(value, "updated_at")?)?;
    Some(Credential::provided(text(value, "name")?, "updated_at", Some(updated)))
}

fn deploy_key(value: &Value) -> Option<Credential> {
    let made = When::parse(text(value, "created_at")?)?;
    // A key cannot be edited: when it was made is its age.
    let mut credential = Credential::provided(text(value, "title")?, "created_at", Some(made));
    credential.used = last_use(value, "last_used");
    if value.get("enabled") == Some(&Value::Bool(false)) {
        credential.status = Status::Disabled;
    }
    Some(credential)
}

fn personal_access_token(value: &Value) -> Option<Credential> {
    let granted = When::parse(text(value, "access_granted_at")?)?;
    let mut credential = Credential::provided(text(value, "token_name")?, "access_granted_at", Some(granted));
    // The token may be older than its access to the organisation.
    credential.grade = Grade::Inferred;
    credential.expires = text(value, "token_expires_at").and_then(When::parse);
    credential.used = last_use(value, "token_last_used_at");
    if let Some(owner) = value.get("owner").and_then(|owner| text(owner, "login")) {
        credential.notes.push(format!("a token of {owner}"));
    }
    Some(credential)
}

/// `null` is never, a missing field says nothing.
fn last_use(value: &Value, field: &str) -> LastUse {
    match value.get(field) {
        Some(Value::Null) => LastUse::Never,
        Some(date) => When::from_json(date).map_or(LastUse::Unknown, LastUse::At),
        None => LastUse::Unknown,
    }
}

/// The address of the next page, from the `link` header (RFC 8288).
pub(super) fn next(response: &Response) -> Option<String> {
    let links = response.header("link")?;
    links.split(',').find_map(|link| {
        let (address, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
        let is_next = parameters.split(';').any(|parameter| matches!(parameter.trim(), "rel=\"next\"" | "rel=next"));
        is_next.then(|| address.to_owned())
    })
}
