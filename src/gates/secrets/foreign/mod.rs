//! Configuration and lists of other scanners, read as they are. What of them cannot be read is a finding, never silence.

mod allowlist;
mod baseline;
mod gitleaks;
mod go_regex;
mod ignore;

pub(super) use allowlist::Facts;

use crate::detect::{Rule, Search};
use crate::model::{Finding, Fingerprint, Origin, Place, Severity};
use crate::text::{LineColumn, RepoPath};
use allowlist::{Allowlist, Verdict};
use baseline::KnownValues;
use gitleaks::Config;
use ignore::Ignored;
use regex::bytes::Regex;

/// The files that are read, by the name they have at the root of a repository.
pub const FILES: &[&str] = &[".gitleaks.toml", ".betterleaks.toml", ".gitleaksignore", ".secrets.baseline"];

/// One such file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignFile {
    /// Its path from the root.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The path of a file that a configuration of gitleaks builds upon.
pub fn extended(text: &str) -> Option<String> {
    gitleaks::extended(text)
}

/// A rule of another scanner.
#[derive(Debug)]
pub(super) struct ForeignRule {
    pub(super) rule: Rule,
    /// Its expression; without one the path alone makes the finding.
    pub(super) search: Option<Search>,
    /// Where it looks; everywhere without.
    pub(super) path: Option<Regex>,
}

/// Something in a file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    file: String,
    line: usize,
    message: String,
}

impl Problem {
    fn new(file: &str, line: usize, message: String) -> Self {
        Self { file: file.to_owned(), line, message }
    }

    /// As a finding.
    pub(super) fn finding(&self) -> Finding {
        let line = u32::try_from(self.line).unwrap_or(0);
        let at = LineColumn { line, column: 0 };
        Finding {
            rule_id: "foreign-configuration".to_owned(),
            severity: Severity::Warning,
            message: format!("{}: {}", self.file, self.message),
            help: "say the same in golive.toml (`[[secrets.rule]]`, `[[secrets.allow]]`, `[secrets.rules]`), or take it out".to_owned(),
            place: Some(Place { path: Some(RepoPath::new(self.file.clone())), start: at, end: at }),
            also: Vec::new(),
            snippet: None,
            fingerprint: Fingerprint::new("foreign-configuration", format!("{} {}", self.file, self.message).as_bytes()),
            origin: Origin::WorkTree,
            notes: Vec::new(),
            tool: None,
            new: None,
            validation: None,
        }
    }
}

/// What lets a finding through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Let {
    /// Nothing.
    Stay,
    /// This file.
    Through(String),
    /// This file, if the finding came in by one of these commits.
    IfCommit(String, Vec<String>),
}

/// Everything that other scanners' files say.
#[derive(Debug, Default)]
pub(super) struct Foreign {
    pub(super) rules: Vec<ForeignRule>,
    pub(super) problems: Vec<Problem>,
    allowlists: Vec<Allowlist>,
    disabled: Vec<(String, String)>,
    ignored: Vec<(String, Vec<Ignored>)>,
    values: Vec<(String, KnownValues)>,
}

impl Foreign {
    pub(super) fn read(files: &[ForeignFile]) -> Self {
        let mut foreign = Self::default();
        for ForeignFile { name, text } in files {
            match name.as_str() {
                ".gitleaksignore" => {
                    let ignored = ignore::read(name, text, &mut foreign.problems);
                    foreign.ignored.push((name.clone(), ignored));
                }
                ".secrets.baseline" => {
                    let mut values = KnownValues::read(name, text);
                    foreign.problems.append(&mut values.problems);
                    foreign.values.push((name.clone(), values));
                }
                _ => {
                    let config = Config::read(name, text);
                    foreign.problems.extend(config.problems);
                    foreign.allowlists.extend(config.allowlists);
                    foreign.disabled.extend(config.disabled.into_iter().map(|id| (name.clone(), id)));
                    for rule in config.rules {
                        // A file comes before the one it extends.
                        if !foreign.rules.iter().any(|known| known.rule.id == rule.rule.id) {
                            foreign.rules.push(rule);
                        }
                    }
                }
            }
        }
        foreign
    }

    /// Rules that are switched off, of those that golive knows by `known`; of the others it says that there are none.
    pub(super) fn disabled(&mut self, known: &dyn Fn(&str) -> bool) -> Vec<String> {
        let (here, elsewhere): (Vec<_>, Vec<_>) = std::mem::take(&mut self.disabled).into_iter().partition(|(_, id)| known(id));
        self.problems.extend(elsewhere.into_iter().map(|(file, id)| {
            let message = format!("it switches off the rule {id}; golive has none of that name, and what that rule finds is reported");
            Problem::new(&file, 0, message)
        }));
        here.into_iter().map(|(_, id)| id).collect()
    }

    /// Says which allow-lists are about rules that golive does not have: they let nothing through.
    pub(super) fn check_targets(&mut self, known: &dyn Fn(&str) -> bool) {
        for list in &self.allowlists {
            for rule in list.rules.iter().filter(|rule| !known(rule) && *rule != GENERIC) {
                let message =
                    format!("an allow-list is about the rule {rule}; golive has none of that name, and the list has no effect on others");
                self.problems.push(Problem::new(&list.file, 0, message));
            }
        }
    }

    /// Whether a list lets through what `rule` found.
    pub(super) fn judge(&self, rule: &str, facts: Facts<'_>) -> Let {
        if let Some((file, _)) = self.values.iter().find(|(_, values)| values.cover(facts)) {
            return Let::Through(file.clone());
        }
        let mut answer = Let::Stay;
        for list in &self.allowlists {
            if !list.rules.is_empty() && !list.rules.iter().any(|name| is_named(name, rule)) {
                continue;
            }
            match list.judge(facts) {
                Verdict::Yes => return Let::Through(list.file.clone()),
                Verdict::IfCommit(commits) => answer = Let::IfCommit(list.file.clone(), commits),
                Verdict::No => {}
            }
        }
        answer
    }

    /// The file that names the finding, by its place.
    pub(super) fn ignores(&self, finding: &Finding, known: &dyn Fn(&str) -> bool) -> Option<&str> {
        let covers = |lines: &Vec<Ignored>| lines.iter().any(|line| line.covers(finding, known));
        self.ignored.iter().find(|(_, lines)| covers(lines)).map(|(file, _)| file.as_str())
    }
}

/// Whether another scanner's rule is golive's: by its name, or, where golive has none of that name, whichever it is that found something
/// at the place. gitleaks' rule for whatever looks like a key is golive's for keys and passwords.
fn same_rule(foreign: &str, ours: &str, known: &dyn Fn(&str) -> bool) -> bool {
    is_named(foreign, ours) || !known(foreign)
}

fn is_named(foreign: &str, ours: &str) -> bool {
    foreign == ours || ours.strip_prefix("gitleaks-") == Some(foreign) || (foreign == GENERIC && ours.starts_with("generic-"))
}

/// gitleaks' rule for whatever looks like a key.
const GENERIC: &str = "generic-api-key";
