//! Asks the real git which ignore rule decides about a path.

use super::{Error, Repo, rules_alone::RulesAlone};
use crate::exec::{self, Command, Output};
use crate::text::{RepoPath, one_line};
use bstr::{BString, ByteSlice as _};
use std::collections::BTreeSet;

/// Which rules count, and how letters compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IgnoreView {
    /// Only the `.gitignore` files of the work tree, as on a fresh clone: neither `info/exclude` nor `core.excludesFile`.
    pub shared_only: bool,
    /// `core.ignoreCase`, instead of what the repository is set to.
    pub ignore_case: Option<bool>,
}

/// One line of an ignore file that decides about a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IgnoreRule {
    /// The file: relative to the root where it stands below it, else as git names it.
    pub source: RepoPath,
    /// The line, from 1.
    pub line: u32,
    /// The line's pattern, with its `!` where it is a negation.
    pub pattern: BString,
}

impl IgnoreRule {
    /// Whether the line frees what it matches.
    pub fn is_negated(&self) -> bool {
        self.pattern.starts_with(b"!")
    }

    /// Whether the line stands in a `.gitignore` that others get with the repository.
    pub fn is_shared(&self) -> bool {
        self.source.file_name() == b".gitignore" && !self.source.as_bytes().starts_with(b"/")
    }
}

impl std::fmt::Display for IgnoreRule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.source, self.line)
    }
}

/// What git says of one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IgnoreAnswer {
    /// No line matches: not ignored.
    Undecided,
    /// This line decides; a negated one frees the path.
    Decided(IgnoreRule),
    /// git does not answer, and says why: the path lies beyond a symbolic link, or outside of the work tree.
    Refused(String),
}

impl IgnoreAnswer {
    /// Whether git would leave the path out.
    pub fn is_ignored(&self) -> bool {
        self.rule().is_some_and(|rule| !rule.is_negated())
    }

    /// The line that decides.
    pub fn rule(&self) -> Option<&IgnoreRule> {
        match self {
            Self::Decided(rule) => Some(rule),
            Self::Undecided | Self::Refused(_) => None,
        }
    }
}

impl Repo {
    /// For each path, in order, the ignore rule that decides, whether or not the path exists or is tracked.
    /// A slash at the end of a path that does not exist says that a folder is meant.
    ///
    /// # Errors
    /// [`Error::NoWorkTree`] in a bare repository; [`Error::Exec`] where git fails altogether; [`Error::OnlyGit`] where git is missing and
    /// nothing else can tell.
    pub fn check_ignore(&self, paths: &[RepoPath], view: IgnoreView) -> Result<Vec<IgnoreAnswer>, Error> {
        if self.work_tree().is_none() {
            return Err(Error::NoWorkTree);
        }
        match self.check_ignore_with_git(paths, view) {
            Err(Error::Exec(exec::Error::NotFound { .. })) => {
                self.without_git.set(true);
                self.check_ignore_without_git(paths, view)
            }
            answers => answers,
        }
    }

    fn check_ignore_with_git(&self, paths: &[RepoPath], view: IgnoreView) -> Result<Vec<IgnoreAnswer>, Error> {
        // git reads an ignore file that a sparse checkout left out from the index, unless it is told not to look at the index at
        // all; but with the index it calls every tracked path "not ignored".
        let sparse = self.has_absent_ignore_file()?;
        let tracked = if sparse { self.tracked_paths()? } else { BTreeSet::new() };
        let mut answers = vec![IgnoreAnswer::Undecided; paths.len()];
        for with_index in [false, true] {
            let part: Vec<usize> = paths
                .iter()
                .enumerate()
                .filter(|(_, path)| (sparse && !tracked.contains(path.as_bytes().as_bytes())) == with_index)
                .map(|(at, _)| at)
                .collect();
            let asked: Vec<&RepoPath> = part.iter().filter_map(|at| paths.get(*at)).collect();
            for (at, answer) in part.iter().zip(self.ask(&asked, view, with_index)?) {
                if let Some(slot) = answers.get_mut(*at) {
                    *slot = answer;
                }
            }
        }
        Ok(answers)
    }

