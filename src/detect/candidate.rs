//! What the scanner thinks is a secret.

use crate::model::Severity;
use std::ops::Range;

/// How sure a kind of rule is of what it found; where two claim the same bytes, the surer one stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Specificity {
    /// A name and a likely value.
    Generic,
    /// A header or URI that says "credential" and not whose.
    Structure,
    /// A vendor's name and a value of its shape.
    Named,
    /// A vendor's own format.
    Format,
    /// A vendor's own format with a right checksum.
    Checked,
}

/// A secret that the text spells otherwise. Its `Debug` tells nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Spelled(Vec<u8>);

impl Spelled {
    /// The secret itself.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What stands at `range` of a decoded text; what lies deeper within, where there is such a thing.
    pub(super) fn of(candidate: &Candidate, text: &[u8]) -> Option<Self> {
        candidate.spelled.clone().or_else(|| text.get(candidate.secret.clone()).map(|secret| Self(secret.to_vec())))
    }
}

impl std::fmt::Debug for Spelled {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Spelled(…)")
    }
}

/// A stretch of text that a rule takes for a secret.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Index of the rule in its set.
    pub rule: usize,
    /// Everything that made the rule match, the name included: a change anywhere in it is a change of the finding.
    pub whole: Range<usize>,
    /// The secret itself.
    pub secret: Range<usize>,
    /// How bad, after checks.
    pub severity: Severity,
    /// What checks found out, in sentences.
    pub notes: Vec<String>,
    /// The secret as whoever uses it has it, where the text spells it otherwise: encoded, escaped, in pieces.
    pub spelled: Option<Spelled>,
    pub(super) specificity: Specificity,
}

/// Keeps, of candidates that share bytes of their secrets, the surest, then the longest; returns them in order of place.
pub(super) fn settle(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    if candidates.len() < 2 {
        return candidates;
    }
    candidates.sort_by(|left, right| {
        (right.specificity, right.secret.len(), left.rule, left.secret.start).cmp(&(
            left.specificity,
            left.secret.len(),
            right.rule,
            right.secret.start,
        ))
    });
    let mut taken = std::collections::BTreeMap::<usize, usize>::new();
    candidates.retain(|candidate| {
        let Range { start, end } = candidate.secret;
        let clash = taken.range(..end).next_back().is_some_and(|(_, other_end)| *other_end > start);
        if !clash {
            taken.insert(start, end);
        }
        !clash
    });
    candidates.sort_by_key(|candidate| (candidate.secret.start, candidate.secret.end));
    candidates
}
