//! Everything one run found out.

use super::{Evidence, GateReport, Priority, Requirement, Trouble, Verdict};
use std::time::Duration;

/// A requirement with what the run says about it.
#[derive(Debug, Clone, PartialEq)]
pub struct RequirementReport {
    /// The line of the checklist.
    pub requirement: Requirement,
    /// What it came to.
    pub verdict: Verdict,
    /// What was seen; where nothing was, why not.
    pub evidence: Vec<Evidence>,
}

/// Everything one run found out. Renderers need nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// When the run started.
    pub started: jiff::Timestamp,
    /// Wall time of the whole run.
    pub took: Duration,
    /// Gates in the order of the registry.
    pub gates: Vec<GateReport>,
    /// Requirements in the order of the profile, where the command judges readiness; else empty.
    pub requirements: Vec<RequirementReport>,
    /// Trouble that belongs to no gate.
    pub troubles: Vec<Trouble>,
}

impl Report {
    /// The worst of the gates and the P0 requirements; `Unknown` where no gate gave an answer at all.
    pub fn verdict(&self) -> Verdict {
        let gates = self.gates.iter().map(|gate| gate.outcome.verdict);
        let requirements = self.requirements.iter().filter(|line| line.requirement.priority == Priority::P0).map(|line| line.verdict);
        let worst = gates.chain(requirements).fold(Verdict::Skipped, Verdict::and);
        let worst = if self.has_trouble() { worst.and(Verdict::Unknown) } else { worst };
        // Nothing answered is not an answer: a run in which every gate was skipped must not look like a pass.
        if worst == Verdict::Skipped { Verdict::Unknown } else { worst }
    }

    /// The exit code of the contract: 0 pass, 1 a failure (or a P0 requirement that is unknown), 2 the run cannot be trusted.
    pub fn exit_code(&self) -> u8 {
        let unknown_p0 = self.requirements.iter().any(|line| line.requirement.priority == Priority::P0 && line.verdict == Verdict::Unknown);
        match self.verdict() {
            Verdict::Fail => 1,
            Verdict::Unknown if unknown_p0 => 1,
            Verdict::Unknown | Verdict::Skipped => 2,
            Verdict::Pass => 0,
        }
    }

    fn has_trouble(&self) -> bool {
        !self.troubles.is_empty() || self.gates.iter().any(|gate| !gate.outcome.troubles.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::Report;
    use crate::model::{GateReport, Outcome, Trouble, Verdict};
    use std::time::Duration;

    fn report(verdicts: &[Verdict]) -> Report {
        let gates = verdicts
            .iter()
            .map(|verdict| GateReport {
                gate: "secrets",
                outcome: Outcome { verdict: *verdict, ..Outcome::skipped("") },
                took: Duration::ZERO,
            })
            .collect();
        Report { started: jiff::Timestamp::UNIX_EPOCH, took: Duration::ZERO, gates, requirements: Vec::new(), troubles: Vec::new() }
    }

    #[test]
    fn nothing_looked_at_is_not_a_pass() {
        assert_eq!(report(&[]).exit_code(), 2);
        assert_eq!(report(&[Verdict::Skipped]).exit_code(), 2);
        assert_eq!(report(&[Verdict::Skipped, Verdict::Pass]).exit_code(), 0);
    }

    #[test]
    fn a_failure_wins_over_not_knowing() {
        assert_eq!(report(&[Verdict::Fail, Verdict::Unknown]).exit_code(), 1);
        assert_eq!(report(&[Verdict::Pass, Verdict::Unknown]).exit_code(), 2);
    }

    #[test]
    fn trouble_beside_a_pass_is_not_a_pass() {
        let mut with_trouble = report(&[Verdict::Pass]);
        with_trouble.troubles.push(Trouble::new("could not read x", ""));
        assert_eq!(with_trouble.exit_code(), 2);
    }
}
