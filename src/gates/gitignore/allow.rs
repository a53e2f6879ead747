//! What the configuration lets be committed.

use super::options::Options;
use crate::gate::PrepareError;
use crate::text::RepoPath;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The entries of `allow`: patterns as in `.gitignore`, from the root, and ids of families.
pub(super) struct AllowList {
    patterns: Gitignore,
    entries: Vec<String>,
}

impl AllowList {
    pub(super) fn new(options: &Options) -> Result<Self, PrepareError> {
        let wrong = |entry: &str, why: String| PrepareError {
            message: format!("gitignore.allow: {entry:?}: {why}"),
            help: "write a name, or a path from the repository root, as in .gitignore".to_owned(),
        };
        let mut builder = GitignoreBuilder::new("");
        for entry in &options.allow {
            if entry.trim().is_empty() || entry.starts_with(['!', '#']) || entry.trim_matches(['/', '*']).is_empty() {
                return Err(wrong(entry, "would allow nothing, or everything".to_owned()));
            }
            builder.add_line(None, entry).map_err(|error| wrong(entry, error.to_string()))?;
        }
        let patterns = builder.build().map_err(|error| wrong("", error.to_string()))?;
        Ok(Self { patterns, entries: options.allow.clone() })
    }

    /// Whether a path of that family may be committed.
    pub(super) fn allows(&self, family: &str, path: &RepoPath) -> bool {
        if self.entries.is_empty() {
            return false;
        }
        self.entries.iter().any(|entry| entry == family)
            || self.patterns.matched_path_or_any_parents(path.to_path("".as_ref()), false).is_ignore()
    }
}
