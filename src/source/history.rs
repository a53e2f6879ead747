//! All of history: every version of every file once, and what commits, tags and references say themselves.

use super::names::{NameOf, Names, may_hold_token};
use super::objects::{Item, origin_of, shallow, submodules, visit_items, visit_messages};
use super::versions::Versions;
use super::work::spread_singly;
use super::{Blob, Error, Examined, Part, Run};
use crate::git::{self, BlobStatus, BlobStream, CommitInfo, ObjectId, Reachable, Repo, TagInfo};
use crate::model::{Origin, Trouble};
use crate::text::{RepoPath, count};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Objects of one slice of history, read by one git.
struct Slice<'run>(&'run [(ObjectId, RepoPath)]);

/// Objects a slice holds: enough that starting git costs nothing beside it, few enough that threads end together.
const SLICE: usize = 4096;

pub(super) fn visit(repo: &Repo, part: &Part, run: &Run<'_>) -> Result<Examined, Error> {
    let mut reachable = match repo.reachable() {
        Ok(reachable) => reachable,
        Err(error) if error.is_missing_git() => return visit_by_libgit2(repo, part, run),
        Err(error) => return Err(error.into()),
    };
    let mut examined = Examined::default();
    if repo.is_shallow() {
        examined.troubles.push(shallow());
    }
    examined.troubles.extend(reachable.missing.iter().map(|id| missing(id)));
    reachable.blobs.retain(|(id, _)| part.holds(id.to_string().as_bytes()));
    let known = part.known.as_deref();
    if let Some(known) = known {
        reachable.blobs.retain(|(id, path)| !known.knows(&id.to_string(), path));
        examined
            .notes
            .push(format!("{} looked at by an earlier run and not again", count(known.skipped(), "version was", "versions were")));
    }
    let slices: Vec<Slice<'_>> = reachable.blobs.chunks(SLICE).map(Slice).collect();
    let stream = BlobStream::new(repo);
    let parts = spread_singly(&slices, run.jobs, run.progress, &Examined::default, &|examined, Slice(blobs)| {
        let ids: Vec<ObjectId> = blobs.iter().map(|(id, _)| *id).collect();
        let mut versions = Versions::default();
        let read = stream.read(&ids, &mut |number, status| {
            let Some((id, path)) = blobs.get(number) else { return };
            match status {
                BlobStatus::Here(bytes) => {
                    let id = id.to_string();
                    let clean = versions.visit(path, bytes, &Origin::Object(id.clone()), run.visit);
                    if let (true, Some(known)) = (clean, known) {
                        known.note(&id, path);
                    }
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
    visit_file_names(&stream, &reachable, part, &mut examined, run);
    let commits = repo.all_commits()?;
    visit_what_commits_say(repo, &commits, &repo.tags()?, part, &mut examined, run)?;
    submodules(repo.submodules_at_head(), &mut examined);
    Ok(examined)
}

/// Messages and people of commits and tags, and the names of references.
fn visit_what_commits_say(
    repo: &Repo,
    commits: &[CommitInfo],
    tags: &[TagInfo],
    part: &Part,
    examined: &mut Examined,
    run: &Run<'_>,
) -> Result<(), Error> {
    let origins: Vec<Arc<Origin>> = commits.iter().map(origin_of).collect();
    visit_messages(commits, &origins, part, examined, run.visit);
    let mut people = Names::new(NameOf::Person);
    for tag in tags.iter().filter(|tag| part.holds(tag.name.as_bytes())) {
        let path = RepoPath::new(format!("refs/tags/{}", tag.name));
        (run.visit)(&Blob::whole(Some(&path), &tag.message, &Origin::WorkTree));
        people.add(&tag.tagger, &Origin::WorkTree);
    }
    people.visit(run.visit);
    let mut references = Names::new(NameOf::Reference);
    for name in repo.reference_names()? {
        if part.holds(&name) {
            references.add(&name, &Origin::WorkTree);
        }
    }
    references.visit(run.visit);
    Ok(())
}

/// Names of files, and what kept some from being read.
type State = (BTreeSet<RepoPath>, Vec<Trouble>);

/// Names of files that any commit had. A file that was only renamed has no content of its own: folders are read to see its name.
fn visit_file_names(stream: &BlobStream, reachable: &Reachable, part: &Part, examined: &mut Examined, run: &Run<'_>) {
    let slices: Vec<Slice<'_>> = reachable.trees.chunks(SLICE).map(Slice).collect();
    let found = spread_singly(&slices, run.jobs, run.progress, &State::default, &|(names, troubles), Slice(trees)| {
        let ids: Vec<ObjectId> = trees.iter().map(|(id, _)| *id).collect();
        let read = stream.read(&ids, &mut |number, status| {
            let (Some((id, folder)), BlobStatus::Here(bytes)) = (trees.get(number), status) else { return };
            for name in git::tree_names(bytes, *id) {
                if may_hold_token(name) && part.holds(name) {
                    let separator = if folder.as_bytes().is_empty() { "" } else { "/" };
                    names.insert(RepoPath::new([folder.as_bytes(), separator.as_bytes(), name].concat()));
                }
            }
        });
        if let Err(error) = read {
            troubles.push(Trouble::new(error.to_string(), error.help()));
        }
    });
    let mut names = Names::new(NameOf::File);
    let mut seen = BTreeSet::new();
    for (found, troubles) in found {
        examined.troubles.extend(troubles);
        seen.extend(found);
    }
    for path in &seen {
        names.add(path.as_bytes(), &Origin::WorkTree);
    }
    names.visit(run.visit);
}

fn missing(id: &str) -> Trouble {
    let error = git::Error::Object { id: id.to_owned(), message: "this clone does not have it".to_owned() };
    Trouble::new(error.to_string(), error.help())
}

/// As [`visit`], where there is no git to ask: every blob is found by walking trees, and read out of order.
fn visit_by_libgit2(repo: &Repo, part: &Part, run: &Run<'_>) -> Result<Examined, Error> {
    let history = repo.history()?;
    let origins: Vec<Arc<Origin>> = history.commits.iter().map(origin_of).collect();
    let mut examined = Examined::default();
    if repo.is_shallow() {
        examined.troubles.push(shallow());
    }
    let items: Vec<Item> = history
        .blobs
        .into_iter()
        .filter(|seen| part.holds(seen.id.to_string().as_bytes()))
        .filter_map(|seen| {
            let origin = Arc::clone(origins.get(seen.commit)?);
            Some(Item { id: seen.id, path: seen.path, origin, previous: None })
        })
        .collect();
    let mut names = Names::new(NameOf::File);
    for item in &items {
        names.add(item.path.as_bytes(), &item.origin);
    }
    names.visit(run.visit);
    examined.add(visit_items(repo, &items, run));
    visit_what_commits_say(repo, &history.commits, &repo.tags()?, part, &mut examined, run)?;
    submodules(repo.submodules_at_head(), &mut examined);
    Ok(examined)
}
