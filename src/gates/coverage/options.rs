//! What can be set for the coverage gate.

use super::percent::Percent;
use crate::exec::ProjectCommand;
use serde::Deserialize;
use std::path::PathBuf;

/// `[coverage]` in the configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Options {
    /// Command that runs the tests and writes the report: a line for the shell, or a program and its arguments. It runs in the root of the
    /// repository. On the command line: `--run`.
    pub command: Option<CommandLine>,
    /// How long the command may take, such as `10m`; half an hour where it is not set.
    pub timeout: Option<String>,
    /// Reports, from the repository root; the usual places are looked at where there are none. On the command line: `REPORT..`.
    pub reports: Vec<PathBuf>,
    /// Least percentage of covered lines.
    pub min_lines: Option<Percent>,
    /// Least percentage of covered branches; 80 where nothing else is asked.
    pub min_branches: Option<Percent>,
    /// Least percentage of covered functions.
    pub min_functions: Option<Percent>,
    /// Least percentage of covered regions, statements or instructions.
    #[serde(alias = "min-statements")]
    pub min_regions: Option<Percent>,
    /// Most lines that may be uncovered.
    pub max_uncovered_lines: Option<u64>,
    /// Most branches that may be uncovered.
    pub max_uncovered_branches: Option<u64>,
    /// Most functions that may be uncovered.
    pub max_uncovered_functions: Option<u64>,
    /// Most regions, statements or instructions that may be uncovered.
    #[serde(alias = "max-uncovered-statements")]
    pub max_uncovered_regions: Option<u64>,
    /// Whether every file must meet the limits too. On the command line: `--per-file`.
    pub per_file: bool,
    /// Limits for a part of the repository, beside those of the whole.
    pub group: Vec<Group>,
    /// Files that do not count: patterns from the repository root, where `*` stays within a folder and a name without `/` holds anywhere.
    pub exclude: Vec<String>,
    /// What a source file means that no report mentions.
    pub absent: Absent,
    /// Prefixes to cut from paths of the report, such as `/app`. On the command line: `--strip-prefix`.
    pub strip_prefix: Vec<String>,
    /// Prefixes of paths of the report, and what stands for them in the repository.
    pub path_map: Vec<PathMap>,
    /// Commit or branch whose merge base with HEAD added lines are counted from. On the command line: `--diff`.
    pub diff: Option<String>,
    /// Least percentage of covered added lines. On the command line: `--min-diff`.
    pub min_diff: Option<Percent>,
    /// Most added lines that may be missed, wholly or in a branch. On the command line: `--max-missed`.
    pub max_missed: Option<u64>,
    /// Most added lines of code that no report may say anything about. On the command line: `--max-unmeasured`.
    pub max_unmeasured: Option<u64>,
    /// File of uncovered counts that may only shrink, from the repository root. On the command line: `--ratchet`.
    pub ratchet: Option<PathBuf>,
    /// Uncovered lines that a file may have which the ratchet does not list.
    pub ratchet_new_file: u64,
    /// What only the command line can ask for.
    #[serde(skip)]
    pub(super) asked: Asked,
}

/// What only the command line can ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// Whether the command was named on the command line: it then runs where that was.
    pub here: bool,
    /// Whether the ratchet is to be written.
    pub update: bool,
}

impl Options {
    /// The reports that the command line names, which no command is run for.
    pub fn read_only(&mut self, reports: Vec<PathBuf>) {
        self.reports = reports;
        self.command = None;
    }

    /// The command that the command line names; it runs in the current folder.
    pub fn run_here(&mut self, line: String) {
        self.command = Some(CommandLine::Line(line));
        self.asked.here = true;
    }

    /// Lets the gate write the ratchet.
    pub fn update_ratchet(&mut self) {
        self.asked.update = true;
    }
}

/// A command as it stands in a configuration.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "expected a command line, or a list of a program and its arguments")]
pub enum CommandLine {
    /// A line for the shell.
    Line(String),
    /// A program and its arguments.
    Words(Vec<String>),
}

impl CommandLine {
    pub(super) fn project_command(&self) -> ProjectCommand {
        match self {
            Self::Line(line) => ProjectCommand::Shell(line.clone()),
            Self::Words(words) => ProjectCommand::Program(words.clone()),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Line(line) => line.trim().is_empty(),
            Self::Words(words) => words.first().is_none_or(|program| program.trim().is_empty()),
        }
    }
}

/// Limits for a part of the repository.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Group {
    /// Files or folders: patterns from the repository root. One that matches nothing is an error.
    pub paths: Vec<String>,
    /// Its name in messages; the patterns where it is not set.
    #[serde(default)]
    pub name: Option<String>,
    /// Least percentage of covered lines.
    #[serde(default)]
    pub min_lines: Option<Percent>,
    /// Least percentage of covered branches.
    #[serde(default)]
    pub min_branches: Option<Percent>,
    /// Least percentage of covered functions.
    #[serde(default)]
    pub min_functions: Option<Percent>,
    /// Least percentage of covered regions, statements or instructions.
    #[serde(default, alias = "min-statements")]
    pub min_regions: Option<Percent>,
    /// Most lines that may be uncovered.
    #[serde(default)]
    pub max_uncovered_lines: Option<u64>,
    /// Most branches that may be uncovered.
    #[serde(default)]
    pub max_uncovered_branches: Option<u64>,
    /// Most functions that may be uncovered.
    #[serde(default)]
    pub max_uncovered_functions: Option<u64>,
    /// Most regions, statements or instructions that may be uncovered.
    #[serde(default, alias = "max-uncovered-statements")]
    pub max_uncovered_regions: Option<u64>,
    /// Whether every file of it must meet them too.
    #[serde(default)]
    pub per_file: bool,
}

/// What a source file means that no report mentions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Absent {
    /// Its lines of code count as uncovered.
    #[default]
    Count,
    /// It is listed, and counts for nothing.
    Warn,
    /// Nothing.
    Ignore,
}

/// A prefix of paths of the report, and what stands for it in the repository.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PathMap {
    /// The prefix as the report has it.
    pub from: String,
    /// The folder of the repository that it is; empty for the root.
    pub to: String,
}
