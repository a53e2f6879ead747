//! JUnit XML: a suite a gate, a case a rule and file.
//!
//! A failure is what fails the gate; an error is what could not be looked at; findings that fail nothing are a passed case with their
//! text beside it. The checklist is a suite of its own.

use super::words::at;
use crate::model::{Finding, GateReport, Priority, Report, RequirementReport, Severity, Trouble, Verdict};
use crate::text::{count, one_line, terminal};
use quick_junit::{NonSuccessKind, Report as Document, TestCase, TestCaseStatus, TestSuite};
use std::collections::BTreeMap;

/// The report as a JUnit document.
pub fn junit(report: &Report) -> String {
    let mut document = Document::new("golive");
    document.set_time(report.took);
    document.add_test_suites(report.gates.iter().map(suite));
    if !report.requirements.is_empty() {
        let mut suite = TestSuite::new("checklist");
        suite.add_test_cases(report.requirements.iter().map(requirement));
        document.add_test_suite(suite);
    }
    if !report.troubles.is_empty() {
        let mut suite = TestSuite::new("golive");
        suite.add_test_cases(report.troubles.iter().map(|trouble| could_not("golive", trouble)));
        document.add_test_suite(suite);
    }
    document.to_string().unwrap_or_default()
}

fn suite(gate: &GateReport) -> TestSuite {
    let outcome = &gate.outcome;
    let mut suite = TestSuite::new(gate.gate);
    suite.set_time(gate.took);
    let mut groups: BTreeMap<(String, String), Vec<&Finding>> = BTreeMap::new();
    for finding in &outcome.findings {
        let path = finding.place.as_ref().and_then(|place| place.path.as_ref()).map(ToString::to_string).unwrap_or_default();
        groups.entry((finding.rule_id.clone(), path)).or_default().push(finding);
    }
    let mut is_shown = false;
    for ((rule, path), findings) in &groups {
        is_shown |= findings.iter().any(|finding| finding.severity == Severity::Error);
        suite.add_test_case(case_of(gate.gate, rule, path, findings));
    }
    suite.add_test_cases(outcome.troubles.iter().map(|trouble| could_not(gate.gate, trouble)));
    // The gate's own case: the one that passes, or that says what no finding and no trouble does.
    let status = match outcome.verdict {
        Verdict::Pass => Some(TestCaseStatus::success()),
        Verdict::Skipped => Some(said(TestCaseStatus::skipped(), &outcome.summary)),
        Verdict::Fail => (!is_shown).then(|| said(TestCaseStatus::non_success(NonSuccessKind::Failure), &outcome.summary)),
        Verdict::Unknown => outcome.troubles.is_empty().then(|| said(TestCaseStatus::non_success(NonSuccessKind::Error), &outcome.summary)),
    };
    if let Some(status) = status {
        let mut case = TestCase::new(gate.gate, status);
        case.set_classname(gate.gate).set_system_out(clean(&outcome.summary));
        suite.add_test_case(case);
    }
    suite
}

fn case_of(gate: &str, rule: &str, path: &str, findings: &[&Finding]) -> TestCase {
    let text: String = findings.iter().map(|finding| described(finding)).collect();
    let is_bad = findings.iter().any(|finding| finding.severity == Severity::Error);
    let mut status = if is_bad { TestCaseStatus::non_success(NonSuccessKind::Failure) } else { TestCaseStatus::success() };
    if is_bad {
        let first = findings.first().map(|finding| finding.message.as_str()).unwrap_or_default();
        let message = format!("{}: {first}", count(findings.len(), "finding", "findings"));
        status = said(status, &message);
        status.set_type(clean(rule)).set_description(clean_lines(&text));
    }
    let name = if path.is_empty() { rule.to_owned() } else { format!("{rule} {path}") };
    let mut case = TestCase::new(clean(&name), status);
    case.set_classname(gate);
    if !path.is_empty() {
        case.extra.insert("file".into(), clean(path).into());
    }
    if !is_bad {
        case.set_system_out(clean_lines(&text));
    }
    case
}

