//! Text that no repository answers for: plain folders and standard input.

use super::parts::visit_reader;
use super::reader::{Read, Reader, total};
use super::work::spread;
use super::{Blob, Examined, Progress};
use crate::model::{Origin, Trouble};
use crate::text::RepoPath;
use std::io;
use std::path::{Path, PathBuf};

pub(super) fn visit(
    roots: &[PathBuf],
    jobs: usize,
    progress: &Progress,
    visit: &(dyn Fn(&Blob<'_>) + Sync),
) -> Examined {
    let mut examined = Examined::default();
    let mut files = Vec::new();
    for root in roots {
        let before = files.len();
        list(root, root, &mut files, &mut examined);
        if files.len() == before && examined.troubles.is_empty() {
            examined.troubles.push(Trouble::new(
                format!("there is no file below {}", root.display()),
                "name a folder that holds files",
            ));
        }
    }
    files.sort();
    files.dedup();
    let readers = spread(
        &files,
        jobs,
        progress,
        &|| Reader::new(None),
        &|reader: &mut Reader, (name, file): &(RepoPath, PathBuf)| {
            if let Read::Absent = reader.visit_file(file, name, visit) {
                reader.examined.notes.push(format!("{name} is no regular file and was left out"));
            }
        },
    );
    examined.add(total(readers));
    examined
}

pub(super) fn visit_stdin(visit: &(dyn Fn(&Blob<'_>) + Sync)) -> io::Result<Examined> {
    let stdin = io::stdin().lock();
    let bytes = visit_reader(stdin, &mut Vec::new(), None, &Origin::Stdin, visit)?;
    Ok(Examined { files: 1, bytes, ..Examined::default() })
}

/// Lists the files below `path`, named relative to `root` (a root that is a file keeps its own name). Links are listed and not
/// followed, so there are no loops; a repository's own `.git` is left out, since its objects are compressed and `--history` reads them.
fn list(root: &Path, path: &Path, files: &mut Vec<(RepoPath, PathBuf)>, examined: &mut Examined) {
    let trouble = |error: &io::Error| {
        Trouble::new(
            format!("{} could not be read: {error}", path.display()),
            "name an existing path that you may read",
        )
    };
    let metadata = match std::fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) => return examined.troubles.push(trouble(&error)),
    };
    if !metadata.is_dir() {
        let name = match path.strip_prefix(root) {
            Ok(relative) if !relative.as_os_str().is_empty() => RepoPath::from_path(relative),
            _ => RepoPath::from_path(path),
        };
        return files.push((name, path.to_path_buf()));
    }
    let entries = match std::fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => return examined.troubles.push(trouble(&error)),
    };
    for entry in entries {
        match entry {
            Ok(entry) if entry.file_name() == ".git" => {}
            Ok(entry) => list(root, &entry.path(), files, examined),
            Err(error) => examined.troubles.push(trouble(&error)),
        }
    }
}
