//! What can be set for the gitignore gate.

use serde::Deserialize;

/// `[gitignore]` in the configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Options {
    /// More names that must be ignored, beside the built-in set; a name with a slash is a path from the repository root.
    pub require: Vec<String>,
    /// Names, paths (as in `.gitignore`, from the repository root) or families of the built-in set that may be committed.
    pub allow: Vec<String>,
    /// Also look for secret files that a commit once held. On the command line: `--history`.
    pub history: bool,
    /// What to change before looking; set on the command line only.
    #[serde(skip)]
    pub(super) change: Change,
}

impl Options {
    /// Lets the gate mend ignore files before it looks, and with `untrack` take secret files out of the index.
    pub fn allow_changes(&mut self, untrack: bool) {
        self.change = if untrack { Change::RulesAndIndex } else { Change::Rules };
    }
}

/// What the gate may change before it looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing.
    #[default]
    Nothing,
    /// Ignore files: `--fix`.
    Rules,
    /// Ignore files and the index: `--fix --untrack`.
    RulesAndIndex,
}
