//! Which system runs this, by the variables that each documents: a table, a system an entry.

use super::Variables;
use crate::env;

/// What a system says of the run.
pub(super) struct Said {
    pub(super) system: &'static str,
    /// What set off the run; empty where the system has no word for it.
    pub(super) event: String,
    /// What a change that somebody asks to be taken in is compared with: commits and branches, the best first. Empty where nobody does.
    pub(super) bases: Vec<String>,
    /// What the branch was before a push.
    pub(super) before: Option<String>,
    /// The branch that others are made from.
    pub(super) default: Option<String>,
    /// Whether the run is of a push, as far as the system tells.
    pub(super) is_push: bool,
    /// Whether a build of a branch stands for its pull request too: there is none of the request itself.
    pub(super) branches_are_requests: bool,
    /// What to set so that the clone has all of history.
    pub(super) depth: &'static str,
    /// Whether it is any system at all.
    pub(super) is_ci: bool,
}

/// How a variable tells something.
enum Tells {
    /// By being there.
    Set(&'static str),
    /// By its value.
    Is(&'static str, &'static str),
    /// By the beginning of its value.
    Begins(&'static str, &'static str),
    /// By another value than this one.
    IsNot(&'static str, &'static str),
}

struct System {
    name: &'static str,
    /// What it is known by.
    mark: Tells,
    /// What set off the run.
    event: Option<&'static str>,
    /// The events that are pushes; where there are none, every run may be of a push.
    pushes: &'static [&'static str],
    /// Set in runs of a tag.
    tag: Option<&'static str>,
    /// By what a change that somebody asks to be taken in is known.
    request: &'static [Tells],
    /// What it is compared with, the best first.
    bases: &'static [&'static str],
    /// What the branch was before: a commit, or a range that begins with it.
    before: Option<&'static str>,
    default: Option<&'static str>,
    branches_are_requests: bool,
    depth: &'static str,
}

/// What most systems do not have.
const PLAIN: System = System {
    name: "",
    mark: Tells::Set(env::CI),
    event: None,
    pushes: &[],
    tag: None,
    request: &[],
    bases: &[],
    before: None,
    default: None,
    branches_are_requests: false,
    depth: "fetch the rest with git fetch --unshallow",
};

