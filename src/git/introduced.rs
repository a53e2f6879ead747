//! Which commit brought a blob in.

use super::{CommitInfo, Error, Repo};
use crate::text::RepoPath;
use std::collections::{BTreeMap, BTreeSet};

/// Blobs asked for in one call of git: each call walks the whole history, and a command line holds 32,767 characters on Windows
/// (`CreateProcessW`) and 2 MiB on Linux (a quarter of the stack, execve(2)), at 55 characters a blob.
const AT_ONCE: usize = if cfg!(windows) { 400 } else { 8_000 };

/// The oldest commit that has a blob, and where.
#[derive(Debug, Clone)]
pub struct Introduction {
    /// The commit.
    pub commit: CommitInfo,
    /// The path it had there.
    pub path: RepoPath,
    /// The last commit that took it out or put other content in its place.
    pub removed: Option<CommitInfo>,
    /// Where that commit stands in history, parents before children: dates of commits made in one second are the same.
    pub removed_at: usize,
}

impl Repo {
    /// For each of `ids` the oldest commit that added it, by asking the real git once for all of them.
    ///
    /// # Errors
    /// [`Error::Exec`].
    pub fn introduced(&self, ids: &[String]) -> Result<BTreeMap<String, Introduction>, Error> {
        let mut found = BTreeMap::new();
        for ids in ids.chunks(AT_ONCE) {
            let tips = self.other_tips().join("\n") + "\n";
            let listed = self
                .git_command()
                .args(super::reachable::FRUGAL)
                .args(["log", "--all", "--stdin", "--topo-order", "--reverse", "--raw", "--no-abbrev", "--no-renames", "-m", "-z"])
                .args(["--diff-filter=ADMT", "--root", "--format=%x01%H"])
                .args(ids.iter().map(|id| format!("--find-object={id}")))
                .input(tips.into_bytes())
                .stdout()?;
            self.read_raw_log(&listed, &mut found);
        }
        Ok(found)
    }

    /// `\x01COMMIT`, then `:MODE MODE OLD NEW STATUS`, then a path, each ended by NUL.
    fn read_raw_log(&self, listed: &[u8], found: &mut BTreeMap<String, Introduction>) {
        let (mut commit, mut order) = (None, 0);
        let mut fields = listed.split(|byte| *byte == 0).map(|field| field.strip_prefix(b"\n").unwrap_or(field));
        while let Some(field) = fields.next() {
            if let Some(id) = field.strip_prefix(b"\x01") {
                order += 1;
                // `-m` prints `COMMIT (from PARENT)` for merges.
                commit = id.split(|byte| *byte == b' ' || *byte == b'\n').next().and_then(|id| std::str::from_utf8(id).ok());
            }
            let Some(raw) = field.rsplit(|byte| *byte == b'\n').next().and_then(|line| line.strip_prefix(b":")) else { continue };
            let mut ids = raw.split(|byte| *byte == b' ').skip(2).map(|id| std::str::from_utf8(id).ok());
            let (Some(Some(old)), Some(Some(new)), Some(path), Some(commit)) = (ids.next(), ids.next(), fields.next(), commit) else {
                continue;
            };
            if let Some(info) = self.commit_info(commit) {
                if let Some(known) = found.get_mut(old) {
                    known.removed = Some(info.clone());
                    known.removed_at = order;
                }
                if !new.bytes().all(|byte| byte == b'0') {
                    let path = RepoPath::new(path);
                    found.entry(new.to_owned()).or_insert_with(|| Introduction { commit: info, path, removed: None, removed_at: 0 });
                }
            }
        }
    }

    fn commit_info(&self, id: &str) -> Option<CommitInfo> {
        let id = git2::Oid::from_str(id).ok()?;
        self.inner.find_commit(id).ok().map(|commit| CommitInfo::of(&commit))
    }

    /// Which of `ids` HEAD's tree still holds, and where.
    ///
    /// # Errors
    /// [`Error::Git`] where a tree is missing.
    pub fn still_at_head(&self, ids: &BTreeSet<String>) -> Result<BTreeMap<String, RepoPath>, Error> {
        let entries = self.head_entries()?.into_iter().map(|entry| (entry.id.to_string(), entry.path));
        Ok(entries.filter(|(id, _)| ids.contains(id)).collect())
    }

    /// Branches of remotes as this repository last saw them, the upstream of HEAD first.
    pub fn remote_branches(&self) -> Vec<String> {
        let upstream = self.inner.head().ok().and_then(|head| {
            let name = self.inner.branch_upstream_name(head.name().ok()?).ok()?;
            name.as_str().ok().map(str::to_owned)
        });
        let listed = self.inner.references_glob("refs/remotes/*").into_iter().flatten().flatten();
        let mut branches: Vec<String> = listed
            .filter(|reference| reference.target().is_some())
            .filter_map(|reference| reference.name().ok().map(str::to_owned))
            .collect();
        branches.sort_by_key(|name| (Some(name) != upstream.as_ref(), name.clone()));
        branches
    }

    /// Every commit that a branch of a remote reaches.
    ///
    /// # Errors
    /// [`Error::Exec`].
    pub fn pushed_commits(&self) -> Result<BTreeSet<String>, Error> {
        let listed = self.git_command().args(["rev-list", "--remotes"]).stdout()?;
        Ok(String::from_utf8_lossy(&listed).lines().map(str::to_owned).collect())
    }

    /// Author, date and message of every commit that a reference or a stash reaches, oldest first.
    ///
    /// # Errors
    /// [`Error::Git`].
    pub fn all_commits(&self) -> Result<Vec<CommitInfo>, Error> {
        let tips = self.other_tips().join("\n") + "\n";
        let listed = self
            .git_command()
            .args([
                "log",
                "--all",
                "--stdin",
                "--reverse",
                "-z",
                "--no-show-signature",
                "--no-notes",
                "--format=%H%x01%an%x01%at%x01%ae%x01%cn%x01%ce%x01%B",
            ])
            .input(tips.into_bytes())
            .stdout()?;
        Ok(listed.split(|byte| *byte == 0).filter_map(commit_from_log).collect())
    }
}

fn commit_from_log(record: &[u8]) -> Option<CommitInfo> {
    let mut fields = record.splitn(7, |byte| *byte == 1);
    let id = String::from_utf8_lossy(fields.next()?).into_owned();
    let author = String::from_utf8_lossy(fields.next()?).into_owned();
    let seconds: i64 = std::str::from_utf8(fields.next()?).ok()?.parse().ok()?;
    let date = jiff::Timestamp::from_second(seconds).map(|when| when.to_string()).unwrap_or_default();
    let (email, committer, committer_email) = (fields.next()?, fields.next()?, fields.next()?);
    let people = [author.as_bytes(), b" ", email, b" ", committer, b" ", committer_email].concat();
    Some(CommitInfo { id, author, date, message: fields.next()?.to_vec(), people })
}
