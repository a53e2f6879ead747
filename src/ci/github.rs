//! GitHub Actions, and Gitea's and Forgejo's, which take over its variables.

use super::event::text;
use super::{Base, Change, Error, Situation, Variables, is_cut_off, shallow};
use crate::env;
use crate::git::Repo;
use serde_json::Value;

/// What to set in the workflow for all of history.
const ALL: &str = "set fetch-depth: 0 for actions/checkout in the workflow";
/// What to set where the base alone is needed.
const TWO: &str = "set fetch-depth: 2 for actions/checkout in the workflow, or fetch-depth: 0 to have all commits looked at";

/// See [`super::situation`].
pub(super) fn situation(variables: &Variables<'_>, event: &Value, repo: &Repo) -> Situation {
    let name = variables(env::GITHUB_EVENT_NAME).unwrap_or_default();
    let given = variables(env::GOLIVE_BASE);
    // A comment runs the repository's own workflow, which may have checked out the request that it stands below.
    let is_elsewhere =
        || -> bool { variables(env::GITHUB_SHA).is_some_and(|own| repo.head().ok().flatten().is_some_and(|head| head.to_string() != own)) };
    let is_untrusted = match name.as_str() {
        "pull_request_target" | "workflow_run" => true,
        "issue_comment" => is_elsewhere(),
        _ => false,
    };
    let mut base = match (&given, name.as_str()) {
        (Some(given), _) => named(given, repo).map(Some),
        (None, "pull_request" | "pull_request_target" | "pull_request_review" | "pull_request_review_comment") => {
            pull_request(event, repo).map(Some)
        }
        (None, "merge_group") => merge_group(event, repo).map(Some),
        (None, "workflow_run" | "issue_comment") => own_commit(variables, repo),
        (None, _) => Ok(None),
    };
    let change = match (&base, name.as_str()) {
        (Err(error), _) => Err(error.clone()),
        (Ok(Some(_)), "workflow_run" | "issue_comment") => Ok(None),
        (Ok(Some(base)), _) => brought(base, event, repo),
        (Ok(None), "push") => push(event, repo),
        (Ok(None), _) => Ok(None),
    };
    // A push is taken in already: a base that is given says what to compare it with, and not whose policy holds.
    if matches!(name.as_str(), "push" | "schedule" | "workflow_dispatch") && base.is_ok() {
        base = Ok(None);
    }
    Situation { system: "GitHub Actions", event: name, base, change, is_untrusted, is_ci: true }
}

/// The base that somebody named: where it and HEAD parted.
fn named(given: &str, repo: &Repo) -> Result<Base, Error> {
    let help = if repo.is_shallow() { ALL } else { "name a commit, or a branch as the clone has it: origin/main" };
    let commit = repo.merge_base(given).map_err(|error| Error::new(format!("the base that was named: {error}"), help))?;
    different(Base { commit: commit.to_string(), why: format!("where HEAD and {given} parted") }, repo)
}

/// A base that is HEAD itself leaves nothing to judge, and would pass everything.
fn different(base: Base, repo: &Repo) -> Result<Base, Error> {
    if repo.head()?.is_some_and(|head| head.to_string() == base.commit) {
        return Err(Error::new(
            format!("base and HEAD are the same commit, {}: there is no change to judge", base.commit),
            "check out the change and not its base; under pull_request_target actions/checkout takes the base where no ref is given",
        ));
    }
    Ok(base)
}

fn pull_request(event: &Value, repo: &Repo) -> Result<Base, Error> {
    let missing = |what: &str| Error::new(format!("the event has no {what}"), "name the base with the base input");
    let head = text(event, &["pull_request", "head", "sha"]).ok_or_else(|| missing("pull_request.head.sha"))?;
    let recorded = text(event, &["pull_request", "base", "sha"]).ok_or_else(|| missing("pull_request.base.sha"))?;
    if let [first, second] = repo.parents("HEAD")?.as_slice()
        && second.to_string() == head
    {
        // The base that the event names may be hours old; the one that GitHub merged with is not.
        return Ok(Base { commit: first.to_string(), why: "the first parent of the merge commit".to_owned() });
    }
    let here = repo.head()?.map(|head| head.to_string()).unwrap_or_default();
    if here != head && is_cut_off(repo, &repo.head()?.into_iter().collect::<Vec<_>>()) && !repo.has(recorded) {
        return Err(shallow("the merge commit of the pull request is here without its parents, and so without the base", TWO));
    }
    match repo.merge_base(recorded) {
        Ok(commit) => different(Base { commit: commit.to_string(), why: "where HEAD left the base of the pull request".to_owned() }, repo),
        Err(error) if repo.is_shallow() => Err(shallow(&format!("the base of the pull request is not here ({error})"), ALL)),
        Err(error) => Err(Error::new(error.to_string(), "fetch the branch that the pull request is for, or name it with the base input")),
    }
}

