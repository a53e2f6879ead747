//! Several reports as one: shards of one look, jobs of a matrix.

use super::{Answer, Evidence, Finding, GateReport, Outcome, Report, RequirementReport, Verdict};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::time::Duration;

/// Counts of what was looked at, which add up over parts of the work.
const COUNTS: &[&str] = &["files", "bytes", "allowed", "requests", "active", "inactive", "unknown", "not_asked"];

impl Report {
    /// One report from several.
    ///
    /// - A gate of the same name: the worst verdict; a gate that was skipped in one report and ran in another ran.
    /// - A requirement: the same. What one report could not tell stays unknown, whatever another one saw.
    /// - Findings are one where rule, fingerprint and place are the same. Troubles are all kept, the same one once.
    /// - Counts add up, lists are joined, and a number that is another in each report is left out: it holds for none of the whole.
    /// - The earliest start, and the time of all runs together.
    pub fn merged(reports: Vec<Self>) -> Self {
        let mut whole = Self {
            started: reports.iter().map(|report| report.started).min().unwrap_or(jiff::Timestamp::UNIX_EPOCH),
            took: reports.iter().fold(Duration::ZERO, |sum, report| sum.saturating_add(report.took)),
            gates: Vec::new(),
            requirements: Vec::new(),
            troubles: Vec::new(),
        };
        for report in reports {
            for gate in report.gates {
                match whole.gates.iter_mut().find(|known| known.gate == gate.gate) {
                    Some(known) => unite(known, gate),
                    None => whole.gates.push(gate),
                }
            }
            for line in report.requirements {
                match whole.requirements.iter_mut().find(|known| known.requirement.id == line.requirement.id) {
                    Some(known) => answer(known, line),
                    None => whole.requirements.push(line),
                }
            }
            for trouble in report.troubles {
                if !whole.troubles.contains(&trouble) {
                    whole.troubles.push(trouble);
                }
            }
        }
        for gate in &mut whole.gates {
            gate.outcome.findings.sort_by_cached_key(Finding::order);
        }
        whole.failures_stand();
        whole
    }
}

impl Report {
    /// What a gate saw in a part that judged no readiness fails the requirement all the same.
    fn failures_stand(&mut self) {
        let failed = |answer: &&Answer| answer.verdict == Verdict::Fail;
        for answer in self.gates.iter().flat_map(|gate| &gate.outcome.answers).filter(failed) {
            let line = self.requirements.iter_mut().find(|line| line.requirement.id == answer.requirement);
            if let Some(line) = line.filter(|line| line.verdict != Verdict::Fail) {
                line.verdict = Verdict::Fail;
                line.evidence.splice(0..0, answer.evidence.iter().cloned());
            }
        }
    }
}

fn unite(known: &mut GateReport, other: GateReport) {
    known.took = known.took.saturating_add(other.took);
    let (one, two) = (&mut known.outcome, other.outcome);
    if one.verdict == Verdict::Skipped || two.verdict == Verdict::Skipped {
        // Who did not look has nothing to add.
        if one.verdict == Verdict::Skipped {
            *one = two;
        }
        return;
    }
    one.summary = joined(&one.summary, &two.summary);
    one.verdict = one.verdict.and(two.verdict);
    let place = |finding: &Finding| {
        let place = finding.place.as_ref().map(|place| (place.path.clone(), place.start, place.end));
        (finding.rule_id.clone(), finding.fingerprint.clone(), place)
    };
    let mut seen: BTreeSet<_> = one.findings.iter().map(place).collect();
    one.findings.extend(two.findings.into_iter().filter(|finding| seen.insert(place(finding))));
    for trouble in two.troubles {
        if !one.troubles.contains(&trouble) {
            one.troubles.push(trouble);
        }
    }
    one.answers.extend(two.answers);
    one.metrics = metrics(std::mem::take(&mut one.metrics), two.metrics);
    unknown_where_in_doubt(one);
}

/// A pass beside something that could not be looked at is none.
fn unknown_where_in_doubt(outcome: &mut Outcome) {
    if !outcome.troubles.is_empty() {
        outcome.verdict = outcome.verdict.and(Verdict::Unknown);
    }
}

fn joined(one: &str, two: &str) -> String {
    if one.split("; ").any(|part| part == two) { one.to_owned() } else { format!("{one}; {two}") }
}

fn answer(known: &mut RequirementReport, other: RequirementReport) {
    let evidence: Vec<Evidence> = match (known.verdict, other.verdict) {
        // What decides comes first in the evidence.
        (one, two) if two > one => other.evidence.into_iter().chain(std::mem::take(&mut known.evidence)).collect(),
        _ => std::mem::take(&mut known.evidence).into_iter().chain(other.evidence).collect(),
    };
    known.verdict = known.verdict.and(other.verdict);
    for seen in evidence {
        if !known.evidence.contains(&seen) {
            known.evidence.push(seen);
        }
    }
}

fn metrics(one: Map<String, Value>, two: Map<String, Value>) -> Map<String, Value> {
    let mut united = one;
    for (name, value) in two {
        match united.get_mut(&name) {
            Some(known) => *known = both(&name, known.take(), value),
            None => drop(united.insert(name, value)),
        }
    }
    united
}

