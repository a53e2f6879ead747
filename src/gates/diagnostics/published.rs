//! The files that git would publish, those that it does not track yet asked for only where somebody needs them: that is a process of its own.

use crate::git::{Kind, Repo};
use crate::model::Trouble;
use crate::source::Examined;
use crate::text::RepoPath;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// Tracked files, and on demand the others that `git add .` would take up.
pub(super) struct Published<'run> {
    tracked: BTreeSet<RepoPath>,
    others: OnceCell<Result<Vec<RepoPath>, Trouble>>,
    repo: Option<&'run Repo>,
}

impl<'run> Published<'run> {
    /// Those of `repo`; what somebody `examined` before is not asked for again.
    pub(super) fn of(repo: &'run Repo, examined: Option<&Examined>) -> Result<Self, Trouble> {
        let tracked = repo.tracked().map_err(|error| trouble(&error))?;
        let tracked = tracked.into_iter().filter(|entry| entry.kind == Kind::File).map(|entry| entry.path).collect();
        let others = examined.and_then(|examined| examined.untracked.as_ref()).map(|known| Ok(known.clone()));
        Ok(Self { tracked, others: others.map(OnceCell::from).unwrap_or_default(), repo: Some(repo) })
    }

    /// These and no others.
    pub(super) fn only(tracked: BTreeSet<RepoPath>) -> Self {
        Self { tracked, others: OnceCell::new(), repo: None }
    }

    /// Whether git tracks the file.
    pub(super) fn tracks(&self, path: &RepoPath) -> bool {
        self.tracked.contains(path)
    }

    /// All of them, in no order. Where the untracked ones could not be listed, those are missing, and [`Self::are_known`] says so.
    pub(super) fn all(&self) -> impl Iterator<Item = &RepoPath> {
        let list = || {
            self.repo
                .map_or_else(|| Ok(Vec::new()), |repo| repo.untracked().map(|untracked| untracked.files).map_err(|error| trouble(&error)))
        };
        self.tracked.iter().chain(self.others.get_or_init(list).iter().flatten())
    }

    /// Says why untracked files that were asked for could not be listed, if so.
    pub(super) fn are_known(&self) -> Result<(), Trouble> {
        self.others.get().map_or(Ok(()), |others| others.as_ref().map(|_| ()).map_err(Trouble::clone))
    }
}

fn trouble(error: &crate::git::Error) -> Trouble {
    Trouble::new(error.to_string(), error.help())
}
