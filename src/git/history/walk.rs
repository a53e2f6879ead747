//! From references to everything they reach.

use super::commits::{self, Commit};
use super::trees::{Names, Trees};
use crate::git::ObjectId;
use crate::git::objects::{Kind, ObjectReader};
use crate::text::RepoPath;
use hashbrown::{HashMap, HashSet};
use std::collections::BTreeSet;

/// What was reached so far.
#[derive(Default)]
pub(super) struct Walk {
    /// Parents before children.
    pub(super) commits: Vec<Commit>,
    pub(super) trees: Trees,
    /// Trees that a reference names itself.
    roots: Vec<git2::Oid>,
    /// Each blob once, with a path it has.
    pub(super) blobs: Vec<(ObjectId, RepoPath)>,
    pub(super) names: Vec<RepoPath>,
    pub(super) missing: BTreeSet<String>,
}

impl Walk {
    /// Follows parents, from `tips` to where history begins or, at `boundary`, was cut off. `known` are commits that were read already.
    pub(super) fn commits(
        &mut self,
        reader: &mut ObjectReader<'_>,
        tips: &[git2::Oid],
        mut known: HashMap<git2::Oid, Commit>,
        boundary: &HashSet<git2::Oid>,
    ) {
        let mut seen = HashSet::new();
        let mut next: Vec<git2::Oid> = tips.to_vec();
        let mut commits = Vec::new();
        while let Some(id) = next.pop() {
            if !seen.insert(id) {
                continue;
            }
            let commit = known.remove(&id).or_else(|| match reader.read(id) {
                Some((Kind::Commit, bytes)) => Commit::read(id, bytes),
                _ => None,
            });
            let Some(mut commit) = commit else {
                next.extend(self.other(reader, id));
                continue;
            };
            if boundary.contains(&id) {
                commit.parents.clear();
            }
            next.extend(&commit.parents);
            commits.push(commit);
        }
        self.commits = commits::oldest_first(commits);
    }

    /// Takes in what is no commit, or none that can be read; of a tag, gives what it names.
    fn other(&mut self, reader: &mut ObjectReader<'_>, id: git2::Oid) -> Option<git2::Oid> {
        match reader.read(id) {
            Some((Kind::Tree, _)) => self.roots.push(id),
            // A blob that a reference names itself has no path; its id is where to find it.
            Some((Kind::Blob, _)) => self.blobs.push((ObjectId(id), RepoPath::new(id.to_string()))),
            Some((Kind::Tag, bytes)) => {
                let named = tagged(bytes);
                if named.is_none() {
                    self.missing.insert(id.to_string());
                }
                return named;
            }
            Some((Kind::Commit, _)) | None => {
                self.missing.insert(id.to_string());
            }
        }
        None
    }

    /// Finds every blob and its path; a newer path is preferred. Of names, those for which `wanted` holds are kept.
    pub(super) fn trees(&mut self, reader: &mut ObjectReader<'_>, wanted: &dyn Fn(&[u8]) -> bool) {
        let mut found: HashSet<git2::Oid> = self.blobs.iter().map(|(id, _)| id.0).collect();
        let mut walked = vec![false; self.trees.len()];
        let mut named = vec![false; self.trees.entries()];
        let roots: Vec<git2::Oid> = self.commits.iter().map(|commit| commit.tree).rev().chain(self.roots.iter().copied()).collect();
        let mut next: Vec<(git2::Oid, Vec<u8>)> = Vec::new();
        for root in roots {
            next.push((root, Vec::new()));
            while let Some((id, folder)) = next.pop() {
                let Some(tree) = self.tree(reader, id) else {
                    self.missing.insert(id.to_string());
                    continue;
                };
                if set(&mut walked, tree) {
                    continue;
                }
                for number in self.trees.list(tree) {
                    if set(&mut named, *number) {
                        continue;
                    }
                    let Some(entry) = self.trees.entry(*number) else { continue };
                    let path = || [folder.as_slice(), if folder.is_empty() { b"" } else { b"/" }, entry.name].concat();
                    if wanted(entry.name) {
                        self.names.push(RepoPath::new(path()));
                    }
                    match entry.names {
                        Names::Folder => next.push((entry.id, path())),
                        Names::File if found.insert(entry.id) => self.blobs.push((ObjectId(entry.id), RepoPath::new(path()))),
                        Names::File | Names::Submodule => {}
                    }
                }
            }
        }
    }

    /// The number of a tree, which is read if no pack held it.
    fn tree(&mut self, reader: &mut ObjectReader<'_>, id: git2::Oid) -> Option<u32> {
        self.trees.number(id).or_else(|| match reader.read(id) {
            Some((Kind::Tree, bytes)) => self.trees.add(id, bytes),
            _ => None,
        })
    }
}

/// Marks a number; says whether it was marked before.
fn set(marks: &mut Vec<bool>, number: u32) -> bool {
    let number = usize::try_from(number).unwrap_or(usize::MAX);
    if number >= marks.len() {
        marks.resize(number.saturating_add(1), false);
    }
    marks.get_mut(number).is_some_and(|mark| std::mem::replace(mark, true))
}

/// What an annotated tag names.
fn tagged(bytes: &[u8]) -> Option<git2::Oid> {
    let tag = gix_object::TagRef::from_bytes(bytes, gix_hash::Kind::Sha1).ok()?;
    git2::Oid::from_str(std::str::from_utf8(tag.target).ok()?).ok()
}
