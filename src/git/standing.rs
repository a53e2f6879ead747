//! What still stands: at HEAD, and on remotes.

use super::{CommitInfo, Error, Repo};
use crate::text::RepoPath;
use std::collections::{BTreeMap, BTreeSet};

impl Repo {
    /// What a commit says of itself; `None` where it is missing.
    pub(super) fn commit_info(&self, id: git2::Oid) -> Option<CommitInfo> {
        self.inner.find_commit(id).ok().map(|commit| CommitInfo::of(&commit))
    }

    /// Which of `ids` HEAD's tree still holds, and where.
    ///
    /// # Errors
    /// [`Error::Git`] where a tree is missing.
    pub fn still_at_head(&self, ids: &BTreeSet<String>) -> Result<BTreeMap<String, RepoPath>, Error> {
        let entries = self.head_entries()?.into_iter().map(|entry| (entry.id.to_string(), entry.path));
        Ok(entries.filter(|(id, _)| ids.contains(id)).collect())
    }

    /// Branches of remotes as this repository last saw them, the upstream of HEAD first.
    pub fn remote_branches(&self) -> Vec<String> {
        let upstream = self.inner.head().ok().and_then(|head| {
            let name = self.inner.branch_upstream_name(head.name().ok()?).ok()?;
            name.as_str().ok().map(str::to_owned)
        });
        let listed = self.inner.references_glob("refs/remotes/*").into_iter().flatten().flatten();
        let mut branches: Vec<String> = listed
            .filter(|reference| reference.target().is_some())
            .filter_map(|reference| reference.name().ok().map(str::to_owned))
            .collect();
        branches.sort_by_key(|name| (Some(name) != upstream.as_ref(), name.clone()));
        branches
    }

    /// Every commit that a branch of a remote reaches.
    ///
    /// # Errors
    /// [`Error::Exec`].
    pub fn pushed_commits(&self) -> Result<BTreeSet<String>, Error> {
        let listed = self.git_command().args(["rev-list", "--remotes"]).stdout()?;
        Ok(String::from_utf8_lossy(&listed).lines().map(str::to_owned).collect())
    }
}
