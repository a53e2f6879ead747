//! Where rules' literals stand in a text.

use super::grams::{self, Grams};
use super::literal_search::LiteralSearch;
use super::prefixes::Prefixes;
use super::rule::Rule;
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
        let others = super::command_line::anchors().chain(super::places::anchors());
        for literal in STRUCTURE.iter().chain(super::structure::ANCHORS).copied().chain(others) {
            anywhere.add(literal, None);
        }
        Self { in_runs, anywhere }
    }

    /// Calls `each` for every anchor in a run of token characters, with the rules it belongs to.
    pub(super) fn for_each_in_run(&self, text: &[u8], run: Range<usize>, mut each: impl FnMut(Range<usize>, &[usize])) {
        let Some(slice) = text.get(run.clone()) else { return };
        let (prefixes, positions) = self.in_runs.prefixes();
        prefixes.for_each(slice, |number, hit| {
            each(run.start + hit.start..run.start + hit.end, self.in_runs.rules_of(positions, number));
        });
    }

    /// As [`Self::for_each_in_run`], only for anchors that stand where a token may start. Enough for runs without a digit, and quicker: most
    /// of those are words, and few words start as tokens do.
    pub(super) fn for_each_at_boundary(&self, text: &[u8], run: &Range<usize>, mut each: impl FnMut(Range<usize>, &[usize])) {
        let Some(slice) = text.get(run.clone()) else { return };
        let (prefixes, positions) = self.in_runs.prefixes();
        prefixes.for_each_at_boundary(slice, |number, hit| {
            each(run.start + hit.start..run.start + hit.end, self.in_runs.rules_of(positions, number));
        });
    }

    /// Calls `each` for every anchor that is looked for in the whole text.
    pub(super) fn for_each_anywhere(&self, text: &[u8], mut each: impl FnMut(Range<usize>, &[usize])) {
        let split = self.anywhere.split();
        let (grams, positions) = &split.long;
        grams.for_each(text, |number, hit| each(hit, self.anywhere.rules_of(positions, number)));
        for (searcher, positions) in &split.short {
            searcher.for_each(text, |number, hit| each(hit, self.anywhere.rules_of(positions, number)));
        }
    }
}

/// Most literals of one vector search: with more, it stops too often for nothing.
const PACKED: usize = 32;

/// Bytes of each literal that vector search compares at once (Teddy, as aho-corasick builds it).
const COMPARED: usize = 4;

/// A search, and the positions of its literals.
type With<Search> = (Search, Vec<usize>);

/// Literals for whole texts, each in the search that suits its length.
#[derive(Debug)]
struct Split {
    long: With<Grams>,
    short: Vec<With<LiteralSearch>>,
}

#[derive(Debug, Default)]
struct Literals {
    by_text: BTreeMap<String, usize>,
    rules: Vec<Vec<usize>>,
    prefixes: OnceLock<With<Prefixes>>,
    split: OnceLock<Split>,
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

    /// The rules that the literal with this number in a search belongs to.
    fn rules_of(&self, positions: &[usize], number: usize) -> &[usize] {
        positions.get(number).and_then(|position| self.rules.get(*position)).map_or(&[], Vec::as_slice)
    }

    /// The literals in a search for runs.
    fn prefixes(&self) -> &With<Prefixes> {
        self.prefixes.get_or_init(|| {
            let all: Vec<(&str, usize)> = self.by_text.iter().map(|(text, position)| (text.as_str(), *position)).collect();
            let (texts, positions) = unzip(&all);
            (Prefixes::new(&texts), positions)
        })
    }

    /// The literals in searches for whole texts. No literal of a vector search is part of another, since its hits do not overlap.
    fn split(&self) -> &Split {
        self.split.get_or_init(|| {
            let (long, short): (Vec<_>, Vec<_>) =
                self.by_text.iter().map(|(text, position)| (text.as_str(), *position)).partition(|(text, _)| text.len() >= grams::SHORTEST);
            let mut groups: Vec<Vec<(&str, usize)>> = Vec::new();
            for (text, position) in short {
                // One very short literal makes vector search compare fewer bytes of all of its group.
                let is_short = text.len() < COMPARED;
                let fits = |group: &Vec<(&str, usize)>| {
                    !is_short
                        && group.len() < PACKED
                        && group.iter().all(|(other, _)| other.len() >= COMPARED && !other.contains(text) && !text.contains(other))
                };
                match groups.iter_mut().find(|group| fits(group)) {
                    Some(group) => group.push((text, position)),
                    None => groups.push(vec![(text, position)]),
                }
            }
            let (long_texts, long_positions) = unzip(&long);
            let search = |group: Vec<(&str, usize)>| {
                let (texts, positions) = unzip(&group);
                Some((LiteralSearch::new(&texts)?, positions))
            };
            Split { long: (Grams::new(&long_texts), long_positions), short: groups.into_iter().filter_map(search).collect() }
        })
    }
}

fn unzip<'text>(group: &[(&'text str, usize)]) -> (Vec<&'text [u8]>, Vec<usize>) {
    group.iter().map(|(text, position)| (text.as_bytes(), *position)).unzip()
}
