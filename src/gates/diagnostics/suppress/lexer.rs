//! Where comments and strings stand in a text: enough of each language's grammar to tell a directive in a comment from the same words
//! in a string. Not a parser: a regular expression literal or a nested template can mislead it for a line.

use serde::Deserialize;
use std::ops::Range;

/// How a language writes comments and strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Comments {
    /// `//` and `/* */`; strings in `'`, `"` and `` ` ``.
    Slashes,
    /// As Rust has it: nested comments, lifetimes, raw strings.
    SlashesRust,
    /// `//`, `/* */` and `#`.
    SlashesAndHash,
    /// `#`.
    Hash,
    /// `#`, and strings in three quotes.
    HashPython,
    /// `--` and `/* */`.
    Dashes,
    /// `<!-- -->`.
    Angle,
}

/// What a part of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A comment, its marks included.
    Comment,
    /// A string, its quotes included.
    Text,
}

/// The comments and strings of a text, in order; what is between them is code.
pub(super) fn parts(text: &[u8], comments: Comments) -> Vec<(Range<usize>, Part)> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        match next(rest, comments, at == 0 || text.get(at - 1).is_none_or(|byte| byte.is_ascii_whitespace() || b";({".contains(byte))) {
            Some((length, part)) => {
                let end = (at + length.max(1)).min(text.len());
                parts.push((at..end, part));
                at = end;
            }
            None => at += 1,
        }
    }
    parts
}

/// What begins at the start of `rest`, and how long it is. `fresh`: a blank stands before it.
fn next(rest: &[u8], comments: Comments, fresh: bool) -> Option<(usize, Part)> {
    let slashes = matches!(comments, Comments::Slashes | Comments::SlashesRust | Comments::SlashesAndHash);
    let hash = matches!(comments, Comments::Hash | Comments::HashPython | Comments::SlashesAndHash);
    let first = *rest.first()?;
    match first {
        b'/' if slashes && rest.starts_with(b"//") => Some((line(rest), Part::Comment)),
        b'/' if (slashes || comments == Comments::Dashes) && rest.starts_with(b"/*") => {
            Some((if comments == Comments::SlashesRust { nested(rest) } else { until(rest, 2, b"*/") }, Part::Comment))
        }
        // In a shell, `$#` and `a#b` are no comments.
        b'#' if hash && (fresh || comments != Comments::Hash) => Some((line(rest), Part::Comment)),
        b'-' if comments == Comments::Dashes && rest.starts_with(b"--") => Some((line(rest), Part::Comment)),
        b'<' if comments == Comments::Angle && rest.starts_with(b"<!--") => Some((until(rest, 4, b"-->"), Part::Comment)),
        b'"' | b'\'' if comments == Comments::HashPython && (rest.starts_with(b"\"\"\"") || rest.starts_with(b"'''")) => {
            let close = rest.get(..3).unwrap_or_default();
            Some((until(rest, 3, close), Part::Text))
        }
        b'r' if comments == Comments::SlashesRust && fresh => raw(rest).map(|length| (length, Part::Text)),
        b'\'' if comments == Comments::SlashesRust => character(rest).map(|length| (length, Part::Text)),
        b'"' if comments == Comments::SlashesRust => Some((quoted(rest, b'"', true), Part::Text)),
        b'`' if comments == Comments::Slashes => Some((quoted(rest, b'`', true), Part::Text)),
        b'"' | b'\'' if comments != Comments::Angle => Some((quoted(rest, first, false), Part::Text)),
        _ => None,
    }
}

/// Up to the end of the line.
fn line(rest: &[u8]) -> usize {
    memchr::memchr(b'\n', rest).unwrap_or(rest.len())
}

/// Up to and with `close`, looked for from `from` on.
fn until(rest: &[u8], from: usize, close: &[u8]) -> usize {
    let inner = rest.get(from..).unwrap_or_default();
    memchr::memmem::find(inner, close).map_or(rest.len(), |at| from + at + close.len())
}

/// A comment that may hold others.
fn nested(rest: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let here = rest.get(at..).unwrap_or_default();
        if here.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with(b"*/") {
            depth = depth.saturating_sub(1);
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

/// A string with backslash escapes, up to its quote; to the end of the line where it may not go on behind it.
fn quoted(rest: &[u8], quote: u8, over_lines: bool) -> usize {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match *byte {
            b'\\' => at += 2,
            byte if byte == quote => return at + 1,
            b'\n' if !over_lines => return at,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Rust's `r"…"`, `r#"…"#`.
fn raw(rest: &[u8]) -> Option<usize> {
    let hashes = rest.get(1..)?.iter().take_while(|byte| **byte == b'#').count();
    if rest.get(1 + hashes) != Some(&b'"') {
        return None;
    }
    let close = [b"\"".as_slice(), &vec![b'#'; hashes]].concat();
    Some(until(rest, 2 + hashes, &close))
}

/// Rust's `'a'` and `'\n'`; a lifetime is none.
fn character(rest: &[u8]) -> Option<usize> {
    if rest.get(1) == Some(&b'\\') {
        return memchr::memchr(b'\'', rest.get(3..)?).filter(|at| *at < 10).map(|at| at + 4);
    }
    let close = memchr::memchr(b'\'', rest.get(1..)?)?;
    (close > 0 && close <= 4 && std::str::from_utf8(rest.get(1..=close)?).is_ok_and(|text| text.chars().count() == 1)).then_some(close + 2)
}

#[cfg(test)]
mod tests {
    use super::{Comments, Part, parts};

    fn shown(text: &str, comments: Comments) -> Vec<String> {
        let word = |part| if part == Part::Comment { "comment" } else { "text" };
        parts(text.as_bytes(), comments).into_iter().map(|(range, part)| format!("{} {}", word(part), &text[range])).collect()
    }

    #[test]
    fn comments_and_strings_are_told_apart() {
        assert_eq!(shown("a('//x'); // y\n/* z */", Comments::Slashes), ["text '//x'", "comment // y", "comment /* z */"]);
        assert_eq!(shown("x = '#' # a\n", Comments::Hash), ["text '#'", "comment # a"]);
        assert_eq!(shown("echo $# a#b", Comments::Hash), Vec::<String>::new());
        assert_eq!(shown("\"\"\"a # b\n\"\"\" # c", Comments::HashPython), ["text \"\"\"a # b\n\"\"\"", "comment # c"]);
        assert_eq!(shown("fn f<'a>(x: &'a str) { '\"' } // b", Comments::SlashesRust), ["text '\"'", "comment // b"]);
        assert_eq!(
            shown("/* a /* b */ c */ r#\"//\"# '\\''", Comments::SlashesRust),
            ["comment /* a /* b */ c */", "text r#\"//\"#", "text '\\''"]
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_odd(text in "[\\PC\n'\"/*#`-]{0,80}") {
            for comments in [Comments::Slashes, Comments::SlashesRust, Comments::HashPython, Comments::Dashes, Comments::Angle] {
                let mut last = 0;
                for (range, _) in parts(text.as_bytes(), comments) {
                    assert!(range.start >= last && range.end > range.start && range.end <= text.len());
                    last = range.end;
                }
            }
        }
    }
}
