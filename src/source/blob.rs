//! One text, and the account of what was looked at.

use super::Names;
use crate::git;
use crate::model::{Origin, Trouble};
use crate::text::RepoPath;
use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::sync::Arc;

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
    /// Filled by whoever found something in it: it is looked for in neighbouring versions too.
    pub noticed: Noticed,
}

/// Where something was found in a text.
#[derive(Debug, Default)]
pub struct Noticed {
    somewhere: Cell<bool>,
    places: RefCell<Vec<Range<usize>>>,
}

impl Noticed {
    /// At this place in the bytes.
    pub fn at(&self, place: Range<usize>) {
        self.places.borrow_mut().push(place);
    }

    /// It cannot be said where: other versions have to be looked at whole.
    pub fn somewhere(&self) {
        self.somewhere.set(true);
    }

    /// The places, in any order; `None` where they are not known.
    pub(super) fn into_places(self) -> Option<Vec<Range<usize>>> {
        (!self.somewhere.get()).then(|| self.places.into_inner())
    }
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
            noticed: Noticed::default(),
        }
    }
}

/// What was looked at and, above all, what was not.
#[derive(Debug, Default, Clone)]
pub struct Examined {
    /// Texts looked at.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What should have been looked at and could not be: a pass is then not a pass.
    pub troubles: Vec<Trouble>,
    /// What was left out on purpose and a reader should know of.
    pub notes: Vec<String>,
    /// Where history was looked at: what is known of it.
    pub history: Option<Arc<git::History>>,
    /// The untracked files that git would not ignore, where it was asked.
    pub untracked: Option<Vec<RepoPath>>,
}

impl Examined {
    pub(super) fn add(&mut self, other: Self) {
        self.files += other.files;
        self.bytes += other.bytes;
        self.troubles.extend(other.troubles);
        self.notes.extend(other.notes);
        self.history = self.history.take().or(other.history);
        self.untracked = self.untracked.take().or(other.untracked);
    }
}
