//! Text that is written in escapes: `\u0067\u0068`, `\u{67}`, `\x67`, `&#103;`, `&#x67;`, `U+0067`.

use std::ops::Range;

/// How much of a line is read, in bytes, from the first escape on, and before it.
const AFTER: usize = 4096;
const BEFORE: usize = 256;

/// A line with its escapes resolved.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unescaped {
    /// The text.
    pub text: Vec<u8>,
    /// Where in the original each of its bytes starts; one more for its end.
    offsets: Vec<usize>,
}

impl Unescaped {
    /// Where a part of the resolved text stands in the original.
    pub(super) fn locate(&self, part: &Range<usize>) -> Option<Range<usize>> {
        Some(*self.offsets.get(part.start)?..*self.offsets.get(part.end)?)
    }
}

/// Every line of `text` that spells letters and digits in escapes; `starts` are the places where one may start, in order.
pub(super) fn for_each(text: &[u8], starts: &[usize], mut each: impl FnMut(Unescaped)) {
    let mut done = 0;
    for at in starts.iter().copied() {
        if at < done || escape(text.get(at..).unwrap_or_default()).is_none() {
            continue;
        }
        let head = text.get(at.saturating_sub(BEFORE)..at).unwrap_or_default();
        let line = at - head.len() + memchr::memrchr(b'\n', head).map_or(0, |newline| newline + 1);
        let tail = text.get(at..text.len().min(at + AFTER)).unwrap_or_default();
        let line_end = at + memchr::memchr(b'\n', tail).unwrap_or(tail.len());
        if let Some(unescaped) = resolve(text, line..line_end) {
            each(unescaped);
        }
        done = line_end;
    }
}

fn resolve(text: &[u8], range: Range<usize>) -> Option<Unescaped> {
    let (mut plain, mut offsets, mut hidden) = (Vec::new(), Vec::new(), 0);
    let mut at = range.start;
    while at < range.end {
        let rest = text.get(at..range.end)?;
        offsets.push(at);
        match escape(rest) {
            Some((byte, length)) => {
                // Nobody needs an escape for these, and one is enough to hide a token.
                hidden += usize::from(byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
                plain.push(byte);
                at += length;
            }
            None => {
                plain.push(*rest.first()?);
                at += 1;
            }
        }
    }
    offsets.push(range.end);
    (hidden > 0).then_some(Unescaped { text: plain, offsets })
}

/// The printable ASCII character that an escape at the start of `text` stands for, and the escape's length.
fn escape(text: &[u8]) -> Option<(u8, usize)> {
    let digits = |from: usize, most: usize, hexadecimal: bool| {
        let is_digit = |byte: &u8| if hexadecimal { byte.is_ascii_hexdigit() } else { byte.is_ascii_digit() };
        text.get(from..).unwrap_or_default().iter().take(most).take_while(|byte| is_digit(byte)).count()
    };
    let number = |from: usize, length: usize, radix: u32| {
        let digits = std::str::from_utf8(text.get(from..from + length)?).ok()?;
        let value = u8::try_from(u32::from_str_radix(digits, radix).ok()?).ok()?;
        (b' '..=b'~').contains(&value).then_some(value)
    };
    match text {
        [b'\\', b'u', b'{', ..] => {
            let length = digits(3, 6, true);
            (text.get(3 + length) == Some(&b'}')).then_some(())?;
            Some((number(3, length, 16)?, length + 4))
        }
        [b'\\', b'u', ..] => (digits(2, 4, true) == 4).then(|| number(2, 4, 16)).flatten().map(|byte| (byte, 6)),
        [b'\\', b'x', ..] => (digits(2, 2, true) == 2).then(|| number(2, 2, 16)).flatten().map(|byte| (byte, 4)),
        [b'U', b'+', ..] => (digits(2, 4, true) == 4).then(|| number(2, 4, 16)).flatten().map(|byte| (byte, 6)),
        [b'&', b'#', b'x' | b'X', ..] => {
            let length = digits(3, 6, true);
            (text.get(3 + length) == Some(&b';')).then_some(())?;
            Some((number(3, length, 16)?, length + 4))
        }
        [b'&', b'#', ..] => {
            let length = digits(2, 6, false);
            (text.get(2 + length) == Some(&b';')).then_some(())?;
            Some((number(2, length, 10)?, length + 3))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::for_each;
    use crate::detect::marks;

    fn unescaped(text: &str) -> Vec<(String, Vec<usize>)> {
        let mut found = Vec::new();
        for_each(text.as_bytes(), &marks::find(text.as_bytes()).escapes, |one| {
            found.push((String::from_utf8(one.text).unwrap(), one.offsets));
        });
        found
    }

    #[test]
    fn every_kind_of_escape_is_resolved_where_it_stands() {
        for text in [
            "k=\\u0067\\u0068\\u0070\\u005f\\u0031",
            "k=\\u{67}\\u{68}\\u{70}_\\u{31}",
            "k=\\x67\\x68\\x70\\x5f\\x31",
            "k=&#103;&#104;&#112;&#x5f;&#49;",
            "k=U+0067U+0068U+0070U+005FU+0031",
        ] {
            let found = unescaped(text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].0, "k=ghp_1", "{text}");
            assert_eq!((found[0].1[0], found[0].1[2], *found[0].1.last().unwrap()), (0, 2, text.len()), "{text}");
        }
    }

    #[test]
    fn accents_and_controls_are_left_alone() {
        for text in ["Ung\\u00fcltige Anmeldedaten", "\\x1b[31m", "&#39;quoted&#39;", "plain", "\\u12", "\\x"] {
            assert!(unescaped(text).is_empty(), "{text}");
        }
    }
}
