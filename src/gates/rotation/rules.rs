//! The rules of the gate: what each is called, and how bad it is.

use crate::model::{Finding, Fingerprint, Origin, Severity};

/// One rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rule {
    pub(super) id: &'static str,
    pub(super) severity: Severity,
    /// Whether an exception turns a failure into a warning.
    pub(super) may_be_excepted: bool,
}

const fn rule(id: &'static str, severity: Severity) -> Rule {
    Rule { id, severity, may_be_excepted: false }
}

const fn excepted(id: &'static str) -> Rule {
    Rule { id, severity: Severity::Error, may_be_excepted: true }
}

pub(super) const OVERDUE: Rule = excepted("key-overdue");
pub(super) const WEAK: Rule = excepted("evidence-too-weak");
pub(super) const OVER_CAP: Rule = excepted("max-age-over-cap");
pub(super) const BUMPED: Rule = rule("claim-without-cause", Severity::Warning);
pub(super) const BUMPED_STRICT: Rule = excepted("claim-without-cause");
pub(super) const EXPIRED: Rule = rule("key-expired", Severity::Error);
pub(super) const DESTROYED: Rule = rule("key-destroyed", Severity::Error);
pub(super) const FUTURE: Rule = rule("key-from-the-future", Severity::Error);
pub(super) const EXPOSED: Rule = rule("key-exposed", Severity::Error);
pub(super) const SELDOM: Rule = rule("rotation-too-seldom", Severity::Error);
pub(super) const BROKEN: Rule = rule("rotation-broken", Severity::Error);
pub(super) const CLAIM_IN_FUTURE: Rule = rule("claim-from-the-future", Severity::Error);
pub(super) const CLAIM_BACKWARDS: Rule = rule("claim-moved-back", Severity::Error);
pub(super) const CLAIM_CONTRADICTED: Rule = rule("claim-contradicted", Severity::Error);
pub(super) const CLAIM_UNCOMMITTED: Rule = rule("claim-not-committed", Severity::Error);
pub(super) const UNREGISTERED_STRICT: Rule = rule("secret-without-key", Severity::Error);
pub(super) const UNREGISTERED: Rule = rule("secret-without-key", Severity::Warning);
pub(super) const CLAIM_LATE: Rule = rule("claim-late", Severity::Warning);
pub(super) const DUE_SOON: Rule = rule("key-due-soon", Severity::Warning);
pub(super) const EXPIRES_SOON: Rule = rule("key-expires-soon", Severity::Warning);
pub(super) const UNUSED: Rule = rule("key-unused", Severity::Warning);
pub(super) const OVERLAP: Rule = rule("key-overlap", Severity::Warning);
pub(super) const STUCK: Rule = rule("rotation-stuck", Severity::Warning);
pub(super) const NOT_RETIRED: Rule = rule("key-not-retired", Severity::Warning);
pub(super) const CLOCK_SKEW: Rule = rule("clock-skew", Severity::Warning);
pub(super) const RUNBOOK: Rule = rule("runbook-missing", Severity::Warning);
pub(super) const EXCEPTION_OVER: Rule = rule("exception-over", Severity::Warning);
pub(super) const DISABLED: Rule = rule("key-disabled", Severity::Note);

impl Rule {
    /// A finding of this rule. `identity` is what makes it the same finding the next time.
    pub(super) fn finding(self, identity: &[&str], message: String, help: &str) -> Finding {
        Finding {
            rule_id: self.id.to_owned(),
            severity: self.severity,
            message,
            help: help.to_owned(),
            place: None,
            also: Vec::new(),
            snippet: None,
            fingerprint: Fingerprint::new(self.id, identity.join("\0").as_bytes()),
            origin: Origin::WorkTree,
            notes: Vec::new(),
            tool: None,
            new: None,
            validation: None,
        }
    }
}
