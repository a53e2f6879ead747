//! The other systems, each by the variables that it documents, and a machine without any.

use super::{Base, Change, Error, Situation, Variables, is_cut_off, shallow};
use crate::env;
use crate::git::Repo;

/// What a system says of the run.
struct Said {
    system: &'static str,
    event: String,
    /// What a change that somebody asks to be taken in is compared with: commits and branches, the best first. Empty where nobody does.
    bases: Vec<String>,
    /// What the branch was before a push.
    before: Option<String>,
    /// The branch that others are made from.
    default: Option<String>,
    /// What to set so that the clone has all of history.
    depth: &'static str,
}

/// See [`super::situation`].
pub(super) fn situation(variables: &Variables<'_>, repo: &Repo) -> Result<Situation, Error> {
    let mut said = said(variables);
    if let Some(given) = variables(env::GOLIVE_BASE) {
        said.bases = vec![given];
    }
    let base = if said.bases.is_empty() { Ok(None) } else { request(&said, repo).map(Some) };
    let change = match &base {
        Err(error) => Err(error.clone()),
        Ok(Some(base)) => whole(Some(base.commit.clone()), &base.why, &said, repo).map(Some),
        Ok(None) => push(&said, repo),
    };
    Ok(Situation { system: said.system, event: said.event, base, change, is_untrusted: false })
}

/// The first system whose variables are there.
fn said(variables: &Variables<'_>) -> Said {
    let is = |name: &str| variables(name).is_some();
    let all = |names: &[&str]| -> Vec<String> { names.iter().filter_map(|name| variables(name)).collect() };
    let of = |system, event: String, bases, before, default, depth| Said { system, event, bases, before, default, depth };
    let event = |name: &str| variables(name).unwrap_or_default();
    let a_pull_request = |is_one: bool, bases: Vec<String>| if is_one { bases } else { Vec::new() };
    if is(env::GITLAB_CI) {
        // https://docs.gitlab.com/ci/variables/predefined_variables/
        let bases = all(&[env::CI_MERGE_REQUEST_DIFF_BASE_SHA, env::CI_MERGE_REQUEST_TARGET_BRANCH_NAME]);
        return of(
            "GitLab CI",
            event(env::CI_PIPELINE_SOURCE),
            bases,
            variables(env::CI_COMMIT_BEFORE_SHA),
            variables(env::CI_DEFAULT_BRANCH),
            "set GIT_DEPTH: \"0\" for the job",
        );
    }
    if is(env::BITBUCKET_BUILD_NUMBER) {
        // https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/
        let is_one = is(env::BITBUCKET_PR_ID);
        let bases = a_pull_request(is_one, all(&[env::BITBUCKET_PR_DESTINATION_COMMIT, env::BITBUCKET_PR_DESTINATION_BRANCH]));
        let name = if is_one { "pull-request" } else { "push" };
        return of("Bitbucket Pipelines", name.to_owned(), bases, None, None, "set clone: depth: full");
    }
    if is(env::TF_BUILD) {
        // https://learn.microsoft.com/azure/devops/pipelines/build/variables
        let bases = all(&[env::SYSTEM_PULLREQUEST_TARGETBRANCH]);
        return of("Azure Pipelines", event(env::BUILD_REASON), bases, None, None, "set fetchDepth: 0 in the checkout step");
    }
    if is(env::BUILDKITE) {
        // https://buildkite.com/docs/pipelines/configure/environment-variables
        let is_one = variables(env::BUILDKITE_PULL_REQUEST).is_some_and(|number| number != "false");
        let bases = a_pull_request(is_one, all(&[env::BUILDKITE_PULL_REQUEST_BASE_BRANCH]));
        return of(
            "Buildkite",
            event(env::BUILDKITE_SOURCE),
            bases,
            None,
            variables(env::BUILDKITE_PIPELINE_DEFAULT_BRANCH),
            "take --depth out of BUILDKITE_GIT_CLONE_FLAGS and BUILDKITE_GIT_FETCH_FLAGS",
        );
    }
    if is(env::CIRCLECI) {
        // CircleCI has no variable for a base: its pipeline value has to be handed on.
        return of("CircleCI", String::new(), Vec::new(), None, None, "use a full checkout: method: full");
    }
    if is(env::DRONE) {
        // https://docs.drone.io/pipeline/environment/reference/
        let is_one = variables(env::DRONE_BUILD_EVENT).is_some_and(|name| name == "pull_request");
        let bases = a_pull_request(is_one, all(&[env::DRONE_TARGET_BRANCH]));
        return of(
            "Drone",
            event(env::DRONE_BUILD_EVENT),
            bases,
            variables(env::DRONE_COMMIT_BEFORE),
            variables(env::DRONE_REPO_BRANCH),
            "set clone: depth: 0",
        );
    }
    if variables(env::CI).is_some_and(|value| value == "woodpecker") {
        // https://woodpecker-ci.org/docs/usage/environment
        let is_one = variables(env::CI_PIPELINE_EVENT).is_some_and(|name| name == "pull_request");
        let bases = a_pull_request(is_one, all(&[env::CI_COMMIT_TARGET_BRANCH]));
        return of(
            "Woodpecker",
            event(env::CI_PIPELINE_EVENT),
            bases,
            variables(env::CI_PREV_COMMIT_SHA),
            variables(env::CI_REPO_DEFAULT_BRANCH),
            "set partial: false and depth: 0 for the clone step",
        );
    }
    if is(env::JENKINS_URL) {
        // https://www.jenkins.io/doc/book/pipeline/multibranch/ and the git plugin's variables
        let bases = all(&[env::CHANGE_TARGET]);
        let name = if bases.is_empty() { "build" } else { "change-request" };
        return of(
            "Jenkins",
            name.to_owned(),
            bases,
            variables(env::GIT_PREVIOUS_SUCCESSFUL_COMMIT),
            None,
            "switch off the shallow clone in the branch source",
        );
    }
    of("no CI", String::new(), Vec::new(), None, None, "fetch the rest with git fetch --unshallow")
}

