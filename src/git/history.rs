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
    /// Names and addresses of its author and its committer.
    pub people: Vec<u8>,
}

/// An annotated tag, as the tag says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagInfo {
    /// Its name.
    pub name: String,
    /// Its message.
    pub message: Vec<u8>,
    /// Name and address of who made it.
    pub tagger: Vec<u8>,
}

impl CommitInfo {
    pub(super) fn of(commit: &git2::Commit<'_>) -> Self {
        let (author, committer) = (commit.author(), commit.committer());
        let when = jiff::Timestamp::from_second(author.when().seconds());
        Self {
            id: commit.id().to_string(),
            author: String::from_utf8_lossy(author.name_bytes()).into_owned(),
            date: when.map(|when| when.to_string()).unwrap_or_default(),
            message: commit.message_raw_bytes().to_vec(),
            people: [author.name_bytes(), b" ", author.email_bytes(), b" ", committer.name_bytes(), b" ", committer.email_bytes()].concat(),
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
            // A reference may name a blob or a tree (tags do); only commits have history.
            if let Ok(commit) = reference.peel_to_commit() {
                walk.push(commit.id())?;
            }
        }
        for tip in self.other_tips() {
            walk.push(git2::Oid::from_str(&tip)?)?;
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

    /// Annotated tags that references name, and those that such tags name in turn.
    ///
    /// # Errors
    /// [`Error::Git`].
    pub fn tags(&self) -> Result<Vec<TagInfo>, Error> {
        let mut tags = Vec::new();
        let mut seen = HashSet::new();
        for reference in self.inner.references()? {
            let mut target = reference?.target();
            while let Some(tag) = target.filter(|id| seen.insert(*id)).and_then(|id| self.inner.find_tag(id).ok()) {
                let tagger = tag.tagger();
                let tagger = tagger.map(|tagger| [tagger.name_bytes(), b" ", tagger.email_bytes()].concat());
                tags.push(TagInfo {
                    name: String::from_utf8_lossy(tag.name_bytes()).into_owned(),
                    message: tag.message_bytes().unwrap_or_default().to_vec(),
                    tagger: tagger.unwrap_or_default(),
                });
                target = Some(tag.target_id());
            }
        }
        Ok(tags)
    }

    /// The full names of all references.
    ///
    /// # Errors
    /// [`Error::Git`].
    pub fn reference_names(&self) -> Result<Vec<Vec<u8>>, Error> {
        self.inner.references()?.map(|reference| Ok(reference?.name_bytes().to_vec())).collect()
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
