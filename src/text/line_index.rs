//! Byte offsets to lines and columns.

use bstr::ByteSlice as _;
use memchr::memchr_iter;
use std::ops::Range;

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
}

impl<'text> LineIndex<'text> {
    /// Indexes `text` in one pass.
    pub fn new(text: &'text [u8]) -> Self {
        Self::after(text, 0, 0)
    }

    /// Indexes a part of a longer text: `lines_before` lines stand before it, and `columns_before` characters of the line it starts in.
    pub fn after(text: &'text [u8], lines_before: u32, columns_before: u32) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr_iter(b'\n', text).map(|newline| newline + 1));
        Self { text, starts, lines_before, columns_before }
    }

    /// The place of the byte at `offset`; an offset past the end is the end.
    pub fn place(&self, offset: usize) -> LineColumn {
        let offset = offset.min(self.text.len());
        let row = self.row(offset);
        let start = self.starts.get(row).copied().unwrap_or(0);
        let column = self.text.get(start..offset).unwrap_or_default().chars().count();
        let before = if row == 0 { self.columns_before } else { 0 };
        LineColumn {
            line: saturate(row).saturating_add(1).saturating_add(self.lines_before),
            column: saturate(column).saturating_add(1).saturating_add(before),
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

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{LineColumn, LineIndex};
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
