//! What a running gate may touch.

use crate::git::{self, Repo};
use crate::source::Source;
use crate::text::RepoPath;
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
}

impl Context<'_> {
    /// The repository, opened for the calling thread.
    ///
    /// # Errors
    /// As [`Repo::discover`].
    pub fn repo(&self) -> Result<Repo, git::Error> {
        Repo::discover(self.start)
    }
}
