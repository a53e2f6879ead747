//! What there is to run and to read.

use super::options::{AUTO, Options, Report};
use super::tools::{self, Tool};
use super::{Which, manifest};
use crate::exec::ProjectCommand;
use std::path::{Path, PathBuf};

/// One command, and how to understand it.
#[derive(Debug, Clone)]
pub(super) struct Job {
    /// What to run.
    pub command: ProjectCommand,
    /// Its words, with those of the scripts that it calls.
    pub line: String,
    /// Where, absolute.
    pub folder: PathBuf,
    /// The format of what it prints; `auto` where it must be found out.
    pub format: String,
    /// The tools that it starts, where they are known.
    pub tools: Vec<&'static Tool>,
    /// Whether it prints nothing where it finds nothing.
    pub silent: bool,
    /// How to get it, where it is missing.
    pub install: Option<String>,
    /// Whether golive chose it, and not somebody who knows the project.
    pub recognised: bool,
}

/// Everything that there is to do.
#[derive(Debug, Clone, Default)]
pub(super) struct Work {
    /// Commands, in order.
    pub jobs: Vec<Job>,
    /// Reports to read after them.
    pub reports: Vec<Report>,
    /// What reports are relative to, absolute.
    pub report_folder: PathBuf,
}

/// What the command line and the configuration ask for; `None` where they name nothing, so that tools must be recognised.
pub(super) fn asked(options: &Options, root: &Path) -> Option<Work> {
    let given = &options.given;
    if given.run.is_some() || !given.reports.is_empty() {
        let jobs = given.run.iter().map(|line| {
            let command = ProjectCommand::Shell(line.clone());
            job(command, given.folder.clone(), given.run_format.as_deref(), options.silent_when_clean)
        });
        return Some(Work { jobs: jobs.collect(), reports: given.reports.clone(), report_folder: given.folder.clone() });
    }
    let mut jobs = Vec::new();
    if let Some(command) = &options.command {
        let folder = options.folder.as_ref().map_or_else(|| root.to_path_buf(), |folder| root.join(folder));
        jobs.push(job(command.command(), folder, options.command_format.as_deref(), options.silent_when_clean));
    }
    for run in &options.run {
        let folder = run.folder.as_ref().map_or_else(|| root.to_path_buf(), |folder| root.join(folder));
        jobs.push(job(run.command.command(), folder, run.format.as_deref(), run.silent_when_clean || options.silent_when_clean));
    }
    if jobs.is_empty() && options.report.is_empty() {
        return None;
    }
    Some(Work { jobs, reports: options.report.clone(), report_folder: root.to_path_buf() })
}

/// A command that somebody named.
fn job(command: ProjectCommand, folder: PathBuf, format: Option<&str>, silent: bool) -> Job {
    let line = match &command {
        ProjectCommand::Shell(line) => line.clone(),
        ProjectCommand::Program(words) => words.join(" "),
    };
    let mut lines = String::new();
    let tools = tools_of(&line, &folder, 0, &mut lines);
    let quiet_format = format.and_then(crate::formats::diagnostics::reader).is_some_and(|reader| reader.quiet);
    let lines = lines.trim().to_owned();
    let all_silent = if tools.is_empty() { starts_quiet(&line) } else { tools.iter().all(|tool| tool.is_silent_in(&lines)) };
    let install = tools.first().map(|tool| tool.install.clone());
    Job {
        command,
        line: lines,
        folder,
        format: format.unwrap_or(AUTO).to_owned(),
        silent: silent || quiet_format || all_silent,
        tools,
        install,
        recognised: false,
    }
}

/// Whether a command line starts a program that is no linter of the table and whose format is empty where it finds nothing: a compiler.
fn starts_quiet(line: &str) -> bool {
    let programs = line.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or(word));
    let quiet: Vec<&str> =
        crate::formats::diagnostics::READERS.iter().filter(|reader| reader.quiet).filter_map(|reader| reader.tool).collect();
    // Cppcheck says which file it looks at, unless it is told not to.
    let has = |wanted: &[&str]| line.split_whitespace().any(|word| wanted.contains(&word.rsplit('/').next().unwrap_or(word)));
    if has(&["cppcheck"]) && has(&["-q", "--quiet"]) {
        return true;
    }
    programs
        .into_iter()
        .any(|program| quiet.contains(&program) || matches!(program, "g++" | "cc" | "c++" | "clang" | "clang++" | "clang-tidy"))
}

/// Depth to which scripts that call scripts are followed.
const DEEPEST: usize = 4;

/// The tools of a command line, through the scripts of a package.json that it calls; `lines` becomes all of them.
fn tools_of(line: &str, folder: &Path, depth: usize, lines: &mut String) -> Vec<&'static Tool> {
    lines.push(' ');
    lines.push_str(line);
    let mut found = tools::of_command(line);
    if depth >= DEEPEST {
        return found;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| matches!(**word, "npm" | "yarn" | "pnpm" | "bun")) {
        let named = words.iter().skip(at + 1).find(|word| !word.starts_with('-') && !matches!(**word, "run" | "run-script"));
        if let Some(script) = named.and_then(|name| manifest::script(folder, name.trim_end_matches([';', '&', '|', ')', '"', '\''])))
            && script != line
        {
            for tool in tools_of(&script, folder, depth + 1, lines) {
                if !found.iter().any(|known| known.name == tool.name) {
                    found.push(tool);
                }
            }
        }
        _ = word;
    }
    found
}

/// Names of scripts that are a gate's, the usual first.
pub(super) fn script_names(which: Which) -> &'static [&'static str] {
    match which {
        Which::Lint => &["lint", "lint:check", "lint:ci", "eslint", "check:lint"],
        Which::Typecheck => &["typecheck", "type-check", "check-types", "check:types", "types:check", "types", "tsc"],
    }
}
