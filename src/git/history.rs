//! Every blob that any reference reaches, once, with the commit that brought it in.

use super::index::Kind;
use super::{Error, ObjectId, Repo};
use crate::text::RepoPath;
use std::collections::HashSet;

/// Who made a commit and when, as the commit says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitInfo {
    /// Its id, hexadecimal.
    pub id: String,
    /// Its author.
    pub author: String,
    /// Its author date, RFC 3339; empty where the commit's own is out of range.
    pub date: String,
    /// Its message.
    pub message: Vec<u8>,
}

impl CommitInfo {
    pub(super) fn of(commit: &git2::Commit<'_>) -> Self {
        let author = commit.author();
        let when = jiff::Timestamp::from_second(author.when().seconds());
        Self {
            id: commit.id().to_string(),
            author: String::from_utf8_lossy(author.name_bytes()).into_owned(),
            date: when.map(|when| when.to_string()).unwrap_or_default(),
            message: commit.message_raw_bytes().to_vec(),
        }
    }
}

/// One blob, where and in which commit it was first seen.
#[derive(Debug, Clone)]
pub struct Sighting {
    /// The blob.
    pub id: ObjectId,
    /// The first path it had.
    pub path: RepoPath,
    /// Index into [`History::commits`].
    pub commit: usize,
}

/// All history that references reach.
#[derive(Debug, Default)]
pub struct History {
    /// Commits, oldest first.
    pub commits: Vec<CommitInfo>,
    /// Distinct blobs, in the order of the commits that brought them in.
    pub blobs: Vec<Sighting>,
    /// Messages of annotated tags, with the tag's name.
    pub tags: Vec<(String, Vec<u8>)>,
}

impl Repo {
    /// Walks every commit that a reference (branches, tags, stashes, notes, remotes) or HEAD reaches; each tree is read once.
    ///
    /// # Errors
    /// [`Error::Git`] and [`Error::Object`] where a commit or a tree is missing.
    pub fn history(&self) -> Result<History, Error> {
        let mut history = History::default();
        let mut walk = self.inner.revwalk()?;
        walk.set_sorting(git2::Sort::TOPOLOGICAL | git2::Sort::REVERSE)?;
        for reference in self.inner.references()? {
            let reference = reference?;
            self.note_tag(&reference, &mut history);
            // A reference may name a blob or a tree (tags do); only commits have history.
            if let Ok(commit) = reference.peel_to_commit() {
                walk.push(commit.id())?;
            }
        }
        for entry in self.inner.reflog("refs/stash").iter().flat_map(|log| log.iter()) {
            walk.push(entry.id_new())?;
        }
        if let Some(head) = self.head()? {
            walk.push(head.0)?;
        }
        let mut seen = HashSet::new();
        for id in walk {
            let commit = self.inner.find_commit(id?)?;
            let number = history.commits.len();
            history.commits.push(CommitInfo::of(&commit));
            let tree = commit.tree_id();
            if seen.insert(tree) {
                self.collect_new(tree, &mut Vec::new(), number, &mut seen, &mut history.blobs)?;
            }
        }
        Ok(history)
    }

    /// Messages of annotated tags, with the tag's name.
    ///
    /// # Errors
    /// [`Error::Git`].
    pub fn tag_messages(&self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let mut history = History::default();
        for reference in self.inner.references()? {
            self.note_tag(&reference?, &mut history);
        }
        Ok(history.tags)
    }

    fn note_tag(&self, reference: &git2::Reference<'_>, history: &mut History) {
        if let Some(tag) = reference.target().and_then(|id| self.inner.find_tag(id).ok()) {
            let name = String::from_utf8_lossy(tag.name_bytes()).into_owned();
            history.tags.push((name, tag.message_bytes().unwrap_or_default().to_vec()));
        }
    }

    fn collect_new(
        &self,
        tree: git2::Oid,
        prefix: &mut Vec<u8>,
        commit: usize,
        seen: &mut HashSet<git2::Oid>,
        blobs: &mut Vec<Sighting>,
    ) -> Result<(), Error> {
        let tree =
            self.inner.find_tree(tree).map_err(|error| Error::Object { id: tree.to_string(), message: error.message().to_owned() })?;
        for entry in &tree {
            if Kind::from_mode(entry.filemode()) == Kind::Submodule || !seen.insert(entry.id()) {
                continue;
            }
            let length = prefix.len();
            prefix.extend_from_slice(entry.name_bytes());
            if entry.kind() == Some(git2::ObjectType::Tree) {
                prefix.push(b'/');
                self.collect_new(entry.id(), prefix, commit, seen, blobs)?;
            } else {
                let path = RepoPath::new(prefix.clone());
                blobs.push(Sighting { id: ObjectId(entry.id()), path, commit });
            }
            prefix.truncate(length);
        }
        Ok(())
    }
}
