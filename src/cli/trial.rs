//! `golive secrets test`: what the rules make of a text, and why not more.

use super::failure::Failure;
use super::session::Session;
use crate::gates::{SecretsOptions, SecretsTrial};
use crate::model::{Finding, Severity};
use crate::render::Format;
use crate::text::{RepoPath, one_line};
use serde_json::json;
use std::fmt::Write as _;
use std::io::Read as _;

/// Longest text that is tried, in bytes: more than anybody pastes.
const LONGEST: u64 = 16 << 20;

/// Tries `text`, or standard input where it is `-`. 1 where a secret is found, 0 where none is.
pub(super) fn run(text: &str, path: Option<&str>, options: &SecretsOptions, session: &Session<'_>) -> Result<u8, Failure> {
    let bytes = if text == "-" { from_stdin()? } else { text.as_bytes().to_vec() };
    let path = path.map(RepoPath::new);
    let trial = SecretsTrial::of(&bytes, path.as_ref(), options).map_err(|error| Failure::new(error.message, error.help))?;
    let shown = match session.format() {
        Format::Human => human(&trial),
        _ => serde_json::to_string_pretty(&document(&trial)).unwrap_or_default() + "\n",
    };
    session.print(&shown);
    Ok(u8::from(trial.findings.iter().any(|finding| finding.severity == Severity::Error)))
}

fn from_stdin() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(LONGEST)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::new(format!("standard input could not be read: {error}"), "pipe the text in"))?;
    Ok(bytes)
}

fn human(trial: &SecretsTrial) -> String {
    let mut out = String::new();
    for finding in &trial.findings {
        let (line, column) = place(finding);
        let snippet = finding.snippet.as_ref().map_or("", |snippet| snippet.text.as_str());
        let _ = writeln!(out, "{}: {}: {}", finding.severity.word(), finding.rule_id, one_line(&finding.message));
        let _ = writeln!(out, "  at {line}:{column}: {}", one_line(snippet));
        for note in &finding.notes {
            let _ = writeln!(out, "  note: {}", one_line(note));
        }
    }
    for (by, times) in &trial.allowed {
        let _ = writeln!(out, "let through by {}: {times}", one_line(by));
    }
    for (near, at) in &trial.near {
        let rule = near.rule.as_deref().unwrap_or("no rule");
        let _ = writeln!(out, "not found: {rule}, at {}:{}: {}", at.line, at.column, one_line(&near.reason));
    }
    if out.is_empty() {
        out.push_str("nothing is found, and nothing came near\n");
    }
    out
}

fn document(trial: &SecretsTrial) -> serde_json::Value {
    let findings = trial.findings.iter().map(|finding| {
        let (line, column) = place(finding);
        let snippet = finding.snippet.as_ref().map(|snippet| snippet.text.clone());
        json!({ "rule_id": finding.rule_id, "severity": finding.severity.word(), "message": finding.message, "line": line, "column": column,
            "snippet": snippet, "fingerprint": finding.fingerprint.as_str(), "notes": finding.notes })
    });
    let near =
        trial.near.iter().map(|(near, at)| json!({ "rule_id": near.rule, "line": at.line, "column": at.column, "reason": near.reason }));
    json!({ "findings": findings.collect::<Vec<_>>(), "allowed_by": trial.allowed, "near": near.collect::<Vec<_>>() })
}

fn place(finding: &Finding) -> (u32, u32) {
    finding.place.as_ref().map_or((0, 0), |place| (place.start.line, place.start.column))
}
