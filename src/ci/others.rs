//! The other systems, and a machine without any: what is compared with what, from what [`super::systems`] says.

use super::systems::{Said, said};
use super::{Base, Change, Error, Situation, Variables, is_cut_off, shallow};
use crate::env;
use crate::git::Repo;

/// The remote's own name for its default branch, where the clone has it.
const DEFAULT: &str = "refs/remotes/origin/HEAD";

/// See [`super::situation`].
pub(super) fn situation(variables: &Variables<'_>, repo: &Repo) -> Situation {
    let mut said = said(variables);
    if let Some(given) = variables(env::GOLIVE_BASE) {
        said.bases = vec![given];
    }
    let base = if said.bases.is_empty() { of_branch(&said, repo) } else { request(&said, repo).map(Some) };
    let change = match &base {
        Err(error) => Err(error.clone()),
        Ok(Some(base)) => whole(Some(base.commit.clone()), &base.why, &said, repo).map(Some),
        Ok(None) => push(&said, repo),
    };
    Situation { system: said.system, event: said.event, base, change, is_untrusted: false, is_ci: said.is_ci }
}

/// A branch as a clone may have it: the remote's before the local one, which may be old.
fn forms(name: &str) -> Vec<String> {
    let short = name.strip_prefix("refs/heads/").unwrap_or(name);
    vec![format!("refs/remotes/origin/{short}"), name.to_owned(), format!("refs/heads/{short}")]
}

fn is_id(name: &str) -> bool {
    name.len() >= 7 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn known(name: &str, repo: &Repo) -> Option<String> {
    let forms = if is_id(name) { vec![name.to_owned()] } else { forms(name) };
    forms.into_iter().find(|form| repo.has(form))
}

/// What brings a base here that is not: the reference as [`forms`] looks for it, whatever the clone fetches otherwise.
fn how_to_fetch(name: &str) -> String {
    let short = name.strip_prefix("refs/heads/").unwrap_or(name);
    let wanted = if is_id(name) { name.to_owned() } else { format!("+refs/heads/{short}:refs/remotes/origin/{short}") };
    format!("fetch it before golive runs: git fetch origin {wanted}; or name another base in GOLIVE_BASE")
}

/// Where HEAD left the first of the bases that is here.
fn request(said: &Said, repo: &Repo) -> Result<Base, Error> {
    let names = said.bases.join(", ");
    let Some(base) = said.bases.iter().find_map(|name| known(name, repo)) else {
        return Err(if repo.is_shallow() {
            shallow(&format!("the base of the change ({names}) is not here"), said.depth)
        } else {
            // A branch can be fetched everywhere, a commit only where the server allows it.
            let name = said.bases.iter().find(|name| !is_id(name)).or(said.bases.first()).map_or("", String::as_str);
            Error::new(format!("the base of the change ({names}) is not in this clone"), how_to_fetch(name))
        });
    };
    let commit =
        repo.merge_base(&base).map_err(|error| if repo.is_shallow() { shallow(&error.to_string(), said.depth) } else { error.into() })?;
    if is_head(&commit.to_string(), repo)? {
        return Err(Error::new(
            format!("base and HEAD are the same commit, {commit}: there is no change to judge"),
            "check out the change, or name another base",
        ));
    }
    Ok(Base { commit: commit.to_string(), why: format!("where HEAD left {base}") })
}

/// Where a build of a branch is the only one that its pull request gets: where the branch left the default one. `None` on the default
/// branch itself, and where none is known.
fn of_branch(said: &Said, repo: &Repo) -> Result<Option<Base>, Error> {
    if !said.branches_are_requests {
        return Ok(None);
    }
    let default = said.default.as_ref().map(|name| format!("refs/remotes/origin/{name}"));
    let Some(default) = default.into_iter().chain([DEFAULT.to_owned()]).find(|name| repo.has(name)) else { return Ok(None) };
    match repo.merge_base(&default) {
        Ok(commit) if is_head(&commit.to_string(), repo)? => Ok(None),
        Ok(commit) => Ok(Some(Base { commit: commit.to_string(), why: format!("where HEAD left {default}") })),
        Err(error) if repo.is_shallow() => Err(shallow(&error.to_string(), said.depth)),
        // A branch with a history of its own.
        Err(_) => Ok(None),
    }
}

fn is_head(commit: &str, repo: &Repo) -> Result<bool, Error> {
    Ok(repo.head()?.is_some_and(|head| head.to_string() == commit))
}

fn whole(from: Option<String>, why: &str, said: &Said, repo: &Repo) -> Result<Change, Error> {
    let commits = repo.commits(from.as_slice(), &["HEAD".to_owned()])?;
    if is_cut_off(repo, &commits) {
        return Err(shallow("not all commits of the change are here", said.depth));
    }
    Ok(Change { from, to: "HEAD".to_owned(), is_whole: false, why: why.to_owned() })
}

fn push(said: &Said, repo: &Repo) -> Result<Option<Change>, Error> {
    let is_none = |id: &String| id.bytes().all(|byte| byte == b'0');
    if let Some(before) = said.before.as_ref().filter(|before| !is_none(before)) {
        if let Ok(commit) = repo.resolve(before) {
            // Built once more: nothing came with it.
            if is_head(&commit.to_string(), repo)? {
                return Ok(None);
            }
            return whole(Some(commit.to_string()), "what the branch was before", said, repo).map(Some);
        }
        if repo.is_shallow() {
            return Err(shallow("what the branch was before is not here", said.depth));
        }
    }
    let names = [Some("@{upstream}".to_owned()), said.default.as_ref().map(|name| format!("refs/remotes/origin/{name}"))];
    for candidate in names.into_iter().flatten().chain([DEFAULT.to_owned()]).filter(|candidate| repo.has(candidate)) {
        match repo.merge_base(&candidate) {
            // On the branch itself nothing has been added: the next one may tell more.
            Ok(commit) if is_head(&commit.to_string(), repo)? => {}
            Ok(commit) => return whole(Some(commit.to_string()), &format!("where HEAD left {candidate}"), said, repo).map(Some),
            Err(error) if repo.is_shallow() => return Err(shallow(&error.to_string(), said.depth)),
            Err(_) => {}
        }
    }
    if !said.is_ci || !said.is_push || repo.head()?.is_none() {
        return Ok(None);
    }
    // Nothing tells what came with this push, and any commit may be new.
    if repo.is_shallow() {
        return Err(shallow("nothing tells what the branch was before this push", said.depth));
    }
    whole(None, "the whole history: nothing tells what the branch was before; GOLIVE_BEFORE can name it", said, repo).map(Some)
}
