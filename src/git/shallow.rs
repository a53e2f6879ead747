//! Where a shallow clone's history was cut off.

use super::{Error, Repo};

impl Repo {
    /// The newest of the commits that history was cut off below, in seconds since 1970 as its committer says: what is not here is no
    /// younger, by its own dates. `None` where nothing was cut off.
    ///
    /// # Errors
    /// [`Error::Git`] where the list of them cannot be read.
    pub fn cut_off_at(&self) -> Result<Option<i64>, Error> {
        if !self.is_shallow() {
            return Ok(None);
        }
        let listed = std::fs::read_to_string(self.common_dir().join("shallow")).map_err(|error| Error::Git(error.to_string()))?;
        let times = listed.lines().filter(|line| !line.trim().is_empty()).map(|line| {
            let commit = self.inner.find_commit(git2::Oid::from_str(line.trim())?)?;
            Ok(commit.time().seconds())
        });
        let times: Result<Vec<i64>, git2::Error> = times.collect();
        Ok(times?.into_iter().max())
    }
}
