//! Trees, small: versions of a folder differ in few entries, so each distinct entry is kept once and a tree is a list of numbers.

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};
use std::hash::BuildHasher as _;

/// What an entry of a tree names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    Folder,
    /// A file, or a symbolic link, whose target is its content.
    File,
    /// A commit of another repository.
    Submodule,
}

/// One entry of a tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'trees> {
    pub(super) names: Names,
    pub(super) name: &'trees [u8],
    pub(super) id: git2::Oid,
}

/// Bytes of an object's id.
const ID: usize = 20;

/// Every tree that was read, by number.
#[derive(Debug, Default)]
pub(super) struct Trees {
    numbers: HashMap<git2::Oid, u32>,
    /// Where each tree's list ends in `lists`; it starts where the one before ends.
    ends: Vec<usize>,
    lists: Vec<u32>,
    /// Distinct entries as they stand in trees, one after another: `MODE NAME`, NUL, the id's bytes (git-mktree).
    bytes: Vec<u8>,
    entry_ends: Vec<usize>,
    known: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Trees {
    /// Takes a tree in; `None` where its bytes are no tree, or there are more than 4,294,967,295.
    pub(super) fn add(&mut self, id: git2::Oid, tree: &[u8]) -> Option<u32> {
        let start = self.lists.len();
        let mut rest = tree;
        while !rest.is_empty() {
            let whole = memchr::memchr(0, rest).filter(|end| rest.get(..*end).is_some_and(|name| name.contains(&b' ')));
            let whole = whole.and_then(|end| rest.get(..=end + ID));
            let number = whole.and_then(|entry| Some((self.entry_number(entry)?, rest.get(entry.len()..)?)));
            let Some((number, after)) = number else {
                self.lists.truncate(start);
                return None;
            };
            self.lists.push(number);
            rest = after;
        }
        let number = u32::try_from(self.ends.len()).ok()?;
        self.ends.push(self.lists.len());
        self.numbers.insert(id, number);
        Some(number)
    }

    fn entry_number(&mut self, entry: &[u8]) -> Option<u32> {
        let Self { bytes, entry_ends, known, hasher, .. } = self;
        let hash = hasher.hash_one(entry);
        if let Some(number) = known.find(hash, |number| spanned(bytes, entry_ends, *number) == entry) {
            return Some(*number);
        }
        let number = u32::try_from(entry_ends.len()).ok()?;
        bytes.extend_from_slice(entry);
        entry_ends.push(bytes.len());
        known.insert_unique(hash, number, |number| hasher.hash_one(spanned(bytes, entry_ends, *number)));
        Some(number)
    }

    /// Gives back memory that no further tree needs.
    pub(super) fn shrink(&mut self) {
        self.lists.shrink_to_fit();
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.entry_ends.shrink_to_fit();
    }

    /// The number of a tree that was taken in.
    pub(super) fn number(&self, id: git2::Oid) -> Option<u32> {
        self.numbers.get(&id).copied()
    }

    /// Trees there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Distinct entries there are.
    pub(super) fn entries(&self) -> usize {
        self.entry_ends.len()
    }

    /// The entries of a tree, in git's order.
    pub(super) fn list(&self, tree: u32) -> &[u32] {
        spanned(&self.lists, &self.ends, tree)
    }

    /// An entry; `None` for a number that none has.
    pub(super) fn entry(&self, number: u32) -> Option<Entry<'_>> {
        let entry = spanned(&self.bytes, &self.entry_ends, number);
        let (rest, id) = entry.split_at_checked(entry.len().checked_sub(ID)?)?;
        let space = memchr::memchr(b' ', rest)?;
        let names = match rest.get(..space)? {
            b"40000" | b"040000" => Names::Folder,
            b"160000" => Names::Submodule,
            _ => Names::File,
        };
        Some(Entry { names, name: rest.get(space + 1..rest.len() - 1)?, id: git2::Oid::from_bytes(id).ok()? })
    }
}

/// What lies between the end before `number`'s and its own.
fn spanned<'all, T>(all: &'all [T], ends: &[usize], number: u32) -> &'all [T] {
    let number = usize::try_from(number).unwrap_or(usize::MAX);
    let start = number.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    ends.get(number).and_then(|end| all.get(start..*end)).unwrap_or_default()
}
