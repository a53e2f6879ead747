//! The JSON report, version 1, as the contract lays it down.

use crate::model::{Evidence, Finding, GateReport, Origin, Place, Report, RequirementReport, Trouble, Validation};
use serde::Serialize;
use serde_json::{Map, Value};
use std::time::Duration;

/// Version of the document's schema.
pub const VERSION: u32 = 1;

/// The report as one JSON document.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
pub(super) struct Document<'run> {
    schema_version: u32,
    tool: Tool,
    /// When the run started, RFC 3339, UTC.
    started: String,
    duration_ms: u64,
    verdict: &'static str,
    gates: Vec<Gate<'run>>,
    findings: Vec<FindingRow<'run>>,
    requirements: Vec<Requirement<'run>>,
    errors: Vec<ErrorRow<'run>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[expect(clippy::struct_field_names, reason = "the names are those of the document")]
struct Gate<'run> {
    gate: &'static str,
    verdict: &'static str,
    duration_ms: u64,
    summary: &'run str,
    metrics: &'run Map<String, Value>,
}

/// One finding; also a line of the `jsonl` format.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
pub(super) struct FindingRow<'run> {
    gate: &'static str,
    rule_id: &'run str,
    severity: &'static str,
    message: &'run str,
    help: &'run str,
    /// Relative to the repository root, with `/`; percent-encoded where it is not UTF-8.
    path: Option<String>,
    /// From 1.
    line: Option<u32>,
    /// From 1, in characters.
    column: Option<u32>,
    end_line: Option<u32>,
    /// One past the last character.
    end_column: Option<u32>,
    /// The line, with secrets masked.
    snippet: Option<&'run str>,
    fingerprint: &'run str,
    commit: Option<&'run str>,
    author: Option<&'run str>,
    date: Option<&'run str>,
    notes: &'run [String],
    /// The tool that reported it, where golive only passes it on.
    tool: Option<&'run str>,
    /// Whether the change under test brought it in; null where nothing was given to compare with.
    new: Option<bool>,
    /// What the provider of a credential says of it; null where it was not to be asked.
    validation: Option<ValidationRow<'run>>,
    /// Every place of the same thing, the one above first.
    places: Vec<PlaceRow>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
struct ValidationRow<'run> {
    /// `active`, `inactive` or `unknown`.
    status: &'static str,
    /// Whom golive asked; null where it knows no harmless request for this kind of credential.
    provider: Option<&'run str>,
    /// RFC 3339.
    checked_at: &'run str,
    detail: &'run str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
struct PlaceRow {
    path: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
struct Requirement<'run> {
    id: &'run str,
    title: &'run str,
    category: &'run str,
    priority: &'static str,
    verdict: &'static str,
    evidence: Vec<EvidenceRow<'run>>,
    attested: Option<Value>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
struct EvidenceRow<'run> {
    text: &'run str,
    path: Option<String>,
    line: Option<u32>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
struct ErrorRow<'run> {
    gate: Option<&'static str>,
    message: &'run str,
    help: &'run str,
}

impl<'run> Document<'run> {
    pub(super) fn of(report: &'run Report) -> Self {
        Self {
            schema_version: VERSION,
            tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
            started: report.started.to_string(),
            duration_ms: milliseconds(report.took),
            verdict: report.verdict().word(),
            gates: report.gates.iter().map(Gate::of).collect(),
            findings: findings(report),
            requirements: report.requirements.iter().map(Requirement::of).collect(),
            errors: errors(report),
        }
    }
}

/// The findings of all gates, in the order of the report.
pub(super) fn findings(report: &Report) -> Vec<FindingRow<'_>> {
    let row = |gate: &'_ GateReport| gate.gate;
    report.gates.iter().flat_map(|gate| gate.outcome.findings.iter().map(move |finding| FindingRow::of(row(gate), finding))).collect()
}

fn errors(report: &Report) -> Vec<ErrorRow<'_>> {
    let of_gates = report.gates.iter().flat_map(|gate| gate.outcome.troubles.iter().map(|trouble| (Some(gate.gate), trouble)));
    let of_none = report.troubles.iter().map(|trouble| (None, trouble));
    of_gates.chain(of_none).map(|(gate, Trouble { message, help })| ErrorRow { gate, message, help }).collect()
}

impl<'run> Gate<'run> {
    fn of(report: &'run GateReport) -> Self {
        Self {
            gate: report.gate,
            verdict: report.outcome.verdict.word(),
            duration_ms: milliseconds(report.took),
            summary: &report.outcome.summary,
            metrics: &report.outcome.metrics,
        }
    }
}

impl<'run> FindingRow<'run> {
    fn of(gate: &'static str, finding: &'run Finding) -> Self {
        let place = finding.place.as_ref();
        let (commit, author, date) = match &finding.origin {
            Origin::Commit { id, author, date } => (Some(id.as_str()), Some(author.as_str()), Some(date.as_str())),
            Origin::WorkTree | Origin::Index | Origin::Object(_) | Origin::Stdin => (None, None, None),
        };
        Self {
            gate,
            rule_id: &finding.rule_id,
            severity: finding.severity.word(),
            message: &finding.message,
            help: &finding.help,
            path: place.and_then(|place| place.path.as_ref()).map(ToString::to_string),
            line: place.and_then(|place| known(place.start.line)),
            column: place.and_then(|place| known(place.start.column)),
            end_line: place.and_then(|place| known(place.end.line)),
            end_column: place.and_then(|place| known(place.end.column)),
            snippet: finding.snippet.as_ref().map(|snippet| snippet.text.as_str()),
            fingerprint: finding.fingerprint.as_str(),
            commit,
            author,
            date,
            notes: &finding.notes,
            tool: finding.tool.as_deref(),
            new: finding.new,
            validation: finding.validation.as_ref().map(ValidationRow::of),
            places: place.into_iter().chain(&finding.also).map(PlaceRow::of).collect(),
        }
    }
}

impl<'run> ValidationRow<'run> {
    fn of(validation: &'run Validation) -> Self {
        Self {
            status: validation.status.word(),
            provider: validation.provider.as_deref(),
            checked_at: &validation.checked_at,
            detail: &validation.detail,
        }
    }
}

impl PlaceRow {
    fn of(place: &Place) -> Self {
        Self {
            path: place.path.as_ref().map(ToString::to_string),
            line: known(place.start.line),
            column: known(place.start.column),
            end_line: known(place.end.line),
            end_column: known(place.end.column),
        }
    }
}

/// Tools report problems of a whole file, or of a whole line; see [`Place`].
fn known(number: u32) -> Option<u32> {
    (number > 0).then_some(number)
}

impl<'run> Requirement<'run> {
    fn of(line: &'run RequirementReport) -> Self {
        Self {
            id: &line.requirement.id,
            title: &line.requirement.title,
            category: &line.requirement.category,
            priority: line.requirement.priority.word(),
            verdict: line.verdict.word(),
            evidence: line.evidence.iter().map(EvidenceRow::of).collect(),
            attested: None,
        }
    }
}

impl<'run> EvidenceRow<'run> {
    fn of(evidence: &'run Evidence) -> Self {
        Self { text: &evidence.text, path: evidence.path.as_ref().map(ToString::to_string), line: evidence.line }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The report as one JSON document, with a line feed at its end.
pub fn json(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(&Document::of(report)).unwrap_or_default();
    text.push('\n');
    text
}
