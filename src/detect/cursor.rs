//! A place in a text that is read forward.

/// Walks over text from one place.
pub(super) struct Cursor<'text> {
    pub(super) text: &'text [u8],
    pub(super) at: usize,
}

impl Cursor<'_> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    pub(super) fn rest(&self) -> &[u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// What is left of the line, at most `most` bytes. Looks no further than that: lines of minified code are megabytes long.
    pub(super) fn line(&self, most: usize) -> &[u8] {
        let rest = self.text.get(self.at..self.text.len().min(self.at + most)).unwrap_or_default();
        rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len())).unwrap_or_default()
    }

    /// The line up to here, at most its last 400 bytes.
    pub(super) fn line_so_far(&self) -> &[u8] {
        let head = self.text.get(self.at.saturating_sub(400)..self.at).unwrap_or_default();
        head.get(memchr::memrchr(b'\n', head).map_or(0, |newline| newline + 1)..).unwrap_or_default()
    }

    pub(super) fn eat(&mut self, literal: &[u8]) -> bool {
        let found = self.rest().starts_with(literal);
        if found {
            self.at += literal.len();
        }
        found
    }

    pub(super) fn blanks(&mut self) -> usize {
        let blanks = self.rest().iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        self.at += blanks;
        blanks
    }

    /// A quote, escaped or not. Returns the quote's byte and whether a backslash stood before it.
    pub(super) fn quote(&mut self) -> Option<(u8, bool)> {
        let escaped = self.rest().first() == Some(&b'\\');
        let quote = *self.rest().get(usize::from(escaped))?;
        if !matches!(quote, b'"' | b'\'' | b'`') {
            return None;
        }
        self.at += 1 + usize::from(escaped);
        Some((quote, escaped))
    }
}
