//! The files git would publish.

use super::names::{NameOf, Names};
use super::reader::{Read, Reader, total};
use super::work::spread;
use super::{Error, Examined, Part, Run};
use crate::git::{self, BlobReader, Kind, ObjectId, Repo, Untracked};
use crate::model::{Origin, Trouble};
use crate::text::{RepoPath, count};
use std::collections::BTreeMap;
use std::path::Path;

struct Item {
    path: RepoPath,
    /// The content git has, where the file is not on disk: sparse checkout, or deleted and not yet committed.
    tracked: Option<ObjectId>,
    /// The content that is staged, where HEAD has another: the next commit would hold it, whatever stands on disk by now.
    staged: Option<ObjectId>,
}

pub(super) fn visit(repo: &Repo, within: &[RepoPath], with_untracked: bool, part: &Part, run: &Run<'_>) -> Result<Examined, Error> {
    let mut examined = Examined::default();
    let wanted = |path: &RepoPath| within.is_empty() || within.iter().any(|folder| path.is_within(folder));
    let mut items = Vec::new();
    let mut submodules = Vec::new();
    let mut staged = staged(repo, &mut examined);
    for entry in repo.tracked()? {
        if !wanted(&entry.path) {
            continue;
        }
        if entry.kind == Kind::Submodule {
            submodules.push(entry.path.to_string());
        } else {
            let staged = staged.remove(&entry.path);
            items.push(Item { path: entry.path, tracked: Some(entry.id), staged });
        }
    }
    let untracked = if with_untracked { repo.untracked()? } else { Untracked { asked_git: true, ..Untracked::default() } };
    if !untracked.asked_git {
        examined
            .notes
            .push("git was not found: which untracked files are ignored was decided by libgit2, which differs in rare cases".to_owned());
    }
    examined.untracked = with_untracked.then(|| untracked.files.clone());
    items.extend(untracked.files.into_iter().filter(|path| wanted(path)).map(|path| Item { path, tracked: None, staged: None }));
    // A path in conflict stands in the index three times; the file is one.
    items.dedup_by(|left, right| left.path == right.path);
    let nested = untracked.repositories.iter().filter(|path| wanted(path)).map(RepoPath::to_string);
    note_repositories(&mut examined, submodules.into_iter().chain(nested).collect());
    for folder in within {
        if !folder.as_bytes().is_empty() && !items.iter().any(|item| item.path.is_within(folder)) {
            examined.troubles.push(nothing_below(folder));
        }
    }
    items.retain(|item| part.holds(item.path.as_bytes()));
    let mut names = Names::new(NameOf::File);
    for item in &items {
        names.add(item.path.as_bytes(), &Origin::WorkTree);
    }
    names.visit(run.visit);
    let root = repo.work_tree().map(Path::to_path_buf);
    let git_dir = repo.git_dir().to_path_buf();
    let readers = spread(&items, run.jobs, run.progress, &|| Reader::new(None), &|reader: &mut Reader, item: &Item| {
        let mut from_objects = item.tracked;
        if let Some(root) = &root {
            let file = item.path.to_path(root);
            if let Read::Done = reader.visit_file(&file, &item.path, None, run.visit) {
                from_objects = item.staged.filter(|id| !git::is_content_of(*id, &file));
            }
        }
        let Some(id) = from_objects else { return };
        if reader.objects.is_none() {
            reader.objects = BlobReader::open(&git_dir).ok();
        }
        reader.visit_object(id, &item.path, &Origin::Index, None, run.visit);
    });
    examined.add(total(readers));
    Ok(examined)
}

/// What the next commit would change, by path.
fn staged(repo: &Repo, examined: &mut Examined) -> BTreeMap<RepoPath, ObjectId> {
    if repo.work_tree().is_none() {
        return BTreeMap::new();
    }
    match repo.staged() {
        Ok(staged) => staged
            .into_iter()
            .filter(|staged| staged.entry.kind != Kind::Submodule && !staged.entry.id.is_none())
            .map(|staged| (staged.entry.path, staged.entry.id))
            .collect(),
        Err(error) => {
            examined.troubles.push(Trouble::new(format!("what is staged could not be told: {error}"), error.help()));
            BTreeMap::new()
        }
    }
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
