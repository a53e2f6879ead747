//! The rules that come with golive, and those a repository adds.

use super::rule::Rule;
use super::search::Search;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The rules under `rules/`, made into JSON without their examples by the build script.
static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.json"));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    rule: Vec<Rule>,
}

/// Why rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RuleSetError {
    /// A file does not parse.
    #[error("rules in {file}: {message}")]
    Syntax {
        /// Its name.
        file: String,
        /// What is wrong.
        message: String,
    },
    /// Two rules have one name.
    #[error("there are two rules named {id}")]
    Duplicate {
        /// The name.
        id: String,
    },
}

/// Rules in a fixed order; candidates name them by index.
#[derive(Debug, Clone)]
pub struct RuleSet {
    rules: Vec<Rule>,
    searches: Vec<(usize, Search)>,
}

impl RuleSet {
    /// The rules that come with golive, without their examples.
    ///
    /// # Errors
    /// [`RuleSetError`]; a test sees to it that there is none.
    pub fn embedded() -> Result<Self, RuleSetError> {
        let rules = serde_json::from_slice(EMBEDDED)
            .map_err(|error| RuleSetError::Syntax { file: "rules.json".to_owned(), message: error.to_string() })?;
        Self::new(rules)
    }

    /// The text of the rules that come with golive, for whoever has to tell versions apart.
    pub fn embedded_text() -> &'static [u8] {
        EMBEDDED
    }

    /// The rules of a file as people write them: `[[rule]]` tables.
    ///
    /// # Errors
    /// [`RuleSetError`].
    pub fn from_toml(file: &str, text: &str) -> Result<Self, RuleSetError> {
        let parsed: RuleFile =
            toml::from_str(text).map_err(|error| RuleSetError::Syntax { file: file.to_owned(), message: error.message().to_owned() })?;
        Self::new(parsed.rule)
    }

    /// A set of its own.
    ///
    /// # Errors
    /// [`RuleSetError::Duplicate`].
    pub fn new(rules: Vec<Rule>) -> Result<Self, RuleSetError> {
        let mut seen = BTreeSet::new();
        for rule in &rules {
            if !seen.insert(&rule.id) {
                return Err(RuleSetError::Duplicate { id: rule.id.clone() });
            }
        }
        Ok(Self { rules, searches: Vec::new() })
    }

    /// The set with one rule more; with an expression that is tried on whole texts, where it has one.
    ///
    /// # Errors
    /// [`RuleSetError::Duplicate`].
    pub fn with(mut self, rule: Rule, search: Option<Search>) -> Result<Self, RuleSetError> {
        if self.by_id(&rule.id).is_some() {
            return Err(RuleSetError::Duplicate { id: rule.id });
        }
        self.searches.extend(search.map(|search| (self.rules.len(), search)));
        self.rules.push(rule);
        Ok(self)
    }

    /// The set with every rule as `change` leaves it; without those for which it says no.
    #[must_use]
    pub fn changed(mut self, mut change: impl FnMut(&mut Rule) -> bool) -> Self {
        let mut kept = Vec::with_capacity(self.rules.len());
        let mut searches = Vec::new();
        for (index, mut rule) in self.rules.into_iter().enumerate() {
            if change(&mut rule) {
                let at = self.searches.iter().position(|(of, _)| *of == index);
                searches.extend(at.map(|at| (kept.len(), self.searches.swap_remove(at).1)));
                kept.push(rule);
            }
        }
        Self { rules: kept, searches }
    }

    /// Expressions that are tried on whole texts, each with its rule's index.
    pub(super) fn searches(&self) -> &[(usize, Search)] {
        &self.searches
    }

    /// All rules.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule that a candidate names.
    pub fn get(&self, index: usize) -> Option<&Rule> {
        self.rules.get(index)
    }

    /// The rule of that name.
    pub fn by_id(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}

#[cfg(test)]
mod tests;
