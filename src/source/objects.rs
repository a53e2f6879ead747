//! Text that stands in the repository's objects: staged, in a range of commits, in all of history.

use super::reader::{Reader, total};
use super::versions::Versions;
use super::work::{spread, spread_singly};
use super::{Blob, Error, Examined, Progress};
use crate::git::{self, BlobReader, BlobStatus, BlobStream, CommitInfo, Kind, ObjectId, Repo};
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
    without: &[String],
    to: &[String],
    jobs: usize,
    progress: &Progress,
    visit: Visit<'_>,
) -> Result<Examined, Error> {
    let (commits, changed) = repo.changed_between(without, to)?;
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

pub(super) fn visit_change(
    repo: &Repo,
    from: &str,
    to: &str,
    jobs: usize,
    progress: &Progress,
    visit: Visit<'_>,
) -> Result<Examined, Error> {
    let (commit, changed) = repo.changed_from(from, to)?;
    let origin = origin_of(&commit);
    let items: Vec<Item> = changed
        .into_iter()
        .filter(|file| file.entry.kind != Kind::Submodule)
        .map(|file| Item { id: file.entry.id, path: file.entry.path, origin: Arc::clone(&origin), previous: file.previous })
        .collect();
    let mut examined = visit_items(repo, &items, jobs, progress, visit);
    visit_messages(&[commit], &[origin], &mut examined, visit);
    Ok(examined)
}

/// Blobs of one slice of history, read by one git.
struct Slice<'run>(&'run [(ObjectId, RepoPath)]);

/// Blobs a slice holds: enough that starting git costs nothing beside it, few enough that threads end together.
const SLICE: usize = 4096;

pub(super) fn visit_history(repo: &Repo, jobs: usize, progress: &Progress, visit: Visit<'_>) -> Result<Examined, Error> {
    let reachable = match repo.reachable() {
        Ok(reachable) => reachable,
        Err(error) if error.is_missing_git() => return visit_history_by_libgit2(repo, jobs, progress, visit),
        Err(error) => return Err(error.into()),
    };
    let mut examined = Examined::default();
    if repo.is_shallow() {
        examined.troubles.push(shallow());
    }
    examined.troubles.extend(reachable.missing.iter().map(|id| missing(id)));
    let slices: Vec<Slice<'_>> = reachable.blobs.chunks(SLICE).map(Slice).collect();
    let stream = BlobStream::new(repo);
    let parts = spread_singly(&slices, jobs, progress, &Examined::default, &|examined, Slice(blobs)| {
        let ids: Vec<ObjectId> = blobs.iter().map(|(id, _)| *id).collect();
        let mut versions = Versions::default();
        let read = stream.read(&ids, &mut |number, status| {
            let Some((id, path)) = blobs.get(number) else { return };
            match status {
                BlobStatus::Here(bytes) => {
                    versions.visit(path, bytes, &Origin::Object(id.to_string()), visit);
                    examined.files += 1;
                    examined.bytes += bytes.len() as u64;
                }
                BlobStatus::Missing => examined.troubles.push(missing(&id.to_string())),
            }
        });
        if let Err(error) = read {
            examined.troubles.push(Trouble::new(error.to_string(), error.help()));
        }
    });
    for part in parts {
        examined.add(part);
    }
    let commits = repo.all_commits()?;
    let origins: Vec<Arc<Origin>> = commits.iter().map(origin_of).collect();
    visit_messages(&commits, &origins, &mut examined, visit);
    visit_tags(&repo.tag_messages()?, visit);
    Ok(examined)
}

fn missing(id: &str) -> Trouble {
    let error = git::Error::Object { id: id.to_owned(), message: "this clone does not have it".to_owned() };
    Trouble::new(error.to_string(), error.help())
}

fn visit_tags(tags: &[(String, Vec<u8>)], visit: Visit<'_>) {
    for (name, message) in tags {
        let path = RepoPath::new(format!("refs/tags/{name}"));
        visit(&Blob::whole(Some(&path), message, &Origin::WorkTree));
    }
}

/// As [`visit_history`], where there is no git to ask: every blob is found by walking trees, and read out of order.
fn visit_history_by_libgit2(repo: &Repo, jobs: usize, progress: &Progress, visit: Visit<'_>) -> Result<Examined, Error> {
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
    visit_tags(&history.tags, visit);
    Ok(examined)
}

fn visit_items(repo: &Repo, items: &[Item], jobs: usize, progress: &Progress, visit: Visit<'_>) -> Examined {
    if items.is_empty() {
        return Examined::default();
    }
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
