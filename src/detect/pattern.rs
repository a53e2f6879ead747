//! Rules with a format of their own: anchors say where to look, a regular expression says what is there.

use super::candidate::{Candidate, Specificity};
use super::placeholder::{is_dummy_token, is_placeholder};
use super::rule::Rule;
use super::within::holds;
use super::{checksum, entropy};
use crate::model::Severity;
use bstr::ByteSlice as _;
use regex::bytes::{Regex, RegexBuilder};
use std::ops::Range;
use std::sync::OnceLock;

/// What a match may hold before its anchor, and after it, in bytes.
const BEFORE: usize = 256;
const AFTER: usize = 4096;
/// Rules that ask for no more bits a character than this are after what people choose, and people choose words for placeholders.
const CHOSEN: f64 = 2.5;
/// Lines round a match in which a rule's `near` words may stand.
pub(super) const LINES_NEAR: usize = 3;
/// And at most so many bytes on each side.
const BYTES_NEAR: usize = 400;

/// A pattern rule, its expression compiled when it is first needed: most runs need a handful of the several hundred.
#[derive(Debug)]
pub(super) struct PatternRule {
    index: usize,
    /// Whether every match starts with the anchor, so that the expression need only be tried there.
    starts_with_anchor: bool,
    regex: OnceLock<Option<Regex>>,
}

impl PatternRule {
    pub(super) fn new(index: usize, rule: &Rule) -> Self {
        Self { index, starts_with_anchor: rule.anchored, regex: OnceLock::new() }
    }

    /// The candidate round the anchor at `hit`.
    pub(super) fn at(&self, rule: &Rule, text: &[u8], hit: Range<usize>) -> Option<Candidate> {
        if self.starts_with_anchor && rule.boundary.left() && !is_left_boundary(text, hit.start) {
            return None;
        }
        let regex = self.regex.get_or_init(|| compile(rule, self.starts_with_anchor)).as_ref()?;
        let before = if self.starts_with_anchor { 0 } else { BEFORE };
        let window_start = hit.start.saturating_sub(before);
        let window = text.get(window_start..text.len().min(hit.end + AFTER))?;
        let mut from = 0;
        loop {
            let captures = regex.captures_at(window, from)?;
            let whole = captures.get(0)?;
            if window_start + whole.start() > hit.start {
                return None;
            }
            if window_start + whole.end() < hit.end {
                from = whole.end().max(from + 1);
                continue;
            }
            let secret = captures.name("secret").unwrap_or(whole);
            return self.judge(rule, text, shift(whole.range(), window_start), shift(secret.range(), window_start));
        }
    }

    pub(super) fn judge(&self, rule: &Rule, text: &[u8], whole: Range<usize>, secret: Range<usize>) -> Option<Candidate> {
        let value = text.get(secret.clone())?;
        let bounded = (!rule.boundary.left() || is_left_boundary(text, whole.start))
            && (!rule.boundary.right() || is_right_boundary(text, whole.end));
        if !bounded
            || entropy::bits_per_byte(value) < rule.min_entropy
            || !rule.require.iter().all(|class| class.occurs_in(value))
            || is_dummy_token(value)
            || (rule.min_entropy <= CHOSEN && is_placeholder(value))
            || !is_near(rule, text, &whole)
        {
            return None;
        }
        // What is only worth a note gives way to whatever else explains the same bytes.
        let specificity = if rule.severity == Severity::Note { Specificity::Generic } else { Specificity::Format };
        let mut candidate =
            Candidate { rule: self.index, whole, secret, severity: rule.severity, notes: Vec::new(), spelled: None, specificity };
        if let Some(check) = rule.check {
            if checksum::passes(check, value) {
                candidate.specificity = Specificity::Checked;
                candidate.notes.push("its checksum is right".to_owned());
            } else if check.is_decisive() {
                candidate.severity = Severity::Note;
                candidate.notes.push("its checksum is wrong: made up, mistyped, or of a form golive does not know".to_owned());
            }
        }
        Some(candidate)
    }
}

fn compile(rule: &Rule, anchored: bool) -> Option<Regex> {
    let pattern = rule.pattern.as_deref()?;
    if anchored { of_bytes(&format!(r"\A(?:{pattern})")) } else { of_bytes(pattern) }
}

/// Compiles an expression over bytes: one over characters takes several times as long to build. What names other characters than ASCII ones
/// is one over characters all the same.
pub(super) fn of_bytes(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).unicode(false).build().or_else(|_names_characters| Regex::new(pattern)).ok()
}

fn shift(range: Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// Whether a token may start at `at`: no word character before it, unless that one ends an escape (`\n`, `%3D`, `\u0022`).
pub(super) fn is_left_boundary(text: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|previous| text.get(previous)) else { return true };
    if !before.is_ascii_alphanumeric() && *before != b'_' {
        return true;
    }
    let head = text.get(at.saturating_sub(6)..at).unwrap_or_default();
    let escape = matches!(head.last_chunk(), Some([b'\\', b'n' | b't' | b'r']));
    let percent = matches!(head.last_chunk(), Some([b'%', high, low]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit());
    let unicode = head.strip_prefix(b"\\u").is_some_and(|digits| digits.len() == 4 && digits.iter().all(u8::is_ascii_hexdigit));
    escape || percent || unicode || ends_colour(text.get(at.saturating_sub(16)..at).unwrap_or_default())
}

/// Whether a terminal's escape sequence ends here: `ESC [`, numbers, `m` or `K` (ECMA-48, SGR and EL).
fn ends_colour(head: &[u8]) -> bool {
    let Some(numbers) = head.strip_suffix(b"m").or_else(|| head.strip_suffix(b"K")) else { return false };
    let rest = numbers.trim_end_with(|character| character.is_ascii_digit() || matches!(character, ';' | ':'));
    rest.ends_with(b"\x1b[")
}

/// Whether a token may end at `end`: no word character after it.
pub(super) fn is_right_boundary(text: &[u8], end: usize) -> bool {
    text.get(end).is_none_or(|after| !after.is_ascii_alphanumeric() && *after != b'_')
}

pub(super) fn is_near(rule: &Rule, text: &[u8], whole: &Range<usize>) -> bool {
    if rule.near.is_empty() {
        return true;
    }
    let above = text.get(whole.start.saturating_sub(BYTES_NEAR)..whole.start).unwrap_or_default();
    let from = memchr::memrchr_iter(b'\n', above).nth(LINES_NEAR).map_or(0, |newline| newline + 1);
    let below = text.get(whole.end..text.len().min(whole.end + BYTES_NEAR)).unwrap_or_default();
    let to = memchr::memchr_iter(b'\n', below).nth(LINES_NEAR).unwrap_or(below.len());
    let within = text.get(whole.start - above.len() + from..whole.end + to).unwrap_or_default().to_ascii_lowercase();
    rule.near.iter().any(|word| holds(&within, word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::is_left_boundary;

    #[test]
    fn escapes_do_not_touch_the_token() {
        for (text, at, expected) in [
            ("x=ghp", 2, true),
            ("xghp", 1, false),
            ("\\nghp", 2, true),
            ("%3Dghp", 3, true),
            ("\\u0022ghp", 6, true),
            ("3Dghp", 2, false),
            ("ghp", 0, true),
            ("\u{1b}[1;31mghp", 7, true),
            ("[31mghp", 4, false),
        ] {
            assert_eq!(is_left_boundary(text.as_bytes(), at), expected, "{text}");
        }
    }
}
