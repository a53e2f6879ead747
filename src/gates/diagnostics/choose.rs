//! What the settings say of single findings: that they do not count, or how bad they are.

use super::items::Item;
use super::options::Options;
use crate::gate::PrepareError;
use crate::model::Severity;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::BTreeMap;
use std::path::Path;

/// What the settings say of single findings.
pub(super) struct Choice {
    ignore: Vec<Ignored>,
    severity: BTreeMap<String, Severity>,
}

struct Ignored {
    rule: Option<String>,
    tool: Option<String>,
    path: Option<Gitignore>,
}

impl Choice {
    /// # Errors
    /// [`PrepareError`] where an entry has no reason, or would leave out everything.
    pub(super) fn new(options: &Options) -> Result<Self, PrepareError> {
        let mut ignore = Vec::new();
        for entry in &options.ignore {
            let wrong = |message: &str, help: &str| PrepareError { message: format!("ignore: {message}"), help: help.to_owned() };
            if entry.reason.trim().is_empty() {
                return Err(wrong("an entry has an empty reason", "say why these findings do not count"));
            }
            if entry.rule.is_none() && entry.tool.is_none() && entry.path.is_none() {
                return Err(wrong("an entry names neither rule, tool nor path", "say which findings do not count"));
            }
            let path = match &entry.path {
                None => None,
                Some(pattern) => {
                    let mut builder = GitignoreBuilder::new("");
                    let built = builder.add_line(None, pattern).and_then(|builder| builder.build());
                    Some(built.map_err(|error| wrong(&error.to_string(), "write the path as in .gitignore"))?)
                }
            };
            ignore.push(Ignored { rule: entry.rule.clone(), tool: entry.tool.clone(), path });
        }
        let severity = options.severity.iter().map(|(rule, level)| (rule.clone(), level.severity())).collect();
        Ok(Self { ignore, severity })
    }

    /// Takes out what does not count, and sets what is said of the others; gives how many were taken out.
    pub(super) fn apply(&self, items: &mut Vec<Item>) -> usize {
        let before = items.len();
        items.retain(|item| !self.ignore.iter().any(|entry| entry.covers(item)));
        for item in items.iter_mut() {
            if let Some(severity) = self.severity.get(&item.finding.rule_id) {
                item.overridden |= item.finding.severity != *severity;
                item.finding.severity = *severity;
            }
        }
        before - items.len()
    }
}

impl Ignored {
    fn covers(&self, item: &Item) -> bool {
        let path = item.finding.place.as_ref().and_then(|place| place.path.as_ref());
        self.rule.as_ref().is_none_or(|rule| *rule == item.finding.rule_id)
            && self.tool.as_ref().is_none_or(|tool| item.tools.contains(tool))
            && self.path.as_ref().is_none_or(|pattern| {
                path.is_some_and(|path| {
                    let path = path.to_path(Path::new(""));
                    // What leads out of the repository is covered by no pattern of it.
                    path.is_relative()
                        && !path.components().any(|part| part == std::path::Component::ParentDir)
                        && pattern.matched_path_or_any_parents(&path, false).is_ignore()
                })
            })
    }
}
