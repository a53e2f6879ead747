//! What can be set for the secrets gate.

use super::custom::CustomRule;
use super::foreign::ForeignFile;
use super::validate::Validate;
use crate::model::Severity;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// `[secrets]` in the configuration.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Options {
    /// Findings that are accepted, each with its reason.
    pub allow: Vec<Allow>,
    /// File of findings that were known before, relative to the repository root; `--write-baseline` makes one.
    pub baseline: Option<PathBuf>,
    /// Rules of one's own.
    pub rule: Vec<CustomRule>,
    /// How bad what a rule finds is, or `off`, by the rule's id.
    pub rules: BTreeMap<String, Level>,
    /// Whether `.gitleaks.toml`, `.betterleaks.toml`, `.gitleaksignore` and `.secrets.baseline` at the root are read.
    pub other_scanners: bool,
    /// The baseline's text, once whoever may read files has read it.
    #[serde(skip)]
    pub baseline_text: Option<String>,
    /// Other scanners' files, once they are read.
    #[serde(skip)]
    pub foreign: Vec<ForeignFile>,
    /// The file that these settings stand in.
    #[serde(skip)]
    pub file: Option<String>,
    /// The commit that policy is read from: what a change itself allows does not count then.
    #[serde(skip)]
    pub policy_ref: Option<String>,
    /// How providers are asked whether what is found works; `None` asks nobody. It comes from the command line and the environment alone:
    /// no file of a repository may say where secrets are sent.
    #[serde(skip)]
    pub validate: Option<Validate>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            allow: Vec::new(),
            baseline: None,
            rule: Vec::new(),
            rules: BTreeMap::new(),
            other_scanners: true,
            baseline_text: None,
            foreign: Vec::new(),
            file: None,
            policy_ref: None,
            validate: None,
        }
    }
}

/// What a rule's findings count for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// It does not run.
    Off,
    /// Shown with `--verbose`.
    Note,
    /// Shown, and no failure.
    Warning,
    /// A failure.
    Error,
}

impl Level {
    /// The severity; `None` for a rule that does not run.
    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Note => Some(Severity::Note),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
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
    /// The commit that brought it in, in full or its first seven digits or more.
    #[serde(default)]
    pub commit: Option<String>,
    /// Last day on which it is accepted, `YYYY-MM-DD`.
    #[serde(default)]
    pub until: Option<String>,
}
