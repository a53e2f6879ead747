//! `golive secrets rules` and `golive secrets explain`.

use super::failure::Failure;
use super::session::Session;
use crate::detect::{Rule, RuleSet};
use crate::gates::{SecretsOptions, SecretsRules, asked_of};
use crate::render::Format;
use crate::text::nearest;
use serde_json::json;
use std::sync::Arc;

fn rules(options: &SecretsOptions) -> Result<Arc<RuleSet>, Failure> {
    let rules = SecretsRules::new(options);
    rules.map(|rules| rules.set).map_err(|message| Failure::new(message, "this is a bug in golive's own rules: please report it"))
}

/// Lists every rule, a line each.
pub(super) fn list(options: &SecretsOptions, session: &Session<'_>) -> Result<u8, Failure> {
    let set = rules(options)?;
    let text = match session.format() {
        Format::Json => serde_json::to_string_pretty(&set.rules().iter().map(document).collect::<Vec<_>>()).unwrap_or_default() + "\n",
        Format::Jsonl => set.rules().iter().map(|rule| document(rule).to_string() + "\n").collect(),
        Format::Human => {
            let width = set.rules().iter().map(|rule| rule.id.len()).max().unwrap_or(0);
            let lines = set.rules().iter().map(|rule| format!("{:width$}  {:7}  {}\n", rule.id, rule.severity.word(), rule.title));
            lines.collect()
        }
        _ => return Err(no_report()),
    };
    session.print(&text);
    Ok(0)
}

fn no_report() -> Failure {
    Failure::new("rules are no report, and have no such format", "they come as human, json or jsonl")
}

/// Says what one rule is about.
pub(super) fn explain(id: &str, options: &SecretsOptions, session: &Session<'_>) -> Result<u8, Failure> {
    let set = rules(options)?;
    let Some(rule) = set.by_id(id) else {
        let near = nearest(id, set.rules().iter().map(|rule| rule.id.as_str()));
        let help = near.map_or_else(|| "`golive secrets rules` lists them".to_owned(), |near| format!("did you mean {near}?"));
        return Err(Failure::new(format!("there is no rule named {id}"), help));
    };
    let text = match session.format() {
        Format::Json | Format::Jsonl => document(rule).to_string() + "\n",
        Format::Human => format!(
            "{}: {}\n\nWhat a finder can do:\n  {}\n\nWhat to do when it is out:\n  {}\n\nSeverity: {}\nAsked with --validate: {}\nTo accept a finding: a comment `golive:allow {} reason` on its line, or [[secrets.allow]] in golive.toml\n",
            rule.id,
            rule.title,
            rule.access,
            rule.revoke,
            rule.severity.word(),
            asked_of(&rule.id).unwrap_or_else(|| "nobody".to_owned()),
            rule.id
        ),
        _ => return Err(no_report()),
    };
    session.print(&text);
    Ok(0)
}

fn document(rule: &Rule) -> serde_json::Value {
    json!({ "id": rule.id, "title": rule.title, "severity": rule.severity, "access": rule.access, "revoke": rule.revoke, "asked_of": asked_of(&rule.id) })
}
