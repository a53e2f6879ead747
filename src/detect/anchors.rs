//! Where rules' literals stand in a text.

use super::literal_search::LiteralSearch;
use super::rule::Rule;
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

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
        // Literals that hold a stem are come by in the search for stems.
        let others =
            super::command_line::anchors().chain(super::positional::anchors()).filter(|literal| !super::assignment::holds_stem(literal));
        for literal in STRUCTURE.iter().chain(super::structure::ANCHORS).copied().chain(others) {
            anywhere.add(literal, None);
        }
        Self { in_runs, anywhere }
    }

    /// Calls `each` for every anchor in a run of token characters, with the rules it belongs to.
    pub(super) fn for_each_in_run(&self, text: &[u8], run: Range<usize>, mut each: impl FnMut(Range<usize>, &[usize])) {
        let Some(slice) = text.get(run.clone()) else { return };
        let Some(searcher) = self.in_runs.searcher(slice.len()) else { return };
        for hit in searcher.find_overlapping_iter(slice) {
            let rules = self.in_runs.rules.get(hit.pattern().as_usize()).map_or(&[][..], Vec::as_slice);
            each(run.start + hit.start()..run.start + hit.end(), rules);
        }
    }

    /// As [`Self::for_each_in_run`], only for anchors that stand where a token may start. Enough for runs without a digit, and quicker: most
    /// of those are words, and few words start as tokens do.
    pub(super) fn for_each_at_boundary(&self, text: &[u8], run: &Range<usize>, mut each: impl FnMut(Range<usize>, &[usize])) {
        let Some(slice) = text.get(run.clone()) else { return };
        let starts = self.in_runs.starts();
        let mut in_word = false;
        for (offset, pair) in slice.windows(2).enumerate() {
            let &[first, second] = pair else { continue };
            let wordy = first.is_ascii_alphanumeric() || first == b'_';
            if !(wordy && in_word)
                && let Some(literals) = starts.get(first, second)
            {
                let rest = slice.get(offset..).unwrap_or_default();
                for (literal, position) in literals {
                    if rest.starts_with(literal.as_bytes()) {
                        let rules = self.in_runs.rules.get(*position).map_or(&[][..], Vec::as_slice);
                        each(run.start + offset..run.start + offset + literal.len(), rules);
                    }
                }
            }
            in_word = wordy;
        }
    }

    /// Calls `each` for every anchor that is looked for in the whole text.
    pub(super) fn for_each_anywhere(&self, text: &[u8], mut each: impl FnMut(Range<usize>, &[usize])) {
        for (searcher, positions) in self.anywhere.packed() {
            searcher.for_each(text, |number, hit| {
                let rules = positions.get(number).and_then(|position| self.anywhere.rules.get(*position));
                each(hit, rules.map_or(&[][..], Vec::as_slice));
            });
        }
    }
}

/// Bytes of runs after which the table's building is repaid.
const WORTH_A_TABLE: usize = 512 << 10;
/// Most literals of one search: vector instructions take no more than 64.
const PACKED: usize = 60;

/// Bytes of each literal that vector search compares at once (Teddy, as aho-corasick builds it).
const COMPARED: usize = 4;

/// A search, and the positions of its literals.
type Packed = (LiteralSearch, Vec<usize>);

/// Literals by their first two bytes.
#[derive(Debug)]
struct Starts {
    /// For each pair of bytes, one more than its position in `groups`; 0 for none.
    slots: Vec<u16>,
    groups: Vec<Vec<(String, usize)>>,
}

impl Starts {
    fn get(&self, first: u8, second: u8) -> Option<&[(String, usize)]> {
        let slot = *self.slots.get(usize::from(u16::from_be_bytes([first, second])))?;
        self.groups.get(usize::from(slot).checked_sub(1)?).map(Vec::as_slice)
    }

    fn new<'text>(literals: impl Iterator<Item = (&'text String, &'text usize)>) -> Self {
        let mut starts = Self { slots: vec![0; 1 << 16], groups: Vec::new() };
        for (text, position) in literals {
            let Some(&[first, second]) = text.as_bytes().first_chunk() else { continue };
            let Some(slot) = starts.slots.get_mut(usize::from(u16::from_be_bytes([first, second]))) else { continue };
            if *slot == 0 {
                starts.groups.push(Vec::new());
                *slot = u16::try_from(starts.groups.len()).unwrap_or(0);
            }
            if let Some(group) = usize::from(*slot).checked_sub(1).and_then(|at| starts.groups.get_mut(at)) {
                group.push((text.clone(), *position));
            }
        }
        starts
    }
}

#[derive(Debug, Default)]
struct Literals {
    by_text: BTreeMap<String, usize>,
    rules: Vec<Vec<usize>>,
    compact: OnceLock<Option<AhoCorasick>>,
    table: OnceLock<Option<AhoCorasick>>,
    searched: AtomicUsize,
    packed: OnceLock<Vec<Packed>>,
    starts: OnceLock<Starts>,
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

    fn starts(&self) -> &Starts {
        self.starts.get_or_init(|| Starts::new(self.by_text.iter()))
    }

    /// The searcher for `length` more bytes: a compact automaton that is quick to build, until so much was searched that a table, several
    /// times as fast, is worth building.
    fn searcher(&self, length: usize) -> Option<&AhoCorasick> {
        if self.searched.fetch_add(length, Ordering::Relaxed) > WORTH_A_TABLE {
            self.table.get_or_init(|| self.build(AhoCorasickKind::DFA)).as_ref()
        } else {
            self.compact.get_or_init(|| self.build(AhoCorasickKind::ContiguousNFA)).as_ref()
        }
    }

    fn build(&self, kind: AhoCorasickKind) -> Option<AhoCorasick> {
        let mut literals: Vec<(&String, usize)> = self.by_text.iter().map(|(text, position)| (text, *position)).collect();
        literals.sort_by_key(|(_, position)| *position);
        AhoCorasick::builder().kind(Some(kind)).build(literals.iter().map(|(text, _)| text)).ok()
    }

    /// The literals in groups small enough for vector search. No literal of a group is part of another, since a packed searcher gives
    /// hits that do not overlap.
    fn packed(&self) -> &[Packed] {
        self.packed.get_or_init(|| {
            let mut groups: Vec<Vec<(&str, usize)>> = Vec::new();
            for (text, position) in &self.by_text {
                // One short literal makes vector search compare fewer bytes of all of its group, and stop far more often for nothing.
                let is_short = text.len() < COMPARED;
                let fits = |group: &Vec<(&str, usize)>| {
                    !is_short
                        && group.len() < PACKED
                        && group.iter().all(|(other, _)| other.len() >= COMPARED && !other.contains(text.as_str()) && !text.contains(other))
                };
                match groups.iter_mut().find(|group| fits(group)) {
                    Some(group) => group.push((text, *position)),
                    None => groups.push(vec![(text, *position)]),
                }
            }
            groups
                .into_iter()
                .filter_map(|group| {
                    let literals: Vec<&[u8]> = group.iter().map(|(text, _)| text.as_bytes()).collect();
                    let searcher = LiteralSearch::new(&literals)?;
                    Some((searcher, group.iter().map(|(_, position)| *position).collect()))
                })
                .collect()
        })
    }
}
