//! An allow-list as gitleaks has it.

use bstr::ByteSlice as _;
use regex::bytes::Regex;

/// What an allow-list's expressions are tried on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// The secret.
    Secret,
    /// Everything that the rule matched.
    Match,
    /// The lines it stands in.
    Line,
}

/// Conditions under which a finding is let through.
#[derive(Debug)]
pub(super) struct Allowlist {
    /// The file it stands in.
    pub(super) file: String,
    /// Rules it is about; empty for all.
    pub(super) rules: Vec<String>,
    /// Whether everything that is given must hold, rather than anything.
    pub(super) all: bool,
    pub(super) target: Target,
    pub(super) paths: Vec<Regex>,
    pub(super) regexes: Vec<Regex>,
    pub(super) stopwords: Vec<String>,
    pub(super) commits: Vec<String>,
}

/// What is known of a candidate.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Facts<'text> {
    pub(in super::super) path: Option<&'text [u8]>,
    pub(in super::super) secret: &'text [u8],
    pub(in super::super) matched: &'text [u8],
    pub(in super::super) lines: &'text [u8],
    /// The first of the lines, from 1.
    pub(in super::super) line: u32,
}

/// Whether a list lets something through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Yes,
    No,
    /// If it came in by one of these commits.
    IfCommit(Vec<String>),
}

impl Allowlist {
    pub(super) fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            rules: Vec::new(),
            all: false,
            target: Target::Secret,
            paths: Vec::new(),
            regexes: Vec::new(),
            stopwords: Vec::new(),
            commits: Vec::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.regexes.is_empty() && self.stopwords.is_empty() && self.commits.is_empty()
    }

    pub(super) fn judge(&self, facts: Facts<'_>) -> Verdict {
        let target = match self.target {
            Target::Secret => facts.secret,
            Target::Match => facts.matched,
            Target::Line => facts.lines,
        };
        let secret = facts.secret.to_str_lossy().to_lowercase();
        let mut met = Vec::new();
        if !self.paths.is_empty() {
            met.push(facts.path.is_some_and(|path| self.paths.iter().any(|regex| regex.is_match(path))));
        }
        if !self.regexes.is_empty() {
            met.push(self.regexes.iter().any(|regex| regex.is_match(target)));
        }
        if !self.stopwords.is_empty() {
            met.push(self.stopwords.iter().any(|word| secret.contains(word.as_str())));
        }
        let met_now = if self.all { met.iter().all(|met| *met) } else { met.contains(&true) };
        match (self.commits.is_empty(), self.all) {
            (true, _) => {
                if met_now && !met.is_empty() {
                    Verdict::Yes
                } else {
                    Verdict::No
                }
            }
            (false, false) if met_now => Verdict::Yes,
            (false, true) if !met_now => Verdict::No,
            (false, _) => Verdict::IfCommit(self.commits.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Allowlist, Facts, Target, Verdict};
    use regex::bytes::Regex;

    #[test]
    fn conditions_are_joined_as_the_list_says() {
        let facts = Facts {
            path: Some(b"docs/a.md"),
            secret: b"SAMPLEkey1",
            matched: b"key = SAMPLEkey1",
            lines: b"the key = SAMPLEkey1 here",
            line: 1,
        };
        let mut list = Allowlist::new("f");
        list.paths = vec![Regex::new("^docs/").unwrap()];
        list.stopwords = vec!["other".to_owned()];
        assert_eq!(list.judge(facts), Verdict::Yes);
        list.all = true;
        assert_eq!(list.judge(facts), Verdict::No);
        list.stopwords = vec!["sample".to_owned()];
        assert_eq!(list.judge(facts), Verdict::Yes);
        list.commits = vec!["abc".to_owned()];
        assert_eq!(list.judge(facts), Verdict::IfCommit(vec!["abc".to_owned()]));
        let mut list = Allowlist::new("f");
        list.regexes = vec![Regex::new("here$").unwrap()];
        for (target, expected) in [(Target::Secret, Verdict::No), (Target::Match, Verdict::No), (Target::Line, Verdict::Yes)] {
            list.target = target;
            assert_eq!(list.judge(facts), expected);
        }
    }
}
