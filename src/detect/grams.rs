//! Searches a text for many literals by pieces of four bytes.
//!
//! A literal of seven bytes or more, wherever it stands, covers one place that is a multiple of four and the three bytes behind it. So only
//! those pieces of the text are looked up among the first pieces of all literals. Vector search is quicker for a few literals; it
//! stops too often for nothing where there are a hundred (Navarro and Raffinot, Flexible Pattern Matching in Strings, 3.3 and 6.5).

use super::key_map::KeyMap;
use std::ops::Range;

/// Bytes of a piece.
const GRAM: usize = 4;
/// Places of the text between two pieces that are looked up.
const STRIDE: usize = 4;
/// Shorter literals may stand between the places that are looked up, in bytes.
pub(super) const SHORTEST: usize = GRAM + STRIDE - 1;
/// Pieces that are looked up before it is asked whether one of them is known.
const TOGETHER: usize = 8;

/// Literals, and their pieces.
#[derive(Debug)]
pub(super) struct Grams {
    literals: Vec<Vec<u8>>,
    pieces: KeyMap<Piece>,
}

/// Where a piece comes from.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// The literal's number.
    literal: usize,
    /// Where in it the piece stands.
    offset: usize,
}

impl Grams {
    /// A searcher for `literals`; those that are shorter than [`SHORTEST`] are never found.
    pub(super) fn new(literals: &[&[u8]]) -> Self {
        let pieces = literals.iter().enumerate().flat_map(|(number, literal)| rarest(number, literal));
        Self { literals: literals.iter().map(|literal| literal.to_vec()).collect(), pieces: KeyMap::new(pieces) }
    }

    /// Calls `each` with the number of each literal found, and where it stands; in order of the pieces. Hits may overlap.
    pub(super) fn for_each(&self, text: &[u8], mut each: impl FnMut(usize, Range<usize>)) {
        let (pieces, _) = text.as_chunks::<GRAM>();
        let (groups, rest) = pieces.as_chunks::<TOGETHER>();
        let mut at = 0;
        for group in groups {
            let found = group.iter().fold(0, |found, piece| found | self.pieces.may_know(u32::from_le_bytes(*piece)));
            if found != 0 {
                self.look(text, at, group, &mut each);
            }
            at += TOGETHER * GRAM;
        }
        self.look(text, at, rest, &mut each);
    }

    /// Calls `each` for the literals that have one of the pieces that stand at `at`.
    fn look(&self, text: &[u8], mut at: usize, pieces: &[[u8; GRAM]], each: &mut impl FnMut(usize, Range<usize>)) {
        for piece in pieces {
            let key = u32::from_le_bytes(*piece);
            if self.pieces.may_know(key) == 1 {
                for Piece { literal: number, offset } in self.pieces.get(key) {
                    let Some(literal) = self.literals.get(*number) else { continue };
                    let Some(start) = at.checked_sub(*offset) else { continue };
                    if text.get(start..).is_some_and(|rest| rest.starts_with(literal)) {
                        each(*number, start..start + literal.len());
                    }
                }
            }
            at += STRIDE;
        }
    }
}

/// Of the literal's pieces as many in a row as there are places between two looks, those that other text has the least.
fn rarest(number: usize, literal: &[u8]) -> Vec<(u32, Piece)> {
    let windows: Vec<&[u8; GRAM]> = literal.windows(GRAM).filter_map(|window| window.first_chunk()).collect();
    let common = |piece: &[u8; GRAM]| piece.iter().map(|byte| weight(*byte)).product::<u64>();
    let rows = windows.windows(STRIDE).enumerate();
    let best = rows.min_by_key(|(_, row)| row.iter().map(|piece| common(piece)).sum::<u64>());
    let pieces = best.map(|(first, row)| {
        row.iter().zip(first..).map(|(piece, offset)| (u32::from_le_bytes(**piece), Piece { literal: number, offset })).collect()
    });
    pieces.unwrap_or_default()
}

/// How often a byte stands in code and prose, roughly, in thousandths.
fn weight(byte: u8) -> u64 {
    match byte {
        b'e' | b't' | b' ' => 80,
        b'a' | b'i' | b'n' | b'o' | b'r' | b's' => 55,
        b'c' | b'd' | b'f' | b'l' | b'm' | b'p' | b'u' | b'\t' | b'\n' => 28,
        b'a'..=b'z' | b'_' | b'.' | b'"' | b'-' => 13,
        b'A'..=b'Z' | b'(' | b'/' | b'=' | b':' => 6,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::{Grams, SHORTEST};
    use proptest::prelude::*;

    proptest! {
        /// What is found is what trying every literal at every place finds.
        #[test]
        fn every_literal_is_found_wherever_it_stands(
            literals in proptest::collection::vec("[ab]{5,12}", 1..6), text in "[ab]{0,150}", other in "[a-c]{0,9}",
        ) {
            let literals: Vec<&[u8]> = literals.iter().map(String::as_bytes).collect();
            let text = [other.as_bytes(), text.as_bytes()].concat();
            let mut found = Vec::new();
            Grams::new(&literals).for_each(&text, |number, place| found.push((place.start, place.end, number)));
            found.sort_unstable();
            let mut expected = Vec::new();
            for start in 0..text.len() {
                for (number, literal) in literals.iter().enumerate() {
                    if literal.len() >= SHORTEST && text[start..].starts_with(literal) {
                        expected.push((start, start + literal.len(), number));
                    }
                }
            }
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }
}
