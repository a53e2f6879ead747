//! Where text comes from: one abstraction over files, the index, commits, history, standard input and plain folders.
//!
//! Text is pushed to a visitor from several threads. Whatever was not looked at is in the returned [`Examined`]: an empty one means
//! that everything was.

mod blob;
mod copies;
mod folder;
mod history;
mod names;
mod objects;
mod part;
mod parts;
mod published;
mod reader;
mod sections;
mod versions;
mod work;

pub use blob::{Blob, Examined, Noticed, Previous};
pub use names::{NameOf, Names};
pub use part::{KnownClean, Part, Seen, Shard};
pub use work::Progress;

use crate::git::{self, Repo};
use crate::model::Trouble;
use crate::text::RepoPath;
use std::path::PathBuf;

/// Which text is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The files git would publish: tracked, and untracked but not ignored. Below these paths, or all of them.
    Published {
        /// Paths relative to the repository root; empty for the whole repository.
        within: Vec<RepoPath>,
    },
    /// What the index would add to HEAD.
    Staged,
    /// What the commits reachable from `to` and not from `from` added.
    Range {
        /// Excluded end; `None` for everything up to `to`.
        from: Option<String>,
        /// Included end.
        to: String,
    },
    /// What the commits reachable from any of `to` and from none of `without` added: a push.
    Commits {
        /// Included ends.
        to: Vec<String>,
        /// Excluded ends; one that ends in `/*` stands for all references it fits.
        without: Vec<String>,
    },
    /// What the tree of one commit adds to that of another, however many commits lie between.
    Change {
        /// The tree before.
        from: String,
        /// The tree after.
        to: String,
    },
    /// The tracked files, as they are on disk.
    Tracked,
    /// Every blob, commit message and tag message that any reference reaches.
    History,
    /// Standard input.
    Stdin,
    /// Every file below these paths, whatever git says of them.
    Folder {
        /// Files or folders, as given.
        roots: Vec<PathBuf>,
    },
    /// A part of another source.
    Part {
        /// All of it.
        whole: Box<Self>,
        /// Which part.
        part: Part,
    },
}

/// Why text could not be had at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The repository did not give it.
    #[error(transparent)]
    Git(#[from] git::Error),
    /// The source needs a repository and there is none.
    #[error("this needs a git repository")]
    NoRepository,
    /// Standard input could not be read.
    #[error("standard input could not be read: {0}")]
    Stdin(std::io::Error),
}

impl Error {
    /// The error with its next step.
    pub fn trouble(&self) -> Trouble {
        let help = match self {
            Self::Git(error) => error.help(),
            Self::NoRepository => "run golive inside a repository, or give --no-git to look at a plain folder".to_owned(),
            Self::Stdin(_) => "pipe the text in, or name files instead".to_owned(),
        };
        Trouble::new(self.to_string(), help)
    }
}

/// What every walk needs.
struct Run<'run> {
    jobs: usize,
    progress: &'run Progress,
    visit: &'run (dyn Fn(&Blob<'_>) + Sync),
}

impl Source {
    /// Calls `visit` for every text, from up to `jobs` threads.
    ///
    /// # Errors
    /// [`Error`] where nothing could be looked at; single files that could not be are in [`Examined::troubles`].
    pub fn for_each(
        &self,
        repo: Option<&Repo>,
        jobs: usize,
        progress: &Progress,
        visit: &(dyn Fn(&Blob<'_>) + Sync),
    ) -> Result<Examined, Error> {
        self.for_each_of(&Part::default(), repo, &Run { jobs, progress, visit })
    }

    fn for_each_of(&self, part: &Part, repo: Option<&Repo>, run: &Run<'_>) -> Result<Examined, Error> {
        let with_repo = || repo.ok_or(Error::NoRepository);
        match self {
            Self::Published { within } => published::visit(with_repo()?, within, true, part, run),
            Self::Tracked => published::visit(with_repo()?, &[], false, part, run),
            Self::Staged => objects::visit_staged(with_repo()?, part, run),
            Self::Range { from, to } => objects::visit_range(with_repo()?, from.as_slice(), std::slice::from_ref(to), part, run),
            Self::Commits { to, without } => objects::visit_range(with_repo()?, without, to, part, run),
            Self::Change { from, to } => objects::visit_change(with_repo()?, from, to, part, run),
            Self::History => history::visit(with_repo()?, part, run),
            Self::Stdin => folder::visit_stdin(run.visit).map_err(Error::Stdin),
            Self::Folder { roots } => Ok(folder::visit(roots, part, run)),
            Self::Part { whole, part } => whole.for_each_of(part, repo, run),
        }
    }

    /// The source without its division into parts.
    pub fn whole(&self) -> &Self {
        match self {
            Self::Part { whole, .. } => whole.whole(),
            _ => self,
        }
    }

    /// The shard that is looked at, where the work is divided.
    pub fn shard(&self) -> Option<Shard> {
        match self {
            Self::Part { part, .. } => part.shard,
            _ => None,
        }
    }
}
