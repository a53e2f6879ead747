//! GitLab's code quality report: an array of problems, after Code Climate.
//!
//! Fields and words are those of GitLab's documentation of custom code quality tools. There is no place for what could not be looked at,
//! and an empty array reads as "nothing wrong": such trouble is a problem of its own.

use super::words::findings;
use crate::model::{Finding, Fingerprint, GateReport, Report, Severity, Trouble};
use crate::text::one_line;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Problem {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// The report as one JSON array, with a line feed at its end.
pub fn gitlab(report: &Report) -> String {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut problems: Vec<Problem> = findings(report).map(|(gate, finding)| problem(gate, finding, &mut seen)).collect();
    let of_gates = report.gates.iter().flat_map(|gate| gate.outcome.troubles.iter().map(|trouble| (gate.gate, trouble)));
    problems
        .extend(of_gates.chain(report.troubles.iter().map(|trouble| ("golive", trouble))).map(|(gate, trouble)| could_not(gate, trouble)));
    serde_json::to_string_pretty(&problems).unwrap_or_default() + "\n"
}

/// GitLab takes problems with one fingerprint for one: it needs to tell the places of a secret apart, and to survive a moved line.
fn problem(gate: &GateReport, finding: &Finding, seen: &mut BTreeMap<String, u32>) -> Problem {
    let place = finding.place.as_ref();
    let path = place.and_then(|place| place.path.as_ref()).map_or_else(|| ".".to_owned(), ToString::to_string);
    let identity = format!("{}\0{}\0{}\0{path}", gate.gate, finding.rule_id, finding.fingerprint.as_str());
    let number = seen.entry(identity.clone()).and_modify(|number| *number += 1).or_default();
    Problem {
        description: one_line(&finding.message).into_owned(),
        check_name: format!("{}/{}", gate.gate, one_line(&finding.rule_id)),
        fingerprint: Fingerprint::new("gitlab", format!("{identity}\0{number}").as_bytes()).as_str().to_owned(),
        severity: match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "minor",
            Severity::Note => "info",
        },
        location: Location { path, lines: Lines { begin: place.map_or(1, |place| place.start.line.max(1)) } },
    }
}

fn could_not(gate: &str, trouble: &Trouble) -> Problem {
    Problem {
        description: format!("could not look: {}", one_line(&trouble.message)),
        check_name: format!("{gate}/could-not-look"),
        fingerprint: Fingerprint::new("gitlab-trouble", format!("{gate}\0{}", trouble.message).as_bytes()).as_str().to_owned(),
        severity: "blocker",
        location: Location { path: ".".to_owned(), lines: Lines { begin: 1 } },
    }
}

#[cfg(test)]
mod tests {
    use super::gitlab;
    use crate::model::{Outcome, Severity, Verdict};
    use crate::render::example::{self, finding, place};
    use serde_json::Value;
    use std::collections::BTreeSet;

    fn problems(text: &str) -> Vec<Value> {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn every_problem_has_what_gitlab_asks_for() {
        let all = problems(&gitlab(&example::full()));
        assert_eq!(all.len(), 7);
        for problem in &all {
            for key in ["description", "check_name", "fingerprint"] {
                assert!(!problem[key].as_str().unwrap().is_empty(), "{problem}");
            }
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&problem["severity"].as_str().unwrap()));
            let path = problem["location"]["path"].as_str().unwrap();
            assert!(!path.is_empty() && !path.starts_with('/') && !path.starts_with("./"), "{path}");
            assert!(problem["location"]["lines"]["begin"].as_u64().unwrap() >= 1);
        }
        assert_eq!(problems(&gitlab(&example::clean())).len(), 0);
    }

    #[test]
    fn fingerprints_are_of_a_place_and_not_of_its_line() {
        let report = |lines: &[u32]| {
            let all = lines.iter().map(|line| finding(Severity::Error, Some(place("a", (*line, 1), (*line, 2))), "x")).collect();
            example::report(vec![example::gate("secrets", Outcome { verdict: Verdict::Fail, findings: all, ..Outcome::skipped("") })])
        };
        let prints = |report| -> BTreeSet<String> {
            problems(&gitlab(&report)).iter().map(|problem| problem["fingerprint"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(prints(report(&[1, 2, 3])).len(), 3);
        assert_eq!(prints(report(&[1, 2])), prints(report(&[7, 8])));
    }
}
