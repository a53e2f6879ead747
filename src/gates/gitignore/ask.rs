//! All questions of one run, asked of git once for each view.

use crate::git::{self, IgnoreAnswer, IgnoreRule, IgnoreView, Repo};
use crate::text::RepoPath;
use std::collections::{BTreeMap, BTreeSet};

/// What git says of one path: on a fresh clone, with either setting of `core.ignoreCase`, and here.
#[derive(Debug, Clone)]
pub(super) struct Views {
    /// A fresh clone where case counts: Linux.
    pub(super) exact: IgnoreAnswer,
    /// A fresh clone where it does not: macOS, Windows.
    pub(super) folded: IgnoreAnswer,
    /// This repository with everything that is set up on this machine.
    pub(super) here: IgnoreAnswer,
}

impl Views {
    /// Whether the repository's own rules keep the path out everywhere.
    pub(super) fn is_protected(&self) -> bool {
        self.exact.is_ignored() && self.folded.is_ignored()
    }

    /// Whether no commit can hold the path: it lies beyond a symbolic link.
    pub(super) fn is_refused(&self) -> bool {
        matches!(self.exact, IgnoreAnswer::Refused(_))
    }

    /// The shared line that decides, where case counts.
    pub(super) fn rule(&self) -> Option<&IgnoreRule> {
        self.exact.rule()
    }
}

/// Paths to ask about.
#[derive(Debug, Default)]
pub(super) struct Questions(BTreeSet<RepoPath>);

impl Questions {
    pub(super) fn add(&mut self, path: RepoPath) {
        self.0.insert(path);
    }

    /// Asks git: one process a view.
    ///
    /// # Errors
    /// As [`Repo::check_ignore`].
    pub(super) fn ask(self, repo: &Repo) -> Result<Answers, git::Error> {
        let paths: Vec<RepoPath> = self.0.into_iter().collect();
        let shared = |ignore_case| IgnoreView { shared_only: true, ignore_case: Some(ignore_case) };
        let exact = repo.check_ignore(&paths, shared(false))?;
        let folded = repo.check_ignore(&paths, shared(true))?;
        let here = repo.check_ignore(&paths, IgnoreView::default())?;
        let views = exact.into_iter().zip(folded).zip(here).map(|((exact, folded), here)| Views { exact, folded, here });
        Ok(Answers(paths.into_iter().zip(views).collect()))
    }
}

/// What git said.
#[derive(Debug, Default)]
pub(super) struct Answers(BTreeMap<RepoPath, Views>);

impl Answers {
    pub(super) fn of(&self, path: &RepoPath) -> Option<&Views> {
        self.0.get(path)
    }

    /// Paths asked about.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
