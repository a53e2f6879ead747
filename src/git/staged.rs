//! What the index would add to HEAD.

use super::index::changed_entries;
use super::{Entry, Error, Kind, ObjectId, Repo, Staged};
use crate::env;
use crate::exec;
use crate::text::RepoPath;

/// Size of an index, in bytes, up to which libgit2 is quicker than starting git: some 350 files.
const SMALL_INDEX: u64 = 32 << 10;

/// The flag of an index entry that `git update-index --assume-unchanged` sets (gitformat-index).
const ASSUMED_UNCHANGED: u16 = 0x8000;

impl Repo {
    /// What the index would add to HEAD (to nothing, before the first commit). Deletions are left out: they add no text.
    ///
    /// Of a large index the real git is asked, since it knows from the index alone which folders did not change; libgit2 reads every tree of
    /// HEAD, which for a small one takes less time than starting git.
    ///
    /// # Errors
    /// [`Error::Git`] where the index or HEAD's tree is damaged, [`Error::Exec`] where git says so.
    pub fn staged(&self) -> Result<Vec<Staged>, Error> {
        let head = self.head()?;
        if (head.is_none() || self.has_small_index())
            && let Ok(staged) = self.staged_by_libgit2()
        {
            return Ok(staged);
        }
        let Some(head) = head else { return self.staged_by_libgit2() };
        let listed = self
            .git_command()
            .args(["diff-index", "--cached", "--raw", "-z", "-M", "--no-abbrev", "--ignore-submodules=none", "--diff-filter=d"])
            .arg(head.to_string())
            .arg("--")
            .stdout();
        match listed {
            Ok(listed) => parse(&listed),
            Err(exec::Error::NotFound { .. }) => self.staged_by_libgit2(),
            Err(error) => Err(error.into()),
        }
    }

    fn has_small_index(&self) -> bool {
        let path = env::var_os(env::GIT_INDEX_FILE).map_or_else(|| self.inner.path().join("index"), std::path::PathBuf::from);
        std::fs::metadata(path).is_ok_and(|metadata| metadata.len() <= SMALL_INDEX)
    }

    fn staged_by_libgit2(&self) -> Result<Vec<Staged>, Error> {
        let head = self.head_tree()?;
        let mut index = self.inner.index()?;
        // libgit2 takes a path that is assumed to be unchanged in the work tree for unchanged in the index too. The index is not written.
        let assumed: Vec<git2::IndexEntry> = index.iter().filter(|entry| entry.flags & ASSUMED_UNCHANGED != 0).collect();
        for entry in assumed {
            index.add(&git2::IndexEntry { flags: entry.flags & !ASSUMED_UNCHANGED, ..entry })?;
        }
        let mut options = git2::DiffOptions::new();
        options.ignore_submodules(false).include_typechange(true).context_lines(0);
        let mut diff = self.inner.diff_tree_to_index(head.as_ref(), Some(&index), Some(&mut options))?;
        if diff.deltas().len() == 0 {
            return Ok(Vec::new());
        }
        diff.find_similar(Some(git2::DiffFindOptions::new().renames(true)))?;
        Ok(changed_entries(&diff))
    }
}

/// `:OLDMODE NEWMODE OLDID NEWID STATUS`, then a path, or two for a rename, each ended by NUL (git-diff-index, "Raw output format").
fn parse(listed: &[u8]) -> Result<Vec<Staged>, Error> {
    let mut fields = listed.split(|byte| *byte == 0);
    let mut staged = Vec::new();
    while let Some(header) = fields.next().filter(|header| !header.is_empty()) {
        let unexpected = || Error::Git(format!("git diff-index said {:?}", String::from_utf8_lossy(header)));
        let text = std::str::from_utf8(header).map_err(|_error| unexpected())?;
        let mut words = text.strip_prefix(':').unwrap_or(text).split(' ');
        let (Some(old_mode), Some(mode), Some(old), Some(new), Some(status)) =
            (words.next(), words.next(), words.next(), words.next(), words.next())
        else {
            return Err(unexpected());
        };
        let mut path = fields.next().ok_or_else(unexpected)?;
        if status.starts_with(['R', 'C']) {
            path = fields.next().ok_or_else(unexpected)?;
        }
        let kind = |mode: &str| i32::from_str_radix(mode, 8).map(Kind::from_mode).map_err(|_error| unexpected());
        let id = |id: &str| git2::Oid::from_str(id).map_err(|_error| unexpected());
        let old = id(old)?;
        let previous = (!old.is_zero() && kind(old_mode)? != Kind::Submodule).then_some(ObjectId(old));
        staged.push(Staged { entry: Entry { path: RepoPath::new(path), id: ObjectId(id(new)?), kind: kind(mode)? }, previous });
    }
    Ok(staged)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn renames_carry_two_paths_and_new_files_replace_nothing() {
        let zero = "0".repeat(40);
        let (one, two) = ("1".repeat(40), "2".repeat(40));
        let text = format!(":000000 100644 {zero} {one} A\0a b\0:100644 120000 {one} {two} R090\0old\0new\0");
        let staged = parse(text.as_bytes()).unwrap();
        let shown: Vec<String> = staged.iter().map(|staged| format!("{} {}", staged.entry.path, staged.previous.is_some())).collect();
        assert_eq!(shown, ["a b false", "new true"]);
        assert!(parse(b":nonsense\0").is_err());
    }
}
