//! Keeps strings and nesting of a report from filling the memory.

use memchr::memchr2;
use std::io::{self, BufRead, Read};

/// Longest string, in bytes: reports that carry sources have them as strings.
const STRING_MOST: usize = 32 * 1024 * 1024;
/// Deepest nesting. What is read over is not bounded by the parser.
const DEPTH_MOST: u32 = 128;
/// What is said of more.
pub(super) const TOO_LONG: &str = "a string is longer than 32 MiB";
/// What is said of more.
pub(super) const TOO_DEEP: &str = "values are nested deeper than 128";

/// Hands bytes through, and stops where a JSON string grows too long or nesting too deep.
pub(super) struct Guard<'a> {
    reader: Box<dyn BufRead + 'a>,
    in_string: bool,
    escaped: bool,
    length: usize,
    depth: u32,
}

impl<'a> Guard<'a> {
    pub(super) fn new(reader: Box<dyn BufRead + 'a>) -> Self {
        Self { reader, in_string: false, escaped: false, length: 0, depth: 0 }
    }

    /// Follows `bytes`; what is wrong with them.
    fn look(&mut self, mut bytes: &[u8]) -> Option<&'static str> {
        while !bytes.is_empty() {
            bytes = if self.in_string { self.string(bytes) } else { self.structure(bytes) };
            if self.depth > DEPTH_MOST {
                return Some(TOO_DEEP);
            }
        }
        (self.in_string && self.length > STRING_MOST).then_some(TOO_LONG)
    }

    /// To the next end or escape of a string; what follows.
    fn string<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        if self.escaped {
            self.escaped = false;
            return bytes.get(1..).unwrap_or_default();
        }
        let Some(at) = memchr2(b'"', b'\\', bytes) else {
            self.length += bytes.len();
            return &[];
        };
        self.length += at;
        if bytes.get(at) == Some(&b'"') {
            self.in_string = false;
        } else {
            self.escaped = true;
        }
        bytes.get(at + 1..).unwrap_or_default()
    }

    /// To the next string; what follows its beginning.
    fn structure<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'"' => {
                    (self.in_string, self.length) = (true, 0);
                    return bytes.get(at + 1..).unwrap_or_default();
                }
                b'[' | b'{' => {
                    self.depth += 1;
                    if self.depth > DEPTH_MOST {
                        break;
                    }
                }
                b']' | b'}' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        &[]
    }
}

impl Read for Guard<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(into)?;
        match self.look(into.get(..length).unwrap_or_default()) {
            Some(trouble) => Err(io::Error::other(trouble)),
            None => Ok(length),
        }
    }
}
