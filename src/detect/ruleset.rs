//! The rules that come with golive, and those a repository adds.

use super::rule::Rule;
use serde::Deserialize;
use std::collections::BTreeSet;

/// The embedded rule files, by name. A test sees to it that none is forgotten.
#[rustfmt::skip]
static FILES: &[(&str, &str)] = &[
    ("ai-agents.toml", include_str!("rules/ai-agents.toml")),
    ("ai-inference.toml", include_str!("rules/ai-inference.toml")),
    ("ai-media.toml", include_str!("rules/ai-media.toml")),
    ("ai-tools.toml", include_str!("rules/ai-tools.toml")),
    ("ai.toml", include_str!("rules/ai.toml")),
    ("artifacts.toml", include_str!("rules/artifacts.toml")),
    ("automation.toml", include_str!("rules/automation.toml")),
    ("aws.toml", include_str!("rules/aws.toml")),
    ("azure-keys.toml", include_str!("rules/azure-keys.toml")),
    ("azure.toml", include_str!("rules/azure.toml")),
    ("billing.toml", include_str!("rules/billing.toml")),
    ("chat.toml", include_str!("rules/chat.toml")),
    ("ci.toml", include_str!("rules/ci.toml")),
    ("cloud.toml", include_str!("rules/cloud.toml")),
    ("code-hosting.toml", include_str!("rules/code-hosting.toml")),
    ("code-quality.toml", include_str!("rules/code-quality.toml")),
    ("commerce.toml", include_str!("rules/commerce.toml")),
    ("containers.toml", include_str!("rules/containers.toml")),
    ("crm.toml", include_str!("rules/crm.toml")),
    ("crypto-keys.toml", include_str!("rules/crypto-keys.toml")),
    ("data-tools.toml", include_str!("rules/data-tools.toml")),
    ("data.toml", include_str!("rules/data.toml")),
    ("devices.toml", include_str!("rules/devices.toml")),
    ("edge.toml", include_str!("rules/edge.toml")),
    ("exchanges.toml", include_str!("rules/exchanges.toml")),
    ("feature-flags.toml", include_str!("rules/feature-flags.toml")),
    ("github.toml", include_str!("rules/github.toml")),
    ("gitlab.toml", include_str!("rules/gitlab.toml")),
    ("google.toml", include_str!("rules/google.toml")),
    ("hosting.toml", include_str!("rules/hosting.toml")),
    ("identity.toml", include_str!("rules/identity.toml")),
    ("logging.toml", include_str!("rules/logging.toml")),
    ("mail.toml", include_str!("rules/mail.toml")),
    ("maintainx.toml", include_str!("rules/maintainx.toml")),
    ("observability.toml", include_str!("rules/observability.toml")),
    ("packages.toml", include_str!("rules/packages.toml")),
    ("payments.toml", include_str!("rules/payments.toml")),
    ("productivity.toml", include_str!("rules/productivity.toml")),
    ("social.toml", include_str!("rules/social.toml")),
    ("storage.toml", include_str!("rules/storage.toml")),
    ("structure.toml", include_str!("rules/structure.toml")),
    ("telephony.toml", include_str!("rules/telephony.toml")),
    ("vaults.toml", include_str!("rules/vaults.toml")),
];

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
    /// The rules that come with golive.
    ///
    /// # Errors
    /// [`RuleSetError`]; a test sees to it that there is none.
    pub fn embedded() -> Result<Self, RuleSetError> {
        let mut rules = Vec::new();
        for (file, text) in FILES {
            let parsed: RuleFile = toml::from_str(text)
                .map_err(|error| RuleSetError::Syntax { file: (*file).to_owned(), message: error.message().to_owned() })?;
            rules.extend(parsed.rule);
        }
        Self::new(rules)
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
