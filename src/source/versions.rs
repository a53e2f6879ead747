//! Versions of one file differ in little: what a clean version and its neighbour share need not be looked at twice.
//!
//! Whether something is found at a place depends on the text near it and on the file's name. So where a version was looked at and nothing
//! was noticed, only what differs in another version of the same path is looked at, with a margin on both sides.

use super::Blob;
use crate::model::Origin;
use crate::text::RepoPath;
use bstr::ByteSlice as _;
use std::cell::Cell;
use std::collections::{HashMap, VecDeque};
use std::ops::Range;

/// What starts so far before a change may reach into it, in bytes: as far as any pattern reads.
const REACH: usize = 4608;
/// What stands so far before a place may decide what is found there, in bytes: names, words near by, the line it is in.
const CONTEXT: usize = 1024;
/// Armour (private keys) is longer than that; a change behind the beginning of one is looked at from there, if it is within so many bytes.
const ARMOUR: usize = 32 << 10;
/// Versions that are kept, in bytes altogether; the oldest goes first.
const KEPT: usize = 24 << 20;
/// Larger files are not kept, in bytes.
const LARGEST: usize = 1 << 20;

/// Clean versions of files, by path.
#[derive(Debug, Default)]
pub(super) struct Versions {
    clean: HashMap<RepoPath, Vec<u8>>,
    order: VecDeque<RepoPath>,
    bytes: usize,
}

impl Versions {
    /// Visits what `bytes` has that the clean version of `path` has not, or all of it where none is known.
    /// Says whether nothing was noticed in it.
    pub(super) fn visit(&mut self, path: &RepoPath, bytes: &[u8], origin: &Origin, visit: &(dyn Fn(&Blob<'_>) + Sync)) -> bool {
        let part = if is_table(path) { None } else { self.clean.get(path).map(|clean| changed(clean, bytes)) };
        let blob = match &part {
            Some(part) if part.len() + 2 * (REACH + CONTEXT) < bytes.len() => section(path, bytes, part, origin),
            _ => Blob::whole(Some(path), bytes, origin),
        };
        visit(&blob);
        if blob.noticed.get() {
            self.forget(path);
        } else {
            self.keep(path, bytes);
        }
        !blob.noticed.get()
    }

    fn forget(&mut self, path: &RepoPath) {
        if let Some(old) = self.clean.remove(path) {
            self.bytes -= old.len();
        }
    }

    fn keep(&mut self, path: &RepoPath, bytes: &[u8]) {
        self.forget(path);
        if bytes.len() > LARGEST || bytes.len() < 3 * (REACH + CONTEXT) {
            return;
        }
        self.bytes += bytes.len();
        self.clean.insert(path.clone(), bytes.to_vec());
        self.order.push_back(path.clone());
        while self.bytes > KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            self.forget(&oldest);
        }
    }
}

/// In a table the header says what a cell far below it is: all of it is context.
fn is_table(path: &RepoPath) -> bool {
    let name = path.file_name().to_ascii_lowercase();
    name.ends_with(b".csv") || name.ends_with(b".tsv")
}

/// What lies between the longest common beginning and the longest common end.
fn changed(old: &[u8], new: &[u8]) -> Range<usize> {
    let start = common(old.iter().zip(new));
    let (old, rest) = (old.get(start..).unwrap_or_default(), new.get(start..).unwrap_or_default());
    let end = common(old.iter().rev().zip(rest.iter().rev()));
    start..new.len() - end
}

fn common<'text>(pairs: impl Iterator<Item = (&'text u8, &'text u8)>) -> usize {
    pairs.take_while(|(old, new)| old == new).count()
}

/// The changed part, what before it may reach into it, what behind it may depend on it, and the context of both.
fn section<'run>(path: &'run RepoPath, bytes: &'run [u8], part: &Range<usize>, origin: &'run Origin) -> Blob<'run> {
    let armour_from = part.start.saturating_sub(ARMOUR);
    let armour =
        bytes.get(armour_from..part.start).and_then(|head| head.find(b"-----BEGIN ").or_else(|| head.find(b"PuTTY-User-Key-File-")));
    let first = part.start.saturating_sub(REACH).min(armour.map_or(usize::MAX, |at| armour_from + at));
    let last = bytes.len().min(part.end + CONTEXT);
    let start = first.saturating_sub(CONTEXT);
    let end = bytes.len().min(last + REACH);
    let before = bytes.get(..start).unwrap_or_default();
    let line_start = before.rfind_byte(b'\n').map_or(0, |newline| newline + 1);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Blob {
        path: Some(path),
        bytes: bytes.get(start..end).unwrap_or_default(),
        owned: first - start..last - start,
        lines_before: count(memchr::memchr_iter(b'\n', before).count()),
        columns_before: count(before.get(line_start..).unwrap_or_default().chars().count()),
        origin,
        previous: None,
        names: None,
        noticed: Cell::new(false),
    }
}

#[cfg(test)]
mod tests {
    use super::{CONTEXT, REACH, Versions, changed};
    use crate::model::Origin;
    use crate::text::RepoPath;
    use std::sync::Mutex;

    #[test]
    fn only_what_differs_is_between() {
        assert_eq!(changed(b"abcdef", b"abXdef"), 2..3);
        assert_eq!(changed(b"abcdef", b"abcdef"), 6..6);
        assert_eq!(changed(b"aaaa", b"aaaaaa"), 4..6);
        assert_eq!(changed(b"", b"ab"), 0..2);
    }

    #[test]
    fn a_clean_version_spares_the_next_one_and_a_noticed_one_does_not() {
        const LENGTH: usize = 100_000;
        let path = RepoPath::new("a");
        let old = vec![b'\n'; LENGTH];
        let mut new = old.clone();
        new[LENGTH / 2] = b'x';
        for notice in [false, true] {
            let seen = Mutex::new(Vec::new());
            let mut versions = Versions::default();
            for bytes in [&old, &new] {
                versions.visit(&path, bytes, &Origin::WorkTree, &|blob| {
                    blob.noticed.set(notice);
                    seen.lock().unwrap().push((blob.bytes.len(), blob.lines_before as usize));
                });
            }
            let before = REACH + CONTEXT;
            let second = if notice { (LENGTH, 0) } else { (2 * before + 1, LENGTH / 2 - before) };
            assert_eq!(*seen.lock().unwrap(), [(LENGTH, 0), second]);
        }
    }

    #[test]
    fn a_table_is_always_looked_at_whole() {
        let path = RepoPath::new("users.CSV");
        let seen = Mutex::new(Vec::new());
        let mut versions = Versions::default();
        for bytes in [vec![b'\n'; 100_000], vec![b'\n'; 100_001]] {
            versions.visit(&path, &bytes, &Origin::WorkTree, &|blob| seen.lock().unwrap().push(blob.bytes.len()));
        }
        assert_eq!(*seen.lock().unwrap(), [100_000, 100_001]);
    }

    #[test]
    fn a_change_in_armour_is_looked_at_from_its_beginning() {
        let path = RepoPath::new("a");
        let mut old = vec![b'\n'; 100_000];
        old[30_000..30_011].copy_from_slice(b"-----BEGIN ");
        let mut new = old.clone();
        new[50_000] = b'x';
        let mut versions = Versions::default();
        let first_owned = Mutex::new(0);
        for bytes in [&old, &new] {
            versions.visit(&path, bytes, &Origin::WorkTree, &|blob| {
                *first_owned.lock().unwrap() = blob.lines_before as usize + blob.owned.start;
            });
        }
        assert_eq!(*first_owned.lock().unwrap(), 30_000);
    }
}
