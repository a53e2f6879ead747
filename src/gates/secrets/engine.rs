//! The scanner of a run, with the rules that a text's path decides of.

use super::options::Options;
use super::rules::Rules;
use crate::detect::{Candidate, RuleSet, Scanner, Surroundings};
use std::sync::{Arc, OnceLock};

/// Rules, ready to run.
pub(super) struct Engine {
    pub(super) rules: Rules,
    scanner: Scanner,
    /// Without the rules that look only in some files: where one of those found something in a file that it does not look at, it may
    /// have hidden what another finds there.
    everywhere: OnceLock<Scanner>,
}

impl Engine {
    pub(super) fn new(options: &Options) -> Result<Self, String> {
        let rules = Rules::new(options)?;
        let scanner = Scanner::new(Arc::clone(&rules.set));
        Ok(Self { rules, scanner, everywhere: OnceLock::new() })
    }

    /// What is in `text`; candidates name rules of [`Engine::rules`].
    pub(super) fn scan(&self, text: &[u8], end: usize, around: Surroundings, path: Option<&[u8]>) -> Vec<Candidate> {
        let candidates = self.scanner.scan_up_to(text, end, around);
        let looks = |candidate: &Candidate| self.rules.set.get(candidate.rule).is_none_or(|rule| self.rules.looks_at(&rule.id, path));
        if candidates.iter().all(looks) {
            return candidates;
        }
        let everywhere = self
            .everywhere
            .get_or_init(|| Scanner::new(RuleSet::clone(&self.rules.set).changed(|rule| !self.rules.paths.contains_key(&rule.id))));
        let mut found: Vec<Candidate> = candidates.into_iter().filter(|candidate| looks(candidate)).collect();
        for mut candidate in everywhere.scan_up_to(text, end, around) {
            let id = everywhere.rules().get(candidate.rule).map(|rule| rule.id.as_str());
            let index = id.and_then(|id| self.rules.set.rules().iter().position(|rule| rule.id == id));
            let apart = found.iter().all(|known| known.secret.end <= candidate.secret.start || candidate.secret.end <= known.secret.start);
            if let (Some(index), true) = (index, apart) {
                candidate.rule = index;
                found.push(candidate);
            }
        }
        found.sort_by_key(|candidate| (candidate.secret.start, candidate.secret.end));
        found
    }
}
