//! What one tree has and another has not, however many commits lie between.

use super::index::changed_entries;
use super::{CommitInfo, Error, Repo, Staged};

impl Repo {
    /// Every path that the tree of `to` adds to the tree of `from` or has in another version, and the commit `to`. Renames are followed.
    ///
    /// # Errors
    /// [`Error::NoSuchRevision`], [`Error::Git`].
    pub fn changed_from(&self, from: &str, to: &str) -> Result<(CommitInfo, Vec<Staged>), Error> {
        let commit = |revision: &str| -> Result<git2::Commit<'_>, Error> { Ok(self.inner.find_commit(self.resolve(revision)?.0)?) };
        let (old, new) = (commit(from)?, commit(to)?);
        let mut options = git2::DiffOptions::new();
        options.include_typechange(true).context_lines(0);
        let mut diff = self.inner.diff_tree_to_tree(Some(&old.tree()?), Some(&new.tree()?), Some(&mut options))?;
        diff.find_similar(Some(git2::DiffFindOptions::new().renames(true)))?;
        Ok((CommitInfo::of(&new), changed_entries(&diff)))
    }
}
