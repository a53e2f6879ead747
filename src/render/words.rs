//! Words that several formats have in common.

use crate::model::{Finding, GateReport, Priority, Report, RequirementReport, Severity, Verdict};
use crate::text::{count, one_line};

/// The mark that stands for a verdict; told apart without colour.
pub(super) fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✔",
        Verdict::Fail => "✘",
        Verdict::Unknown => "?",
        Verdict::Skipped => "–",
    }
}

/// What the run came to, in a sentence.
pub(super) fn verdict_sentence(report: &Report) -> String {
    let failed: Vec<&str> = report.gates.iter().filter(|gate| gate.outcome.verdict == Verdict::Fail).map(|gate| gate.gate).collect();
    let is_open = |line: &&RequirementReport| line.verdict == Verdict::Unknown && line.requirement.priority == Priority::P0;
    let unknown: Vec<&RequirementReport> = report.requirements.iter().filter(is_open).collect();
    let is_left_out = |line: &&RequirementReport| line.verdict == Verdict::Skipped && line.requirement.priority == Priority::P0;
    let left_out = report.requirements.iter().filter(is_left_out).count();
    match report.verdict() {
        Verdict::Pass if report.requirements.is_empty() => "pass".to_owned(),
        Verdict::Pass if left_out > 0 => {
            format!("pass as far as was looked: {} left out", count(left_out, "P0 requirement was", "P0 requirements were"))
        }
        Verdict::Pass => "ready: no P0 requirement is open".to_owned(),
        Verdict::Fail => format!("fail: {}", failed.join(", ")),
        Verdict::Unknown | Verdict::Skipped if !unknown.is_empty() => format!(
            "not ready: {} unknown; look into {} first",
            count(unknown.len(), "P0 requirement is", "P0 requirements are"),
            one_line(unknown.first().map_or("", |line| line.requirement.id.as_str()))
        ),
        Verdict::Unknown | Verdict::Skipped => {
            let reason = report.gates.iter().find(|gate| gate.outcome.verdict != Verdict::Pass).map(|gate| gate.outcome.summary.as_str());
            let reason = reason.or_else(|| report.troubles.first().map(|trouble| trouble.message.as_str()));
            format!("cannot tell: {}", one_line(reason.unwrap_or("nothing was looked at")))
        }
    }
}

/// How many findings there are of each severity: `2 errors, 1 warning`.
pub(super) fn tally(report: &Report) -> String {
    let of = |severity| findings(report).filter(|(_, finding)| finding.severity == severity).count();
    let counts =
        [(of(Severity::Error), "error", "errors"), (of(Severity::Warning), "warning", "warnings"), (of(Severity::Note), "note", "notes")];
    let parts: Vec<String> =
        counts.into_iter().filter(|(number, ..)| *number > 0).map(|(number, one, many)| count(number, one, many)).collect();
    if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
}

/// All findings with their gates, in the order of the report.
pub(super) fn findings(report: &Report) -> impl Iterator<Item = (&GateReport, &Finding)> {
    report.gates.iter().flat_map(|gate| gate.outcome.findings.iter().map(move |finding| (gate, finding)))
}

/// All findings, the worst first, and of those the ones that the change brought in.
pub(super) fn worst_first(report: &Report) -> Vec<(&GateReport, &Finding)> {
    let mut all: Vec<_> = findings(report).collect();
    all.sort_by_key(|(_, finding)| (std::cmp::Reverse(finding.severity), finding.new != Some(true)));
    all
}

/// `path:line:column`, as far as it is known.
pub(super) fn at(finding: &Finding) -> String {
    let Some(place) = &finding.place else { return String::new() };
    let mut text = place.path.as_ref().map_or_else(|| "<stdin>".to_owned(), ToString::to_string);
    for number in [place.start.line, place.start.column] {
        if number == 0 {
            break;
        }
        text.push(':');
        text.push_str(&number.to_string());
    }
    one_line(&text).into_owned()
}

/// Milliseconds or seconds, as people say it.
pub(super) fn duration(took: std::time::Duration) -> String {
    let milliseconds = took.as_millis();
    if milliseconds < 1000 { format!("{milliseconds} ms") } else { format!("{:.1} s", took.as_secs_f64()) }
}
