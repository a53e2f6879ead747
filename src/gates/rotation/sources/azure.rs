//! Azure Key Vault: secrets, keys and certificates, by the newest enabled version of each (REST API 7.4).

use super::super::ask::{Asker, Provider};
use super::super::credential::{Credential, Status};
use super::super::when::When;
use super::{Request, settle};
use crate::model::Trouble;
use crate::net;
use serde_json::Value;

const API: (&str, &str) = ("api-version", "7.4");

pub(super) const PROVIDER: Provider = Provider {
    title: "Azure Key Vault",
    variables: &["AZURE_ACCESS_TOKEN"],
    rights: "a token for https://vault.azure.net of an identity with the role Key Vault Reader, which reads no values \
             (az account get-access-token --resource https://vault.azure.net)",
};

pub(super) fn list(
    asker: &Asker,
    request: &Request,
    vault: &str,
    list: &str,
    troubles: &mut Vec<Trouble>,
) -> Result<Vec<Credential>, Trouble> {
    let token = asker.credential()?;
    let base = request.base(&["AZURE_KEYVAULT_URL"], &format!("https://{vault}.vault.azure.net"));
    let ask = |url: &str| net::Request::get(url).bearer(&token);
    let mut names = Vec::new();
    let first = asker.url(&base, &[list], &[API, ("maxresults", "25")])?;
    asker.pages(first, ask, |response, page| {
        for value in rows(page).ok_or_else(|| asker.garbage(response.asked()))? {
            let name = name(value, list).ok_or_else(|| asker.garbage(response.asked()))?;
            if request.wants(name) {
                names.push(name.to_owned());
            }
        }
        Ok(next(page))
    })?;
    let mut urls = Vec::new();
    for name in &names {
        urls.push(asker.url(&base, &[list, name, "versions"], &[API, ("maxresults", "25")])?);
    }
    let mut credentials = Vec::new();
    let answers = asker.all(urls.iter().map(|url| ask(url)).collect());
    for ((name, url), answer) in names.iter().zip(urls).zip(answers) {
        let versions = answer.and_then(|response| {
            let page = asker.json(&response)?;
            let mut versions = rows(&page).ok_or_else(|| asker.garbage(response.asked()))?.clone();
            if let Some(link) = next(&page) {
                let second = net::next_page(&url, &link).map_err(|error| asker.trouble(&error))?;
                asker.pages(second, ask, |response, page| {
                    versions.extend(rows(page).ok_or_else(|| asker.garbage(response.asked()))?.iter().cloned());
                    Ok(next(page))
                })?;
            }
            Ok(versions)
        });
        credentials.extend(settle(versions, troubles).map(|versions| read(name, &versions)));
    }
    Ok(credentials)
}

fn rows(page: &Value) -> Option<&Vec<Value>> {
    page.get("value").and_then(Value::as_array)
}

fn next(page: &Value) -> Option<String> {
    super::super::ask::text(page, "nextLink").map(str::to_owned)
}

/// The name in `https://VAULT/secrets/NAME[/VERSION]`.
fn name<'json>(value: &'json Value, list: &str) -> Option<&'json str> {
    let id = value.get("id").or_else(|| value.get("kid")).and_then(Value::as_str)?;
    let mut parts = id.split('/').skip_while(|part| *part != list);
    parts.nth(1).filter(|name| !name.is_empty())
}

/// The newest version that is enabled. When a version was changed says nothing of its value: tags and end dates move it.
fn read(name: &str, versions: &[Value]) -> Credential {
    let attribute = |value: &Value, field: &str| value.pointer(&format!("/attributes/{field}")).and_then(When::from_json);
    let enabled = versions.iter().filter(|value| value.pointer("/attributes/enabled") != Some(&Value::Bool(false)));
    let newest = |values: &mut dyn Iterator<Item = &Value>| values.max_by_key(|value| attribute(value, "created")).cloned();
    let (version, status) = match newest(&mut enabled.into_iter()) {
        Some(version) => (Some(version), Status::Active),
        None => (newest(&mut versions.iter()), Status::Disabled),
    };
    let made = version.as_ref().and_then(|version| attribute(version, "created"));
    let mut credential = Credential::provided(name, "attributes.created of the newest enabled version", made);
    credential.expires = version.as_ref().and_then(|version| attribute(version, "exp"));
    credential.status = status;
    credential
}
