//! Where rules' literals stand in a text.

use super::rule::Rule;
use aho_corasick::AhoCorasick;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

/// Literals of the structures that code reads.
const STRUCTURE: &[&str] = &["://", "-----BEGIN ", "Basic ", "basic ", "BASIC ", "Bearer ", "bearer ", "BEARER "];
/// What every JSON Web Token starts with: base64url of `{"`.
const JWT: &str = "eyJ";

/// The literals of all rules, in two searchers: one for runs of token characters, one for whole texts.
#[derive(Debug)]
pub(super) struct Anchors {
    in_runs: Literals,
    anywhere: Literals,
}

impl Anchors {
    /// Sorts the rules' anchors by where they have to be looked for.
    pub(super) fn new<'rule>(rules: impl IntoIterator<Item = (usize, &'rule Rule)>) -> Self {
        let (mut in_runs, mut anywhere) = (Literals::default(), Literals::default());
        for (index, rule) in rules {
            let literals = if rule.anywhere { &mut anywhere } else { &mut in_runs };
            for anchor in &rule.anchors {
                literals.add(anchor, Some(index));
            }
        }
        in_runs.add(JWT, None);
        for literal in STRUCTURE.iter().chain(super::structure::ANCHORS).copied().chain(super::command_line::anchors()) {
            anywhere.add(literal, None);
        }
        Self { in_runs, anywhere }
    }

    /// Calls `each` for every anchor in a run of token characters, with the rules it belongs to.
    pub(super) fn for_each_in_run(&self, text: &[u8], run: Range<usize>, mut each: impl FnMut(Range<usize>, &[usize])) {
        let Some(searcher) = self.in_runs.searcher() else { return };
        let Some(slice) = text.get(run.clone()) else { return };
        for hit in searcher.find_overlapping_iter(slice) {
            let rules = self.in_runs.rules.get(hit.pattern().as_usize()).map_or(&[][..], Vec::as_slice);
            each(run.start + hit.start()..run.start + hit.end(), rules);
        }
    }

    /// Calls `each` for every anchor that is looked for in the whole text.
    pub(super) fn for_each_anywhere(&self, text: &[u8], mut each: impl FnMut(Range<usize>, &[usize])) {
        let Some(searcher) = self.anywhere.searcher() else { return };
        for hit in searcher.find_iter(text) {
            each(hit.range(), self.anywhere.rules.get(hit.pattern().as_usize()).map_or(&[][..], Vec::as_slice));
        }
    }
}

#[derive(Debug, Default)]
struct Literals {
    by_text: BTreeMap<String, usize>,
    rules: Vec<Vec<usize>>,
    searcher: OnceLock<Option<AhoCorasick>>,
}

impl Literals {
    fn add(&mut self, literal: &str, rule: Option<usize>) {
        let position = *self.by_text.entry(literal.to_owned()).or_insert_with(|| {
            self.rules.push(Vec::new());
            self.rules.len() - 1
        });
        if let (Some(rules), Some(rule)) = (self.rules.get_mut(position), rule) {
            rules.push(rule);
        }
    }

    fn searcher(&self) -> Option<&AhoCorasick> {
        self.searcher
            .get_or_init(|| {
                let mut literals: Vec<(&String, usize)> = self.by_text.iter().map(|(text, position)| (text, *position)).collect();
                literals.sort_by_key(|(_, position)| *position);
                AhoCorasick::builder().build(literals.iter().map(|(text, _)| text)).ok()
            })
            .as_ref()
    }
}
