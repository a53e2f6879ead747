//! Findings that somebody has accepted, in configuration or beside the finding.

use super::options::Allow;
use crate::detect::{Candidate, Rule};
use crate::gate::PrepareError;
use crate::model::Finding;
use crate::text::{LineIndex, RepoPath};
use bstr::ByteSlice as _;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The allow-list of the configuration.
pub(super) struct AllowList(Vec<Entry>);

struct Entry {
    rule: Option<String>,
    path: Option<Gitignore>,
    fingerprint: Option<String>,
    until: Option<jiff::civil::Date>,
}

impl AllowList {
    pub(super) fn new(entries: &[Allow]) -> Result<Self, PrepareError> {
        entries.iter().map(Entry::new).collect::<Result<_, _>>().map(Self)
    }

    /// Whether an entry that has not run out covers the finding.
    pub(super) fn covers(&self, finding: &Finding, now: jiff::Timestamp) -> bool {
        let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
        let path = finding.place.as_ref().and_then(|place| place.path.as_ref());
        self.0.iter().any(|entry| {
            entry.until.is_none_or(|until| today <= until)
                && entry.rule.as_ref().is_none_or(|rule| *rule == finding.rule_id)
                && entry.fingerprint.as_ref().is_none_or(|fingerprint| fingerprint == finding.fingerprint.as_str())
                && entry.path.as_ref().is_none_or(|pattern| path.is_some_and(|path| matches(pattern, path)))
        })
    }
}

fn matches(pattern: &Gitignore, path: &RepoPath) -> bool {
    pattern.matched_path_or_any_parents(path.to_path("".as_ref()), false).is_ignore()
}

impl Entry {
    fn new(allow: &Allow) -> Result<Self, PrepareError> {
        let wrong = |message: String, help: &str| PrepareError { message, help: help.to_owned() };
        if allow.reason.trim().is_empty() {
            return Err(wrong("an entry of secrets.allow has an empty reason".to_owned(), "say why the finding is accepted"));
        }
        if allow.rule.is_none() && allow.path.is_none() && allow.fingerprint.is_none() {
            return Err(wrong("an entry of secrets.allow would accept everything".to_owned(), "give it a rule, a path or a fingerprint"));
        }
        let path = match &allow.path {
            None => None,
            Some(pattern) => {
                let mut builder = GitignoreBuilder::new("");
                builder
                    .add_line(None, pattern)
                    .and_then(|builder| builder.build())
                    .map(Some)
                    .map_err(|error| wrong(format!("secrets.allow: path {pattern:?}: {error}"), "write it as in .gitignore"))?
            }
        };
        let until = match &allow.until {
            None => None,
            Some(day) => {
                Some(day.parse().map_err(|_error| wrong(format!("secrets.allow: until = {day:?} is no date"), "write it as YYYY-MM-DD"))?)
            }
        };
        Ok(Self { rule: allow.rule.clone(), path, fingerprint: allow.fingerprint.clone(), until })
    }
}

/// Whether a comment on the finding's lines, or on the line before, accepts it: `golive:allow RULE reason`, or the words that other
/// scanners' users already have in their files.
pub(super) fn inline(text: &[u8], lines: &LineIndex<'_>, candidate: &Candidate, rule: Option<&Rule>, now: jiff::Timestamp) -> bool {
    let first = lines.line(candidate.whole.start);
    let last = lines.line(candidate.secret.end.saturating_sub(1));
    let here = text.get(first.start..last.end).unwrap_or_default();
    let above = first.start.checked_sub(1).map(|before| lines.line(before)).and_then(|range| text.get(range)).unwrap_or_default();
    let foreign = here.contains_str("gitleaks:allow")
        || here.contains_str("betterleaks:allow")
        || here.contains_str("pragma: allowlist secret")
        || above.contains_str("pragma: allowlist nextline secret");
    foreign || [here, above].iter().any(|line| names_rule(line, rule, now))
}

/// `golive:allow RULE reason… until=YYYY-MM-DD`: the rule must be this one (or `*`), a reason must be given, and the day, if one is, must
/// not be over. A day that is none has never begun.
fn names_rule(line: &[u8], rule: Option<&Rule>, now: jiff::Timestamp) -> bool {
    const MARK: &[u8] = b"golive:allow";
    let Some(at) = line.find(MARK) else { return false };
    let Ok(rest) = std::str::from_utf8(line.get(at + MARK.len()..).unwrap_or_default()) else { return false };
    let mut words = rest.split_whitespace().filter(|word| !matches!(*word, "*/" | "-->" | "#}"));
    let named = words.next();
    let (limits, reason): (Vec<&str>, Vec<&str>) = words.partition(|word| word.starts_with("until="));
    let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
    let in_time = limits
        .iter()
        .filter_map(|limit| limit.strip_prefix("until="))
        .all(|day| day.parse().is_ok_and(|day: jiff::civil::Date| today <= day));
    let has_reason = reason.iter().any(|word| word.chars().any(char::is_alphabetic));
    named.is_some_and(|named| rule.is_some_and(|rule| rule.id == named) || named == "*") && has_reason && in_time
}

#[cfg(test)]
mod tests {
    use super::names_rule;
    use crate::detect::RuleSet;

    #[test]
    fn an_inline_allow_needs_its_rule_a_reason_and_time_left() {
        let rules = RuleSet::embedded().unwrap();
        let rule = rules.by_id("github-pat");
        let now = "2026-06-15T12:00:00Z".parse().unwrap();
        for (line, expected) in [
            ("x # golive:allow github-pat revoked sample", true),
            ("x // golive:allow * vendored test key until=2026-06-15", true),
            ("x # golive:allow github-pat revoked until=2026-06-14", false),
            ("x # golive:allow github-pat revoked until=soon", false),
            ("x # golive:allow github-pat", false),
            ("x # golive:allow github-pat until=2027-01-01", false),
            ("x # golive:allow npm-token revoked sample", false),
        ] {
            assert_eq!(names_rule(line.as_bytes(), rule, now), expected, "{line}");
        }
    }
}
