//! When the last commit was made.

use super::{Error, Repo};
use std::time::{Duration, SystemTime};

impl Repo {
    /// When the commit at HEAD was made, as its committer says; `None` before the first one.
    ///
    /// # Errors
    /// [`Error::Git`] where HEAD is damaged.
    pub fn head_time(&self) -> Result<Option<SystemTime>, Error> {
        let Some(head) = self.head()? else { return Ok(None) };
        let seconds = self.inner.find_commit(head.0)?.time().seconds();
        Ok(u64::try_from(seconds).ok().and_then(|seconds| SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))))
    }
}
