//! The only user of git2. Objects and the index are read through it; whether a path is ignored is asked of the real git, since
//! libgit2 answers "ignored" of files that git would commit (nested negations, among others).

mod added_lines;
mod ancestry;
mod beside;
mod change;
mod changed_after;
mod check_ignore;
mod commit_info;
mod dated;
mod error;
mod head_time;
mod history;
mod hooks_folder;
mod ignored;
mod index;
mod objects;
mod on_disk;
mod range;
mod repo;
mod rules_alone;
#[cfg(test)]
pub(crate) mod scratch;
mod shallow;
mod since;
mod staged;
mod standing;
mod strays;
mod untracked;
mod without_git;

pub use added_lines::{AddedLines, added_lines};
pub use beside::Beside;
pub use check_ignore::{IgnoreAnswer, IgnoreRule, IgnoreView};
pub use commit_info::{CommitInfo, TagInfo};
pub use dated::Change;
pub use error::{Error, MISSING};
pub use history::{History, Introduction};
pub use hooks_folder::HooksFolder;
pub use ignored::Touched;
pub use index::{Entry, Kind, Staged};
pub use objects::{Bytes, Copy, ObjectReader, Objects, Place, Told, Version};
pub use on_disk::{OnDisk, from_here};
pub use range::Changed;
pub use repo::{BlobReader, ObjectId, Repo, is_content_of};
pub use since::{ChangedSince, Since};

pub use untracked::Untracked;
