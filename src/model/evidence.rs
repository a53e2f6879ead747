//! What a gate saw.

use crate::text::RepoPath;

/// One thing seen, good or bad: a sentence, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The sentence. Never holds a secret's value.
    pub text: String,
    /// The file it was seen in, if it was seen in one.
    pub path: Option<RepoPath>,
    /// The line, from 1.
    pub line: Option<u32>,
}

impl Evidence {
    /// Something seen that no single place shows.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), path: None, line: None }
    }

    /// Something seen at a place.
    pub fn at(text: impl Into<String>, path: RepoPath, line: Option<u32>) -> Self {
        Self { text: text.into(), path: Some(path), line }
    }
}
