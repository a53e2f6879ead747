//! Per-thread state of a run over files or objects.

use super::{Blob, Examined};
use crate::git::{self, BlobReader, ObjectId};
use crate::model::{Origin, Trouble};
use crate::source::parts::visit_reader;
use crate::text::RepoPath;
use std::fs::{File, FileType};
use std::io;
use std::path::Path;

/// What one thread needs: a buffer that is used again, its own handle on the objects, and its part of the account.
pub(super) struct Reader {
    pub(super) objects: Option<BlobReader>,
    pub(super) examined: Examined,
    buffer: Vec<u8>,
}

/// What became of an attempt to read a file.
pub(super) enum Read {
    /// It was visited.
    Done,
    /// There is no such file.
    Absent,
}

impl Reader {
    pub(super) fn new(objects: Option<BlobReader>) -> Self {
        Self { objects, examined: Examined::default(), buffer: Vec::new() }
    }

    /// Visits a file, or a symbolic link as the text of its target; neither is followed out of its place. `kind` is what the folder said of it.
    pub(super) fn visit_file(&mut self, file: &Path, name: &RepoPath, kind: Option<FileType>, visit: &(dyn Fn(&Blob<'_>) + Sync)) -> Read {
        let kind = kind.map_or_else(|| std::fs::symlink_metadata(file).map(|metadata| metadata.file_type()), Ok);
        let read = kind.and_then(|kind| {
            if kind.is_symlink() {
                let target = RepoPath::from_path(&std::fs::read_link(file)?);
                visit(&Blob::whole(Some(name), target.as_bytes(), &Origin::WorkTree));
                return Ok(Some(target.as_bytes().len() as u64));
            }
            if !kind.is_file() {
                return Ok(None);
            }
            visit_reader(File::open(file)?, &mut self.buffer, Some(name), &Origin::WorkTree, visit).map(Some)
        });
        match read {
            Ok(Some(bytes)) => self.count(bytes),
            Ok(None) => return Read::Absent,
            Err(error) if is_absent(&error) => return Read::Absent,
            Err(error) => self
                .examined
                .troubles
                .push(Trouble::new(format!("{name} could not be read: {error}"), "make it readable, or take it out of the repository")),
        }
        Read::Done
    }

    /// Visits a blob of the repository.
    pub(super) fn visit_object(
        &mut self,
        id: ObjectId,
        path: &RepoPath,
        origin: &Origin,
        previous: Option<ObjectId>,
        visit: &(dyn Fn(&Blob<'_>) + Sync),
    ) {
        let read = |id| match &self.objects {
            Some(objects) => objects.blob(id),
            None => Err(git::Error::Object { id: id.to_string(), message: "the repository could not be opened again".to_owned() }),
        };
        match read(id) {
            Ok(bytes) => {
                let before = || previous.map_or_else(|| Ok(Vec::new()), read);
                let mut blob = Blob::whole(Some(path), &bytes, origin);
                if previous.is_some() {
                    blob.previous = Some(&before);
                }
                visit(&blob);
                let length = bytes.len() as u64;
                self.count(length);
            }
            Err(error) => {
                let trouble = Trouble::new(format!("{path}: {error}"), error.help());
                self.examined.troubles.push(trouble);
            }
        }
    }

    fn count(&mut self, bytes: u64) {
        self.examined.files += 1;
        self.examined.bytes += bytes;
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Adds up what the threads did.
pub(super) fn total(readers: Vec<Reader>) -> Examined {
    let mut examined = Examined::default();
    for reader in readers {
        examined.add(reader.examined);
    }
    examined.troubles.sort_by(|left, right| left.message.cmp(&right.message));
    examined
}
