//! Where git looks for the hooks of a repository.

use super::{Error, Repo};
use crate::exec::Command;
use bstr::ByteSlice as _;
use std::path::PathBuf;

/// The folder that git runs hooks from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HooksFolder {
    /// Where it is, absolute; it need not exist.
    pub path: PathBuf,
    /// Whether `core.hooksPath` is set for more than this repository, so that the folder is shared with others.
    pub shared: bool,
}

impl Repo {
    /// The folder that git runs this repository's hooks from: that of `core.hooksPath`, else `hooks` of the repository that linked work
    /// trees share.
    ///
    /// # Errors
    /// [`Error::NoWorkTree`] in a bare repository; [`Error::Exec`] where git is missing or fails.
    pub fn hooks_folder(&self) -> Result<HooksFolder, Error> {
        let root = self.work_tree().ok_or(Error::NoWorkTree)?;
        let said = Command::new("git").args(["rev-parse", "--git-path", "hooks"]).within(root).stdout()?;
        let path = root.join(said.trim_end_with(|character| character == '\n').to_path_lossy());
        // Without the setting git exits with 1, and nothing is said.
        let scope = Command::new("git").args(["config", "--show-scope", "--get", "core.hooksPath"]).within(root).output()?;
        let shared = [&b"global"[..], b"system"].iter().any(|name| scope.stdout.starts_with(name));
        Ok(HooksFolder { path, shared })
    }

    /// The URL of the remote that is called origin, if there is one.
    pub fn origin(&self) -> Option<String> {
        self.inner.find_remote("origin").ok()?.url().ok().map(str::to_owned)
    }
}
