//! The measured lines of a file, four bytes each: reports of a million lines are held as these and nothing more.

use super::merge::unite;
use crate::formats::coverage::Figure;

/// The last line that can be told; no source has more.
const LAST: u32 = u32::MAX >> 1;

/// Lines from 1, in order, each once, and whether each ran. How often it did is asked by nobody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Measured {
    /// Twice the line, and one more where it ran.
    packed: Vec<u32>,
    ran: usize,
}

fn line_of(packed: u32) -> u32 {
    packed >> 1
}

fn did_run(packed: u32) -> bool {
    packed & 1 == 1
}

impl Measured {
    /// Of lines and how often each ran, in any order.
    pub(super) fn of(lines: &[(u32, u64)]) -> Self {
        let mut packed: Vec<u32> = lines.iter().map(|(line, hits)| line.min(&LAST) << 1 | u32::from(*hits > 0)).collect();
        if !packed.is_sorted() {
            packed.sort_unstable();
        }
        Self::new(packed)
    }

    fn new(mut packed: Vec<u32>) -> Self {
        if !packed.windows(2).all(|pair| matches!(pair, [before, after] if line_of(*before) < line_of(*after))) {
            // Of entries of one line, the last says that it ran if any does.
            packed.reverse();
            packed.dedup_by_key(|packed| line_of(*packed));
            packed.reverse();
        }
        let ran = packed.iter().filter(|packed| did_run(**packed)).count();
        Self { packed, ran }
    }

    /// With the lines of `other`: one ran where it did in either.
    pub(super) fn add(&mut self, other: Self) {
        let same = self.packed.len() == other.packed.len()
            && self.packed.iter().zip(&other.packed).all(|(one, two)| line_of(*one) == line_of(*two));
        if same {
            // The same file for another test: most of a report of many tests is that.
            self.packed.iter_mut().zip(&other.packed).for_each(|(one, two)| *one |= two);
            self.ran = self.packed.iter().filter(|packed| did_run(**packed)).count();
            return;
        }
        let packed =
            unite(std::mem::take(&mut self.packed), other.packed, |one, two| line_of(*one).cmp(&line_of(*two)), |one, two| one | two);
        *self = Self::new(packed);
    }

    /// Whether a line ran; `None` where it was not measured.
    pub(super) fn ran(&self, line: u32) -> Option<bool> {
        let at = self.packed.binary_search_by_key(&line, |packed| line_of(*packed)).ok()?;
        self.packed.get(at).map(|packed| did_run(*packed))
    }

    pub(super) fn last(&self) -> Option<u32> {
        self.packed.last().map(|packed| line_of(*packed))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.packed.is_empty()
    }

    /// Leaves out lines, after which they were never measured.
    pub(super) fn keep(&mut self, keep: impl Fn(u32) -> bool) {
        self.packed.retain(|packed| keep(line_of(*packed)));
        self.ran = self.packed.iter().filter(|packed| did_run(**packed)).count();
    }

    /// How many ran, of how many.
    pub(super) fn figure(&self) -> Figure {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        Figure { covered: count(self.ran), total: count(self.packed.len()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{LAST, Measured};
    use crate::formats::coverage::Figure;

    #[test]
    fn a_line_ran_where_any_entry_says_so() {
        let mut lines = Measured::of(&[(3, 0), (1, 2), (3, 1), (3, 0)]);
        assert_eq!((lines.ran(1), lines.ran(2), lines.ran(3)), (Some(true), None, Some(true)));
        lines.add(Measured::of(&[(1, 0), (2, 0), (u32::MAX, 7), (u32::MAX - 1, 0)]));
        assert_eq!(lines.figure(), Figure { covered: 3, total: 4 });
        assert_eq!((lines.last(), lines.ran(2), lines.ran(LAST)), (Some(LAST), Some(false), Some(true)));
        lines.keep(|line| line > 1);
        assert_eq!((lines.figure(), lines.is_empty()), (Figure { covered: 2, total: 3 }, false));
    }
}
