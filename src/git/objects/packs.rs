//! Packs: where an object stands in them, and which objects of a kind they hold.

use gix_pack::data::entry::Header;
use gix_pack::{data, index};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Folders of objects that borrow from each other are followed so far: git's own limit (`alt_odb_recurse`, odb.c).
const MOST_BORROWED: usize = 5;

/// Bytes of a pack that are read before it is mapped anew.
const WINDOW: u64 = 8 << 20;

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::git) enum Kind {
    Commit,
    Tree,
    Blob,
    Tag,
}

/// Where an object stands: the number of the pack, and the byte in it. Ordered as they lie on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The number of the pack.
    pub pack: usize,
    /// The byte in it.
    pub offset: u64,
}

/// What tells how files hang together, as it lies on disk.
#[derive(Debug, Default)]
pub(in crate::git) struct Outline {
    pub(in crate::git) commits: Vec<(Place, git2::Oid)>,
    pub(in crate::git) trees: Vec<(Place, git2::Oid)>,
}

struct Pack {
    file: PathBuf,
    index: index::File,
}

/// The packs of a repository and of those it borrows objects from. One that cannot be read is left out: libgit2 is asked for what it holds.
pub(in crate::git) struct Packs(Vec<Pack>);

impl Packs {
    /// Those below a folder of objects.
    pub(in crate::git) fn open(objects: &Path) -> Self {
        let mut folders = BTreeSet::new();
        with_borrowed(objects, MOST_BORROWED, &mut folders);
        let listed = folders.iter().filter_map(|folder| std::fs::read_dir(folder.join("pack")).ok()).flatten().flatten();
        let mut indexes: Vec<PathBuf> =
            listed.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "idx")).collect();
        indexes.sort();
        let open = |path: PathBuf| {
            let file = path.with_extension("pack");
            // The header alone is read; a pack that is damaged, or gone since it was listed, is none.
            data::File::at(&file, gix_hash::Kind::Sha1).ok()?;
            Some(Pack { index: index::File::at(path, gix_hash::Kind::Sha1).ok()?, file })
        };
        Self(indexes.into_iter().filter_map(open).collect())
    }

    /// Where an object stands, if a pack holds it.
    pub(in crate::git) fn find(&self, id: git2::Oid) -> Option<Place> {
        let id = gix_hash::oid::try_from_bytes(id.as_bytes()).ok()?;
        self.0.iter().enumerate().find_map(|(pack, packed)| {
            let offset = packed.index.pack_offset_at_index(packed.index.lookup(id)?);
            Some(Place { pack, offset })
        })
    }

    /// Where an object stands in one of the packs.
    pub(super) fn find_in(&self, pack: usize, id: &gix_hash::oid) -> Option<u64> {
        let index = &self.0.get(pack)?.index;
        Some(index.pack_offset_at_index(index.lookup(id)?))
    }

    /// The commits and the trees that packs hold.
    pub(in crate::git) fn outline(&self) -> Outline {
        let mut outline = Outline::default();
        let mut mapped = Mapped::default();
        for (pack, packed) in self.0.iter().enumerate() {
            let mut entries: Vec<(u64, git2::Oid)> = packed
                .index
                .iter()
                .filter_map(|entry| Some((entry.pack_offset, git2::Oid::from_bytes(entry.oid.as_bytes()).ok()?)))
                .collect();
            entries.sort_unstable_by_key(|(offset, _)| *offset);
            let mut kinds: Vec<Option<Kind>> = Vec::with_capacity(entries.len());
            for (offset, id) in &entries {
                let place = Place { pack, offset: *offset };
                let header = mapped.at(self, place).and_then(|file| file.entry(*offset).ok()).map(|entry| entry.header);
                let kind_at = |base: u64| entries.binary_search_by_key(&base, |(offset, _)| *offset).ok().and_then(|at| *kinds.get(at)?);
                let kind = match header {
                    Some(Header::Commit) => Some(Kind::Commit),
                    Some(Header::Tree) => Some(Kind::Tree),
                    Some(Header::Blob) => Some(Kind::Blob),
                    Some(Header::Tag) => Some(Kind::Tag),
                    // A base stands before what is told from it.
                    Some(Header::OfsDelta { base_distance }) => offset.checked_sub(base_distance).and_then(kind_at),
                    Some(Header::RefDelta { .. }) => mapped.at(self, place).and_then(|file| self.kind_of(file, place)),
                    None => None,
                };
                match kind {
                    Some(Kind::Commit) => outline.commits.push((place, *id)),
                    Some(Kind::Tree) => outline.trees.push((place, *id)),
                    Some(Kind::Blob | Kind::Tag) | None => {}
                }
                kinds.push(kind);
            }
        }
        outline
    }

    /// What a delta comes to whose base is told by its name.
    fn kind_of(&self, file: &data::File, place: Place) -> Option<Kind> {
        let index = &self.0.get(place.pack)?.index;
        let base = |id: &gix_hash::oid| {
            let base = index.lookup(id).map(|at| file.entry(index.pack_offset_at_index(at))).transpose()?;
            Ok(base.map(data::decode::header::ResolvedBase::InPack))
        };
        let header = file.decode_header(file.entry(place.offset).ok()?, &mut gix_zlib::Inflate::default(), &base).ok()?;
        Some(kind(header.kind))
    }
}

/// A folder of objects, and those its `info/alternates` names (gitrepository-layout).
fn with_borrowed(objects: &Path, depth: usize, found: &mut BTreeSet<PathBuf>) {
    if !found.insert(objects.to_path_buf()) || depth == 0 {
        return;
    }
    let listed = std::fs::read(objects.join("info").join("alternates")).unwrap_or_default();
    for line in listed.split(|byte| *byte == b'\n').filter(|line| !line.is_empty() && !line.starts_with(b"#")) {
        let path = crate::text::RepoPath::new(line).to_path(objects);
        with_borrowed(&path, depth - 1, found);
    }
}

/// What gix calls it.
pub(super) fn kind(kind: gix_object::Kind) -> Kind {
    match kind {
        gix_object::Kind::Commit => Kind::Commit,
        gix_object::Kind::Tree => Kind::Tree,
        gix_object::Kind::Blob => Kind::Blob,
        gix_object::Kind::Tag => Kind::Tag,
    }
}

/// The one pack that is mapped now.
#[derive(Default)]
pub(super) struct Mapped {
    file: Option<(usize, data::File)>,
    /// The block that was read last, and how many were since it was mapped.
    block: u64,
    blocks: u64,
}

/// What the system brings in round a byte that is read (`fault_around_bytes` of Linux), in bytes.
const BLOCK: u64 = 64 << 10;

impl Mapped {
    /// The pack of `place`; mapped anew from time to time, so that what was read does not stay in memory.
    pub(super) fn at(&mut self, packs: &Packs, place: Place) -> Option<&data::File> {
        let block = place.offset / BLOCK;
        self.blocks += u64::from(block != self.block);
        self.block = block;
        if self.file.as_ref().is_none_or(|(pack, _)| *pack != place.pack) || self.blocks > WINDOW / BLOCK {
            self.file = None;
            self.file = Some((place.pack, data::File::at(&packs.0.get(place.pack)?.file, gix_hash::Kind::Sha1).ok()?));
            self.blocks = 0;
        }
        self.file.as_ref().map(|(_, file)| file)
    }
}
