//! Commits and how they follow each other.

use bstr::ByteSlice as _;
use gix_object::{CommitRef, CommitRefIter};
use hashbrown::HashMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What walking history needs of one commit.
#[derive(Debug)]
pub(super) struct Commit {
    pub(super) id: git2::Oid,
    pub(super) tree: git2::Oid,
    pub(super) parents: Vec<git2::Oid>,
    /// When it was committed, in seconds since 1970.
    time: i64,
}

impl Commit {
    /// Reads a commit's bytes; `None` where they are none. Who made it need not be readable: some old tools wrote that as they liked.
    pub(super) fn read(id: git2::Oid, bytes: &[u8]) -> Option<Self> {
        let oid = |id: gix_hash::ObjectId| git2::Oid::from_bytes(id.as_bytes()).ok();
        let mut lines = CommitRefIter::from_bytes(bytes, gix_hash::Kind::Sha1);
        let tree = oid(lines.tree_id().ok()?)?;
        let parents: Vec<git2::Oid> = lines.parent_ids().filter_map(oid).collect();
        // Where one of them is not told as it should be, reading stops there: what it leads to would go unseen.
        let header = bytes.find(b"\n\n").and_then(|end| bytes.get(..end)).unwrap_or(bytes);
        if header.lines().filter(|line| line.starts_with(b"parent ")).count() != parents.len() {
            return None;
        }
        let time = CommitRef::from_bytes(bytes, gix_hash::Kind::Sha1).and_then(|commit| commit.time());
        Some(Self { id, tree, parents, time: time.map_or(0, |time| time.seconds) })
    }
}

/// Parents before children; of commits that do not follow each other, the older one first.
pub(super) fn oldest_first(commits: Vec<Commit>) -> Vec<Commit> {
    let numbers: HashMap<git2::Oid, usize> = commits.iter().enumerate().map(|(number, commit)| (commit.id, number)).collect();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); commits.len()];
    let mut waiting_for: Vec<usize> = vec![0; commits.len()];
    for (number, commit) in commits.iter().enumerate() {
        for parent in commit.parents.iter().filter_map(|parent| numbers.get(parent)) {
            if let (Some(children), Some(waiting)) = (children.get_mut(*parent), waiting_for.get_mut(number)) {
                children.push(number);
                *waiting += 1;
            }
        }
    }
    let ready = |number: usize, commits: &[Option<Commit>]| Some(Reverse((commits.get(number)?.as_ref()?.time, number)));
    let mut commits: Vec<Option<Commit>> = commits.into_iter().map(Some).collect();
    let without_parents = waiting_for.iter().enumerate().filter(|(_, waiting)| **waiting == 0);
    let mut next: BinaryHeap<_> = without_parents.filter_map(|(number, _)| ready(number, &commits)).collect();
    let mut ordered = Vec::with_capacity(commits.len());
    while let Some(Reverse((_, number))) = next.pop() {
        ordered.extend(commits.get_mut(number).and_then(Option::take));
        for child in children.get(number).into_iter().flatten() {
            if let Some(waiting) = waiting_for.get_mut(*child) {
                *waiting -= 1;
                if *waiting == 0 {
                    next.extend(ready(*child, &commits));
                }
            }
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::{Commit, oldest_first};

    fn commit(number: u8, parents: &[u8], time: i64) -> Commit {
        let id = |number: u8| git2::Oid::from_bytes(&[number; 20]).unwrap();
        Commit { id: id(number), tree: id(0), parents: parents.iter().map(|parent| id(*parent)).collect(), time }
    }

    #[test]
    fn parents_come_first_whatever_their_clocks_say() {
        let order = |commits: Vec<Commit>| oldest_first(commits).iter().map(|commit| commit.id.as_bytes()[0]).collect::<Vec<_>>();
        // 4 merges 2 and 3; 2's clock was fast, 9 is no part of what is here.
        assert_eq!(order(vec![commit(4, &[2, 3], 40), commit(3, &[1], 30), commit(2, &[1, 9], 99), commit(1, &[], 10)]), [1, 3, 2, 4]);
        assert_eq!(order(vec![commit(2, &[1, 1], 5), commit(1, &[], 5)]), [1, 2]);
        assert_eq!(order(Vec::new()), Vec::<u8>::new());
    }
}
