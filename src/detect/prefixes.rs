//! Searches runs of token characters for many literals, by their first three bytes.

use super::key_map::KeyMap;
use std::ops::Range;

/// Literals by how they start.
#[derive(Debug)]
pub(super) struct Prefixes {
    literals: Vec<Vec<u8>>,
    /// Numbers of the literals of three bytes and more, by the first three.
    by_three: KeyMap<usize>,
    /// Numbers of the literals of two bytes.
    by_two: KeyMap<usize>,
}

impl Prefixes {
    /// A searcher for `literals`; those of less than two bytes are never found.
    pub(super) fn new(literals: &[&[u8]]) -> Self {
        let numbered = || literals.iter().enumerate();
        let by_three = numbered().filter_map(|(number, literal)| Some((three(*literal.first_chunk()?), number)));
        let by_two = numbered().filter_map(|(number, literal)| Some((two((*literal).try_into().ok()?), number)));
        Self {
            by_three: KeyMap::new(by_three),
            by_two: KeyMap::new(by_two),
            literals: literals.iter().map(|literal| literal.to_vec()).collect(),
        }
    }

    /// Calls `each` with the number of each literal found, and where it stands, in order of its start. Hits may overlap.
    pub(super) fn for_each(&self, text: &[u8], mut each: impl FnMut(usize, Range<usize>)) {
        for (at, window) in text.windows(3).enumerate() {
            let Some(window) = window.first_chunk::<3>() else { continue };
            if self.may_start(*window) {
                self.look(text, at, &mut each);
            }
        }
        if let Some(last) = text.len().checked_sub(2) {
            self.look(text, last, &mut each);
        }
    }

    /// As [`Self::for_each`], only where a word starts.
    pub(super) fn for_each_at_boundary(&self, text: &[u8], mut each: impl FnMut(usize, Range<usize>)) {
        let mut in_word = false;
        for (at, window) in text.windows(3).enumerate() {
            let Some(window) = window.first_chunk::<3>() else { continue };
            let [first, ..] = *window;
            let wordy = first.is_ascii_alphanumeric() || first == b'_';
            if !(wordy && in_word) && self.may_start(*window) {
                self.look(text, at, &mut each);
            }
            in_word = wordy;
        }
    }

    #[inline]
    fn may_start(&self, window: [u8; 3]) -> bool {
        let [first, second, _] = window;
        self.by_three.may_know(three(window)) | self.by_two.may_know(two([first, second])) != 0
    }

    /// Calls `each` for the literals that start at `at`.
    fn look(&self, text: &[u8], at: usize, each: &mut impl FnMut(usize, Range<usize>)) {
        let rest = text.get(at..).unwrap_or_default();
        let long = rest.first_chunk().map(|start| self.by_three.get(three(*start)));
        let short = rest.first_chunk().map(|start| self.by_two.get(two(*start)));
        for number in long.into_iter().flatten().chain(short.into_iter().flatten()) {
            if let Some(literal) = self.literals.get(*number).filter(|literal| rest.starts_with(literal)) {
                each(*number, at..at + literal.len());
            }
        }
    }
}

#[inline]
fn three([first, second, third]: [u8; 3]) -> u32 {
    u32::from_le_bytes([first, second, third, 0])
}

#[inline]
fn two([first, second]: [u8; 2]) -> u32 {
    u32::from_le_bytes([first, second, 0, 0])
}

#[cfg(test)]
mod tests {
    use super::Prefixes;
    use proptest::prelude::*;

    proptest! {
        /// What is found is what trying every literal at every place finds.
        #[test]
        fn every_literal_is_found_wherever_it_stands(
            literals in proptest::collection::vec("[ab_-]{2,5}", 1..6), text in "[ab_-]{0,60}",
        ) {
            let literals: Vec<&[u8]> = literals.iter().map(String::as_bytes).collect();
            let text = text.as_bytes();
            let starts = |start: usize| literals.iter().enumerate().filter(move |(_, literal)| text[start..].starts_with(literal));
            let all = (0..text.len()).flat_map(|start| starts(start).map(move |(number, literal)| (start, start + literal.len(), number)));
            let is_wordy = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
            let is_boundary = |start: usize| start == 0 || !is_wordy(text[start]) || !is_wordy(text[start - 1]);
            let searcher = Prefixes::new(&literals);
            let mut found = Vec::new();
            searcher.for_each(text, |number, place| found.push((place.start, place.end, number)));
            found.sort_unstable();
            let mut expected: Vec<_> = all.collect();
            expected.sort_unstable();
            prop_assert_eq!(&found, &expected);
            found.clear();
            searcher.for_each_at_boundary(text, |number, place| found.push((place.start, place.end, number)));
            found.sort_unstable();
            // A literal of two bytes at the very end is no token.
            expected.retain(|(start, ..)| is_boundary(*start) && start + 2 < text.len());
            prop_assert_eq!(&found, &expected);
        }
    }
}