static SYSTEMS: &[System] = &[
    // https://docs.gitlab.com/ci/variables/predefined_variables/
    System {
        name: "GitLab CI",
        mark: Tells::Set(env::GITLAB_CI),
        event: Some(env::CI_PIPELINE_SOURCE),
        pushes: &["push"],
        tag: Some(env::CI_COMMIT_TAG),
        request: &[Tells::Set(env::CI_MERGE_REQUEST_TARGET_BRANCH_NAME), Tells::Set(env::CI_MERGE_REQUEST_DIFF_BASE_SHA)],
        // The recorded base stays as it was when the target of the request is changed.
        bases: &[env::CI_MERGE_REQUEST_TARGET_BRANCH_SHA, env::CI_MERGE_REQUEST_TARGET_BRANCH_NAME, env::CI_MERGE_REQUEST_DIFF_BASE_SHA],
        before: Some(env::CI_COMMIT_BEFORE_SHA),
        default: Some(env::CI_DEFAULT_BRANCH),
        depth: "set GIT_DEPTH: \"0\" for the job",
        ..PLAIN
    },
    // https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/
    System {
        name: "Bitbucket Pipelines",
        mark: Tells::Set(env::BITBUCKET_BUILD_NUMBER),
        tag: Some(env::BITBUCKET_TAG),
        request: &[Tells::Set(env::BITBUCKET_PR_ID)],
        bases: &[env::BITBUCKET_PR_DESTINATION_COMMIT, env::BITBUCKET_PR_DESTINATION_BRANCH],
        depth: "set clone: depth: full",
        ..PLAIN
    },
    // https://learn.microsoft.com/azure/devops/pipelines/build/variables
    System {
        name: "Azure Pipelines",
        mark: Tells::Set(env::TF_BUILD),
        event: Some(env::BUILD_REASON),
        pushes: &["IndividualCI", "BatchedCI"],
        request: &[Tells::Set(env::SYSTEM_PULLREQUEST_TARGETBRANCH)],
        bases: &[env::SYSTEM_PULLREQUEST_TARGETBRANCH],
        depth: "set fetchDepth: 0 in the checkout step",
        ..PLAIN
    },
    // https://buildkite.com/docs/pipelines/configure/environment-variables
    System {
        name: "Buildkite",
        mark: Tells::Set(env::BUILDKITE),
        event: Some(env::BUILDKITE_SOURCE),
        pushes: &["webhook"],
        tag: Some(env::BUILDKITE_TAG),
        request: &[Tells::IsNot(env::BUILDKITE_PULL_REQUEST, "false")],
        bases: &[env::BUILDKITE_PULL_REQUEST_BASE_BRANCH],
        default: Some(env::BUILDKITE_PIPELINE_DEFAULT_BRANCH),
        branches_are_requests: true,
        depth: "take --depth out of BUILDKITE_GIT_CLONE_FLAGS and BUILDKITE_GIT_FETCH_FLAGS",
        ..PLAIN
    },
    // https://circleci.com/docs/reference/variables/
    System {
        name: "CircleCI",
        mark: Tells::Set(env::CIRCLECI),
        tag: Some(env::CIRCLE_TAG),
        branches_are_requests: true,
        depth: "use a full checkout: method: full",
        ..PLAIN
    },
    // https://docs.drone.io/pipeline/environment/reference/
    System {
        name: "Drone",
        mark: Tells::Set(env::DRONE),
        event: Some(env::DRONE_BUILD_EVENT),
        pushes: &["push"],
        request: &[Tells::Is(env::DRONE_BUILD_EVENT, "pull_request")],
        bases: &[env::DRONE_TARGET_BRANCH],
        before: Some(env::DRONE_COMMIT_BEFORE),
        default: Some(env::DRONE_REPO_BRANCH),
        depth: "set clone: depth: 0",
        ..PLAIN
    },
    // https://woodpecker-ci.org/docs/usage/environment
    System {
        name: "Woodpecker",
        mark: Tells::Is(env::CI, "woodpecker"),
        event: Some(env::CI_PIPELINE_EVENT),
        pushes: &["push"],
        request: &[Tells::Begins(env::CI_PIPELINE_EVENT, "pull_request")],
        bases: &[env::CI_COMMIT_TARGET_BRANCH],
        before: Some(env::CI_PREV_COMMIT_SHA),
        default: Some(env::CI_REPO_DEFAULT_BRANCH),
        depth: "set partial: false and depth: 0 for the clone step",
        ..PLAIN
    },
    // https://www.jenkins.io/doc/book/pipeline/multibranch/ and the git plugin's variables
    System {
        name: "Jenkins",
        mark: Tells::Set(env::JENKINS_URL),
        tag: Some(env::TAG_NAME),
        request: &[Tells::Set(env::CHANGE_TARGET)],
        bases: &[env::CHANGE_TARGET],
        before: Some(env::GIT_PREVIOUS_SUCCESSFUL_COMMIT),
        depth: "switch off the shallow clone in the branch source",
        ..PLAIN
    },
    // https://docs.travis-ci.com/user/environment-variables/
    System {
        name: "Travis CI",
        mark: Tells::Set(env::TRAVIS),
        event: Some(env::TRAVIS_EVENT_TYPE),
        pushes: &["push"],
        tag: Some(env::TRAVIS_TAG),
        request: &[Tells::Is(env::TRAVIS_EVENT_TYPE, "pull_request")],
        bases: &[env::TRAVIS_BRANCH],
        before: Some(env::TRAVIS_COMMIT_RANGE),
        depth: "set git: depth: false",
        ..PLAIN
    },
    // https://www.appveyor.com/docs/environment-variables/: the branch of a pull request is the one it is for
    System {
        name: "AppVeyor",
        mark: Tells::Set(env::APPVEYOR),
        tag: Some(env::APPVEYOR_REPO_TAG_NAME),
        request: &[Tells::Set(env::APPVEYOR_PULL_REQUEST_NUMBER)],
        bases: &[env::APPVEYOR_REPO_BRANCH],
        depth: "take clone_depth out, and shallow_clone",
        ..PLAIN
    },
    // https://docs.semaphoreci.com/reference/env-vars: the branch of a pull request is the one it is for
    System {
        name: "Semaphore",
        mark: Tells::Set(env::SEMAPHORE),
        event: Some(env::SEMAPHORE_GIT_REF_TYPE),
        pushes: &["branch"],
        request: &[Tells::Is(env::SEMAPHORE_GIT_REF_TYPE, "pull-request")],
        bases: &[env::SEMAPHORE_GIT_BRANCH],
        before: Some(env::SEMAPHORE_GIT_COMMIT_RANGE),
        depth: "use checkout without --use-cache, and git fetch --unshallow after it",
        ..PLAIN
    },
    // https://cirrus-ci.org/guide/writing-tasks/#environment-variables
    System {
        name: "Cirrus CI",
        mark: Tells::Set(env::CIRRUS_CI),
        tag: Some(env::CIRRUS_TAG),
        request: &[Tells::Set(env::CIRRUS_PR)],
        bases: &[env::CIRRUS_BASE_BRANCH, env::CIRRUS_BASE_SHA],
        before: Some(env::CIRRUS_LAST_GREEN_CHANGE),
        default: Some(env::CIRRUS_DEFAULT_BRANCH),
        depth: "take CIRRUS_CLONE_DEPTH out",
        ..PLAIN
    },
    // https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
    System {
        name: "AWS CodeBuild",
        mark: Tells::Set(env::CODEBUILD_BUILD_ID),
        event: Some(env::CODEBUILD_WEBHOOK_EVENT),
        pushes: &["PUSH"],
        request: &[Tells::Begins(env::CODEBUILD_WEBHOOK_EVENT, "PULL_REQUEST")],
        bases: &[env::CODEBUILD_WEBHOOK_BASE_REF],
        before: Some(env::CODEBUILD_WEBHOOK_PREV_COMMIT),
        depth: "set the project's git clone depth to Full",
        ..PLAIN
    },
    // https://codefresh.io/docs/docs/pipelines/variables/
    System {
        name: "Codefresh",
        mark: Tells::Set(env::CF_BUILD_ID),
        request: &[Tells::Set(env::CF_PULL_REQUEST_TARGET)],
        bases: &[env::CF_PULL_REQUEST_TARGET],
        depth: "take depth out of the git-clone step",
        ..PLAIN
    },
    // https://docs.bitrise.io/en/bitrise-ci/references/available-environment-variables.html
    System {
        name: "Bitrise",
        mark: Tells::Set(env::BITRISE_IO),
        tag: Some(env::BITRISE_GIT_TAG),
        request: &[Tells::Set(env::BITRISE_PULL_REQUEST)],
        bases: &[env::BITRISEIO_GIT_BRANCH_DEST],
        depth: "set clone_depth of the git-clone step to -1",
        ..PLAIN
    },
    // It has none of these in variables; its parameters can be handed on in GOLIVE_BASE.
    System { name: "TeamCity", mark: Tells::Set(env::TEAMCITY_VERSION), depth: "choose a full clone in the VCS root", ..PLAIN },
];

