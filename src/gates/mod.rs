//! The gates: one folder and one line here for each.

mod coverage;
mod diagnostics;
mod gitignore;
mod rotation;
mod secrets;
mod unbuilt;

pub use coverage::{Absent as CoverageAbsent, Options as CoverageOptions, Percent};
pub use diagnostics::{Given as DiagnosticsGiven, Level as DiagnosticsLevel, Options as DiagnosticsOptions, Report as DiagnosticsReport};
pub use secrets::{
    CustomRule, Endpoint as ValidateEndpoint, FOREIGN_FILES, ForeignFile, Level, OptionMistake, Options as SecretsOptions,
    Rules as SecretsRules, Trial as SecretsTrial, Validate, asked_of, baseline_of, extended_by,
};

use crate::gate::Gate;
use crate::model::Stage;
use serde::Deserialize;
use unbuilt::Unbuilt;

/// Every gate, in the order of reports.
pub static GATES: &[&dyn Gate] = &[
    &secrets::Secrets,
    &gitignore::Gitignore,
    &rotation::Rotation,
    &coverage::CoverageGate,
    &diagnostics::Diagnostics(diagnostics::Which::Lint),
    &diagnostics::Diagnostics(diagnostics::Which::Typecheck),
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
    /// The rotation gate.
    pub rotation: rotation::Options,
    /// The coverage gate.
    pub coverage: coverage::Options,
    /// The lint gate.
    pub lint: diagnostics::Options,
    /// The typecheck gate.
    pub typecheck: diagnostics::Options,
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
