//! Which commit brought a blob in.

use super::{CommitInfo, Error, Repo};
use crate::text::RepoPath;
use std::collections::{BTreeMap, BTreeSet};

/// Blobs asked for in one call of git, so that the command line stays short.
const AT_ONCE: usize = 400;

/// The oldest commit that has a blob, and where.
#[derive(Debug, Clone)]
pub struct Introduction {
    /// The commit.
    pub commit: CommitInfo,
    /// The path it had there.
    pub path: RepoPath,
}

impl Repo {
    /// For each of `ids` the oldest commit that added it, by asking the real git once for all of them.
    ///
    /// # Errors
    /// [`Error::Exec`].
    pub fn introduced(&self, ids: &[String]) -> Result<BTreeMap<String, Introduction>, Error> {
        let mut found = BTreeMap::new();
        for ids in ids.chunks(AT_ONCE) {
            let tips = self.stashes().join("\n") + "\n";
            let listed = self
                .git_command()
                .args(["log", "--all", "--stdin", "--topo-order", "--reverse", "--raw", "--no-abbrev", "--no-renames", "-m", "-z"])
                .args(["--diff-filter=AMT", "--root", "--format=%x01%H"])
                .args(ids.iter().map(|id| format!("--find-object={id}")))
                .input(tips.into_bytes())
                .stdout()?;
            self.read_raw_log(&listed, &mut found);
        }
        Ok(found)
    }

    /// `\x01COMMIT`, then `:MODE MODE OLD NEW STATUS`, then a path, each ended by NUL.
    fn read_raw_log(&self, listed: &[u8], found: &mut BTreeMap<String, Introduction>) {
        let mut commit = None;
        let mut fields = listed.split(|byte| *byte == 0).map(|field| field.strip_prefix(b"\n").unwrap_or(field));
        while let Some(field) = fields.next() {
            if let Some(id) = field.strip_prefix(b"\x01") {
                // `-m` prints `COMMIT (from PARENT)` for merges.
                commit = id.split(|byte| *byte == b' ' || *byte == b'\n').next().and_then(|id| std::str::from_utf8(id).ok());
            }
            let Some(raw) = field.rsplit(|byte| *byte == b'\n').next().and_then(|line| line.strip_prefix(b":")) else { continue };
            let new = raw.split(|byte| *byte == b' ').nth(3).and_then(|id| std::str::from_utf8(id).ok());
            let (Some(new), Some(path), Some(commit)) = (new, fields.next(), commit) else { continue };
            if let Some(info) = self.commit_info(commit) {
                found.entry(new.to_owned()).or_insert_with(|| Introduction { commit: info, path: RepoPath::new(path) });
            }
        }
    }

    fn commit_info(&self, id: &str) -> Option<CommitInfo> {
        let id = git2::Oid::from_str(id).ok()?;
        self.inner.find_commit(id).ok().map(|commit| CommitInfo::of(&commit))
    }

    /// Which of `ids` HEAD's tree still holds.
    ///
    /// # Errors
    /// [`Error::Git`] where a tree is missing.
    pub fn still_at_head(&self, ids: &BTreeSet<String>) -> Result<BTreeSet<String>, Error> {
        Ok(self.head_entries()?.into_iter().map(|entry| entry.id.to_string()).filter(|id| ids.contains(id)).collect())
    }

    /// Author, date and message of every commit that a reference or a stash reaches, oldest first.
    ///
    /// # Errors
    /// [`Error::Git`].
    pub fn all_commits(&self) -> Result<Vec<CommitInfo>, Error> {
        let tips = self.stashes().join("\n") + "\n";
        let listed = self
            .git_command()
            .args(["log", "--all", "--stdin", "--reverse", "-z", "--format=%H%x01%an%x01%at%x01%B"])
            .input(tips.into_bytes())
            .stdout()?;
        Ok(listed.split(|byte| *byte == 0).filter_map(commit_from_log).collect())
    }
}

fn commit_from_log(record: &[u8]) -> Option<CommitInfo> {
    let mut fields = record.splitn(4, |byte| *byte == 1);
    let id = String::from_utf8_lossy(fields.next()?).into_owned();
    let author = String::from_utf8_lossy(fields.next()?).into_owned();
    let seconds: i64 = std::str::from_utf8(fields.next()?).ok()?.parse().ok()?;
    let date = jiff::Timestamp::from_second(seconds).map(|when| when.to_string()).unwrap_or_default();
    Some(CommitInfo { id, author, date, message: fields.next()?.to_vec() })
}
