//! All of history: every version of every file once, and what commits, tags and references say themselves.

use super::names::{NameOf, Names, may_hold_token};
use super::objects::{origin_of, shallow, submodules, visit_messages, visit_tags};
use super::versions::{Next, Versions};
use super::work::spread_singly;
use super::{Error, Examined, Part, Run};
use crate::git::{self, CommitInfo, History, Repo, TagInfo, Version};
use crate::model::{Origin, Trouble};
use crate::text::{RepoPath, count};
use std::sync::Arc;

pub(super) fn visit(repo: &Repo, part: &Part, run: &Run<'_>) -> Result<Examined, Error> {
    let mut history = repo.history(&may_hold_token)?;
    let mut examined = Examined::default();
    if repo.is_shallow() {
        examined.troubles.push(shallow());
    }
    examined.troubles.extend(history.missing.iter().map(|id| missing(id)));
    let mut blobs = std::mem::take(&mut history.blobs);
    blobs.retain(|(id, _)| part.holds(id.to_string().as_bytes()));
    let known = part.known.as_deref();
    if let Some(known) = known {
        blobs.retain(|(id, path)| !known.knows(&id.to_string(), path));
        examined
            .notes
            .push(format!("{} looked at by an earlier run and not again", count(known.skipped(), "version was", "versions were")));
    }
    let files = history.objects().by_file(blobs);
    let slices: Vec<&[File]> = slices(&files).collect();
    let start = || (Examined::default(), history.objects().reader());
    let parts = spread_singly(&slices, run.jobs, run.progress, &start, &|(examined, reader), files: &&[File]| {
        for (path, ids) in *files {
            let mut versions = Versions::new(path);
            for version in ids {
                let name = version.id.to_string();
                let Some((bytes, told)) = reader.version(version) else {
                    examined.troubles.push(missing(&name));
                    continue;
                };
                examined.files += 1;
                examined.bytes += bytes.as_ref().len() as u64;
                let next = Next { bytes, place: version.place(), told };
                let clean = versions.visit(next, &Origin::Object(name.clone()), run.visit);
                if let (true, Some(known)) = (clean, known) {
                    known.note(&name, path);
                }
            }
        }
    });
    for (part, _) in parts {
        examined.add(part);
    }
    visit_file_names(&history, part, run);
    let (commits, gone) = history.commits();
    examined.troubles.extend(gone.iter().map(|id| missing(id)));
    visit_what_commits_say(repo, &commits, &repo.tags()?, part, &mut examined, run)?;
    submodules(repo.submodules_at_head(), &mut examined);
    examined.history = Some(Arc::new(history));
    Ok(examined)
}

/// A path, and the versions of the file that was there.
type File = (RepoPath, Vec<Version>);

/// Versions of one slice of work: enough that few objects are decoded twice, few enough that threads end together.
const SLICE: usize = 512;

/// Files that lie near each other, as many as make up a slice.
fn slices(files: &[File]) -> impl Iterator<Item = &[File]> {
    let mut rest = files;
    std::iter::from_fn(move || {
        let mut versions = 0;
        let full = rest.iter().position(|(_, ids)| {
            versions += ids.len();
            versions >= SLICE
        });
        let slice;
        (slice, rest) = rest.split_at_checked(full.map_or(rest.len(), |last| last + 1))?;
        (!slice.is_empty()).then_some(slice)
    })
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
    visit_tags(tags, part, run.visit);
    let mut references = Names::new(NameOf::Reference);
    for name in repo.reference_names()? {
        if part.holds(&name) {
            references.add(&name, &Origin::WorkTree);
        }
    }
    references.visit(run.visit);
    Ok(())
}

/// Names of files that any commit had. A file that was only renamed has no content of its own.
fn visit_file_names(history: &History, part: &Part, run: &Run<'_>) {
    let mut names = Names::new(NameOf::File);
    for path in history.names.iter().filter(|path| part.holds(path.file_name())) {
        names.add(path.as_bytes(), &Origin::WorkTree);
    }
    names.visit(run.visit);
}

fn missing(id: &str) -> Trouble {
    let error = git::Error::Object { id: id.to_owned(), message: "this clone does not have it".to_owned() };
    Trouble::new(error.to_string(), error.help())
}
