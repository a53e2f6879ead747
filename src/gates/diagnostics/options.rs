//! What can be set for the lint and typecheck gates.

use crate::exec::ProjectCommand;
use crate::model::Severity;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// `[lint]` and `[typecheck]` in the configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Options {
    /// What to run: a line for the shell, or a program and its arguments. Tools are recognised where neither this nor a report is given.
    pub command: Option<Words>,
    /// Format of what `command` prints; found out where it is not given.
    pub command_format: Option<String>,
    /// Folder that `command` runs in, relative to the repository root; the root where it is not given.
    pub folder: Option<PathBuf>,
    /// Further commands.
    pub run: Vec<Run>,
    /// Reports to read; where there is a command as well, it is what writes them.
    pub report: Vec<Report>,
    /// Longest time that a command may take, as `10m`; an hour where it is not given.
    pub timeout: Option<String>,
    /// Of the tools that are recognised, run only these.
    pub tools: Vec<String>,
    /// Formats of one's own.
    pub format: Vec<Pattern>,
    /// A command that prints nothing and exits with 0 has looked and found nothing. Known for many tools; to be said of others.
    pub silent_when_clean: bool,
    /// File of findings that were known before, relative to the repository root; `--write-baseline` makes one.
    pub baseline: Option<PathBuf>,
    /// With `--diff`: run the tools on the base too, so that what the change caused elsewhere is found.
    pub base_run: bool,
    /// Most warnings that pass.
    pub max_warnings: Option<u64>,
    /// Most suppressions in the source (`noqa`, `eslint-disable`, …) that pass.
    pub max_suppressions: Option<u64>,
    /// The least severity that fails; `error` where it is not given.
    pub fail_on: Option<Level>,
    /// Severity by rule, instead of the tool's.
    pub severity: BTreeMap<String, Level>,
    /// Findings that do not count, each with its reason.
    pub ignore: Vec<Ignore>,
    /// Beginnings of paths in reports, and what stands for them here: `"/app" = "services/api"`.
    pub path_map: BTreeMap<String, String>,
    /// Beginnings of paths in reports to take away.
    pub strip_prefix: Vec<String>,
    /// Oldest that a report may be, as `2h`.
    pub max_age: Option<String>,
    /// What the command line gives.
    #[serde(skip)]
    pub given: Given,
}

/// What only the command line gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// What to run.
    pub run: Option<String>,
    /// Format of what it prints.
    pub run_format: Option<String>,
    /// Where it runs, and what reports are relative to.
    pub folder: PathBuf,
    /// Reports to read.
    pub reports: Vec<Report>,
    /// What the change is compared with.
    pub diff: Option<String>,
    /// The baseline to make.
    pub write_baseline: Option<PathBuf>,
    /// Whether entries of the baseline that no longer occur are dropped from it.
    pub update_baseline: bool,
}

/// A command.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Words {
    /// One line for the system's shell.
    Line(String),
    /// A program and its arguments.
    Program(Vec<String>),
}

impl Words {
    /// As it is run.
    pub(super) fn command(&self) -> ProjectCommand {
        match self {
            Self::Line(line) => ProjectCommand::Shell(line.clone()),
            Self::Program(words) => ProjectCommand::Program(words.clone()),
        }
    }
}

/// One of several commands.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Run {
    /// What to run: a line for the shell, or a program and its arguments.
    pub command: Words,
    /// Format of what it prints; found out where it is not given.
    #[serde(default)]
    pub format: Option<String>,
    /// Where it runs, relative to the repository root.
    #[serde(default)]
    pub folder: Option<PathBuf>,
    /// Whether it prints nothing where it finds nothing.
    #[serde(default)]
    pub silent_when_clean: bool,
}

/// A report that a tool has written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Report {
    /// Its format; `auto` finds it out.
    #[serde(default = "auto")]
    pub format: String,
    /// The file, relative to the repository root.
    pub path: PathBuf,
    /// The exit code that the tool ended with, where it is known.
    #[serde(default)]
    pub exit_code: Option<i32>,
}

fn auto() -> String {
    AUTO.to_owned()
}

/// The name of no format: it is found out.
pub(super) const AUTO: &str = "auto";

/// A format given by a regular expression.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(clippy::struct_field_names, reason = "the names are those of the settings")]
pub struct Pattern {
    /// Its name, for `--from NAME=FILE` and `format = "NAME"`.
    pub name: String,
    /// A regular expression for one line, with groups named `file`, `line`, `column`, `severity`, `rule` and `message`.
    pub pattern: String,
    /// Severity where the expression has no such group; `error` where it is not given.
    #[serde(default)]
    pub severity: Option<Level>,
}

/// Findings that do not count. Everything that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Ignore {
    /// Why. Required, so that a reader can judge it.
    pub reason: String,
    /// The rule, by the tool's name of it.
    #[serde(default)]
    pub rule: Option<String>,
    /// The tool.
    #[serde(default)]
    pub tool: Option<String>,
    /// Where: a pattern as in `.gitignore`, from the repository root.
    #[serde(default)]
    pub path: Option<String>,
}

/// A severity by its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Fails the gate.
    Error,
    /// Counted, and limited by `max-warnings`.
    Warning,
    /// Only shown.
    Note,
}

impl Level {
    /// The model's word for it.
    pub(super) fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Note => Severity::Note,
        }
    }
}
