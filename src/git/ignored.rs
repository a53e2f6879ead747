//! What stands in the work tree and in history, ignored or not; and the one change golive makes to an index.

use super::{Error, IgnoreView, Repo};
use crate::exec;
use crate::text::RepoPath;
use bstr::ByteSlice as _;

/// An index entry's extended flag for "not in the work tree on purpose" (`CE_SKIP_WORKTREE` of git's cache.h).
const SKIP_WORKTREE: u16 = 1 << 14;

/// A path and the newest commit that added or changed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The path.
    pub path: RepoPath,
    /// The commit, hexadecimal.
    pub commit: String,
    /// Its author.
    pub author: String,
    /// Its author date, RFC 3339.
    pub date: String,
}

impl Repo {
    /// Every file of the work tree that is not tracked, ignored or not. A folder that is a repository of its own ends in `/`.
    ///
    /// # Errors
    /// [`Error::NoWorkTree`], [`Error::Exec`].
    pub fn not_tracked(&self) -> Result<Vec<RepoPath>, Error> {
        match self.list(&["ls-files", "--others", "-z"]) {
            Err(Error::Exec(exec::Error::NotFound { .. })) => {
                self.without_git.set(true);
                self.not_tracked_without_git()
            }
            listed => listed,
        }
    }

    /// Tracked paths that a `.gitignore` matches: the rule does nothing for them.
    ///
    /// # Errors
    /// [`Error::NoWorkTree`], [`Error::Exec`].
    pub fn tracked_though_ignored(&self) -> Result<Vec<RepoPath>, Error> {
        let listed = self.list(&["ls-files", "--cached", "--ignored", "--exclude-per-directory=.gitignore", "-z"]);
        if let Err(Error::Exec(exec::Error::NotFound { .. })) = listed {
            let mut tracked: Vec<RepoPath> = self.tracked()?.into_iter().map(|entry| entry.path).collect();
            tracked.dedup();
            let answers = self.check_ignore(&tracked, IgnoreView { shared_only: true, ignore_case: None })?;
            return Ok(tracked.into_iter().zip(answers).filter(|(_, answer)| answer.is_ignored()).map(|(path, _)| path).collect());
        }
        let mut paths = listed?;
        paths.dedup();
        Ok(paths)
    }

    fn list(&self, arguments: &[&str]) -> Result<Vec<RepoPath>, Error> {
        let root = self.work_tree().ok_or(Error::NoWorkTree)?;
        let listed = self.git_command().within(root).args(arguments).stdout()?;
        Ok(listed.split(|byte| *byte == 0).filter(|path| !path.is_empty()).map(RepoPath::new).collect())
    }

    /// Whether a `.gitignore` is in the index and on purpose not in the work tree (sparse checkout). Found out once: golive changes nothing of it.
    pub(super) fn has_absent_ignore_file(&self) -> Result<bool, Error> {
        if let Some(known) = self.absent_ignore_file.get() {
            return Ok(*known);
        }
        let index = self.inner.index()?;
        let absent = index.iter().any(|entry| {
            entry.flags_extended & SKIP_WORKTREE != 0 && (entry.path == b".gitignore" || entry.path.ends_with(b"/.gitignore"))
        });
        Ok(*self.absent_ignore_file.get_or_init(|| absent))
    }

    /// Every path that a commit of any reference added or changed, each once, with the newest such commit.
    ///
    /// # Errors
    /// [`Error::Exec`].
    pub fn ever_tracked(&self, wanted: &dyn Fn(&[u8]) -> bool) -> Result<Vec<Touched>, Error> {
        let format = "--format=tformat:%x01%H%x01%an%x01%aI";
        let arguments = ["log", "--all", "--no-renames", "--diff-filter=AM", "-c", "--name-only", "-z", format];
        let output = self.git_command().args(["-c", "log.showSignature=false"]).args(arguments).stdout()?;
        let mut seen = std::collections::BTreeSet::new();
        let mut found = Vec::new();
        let mut commit: Vec<String> = Vec::new();
        let mut after_header = false;
        for field in output.split(|byte| *byte == 0) {
            // Between a commit's header and its first path stands a line feed.
            let field = if after_header { field.strip_prefix(b"\n").unwrap_or(field) } else { field };
            after_header = false;
            if let Some(header) = field.strip_prefix(b"\x01") {
                commit = header.split(|byte| *byte == 1).map(|part| part.to_str_lossy().into_owned()).collect();
                after_header = true;
            } else if !field.is_empty()
                && wanted(field)
                && seen.insert(field.to_vec())
                && let [id, author, date] = commit.as_slice()
            {
                found.push(Touched { path: RepoPath::new(field), commit: id.clone(), author: author.clone(), date: date.clone() });
            }
        }
        Ok(found)
    }

    /// Takes paths out of the index. The files stay where they are.
    ///
    /// # Errors
    /// [`Error::Exec`].
    pub fn untrack(&self, paths: &[RepoPath]) -> Result<(), Error> {
        let root = self.work_tree().ok_or(Error::NoWorkTree)?;
        let mut input = Vec::new();
        for path in paths {
            input.extend_from_slice(path.as_bytes());
            input.push(0);
        }
        self.git_command().within(root).args(["update-index", "--force-remove", "-z", "--stdin"]).input(input).stdout()?;
        Ok(())
    }
}