/// One finding in lines.
fn described(finding: &Finding) -> String {
    let place = at(finding);
    let before = if place.is_empty() { String::new() } else { format!("{place}: ") };
    let mut text = format!("{before}{}: {}\n", finding.severity.word(), one_line(&finding.message));
    let snippet = finding.snippet.as_ref().map(|snippet| snippet.text.as_str());
    for line in snippet.into_iter().chain(finding.notes.iter().map(String::as_str)).chain([finding.help.as_str()]) {
        if !line.is_empty() {
            text.push_str("    ");
            text.push_str(&one_line(line));
            text.push('\n');
        }
    }
    text
}

fn could_not(gate: &str, trouble: &Trouble) -> TestCase {
    let mut status = said(TestCaseStatus::non_success(NonSuccessKind::Error), &trouble.message);
    status.set_type("could-not-look");
    if !trouble.help.is_empty() {
        status.set_description(clean_lines(&trouble.help));
    }
    let mut case = TestCase::new(format!("could not look: {}", clean(&trouble.message)), status);
    case.set_classname(gate);
    case
}

/// A requirement that nobody could judge is an error where it decides, and else a case that was not run.
fn requirement(line: &RequirementReport) -> TestCase {
    let mut status = match line.verdict {
        Verdict::Pass => TestCaseStatus::success(),
        Verdict::Fail => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Verdict::Unknown if line.requirement.priority == Priority::P0 => TestCaseStatus::non_success(NonSuccessKind::Error),
        Verdict::Unknown | Verdict::Skipped => TestCaseStatus::skipped(),
    };
    let seen: Vec<&str> = line.evidence.iter().map(|evidence| evidence.text.as_str()).collect();
    if let Some(first) = seen.first() {
        status = said(status, first);
    }
    let mut case = TestCase::new(clean(&format!("{} {}", line.requirement.id, line.requirement.title)), status);
    case.set_classname(format!("checklist.{}", line.requirement.priority.word())).set_system_out(clean_lines(&seen.join("\n")));
    case
}

fn said(mut status: TestCaseStatus, message: &str) -> TestCaseStatus {
    status.set_message(clean(message));
    status
}

/// Characters that XML 1.0 has no way to write (section 2.2), beside those that [`terminal`] spells out.
fn writable(text: &str) -> String {
    text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

fn clean(text: &str) -> String {
    writable(&one_line(text))
}

fn clean_lines(text: &str) -> String {
    writable(&terminal(text))
}

#[cfg(test)]
mod tests {
    use super::junit;
    use crate::model::{Outcome, Verdict};
    use crate::render::example;
    use quick_xml::events::Event;

    /// Names of elements with how often each is there; the document must be well-formed and hold no character that XML forbids.
    fn elements(text: &str) -> std::collections::BTreeMap<String, usize> {
        let mut found = std::collections::BTreeMap::new();
        let mut reader = quick_xml::Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) | Event::Empty(start) => {
                    *found.entry(start.name().as_ref().to_owned()).or_default() += 1;
                    assert!(start.attributes().all(|attribute| attribute.is_ok()));
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let allowed = |character: char| matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..);
        assert!(text.chars().all(allowed));
        found
    }

    #[test]
    fn hostile_text_is_text() {
        let text = junit(&example::full());
        let found = elements(&text);
        assert!(!text.contains("<script"), "{text}");
        assert_eq!((found["testsuite"], found["failure"], found["error"], found["skipped"]), (6, 3, 3, 2), "{text}");
    }

    #[test]
    fn a_gate_that_passed_has_a_case_that_passes() {
        let found = elements(&junit(&example::clean()));
        assert_eq!((found["testcase"], found.get("failure"), found.get("error")), (1, None, None));
    }

    #[test]
    fn a_gate_that_failed_without_a_finding_has_a_case_that_fails() {
        let outcome = Outcome { verdict: Verdict::Fail, ..Outcome::skipped("too little") };
        let text = junit(&example::report(vec![example::gate("coverage", outcome)]));
        assert!(elements(&text)["failure"] == 1 && text.contains("too little"), "{text}");
    }

    #[test]
    fn a_gate_that_could_not_tell_is_an_error_even_without_a_reason() {
        let outcome = Outcome { verdict: Verdict::Unknown, ..Outcome::skipped("who knows") };
        assert_eq!(elements(&junit(&example::report(vec![example::gate("lint", outcome)])))["error"], 1);
    }
}
