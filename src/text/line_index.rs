//! Byte offsets to lines and columns.

use bstr::ByteSlice as _;
use memchr::memchr_iter;
use std::ops::Range;
use std::sync::OnceLock;

/// A place in text as a person counts it: both from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in Unicode scalar values (an invalid UTF-8 sequence counts as one).
    pub column: u32,
}

/// The start of every line of a text, so that offsets become places without counting again.
#[derive(Debug)]
pub struct LineIndex<'text> {
    text: &'text [u8],
    /// Byte offset of each line's first byte; the first is 0.
    starts: Vec<usize>,
    /// Lines before the text, where it is a part of a longer one.
    lines_before: u32,
    /// Characters before the text in the line that it starts in.
    columns_before: u32,
    /// Places in the text, and how many characters stand before each; made when the first place in a long line is asked for.
    milestones: OnceLock<Vec<(usize, usize)>>,
}

/// Bytes between two milestones; the characters of shorter stretches are counted each time.
const MILESTONE: usize = 2048;

impl<'text> LineIndex<'text> {
    /// Indexes `text` in one pass.
    pub fn new(text: &'text [u8]) -> Self {
        Self::after(text, 0, 0)
    }

    /// Indexes a part of a longer text: `lines_before` lines stand before it, and `columns_before` characters of the line it starts in.
    pub fn after(text: &'text [u8], lines_before: u32, columns_before: u32) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr_iter(b'\n', text).map(|newline| newline + 1));
        Self { text, starts, lines_before, columns_before, milestones: OnceLock::new() }
    }

    /// The place of the byte at `offset`; an offset past the end is the end.
    pub fn place(&self, offset: usize) -> LineColumn {
        let offset = offset.min(self.text.len());
        let row = self.row(offset);
        let start = self.starts.get(row).copied().unwrap_or(0);
        let column = self.characters(start, offset);
        let before = if row == 0 { self.columns_before } else { 0 };
        LineColumn {
            line: saturate(row).saturating_add(1).saturating_add(self.lines_before),
            column: saturate(column).saturating_add(1).saturating_add(before),
        }
    }

    /// How many characters stand between two offsets.
    fn characters(&self, start: usize, end: usize) -> usize {
        let count = |from: usize, to: usize| self.text.get(from..to).unwrap_or_default().chars().count();
        if end - start <= 2 * MILESTONE {
            return count(start, end);
        }
        let milestones = self.milestones.get_or_init(|| milestones(self.text));
        let behind_start = milestones.partition_point(|(at, _)| *at < start);
        let before_end = milestones.partition_point(|(at, _)| *at <= end).saturating_sub(1);
        match (milestones.get(behind_start), milestones.get(before_end)) {
            (Some(first), Some(last)) if first.0 <= last.0 => count(start, first.0) + (last.1 - first.1) + count(last.0, end),
            _ => count(start, end),
        }
    }

    /// The offset at which the line with this number begins; `None` where the text has no such line.
    pub fn start(&self, line: u32) -> Option<usize> {
        let row = usize::try_from(line.checked_sub(self.lines_before)?).ok()?.checked_sub(1)?;
        self.starts.get(row).copied()
    }

    /// The line that holds `offset`, without its line ending, as a byte range.
    pub fn line(&self, offset: usize) -> Range<usize> {
        let row = self.row(offset.min(self.text.len()));
        let start = self.starts.get(row).copied().unwrap_or(0);
        let mut end = self.starts.get(row + 1).map_or(self.text.len(), |next| next - 1);
        if end > start && self.text.get(end - 1) == Some(&b'\r') {
            end -= 1;
        }
        start..end
    }

    fn row(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }
}

/// Milestones stand where a character starts, however damaged the text is: at no byte that goes on with one.
fn milestones(text: &[u8]) -> Vec<(usize, usize)> {
    let (mut at, mut characters) = (0, 0);
    let mut milestones = vec![(0, 0)];
    while let Some(rest) = text.get(at + MILESTONE..) {
        let Some(more) = rest.iter().position(|byte| byte & 0xc0 != 0x80) else { break };
        let next = at + MILESTONE + more;
        characters += text.get(at..next).unwrap_or_default().chars().count();
        at = next;
        milestones.push((at, characters));
    }
    milestones
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{LineColumn, LineIndex};
    use bstr::ByteSlice as _;
    use proptest::prelude::*;

    #[test]
    fn columns_count_characters_and_lines_drop_their_ending() {
        let text = "añb\r\nc".as_bytes();
        let index = LineIndex::new(text);
        assert_eq!(index.place(3), LineColumn { line: 1, column: 3 });
        assert_eq!(index.place(6), LineColumn { line: 2, column: 1 });
        assert_eq!(index.line(0), 0..4);
        assert_eq!(index.line(6), 6..7);
    }

    proptest! {
        #[test]
        fn places_in_long_lines_agree_with_counting(
            pieces in proptest::collection::vec(prop::sample::select(vec![&b"a"[..], "ñ".as_bytes(), b"\xf0\x9f", b"\x80", b"\n"]), 1..9),
            lengths in proptest::collection::vec(1usize..4000, 9), at in 0usize..30_000,
        ) {
            let text: Vec<u8> = pieces.iter().zip(lengths).flat_map(|(piece, length)| piece.repeat(length)).collect();
            let at = at.min(text.len());
            prop_assume!(text.get(at).is_none_or(|byte| byte & 0xc0 != 0x80));
            let start = text[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
            let column = text[start..at].chars().count() + 1;
            prop_assert_eq!(LineIndex::new(&text).place(at).column as usize, column);
        }

        #[test]
        fn places_agree_with_counting(text in "[ab\nñ]{0,60}", at in 0usize..80) {
            let at = at.min(text.len());
            prop_assume!(text.is_char_boundary(at));
            let before = &text[..at];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
            let place = LineIndex::new(text.as_bytes()).place(at);
            prop_assert_eq!((place.line as usize, place.column as usize), (line, column));
        }
    }
}
