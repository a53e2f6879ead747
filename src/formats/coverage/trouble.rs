//! Errors of reports, short and safe to print.

use super::model::{Error, ErrorKind};
use crate::text::one_line;
use std::io;

/// Longest piece of a report that a message quotes, in characters.
const QUOTE_MOST: usize = 60;

impl Error {
    /// An error of `kind`; `message` must be safe to print.
    pub(super) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), line: None }
    }

    /// A rule of the format that is broken.
    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Malformed, message)
    }

    /// A report that ends too early.
    pub(super) fn truncated(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Truncated, message)
    }

    /// The same with the line of the report, from 1.
    pub(super) fn at(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::truncated("the compressed data ends too early"),
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
                Self::malformed(format!("the data cannot be decoded: {}", quote(error.to_string().as_bytes())))
            }
            _ => Self::new(ErrorKind::Io, format!("reading failed: {}", quote(error.to_string().as_bytes()))),
        }
    }
}

/// A piece of a report for a message: one line, safe to print, cut when long.
pub(super) fn quote(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut short: String = text.chars().take(QUOTE_MOST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    one_line(&short).into_owned()
}
