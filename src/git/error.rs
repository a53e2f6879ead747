//! What can go wrong with a repository, and what to do about it.

use crate::exec;
use std::path::PathBuf;

/// A repository that could not be read as asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is none here.
    #[error("{} is not in a git repository", path.display())]
    NotARepository {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// It belongs to somebody else, and git refuses such repositories.
    #[error("the repository at {} belongs to another user", path.display())]
    Owner {
        /// The repository.
        path: PathBuf,
    },
    /// It uses something libgit2 cannot read.
    #[error("the repository at {} cannot be read: {message}", path.display())]
    Unsupported {
        /// The repository.
        path: PathBuf,
        /// libgit2's own words.
        message: String,
    },
    /// A revision that the repository does not have.
    #[error("{revision} names no commit in this repository")]
    NoSuchRevision {
        /// As it was given.
        revision: String,
        /// Whether the clone is shallow, which is the usual reason.
        shallow: bool,
    },
    /// Two commits without a common ancestor, so that nothing can be said to have been added.
    #[error("HEAD and {revision} have no common commit")]
    NoMergeBase {
        /// As it was given.
        revision: String,
        /// Whether the clone is shallow, which is the usual reason.
        shallow: bool,
    },
    /// An object that should be there is not.
    #[error("object {id} could not be read: {message}")]
    Object {
        /// Its id.
        id: String,
        /// libgit2's own words.
        message: String,
    },
    /// There is no git to ask, and what was asked cannot be answered without it.
    #[error("git was not found, and only git can tell what is ignored: {0}")]
    OnlyGit(String),
    /// There is no work tree, and so nothing to ignore.
    #[error("this is a bare repository: it has no work tree, and ignore rules are about one")]
    NoWorkTree,
    /// A file of the work tree is there and cannot be read.
    #[error("{path} could not be read: {message}")]
    Unreadable {
        /// The file.
        path: crate::text::RepoPath,
        /// The system's own words.
        message: String,
    },
    /// The folder for temporary files did not take what is needed for a question to git.
    #[error("a temporary folder could not be made: {0}")]
    Scratch(String),
    /// Anything else libgit2 says.
    #[error("git: {0}")]
    Git(String),
    /// The real git, where it is needed.
    #[error(transparent)]
    Exec(#[from] exec::Error),
}

/// The next step where an object is not in the clone. Without `--no-filter` a partial clone fetches as little as before.
pub const MISSING: &str =
    "the clone is partial or damaged: `git fetch --refetch --no-filter` brings missing objects, `git fsck` names damaged ones";

impl Error {
    /// Whether it is only that there is no git on this machine.
    pub fn is_missing_git(&self) -> bool {
        matches!(self, Self::Exec(exec::Error::NotFound { .. }))
    }

    /// The next step for whoever reads the error.
    pub fn help(&self) -> String {
        match self {
            Self::Git(message) if message.contains("unsupported mandatory extension: 'link'") => {
                "golive cannot read a split index: `git update-index --no-split-index` makes it whole".to_owned()
            }
            Self::Git(message) if message.contains("unsupported mandatory extension: 'sdir'") => {
                "golive cannot read a sparse index: `git sparse-checkout reapply --no-sparse-index` makes it whole".to_owned()
            }
            Self::NotARepository { .. } => {
                "run golive inside a repository, or give --no-git to look at a plain folder".to_owned()
            }
            Self::Owner { path } => format!(
                "if you trust it: git config --global --add safe.directory '{}'",
                path.display()
            ),
            Self::Unsupported { .. } => {
                "golive reads repositories with SHA-1 objects and the files reference storage; `golive secrets --no-git` still looks at the files"
                    .to_owned()
            }
            Self::NoMergeBase { shallow: false, .. } => "name the branch that this one was made from".to_owned(),
            Self::NoSuchRevision { shallow: true, .. } | Self::NoMergeBase { shallow: true, .. } => {
                "this clone is shallow: fetch the rest with `git fetch --unshallow`, or set fetch-depth: 0 in the workflow".to_owned()
            }
            Self::NoSuchRevision { shallow: false, .. } => {
                "give a branch, a tag or a commit id; `git fetch` first if it is a remote's".to_owned()
            }
            Self::Object { .. } => MISSING.to_owned(),
            Self::Git(message) if message.contains("object not found") => MISSING.to_owned(),
            Self::NoWorkTree => "run it in a clone that has a work tree".to_owned(),
            Self::Unreadable { .. } => "make it readable, or take it out of the repository".to_owned(),
            Self::Scratch(_) => "give it a folder for temporary files that it may write to (TMPDIR)".to_owned(),
            Self::Exec(exec::Error::Failed { .. }) => "what git said is above; run the same question by hand: git check-ignore -v PATH".to_owned(),
            Self::Git(_) => "`git fsck` tells whether the repository is whole".to_owned(),
            Self::OnlyGit(_) | Self::Exec(_) => "install git, or put it on PATH".to_owned(),
        }
    }
}

impl From<git2::Error> for Error {
    fn from(error: git2::Error) -> Self {
        Self::Git(error.message().to_owned())
    }
}
