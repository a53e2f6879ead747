//! Whether a report fits one of its sources.

use super::freshness::{self, LineMeaning, Text, text_of};
use super::merge::Merged;
use super::trim::trim;
use crate::formats::coverage::Format;
use crate::text::RepoPath;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

/// One file of a report, and its source.
pub(super) struct Source {
    pub(super) path: RepoPath,
    pub(super) file: Merged,
    /// Why the report does not fit it.
    pub(super) wrong: Option<String>,
    pub(super) modified: Option<SystemTime>,
    /// Its content, where somebody read it before.
    pub(super) text: Option<Arc<Vec<u8>>>,
}

impl Source {
    pub(super) fn new(path: RepoPath, file: Merged) -> Self {
        Self { path, file, wrong: None, modified: None, text: None }
    }

    /// Looks into it.
    pub(super) fn look(&mut self, root: &Path, meaning: LineMeaning, format: Format) {
        let known = self.text.take().map(|text| {
            let data = std::fs::symlink_metadata(self.path.to_path(root));
            Text::read_before(text, data.and_then(|data| data.modified()).ok())
        });
        let Some(text) = known.or_else(|| text_of(root, &self.path)) else {
            self.wrong = match std::fs::symlink_metadata(self.path.to_path(root)) {
                Err(_gone) => Some("it is no longer there".to_owned()),
                Ok(data) if data.is_file() && data.len() <= freshness::LARGEST => Some("it cannot be read".to_owned()),
                Ok(_no_source_or_too_large) => None,
            };
            return;
        };
        self.modified = text.modified();
        self.wrong = freshness::contradiction(&self.path, text.bytes(), &self.file, meaning, format == Format::Jacoco);
        if self.wrong.is_none() {
            trim(format, &self.path, text.bytes(), &mut self.file);
        }
    }
}
