//! The only reader of environment variables, so that what a run depends on can be listed.

use std::ffi::OsString;

/// Set by git for its hooks, and by people who keep the repository apart from the work tree.
pub const GIT_DIR: &str = "GIT_DIR";
/// Set by git beside [`GIT_DIR`], where the work tree is not the folder that the repository is in.
pub const GIT_WORK_TREE: &str = "GIT_WORK_TREE";
/// Set by git in hooks of `git commit -a` and partial commits: the index this commit is made from.
pub const GIT_INDEX_FILE: &str = "GIT_INDEX_FILE";
/// The person's own folder.
pub const HOME: &str = "HOME";
/// Where programs keep their settings, instead of `.config` in [`HOME`].
pub const XDG_CONFIG_HOME: &str = "XDG_CONFIG_HOME";
/// Set (to anything) by most CI systems.
pub const CI: &str = "CI";
/// A file of certificates of further authorities to trust, as OpenSSL and curl take it.
pub const SSL_CERT_FILE: &str = "SSL_CERT_FILE";
/// `true` under GitHub Actions: the runner reads output for workflow commands.
pub const GITHUB_ACTIONS: &str = "GITHUB_ACTIONS";
/// `true` under Gitea's Actions, which take over GitHub's variables.
pub const GITEA_ACTIONS: &str = "GITEA_ACTIONS";
/// `true` under Forgejo's Actions, which take over GitHub's variables.
pub const FORGEJO_ACTIONS: &str = "FORGEJO_ACTIONS";
/// What set off the run.
pub const GITHUB_EVENT_NAME: &str = "GITHUB_EVENT_NAME";
/// File with the event's document.
pub const GITHUB_EVENT_PATH: &str = "GITHUB_EVENT_PATH";
/// The commit that the run is of.
pub const GITHUB_SHA: &str = "GITHUB_SHA";
/// The folder that annotations' paths are relative to.
pub const GITHUB_WORKSPACE: &str = "GITHUB_WORKSPACE";
/// File that a step's outputs are appended to.
pub const GITHUB_OUTPUT: &str = "GITHUB_OUTPUT";
/// File that a step's summary is appended to.
pub const GITHUB_STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";
/// Folder for files of the job.
pub const RUNNER_TEMP: &str = "RUNNER_TEMP";
/// Set by GitLab CI.
pub const GITLAB_CI: &str = "GITLAB_CI";
/// GitLab: what set off the pipeline.
pub const CI_PIPELINE_SOURCE: &str = "CI_PIPELINE_SOURCE";
/// GitLab: where the branch of a merge request left its target.
pub const CI_MERGE_REQUEST_DIFF_BASE_SHA: &str = "CI_MERGE_REQUEST_DIFF_BASE_SHA";
/// GitLab: the branch that a merge request is for.
pub const CI_MERGE_REQUEST_TARGET_BRANCH_NAME: &str = "CI_MERGE_REQUEST_TARGET_BRANCH_NAME";
/// GitLab: what a merge request was merged with, in a pipeline of the merged result.
pub const CI_MERGE_REQUEST_TARGET_BRANCH_SHA: &str = "CI_MERGE_REQUEST_TARGET_BRANCH_SHA";
/// GitLab: what the branch was before the push.
pub const CI_COMMIT_BEFORE_SHA: &str = "CI_COMMIT_BEFORE_SHA";
/// GitLab: the tag that the pipeline is of.
pub const CI_COMMIT_TAG: &str = "CI_COMMIT_TAG";
/// GitLab: the project's default branch.
pub const CI_DEFAULT_BRANCH: &str = "CI_DEFAULT_BRANCH";
/// Set by Bitbucket Pipelines.
pub const BITBUCKET_BUILD_NUMBER: &str = "BITBUCKET_BUILD_NUMBER";
/// Bitbucket: set for pull requests.
pub const BITBUCKET_PR_ID: &str = "BITBUCKET_PR_ID";
/// Bitbucket: the last commit of the branch that a pull request is for.
pub const BITBUCKET_PR_DESTINATION_COMMIT: &str = "BITBUCKET_PR_DESTINATION_COMMIT";
/// Bitbucket: the branch that a pull request is for.
pub const BITBUCKET_PR_DESTINATION_BRANCH: &str = "BITBUCKET_PR_DESTINATION_BRANCH";
/// Bitbucket: the tag that the pipeline is of.
pub const BITBUCKET_TAG: &str = "BITBUCKET_TAG";
/// Set by Azure Pipelines.
pub const TF_BUILD: &str = "TF_BUILD";
/// Azure: what set off the run.
pub const BUILD_REASON: &str = "BUILD_REASON";
/// Azure: the branch that a pull request is for, `refs/heads/…`.
pub const SYSTEM_PULLREQUEST_TARGETBRANCH: &str = "SYSTEM_PULLREQUEST_TARGETBRANCH";
/// Set by Buildkite.
pub const BUILDKITE: &str = "BUILDKITE";
/// Buildkite: what set off the build.
pub const BUILDKITE_SOURCE: &str = "BUILDKITE_SOURCE";
/// Buildkite: the pull request's number, or `false`.
pub const BUILDKITE_PULL_REQUEST: &str = "BUILDKITE_PULL_REQUEST";
/// Buildkite: the branch that a pull request is for.
pub const BUILDKITE_PULL_REQUEST_BASE_BRANCH: &str = "BUILDKITE_PULL_REQUEST_BASE_BRANCH";
/// Buildkite: the pipeline's default branch.
pub const BUILDKITE_PIPELINE_DEFAULT_BRANCH: &str = "BUILDKITE_PIPELINE_DEFAULT_BRANCH";
/// Buildkite: the tag that the build is of.
pub const BUILDKITE_TAG: &str = "BUILDKITE_TAG";
/// Set by CircleCI.
pub const CIRCLECI: &str = "CIRCLECI";
/// CircleCI: the tag that the pipeline is of.
pub const CIRCLE_TAG: &str = "CIRCLE_TAG";
/// Set by Drone.
pub const DRONE: &str = "DRONE";
/// Drone: what set off the build.
pub const DRONE_BUILD_EVENT: &str = "DRONE_BUILD_EVENT";
/// Drone: the branch that a pull request is for.
pub const DRONE_TARGET_BRANCH: &str = "DRONE_TARGET_BRANCH";
/// Drone: what the branch was before the push.
pub const DRONE_COMMIT_BEFORE: &str = "DRONE_COMMIT_BEFORE";
/// Drone: the repository's default branch.
pub const DRONE_REPO_BRANCH: &str = "DRONE_REPO_BRANCH";
/// Woodpecker: what set off the pipeline.
pub const CI_PIPELINE_EVENT: &str = "CI_PIPELINE_EVENT";
/// Woodpecker: the branch that a pull request is for.
pub const CI_COMMIT_TARGET_BRANCH: &str = "CI_COMMIT_TARGET_BRANCH";
/// Woodpecker: the commit of the pipeline before.
pub const CI_PREV_COMMIT_SHA: &str = "CI_PREV_COMMIT_SHA";
/// Woodpecker: the repository's default branch.
pub const CI_REPO_DEFAULT_BRANCH: &str = "CI_REPO_DEFAULT_BRANCH";
/// Set by Jenkins.
pub const JENKINS_URL: &str = "JENKINS_URL";
/// Jenkins: the branch that a change request is for.
pub const CHANGE_TARGET: &str = "CHANGE_TARGET";
/// Jenkins: the last commit of this branch that was built with success.
pub const GIT_PREVIOUS_SUCCESSFUL_COMMIT: &str = "GIT_PREVIOUS_SUCCESSFUL_COMMIT";
/// Jenkins: the tag that the build is of.
pub const TAG_NAME: &str = "TAG_NAME";
/// Set by Travis CI.
pub const TRAVIS: &str = "TRAVIS";
/// Travis CI: what set off the build.
pub const TRAVIS_EVENT_TYPE: &str = "TRAVIS_EVENT_TYPE";
/// Travis CI: the branch, of a pull request the one it is for.
pub const TRAVIS_BRANCH: &str = "TRAVIS_BRANCH";
/// Travis CI: the commits of the push, `A...B`.
pub const TRAVIS_COMMIT_RANGE: &str = "TRAVIS_COMMIT_RANGE";
/// Travis CI: the tag that the build is of.
pub const TRAVIS_TAG: &str = "TRAVIS_TAG";
/// Set by `AppVeyor`.
pub const APPVEYOR: &str = "APPVEYOR";
/// `AppVeyor`: set for pull requests.
pub const APPVEYOR_PULL_REQUEST_NUMBER: &str = "APPVEYOR_PULL_REQUEST_NUMBER";
/// `AppVeyor`: the branch, of a pull request the one it is for.
pub const APPVEYOR_REPO_BRANCH: &str = "APPVEYOR_REPO_BRANCH";
/// `AppVeyor`: the tag that the build is of.
pub const APPVEYOR_REPO_TAG_NAME: &str = "APPVEYOR_REPO_TAG_NAME";
/// Set by Semaphore.
pub const SEMAPHORE: &str = "SEMAPHORE";
/// Semaphore: `branch`, `tag` or `pull-request`.
pub const SEMAPHORE_GIT_REF_TYPE: &str = "SEMAPHORE_GIT_REF_TYPE";
/// Semaphore: the branch, of a pull request the one it is for.
pub const SEMAPHORE_GIT_BRANCH: &str = "SEMAPHORE_GIT_BRANCH";
/// Semaphore: the commits of the push, `A...B`.
pub const SEMAPHORE_GIT_COMMIT_RANGE: &str = "SEMAPHORE_GIT_COMMIT_RANGE";
/// Set by Cirrus CI.
pub const CIRRUS_CI: &str = "CIRRUS_CI";
/// Cirrus CI: set for pull requests.
pub const CIRRUS_PR: &str = "CIRRUS_PR";
/// Cirrus CI: the branch that a pull request is for.
pub const CIRRUS_BASE_BRANCH: &str = "CIRRUS_BASE_BRANCH";
/// Cirrus CI: where the branch of a pull request began.
pub const CIRRUS_BASE_SHA: &str = "CIRRUS_BASE_SHA";
/// Cirrus CI: the last commit of this branch that was built with success.
pub const CIRRUS_LAST_GREEN_CHANGE: &str = "CIRRUS_LAST_GREEN_CHANGE";
/// Cirrus CI: the repository's default branch.
pub const CIRRUS_DEFAULT_BRANCH: &str = "CIRRUS_DEFAULT_BRANCH";
/// Cirrus CI: the tag that the build is of.
pub const CIRRUS_TAG: &str = "CIRRUS_TAG";
/// Set by AWS `CodeBuild`.
pub const CODEBUILD_BUILD_ID: &str = "CODEBUILD_BUILD_ID";
/// `CodeBuild`: what set off the build, where a webhook did.
pub const CODEBUILD_WEBHOOK_EVENT: &str = "CODEBUILD_WEBHOOK_EVENT";
/// `CodeBuild`: the branch that a pull request is for.
pub const CODEBUILD_WEBHOOK_BASE_REF: &str = "CODEBUILD_WEBHOOK_BASE_REF";
/// `CodeBuild`: what the branch was before the push.
pub const CODEBUILD_WEBHOOK_PREV_COMMIT: &str = "CODEBUILD_WEBHOOK_PREV_COMMIT";
/// Set by Codefresh.
pub const CF_BUILD_ID: &str = "CF_BUILD_ID";
/// Codefresh: the branch that a pull request is for.
pub const CF_PULL_REQUEST_TARGET: &str = "CF_PULL_REQUEST_TARGET";
/// Set by Bitrise.
pub const BITRISE_IO: &str = "BITRISE_IO";
/// Bitrise: set for pull requests.
pub const BITRISE_PULL_REQUEST: &str = "BITRISE_PULL_REQUEST";
/// Bitrise: the branch that a pull request is for.
pub const BITRISEIO_GIT_BRANCH_DEST: &str = "BITRISEIO_GIT_BRANCH_DEST";
/// Bitrise: the tag that the build is of.
pub const BITRISE_GIT_TAG: &str = "BITRISE_GIT_TAG";
/// Set by `TeamCity`.
pub const TEAMCITY_VERSION: &str = "TEAMCITY_VERSION";
/// pre-commit and prek: the excluded end of what is pushed, or of `--from-ref`.
pub const PRE_COMMIT_FROM_REF: &str = "PRE_COMMIT_FROM_REF";
/// pre-commit and prek: the included end of what is pushed, or of `--to-ref`.
pub const PRE_COMMIT_TO_REF: &str = "PRE_COMMIT_TO_REF";
/// pre-commit and prek, at a push: the local branch.
pub const PRE_COMMIT_LOCAL_BRANCH: &str = "PRE_COMMIT_LOCAL_BRANCH";
/// pre-commit and prek, at a push: the remote.
pub const PRE_COMMIT_REMOTE_NAME: &str = "PRE_COMMIT_REMOTE_NAME";
/// Where `golive secrets --validate` asks instead of a provider's own servers: `PROVIDER=URL`, several with commas or spaces between.
pub const GOLIVE_VALIDATE_ENDPOINTS: &str = "GOLIVE_VALIDATE_ENDPOINTS";
/// The base to compare with, where it is not to be found out; also the action's input `base`.
pub const GOLIVE_BASE: &str = "GOLIVE_BASE";
/// What the branch was before a push, for systems that have no variable for it.
pub const GOLIVE_BEFORE: &str = "GOLIVE_BEFORE";
/// The action's input `command`.
pub const GOLIVE_COMMAND: &str = "GOLIVE_COMMAND";
/// The action's input `args`.
pub const GOLIVE_ARGS: &str = "GOLIVE_ARGS";
/// The action's input `config`.
pub const GOLIVE_CONFIG: &str = "GOLIVE_CONFIG";
/// The action's input `working-directory`.
pub const GOLIVE_WORKING_DIRECTORY: &str = "GOLIVE_WORKING_DIRECTORY";
/// The action's input `fail-on`.
pub const GOLIVE_FAIL_ON: &str = "GOLIVE_FAIL_ON";
/// `false` writes no annotations; also the action's input `annotations`.
pub const GOLIVE_ANNOTATIONS: &str = "GOLIVE_ANNOTATIONS";
/// `false` writes no job summary; also the action's input `summary`.
pub const GOLIVE_SUMMARY: &str = "GOLIVE_SUMMARY";
/// `true` lets the action run a project's own commands where the code may be somebody else's and the rights are the repository's.
pub const GOLIVE_RUN_UNTRUSTED: &str = "GOLIVE_RUN_UNTRUSTED";

/// The variable's value, if it is set and not empty.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
pub fn var_os(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The variable's text, if it is set, not empty, and text.
pub fn var(name: &str) -> Option<String> {
    var_os(name)?.into_string().ok()
}

/// Whether the variable is set and not empty.
pub fn is_set(name: &str) -> bool {
    var_os(name).is_some()
}
