//! What changed after a point in time: whether something made then still fits.

use super::{Error, Repo};
use crate::text::RepoPath;
use std::collections::BTreeSet;

/// Commits of the first-parent line that are looked at before everything counts as changed.
const LOOKED_AT: usize = 20_000;

impl Repo {
    /// Tracked files of the work tree whose content differs from the last commit before `seconds` (since the epoch; committer's time) on
    /// the first-parent line of HEAD. `None` where no such commit is there: every file is younger, or history was cut off.
    ///
    /// # Errors
    /// [`Error::Git`].
    pub fn changed_after(&self, seconds: i64) -> Result<Option<BTreeSet<RepoPath>>, Error> {
        let Some(head) = self.head()? else { return Ok(None) };
        let mut commit = self.inner.find_commit(head.0)?;
        for _ in 0..LOOKED_AT {
            if commit.time().seconds() < seconds {
                return self.differing(&commit.tree()?).map(Some);
            }
            match commit.parent(0) {
                Ok(parent) => commit = parent,
                Err(_root_or_cut_off) => return Ok(None),
            }
        }
        Ok(None)
    }

    fn differing(&self, tree: &git2::Tree<'_>) -> Result<BTreeSet<RepoPath>, Error> {
        let mut options = git2::DiffOptions::new();
        options.context_lines(0).ignore_submodules(true);
        let diff = self.inner.diff_tree_to_workdir_with_index(Some(tree), Some(&mut options))?;
        Ok(diff.deltas().filter_map(|delta| delta.new_file().path_bytes().map(RepoPath::new)).collect())
    }

    /// What each of `gone` is called now: renames between the last commit on the first-parent line of HEAD that had one of them, and the
    /// work tree. Pairs of the path then and the path now.
    ///
    /// # Errors
    /// [`Error::Git`].
    pub fn renamed_to(&self, gone: &BTreeSet<RepoPath>) -> Result<Vec<(RepoPath, RepoPath)>, Error> {
        let mut left = gone.clone();
        let mut renamed = Vec::new();
        let mut next = match self.head()? {
            Some(head) => self.inner.find_commit(head.0).ok(),
            None => None,
        };
        for _ in 0..LOOKED_AT {
            let Some(commit) = next.filter(|_| !left.is_empty()) else { break };
            let tree = commit.tree()?;
            let here: BTreeSet<RepoPath> =
                left.iter().filter(|path| tree.get_path(&path.to_path(std::path::Path::new(""))).is_ok()).cloned().collect();
            if !here.is_empty() {
                let mut options = git2::DiffOptions::new();
                options.context_lines(0).ignore_submodules(true).include_untracked(true).recurse_untracked_dirs(true);
                let mut diff = self.inner.diff_tree_to_workdir_with_index(Some(&tree), Some(&mut options))?;
                diff.find_similar(Some(git2::DiffFindOptions::new().renames(true).for_untracked(true)))?;
                for delta in diff.deltas().filter(|delta| delta.status() == git2::Delta::Renamed) {
                    if let (Some(old), Some(new)) = (delta.old_file().path_bytes(), delta.new_file().path_bytes())
                        && here.contains(&RepoPath::new(old))
                    {
                        renamed.push((RepoPath::new(old), RepoPath::new(new)));
                    }
                }
                left.retain(|path| !here.contains(path));
            }
            next = commit.parent(0).ok();
        }
        Ok(renamed)
    }

    /// Whether `.gitattributes` of the work tree sets the attribute `name` for `path`.
    pub fn has_attribute(&self, path: &RepoPath, name: &str) -> bool {
        let value = self.inner.get_attr(&path.to_path(std::path::Path::new("")), name, git2::AttrCheckFlags::FILE_THEN_INDEX);
        let value = git2::AttrValue::from_string(value.ok().flatten());
        value == git2::AttrValue::True || value == git2::AttrValue::String("true")
    }
}

#[cfg(test)]
mod tests {
    use crate::git::scratch::Scratch;
    use crate::text::RepoPath;
    use std::collections::BTreeSet;

    #[test]
    fn what_is_younger_than_a_time_is_named() {
        let scratch = Scratch::new();
        scratch.write("a", "1").write("b", "1").commit();
        let now = jiff::Timestamp::now().as_second();
        assert_eq!(scratch.repo().changed_after(now - 3600).unwrap(), None);
        scratch.write("b", "2");
        let changed = scratch.repo().changed_after(now + 3600).unwrap();
        assert_eq!(changed, Some(BTreeSet::from([RepoPath::new("b")])));
    }

    #[test]
    fn a_renamed_file_is_found_under_its_new_name() {
        let scratch = Scratch::new();
        let text = "some lines\nof text\nthat stay\n";
        scratch.write("a", text).write("keep", "x\n").commit();
        scratch.git(&["mv", "a", "b"]).commit();
        scratch.write("keep", "y\n").commit();
        let gone = BTreeSet::from([RepoPath::new("a"), RepoPath::new("never")]);
        assert_eq!(scratch.repo().renamed_to(&gone).unwrap(), [(RepoPath::new("a"), RepoPath::new("b"))]);
    }

    #[test]
    fn attributes_are_those_of_the_work_tree() {
        let scratch = Scratch::new();
        scratch.write(".gitattributes", "gen/* linguist-generated\n*.pb linguist-generated=true\nx -linguist-generated\n");
        let repo = scratch.repo();
        let has = |path: &str| repo.has_attribute(&RepoPath::new(path), "linguist-generated");
        assert_eq!([has("gen/a"), has("a.pb"), has("x"), has("other")], [true, true, false, false]);
    }
}
