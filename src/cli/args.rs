//! The words of the command line.

use super::lint::DiagnosticsArgs;
use super::rotation::RotationArgs;
use crate::model::Stage;
use crate::render::Format;
use crate::source::Shard;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Turns a production checklist into evidence.
///
/// golive looks at a repository, and later at the running service, and says for each line of the checklist: pass, fail or unknown,
/// with what it saw and where.
///
/// Exit codes: 0 every gate that ran passed; 1 a gate failed, or a P0 requirement is unknown; 2 the run itself could not be trusted.
#[derive(Debug, Parser)]
#[command(name = "golive", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) shared: Shared,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run every gate of a stage, then show the readiness table
    Check(CheckArgs),
    /// Is there a credential in what would be published?
    Secrets(SecretsArgs),
    /// Would git keep secret files out of a commit?
    Gitignore(GitignoreArgs),
    /// Are keys younger than they may be?
    Rotation(RotationArgs),
    /// Do the tests cover enough of the code?
    Coverage(Box<super::coverage_args::CoverageArgs>),
    /// Is lint clean?
    Lint(DiagnosticsArgs),
    /// Do the types check?
    Typecheck(DiagnosticsArgs),
    /// Do manifests, code and documents meet the checklist? (not built yet)
    Audit(Unbuilt),
    /// Does the integration survive a faulty API? (not built yet)
    Rehearse(Unbuilt),
    /// Does the deployed service work? (not built yet)
    Verify(Unbuilt),
    /// What the GitHub Action runs: its inputs come from the environment
    Action,
    /// Render or merge saved JSON reports: shards, jobs of a matrix
    Report(ReportArgs),
    /// Set golive up here: its configuration, git hooks, a CI file
    Init(super::init::InitArgs),
    /// Print the JSON schema of golive.toml, or of the JSON report
    Schema(SchemaArgs),
    /// Print shell completions
    Completions(CompletionsArgs),
    /// Print the manual page
    Man,
}

/// Options that every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Shared options")]
pub(super) struct Shared {
    /// Read the configuration from FILE instead of looking for golive.toml
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Read the configuration from this commit instead of from the tree under test; `auto` is the base of the change, as the CI says
    #[arg(long, global = true, value_name = "REF")]
    pub policy_ref: Option<String>,
    /// How to print the report
    #[arg(long, global = true, value_name = "F", default_value = "human")]
    pub format: FormatName,
    /// Also write the report to a file, in any format (repeatable)
    #[arg(long, global = true, value_name = "F=FILE", value_parser = output)]
    pub output: Vec<(Format, PathBuf)>,
    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
    /// Print only the last line
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print notes too
    #[arg(long, short, global = true)]
    pub verbose: bool,
    /// Show no progress
    #[arg(long, global = true)]
    pub no_progress: bool,
    /// Threads to use [default: one a processor]
    #[arg(long, short, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
}

