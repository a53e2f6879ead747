//! Text that stands in the repository's objects: staged, in a range of commits, in all of history.

use super::reader::{Reader, total};
use super::work::spread;
use super::{Blob, Error, Examined, Progress};
use crate::git::{BlobReader, CommitInfo, Kind, ObjectId, Repo};
use crate::model::{Origin, Trouble};
use crate::text::RepoPath;
use std::sync::Arc;

struct Item {
    id: ObjectId,
    path: RepoPath,
    origin: Arc<Origin>,
    previous: Option<ObjectId>,
}

type Visit<'run> = &'run (dyn Fn(&Blob<'_>) + Sync);

pub(super) fn visit_staged(repo: &Repo, jobs: usize, progress: &Progress, visit: Visit<'_>) -> Result<Examined, Error> {
    let origin = Arc::new(Origin::Index);
    let mut examined = Examined::default();
    let mut items = Vec::new();
    for staged in repo.staged()? {
        if staged.entry.kind == Kind::Submodule {
            examined.notes.push(format!("submodule {} not looked into", staged.entry.path));
            continue;
        }
        items.push(Item { id: staged.entry.id, path: staged.entry.path, origin: Arc::clone(&origin), previous: staged.previous });
    }
    examined.add(visit_items(repo, &items, jobs, progress, visit));
    Ok(examined)
}

pub(super) fn visit_range(
    repo: &Repo,
    from: Option<&str>,
    to: &str,
    jobs: usize,
    progress: &Progress,
    visit: Visit<'_>,
) -> Result<Examined, Error> {
    let (commits, changed) = repo.changed_between(from, to)?;
    let origins: Vec<Arc<Origin>> = commits.iter().map(origin_of).collect();
    let mut examined = Examined::default();
    if commits.is_empty() {
        examined.notes.push("the range holds no commits".to_owned());
    }
    if repo.is_shallow() && commits.iter().any(|commit| repo.is_boundary(&commit.id)) {
        examined.troubles.push(shallow());
    }
    let items: Vec<Item> = changed
        .into_iter()
        .filter(|change| change.file.entry.kind != Kind::Submodule)
        .filter_map(|change| {
            let origin = Arc::clone(origins.get(change.commit)?);
            let entry = change.file.entry;
            Some(Item { id: entry.id, path: entry.path, origin, previous: change.file.previous })
        })
        .collect();
    examined.add(visit_items(repo, &items, jobs, progress, visit));
    visit_messages(&commits, &origins, &mut examined, visit);
    Ok(examined)
}

pub(super) fn visit_history(repo: &Repo, jobs: usize, progress: &Progress, visit: Visit<'_>) -> Result<Examined, Error> {
    let history = repo.history()?;
    let origins: Vec<Arc<Origin>> = history.commits.iter().map(origin_of).collect();
    let mut examined = Examined::default();
    if repo.is_shallow() {
        examined.troubles.push(shallow());
    }
    let items: Vec<Item> = history
        .blobs
        .into_iter()
        .filter_map(|seen| {
            let origin = Arc::clone(origins.get(seen.commit)?);
            Some(Item { id: seen.id, path: seen.path, origin, previous: None })
        })
        .collect();
    examined.add(visit_items(repo, &items, jobs, progress, visit));
    visit_messages(&history.commits, &origins, &mut examined, visit);
    for (name, message) in &history.tags {
        let path = RepoPath::new(format!("refs/tags/{name}"));
        visit(&Blob::whole(Some(&path), message, &Origin::WorkTree));
    }
    Ok(examined)
}

fn visit_items(repo: &Repo, items: &[Item], jobs: usize, progress: &Progress, visit: Visit<'_>) -> Examined {
    let git_dir = repo.git_dir();
    let readers = spread(items, jobs, progress, &|| Reader::new(BlobReader::open(git_dir).ok()), &|reader: &mut Reader, item: &Item| {
        reader.visit_object(item.id, &item.path, &item.origin, item.previous, visit);
    });
    total(readers)
}

/// Commit messages are published with the commit. They have no path; the place a finding names is the message itself.
fn visit_messages(commits: &[CommitInfo], origins: &[Arc<Origin>], examined: &mut Examined, visit: Visit<'_>) {
    for (commit, origin) in commits.iter().zip(origins) {
        visit(&Blob::whole(None, &commit.message, origin));
        examined.bytes += commit.message.len() as u64;
    }
}

fn origin_of(commit: &CommitInfo) -> Arc<Origin> {
    Arc::new(Origin::Commit { id: commit.id.clone(), author: commit.author.clone(), date: commit.date.clone() })
}

fn shallow() -> Trouble {
    Trouble::new(
        "the clone is shallow: older commits are not here and were not looked at",
        "fetch them with `git fetch --unshallow`, or set fetch-depth: 0 in the workflow",
    )
}
