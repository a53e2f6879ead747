//! GitLab: access tokens of projects, groups and persons, deploy tokens, deploy keys. CI variables are not asked for: they have no
//! date, and listing them returns their values.

use super::super::ask::{Asker, Provider, text};
use super::super::credential::{Credential, LastUse, Status};
use super::super::when::When;
use super::{Request, github};
use crate::model::Trouble;
use crate::net;
use serde_json::Value;

pub(super) const PROVIDER: Provider = Provider {
    title: "GitLab",
    variables: &["GITLAB_TOKEN"],
    rights: "an access token with the scope read_api, of a Maintainer of the project or an Owner of the group",
};

pub(super) fn list(asker: &Asker, request: &Request, scope: &[String], list: &str) -> Result<Vec<Credential>, Trouble> {
    let token = asker.credential()?;
    let base = request.base(&["CI_API_V4_URL"], "https://gitlab.com/api/v4");
    let list = if scope.is_empty() { "personal_access_tokens" } else { list };
    let segments: Vec<&str> = scope.iter().map(String::as_str).chain([list]).collect();
    let first = asker.url(&base, &segments, &[("per_page", "100")])?;
    let row: fn(&Value) -> Option<Credential> = match list {
        "deploy_tokens" => deploy_token,
        "deploy_keys" => deploy_key,
        _ => access_token,
    };
    let mut credentials = Vec::new();
    asker.pages(
        first,
        |url| net::Request::get(url).header("private-token", token.clone()),
        |response, page| {
            for value in page.as_array().ok_or_else(|| asker.garbage(response.asked()))? {
                let credential = row(value).ok_or_else(|| asker.garbage(response.asked()))?;
                if request.wants(&credential.name) {
                    credentials.push(credential);
                }
            }
            Ok(github::next(response))
        },
    )?;
    Ok(credentials)
}

fn access_token(value: &Value) -> Option<Credential> {
    let name = text(value, "name")?;
    let made = When::parse(text(value, "created_at")?)?;
    let mut credential = Credential::provided(name, "created_at", Some(made));
    // Tokens end when the day begins.
    credential.expires = text(value, "expires_at").and_then(When::parse);
    credential.used = match value.get("last_used_at") {
        Some(Value::Null) => LastUse::Never,
        Some(date) => When::from_json(date).map_or(LastUse::Unknown, LastUse::At),
        None => LastUse::Unknown,
    };
    let is = |field: &str, wanted: bool| value.get(field) == Some(&Value::Bool(wanted));
    if is("revoked", true) || is("active", false) {
        credential.status = Status::Disabled;
    }
    // A token is replaced by another of the same name.
    credential.group = Some(name.to_owned());
    Some(credential)
}

fn deploy_token(value: &Value) -> Option<Credential> {
    let mut credential = Credential::provided(text(value, "name")?, "expires_at", None);
    credential.expires = text(value, "expires_at").and_then(When::parse);
    credential.notes.push("GitLab gives deploy tokens no date of their making".to_owned());
    if ["revoked", "expired"].iter().any(|field| value.get(field) == Some(&Value::Bool(true))) {
        credential.status = Status::Disabled;
    }
    Some(credential)
}

fn deploy_key(value: &Value) -> Option<Credential> {
    let made = When::parse(text(value, "created_at")?)?;
    let mut credential = Credential::provided(text(value, "title")?, "created_at", Some(made));
    credential.expires = text(value, "expires_at").and_then(When::parse);
    Some(credential)
}
