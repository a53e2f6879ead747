//! A commit's files in a folder of their own, for as long as they are needed.

use super::{Error, ObjectId, Repo};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A checkout beside the repository, taken away again when this is dropped.
#[derive(Debug)]
pub struct Beside {
    folder: PathBuf,
    git_dir: PathBuf,
}

impl Repo {
    /// Checks a commit out into a folder for temporary files. No hook is run, and nothing of the work tree or the index is touched.
    ///
    /// # Errors
    /// [`Error::Exec`] where git is missing or fails, [`Error::Scratch`] where no folder can be made.
    pub fn check_out_beside(&self, commit: ObjectId) -> Result<Beside, Error> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("golive-base-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let base = std::env::temp_dir();
        let base = base.canonicalize().unwrap_or(base);
        let folder = base.join(name);
        // Fails where something of that name exists, so nobody can have put a trap there.
        std::fs::create_dir(&folder).map_err(|error| Error::Scratch(error.to_string()))?;
        let beside = Beside { folder, git_dir: self.common_dir().to_path_buf() };
        beside.git().args(["worktree", "add", "--quiet", "--force", "--detach"]).arg(&beside.folder).arg(commit.to_string()).stdout()?;
        Ok(beside)
    }
}

impl Beside {
    /// Where the files are.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    fn git(&self) -> crate::exec::Command {
        crate::exec::Command::new("git")
            .arg("--git-dir")
            .arg(&self.git_dir)
            .args(["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"])
            .env("GIT_INDEX_FILE", None)
            .env("GIT_WORK_TREE", None)
            .env("GIT_DIR", None)
            .env("GIT_NO_LAZY_FETCH", Some("1".into()))
            .env("LC_ALL", Some("C".into()))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // What was left in it (a link to what is installed) keeps git from removing it only without --force.
        let removed = self.git().args(["worktree", "remove", "--force", "--force"]).arg(&self.folder).stdout();
        drop(std::fs::remove_dir_all(&self.folder));
        if removed.is_err() {
            // With the folder gone, git forgets it by itself too, some day.
            drop(self.git().args(["worktree", "prune"]).stdout());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::git::scratch::Scratch;

    #[test]
    fn a_commit_is_there_for_a_while_and_leaves_nothing() {
        let scratch = Scratch::new();
        scratch.write("a/b", "one\n").write(".git/hooks/post-checkout", "#!/bin/sh\ntouch ran\n").commit();
        let first = scratch.repo().head().unwrap().unwrap();
        scratch.write("a/b", "two\n").commit();
        let folder = {
            let beside = scratch.repo().check_out_beside(first).unwrap();
            assert_eq!(std::fs::read_to_string(beside.path().join("a/b")).unwrap(), "one\n");
            std::os::unix::fs::symlink(scratch.root(), beside.path().join("link")).unwrap();
            beside.path().to_path_buf()
        };
        assert!(!folder.exists() && !scratch.root().join("ran").exists());
        assert_eq!(std::fs::read_to_string(scratch.root().join("a/b")).unwrap(), "two\n");
        let left = scratch.root().join(".git/worktrees");
        assert!(!left.exists() || std::fs::read_dir(left).unwrap().next().is_none());
    }
}
