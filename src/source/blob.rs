//! One text, and the account of what was looked at.

use super::Names;
use crate::git;
use crate::model::{Origin, Trouble};
use crate::text::RepoPath;
use std::cell::Cell;
use std::ops::Range;

/// Gives the text that this one replaces, when somebody asks.
pub type Previous<'run> = &'run dyn Fn() -> Result<Vec<u8>, git::Error>;

/// One text, or one part of a text too large to hold at once.
pub struct Blob<'run> {
    /// Where it is; `None` for standard input and messages.
    pub path: Option<&'run RepoPath>,
    /// The bytes.
    pub bytes: &'run [u8],
    /// What in `bytes` belongs to this part; the rest is context that neighbouring parts own.
    pub owned: Range<usize>,
    /// Lines before `bytes` in the whole text.
    pub lines_before: u32,
    /// Characters before `bytes` in the line that it starts in.
    pub columns_before: u32,
    /// Where it came from.
    pub origin: &'run Origin,
    /// Where only added lines count: the text that this one replaces.
    pub previous: Option<Previous<'run>>,
    /// Where the text is a list of names: what they name.
    pub names: Option<&'run Names>,
    /// Set by whoever found something in it: neighbouring versions must then be looked at whole.
    pub noticed: Cell<bool>,
}

impl<'run> Blob<'run> {
    /// A whole text.
    pub fn whole(path: Option<&'run RepoPath>, bytes: &'run [u8], origin: &'run Origin) -> Self {
        Self {
            path,
            bytes,
            owned: 0..bytes.len(),
            lines_before: 0,
            columns_before: 0,
            origin,
            previous: None,
            names: None,
            noticed: Cell::new(false),
        }
    }
}

/// What was looked at and, above all, what was not.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Examined {
    /// Texts looked at.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What should have been looked at and could not be: a pass is then not a pass.
    pub troubles: Vec<Trouble>,
    /// What was left out on purpose and a reader should know of.
    pub notes: Vec<String>,
}

impl Examined {
    pub(super) fn add(&mut self, other: Self) {
        self.files += other.files;
        self.bytes += other.bytes;
        self.troubles.extend(other.troubles);
        self.notes.extend(other.notes);
    }
}