/// The formats by the names that are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatName {
    /// For people: annotated snippets, the readiness table, what to do next
    Human,
    /// One JSON document (`golive schema --report` describes it)
    Json,
    /// One JSON object a finding, a line each
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, for test reports
    Junit,
    /// Workflow commands of GitHub Actions: annotations
    Github,
    /// GitLab's code quality report
    Gitlab,
    /// Markdown, for the summary of a job
    Markdown,
    /// One HTML file, without network or scripts
    Html,
    /// The due dates of keys, as a calendar (iCalendar)
    Ics,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Human => Self::Human,
            FormatName::Json => Self::Json,
            FormatName::Jsonl => Self::Jsonl,
            FormatName::Sarif => Self::Sarif,
            FormatName::Junit => Self::Junit,
            FormatName::Github => Self::Github,
            FormatName::Gitlab => Self::Gitlab,
            FormatName::Markdown => Self::Markdown,
            FormatName::Html => Self::Html,
            FormatName::Ics => Self::Ics,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorWhen {
    /// On a terminal that wants it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Repository, or a folder in it to look below
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// What is about to happen: later stages include the earlier ones [default: deploy, with --hook commit]
    #[arg(long, value_enum, value_name = "STAGE")]
    pub stage: Option<StageName>,
    /// Run only these gates
    #[arg(long, value_name = "GATE", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Leave these gates out
    #[arg(long, value_name = "GATE", value_delimiter = ',')]
    pub skip: Vec<String>,
    /// Find out what a git hook is asked, and look at that; takes the hook's own arguments
    #[arg(long, num_args = 0..=3, value_name = "ARG", conflicts_with = "path")]
    pub hook: Option<Vec<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum StageName {
    /// Before a commit
    Commit,
    /// Before a deployment
    Deploy,
    /// After the deployment
    Live,
}

impl From<StageName> for Stage {
    fn from(name: StageName) -> Self {
        match name {
            StageName::Commit => Self::Commit,
            StageName::Deploy => Self::Deploy,
            StageName::Live => Self::Live,
        }
    }
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct SecretsArgs {
    #[command(subcommand)]
    pub about: Option<AboutRules>,
    /// Files or folders to look below [default: the whole repository]
    #[arg(value_name = "PATH", conflicts_with_all = ["staged", "range", "since", "history", "stdin"])]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub what: What,
    /// Known findings, not reported again
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    pub baseline: Option<PathBuf>,
    /// Write what is found to a baseline, and pass
    #[arg(long, value_name = "FILE")]
    pub write_baseline: Option<PathBuf>,
    /// Ask each found credential's provider whether it works
    #[arg(long, conflicts_with = "write_baseline")]
    pub validate: bool,
    /// Ask there instead of at the provider's own servers; also `GOLIVE_VALIDATE_ENDPOINTS` (repeatable)
    #[arg(long, value_name = "PROVIDER=URL", requires = "validate")]
    pub validate_endpoint: Vec<String>,
    /// Longest wait for an answer
    #[arg(long, value_name = "SECONDS", requires = "validate", default_value = "10", value_parser = clap::value_parser!(u16).range(1..=300))]
    pub validate_timeout: u16,
    /// The K-th of N disjoint parts of the work, for CI matrices
    #[arg(long, value_name = "K/N", value_parser = Shard::parse, conflicts_with = "stdin")]
    pub shard: Option<Shard>,
    /// With --history: leave out what the last such run looked at and found clean
    #[arg(long, requires = "history", conflicts_with = "shard")]
    pub since_last_scan: bool,
    /// Find out what a git hook is asked: pushed references, a range, the index, or all tracked files; takes the hook's own arguments
    #[arg(long, num_args = 0..=3, value_name = "ARG", conflicts_with_all = ["paths", "staged", "range", "since", "history", "stdin", "no_git"])]
    pub hook: Option<Vec<String>>,
}

/// Which text to look at; the files git would publish where none is chosen.
#[derive(Debug, Args)]
#[group(multiple = false)]
#[expect(clippy::struct_excessive_bools, reason = "a flag each, of which clap takes one")]
pub(super) struct What {
    /// The index against HEAD: what this commit would add
    #[arg(long)]
    pub staged: bool,
    /// Lines that the commits of a range add
    #[arg(long, value_name = "A..B")]
    pub range: Option<String>,
    /// Lines that the commits since REF add; `auto` finds out what the change is compared with
    #[arg(long, value_name = "REF")]
    pub since: Option<String>,
    /// Every blob reachable from every reference, each once
    #[arg(long)]
    pub history: bool,
    /// Standard input
    #[arg(long)]
    pub stdin: bool,
    /// A plain folder, ignored files included
    #[arg(long)]
    pub no_git: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum AboutRules {
    /// List the rules
    Rules,
    /// Say which rules find something in a text, and why others do not
    Test {
        /// The text; `-` for standard input, which leaves no trace in the shell's history
        #[arg(value_name = "TEXT", allow_hyphen_values = true)]
        text: String,
        /// Judge it as if it were this file
        #[arg(long, value_name = "PATH")]
        path: Option<String>,
    },
    /// Say what a rule finds, what a finder could do with it, and how to revoke it
    Explain {
        /// The rule's id
        #[arg(value_name = "RULE")]
        rule: String,
    },
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct GitignoreArgs {
    #[command(subcommand)]
    pub about: Option<AboutPaths>,
    /// Repository, or a folder in it to look below
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// Add the missing rules to the right ignore files, prove it by asking git again, or leave everything as it was
    #[arg(long)]
    pub fix: bool,
    /// With --fix: also take secret files out of the index (never from disk)
    #[arg(long, requires = "fix")]
    pub untrack: bool,
    /// Also name secret files that a commit once held
    #[arg(long)]
    pub history: bool,
    /// What a git hook calls; takes the hook's own arguments
    #[arg(long, num_args = 0..=3, value_name = "ARG", conflicts_with_all = ["path", "fix"])]
    pub hook: Option<Vec<String>>,
}

#[derive(Debug, Subcommand)]
pub(super) enum AboutPaths {
    /// Say for each path whether git ignores it, and the line that decides
    Explain {
        /// Paths, relative to here; they need not exist
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<PathBuf>,
    },
}

/// Takes whatever a gate that is not built yet will take.
#[derive(Debug, Args)]
pub(super) struct Unbuilt {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _rest: Vec<OsString>,
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Reports that `--format json` or `--output json=FILE` wrote
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// The schema of the JSON report instead of the configuration's
    #[arg(long)]
    pub report: bool,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// Shell to complete in
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

fn output(text: &str) -> Result<(Format, PathBuf), String> {
    let (format, file) = text.split_once('=').ok_or("write it as FORMAT=FILE, for example json=report.json")?;
    if file.is_empty() {
        return Err("the file after = is missing".to_owned());
    }
    FormatName::from_str(format, false).map(|format| (format.into(), PathBuf::from(file))).map_err(|_unknown| {
        let known: Vec<_> =
            FormatName::value_variants().iter().filter_map(ValueEnum::to_possible_value).map(|value| value.get_name().to_owned()).collect();
        format!("there is no format {format}; the formats are {}", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_tree_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_gate_has_a_command() {
        let command = Cli::command();
        let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        for gate in crate::gates::GATES {
            assert!(names.contains(&gate.meta().id), "{} has no command", gate.meta().id);
        }
    }
}
