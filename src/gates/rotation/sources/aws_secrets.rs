//! AWS Secrets Manager (`secretsmanager`, JSON 1.1) and secure strings of the parameter store (`AmazonSSM`).

use super::super::ask::{Asker, Provider, text};
use super::super::credential::{Ailment, Credential, Grade};
use super::super::span::words;
use super::super::when::When;
use super::aws::{self, Call, Service};
use super::{Request, settle};
use crate::model::Trouble;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Pages of one list that are followed at most.
const MOST_PAGES: usize = 2_000;

pub(super) const SECRETS_MANAGER: Provider = Provider {
    title: "AWS Secrets Manager",
    variables: aws::VARIABLES,
    rights: "secretsmanager:ListSecrets and secretsmanager:ListSecretVersionIds, which give no values",
};

pub(super) const PARAMETER_STORE: Provider =
    Provider { title: "AWS Systems Manager", variables: aws::VARIABLES, rights: "ssm:DescribeParameters, which gives no values" };

pub(super) fn secrets(
    asker: &Asker,
    request: &Request,
    region: Option<&str>,
    troubles: &mut Vec<Trouble>,
) -> Result<Vec<Credential>, Trouble> {
    let region = region.or(request.region.as_deref());
    let service = Service::new(asker, request, "secretsmanager", region, "SECRETS_MANAGER")?;
    let rows = pages(asker, &service, "secretsmanager.ListSecrets", &json!({ "MaxResults": 100 }), "SecretList")?;
    let mut wanted = Vec::new();
    for row in &rows {
        let name = text(row, "Name").ok_or_else(|| asker.garbage("ListSecrets"))?;
        // What is scheduled for deletion is gone, and a replica follows its primary region.
        let gone = row.get("DeletedDate").is_some_and(|date| !date.is_null());
        let replica = text(row, "PrimaryRegion").is_some_and(|primary| region.is_some_and(|region| region != primary));
        if request.wants(name) && !gone && !replica {
            wanted.push((name, row));
        }
    }
    let body = |row: &Value, name| json!({ "SecretId": text(row, "ARN").unwrap_or(name), "MaxResults": 100 });
    let calls: Vec<Call> = wanted
        .iter()
        .map(|(name, row)| Call { target: Some("secretsmanager.ListSecretVersionIds"), body: body(row, name).to_string() })
        .collect();
    let mut credentials = Vec::new();
    for ((name, row), answer) in wanted.into_iter().zip(service.calls(&calls)) {
        let versions = answer.and_then(|response| {
            let page = asker.json(&response)?;
            let mut versions = page.get("Versions").and_then(Value::as_array).cloned().ok_or_else(|| asker.garbage(response.asked()))?;
            if let Some(token) = text(&page, "NextToken") {
                let mut first = body(row, name);
                set_token(&mut first, token);
                versions.extend(pages(asker, &service, "secretsmanager.ListSecretVersionIds", &first, "Versions")?);
            }
            Ok(versions)
        });
        let Some(versions) = settle(versions, troubles) else { continue };
        credentials.extend(settle(read(name, row, &versions, request.now).ok_or_else(|| asker.garbage("ListSecretVersionIds")), troubles));
    }
    Ok(credentials)
}

fn set_token(body: &mut Value, token: &str) {
    if let Some(fields) = body.as_object_mut() {
        fields.insert("NextToken".to_owned(), token.into());
    }
}

/// All rows of a list of the JSON protocol.
fn pages(asker: &Asker, service: &Service<'_>, target: &'static str, first: &Value, field: &str) -> Result<Vec<Value>, Trouble> {
    let (mut rows, mut seen, mut body) = (Vec::new(), BTreeSet::new(), first.clone());
    for _ in 0..MOST_PAGES {
        let response = service.call(Call { target: Some(target), body: body.to_string() })?;
        let page = asker.json(&response)?;
        let found = page.get(field).and_then(Value::as_array).ok_or_else(|| asker.garbage(response.asked()))?;
        rows.extend(found.iter().cloned());
        let Some(token) = text(&page, "NextToken") else { return Ok(rows) };
        if !seen.insert(token.to_owned()) {
            break;
        }
        set_token(&mut body, token);
    }
    Err(asker.garbage("a page of a list that has no end"))
}

/// A secret by the version that carries `AWSCURRENT`: when the secret was changed or rotated in whatever way says less.
fn read(name: &str, row: &Value, versions: &[Value], now: Timestamp) -> Option<Credential> {
    let carries = |version: &&Value, stage: &str| {
        version.get("VersionStages").and_then(Value::as_array).is_some_and(|stages| stages.iter().any(|known| known == stage))
    };
    let current = versions.iter().find(|version| carries(version, "AWSCURRENT"));
    let made = match current {
        Some(version) => Some(version.get("CreatedDate").and_then(When::from_json)?),
        None => None,
    };
    let mut credential = Credential::provided(name, "CreatedDate of the version AWSCURRENT", made);
    if current.is_none() {
        credential.notes.push("it has no version with the stage AWSCURRENT".to_owned());
    }
    credential.ailment =
        ailment(now, row, versions.iter().find(|version| carries(version, "AWSPENDING") && !carries(version, "AWSCURRENT")));
    Some(credential)
}

fn ailment(now: Timestamp, row: &Value, pending: Option<&Value>) -> Option<Ailment> {
    let day = SignedDuration::from_hours(24);
    let late = |date: Option<When>| date.map(|date| now.duration_since(date.at)).filter(|late| *late > day);
    let scheduled = row.get("RotationEnabled") == Some(&Value::Bool(true));
    if let Some(late) = late(row.get("NextRotationDate").and_then(When::from_json).filter(|_| scheduled)) {
        return Some(Ailment::Broken(format!("its rotation was due {} ago and did not happen", words(late))));
    }
    let late = late(pending.and_then(|version| version.get("CreatedDate")).and_then(When::from_json))?;
    Some(Ailment::Stuck(format!("a rotation was begun {} ago and never finished: a version carries AWSPENDING only", words(late))))
}

/// Secure strings. Their date moves with their description, too.
pub(super) fn parameters(asker: &Asker, request: &Request, region: Option<&str>) -> Result<Vec<Credential>, Trouble> {
    let service = Service::new(asker, request, "ssm", region.or(request.region.as_deref()), "SSM")?;
    let first = json!({ "MaxResults": 50, "ParameterFilters": [{ "Key": "Type", "Values": ["SecureString"] }] });
    let rows = pages(asker, &service, "AmazonSSM.DescribeParameters", &first, "Parameters")?;
    let mut credentials = Vec::new();
    for row in &rows {
        let name = text(row, "Name").ok_or_else(|| asker.garbage("DescribeParameters"))?;
        let changed = row.get("LastModifiedDate").and_then(When::from_json).ok_or_else(|| asker.garbage("DescribeParameters"))?;
        if request.wants(name) && text(row, "Type").is_none_or(|kind| kind == "SecureString") {
            credentials.push(Credential { grade: Grade::Inferred, ..Credential::provided(name, "LastModifiedDate", Some(changed)) });
        }
    }
    Ok(credentials)
}
