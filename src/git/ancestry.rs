//! Which commits stand below which.

use super::{Error, ObjectId, Repo};

impl Repo {
    /// The parents of a commit, as far as this clone has them: none below the boundary of a shallow one.
    ///
    /// # Errors
    /// [`Error::NoSuchRevision`], [`Error::Git`].
    pub fn parents(&self, revision: &str) -> Result<Vec<ObjectId>, Error> {
        let commit = self.inner.find_commit(self.resolve(revision)?.0)?;
        Ok(commit.parent_ids().map(ObjectId).collect())
    }

    /// The commits reachable from `to` and from none of `without`, as far as this clone has them. An entry of `without` that ends in `/*`
    /// stands for all references it fits.
    ///
    /// # Errors
    /// [`Error::NoSuchRevision`], [`Error::Git`].
    pub fn commits(&self, without: &[String], to: &[String]) -> Result<Vec<ObjectId>, Error> {
        let walk = self.walk(without, to)?;
        walk.map(|id| Ok(ObjectId(id?))).collect()
    }

    /// A walk over [`Repo::commits`], parents first.
    pub(super) fn walk(&self, without: &[String], to: &[String]) -> Result<git2::Revwalk<'_>, Error> {
        let mut walk = self.inner.revwalk()?;
        walk.set_sorting(git2::Sort::TOPOLOGICAL | git2::Sort::REVERSE)?;
        for tip in to {
            walk.push(self.resolve(tip)?.0)?;
        }
        for known in without {
            if known.ends_with("/*") {
                walk.hide_glob(known)?;
            } else {
                walk.hide(self.resolve(known)?.0)?;
            }
        }
        Ok(walk)
    }

    /// Whether this clone has the commit.
    pub fn has(&self, revision: &str) -> bool {
        self.resolve(revision).is_ok()
    }
}
