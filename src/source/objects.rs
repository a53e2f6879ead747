//! Text that stands in the repository's objects: staged, or in a range of commits.

use super::names::{NameOf, Names};
use super::reader::{Reader, total};
use super::work::spread;
use super::{Blob, Error, Examined, Part, Run};
use crate::git::{BlobReader, CommitInfo, Kind, ObjectId, Repo, TagInfo};
use crate::model::{Origin, Trouble};
use crate::text::RepoPath;
use std::sync::Arc;

pub(super) struct Item {
    pub(super) id: ObjectId,
    pub(super) path: RepoPath,
    pub(super) origin: Arc<Origin>,
    pub(super) previous: Option<ObjectId>,
}

pub(super) fn visit_staged(repo: &Repo, part: &Part, run: &Run<'_>) -> Result<Examined, Error> {
    let origin = Arc::new(Origin::Index);
    let mut examined = Examined::default();
    let mut items = Vec::new();
    for staged in repo.staged()? {
        let path = staged.entry.path;
        if staged.entry.id.is_none() {
            examined.troubles.push(unmerged(&path));
        } else if staged.entry.kind == Kind::Submodule {
            submodules(vec![path], &mut examined);
        } else if part.holds(path.as_bytes()) {
            items.push(Item { id: staged.entry.id, path, origin: Arc::clone(&origin), previous: staged.previous });
        }
    }
    visit_new_names(repo, "HEAD", &items, run);
    examined.add(visit_items(repo, &items, run));
    Ok(examined)
}

/// A path in a conflict has up to three contents in the index, and none that will be committed.
fn unmerged(path: &RepoPath) -> Trouble {
    Trouble::new(
        format!("{path} is in a conflict: what will be committed of it is not known yet"),
        "resolve the conflict, `git add` the file, and look again",
    )
}

pub(super) fn visit_range(repo: &Repo, without: &[String], to: &[String], part: &Part, run: &Run<'_>) -> Result<Examined, Error> {
    let (commits, changed) = repo.changed_between(without, to)?;
    let origins: Vec<Arc<Origin>> = commits.iter().map(origin_of).collect();
    let mut examined = Examined::default();
    if commits.is_empty() {
        examined.notes.push("the range holds no commits".to_owned());
    }
    if repo.is_shallow() && commits.iter().any(|commit| repo.is_boundary(&commit.id)) {
        examined.troubles.push(shallow());
    }
    let (libraries, files): (Vec<_>, Vec<_>) = changed.into_iter().partition(|change| change.file.entry.kind == Kind::Submodule);
    submodules(libraries.into_iter().map(|change| change.file.entry.path).collect(), &mut examined);
    let items: Vec<Item> = files
        .into_iter()
        .filter(|change| part.holds(change.file.entry.path.as_bytes()))
        .filter_map(|change| {
            let origin = Arc::clone(origins.get(change.commit)?);
            let entry = change.file.entry;
            Some(Item { id: entry.id, path: entry.path, origin, previous: change.file.previous })
        })
        .collect();
    visit_new_names(repo, without.first().map_or("", String::as_str), &items, run);
    examined.add(visit_items(repo, &items, run));
    visit_messages(&commits, &origins, part, &mut examined, run.visit);
    visit_tags(&repo.tags_named(to), part, run.visit);
    Ok(examined)
}

pub(super) fn visit_change(repo: &Repo, from: &str, to: &str, part: &Part, run: &Run<'_>) -> Result<Examined, Error> {
    let (commit, changed) = repo.changed_from(from, to)?;
    let origin = origin_of(&commit);
    let items: Vec<Item> = changed
        .into_iter()
        .filter(|file| file.entry.kind != Kind::Submodule && part.holds(file.entry.path.as_bytes()))
        .map(|file| Item { id: file.entry.id, path: file.entry.path, origin: Arc::clone(&origin), previous: file.previous })
        .collect();
    visit_new_names(repo, from, &items, run);
    let mut examined = visit_items(repo, &items, run);
    visit_messages(&[commit], &[origin], part, &mut examined, run.visit);
    Ok(examined)
}

/// The names of files that `before` does not have.
fn visit_new_names(repo: &Repo, before: &str, items: &[Item], run: &Run<'_>) {
    let mut names = Names::new(NameOf::File);
    for item in items {
        names.add(item.path.as_bytes(), &item.origin);
    }
    if names.len() > 0 {
        names.retain(|path| !repo.has_at(before, path)).visit(run.visit);
    }
}

pub(super) fn visit_items(repo: &Repo, items: &[Item], run: &Run<'_>) -> Examined {
    if items.is_empty() {
        return Examined::default();
    }
    // A handle on the repository is not shared between threads: each opens its own by the folder.
    let git_dir = repo.git_dir().to_path_buf();
    let readers =
        spread(items, run.jobs, run.progress, &|| Reader::new(BlobReader::open(&git_dir).ok()), &|reader: &mut Reader, item: &Item| {
            reader.visit_object(item.id, &item.path, &item.origin, item.previous, run.visit);
        });
    total(readers)
}

/// Commit messages are published with the commit. They have no path; the place a finding names is the message itself. The people that a
/// commit names are published too.
pub(super) fn visit_messages(
    commits: &[CommitInfo],
    origins: &[Arc<Origin>],
    part: &Part,
    examined: &mut Examined,
    visit: &(dyn Fn(&Blob<'_>) + Sync),
) {
    let mut people = Names::new(NameOf::Person);
    let mut seen = std::collections::BTreeSet::new();
    for (commit, origin) in commits.iter().zip(origins).filter(|(commit, _)| part.holds(commit.id.as_bytes())) {
        visit(&Blob::whole(None, &commit.message, origin));
        examined.bytes += commit.message.len() as u64;
        if seen.insert(&commit.people) {
            people.add(&commit.people, origin);
        }
    }
    people.visit(visit);
}

/// Annotated tags are published with the reference that names them: their messages, and the people who made them.
pub(super) fn visit_tags(tags: &[TagInfo], part: &Part, visit: &(dyn Fn(&Blob<'_>) + Sync)) {
    let mut people = Names::new(NameOf::Person);
    for tag in tags.iter().filter(|tag| part.holds(tag.name.as_bytes())) {
        let path = RepoPath::new(format!("refs/tags/{}", tag.name));
        visit(&Blob::whole(Some(&path), &tag.message, &Origin::WorkTree));
        people.add(&tag.tagger, &Origin::WorkTree);
    }
    people.visit(visit);
}

pub(super) fn origin_of(commit: &CommitInfo) -> Arc<Origin> {
    Arc::new(Origin::Commit { id: commit.id.clone(), author: commit.author.clone(), date: commit.date.clone() })
}

/// Says which submodules were met: their files are another repository's.
pub(super) fn submodules(mut paths: Vec<RepoPath>, examined: &mut Examined) {
    paths.sort();
    paths.dedup();
    examined.notes.extend(paths.iter().map(|path| format!("submodule {path} not looked into")));
}

pub(super) fn shallow() -> Trouble {
    Trouble::new(
        "the clone is shallow: older commits are not here and were not looked at",
        "fetch them with `git fetch --unshallow`, or set fetch-depth: 0 in the workflow",
    )
}
