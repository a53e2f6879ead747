//! The words of `golive coverage`.

use crate::gates::{CoverageAbsent, Percent};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct CoverageArgs {
    /// Coverage reports of any known format; several are united [default: those in the usual places]
    #[arg(value_name = "REPORT")]
    pub reports: Vec<PathBuf>,
    /// Run the tests with this command first, and judge the report that it writes
    #[arg(long, value_name = "CMD")]
    pub run: Option<String>,
    /// Cut this off paths of the report, such as /app (repeatable)
    #[arg(long, value_name = "PREFIX")]
    pub strip_prefix: Vec<String>,
    /// What a source file means that no report mentions
    #[arg(long, value_name = "WHAT")]
    pub absent: Option<AbsentName>,
    #[command(flatten)]
    pub least: Least,
    #[command(flatten)]
    pub most: Most,
    /// Every file must meet the limits too
    #[arg(long, help_heading = "Limits")]
    pub per_file: bool,
    #[command(flatten)]
    pub change: Change,
    #[command(flatten)]
    pub ratchet: RatchetArgs,
}

/// Least percentages; compared exactly, so that 79.999 does not meet 80.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
#[expect(clippy::struct_field_names, reason = "the names are those that are typed")]
pub(super) struct Least {
    /// Least percentage of covered lines
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub min_lines: Option<Percent>,
    /// Least percentage of covered branches [default: 80, where no limit is set]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub min_branches: Option<Percent>,
    /// Least percentage of covered functions
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub min_functions: Option<Percent>,
    /// Least percentage of covered regions, statements or instructions
    #[arg(long, value_name = "N", visible_alias = "min-statements", allow_negative_numbers = true)]
    pub min_regions: Option<Percent>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
#[expect(clippy::struct_field_names, reason = "the names are those that are typed")]
pub(super) struct Most {
    /// Most lines that may be uncovered
    #[arg(long, value_name = "N")]
    pub max_uncovered_lines: Option<u64>,
    /// Most branches that may be uncovered
    #[arg(long, value_name = "N")]
    pub max_uncovered_branches: Option<u64>,
    /// Most functions that may be uncovered
    #[arg(long, value_name = "N")]
    pub max_uncovered_functions: Option<u64>,
    /// Most regions, statements or instructions that may be uncovered
    #[arg(long, value_name = "N", visible_alias = "max-uncovered-statements")]
    pub max_uncovered_regions: Option<u64>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Added lines")]
pub(super) struct Change {
    /// Judge the lines that were added since the merge base of HEAD and BASE; `auto` is the base that CI says
    #[arg(long, value_name = "BASE")]
    pub diff: Option<String>,
    /// Least percentage of covered added lines
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub min_diff: Option<Percent>,
    /// Most added lines that may be missed, wholly or in a branch
    #[arg(long, value_name = "N")]
    pub max_missed: Option<u64>,
    /// Most added lines of code that no report may say anything about
    #[arg(long, value_name = "N")]
    pub max_unmeasured: Option<u64>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Ratchet")]
pub(super) struct RatchetArgs {
    /// File of uncovered counts, which may only shrink
    #[arg(long, value_name = "FILE")]
    pub ratchet: Option<PathBuf>,
    /// Make its numbers smaller where less is uncovered now; writes the first one
    #[arg(long)]
    pub update: bool,
}

/// What a source file means that no report mentions, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AbsentName {
    /// Its lines count as uncovered
    Count,
    /// It is listed, and counts for nothing
    Warn,
    /// Nothing
    Ignore,
}

impl From<AbsentName> for CoverageAbsent {
    fn from(name: AbsentName) -> Self {
        match name {
            AbsentName::Count => Self::Count,
            AbsentName::Warn => Self::Warn,
            AbsentName::Ignore => Self::Ignore,
        }
    }
}
