//! Findings that the configuration accepts.

use super::options::Allow;
use super::rules::Rules;
use crate::gate::PrepareError;
use crate::model::{Finding, Fingerprint, Origin, Place, Severity};
use crate::text::{LineColumn, RepoPath, nearest};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::sync::atomic::{AtomicBool, Ordering};

/// The allow-list of the configuration.
pub(super) struct AllowList(Vec<Entry>);

struct Entry {
    rule: Option<String>,
    path: Option<Gitignore>,
    fingerprint: Option<String>,
    commit: Option<String>,
    until: Option<jiff::civil::Date>,
    /// [`Entry::path`] as it is written.
    pattern: Option<String>,
    /// Whether it covered something, or would have in its time.
    used: AtomicBool,
}

impl AllowList {
    pub(super) fn new(entries: &[Allow]) -> Result<Self, PrepareError> {
        entries.iter().map(Entry::new).collect::<Result<_, _>>().map(Self)
    }

    /// Whether an entry that has not run out covers the finding.
    pub(super) fn covers(&self, finding: &Finding, now: jiff::Timestamp) -> bool {
        let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
        let mut covered = false;
        for entry in self.0.iter().filter(|entry| entry.is_about(finding)) {
            entry.used.store(true, Ordering::Relaxed);
            covered |= entry.until.is_none_or(|until| today <= until);
        }
        covered
    }

    /// Whether some entry must know the commit of a finding.
    pub(super) fn asks_for_commits(&self) -> bool {
        self.0.iter().any(|entry| entry.commit.is_some())
    }

    /// What is wrong with the entries themselves. `everything` says whether all there is was looked at, so that what covered nothing is of
    /// no use.
    pub(super) fn problems(&self, file: &str, rules: Option<&Rules>, now: jiff::Timestamp, everything: bool) -> Vec<Finding> {
        let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
        let mut findings = Vec::new();
        for entry in &self.0 {
            let about = entry.describe();
            let unknown = entry.rule.as_ref().filter(|rule| rules.is_some_and(|rules| !rules.knows(rule)));
            let used = entry.used.load(Ordering::Relaxed);
            if let (Some(rule), Some(rules)) = (unknown, rules) {
                let near = nearest(rule, rules.set.rules().iter().map(|rule| rule.id.as_str()));
                let help = near.map_or_else(|| "`golive secrets rules` lists them".to_owned(), |near| format!("did you mean {near}?"));
                findings.push(problem("allow-unknown-rule", Severity::Warning, format!("{about}: there is no rule {rule}"), help, file));
            } else if let Some(until) = entry.until.filter(|until| today > *until) {
                let severity = if used { Severity::Error } else { Severity::Warning };
                let help = "rotate the secret and take the entry out, or give it a later day".to_owned();
                findings.push(problem("allow-expired", severity, format!("{about} ran out on {until}"), help, file));
            } else if everything && !used {
                let help = "take it out: nothing that golive finds needs it".to_owned();
                findings.push(problem("allow-unused", Severity::Warning, format!("{about} accepts nothing any more"), help, file));
            }
        }
        findings
    }
}

fn problem(rule: &str, severity: Severity, message: String, help: String, file: &str) -> Finding {
    let at = LineColumn { line: 0, column: 0 };
    Finding {
        rule_id: rule.to_owned(),
        severity,
        fingerprint: Fingerprint::new(rule, message.as_bytes()),
        message,
        help,
        place: Some(Place { path: Some(RepoPath::new(file)), start: at, end: at }),
        also: Vec::new(),
        snippet: None,
        origin: Origin::WorkTree,
        notes: Vec::new(),
        tool: None,
        new: None,
        validation: None,
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
        if allow.rule.is_none() && allow.path.is_none() && allow.fingerprint.is_none() && allow.commit.is_none() {
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
        let commit = match &allow.commit {
            Some(id) if id.len() < 7 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
                return Err(wrong(format!("secrets.allow: commit = {id:?} is no commit's id"), "give at least its first seven digits"));
            }
            commit => commit.as_ref().map(|id| id.to_ascii_lowercase()),
        };
        let until = match &allow.until {
            None => None,
            Some(day) => {
                Some(day.parse().map_err(|_error| wrong(format!("secrets.allow: until = {day:?} is no date"), "write it as YYYY-MM-DD"))?)
            }
        };
        Ok(Self {
            rule: allow.rule.clone(),
            path,
            fingerprint: allow.fingerprint.clone(),
            commit,
            until,
            pattern: allow.path.clone(),
            used: AtomicBool::new(false),
        })
    }

    fn is_about(&self, finding: &Finding) -> bool {
        let path = finding.place.as_ref().and_then(|place| place.path.as_ref());
        let commit = match &finding.origin {
            Origin::Commit { id, .. } => Some(id),
            _ => None,
        };
        self.rule.as_ref().is_none_or(|rule| *rule == finding.rule_id)
            && self.fingerprint.as_ref().is_none_or(|fingerprint| fingerprint == finding.fingerprint.as_str())
            && self.commit.as_ref().is_none_or(|wanted| commit.is_some_and(|id| id.starts_with(wanted.as_str())))
            && self.path.as_ref().is_none_or(|pattern| path.is_some_and(|path| matches(pattern, path)))
    }

    /// Which entry it is, without its reason: who knows what stands there.
    fn describe(&self) -> String {
        let named = [("rule", &self.rule), ("path", &self.pattern), ("commit", &self.commit), ("fingerprint", &self.fingerprint)];
        let given = named.into_iter().filter_map(|(key, value)| Some(format!("{key} {}", value.as_ref()?)));
        format!("the entry of secrets.allow for {}", given.collect::<Vec<_>>().join(", "))
    }
}
