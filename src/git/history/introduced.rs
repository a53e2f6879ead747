//! Which commit brought a version of a file in, and which took it out.

use super::trees::{Names, Trees};
use super::{CommitInfo, History};
use crate::git::Repo;
use crate::text::RepoPath;
use hashbrown::{HashMap, HashSet};
use std::collections::{BTreeMap, BTreeSet};

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

/// Numbers of commits, and a path.
struct Stay {
    from: usize,
    path: Vec<u8>,
    until: Option<usize>,
}

impl History {
    /// For each of `ids` the oldest commit that has it.
    pub fn introduced(&self, repo: &Repo, ids: &BTreeSet<String>) -> BTreeMap<String, Introduction> {
        let wanted: HashSet<git2::Oid> = ids.iter().filter_map(|id| git2::Oid::from_str(id).ok()).collect();
        let sought = Sought::new(&self.trees, &wanted);
        let mut stays: HashMap<git2::Oid, Stay> = HashMap::new();
        let trees: HashMap<git2::Oid, git2::Oid> = self.commits.iter().map(|commit| (commit.id, commit.tree)).collect();
        for (at, commit) in self.commits.iter().enumerate() {
            let new = self.trees.number(commit.tree);
            let mut parents: Vec<Option<u32>> =
                commit.parents.iter().map(|parent| trees.get(parent).and_then(|tree| self.trees.number(*tree))).collect();
            if parents.is_empty() {
                parents.push(None);
            }
            for old in parents {
                sought.compare(old, new, &mut |was: bool, id: git2::Oid, path: &[u8]| {
                    if !was {
                        stays.entry(id).or_insert_with(|| Stay { from: at, path: path.to_vec(), until: None });
                    } else if let Some(stay) = stays.get_mut(&id) {
                        stay.until = Some(at);
                    }
                });
            }
        }
        let info = |number: usize| repo.commit_info(self.commits.get(number)?.id);
        let introduction = |(id, stay): (git2::Oid, Stay)| {
            let (removed, removed_at) = (stay.until.and_then(info), stay.until.unwrap_or(0));
            Some((id.to_string(), Introduction { commit: info(stay.from)?, path: RepoPath::new(stay.path), removed, removed_at }))
        };
        stays.into_iter().filter_map(introduction).collect()
    }
}

/// Blobs that are sought, and the entries that lead to them.
struct Sought<'trees> {
    trees: &'trees Trees,
    entries: Vec<bool>,
}

/// What a tree names that leads to sought blobs, in the order of their numbers.
type Leading<'trees> = BTreeMap<&'trees [u8], (Names, git2::Oid)>;

impl<'trees> Sought<'trees> {
    fn new(trees: &'trees Trees, wanted: &HashSet<git2::Oid>) -> Self {
        let mut sought = Self { trees, entries: vec![false; trees.entries()] };
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        for at in 0..trees.entries() {
            let leads = trees.entry(number(at)).is_some_and(|entry| entry.names == Names::File && wanted.contains(&entry.id));
            if let (true, Some(mark)) = (leads, sought.entries.get_mut(at)) {
                *mark = true;
            }
        }
        // A folder leads to what its folders lead to: each round goes one folder up, until nothing is new.
        let folders: Vec<(usize, u32)> = (0..trees.entries())
            .filter_map(|at| {
                let entry = trees.entry(number(at)).filter(|entry| entry.names == Names::Folder)?;
                Some((at, trees.number(entry.id)?))
            })
            .collect();
        loop {
            let mut leading = Vec::new();
            for (at, tree) in &folders {
                if !sought.entries.get(*at).copied().unwrap_or(false) && trees.list(*tree).iter().any(|entry| sought.leads(*entry)) {
                    leading.push(*at);
                }
            }
            if leading.is_empty() {
                return sought;
            }
            for at in leading {
                if let Some(mark) = sought.entries.get_mut(at) {
                    *mark = true;
                }
            }
        }
    }

    fn leads(&self, entry: u32) -> bool {
        usize::try_from(entry).ok().and_then(|at| self.entries.get(at)).copied().unwrap_or(false)
    }

    fn leading(&self, tree: Option<u32>) -> Leading<'trees> {
        let list = tree.map(|tree| self.trees.list(tree)).unwrap_or_default();
        let entries = list.iter().filter(|entry| self.leads(**entry)).filter_map(|entry| self.trees.entry(*entry));
        entries.map(|entry| (entry.name, (entry.names, entry.id))).collect()
    }

    /// Calls `each` for every sought blob that one tree has at a path and the other has not: `true` for the old one.
    fn compare(&self, old: Option<u32>, new: Option<u32>, each: &mut dyn FnMut(bool, git2::Oid, &[u8])) {
        let mut next = vec![(old, new, Vec::new())];
        while let Some((old, new, folder)) = next.pop() {
            if old == new {
                continue;
            }
            let (old, new) = (self.leading(old), self.leading(new));
            let names: BTreeSet<&[u8]> = old.keys().chain(new.keys()).copied().collect();
            for name in names {
                let (was, is) = (old.get(name), new.get(name));
                if was.map(|(_, id)| id) == is.map(|(_, id)| id) {
                    continue;
                }
                let path = [folder.as_slice(), if folder.is_empty() { b"" } else { b"/" }, name].concat();
                let folder_of = |entry: Option<&(Names, git2::Oid)>| {
                    entry.filter(|(names, _)| *names == Names::Folder).and_then(|(_, id)| self.trees.number(*id))
                };
                for (entry, is_old) in [(was, true), (is, false)] {
                    if let Some((Names::File, id)) = entry {
                        each(is_old, *id, &path);
                    }
                }
                next.push((folder_of(was), folder_of(is), path));
            }
        }
    }
}