fn merge_group(event: &Value, repo: &Repo) -> Result<Base, Error> {
    let base = text(event, &["merge_group", "base_sha"])
        .ok_or_else(|| Error::new("the event has no merge_group.base_sha", "name the base with the base input"))?;
    if !repo.has(base) {
        return Err(if repo.is_shallow() {
            shallow("the base of the merge group is not here", ALL)
        } else {
            Error::new(
                format!("{base}, the base of the merge group, is not in this clone"),
                "fetch it, or name the base with the base input",
            )
        });
    }
    different(Base { commit: base.to_owned(), why: "the base of the merge group".to_owned() }, repo)
}

/// After another workflow or a comment: the repository's own commit, unless the workflow checked out something else, whose policy is then
/// not asked.
fn own_commit(variables: &Variables<'_>, repo: &Repo) -> Result<Option<Base>, Error> {
    let Some(own) = variables(env::GITHUB_SHA) else { return Ok(None) };
    if repo.head()?.is_some_and(|head| head.to_string() == own) {
        return Ok(None);
    }
    if repo.has(&own) {
        return Ok(Some(Base { commit: own, why: "the commit that the workflow itself is of".to_owned() }));
    }
    Err(Error::new(
        "what is checked out is not the repository's own commit, and that is not here to read the policy from",
        format!("{ALL}, or run on pull_request instead"),
    ))
}

/// The commits between the base and HEAD; of a pull request with one commit the two trees are enough.
fn brought(base: &Base, event: &Value, repo: &Repo) -> Result<Option<Change>, Error> {
    let from = vec![base.commit.clone()];
    let commits = repo.commits(&from, &["HEAD".to_owned()])?;
    let change = |is_whole| Change { from: Some(base.commit.clone()), to: "HEAD".to_owned(), is_whole, why: base.why.clone() };
    if !repo.is_shallow() {
        return Ok(Some(change(false)));
    }
    let announced = event.get("pull_request").and_then(|pull| pull.get("commits")).and_then(Value::as_u64);
    // The merge commit is GitHub's own.
    let merged = u64::from(repo.parents("HEAD")?.len() == 2);
    let visible = u64::try_from(commits.len()).unwrap_or(u64::MAX).saturating_sub(merged);
    if announced == Some(1) && merged == 1 {
        return Ok(Some(change(true)));
    }
    let is_short = announced.is_some_and(|announced| visible < announced);
    if is_short || is_cut_off(repo, &commits) {
        let of = announced.map(|announced| format!(" of {announced}")).unwrap_or_default();
        let visible = if is_short { visible } else { visible.saturating_sub(1) };
        return Err(shallow(&format!("it has {visible}{of} commits of the change whole, and a secret may be in any of them"), ALL));
    }
    Ok(Some(change(false)))
}

fn push(event: &Value, repo: &Repo) -> Result<Option<Change>, Error> {
    let reference = text(event, &["ref"]).unwrap_or_default();
    let is_none = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte == b'0');
    if reference.starts_with("refs/tags/") || text(event, &["after"]).is_some_and(is_none) {
        return Ok(None);
    }
    let head = vec!["HEAD".to_owned()];
    let before = text(event, &["before"]).filter(|id| !id.is_empty() && !is_none(id));
    if let Some(before) = before.filter(|before| repo.has(before)) {
        let commits = repo.commits(&[before.to_owned()], &head)?;
        if is_cut_off(repo, &commits) {
            return Err(shallow("not all commits of the push are here", ALL));
        }
        let why = "what the branch was before the push".to_owned();
        return Ok(Some(Change { from: Some(before.to_owned()), to: "HEAD".to_owned(), is_whole: false, why }));
    }
    if repo.is_shallow() {
        let what = if before.is_some() {
            "what the branch was before the push is not here"
        } else {
            "the branch is new, and where it began is not here"
        };
        return Err(shallow(what, ALL));
    }
    // A new branch, or one that was moved by force away from what it was.
    let default = text(event, &["repository", "default_branch"]).unwrap_or_default();
    let everything = |why: &str| Change { from: None, to: "HEAD".to_owned(), is_whole: false, why: why.to_owned() };
    if default.is_empty() || reference == format!("refs/heads/{default}") {
        return Ok(Some(everything("the whole history: the branch has no past to compare with")));
    }
    let candidates = [format!("refs/remotes/origin/{default}"), format!("refs/heads/{default}")];
    let Some(known) = candidates.into_iter().find(|name| repo.has(name)) else {
        return Err(Error::new(
            format!("the branch is new here, and {default} is not in this clone to see where it began"),
            format!("{ALL}; it brings all branches"),
        ));
    };
    let Ok(commit) = repo.merge_base(&known) else {
        return Ok(Some(everything("the whole history: the branch has nothing in common with the default branch")));
    };
    let why = format!("where the branch left {default}");
    Ok(Some(Change { from: Some(commit.to_string()), to: "HEAD".to_owned(), is_whole: false, why }))
}
