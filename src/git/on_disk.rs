//! What the work tree has of tracked files by size and time, without a look into them.

use super::{Error, Kind, ObjectId, Repo};
use crate::text::RepoPath;
use std::fs::Metadata;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// A tracked file that is there.
#[derive(Debug)]
pub struct OnDisk {
    /// Where it is.
    pub path: RepoPath,
    /// Bytes.
    pub size: u64,
    /// When it was written.
    pub modified: Option<SystemTime>,
    /// Whether it is a regular file, which a link or a folder in its place is not.
    pub is_file: bool,
    /// The content that the index has.
    pub(super) id: ObjectId,
    /// Whether the content may be another than the index has: git's own rule, by what the index says of the file.
    pub may_differ: bool,
}

impl Repo {
    /// The tracked files that are there, sorted by path; each is looked at once, by the first who asks.
    ///
    /// # Errors
    /// [`Error::Git`] where the index is damaged, [`Error::NoWorkTree`].
    pub fn on_disk(&self) -> Result<&[OnDisk], Error> {
        if self.on_disk.get().is_none() {
            let seen = self.look_on_disk()?;
            drop(self.on_disk.set(seen));
        }
        Ok(self.on_disk.get().map(Vec::as_slice).unwrap_or_default())
    }

    fn look_on_disk(&self) -> Result<Vec<OnDisk>, Error> {
        let root = from_here(self.work_tree().ok_or(Error::NoWorkTree)?);
        let index = self.inner.index()?;
        let written = index.path().and_then(|path| std::fs::metadata(path).ok()?.modified().ok());
        let mut seen: Vec<OnDisk> = Vec::with_capacity(index.len());
        for entry in index.iter() {
            let path = RepoPath::new(entry.path.as_slice());
            let is_known = seen.last().is_some_and(|last| last.path == path);
            let Ok(data) = std::fs::symlink_metadata(path.to_path(root)) else { continue };
            if is_known || Kind::from_mode(i32::try_from(entry.mode).unwrap_or(0)) == Kind::Submodule {
                continue;
            }
            let may_differ = !is_as_indexed(&entry, &data, written);
            let (size, modified, is_file) = (data.len(), data.modified().ok(), data.is_file());
            seen.push(OnDisk { path, size, modified, is_file, id: ObjectId(entry.id), may_differ });
        }
        Ok(seen)
    }
}

/// The same folder as seen from the one this runs in: a path from here is found in fewer steps.
pub fn from_here(root: &Path) -> &Path {
    if std::env::current_dir().is_ok_and(|here| here == root) { Path::new("") } else { root }
}

/// Whether size and times are those that the index has, and the file was not written when or after the index was: then it may have been
/// changed again within the same tick of the clock.
fn is_as_indexed(entry: &git2::IndexEntry, data: &Metadata, index_written: Option<SystemTime>) -> bool {
    let Some(modified) = data.modified().ok() else { return false };
    let Ok(since) = modified.duration_since(UNIX_EPOCH) else { return false };
    // The index has the lower 32 bits of each.
    let low = |value: u64| value & u64::from(u32::MAX);
    let seconds = low(since.as_secs()) == low(i64::from(entry.mtime.seconds()).cast_unsigned());
    let nanoseconds = entry.mtime.nanoseconds() == 0 || entry.mtime.nanoseconds() == since.subsec_nanos();
    let is_older = |written: SystemTime| {
        if entry.mtime.nanoseconds() == 0 {
            written.duration_since(UNIX_EPOCH).is_ok_and(|written| since.as_secs() < written.as_secs())
        } else {
            modified < written
        }
    };
    let same_stage = (entry.flags >> 12).is_multiple_of(4);
    data.is_file()
        && same_stage
        && low(data.len()) == u64::from(entry.file_size)
        && seconds
        && nanoseconds
        && has_same_change_time(entry, data)
        && index_written.is_some_and(is_older)
}

/// Whether the file's data and names were last changed when the index says so: a time of writing may be set back.
#[cfg(unix)]
fn has_same_change_time(entry: &git2::IndexEntry, data: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    data.ctime().cast_unsigned() & u64::from(u32::MAX) == i64::from(entry.ctime.seconds()).cast_unsigned() & u64::from(u32::MAX)
}

#[cfg(not(unix))]
fn has_same_change_time(_entry: &git2::IndexEntry, _data: &Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use crate::git::scratch::Scratch;

    #[test]
    fn what_was_written_after_it_was_staged_may_differ() {
        let scratch = Scratch::new();
        scratch.write("a", "a\n").write("b", "b\n").write("gone", "x\n").commit();
        scratch.write("b", "longer\n");
        std::fs::remove_file(scratch.repo().root().join("gone")).unwrap();
        let repo = scratch.repo();
        let seen = repo.on_disk().unwrap();
        let names: Vec<String> = seen.iter().map(|file| file.path.to_string()).collect();
        assert_eq!(names, ["a", "b"]);
        assert!(seen[1].may_differ && seen[1].size == 7 && seen[1].is_file);
    }
}
