//! The only user of git2. Objects and the index are read through it; whether a path is ignored is asked of the real git, since
//! libgit2 answers "ignored" of files that git would commit (nested negations, among others).

mod added_lines;
mod ancestry;
mod beside;
mod change;
mod changed_after;
mod check_ignore;
mod dated;
mod error;
mod head_time;
mod history;
mod hooks_folder;
mod ignored;
mod index;
mod introduced;
mod range;
mod reachable;
mod repo;
mod rules_alone;
#[cfg(test)]
pub(crate) mod scratch;
mod shallow;
mod since;
mod staged;
mod untracked;
mod without_git;

pub use added_lines::{AddedLines, added_lines};
pub use beside::Beside;
pub use check_ignore::{IgnoreAnswer, IgnoreRule, IgnoreView};
pub use dated::Change;
pub use error::Error;
pub use history::{CommitInfo, History, Sighting, TagInfo};
pub use hooks_folder::HooksFolder;
pub use ignored::Touched;
pub use index::{Entry, Kind, Staged};
pub use introduced::Introduction;
pub use range::Changed;
pub use reachable::{BlobStream, Reachable, tree_names};
pub use repo::{BlobReader, ObjectId, Repo, is_content_of};
pub use since::{ChangedSince, Since};

/// What became of reading a blob.
#[derive(Debug, Clone, Copy)]
pub enum BlobStatus<'read> {
    /// Its bytes.
    Here(&'read [u8]),
    /// The repository does not have it.
    Missing,
}
pub use untracked::Untracked;
