//! The files git would publish.

use super::reader::{Read, Reader, total};
use super::work::spread;
use super::{Blob, Error, Examined, Progress};
use crate::git::{BlobReader, Kind, ObjectId, Repo, Untracked};
use crate::model::{Origin, Trouble};
use crate::text::{RepoPath, count};
use std::path::Path;

struct Item {
    path: RepoPath,
    /// The content git has, where the file is not on disk: sparse checkout, or deleted and not yet committed.
    tracked: Option<ObjectId>,
}

pub(super) fn visit(
    repo: &Repo,
    within: &[RepoPath],
    with_untracked: bool,
    jobs: usize,
    progress: &Progress,
    visit: &(dyn Fn(&Blob<'_>) + Sync),
) -> Result<Examined, Error> {
    let mut examined = Examined::default();
    let wanted = |path: &RepoPath| within.is_empty() || within.iter().any(|folder| path.is_within(folder));
    let mut items = Vec::new();
    let mut submodules = Vec::new();
    for entry in repo.tracked()? {
        if !wanted(&entry.path) {
            continue;
        }
        if entry.kind == Kind::Submodule {
            submodules.push(entry.path.to_string());
        } else {
            items.push(Item { path: entry.path, tracked: Some(entry.id) });
        }
    }
    let untracked = if with_untracked { repo.untracked()? } else { Untracked { asked_git: true, ..Untracked::default() } };
    if !untracked.asked_git {
        examined
            .notes
            .push("git was not found: which untracked files are ignored was decided by libgit2, which differs in rare cases".to_owned());
    }
    items.extend(untracked.files.into_iter().filter(|path| wanted(path)).map(|path| Item { path, tracked: None }));
    // A path in conflict stands in the index three times; the file is one.
    items.dedup_by(|left, right| left.path == right.path);
    let nested = untracked.repositories.iter().filter(|path| wanted(path)).map(RepoPath::to_string);
    note_repositories(&mut examined, submodules.into_iter().chain(nested).collect());
    for folder in within {
        if !folder.as_bytes().is_empty() && !items.iter().any(|item| item.path.is_within(folder)) {
            examined.troubles.push(nothing_below(folder));
        }
    }
    let root = repo.work_tree().map(Path::to_path_buf);
    let git_dir = repo.git_dir().to_path_buf();
    let readers = spread(&items, jobs, progress, &|| Reader::new(None), &|reader: &mut Reader, item: &Item| {
        if let Some(root) = &root
            && let Read::Done = reader.visit_file(&item.path.to_path(root), &item.path, visit)
        {
            return;
        }
        let Some(id) = item.tracked else { return };
        if reader.objects.is_none() {
            reader.objects = BlobReader::open(&git_dir).ok();
        }
        reader.visit_object(id, &item.path, &Origin::Index, None, visit);
    });
    examined.add(total(readers));
    Ok(examined)
}

fn note_repositories(examined: &mut Examined, mut paths: Vec<String>) {
    if paths.is_empty() {
        return;
    }
    paths.sort();
    examined.notes.push(format!(
        "{} not looked into: {} (run golive inside each)",
        count(paths.len(), "submodule or nested repository", "submodules or nested repositories"),
        paths.join(", ")
    ));
}

fn nothing_below(path: &RepoPath) -> Trouble {
    Trouble::new(
        format!("git would publish nothing at {path}: it is ignored, empty, or no such path"),
        "name a tracked or unignored path, or give --no-git to look at ignored files too",
    )
}
