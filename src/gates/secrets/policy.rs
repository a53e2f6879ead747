//! Under `--policy-ref`: whether a comment that accepts a finding was there before the change, or came in with it.

use crate::gate::Context;
use crate::git::Repo;
use crate::text::RepoPath;
use std::collections::BTreeMap;

/// Files as policy has them, read once each.
pub(super) struct Policy<'run> {
    repo: Option<Repo>,
    revision: &'run str,
    files: BTreeMap<RepoPath, Vec<u8>>,
    renamed: Option<BTreeMap<RepoPath, RepoPath>>,
}

impl<'run> Policy<'run> {
    pub(super) fn new(context: &Context<'run>, revision: &'run str) -> Self {
        Self { repo: context.repo().ok(), revision, files: BTreeMap::new(), renamed: None }
    }

    /// Whether the file at `path`, or the one it was renamed from, already had this line.
    pub(super) fn had(&mut self, path: Option<&RepoPath>, line: &[u8]) -> bool {
        let (Some(path), Some(repo)) = (path, &self.repo) else { return false };
        let file = self.files.entry(path.clone()).or_insert_with(|| {
            let at = |path: &RepoPath| repo.file_at(self.revision, path).ok().flatten();
            let mut before = || {
                let renamed = self
                    .renamed
                    .get_or_insert_with(|| repo.since(self.revision).map(|since| since.renamed.into_iter().collect()).unwrap_or_default());
                renamed.get(path).cloned()
            };
            at(path).or_else(|| before().as_ref().and_then(at)).unwrap_or_default()
        });
        let line = line.trim_ascii();
        file.split(|byte| *byte == b'\n').any(|known| known.trim_ascii() == line)
    }
}
