//! The gates: one folder and one line here for each.

mod gitignore;
mod secrets;
mod unbuilt;

pub use secrets::{
    CustomRule, FOREIGN_FILES, ForeignFile, Level, OptionMistake, Options as SecretsOptions, Rules as SecretsRules, Trial as SecretsTrial,
    baseline_of, extended_by,
};

use crate::gate::Gate;
use crate::model::Stage;
use serde::Deserialize;
use unbuilt::Unbuilt;

/// Every gate, in the order of reports.
pub static GATES: &[&dyn Gate] = &[
    &secrets::Secrets,
    &gitignore::Gitignore,
    &Unbuilt("rotation", "are keys younger than they may be?", Stage::Deploy),
    &Unbuilt("coverage", "do the tests cover enough of the code?", Stage::Deploy),
    &Unbuilt("lint", "is lint clean?", Stage::Deploy),
    &Unbuilt("typecheck", "do the types check?", Stage::Deploy),
    &Unbuilt("audit", "do manifests, code and documents meet the checklist?", Stage::Deploy),
    &Unbuilt("rehearse", "does the integration survive a faulty API?", Stage::Deploy),
    &Unbuilt("verify", "does the deployed service work?", Stage::Live),
];

/// The configuration file: one section a gate, named after it, and what concerns all of them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Sections {
    /// Checklist to answer: `maintainx` (the default) or `generic`.
    pub profile: Option<String>,
    /// What `golive check` runs.
    pub check: CheckOptions,
    /// The secrets gate.
    pub secrets: secrets::Options,
    /// The gitignore gate.
    pub gitignore: gitignore::Options,
}

/// What `golive check` runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct CheckOptions {
    /// Gates to run; all of the stage where it is empty.
    pub only: Vec<String>,
    /// Gates to leave out; each is then reported as skipped.
    pub skip: Vec<String>,
}
