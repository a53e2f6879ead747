//! Comments beside a finding that accept it: golive's own, with rule and reason, and those of other scanners.

use crate::text::LineIndex;
use bstr::ByteSlice as _;
use std::ops::Range;

const MARK: &[u8] = b"golive:allow";

/// How a comment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// It accepts what its rules find.
    Holds,
    /// It gives no reason, and accepts nothing.
    NoReason,
    /// Its day is over (or is none), and it accepts nothing.
    Expired(String),
}

/// One `golive:allow RULE reason… until=YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Comment {
    /// Where the mark is.
    pub(super) at: Range<usize>,
    /// Its line, without the line feed.
    pub(super) line: Range<usize>,
    /// The rules it names; `*` for all.
    pub(super) rules: Vec<String>,
    pub(super) state: State,
    /// Whether it is certainly meant as a comment: text about the mark is not.
    pub(super) is_certain: bool,
}

/// Whether `text` may hold such a comment.
pub(super) fn is_mentioned(text: &[u8]) -> bool {
    memchr::memmem::find(text, MARK).is_some()
}

/// The comments in `text`.
pub(super) fn comments(text: &[u8], lines: &LineIndex<'_>, now: jiff::Timestamp) -> Vec<Comment> {
    memchr::memmem::find_iter(text, MARK).map(|at| read(text, at, lines.line(at), now)).collect()
}

fn read(text: &[u8], at: usize, line: Range<usize>, now: jiff::Timestamp) -> Comment {
    let rest = text.get(at + MARK.len()..line.end).unwrap_or_default().to_str_lossy();
    let mut words = rest.split_whitespace().filter(|word| !matches!(*word, "*/" | "-->" | "#}" | "%>" | "*)"));
    let named = words.next().unwrap_or_default();
    let (limits, reason): (Vec<&str>, Vec<&str>) = words.partition(|word| word.starts_with("until="));
    let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
    let over = limits
        .iter()
        .filter_map(|limit| limit.strip_prefix("until="))
        .find(|day| !day.parse().is_ok_and(|day: jiff::civil::Date| today <= day));
    let has_reason = reason.iter().any(|word| word.chars().any(char::is_alphabetic));
    let state = match over {
        Some(day) => State::Expired((*day).to_owned()),
        None if has_reason => State::Holds,
        None => State::NoReason,
    };
    let rules = named.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let before = text.get(line.start..at).unwrap_or_default();
    Comment { at: at..at + MARK.len(), rules, state, is_certain: opens_comment(before), line }
}

/// Whether a comment opens right before the mark, outside of a string.
fn opens_comment(before: &[u8]) -> bool {
    const OPENERS: &[&[u8]] = &[b"#", b"//", b"/*", b"--", b"<!--", b";", b"%", b"{#", b"'", b"(*", b"REM", b"rem", b"*"];
    let head = before.trim_end();
    let quotes = head.iter().filter(|byte| matches!(byte, b'"' | b'`')).count();
    quotes % 2 == 0 && OPENERS.iter().any(|opener| head.ends_with(opener))
}

impl Comment {
    /// Whether it is about what `rule` finds.
    pub(super) fn names(&self, rule: &str) -> bool {
        self.rules.iter().any(|named| named == rule || named == "*")
    }

    /// Whether it stands beside a finding: on its lines, or on the line before.
    pub(super) fn is_beside(&self, finding: &Beside) -> bool {
        finding.lines.start <= self.line.start && self.line.end <= finding.lines.end
            || finding.above.as_ref().is_some_and(|above| *above == self.line)
    }
}

/// The lines of a finding, and the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Beside {
    pub(super) lines: Range<usize>,
    above: Option<Range<usize>>,
}

impl Beside {
    pub(super) fn new(whole: &Range<usize>, secret: &Range<usize>, lines: &LineIndex<'_>) -> Self {
        let first = lines.line(whole.start);
        let last = lines.line(secret.end.saturating_sub(1));
        let above = first.start.checked_sub(1).map(|before| lines.line(before));
        Self { lines: first.start..last.end, above }
    }

    /// The words of another scanner that accept it.
    fn foreign(&self, text: &[u8]) -> Option<&'static str> {
        let here = text.get(self.lines.clone()).unwrap_or_default();
        let above = self.above.clone().and_then(|above| text.get(above)).unwrap_or_default();
        if here.contains_str("gitleaks:allow") {
            Some("gitleaks:allow")
        } else if here.contains_str("betterleaks:allow") {
            Some("betterleaks:allow")
        } else if has_pragma(here, false) || has_pragma(above, true) {
            Some("pragma: allowlist secret")
        } else {
            None
        }
    }
}

