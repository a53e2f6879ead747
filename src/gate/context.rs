//! What a running gate may touch.

use crate::git::{self, Repo};
use crate::model::Trouble;
use crate::source::Source;
use crate::text::{RepoPath, one_line};
use std::path::Path;

/// What a running gate may touch. A gate prints nothing, reads no environment and starts nothing but through what is here.
#[derive(Debug, Clone, Copy)]
pub struct Context<'run> {
    /// Where the command was pointed at.
    pub start: &'run Path,
    /// Which text the run is about.
    pub source: &'run Source,
    /// Paths below which the run looks; empty for the whole repository.
    pub within: &'run [RepoPath],
    /// Threads it may use.
    pub jobs: usize,
    /// The commit that policy (baselines, ratchets, allow-lists) is read from; the work tree where it is `None`.
    pub policy_ref: Option<&'run str>,
    /// Whether what a project's own commands say is passed on to standard error while they run.
    pub echo: bool,
    /// Whether anybody reads numbers by file.
    pub by_file: bool,
}

impl Context<'_> {
    /// The repository, opened for the calling thread.
    ///
    /// # Errors
    /// As [`Repo::discover`].
    pub fn repo(&self) -> Result<Repo, git::Error> {
        Repo::discover(self.start)
    }

    /// A file that policy stands in, relative to the root of the repository: as [`Context::policy_ref`] has it, if that was given, so that
    /// a change cannot loosen its own gate. `None` where there is no such file.
    ///
    /// # Errors
    /// [`Trouble`] where it is there and cannot be read.
    pub fn policy_file(&self, repo: &Repo, path: &Path) -> Result<Option<Vec<u8>>, Trouble> {
        if let Some(revision) = self.policy_ref {
            return repo.file_at(revision, &RepoPath::from_path(path)).map_err(|error| Trouble::new(error.to_string(), error.help()));
        }
        match std::fs::read(repo.root().join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Trouble::new(
                format!("{} could not be read: {error}", one_line(&path.display().to_string())),
                "make it a file that can be read, or take it out of the configuration",
            )),
        }
    }
}
