//! SARIF 2.1.0 (OASIS), and what is needed of 1.0.0 and 2.0.0.

use super::sarif_run::Run;
use crate::formats::diagnostics::build::{diagnostic, related};
use crate::formats::diagnostics::json::{self, demand, list, number, text, words};
use crate::formats::diagnostics::model::{Diagnostic, Error, Reading};
use crate::formats::diagnostics::sample::Sample;
use crate::formats::diagnostics::trouble;
use crate::model::Severity;
use serde_json::Value;

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.object(&["/runs"]) && (sample.has(&["/version"]) || sample.has(&["/$schema"]) || sample.has(&["/runs/0/tool"]))
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    let met = json::items("sarif", report, |log| {
        demand("sarif", &log, &["/runs"])?;
        for run in list(&log, "/runs") {
            take(&mut reading, &Run::new(run));
        }
        if list(&log, "/runs").is_empty() {
            reading.incomplete.push("the log holds no run of a tool".to_owned());
        }
        Ok(())
    })?;
    reading.incomplete.extend(met.said);
    Ok(reading)
}

fn take(reading: &mut Reading, run: &Run<'_>) {
    let tool = run.tool();
    reading.tool = reading.tool.take().or_else(|| tool.clone());
    invoked(reading, run, tool.as_deref());
    reading.incomplete.extend(without_results(run));
    for result in list(run.value, "/results") {
        if let Some(mut one) = result_of(run, result) {
            one.tool.clone_from(&tool);
            reading.diagnostics.push(one);
        }
    }
}

/// Why a run has no list of results.
pub(super) fn without_results(run: &Run<'_>) -> Option<String> {
    match run.value.get("results") {
        Some(Value::Array(_)) => None,
        _ if run.value.pointer("/externalPropertyFileReferences/results").is_some() => {
            Some("the results are in other files, which are not read".to_owned())
        }
        _ => Some("a run has no list of results: the tool did not get to look".to_owned()),
    }
}

/// What a run tells of how it went.
pub(super) fn invoked(reading: &mut Reading, run: &Run<'_>, tool: Option<&str>) {
    for invocation in list(run.value, "/invocations") {
        one_invocation(reading, run, invocation, tool);
    }
}

fn one_invocation(reading: &mut Reading, run: &Run<'_>, invocation: &Value, tool: Option<&str>) {
    let before = reading.incomplete.len();
    for pointer in ["/toolExecutionNotifications", "/toolConfigurationNotifications", "/toolNotifications", "/configurationNotifications"] {
        for notice in list(invocation, pointer) {
            if text(notice, "/level").as_deref() != Some("error") {
                continue;
            }
            let message = run.message(notice, None);
            let location = list(notice, "/locations").first().and_then(|location| run.place(location));
            reading.incomplete.push(match &location {
                Some(place) => format!("{}: {}", trouble::words(&place.path), trouble::words(&message)),
                None => trouble::words(&message),
            });
            // A file that cannot be parsed is reported so, with its line: a finding as well.
            if let Some(place) = location.filter(|place| place.line.is_some()) {
                let mut one = diagnostic(Severity::Error, None, message, Some(place));
                one.tool = tool.map(str::to_owned);
                reading.diagnostics.push(one);
            }
        }
    }
    if let Some(failure) = text(invocation, "/processStartFailureMessage") {
        reading.incomplete.push(trouble::words(&failure));
    }
    let successful = invocation.get("executionSuccessful").or(invocation.get("toolExecutionSuccessful")).and_then(Value::as_bool);
    if successful == Some(false) && reading.incomplete.len() == before {
        let why = text(invocation, "/exitCodeDescription").or_else(|| text(invocation, "/exitSignalName"));
        let why = why.map(|why| format!(": {}", trouble::words(&why))).unwrap_or_default();
        reading.incomplete.push(format!("the tool says that its run failed (`executionSuccessful` is false){why}"));
    }
}

pub(super) fn result_of(run: &Run<'_>, result: &Value) -> Option<Diagnostic> {
    let kind = words(result, "/kind");
    if matches!(kind.as_str(), "pass" | "notApplicable" | "informational") || words(result, "/baselineState") == "absent" {
        return None;
    }
    let (id, rule) = run.rule(result);
    let level = text(result, "/level")
        .or_else(|| rule.and_then(|rule| text(rule, "/defaultConfiguration/level").or_else(|| text(rule, "/configuration/defaultLevel"))));
    let severity = match (kind.as_str(), level.as_deref()) {
        // Level and kind of what SARIF 1.0.0 calls so.
        (_, Some("pass" | "notApplicable")) => return None,
        ("open" | "review", _) | (_, Some("note" | "none" | "open")) => Severity::Note,
        (_, Some("error")) => Severity::Error,
        _ => Severity::Warning,
    };
    let places = list(result, "/locations");
    let place = places.first().and_then(|location| run.place(location));
    let mut one = diagnostic(severity, id, run.message(result, rule), place);
    one.suppressed = is_suppressed(result);
    one.fixable = !list(result, "/fixes").is_empty();
    one.help = rule.and_then(|rule| text(rule, "/helpUri").or_else(|| text(rule, "/help/text")));
    one.related = places
        .iter()
        .skip(1)
        .chain(list(result, "/relatedLocations"))
        .map(|location| related(run.place(location), words(location, "/message/text")))
        .collect();
    if one.place.as_ref().is_some_and(|place| place.line.is_none())
        && let Some(line) = number(result, "/locations/0/physicalLocation/contextRegion/startLine")
        && let Some(place) = &mut one.place
    {
        place.line = Some(line);
    }
    Some(one)
}

/// Whether it is silenced: by a suppression that nobody rejected.
fn is_suppressed(result: &Value) -> bool {
    let suppressions = list(result, "/suppressions");
    let stands = |suppression: &Value| {
        let status = text(suppression, "/status").or_else(|| text(suppression, "/state"));
        !matches!(status.as_deref(), Some("rejected" | "underReview"))
    };
    (!suppressions.is_empty() && suppressions.iter().all(stands)) || !list(result, "/suppressionStates").is_empty()
}
