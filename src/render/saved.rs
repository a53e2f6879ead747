//! A saved JSON report, read back.
//!
//! Fields that this version does not know are passed over and fields that came later may be missing, as the schema's version promises;
//! what there must be is checked.

use super::JSON_VERSION;
use crate::model::{
    Evidence, Finding, Fingerprint, GateId, GateReport, Liveness, Origin, Outcome, Place, Priority, Report, Requirement, RequirementReport,
    Severity, Snippet, Stage, Trouble, Validation, Verdict,
};
use crate::text::{LineColumn, RepoPath};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::time::Duration;

/// Why a file is no report that can be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not JSON, or not this document.
    #[error("it is no golive report: {0}")]
    Foreign(String),
    /// A document of another version.
    #[error("its schema version is {found}, and this golive reads version {JSON_VERSION}")]
    Version {
        /// The version that it names.
        found: String,
    },
    /// A gate that this golive does not have.
    #[error("it is about a gate named {gate}, which this golive does not have")]
    Gate {
        /// The gate's name.
        gate: String,
    },
    /// A value where a word of the contract must stand.
    #[error("{what} is {found}, which is no such word")]
    Word {
        /// What the value is of.
        what: &'static str,
        /// The value.
        found: String,
    },
}

#[derive(Deserialize)]
struct Head {
    schema_version: Value,
    tool: Tool,
}

#[derive(Deserialize)]
struct Tool {
    name: String,
}

#[derive(Deserialize)]
struct Document {
    started: String,
    duration_ms: u64,
    gates: Vec<Gate>,
    findings: Vec<Row>,
    requirements: Vec<Line>,
    errors: Vec<Failed>,
}

#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are those of the document")]
struct Gate {
    gate: String,
    verdict: String,
    duration_ms: u64,
    summary: String,
    metrics: Map<String, Value>,
}

#[derive(Deserialize)]
struct Row {
    gate: String,
    rule_id: String,
    severity: Severity,
    message: String,
    help: String,
    snippet: Option<String>,
    fingerprint: String,
    commit: Option<String>,
    author: Option<String>,
    date: Option<String>,
    #[serde(default)]
    notes: Vec<String>,
    tool: Option<String>,
    new: Option<bool>,
    validation: Option<Told>,
    #[serde(default)]
    places: Vec<Spot>,
    #[serde(flatten)]
    spot: Spot,
}

#[derive(Deserialize)]
struct Told {
    status: String,
    provider: Option<String>,
    checked_at: String,
    detail: String,
}

#[derive(Deserialize)]
struct Spot {
    path: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    title: String,
    category: String,
    priority: Priority,
    verdict: String,
    evidence: Vec<Seen>,
}

#[derive(Deserialize)]
struct Seen {
    text: String,
    path: Option<String>,
    line: Option<u32>,
}

#[derive(Deserialize)]
struct Failed {
    gate: Option<String>,
    message: String,
    #[serde(default)]
    help: String,
}

/// The report that `text` is the JSON document of. `gates` are the gates there are.
///
/// # Errors
/// [`Error`].
pub fn saved(text: &[u8], gates: &[GateId]) -> Result<Report, Error> {
    let foreign = |error: serde_json::Error| Error::Foreign(error.to_string());
    let head: Head = serde_json::from_slice(text).map_err(foreign)?;
    if head.tool.name != env!("CARGO_PKG_NAME") {
        return Err(Error::Foreign(format!("its tool is {}", head.tool.name)));
    }
    if head.schema_version != JSON_VERSION {
        return Err(Error::Version { found: head.schema_version.to_string() });
    }
    let document: Document = serde_json::from_slice(text).map_err(foreign)?;
    let started = document.started.parse().map_err(|_error| Error::Word { what: "the start of the run", found: document.started })?;
    let id = |name: &str| gates.iter().find(|id| **id == name).copied().ok_or_else(|| Error::Gate { gate: name.to_owned() });
    let mut reports = Vec::with_capacity(document.gates.len());
    for gate in document.gates {
        let outcome = Outcome { verdict: verdict(&gate.verdict)?, metrics: gate.metrics, ..Outcome::skipped(gate.summary) };
        reports.push(GateReport { gate: id(&gate.gate)?, outcome, took: Duration::from_millis(gate.duration_ms) });
    }
    let missing = |name: &str| Error::Foreign(format!("gate {name} is named and not in the list of gates"));
    for row in document.findings {
        let gate = row.gate.clone();
        let report = reports.iter_mut().find(|report| report.gate == gate).ok_or_else(|| missing(&gate))?;
        report.outcome.findings.push(finding(row));
    }
    let mut troubles = Vec::new();
    for failed in document.errors {
        let trouble = Trouble::new(failed.message, failed.help);
        match failed.gate {
            None => troubles.push(trouble),
            Some(gate) => {
                let report = reports.iter_mut().find(|report| report.gate == gate).ok_or_else(|| missing(&gate))?;
                report.outcome.troubles.push(trouble);
            }
        }
    }
    let requirements = document.requirements.into_iter().map(requirement).collect::<Result<_, _>>()?;
    Ok(Report { started, took: Duration::from_millis(document.duration_ms), gates: reports, requirements, troubles })
}