impl Tells {
    fn is_so(&self, variables: &Variables<'_>) -> bool {
        let (Self::Set(name) | Self::Is(name, _) | Self::Begins(name, _) | Self::IsNot(name, _)) = self;
        variables(name).is_some_and(|found| match self {
            Self::Set(_) => true,
            Self::Is(_, value) => found == *value,
            Self::Begins(_, value) => found.starts_with(value),
            Self::IsNot(_, value) => found != *value,
        })
    }
}

/// The first system whose variables are there.
pub(super) fn said(variables: &Variables<'_>) -> Said {
    let known = SYSTEMS.iter().find(|system| system.mark.is_so(variables));
    let system = known.unwrap_or(&System { name: "no CI", ..PLAIN });
    let value = |name: Option<&str>| name.and_then(variables);
    let is_request = system.request.iter().any(|tells| tells.is_so(variables));
    let event = match value(system.event) {
        Some(event) => event,
        None if is_request => "pull request".to_owned(),
        None if value(system.tag).is_some() => "tag".to_owned(),
        None => String::new(),
    };
    let is_known_push = system.pushes.is_empty() || system.pushes.contains(&event.as_str());
    let before = variables(env::GOLIVE_BEFORE).or_else(|| value(system.before));
    Said {
        system: system.name,
        bases: if is_request { system.bases.iter().filter_map(|name| variables(name)).collect() } else { Vec::new() },
        before: before.map(|range| range.split("..").next().unwrap_or_default().to_owned()).filter(|commit| !commit.is_empty()),
        default: value(system.default),
        is_push: is_known_push && value(system.tag).is_none(),
        branches_are_requests: system.branches_are_requests && value(system.tag).is_none(),
        depth: system.depth,
        is_ci: known.is_some(),
        event,
    }
}
