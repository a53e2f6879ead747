//! SARIF 2.1.0, for code scanning.
//!
//! The format is OASIS's (sarif-v2.1.0); limits and the meaning of `security-severity`, `partialFingerprints` and a result's location are
//! those of GitHub's documentation of SARIF support for code scanning. Only what is used of the format is modelled.

mod model;

use super::words::worst_first;
use crate::model::{Finding, GateReport, Origin, Place, Report, Severity, Trouble};
use crate::text::{RepoPath, count, one_line};
use model::{
    Artifact, Bases, Description, Driver, Invocation, Level, Location, Log, Message, Notification, Physical, Properties, Region, ResultRow,
    Rule, RuleProperties, Run, Text, Tool,
};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Results a run may have at GitHub; more, and the file is refused.
const MOST_RESULTS: usize = 25_000;
/// Further places of one result that are written; GitHub shows a hundred.
const MOST_PLACES: usize = 100;
/// Longest text of a message, in characters.
const LONGEST: usize = 2_000;

/// The report as one SARIF document, with a line feed at its end.
pub fn sarif(report: &Report) -> String {
    let all = worst_first(report);
    let mut rules: Vec<Rule> = Vec::new();
    let mut indices: BTreeMap<&str, usize> = BTreeMap::new();
    let mut seen: BTreeMap<(String, String, String), u32> = BTreeMap::new();
    let mut results = Vec::new();
    for (gate, finding) in all.iter().take(MOST_RESULTS) {
        let index = *indices.entry(&finding.rule_id).or_insert_with(|| {
            rules.push(rule(gate, finding));
            rules.len() - 1
        });
        let path = finding.place.as_ref().and_then(|place| place.path.as_ref()).map(ToString::to_string).unwrap_or_default();
        let identity = (finding.rule_id.clone(), path, finding.fingerprint.as_str().to_owned());
        let number = seen.entry(identity).and_modify(|number| *number += 1).or_insert(1);
        results.push(result(gate, finding, index, *number));
    }
    let mut notifications: Vec<Notification> = troubles(report).map(|(gate, trouble)| notification(gate, trouble)).collect();
    let is_successful = notifications.is_empty();
    if let Some(more @ 1..) = all.len().checked_sub(MOST_RESULTS) {
        let text = format!("{} left out, the least bad ones: a run may have {MOST_RESULTS}", count(more, "result is", "results are"));
        notifications.push(Notification { level: Level::Warning, message: Text::new(text), properties: None });
    }
    let ended = report.started.checked_add(jiff::SignedDuration::try_from(report.took).unwrap_or_default()).unwrap_or(report.started);
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                full_name: concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")),
                version: env!("CARGO_PKG_VERSION"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules,
            },
        },
        invocations: [Invocation {
            execution_successful: is_successful,
            exit_code: report.exit_code(),
            start_time_utc: moment(report.started),
            end_time_utc: moment(ended),
            tool_execution_notifications: notifications,
        }],
        original_uri_base_ids: Bases::root(),
        column_kind: "unicodeCodePoints",
        results,
    };
    serde_json::to_string_pretty(&Log::of(run)).unwrap_or_default() + "\n"
}

/// The schema wants milliseconds at most, and `Z`.
fn moment(time: jiff::Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn troubles(report: &Report) -> impl Iterator<Item = (&str, &Trouble)> {
    let of_gates = report.gates.iter().flat_map(|gate| gate.outcome.troubles.iter().map(|trouble| (gate.gate, trouble)));
    of_gates.chain(report.troubles.iter().map(|trouble| ("golive", trouble)))
}

fn notification(gate: &str, trouble: &Trouble) -> Notification {
    let help = if trouble.help.is_empty() { String::new() } else { format!(" ({})", trouble.help) };
    Notification {
        level: Level::Error,
        message: Text::new(words(&format!("{gate}: {}{help}", trouble.message))),
        properties: Some(Properties { tags: vec![gate.to_owned()], ..Properties::default() }),
    }
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Note => Level::Note,
    }
}

