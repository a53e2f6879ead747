//! What a gate or a requirement came to.

/// The four answers. Ordered so that the worst wins: `Skipped < Pass < Unknown < Fail`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Asked not to run, not built yet, or nothing it applies to. Says nothing about the repository.
    Skipped,
    /// Looked, and saw that it is so.
    Pass,
    /// Nothing was seen either way, or it could not look. Never counts as a pass.
    Unknown,
    /// Looked, and saw that it is not so.
    Fail,
}

impl Verdict {
    /// The worse of two: associative, commutative, idempotent, with `Skipped` as the identity.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.max(other)
    }

    /// What several gates' answers to one requirement come to: a failure stands, else one gate's pass is enough, since each of
    /// them may see only part of what there is.
    #[must_use]
    pub fn or_known(self, other: Self) -> Self {
        let rank = |verdict| match verdict {
            Self::Skipped => 0,
            Self::Unknown => 1,
            Self::Pass => 2,
            Self::Fail => 3,
        };
        if rank(other) > rank(self) { other } else { self }
    }

    /// The contract's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Pass => "pass",
            Self::Unknown => "unknown",
            Self::Fail => "fail",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict;
    use proptest::prelude::*;

    fn any_verdict() -> impl Strategy<Value = Verdict> {
        prop_oneof![Just(Verdict::Skipped), Just(Verdict::Pass), Just(Verdict::Unknown), Just(Verdict::Fail)]
    }

    proptest! {
        #[test]
        fn both_joins_are_lattices(a in any_verdict(), b in any_verdict(), c in any_verdict()) {
            for join in [Verdict::and, Verdict::or_known] {
                prop_assert_eq!(join(a, b), join(b, a));
                prop_assert_eq!(join(join(a, b), c), join(a, join(b, c)));
                prop_assert_eq!(join(a, a), a);
                prop_assert_eq!(join(a, Verdict::Skipped), a);
                prop_assert_eq!(join(a, Verdict::Fail), Verdict::Fail);
            }
        }
    }

    #[test]
    fn unknown_never_turns_green_where_everything_must_hold() {
        assert_eq!(Verdict::Pass.and(Verdict::Unknown), Verdict::Unknown);
    }
}
