//! Text that no repository answers for: plain folders and standard input.

use super::names::{NameOf, Names};
use super::parts::visit_reader;
use super::reader::{Read, Reader, total};
use super::work::spread;
use super::{Blob, Examined, Part, Run};
use crate::model::{Origin, Trouble};
use crate::text::RepoPath;
use ignore::WalkBuilder;
use std::fs::FileType;
use std::io;
use std::path::{Path, PathBuf};

/// A file below a folder.
struct Listed {
    name: RepoPath,
    file: PathBuf,
    kind: Option<FileType>,
}

pub(super) fn visit(roots: &[PathBuf], part: &Part, run: &Run<'_>) -> Examined {
    let mut examined = Examined::default();
    let mut files = Vec::new();
    for root in roots {
        let before = files.len();
        // Below several folders one relative path may stand for two files.
        let prefix = if roots.len() > 1 { root.as_path() } else { Path::new("") };
        list(root, prefix, &mut files, &mut examined);
        if files.len() == before && examined.troubles.is_empty() {
            examined.troubles.push(no_file(root));
        }
    }
    files.sort_by(|left, right| (&left.name, &left.file).cmp(&(&right.name, &right.file)));
    files.dedup_by(|left, right| left.name == right.name && left.file == right.file);
    let listed = files.len();
    files.retain(|Listed { name, .. }| part.holds(name.as_bytes()));
    let mut names = Names::new(NameOf::File);
    for Listed { name, .. } in &files {
        names.add(name.as_bytes(), &Origin::WorkTree);
    }
    names.visit(run.visit);
    let each = |reader: &mut Reader, Listed { name, file, kind }: &Listed| {
        if let Read::Absent = reader.visit_file(file, name, *kind, run.visit) {
            reader.examined.notes.push(format!("{name} is no regular file and was left out"));
        }
    };
    examined.add(total(spread(&files, run.jobs, run.progress, &|| Reader::new(None), &each)));
    if let (0, true, Some(root)) = (examined.files, examined.troubles.is_empty(), roots.first())
        && listed == files.len()
    {
        // Pipes and devices were listed and left out: nothing was looked at all the same.
        examined.troubles.push(no_file(root));
    }
    examined
}

fn no_file(root: &Path) -> Trouble {
    Trouble::new(format!("there is no file below {}", root.display()), "name a folder that holds files")
}

pub(super) fn visit_stdin(visit: &(dyn Fn(&Blob<'_>) + Sync)) -> io::Result<Examined> {
    let stdin = io::stdin().lock();
    let bytes = visit_reader(stdin, &mut Vec::new(), None, &Origin::Stdin, visit)?;
    Ok(Examined { files: 1, bytes, ..Examined::default() })
}

/// Lists the files below `root`, named relative to it, behind `prefix` (a root that is a file keeps its own name). Links are listed and not followed,
/// so there are no loops; a repository's own `.git` is left out, since its objects are compressed and `--history` reads them.
fn list(root: &Path, prefix: &Path, files: &mut Vec<Listed>, examined: &mut Examined) {
    let walk = WalkBuilder::new(root)
        .standard_filters(false)
        .follow_links(false)
        .filter_entry(|entry| entry.depth() == 0 || entry.file_name() != ".git")
        .build();
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => {}
            Ok(entry) => {
                let name = match entry.path().strip_prefix(root) {
                    Ok(relative) if !relative.as_os_str().is_empty() => RepoPath::from_path(&prefix.join(relative)),
                    _ => RepoPath::from_path(root),
                };
                let kind = entry.file_type();
                files.push(Listed { name, file: entry.into_path(), kind });
            }
            Err(error) => examined
                .troubles
                .push(Trouble::new(format!("{} could not be read: {error}", root.display()), "name an existing path that you may read")),
        }
    }
}
