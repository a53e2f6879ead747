//! What can be set for the rotation gate.

use super::credential::Grade;
use super::span::Length;
use super::target::SourceRef;
use super::when::When;
use jiff::Timestamp;
use serde::Deserialize;
use std::path::PathBuf;

/// `[rotation]` in the configuration.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Options {
    /// How old a key may become: `90d`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub max_age: Length,
    /// How long before its due date a key is warned of: `14d`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub warn_before: Length,
    /// How long two keys that stand for each other may both be active: `7d`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub grace: Length,
    /// The largest `max-age` that a key may be given without an exception: `365d`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub max_age_cap: Length,
    /// How long a key may go unused; not judged where it is not set.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub unused_after: Option<Length>,
    /// What the date of a key must be worth at least.
    pub min_evidence: Grade,
    /// How much later than a hand-kept date the commit that wrote it may be: `7d`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub max_claim_lag: Length,
    /// What becomes of a secret that the repository uses and no key here stands for.
    pub coverage: Coverage,
    /// Longest wait for one answer: `20s`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub timeout: Length,
    /// Longest time for all answers of a source: `120s`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub deadline: Length,
    /// Requests to one server at the same time.
    pub concurrency: Concurrency,
    /// The keys.
    pub key: Vec<Key>,
    /// Keys that may be older for a while.
    pub exception: Vec<Exception>,
    /// What the command line and whoever read the file add.
    #[serde(skip)]
    pub(super) run: Run,
}

impl Default for Options {
    fn default() -> Self {
        let days = Length::days;
        Self {
            max_age: days(90),
            warn_before: days(14),
            grace: days(7),
            max_age_cap: days(365),
            unused_after: None,
            min_evidence: Grade::default(),
            max_claim_lag: days(7),
            coverage: Coverage::default(),
            timeout: Length::seconds(20),
            deadline: Length::seconds(120),
            concurrency: Concurrency::default(),
            key: Vec::new(),
            exception: Vec::new(),
            run: Run::default(),
        }
    }
}

/// What is set outside of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Run {
    /// Only keys or kinds of sources of these names.
    pub(super) only: Vec<String>,
    /// The time that counts as now.
    pub(super) now: Option<Timestamp>,
    /// The configuration file.
    pub(super) file: Option<PathBuf>,
    /// Whether the profile is about the MaintainX API, whose keys date themselves.
    pub(super) maintainx: bool,
}

impl Options {
    /// Looks only at keys, or kinds of sources, of these names.
    pub fn limit(&mut self, names: Vec<String>) {
        self.run.only = names;
    }

    /// Takes `now` for the current time.
    pub fn set_now(&mut self, now: Timestamp) {
        self.run.now = Some(now);
    }

    /// Says which file the settings come from: the history of hand-kept dates is looked up in it.
    pub fn set_file(&mut self, file: PathBuf) {
        self.run.file = Some(file);
    }
}

/// How many requests run to one server at the same time: 1 to 64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(try_from = "usize")]
pub struct Concurrency(pub(super) usize);

impl Default for Concurrency {
    fn default() -> Self {
        Self(8)
    }
}

impl TryFrom<usize> for Concurrency {
    type Error = &'static str;

    fn try_from(number: usize) -> Result<Self, Self::Error> {
        if (1..=64).contains(&number) { Ok(Self(number)) } else { Err("concurrency is a number from 1 to 64") }
    }
}

/// What becomes of a secret that no key stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Coverage {
    /// Nothing.
    Off,
    /// A warning.
    #[default]
    Warn,
    /// A failure.
    Error,
}

/// `[[rotation.key]]`: one key, or all keys of a source.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Key {
    /// What it is called in reports.
    pub name: String,
    /// Where its date comes from: `env:NAME`, `github:owner/repo#NAME`, `manual`, or a table with `kind`, `at` and `base-url`.
    #[serde(default)]
    pub source: SourceRef,
    /// How old it may become.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub max_age: Option<Length>,
    /// How long before its due date it is warned of.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub warn_before: Option<Length>,
    /// How long it may stand beside the key that replaces it.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub grace: Option<Length>,
    /// How long it may go unused.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub unused_after: Option<Length>,
    /// Who rotates it.
    #[serde(default)]
    pub owner: Option<String>,
    /// How it is rotated: a file of the repository, or an https address.
    #[serde(default)]
    pub runbook: Option<String>,
    /// The day it was last rotated, kept by hand: for sources that have no date.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub last_rotated: Option<When>,
    /// What shows that it was: a link to the ticket, the log.
    #[serde(default)]
    pub evidence: Option<String>,
    /// The day on which its value became known to others; it must have been rotated later.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub exposed_at: Option<When>,
    /// The day from which it is no longer in use. The entry stays, so that nobody wonders.
    #[serde(default)]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub retired: Option<When>,
}

/// `[[rotation.exception]]`: a key that may be older, for a while.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Exception {
    /// The key's name.
    pub name: String,
    /// The last day on which it holds.
    #[cfg_attr(test, schemars(with = "String"))]
    pub until: When,
    /// Why.
    pub reason: String,
    /// Who allowed it.
    pub approved_by: String,
}