/// A branch as a clone may have it: the remote's before the local one, which may be old.
fn forms(name: &str) -> Vec<String> {
    let short = name.strip_prefix("refs/heads/").unwrap_or(name);
    vec![format!("refs/remotes/origin/{short}"), name.to_owned(), format!("refs/heads/{short}")]
}

fn known(name: &str, repo: &Repo) -> Option<String> {
    let is_id = name.len() >= 7 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let forms = if is_id { vec![name.to_owned()] } else { forms(name) };
    forms.into_iter().find(|form| repo.has(form))
}

/// Where HEAD left the first of the bases that is here.
fn request(said: &Said, repo: &Repo) -> Result<Base, Error> {
    let names = said.bases.join(", ");
    let Some(base) = said.bases.iter().find_map(|name| known(name, repo)) else {
        return Err(if repo.is_shallow() {
            shallow(&format!("the base of the change ({names}) is not here"), said.depth)
        } else {
            Error::new(format!("the base of the change ({names}) is not in this clone"), "fetch it: git fetch origin BRANCH")
        });
    };
    let commit =
        repo.merge_base(&base).map_err(|error| if repo.is_shallow() { shallow(&error.to_string(), said.depth) } else { error.into() })?;
    if repo.head()?.is_some_and(|head| head.to_string() == commit.to_string()) {
        return Err(Error::new(
            format!("base and HEAD are the same commit, {commit}: there is no change to judge"),
            "check out the change, or name another base",
        ));
    }
    Ok(Base { commit: commit.to_string(), why: format!("where HEAD left {base}") })
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
        if repo.has(before) {
            return whole(Some(before.clone()), "what the branch was before", said, repo).map(Some);
        }
        if repo.is_shallow() {
            return Err(shallow("what the branch was before is not here", said.depth));
        }
    }
    let names = [Some("@{upstream}".to_owned()), said.default.clone(), Some("HEAD".to_owned())];
    let head = repo.head()?.map(|head| head.to_string());
    for name in names.into_iter().flatten() {
        // `origin/HEAD` is the remote's default branch; HEAD itself is no base.
        let candidates = if name.starts_with('@') { vec![name] } else { vec![format!("refs/remotes/origin/{name}")] };
        for candidate in candidates.into_iter().filter(|candidate| repo.has(candidate)) {
            match repo.merge_base(&candidate) {
                // On the branch itself nothing has been added: the next one may tell more.
                Ok(commit) if Some(commit.to_string()) == head => {}
                Ok(commit) => return whole(Some(commit.to_string()), &format!("where HEAD left {candidate}"), said, repo).map(Some),
                Err(error) if repo.is_shallow() => return Err(shallow(&error.to_string(), said.depth)),
                Err(_) => {}
            }
        }
    }
    Ok(None)
}
