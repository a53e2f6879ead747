//! What the index holds, and what it would add to HEAD.

use super::{Error, ObjectId, Repo};
use crate::text::RepoPath;

/// What an entry is, by its mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A symbolic link; its blob is the target's path.
    Link,
    /// A submodule: another repository's commit.
    Submodule,
}

impl Kind {
    pub(super) fn from_mode(mode: i32) -> Self {
        match mode & 0o170_000 {
            0o120_000 => Self::Link,
            0o160_000 => Self::Submodule,
            _ => Self::File,
        }
    }
}

/// One tracked path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it is.
    pub path: RepoPath,
    /// Its content.
    pub id: ObjectId,
    /// What it is.
    pub kind: Kind,
}

/// One path that the next commit would add or change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staged {
    /// As the index has it.
    pub entry: Entry,
    /// The content it replaces, through a rename too; `None` for a new file.
    pub previous: Option<ObjectId>,
}

impl Repo {
    /// Everything the index holds; in a bare repository, everything HEAD holds. Sorted by path, a path in conflict once for each side.
    ///
    /// # Errors
    /// [`Error::Git`] where the index or a tree is damaged.
    pub fn tracked(&self) -> Result<Vec<Entry>, Error> {
        if self.inner.is_bare() && !crate::env::is_set(crate::env::GIT_INDEX_FILE) {
            return self.head_entries();
        }
        let index = self.inner.index()?;
        Ok(index
            .iter()
            .map(|entry| Entry {
                path: RepoPath::new(entry.path),
                id: ObjectId(entry.id),
                kind: Kind::from_mode(i32::try_from(entry.mode).unwrap_or(0)),
            })
            .collect())
    }

    /// Paths of the submodules that HEAD has.
    pub fn submodules_at_head(&self) -> Vec<RepoPath> {
        let entries = self.head_entries().unwrap_or_default();
        entries.into_iter().filter(|entry| entry.kind == Kind::Submodule).map(|entry| entry.path).collect()
    }

    pub(super) fn head_entries(&self) -> Result<Vec<Entry>, Error> {
        let mut entries = Vec::new();
        if let Some(tree) = self.head_tree()? {
            self.collect_tree(&tree, &mut Vec::new(), &mut entries)?;
        }
        Ok(entries)
    }

    fn collect_tree(&self, tree: &git2::Tree<'_>, prefix: &mut Vec<u8>, entries: &mut Vec<Entry>) -> Result<(), Error> {
        for entry in tree {
            let length = prefix.len();
            prefix.extend_from_slice(entry.name_bytes());
            if entry.kind() == Some(git2::ObjectType::Tree) {
                prefix.push(b'/');
                self.collect_tree(&self.inner.find_tree(entry.id())?, prefix, entries)?;
            } else {
                entries.push(Entry {
                    path: RepoPath::new(prefix.clone()),
                    id: ObjectId(entry.id()),
                    kind: Kind::from_mode(entry.filemode()),
                });
            }
            prefix.truncate(length);
        }
        Ok(())
    }
}

/// The new sides of a diff's deltas, with the blobs they replace.
pub(super) fn changed_entries(diff: &git2::Diff<'_>) -> Vec<Staged> {
    diff.deltas()
        .filter(|delta| delta.status() != git2::Delta::Deleted)
        .filter_map(|delta| {
            let (old, new) = (delta.old_file(), delta.new_file());
            let entry =
                Entry { path: RepoPath::new(new.path_bytes()?), id: ObjectId(new.id()), kind: Kind::from_mode(mode_number(new.mode())) };
            let previous = (!old.id().is_zero() && old.mode() != git2::FileMode::Commit).then(|| ObjectId(old.id()));
            Some(Staged { entry, previous })
        })
        .collect()
}

fn mode_number(mode: git2::FileMode) -> i32 {
    match mode {
        git2::FileMode::Link => 0o120_000,
        git2::FileMode::Commit => 0o160_000,
        _ => 0o100_644,
    }
}
