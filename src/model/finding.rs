//! One problem at one place.

use super::{Fingerprint, Severity, Validation};
use crate::text::{LineColumn, RepoPath};
use std::ops::Range;

/// Where a finding's text came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Origin {
    /// A file of the working tree, or of a plain folder.
    #[default]
    WorkTree,
    /// The index: what the next commit would hold.
    Index,
    /// A commit that is already there.
    Commit {
        /// Its id, hexadecimal.
        id: String,
        /// Its author's name, as written in the commit.
        author: String,
        /// Its author date, RFC 3339.
        date: String,
    },
    /// A blob somewhere in history; which commit brought it in is not looked up yet.
    Object(String),
    /// Standard input.
    Stdin,
}

/// A range of characters in a file. Line 0 stands for the whole file and column 0 for the whole line: tools report such problems too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file; `None` for standard input.
    pub path: Option<RepoPath>,
    /// First character.
    pub start: LineColumn,
    /// One past the last character.
    pub end: LineColumn,
}

/// The line that a finding stands on, with every secret in it already masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The text of one line, masked, cut to a readable width.
    pub text: String,
    /// Byte range in `text` that the finding is about.
    pub highlight: Range<usize>,
}

/// One problem at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Rule that found it, kebab-case.
    pub rule_id: String,
    /// How bad it is.
    pub severity: Severity,
    /// One line: what it is.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Where; `None` where the problem is that something is missing everywhere.
    pub place: Option<Place>,
    /// Further places of the same thing, in order.
    pub also: Vec<Place>,
    /// The line, masked.
    pub snippet: Option<Snippet>,
    /// Identity across edits.
    pub fingerprint: Fingerprint,
    /// Where the text came from.
    pub origin: Origin,
    /// More about this one finding, in sentences.
    pub notes: Vec<String>,
    /// The tool that reported it, where golive only passes it on.
    pub tool: Option<String>,
    /// Whether the change under test brought it in; `None` where nothing was given to compare with.
    pub new: Option<bool>,
    /// What the provider of a credential says of it; `None` where nobody was to ask.
    pub validation: Option<Validation>,
}

impl Finding {
    /// Sort key that makes output the same whatever the order of work: worst first, then by place and rule.
    pub fn order(&self) -> impl Ord + use<> {
        let place = self.place.as_ref().map(|place| (place.path.clone(), place.start, place.end));
        (std::cmp::Reverse(self.severity), place, self.rule_id.clone())
    }
}
