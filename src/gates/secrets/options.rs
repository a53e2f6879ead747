//! What can be set for the secrets gate.

use serde::Deserialize;
use std::path::PathBuf;

/// `[secrets]` in the configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Options {
    /// Findings that are accepted, each with its reason.
    pub allow: Vec<Allow>,
    /// File of findings that were known before, relative to the repository root; `--write-baseline` makes one.
    pub baseline: Option<PathBuf>,
    /// That file's text, once whoever may read files has read it.
    #[serde(skip)]
    pub baseline_text: Option<String>,
}

/// One accepted kind of finding. Everything that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Allow {
    /// Why it is accepted. Required, so that a reader can judge it.
    pub reason: String,
    /// Rule whose findings are accepted.
    #[serde(default)]
    pub rule: Option<String>,
    /// Where they are accepted: a pattern as in `.gitignore`, from the repository root.
    #[serde(default)]
    pub path: Option<String>,
    /// The one finding that is accepted, by its fingerprint.
    #[serde(default)]
    pub fingerprint: Option<String>,
    /// Last day on which it is accepted, `YYYY-MM-DD`.
    #[serde(default)]
    pub until: Option<String>,
}
