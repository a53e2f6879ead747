//! Keeps a string of a report from filling the memory.

use memchr::memchr2;
use std::io::{self, BufRead, Read};

/// Longest string, in bytes: reports that carry sources have them as strings.
const STRING_MOST: usize = 32 * 1024 * 1024;
/// What is said of a longer one.
pub(super) const TOO_LONG: &str = "a string is longer than 32 MiB";

/// Hands bytes through, and stops where a JSON string grows too long.
pub(super) struct Guard<'a> {
    reader: Box<dyn BufRead + 'a>,
    in_string: bool,
    escaped: bool,
    length: usize,
}

impl<'a> Guard<'a> {
    pub(super) fn new(reader: Box<dyn BufRead + 'a>) -> Self {
        Self { reader, in_string: false, escaped: false, length: 0 }
    }

    fn look(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.escaped {
                self.escaped = false;
                bytes = bytes.get(1..).unwrap_or_default();
                continue;
            }
            let found = if self.in_string { memchr2(b'"', b'\\', bytes) } else { memchr::memchr(b'"', bytes) };
            let Some(at) = found else {
                self.length += bytes.len();
                break;
            };
            if bytes.get(at) == Some(&b'\\') {
                self.escaped = true;
                self.length += at + 2;
            } else {
                self.in_string = !self.in_string;
                self.length = 0;
            }
            bytes = bytes.get(at + 1..).unwrap_or_default();
        }
    }
}

impl Read for Guard<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(into)?;
        self.look(into.get(..length).unwrap_or_default());
        if self.in_string && self.length > STRING_MOST { Err(io::Error::other(TOO_LONG)) } else { Ok(length) }
    }
}