/// The entry of a finding's rule, from the first finding of it.
fn rule(gate: &GateReport, finding: &Finding) -> Rule {
    let help = if finding.help.is_empty() { finding.message.clone() } else { finding.help.clone() };
    let title = words(&finding.message);
    Rule {
        id: one_line(&finding.rule_id).into_owned(),
        short_description: Text::new(title.clone()),
        full_description: Text::new(title.clone()),
        help: Description {
            text: words(&help),
            markdown: format!("**{}**\n\n{}", super::markdown::escaped(&title), super::markdown::escaped(&help)),
        },
        default_configuration: model::Configuration { level: level(finding.severity) },
        properties: RuleProperties {
            security_severity: security_severity(gate.gate, finding.severity),
            tags: [Some(gate.gate), is_security(gate.gate).then_some("security")].into_iter().flatten().map(str::to_owned).collect(),
        },
    }
}

fn is_security(gate: &str) -> bool {
    matches!(gate, "secrets" | "gitignore" | "rotation")
}

/// The score by which GitHub calls an alert critical (over 9.0), high (from 7.0), medium (from 4.0) or low.
fn security_severity(gate: &str, severity: Severity) -> Option<&'static str> {
    match (gate, severity) {
        ("secrets", Severity::Error) => Some("9.5"),
        ("gitignore" | "rotation", Severity::Error) => Some("7.5"),
        ("secrets" | "gitignore" | "rotation", Severity::Warning) => Some("5.0"),
        ("secrets" | "gitignore" | "rotation", Severity::Note) => Some("2.0"),
        _ => None,
    }
}

fn result(gate: &GateReport, finding: &Finding, index: usize, number: u32) -> ResultRow {
    let (commit, author, date) = match &finding.origin {
        Origin::Commit { id, author, date } => (Some(id.clone()), Some(one_line(author).into_owned()), Some(date.clone())),
        Origin::WorkTree | Origin::Index | Origin::Object(_) | Origin::Stdin => (None, None, None),
    };
    let text: Vec<&str> = [finding.message.as_str()].into_iter().chain(finding.notes.iter().map(String::as_str)).collect();
    let snippet = finding.snippet.as_ref().map(|snippet| one_line(&snippet.text).into_owned());
    ResultRow {
        rule_id: one_line(&finding.rule_id).into_owned(),
        rule_index: index,
        level: level(finding.severity),
        message: Message { text: words(&text.join("; ")) },
        locations: [location(finding.place.as_ref(), snippet)],
        related_locations: finding.also.iter().take(MOST_PLACES).map(|place| location(Some(place), None)).collect(),
        // Not of the line, so that an alert stays the same alert when the code round it moves.
        partial_fingerprints: BTreeMap::from([
            ("primaryLocationLineHash", format!("{}:{number}", finding.fingerprint.as_str())),
            ("golive/v1", finding.fingerprint.as_str().to_owned()),
        ]),
        properties: Properties {
            tags: vec![gate.gate.to_owned()],
            commit,
            author,
            date,
            tool: finding.tool.clone(),
            new: finding.new,
            validation: finding.validation.as_ref().map(|validation| validation.status.word()),
        },
    }
}

/// A place; the root of the repository where there is none, since GitHub refuses results without a file.
fn location(place: Option<&Place>, snippet: Option<String>) -> Location {
    let uri = place.and_then(|place| place.path.as_ref()).map_or_else(|| ".".to_owned(), uri);
    let region = place.filter(|place| place.path.is_some() && place.start.line > 0).map(|place| {
        let (start, end) = (place.start, place.end);
        let end_line = (end.line >= start.line).then_some(end.line);
        let start_column = (start.column > 0).then_some(start.column);
        let is_after = end.line > start.line || end.column >= start.column;
        let end_column = (start_column.is_some() && end_line.is_some() && is_after && end.column > 0).then_some(end.column);
        Region { start_line: start.line, start_column, end_line, end_column, snippet: snippet.map(Text::new) }
    });
    Location { physical_location: Physical { artifact_location: Artifact { uri, uri_base_id: model::ROOT }, region } }
}

/// A path as a relative reference (RFC 3986, section 4.2): every byte that is not unreserved is percent-encoded, `/` aside.
fn uri(path: &RepoPath) -> String {
    let mut uri = String::new();
    for byte in path.as_bytes().iter() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(*byte)),
            other => drop(write!(uri, "%{other:02X}")),
        }
    }
    uri
}

/// A message in one line. `](` would be the middle of a link (section 3.11.6).
fn words(text: &str) -> String {
    let text = one_line(text).replace("](", "] (");
    if text.chars().count() <= LONGEST { text } else { text.chars().take(LONGEST - 1).chain(['…']).collect() }
}

#[cfg(test)]
mod tests;
