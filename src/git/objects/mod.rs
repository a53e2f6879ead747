//! Every object of a repository, read without a git: out of packs as they lie on disk, and through libgit2 what stands elsewhere.

mod decode;
mod delta;
mod loose;
mod packs;

pub use delta::{Copy, Told};
pub(super) use loose::blob as loose_blob;
pub use packs::Place;
pub(super) use packs::{Kind, Outline};

use super::{ObjectId, Repo};
use crate::text::RepoPath;
use decode::{Object, PackReader};
use hashbrown::HashMap;
use packs::Packs;
use std::path::PathBuf;
use std::sync::Arc;

/// The objects of one repository; may be read from several threads, each with its own [`ObjectReader`].
pub struct Objects {
    packs: Packs,
    git_dir: PathBuf,
}

impl Objects {
    /// Those of `repo` and of the repositories it borrows from.
    pub(super) fn of(repo: &Repo) -> Self {
        Self { packs: Packs::open(&repo.common_dir().join("objects")), git_dir: repo.git_dir().to_path_buf() }
    }

    /// For one thread.
    pub fn reader(&self) -> ObjectReader<'_> {
        ObjectReader { packs: PackReader::new(&self.packs), objects: self, elsewhere: None, last: None }
    }

    /// Commits and trees that packs hold.
    pub(super) fn outline(&self) -> Outline {
        self.packs.outline()
    }

    /// The numbers of `ids`, in the order in which they are read fastest.
    pub(super) fn as_they_lie(&self, ids: impl Iterator<Item = git2::Oid>) -> Vec<usize> {
        let mut placed: Vec<(Option<Place>, usize)> = ids.enumerate().map(|(number, id)| (self.packs.find(id), number)).collect();
        placed.sort_unstable();
        placed.into_iter().map(|(_, number)| number).collect()
    }

    /// The versions of each file together, in the order in which they are read fastest: that of the packs, where objects that are told from
    /// each other lie side by side.
    pub fn by_file(&self, blobs: Vec<(ObjectId, RepoPath)>) -> Vec<(RepoPath, Vec<Version>)> {
        let mut files: HashMap<RepoPath, Vec<Version>> = HashMap::new();
        for (id, path) in blobs {
            files.entry(path).or_default().push(Version { place: self.packs.find(id.0), id });
        }
        let mut files: Vec<(RepoPath, Vec<Version>)> = files.into_iter().collect();
        for (_, versions) in &mut files {
            versions.sort_unstable();
        }
        files.sort_unstable_by(|(_, left), (_, right)| left.first().cmp(&right.first()));
        files
    }
}

/// A version of a file, and where it stands. Ordered as they lie on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    place: Option<Place>,
    /// The blob.
    pub id: ObjectId,
}

impl Version {
    /// Where it stands, if in a pack.
    pub fn place(&self) -> Option<Place> {
        self.place
    }
}

/// The bytes of a blob.
#[derive(Debug, Clone)]
pub struct Bytes(Arc<Object>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0.bytes
    }
}

/// Reads objects on one thread.
pub struct ObjectReader<'objects> {
    objects: &'objects Objects,
    packs: PackReader<'objects>,
    /// Opened when something stands in no pack.
    elsewhere: Option<git2::Repository>,
    last: Option<Arc<Object>>,
}

impl ObjectReader<'_> {
    /// The bytes of a version; `None` where the repository does not have it, or is damaged there. And where the version stands that it is told
    /// from, and what it has of that, where the pack says so.
    pub fn version(&mut self, version: &Version) -> Option<(Bytes, Option<Told>)> {
        let packed = version.place.and_then(|place| self.packs.read(place));
        let told = packed.as_ref().and_then(|_| self.packs.told());
        if packed.is_none() {
            self.read_elsewhere(version.id.0)?;
        }
        let object = packed.or_else(|| self.last.clone()).filter(|object| object.kind == Kind::Blob)?;
        Some((Bytes(object), told))
    }

    /// An object and what it is.
    pub(super) fn read(&mut self, id: git2::Oid) -> Option<(Kind, &[u8])> {
        match self.objects.packs.find(id) {
            Some(place) => self.read_at(place, id),
            None => self.read_elsewhere(id),
        }
    }

    /// As [`Self::read`], for an object of which it is known where it stands.
    pub(super) fn read_at(&mut self, place: Place, id: git2::Oid) -> Option<(Kind, &[u8])> {
        match self.packs.read(place) {
            Some(object) => Some(hand_out(&mut self.last, object)),
            // Another pack, or a loose object, may hold it whole.
            None => self.read_elsewhere(id),
        }
    }

    fn read_elsewhere(&mut self, id: git2::Oid) -> Option<(Kind, &[u8])> {
        if self.elsewhere.is_none() {
            self.elsewhere = super::repo::open_again(&self.objects.git_dir).ok();
        }
        let database = self.elsewhere.as_ref()?.odb().ok()?;
        let object = database.read(id).ok()?;
        let kind = match object.kind() {
            git2::ObjectType::Commit => Kind::Commit,
            git2::ObjectType::Tree => Kind::Tree,
            git2::ObjectType::Blob => Kind::Blob,
            git2::ObjectType::Tag => Kind::Tag,
            git2::ObjectType::Any => return None,
        };
        let bytes = object.data().to_vec();
        Some(hand_out(&mut self.last, Arc::new(Object { kind, bytes })))
    }
}

/// An object that stays until the next is asked for.
fn hand_out(last: &mut Option<Arc<Object>>, object: Arc<Object>) -> (Kind, &[u8]) {
    let object = &**last.insert(object);
    (object.kind, &object.bytes)
}