/// Other scanners' words, asked for each finding and read once for all that stand in the same lines.
#[derive(Debug, Default)]
pub(super) struct Foreign(Option<(Beside, Option<&'static str>)>);

impl Foreign {
    /// What accepts a finding in its own file: golive's comment, or another scanner's word; and the line that it stands in.
    pub(super) fn or_own<'text>(
        &mut self,
        own: Option<&Comment>,
        beside: &Beside,
        text: &'text [u8],
    ) -> Option<(&'static str, &'text [u8])> {
        let line = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
        match own {
            Some(comment) => Some(("golive:allow", line(&comment.line))),
            None => self.beside(beside, text).map(|word| (word, line(&beside.lines))),
        }
    }

    fn beside(&mut self, beside: &Beside, text: &[u8]) -> Option<&'static str> {
        if let Some((last, word)) = &self.0
            && last == beside
        {
            return *word;
        }
        let word = beside.foreign(text);
        self.0 = Some((beside.clone(), word));
        word
    }
}

/// `pragma: allowlist secret` and its older spellings, as detect-secrets reads them; with `nextline` between where it is about the line
/// below.
fn has_pragma(line: &[u8], about_next: bool) -> bool {
    line.find_iter(b"pragma:").any(|at| {
        let rest = line.get(at + b"pragma:".len()..).unwrap_or_default().trim_start();
        let rest = [&b"allowlist"[..], b"whitelist"].iter().find_map(|word| rest.strip_prefix(*word));
        let mut words = rest.unwrap_or_default().split(|byte| matches!(byte, b' ' | b'-')).filter(|word| !word.is_empty());
        let mut next = words.next();
        if (next == Some(b"nextline")) != about_next {
            return false;
        }
        if about_next {
            next = words.next();
        }
        next.is_some_and(|word| word.starts_with(b"secret"))
    })
}

#[cfg(test)]
mod tests {
    use super::{State, comments, has_pragma};
    use crate::text::LineIndex;

    #[test]
    fn an_inline_allow_needs_its_rule_a_reason_and_time_left() {
        let now = "2026-06-15T12:00:00Z".parse().unwrap();
        let expired = |day: &str| State::Expired(day.to_owned());
        // Put together here, so that this file holds no such comment.
        for (rest, expected, rules) in [
            ("github-pat revoked sample", State::Holds, "github-pat"),
            ("* vendored test key until=2026-06-15", State::Holds, "*"),
            ("github-pat,jwt both samples", State::Holds, "jwt"),
            ("github-pat revoked until=2026-06-14", expired("2026-06-14"), "github-pat"),
            ("github-pat revoked until=soon", expired("soon"), "github-pat"),
            ("github-pat", State::NoReason, "github-pat"),
            ("github-pat until=2027-01-01 -->", State::NoReason, "github-pat"),
        ] {
            let line = ["x # golive", ":allow ", rest, "\n"].concat();
            let found = comments(line.as_bytes(), &LineIndex::new(line.as_bytes()), now);
            assert_eq!(found.len(), 1);
            assert!(found[0].state == expected && found[0].names(if rules == "*" { "anything" } else { rules }), "{line} {found:?}");
            assert!(found[0].is_certain);
        }
    }

    #[test]
    fn text_about_the_comment_is_no_comment() {
        let now = jiff::Timestamp::UNIX_EPOCH;
        for before in ["write `", "say(\"x # ", "see "] {
            let line = [before, "golive", ":allow RULE reason"].concat();
            assert!(!comments(line.as_bytes(), &LineIndex::new(line.as_bytes()), now)[0].is_certain, "{line}");
        }
    }

    #[test]
    fn pragmas_are_read_in_every_spelling() {
        for (line, here, next) in [
            ("x = 1  # pragma: allowlist secret", true, false),
            ("x = 1  # pragma:allowlist-secret", true, false),
            ("x = 1  # pragma: whitelist secret", true, false),
            ("# pragma: allowlist nextline secret", false, true),
            ("# pragma: no cover", false, false),
            ("# pragma: allowlist", false, false),
        ] {
            assert_eq!((has_pragma(line.as_bytes(), false), has_pragma(line.as_bytes(), true)), (here, next), "{line}");
        }
    }
}