fn both(name: &str, one: Value, two: Value) -> Value {
    if let (Some(left), Some(right)) = (one.as_u64(), two.as_u64())
        && COUNTS.contains(&name)
    {
        return left.saturating_add(right).into();
    }
    match (one, two) {
        (Value::Array(mut left), Value::Array(right)) => {
            for item in right {
                if !left.contains(&item) {
                    left.push(item);
                }
            }
            Value::Array(left)
        }
        (one, two) if one == two => one,
        (Value::Null, value) | (value, Value::Null) => value,
        // Parts of a ratio do not add up: the same line may be in both.
        (Value::Object(left), Value::Object(right)) if !left.contains_key("percent") => Value::Object(metrics(left, right)),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fingerprint, Origin, Place, Priority, Requirement, Severity, Stage, Trouble};
    use crate::text::{LineColumn, RepoPath};
    use proptest::prelude::*;
    use serde_json::json;

    fn finding(path: &str, line: u32) -> Finding {
        let at = |column| LineColumn { line, column };
        Finding {
            rule_id: "r".to_owned(),
            severity: Severity::Error,
            message: "m".to_owned(),
            help: String::new(),
            place: Some(Place { path: Some(RepoPath::new(path)), start: at(1), end: at(2) }),
            also: Vec::new(),
            snippet: None,
            fingerprint: Fingerprint::new("r", b"v"),
            origin: Origin::WorkTree,
            notes: Vec::new(),
            tool: None,
            new: None,
            validation: None,
        }
    }

    fn report(verdict: Verdict, findings: Vec<Finding>, troubles: Vec<Trouble>, metrics: &Value) -> Report {
        let outcome = Outcome {
            verdict,
            findings,
            troubles,
            metrics: metrics.as_object().cloned().unwrap_or_default(),
            ..Outcome::skipped(verdict.word())
        };
        let line = RequirementReport {
            requirement: Requirement {
                id: "a.b".to_owned(),
                title: "t".to_owned(),
                category: "A".to_owned(),
                priority: Priority::P0,
                stage: Stage::Commit,
                answered_by: vec!["secrets".to_owned()],
            },
            verdict,
            evidence: vec![Evidence::new(verdict.word())],
        };
        let gate = GateReport { gate: "secrets", outcome, took: Duration::from_millis(5) };
        Report {
            started: jiff::Timestamp::UNIX_EPOCH,
            took: Duration::from_millis(7),
            gates: vec![gate],
            requirements: vec![line],
            troubles: Vec::new(),
        }
    }

    #[test]
    fn shards_are_one_look() {
        let one = report(
            Verdict::Pass,
            vec![],
            vec![],
            &json!({ "files": 2, "notes": ["a"], "lines": { "covered": 1, "total": 2, "percent": 50.0 } }),
        );
        let two = report(
            Verdict::Fail,
            vec![finding("x", 1), finding("y", 1)],
            vec![],
            &json!({ "files": 2, "notes": ["a", "b"], "lines": { "covered": 2, "total": 2, "percent": 100.0 } }),
        );
        let three = report(Verdict::Fail, vec![finding("x", 1)], vec![], &json!({}));
        let whole = Report::merged(vec![one, two, three]);
        let outcome = &whole.gates[0].outcome;
        assert_eq!((whole.gates.len(), outcome.verdict, outcome.findings.len()), (1, Verdict::Fail, 2));
        assert_eq!(outcome.metrics["files"], 4);
        assert_eq!(outcome.metrics["notes"], json!(["a", "b"]));
        assert_eq!(outcome.metrics["lines"], Value::Null);
        assert_eq!(outcome.summary, "pass; fail");
        assert_eq!((whole.took, whole.gates[0].took), (Duration::from_millis(21), Duration::from_millis(15)));
        assert_eq!(whole.requirements[0].evidence[0].text, "fail");
    }

    #[test]
    fn a_job_that_skipped_a_gate_takes_nothing_from_the_one_that_ran_it() {
        for order in [[Verdict::Skipped, Verdict::Pass], [Verdict::Pass, Verdict::Skipped]] {
            let whole = Report::merged(order.map(|verdict| report(verdict, vec![], vec![], &json!({}))).to_vec());
            assert_eq!((whole.gates[0].outcome.summary.as_str(), whole.exit_code()), ("pass", 0));
        }
    }

    #[test]
    fn trouble_in_one_shard_is_trouble_in_all() {
        let trouble = Trouble::new("no", "yes");
        let parts = vec![
            report(Verdict::Pass, vec![], vec![], &json!({})),
            report(Verdict::Unknown, vec![], vec![trouble.clone()], &json!({})),
            report(Verdict::Unknown, vec![], vec![trouble], &json!({})),
        ];
        let whole = Report::merged(parts);
        assert_eq!(whole.gates[0].outcome.troubles.len(), 1);
        assert_eq!((whole.verdict(), whole.requirements[0].verdict), (Verdict::Unknown, Verdict::Unknown));
        assert_ne!(whole.exit_code(), 0);
    }

    fn any_verdict() -> impl Strategy<Value = Verdict> {
        prop_oneof![Just(Verdict::Skipped), Just(Verdict::Pass), Just(Verdict::Unknown), Just(Verdict::Fail)]
    }

    proptest! {
        #[test]
        fn merging_never_turns_better_than_the_worst(verdicts in proptest::collection::vec(any_verdict(), 1..5)) {
            let parts: Vec<Report> = verdicts.iter().map(|verdict| report(*verdict, vec![], vec![], &json!({}))).collect();
            let worst = verdicts.iter().copied().fold(Verdict::Skipped, Verdict::and);
            let whole = Report::merged(parts);
            prop_assert_eq!(whole.gates[0].outcome.verdict, worst);
            prop_assert_eq!(whole.requirements[0].verdict, worst);
        }
    }
}