fn verdict(word: &str) -> Result<Verdict, Error> {
    [Verdict::Skipped, Verdict::Pass, Verdict::Unknown, Verdict::Fail]
        .into_iter()
        .find(|verdict| verdict.word() == word)
        .ok_or_else(|| Error::Word { what: "a verdict", found: word.to_owned() })
}

fn finding(row: Row) -> Finding {
    let origin = match row.commit {
        Some(id) => Origin::Commit { id, author: row.author.unwrap_or_default(), date: row.date.unwrap_or_default() },
        None => Origin::WorkTree,
    };
    let snippet = row.snippet.map(|text| shown(text, &row.spot));
    let mut places = row.places.into_iter().map(place);
    let first = places.next();
    Finding {
        rule_id: row.rule_id,
        severity: row.severity,
        message: row.message,
        help: row.help,
        place: first.or_else(|| (row.spot.path.is_some() || row.spot.line.is_some()).then(|| place(row.spot))),
        also: places.collect(),
        snippet,
        fingerprint: Fingerprint::read(row.fingerprint),
        origin,
        notes: row.notes,
        tool: row.tool,
        new: row.new,
        validation: row.validation.map(validation),
    }
}

fn validation(told: Told) -> Validation {
    // A word that a later golive may use says nothing to this one.
    let status = Liveness::of_word(&told.status).unwrap_or(Liveness::Unknown);
    Validation { status, provider: told.provider, checked_at: told.checked_at, detail: told.detail }
}

fn place(spot: Spot) -> Place {
    let number = Option::unwrap_or_default;
    Place {
        path: spot.path.map(RepoPath::new),
        start: LineColumn { line: number(spot.line), column: number(spot.column) },
        end: LineColumn { line: number(spot.end_line), column: number(spot.end_column) },
    }
}

/// A snippet with its highlight, which the document does not have: from the column on, as far as the mask or the last column.
fn shown(text: String, spot: &Spot) -> Snippet {
    let mask = text.find("****");
    let column = |number: Option<u32>| {
        let number = usize::try_from(number?).ok()?.checked_sub(1)?;
        text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(number)
    };
    // A snippet that was cut does not begin at the first column.
    let start = if text.starts_with('…') { mask } else { column(spot.column) }.unwrap_or(0);
    let masked = text.get(start..).and_then(|rest| rest.find("****")).map(|at| start + at + 4);
    let one_line = spot.line == spot.end_line;
    let end = masked.or_else(|| column(spot.end_column).filter(|end| one_line && *end >= start)).unwrap_or(text.len());
    Snippet { text, highlight: start..end }
}

fn requirement(line: Line) -> Result<RequirementReport, Error> {
    let evidence =
        line.evidence.into_iter().map(|seen| Evidence { text: seen.text, path: seen.path.map(RepoPath::new), line: seen.line }).collect();
    let requirement = Requirement {
        id: line.id,
        title: line.title,
        category: line.category,
        priority: line.priority,
        // The document does not tell them, and no renderer asks.
        stage: Stage::Commit,
        answered_by: Vec::new(),
    };
    Ok(RequirementReport { requirement, verdict: verdict(&line.verdict)?, evidence })
}

#[cfg(test)]
mod tests {
    use super::{Error, saved};
    use crate::render::{example, json};

    const GATES: &[&str] = &["secrets", "gitignore", "coverage", "rotation"];

    #[test]
    fn what_was_written_is_read_back_to_the_last_field() {
        let text = json(&example::full());
        assert_eq!(json(&saved(text.as_bytes(), GATES).unwrap()), text);
    }

    #[test]
    fn fields_of_a_later_version_are_passed_over() {
        let text = json(&example::full()).replacen("\"schema_version\": 1,", "\"schema_version\": 1, \"later\": [{}],", 1);
        assert!(saved(text.as_bytes(), GATES).is_ok());
    }

    #[test]
    fn what_is_no_report_of_this_version_is_told_apart() {
        let text = json(&example::full());
        let read = |text: &str| saved(text.as_bytes(), GATES).map(|_report| ());
        assert!(matches!(read("[]"), Err(Error::Foreign(_))));
        assert!(matches!(read(""), Err(Error::Foreign(_))));
        assert!(matches!(read(&text.replacen("\"name\": \"golive\"", "\"name\": \"other\"", 1)), Err(Error::Foreign(_))));
        assert!(matches!(read(&text.replacen("\"schema_version\": 1", "\"schema_version\": 2", 1)), Err(Error::Version { .. })));
        assert!(matches!(read(&text.replacen("\"verdict\": \"pass\"", "\"verdict\": \"fine\"", 2)), Err(Error::Word { .. })));
        assert!(matches!(saved(text.as_bytes(), &["secrets"]), Err(Error::Gate { .. })));
    }
}
