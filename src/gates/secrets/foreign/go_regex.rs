//! Regular expressions as Go has them (RE2), in Rust's words. Both read nearly the same language; what differs is turned into what both
//! mean alike, so that an expression matches here what it matches there.

use std::fmt::Write as _;

/// The expression in Rust's syntax.
pub(super) fn translate(pattern: &str) -> String {
    let mut translated = String::with_capacity(pattern.len() + 16);
    let mut rest = Cursor { text: pattern };
    while let Some(character) = rest.next() {
        match character {
            '\\' => escape(&mut rest, false, &mut translated),
            '[' => class(&mut rest, &mut translated),
            // A brace that begins no count stands for itself in Go.
            '{' if !is_count(rest.text) => translated.push_str("\\{"),
            _ => translated.push(character),
        }
    }
    translated
}

struct Cursor<'text> {
    text: &'text str,
}

impl<'text> Cursor<'text> {
    fn next(&mut self) -> Option<char> {
        let mut characters = self.text.chars();
        let next = characters.next();
        self.text = characters.as_str();
        next
    }

    fn take(&mut self, prefix: &str) -> bool {
        let stripped = self.text.strip_prefix(prefix);
        self.text = stripped.unwrap_or(self.text);
        stripped.is_some()
    }

    /// The text up to `end`, which is taken too; all of it where `end` does not come.
    fn until(&mut self, end: &str) -> &'text str {
        let (inside, rest) = self.text.split_once(end).unwrap_or((self.text, ""));
        self.text = rest;
        inside
    }
}

/// `2}`, `2,}` or `2,3}`.
fn is_count(rest: &str) -> bool {
    let Some((inside, _)) = rest.split_once('}') else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match inside.split_once(',') {
        None => digits(inside),
        Some((least, most)) => digits(least) && (most.is_empty() || digits(most)),
    }
}

/// What stands behind a backslash. Go's classes and boundaries know ASCII only.
fn escape(rest: &mut Cursor<'_>, in_class: bool, translated: &mut String) {
    let Some(character) = rest.next() else { return translated.push('\\') };
    match character {
        'd' => translated.push_str("[0-9]"),
        'D' => translated.push_str("[^0-9]"),
        'w' => translated.push_str("[0-9A-Za-z_]"),
        'W' => translated.push_str("[^0-9A-Za-z_]"),
        's' => translated.push_str(r"[\t\n\f\r ]"),
        'S' => translated.push_str(r"[^\t\n\f\r ]"),
        'b' if !in_class => translated.push_str(r"(?-u:\b)"),
        'B' if !in_class => translated.push_str(r"(?-u:\B)"),
        'Q' if !in_class => translated.push_str(&regex_escaped(rest.until(r"\E"))),
        '0'..='7' => {
            let length = rest.text.bytes().take(2).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
            let digits = rest.text.get(..length).unwrap_or_default();
            let number = u32::from_str_radix(&format!("{character}{digits}"), 8).unwrap_or(0);
            rest.text = rest.text.get(length..).unwrap_or_default();
            let _ = write!(translated, r"\x{{{number:X}}}");
        }
        '<' | '>' => translated.push(character),
        _ => {
            translated.push('\\');
            translated.push(character);
        }
    }
}

fn regex_escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, character| {
        if character.is_ascii_punctuation() && !matches!(character, '<' | '>') {
            escaped.push('\\');
        }
        escaped.push(character);
        escaped
    })
}

/// A class, whose opening bracket is taken. In Rust's syntax classes nest and have operators; in Go's they do not.
fn class(rest: &mut Cursor<'_>, translated: &mut String) {
    translated.push('[');
    if rest.take("^") {
        translated.push('^');
    }
    // Right after the beginning, a bracket stands for itself.
    if rest.take("]") {
        translated.push_str(r"\]");
    }
    while let Some(character) = rest.next() {
        match character {
            ']' => return translated.push(']'),
            '\\' => escape(rest, true, translated),
            '[' if rest.text.starts_with(':') && rest.text.contains(":]") => {
                translated.push('[');
                translated.push_str(rest.until(":]"));
                translated.push_str(":]");
            }
            '[' | '&' | '~' => {
                translated.push('\\');
                translated.push(character);
            }
            '-' if rest.text.starts_with('-') => translated.push_str(r"\-"),
            _ => translated.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::translate;
    use crate::detect::bounded;

    #[test]
    fn what_differs_is_put_so_that_it_means_the_same() {
        for (go, matching, other) in [
            (r"a{,2}", "a{,2}", "aa"),
            (r"\Qa.b(\E+", "a.b((", "axb("),
            (r"[[]x", "[x", "]x"),
            (r"[a&&b]+$", "&", "c"),
            (r"[]a]b", "]b", "xb"),
            (r"^\w+$", "abc", "\u{e9}"),
            (r"^\d$", "1", "\u{661}"),
            (r"^[\s]$", "\t", "\u{b}"),
            (r"\<x\>", "<x>", "x"),
            (r"^\101$", "A", "B"),
            (r"[[:alpha:]_]{3}", "ab_", "12_"),
            (r"(?i)(?:key|token)\b", "KEY", "keys"),
            (
                r#"(?i)[\w.-]{0,50}?(?:acme)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-z0-9]{4})(?:[\x60'"\s;]|\\[nr]|$)"#,
                "acme_key = \"ab12\"",
                "acme",
            ),
        ] {
            let regex = bounded(&translate(go)).unwrap_or_else(|error| panic!("{go}: {error}"));
            assert!(regex.is_match(matching.as_bytes()), "{go} {matching}");
            assert!(!regex.is_match(other.as_bytes()), "{go} {other}");
        }
    }
}
