//! What a range of commits brought in.

use super::index::changed_entries;
use super::{CommitInfo, Error, ObjectId, Repo, Staged};

/// One path that one commit of the range added or changed.
#[derive(Debug, Clone)]
pub struct Changed {
    /// The path, its content, and what it replaced in the commit's first parent.
    pub file: Staged,
    /// The commit.
    pub commit: usize,
}

impl Repo {
    /// Every path that the commits reachable from `to` and from none of `without` added or changed, and those commits; see
    /// [`Repo::commits`].
    ///
    /// Each commit is compared with all of its parents: what stands in a merge and in none of its parents came in by the merge.
    ///
    /// # Errors
    /// [`Error::NoSuchRevision`], [`Error::Git`].
    pub fn changed_between(&self, without: &[String], to: &[String]) -> Result<(Vec<CommitInfo>, Vec<Changed>), Error> {
        let (mut commits, mut changed) = (Vec::new(), Vec::new());
        for id in self.walk(without, to)? {
            let commit = self.inner.find_commit(id?)?;
            let number = commits.len();
            commits.push(CommitInfo::of(&commit));
            changed.extend(self.brought_in(&commit)?.into_iter().map(|file| Changed { file, commit: number }));
        }
        Ok((commits, changed))
    }

    fn brought_in(&self, commit: &git2::Commit<'_>) -> Result<Vec<Staged>, Error> {
        let tree = commit.tree()?;
        let mut options = git2::DiffOptions::new();
        options.include_typechange(true).context_lines(0);
        let mut against = |parent: Option<&git2::Tree<'_>>| -> Result<Vec<Staged>, Error> {
            let mut diff = self.inner.diff_tree_to_tree(parent, Some(&tree), Some(&mut options))?;
            if diff.deltas().len() > 0 {
                diff.find_similar(Some(git2::DiffFindOptions::new().renames(true)))?;
            }
            Ok(changed_entries(&diff))
        };
        let mut parents = commit.parents();
        let Some(first) = parents.next() else { return against(None) };
        let mut files = against(Some(&first.tree()?))?;
        for parent in parents {
            let other: std::collections::BTreeSet<(Vec<u8>, ObjectId)> =
                against(Some(&parent.tree()?))?.into_iter().map(|file| (file.entry.path.as_bytes().to_vec(), file.entry.id)).collect();
            files.retain(|file| other.contains(&(file.entry.path.as_bytes().to_vec(), file.entry.id)));
        }
        Ok(files)
    }
}
