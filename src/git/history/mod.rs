//! What references reach: commits, each version of each file once, and which commit brought a version in.
//!
//! Commits and trees are read once, as they lie on disk, and kept small; walking them then costs no reading. So the cost is that of what is
//! stored, not of commits times files.

mod commits;
mod introduced;
#[cfg(test)]
mod tests;
mod trees;
mod walk;

pub use introduced::Introduction;

use super::objects::{Kind, Objects, Outline};
use super::{CommitInfo, Error, ObjectId, Repo};
use crate::text::RepoPath;
use commits::Commit;
use hashbrown::{HashMap, HashSet};
use std::collections::BTreeSet;
use trees::Trees;
use walk::Walk;

/// All that references (branches, tags, notes, remotes), HEADs of work trees and stashes reach.
pub struct History {
    objects: Objects,
    /// Parents before children.
    commits: Vec<Commit>,
    trees: Trees,
    /// Each blob once, with a path it has.
    pub blobs: Vec<(ObjectId, RepoPath)>,
    /// Paths whose last part was asked for.
    pub names: Vec<RepoPath>,
    /// Objects that a partial clone or damage left out.
    pub missing: BTreeSet<String>,
}

impl std::fmt::Debug for History {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "History of {} commits and {} blobs", self.commits.len(), self.blobs.len())
    }
}

impl Repo {
    /// Reads history. Of names of files and folders, those for which `wanted` holds are kept.
    ///
    /// # Errors
    /// [`Error::Git`] where references cannot be read. What is missing below them is in [`History::missing`].
    pub fn history(&self, wanted: &dyn Fn(&[u8]) -> bool) -> Result<History, Error> {
        let tips = self.tips()?;
        let objects = Objects::of(self);
        let mut reader = objects.reader();
        let Outline { commits, trees } = objects.outline();
        let mut known = HashMap::with_capacity(commits.len());
        for (place, id) in commits {
            if let Some((Kind::Commit, bytes)) = reader.read_at(place, id)
                && let Some(commit) = Commit::read(id, bytes)
            {
                known.insert(id, commit);
            }
        }
        let mut walk = Walk::default();
        walk.commits(&mut reader, &tips, known, &self.boundary());
        for (place, id) in trees {
            if let Some((Kind::Tree, bytes)) = reader.read_at(place, id) {
                // One that is damaged is asked for again where something reaches it.
                let _number = walk.trees.add(id, bytes);
            }
        }
        walk.trees.shrink();
        walk.trees(&mut reader, wanted);
        drop(reader);
        let Walk { commits, trees, blobs, names, missing, .. } = walk;
        Ok(History { objects, commits, trees, blobs, names, missing })
    }

    /// Every object that is kept because something names it.
    fn tips(&self) -> Result<Vec<git2::Oid>, Error> {
        let mut tips = Vec::new();
        for reference in self.inner.references()? {
            // A symbolic one names another that is listed itself.
            tips.extend(reference?.target());
        }
        tips.extend(self.head()?.map(|head| head.0));
        tips.extend(self.other_tips());
        Ok(tips)
    }

    /// Commits that are kept and that no reference of this work tree names: the stash's log holds all but its newest, and other work trees
    /// have a HEAD of their own.
    fn other_tips(&self) -> Vec<git2::Oid> {
        let stash = self.inner.reflog("refs/stash");
        let stashes = stash.iter().flat_map(|log| log.iter().map(|entry| entry.id_new()).collect::<Vec<_>>());
        let work_trees = std::fs::read_dir(self.common_dir().join("worktrees")).into_iter().flatten().flatten();
        let heads = work_trees.filter_map(|entry| std::fs::read_to_string(entry.path().join("HEAD")).ok());
        let heads = heads.filter_map(|head| git2::Oid::from_str(head.trim()).ok());
        stashes.chain(heads).filter(|id| self.inner.find_commit(*id).is_ok()).collect()
    }

    /// Commits whose parents a shallow clone left out.
    fn boundary(&self) -> HashSet<git2::Oid> {
        let listed = std::fs::read_to_string(self.common_dir().join("shallow")).unwrap_or_default();
        listed.lines().filter_map(|line| git2::Oid::from_str(line.trim()).ok()).collect()
    }
}

impl History {
    /// The objects, to be read from any thread.
    pub fn objects(&self) -> &Objects {
        &self.objects
    }

    /// Every commit, oldest first, with what it says of itself; and the names of those that can no longer be read.
    pub fn commits(&self) -> (Vec<CommitInfo>, Vec<String>) {
        let mut reader = self.objects.reader();
        let mut infos: Vec<Option<CommitInfo>> = vec![None; self.commits.len()];
        let mut gone = Vec::new();
        for number in self.objects.as_they_lie(self.commits.iter().map(|commit| commit.id)) {
            let Some((commit, info)) = self.commits.get(number).zip(infos.get_mut(number)) else { continue };
            match reader.read(commit.id) {
                Some((Kind::Commit, bytes)) => *info = Some(CommitInfo::read(commit.id, bytes)),
                _ => gone.push(commit.id.to_string()),
            }
        }
        (infos.into_iter().flatten().collect(), gone)
    }
}
