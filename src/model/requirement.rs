//! One line of a production checklist.

use serde::Deserialize;

/// How much a requirement matters; `P0` first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Priority {
    /// Going live without it is not an option.
    P0,
    /// Expected of a production service.
    P1,
    /// Good to have.
    P2,
}

impl Priority {
    /// The contract's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::P0 => "P0",
            Self::P1 => "P1",
            Self::P2 => "P2",
        }
    }
}

/// When a requirement can first be judged. A later stage includes the earlier ones, except that `Live` needs a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Before a commit: the repository's text is enough.
    Commit,
    /// Before a deployment: the default.
    Deploy,
    /// After the deployment, against the running service.
    Live,
}

impl Stage {
    /// The contract's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Deploy => "deploy",
            Self::Live => "live",
        }
    }
}

/// One line of the checklist, as a profile has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Requirement {
    /// Public name, `category.kebab-words`.
    pub id: String,
    /// What must be so, as a person says it.
    pub title: String,
    /// Heading it stands under.
    pub category: String,
    /// How much it matters.
    pub priority: Priority,
    /// When it can first be judged.
    pub stage: Stage,
    /// Gates that can answer it, by name; empty where only an attestation can.
    pub answered_by: Vec<String>,
}