    fn ask(&self, paths: &[&RepoPath], view: IgnoreView, with_index: bool) -> Result<Vec<IgnoreAnswer>, Error> {
        let mut answers: Vec<IgnoreAnswer> = Vec::with_capacity(paths.len());
        let alone = if view.shared_only && !paths.is_empty() { RulesAlone::needed_for(self)? } else { None };
        while answers.len() < paths.len() {
            let rest = paths.get(answers.len()..).unwrap_or_default();
            let output = self.ask_command(rest, view, with_index, alone.as_ref())?.output()?;
            let got = self.parse(&output.stdout);
            let count = got.len();
            answers.extend(got);
            match output.status.code() {
                Some(0 | 1) if answers.len() == paths.len() => {}
                // git stops at the first path that it refuses, with the answers for those before it already given.
                Some(128) if answers.len() < paths.len() && (count > 0 || is_refusal(&output.stderr)) => {
                    answers.push(IgnoreAnswer::Refused(said(&output)));
                }
                _ => {
                    return Err(exec::Error::Failed {
                        program: "git check-ignore".to_owned(),
                        status: output.status,
                        stderr: said(&output),
                    }
                    .into());
                }
            }
        }
        Ok(answers)
    }

    fn ask_command(&self, paths: &[&RepoPath], view: IgnoreView, with_index: bool, alone: Option<&RulesAlone>) -> Result<Command, Error> {
        let root = self.work_tree().ok_or(Error::NoWorkTree)?;
        let mut input = Vec::new();
        for path in paths {
            let bytes = path.as_bytes();
            // A path that starts with a colon would be read as pathspec magic; the empty path is the root.
            if bytes.is_empty() || bytes.starts_with(b":") {
                input.extend_from_slice(b"./");
            }
            input.extend_from_slice(bytes);
            input.push(0);
        }
        let mut command = match alone {
            Some(alone) => alone.git_command(self, root),
            None => self.git_command(),
        };
        if view.shared_only {
            command = command.args(["-c", "core.excludesFile=/dev/null"]);
        }
        if let Some(ignore_case) = view.ignore_case {
            command = command.arg("-c").arg(format!("core.ignoreCase={ignore_case}"));
        }
        for name in ["GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"] {
            command = command.env(name, None);
        }
        command = command.within(root).args(["check-ignore", "--verbose", "--non-matching", "-z", "--stdin"]);
        if !with_index {
            command = command.arg("--no-index");
        }
        Ok(command.input(input))
    }

    /// `source NUL line NUL pattern NUL path NUL`, the first three empty where no line decides.
    fn parse(&self, output: &[u8]) -> Vec<IgnoreAnswer> {
        let fields: Vec<&[u8]> = output.split(|byte| *byte == 0).collect();
        fields
            .chunks_exact(4)
            .map(|fields| match fields {
                [source, line, pattern, _path] if !source.is_empty() => {
                    let line = line.to_str().ok().and_then(|line| line.parse().ok()).unwrap_or(0);
                    IgnoreAnswer::Decided(IgnoreRule { source: self.name_source(source), line, pattern: BString::from(*pattern) })
                }
                _ => IgnoreAnswer::Undecided,
            })
            .collect()
    }

    /// A rule's file below the root as a path relative to it, for golive names the repository by an absolute path.
    pub(super) fn name_source(&self, source: &[u8]) -> RepoPath {
        let root = self.work_tree().map(RepoPath::from_path);
        let relative = root.as_ref().and_then(|root| source.strip_prefix(root.as_bytes().as_bytes()));
        let relative = relative.map(|rest| rest.trim_start_with(|character| character == '/'));
        RepoPath::new(relative.unwrap_or(source))
    }

    fn tracked_paths(&self) -> Result<BTreeSet<Vec<u8>>, Error> {
        Ok(self.tracked()?.into_iter().map(|entry| entry.path.as_bytes().to_vec()).collect())
    }
}

fn is_refusal(stderr: &[u8]) -> bool {
    stderr.contains_str("beyond a symbolic link") || stderr.contains_str("outside repository") || stderr.contains_str("in submodule")
}

fn said(output: &Output) -> String {
    let text = output.stderr.to_str_lossy();
    one_line(text.trim().trim_start_matches("fatal: ")).into_owned()
}

#[cfg(test)]
#[path = "check_ignore_tests.rs"]
mod tests;
