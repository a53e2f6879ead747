//! The rules that come with golive, and those a repository adds.

use super::rule::Rule;
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
#[derive(Debug)]
pub struct RuleSet {
    rules: Vec<Rule>,
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
        Ok(Self { rules })
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
