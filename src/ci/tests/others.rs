//! The systems that are not GitHub's, each by the variables that it documents.

use super::{NONE, Origin, base, from, with};
use crate::git::Repo;
use serde_json::Value;

/// Variables, and their values.
type Set<'set> = &'set [(&'set str, &'set str)];

/// A clone that also has the remote's own name for its default branch, as `git clone` leaves it.
fn cloned(origin: &Origin, name: &str) -> Repo {
    let repo = origin.checkout(name, 0);
    let folder = repo.root().to_str().unwrap().to_owned();
    origin.0.git(&["-C", &folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"]);
    repo
}

#[test]
fn each_names_its_base_in_variables_of_its_own() {
    let origin = Origin::new();
    let (repo, shallow) = (origin.checkout("side", 0), origin.checkout("side", 1));
    let one = origin.id("one");
    let cases: &[Set<'_>] = &[
        &[("GITLAB_CI", "true"), ("CI_PIPELINE_SOURCE", "merge_request_event"), ("CI_MERGE_REQUEST_DIFF_BASE_SHA", &one)],
        &[("GITLAB_CI", "true"), ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"), ("CI_MERGE_REQUEST_DIFF_BASE_SHA", NONE)],
        &[("BITBUCKET_BUILD_NUMBER", "1"), ("BITBUCKET_PR_ID", "2"), ("BITBUCKET_PR_DESTINATION_COMMIT", &one[..12])],
        &[("BITBUCKET_BUILD_NUMBER", "1"), ("BITBUCKET_PR_ID", "2"), ("BITBUCKET_PR_DESTINATION_BRANCH", "main")],
        &[("TF_BUILD", "True"), ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main")],
        &[("TF_BUILD", "True"), ("SYSTEM_PULLREQUEST_TARGETBRANCH", "main")],
        &[("JENKINS_URL", "http://x"), ("CHANGE_TARGET", "main")],
        &[("BUILDKITE", "true"), ("BUILDKITE_PULL_REQUEST", "7"), ("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main")],
        &[("DRONE", "true"), ("DRONE_BUILD_EVENT", "pull_request"), ("DRONE_TARGET_BRANCH", "main")],
        &[("CI", "woodpecker"), ("CI_PIPELINE_EVENT", "pull_request"), ("CI_COMMIT_TARGET_BRANCH", "main")],
        &[("CI", "woodpecker"), ("CI_PIPELINE_EVENT", "pull_request_metadata"), ("CI_COMMIT_TARGET_BRANCH", "main")],
        &[("CIRCLECI", "true"), ("GOLIVE_BASE", "main")],
        &[("TRAVIS", "true"), ("TRAVIS_EVENT_TYPE", "pull_request"), ("TRAVIS_BRANCH", "main")],
        &[("APPVEYOR", "True"), ("APPVEYOR_PULL_REQUEST_NUMBER", "5"), ("APPVEYOR_REPO_BRANCH", "main")],
        &[("SEMAPHORE", "true"), ("SEMAPHORE_GIT_REF_TYPE", "pull-request"), ("SEMAPHORE_GIT_BRANCH", "main")],
        &[("CIRRUS_CI", "true"), ("CIRRUS_PR", "9"), ("CIRRUS_BASE_BRANCH", "main")],
        &[("CIRRUS_CI", "true"), ("CIRRUS_PR", "9"), ("CIRRUS_BASE_SHA", &one)],
        &[
            ("CODEBUILD_BUILD_ID", "x:1"),
            ("CODEBUILD_WEBHOOK_EVENT", "PULL_REQUEST_UPDATED"),
            ("CODEBUILD_WEBHOOK_BASE_REF", "refs/heads/main"),
        ],
        &[("CF_BUILD_ID", "1"), ("CF_PULL_REQUEST_TARGET", "main")],
        &[("BITRISE_IO", "true"), ("BITRISE_PULL_REQUEST", "3"), ("BITRISEIO_GIT_BRANCH_DEST", "main")],
        &[("TEAMCITY_VERSION", "2026.1"), ("GOLIVE_BASE", "refs/heads/main")],
    ];
    for set in cases {
        let found = with(set, &Value::Null, &repo);
        assert_eq!((base(&found), from(&found)), (Some(one.clone()), Some(one.clone())), "{set:?}");
        assert_eq!(found.policy().unwrap().unwrap().commit, one, "{set:?}");
        let found = with(set, &Value::Null, &shallow);
        assert!(found.base.is_err() && !found.base.as_ref().unwrap_err().help.is_empty(), "{set:?}");
    }
}

#[test]
fn a_push_begins_where_the_branch_was_and_has_its_own_policy() {
    let origin = Origin::new();
    let repo = origin.checkout("side", 0);
    let a = origin.id("a");
    let range = format!("{}...{}", &a[..12], &origin.id("side")[..12]);
    let cases: &[Set<'_>] = &[
        &[("GITLAB_CI", "true"), ("CI_PIPELINE_SOURCE", "push"), ("CI_COMMIT_BEFORE_SHA", &a)],
        &[("DRONE", "true"), ("DRONE_BUILD_EVENT", "push"), ("DRONE_COMMIT_BEFORE", &a)],
        &[("CI", "woodpecker"), ("CI_PIPELINE_EVENT", "push"), ("CI_PREV_COMMIT_SHA", &a)],
        &[("JENKINS_URL", "http://x"), ("GIT_PREVIOUS_SUCCESSFUL_COMMIT", &a)],
        &[("TRAVIS", "true"), ("TRAVIS_EVENT_TYPE", "push"), ("TRAVIS_BRANCH", "side"), ("TRAVIS_COMMIT_RANGE", &range)],
        &[("SEMAPHORE", "true"), ("SEMAPHORE_GIT_REF_TYPE", "branch"), ("SEMAPHORE_GIT_COMMIT_RANGE", &range)],
        &[("CIRRUS_CI", "true"), ("CIRRUS_LAST_GREEN_CHANGE", &a)],
        &[("CODEBUILD_BUILD_ID", "x:1"), ("CODEBUILD_WEBHOOK_EVENT", "PUSH"), ("CODEBUILD_WEBHOOK_PREV_COMMIT", &a)],
        &[("TF_BUILD", "True"), ("BUILD_REASON", "IndividualCI"), ("GOLIVE_BEFORE", &a)],
        &[("APPVEYOR", "True"), ("APPVEYOR_REPO_BRANCH", "side"), ("GOLIVE_BEFORE", &a)],
    ];
    for set in cases {
        let found = with(set, &Value::Null, &repo);
        assert_eq!((base(&found), from(&found)), (None, Some(a.clone())), "{set:?}");
        assert_eq!((found.compared().unwrap().commit, found.policy().unwrap()), (a.clone(), None), "{set:?}");
    }
}

#[test]
fn a_new_branch_begins_where_it_left_the_default_one() {
    let origin = Origin::new();
    let one = Some(origin.id("one"));
    let gone = "1234567890123456789012345678901234567890";
    let repo = origin.checkout("side", 0);
    for before in ["", NONE, gone] {
        let set = [("GITLAB_CI", "true"), ("CI_PIPELINE_SOURCE", "push"), ("CI_COMMIT_BEFORE_SHA", before), ("CI_DEFAULT_BRANCH", "main")];
        assert_eq!(from(&with(&set, &Value::Null, &repo)), one, "{before}");
    }
    // Where no variable names the default branch, the clone may.
    let set = [("TF_BUILD", "True"), ("BUILD_REASON", "IndividualCI")];
    assert_eq!(from(&with(&set, &Value::Null, &cloned(&origin, "side"))), one);
}

#[test]
fn a_push_of_which_nothing_is_known_is_the_whole_history() {
    let origin = Origin::new();
    let (repo, shallow) = (origin.checkout("main", 0), origin.checkout("main", 1));
    let cases: &[Set<'_>] = &[
        &[("TF_BUILD", "True"), ("BUILD_REASON", "IndividualCI")],
        &[("BITBUCKET_BUILD_NUMBER", "1")],
        &[("BUILDKITE", "true"), ("BUILDKITE_SOURCE", "webhook"), ("BUILDKITE_PIPELINE_DEFAULT_BRANCH", "main")],
        &[("CIRCLECI", "true")],
        &[("JENKINS_URL", "http://x")],
        &[("GITLAB_CI", "true"), ("CI_PIPELINE_SOURCE", "push"), ("CI_COMMIT_BEFORE_SHA", NONE), ("CI_DEFAULT_BRANCH", "main")],
        &[("TEAMCITY_VERSION", "2026.1")],
    ];
    for set in cases {
        let found = with(set, &Value::Null, &repo);
        let change = found.brought().unwrap().unwrap();
        assert_eq!((change.from, found.policy().unwrap()), (None, None), "{set:?}");
        assert!(change.why.contains("GOLIVE_BEFORE"), "{}", change.why);
        super::too_shallow(&with(set, &Value::Null, &shallow).brought(), "");
    }
}

#[test]
fn schedules_tags_and_what_a_person_starts_bring_nothing_but_the_tree() {
    let origin = Origin::new();
    let main = origin.id("main");
    for depth in [0, 1] {
        let repo = origin.checkout("main", depth);
        let cases: &[Set<'_>] = &[
            &[("GITLAB_CI", "true"), ("CI_PIPELINE_SOURCE", "schedule"), ("CI_COMMIT_BEFORE_SHA", NONE)],
            &[("GITLAB_CI", "true"), ("CI_PIPELINE_SOURCE", "push"), ("CI_COMMIT_TAG", "v1"), ("CI_COMMIT_BEFORE_SHA", NONE)],
            &[("TF_BUILD", "True"), ("BUILD_REASON", "Manual")],
            &[("BUILDKITE", "true"), ("BUILDKITE_SOURCE", "schedule"), ("BUILDKITE_PULL_REQUEST", "false")],
            &[("DRONE", "true"), ("DRONE_BUILD_EVENT", "cron")],
            &[("CI", "woodpecker"), ("CI_PIPELINE_EVENT", "manual"), ("CI_PREV_COMMIT_SHA", &main)],
            &[("TRAVIS", "true"), ("TRAVIS_EVENT_TYPE", "cron")],
            &[("CIRCLECI", "true"), ("CIRCLE_TAG", "v1")],
            &[("CODEBUILD_BUILD_ID", "x:1")],
            &[("JENKINS_URL", "http://x"), ("TAG_NAME", "v1")],
            // Built once more.
            &[("JENKINS_URL", "http://x"), ("GIT_PREVIOUS_SUCCESSFUL_COMMIT", &main)],
        ];
        for set in cases {
            let found = with(set, &Value::Null, &repo);
            assert_eq!((found.brought().unwrap(), found.policy().unwrap()), (None, None), "{set:?}");
            assert!(found.compared().is_err(), "{set:?}");
        }
    }
}

#[test]
fn a_merged_result_is_compared_with_what_it_was_merged_with() {
    let origin = Origin::new();
    let (one, main) = (origin.id("one"), origin.id("main"));
    let set = [
        ("GITLAB_CI", "true"),
        ("CI_PIPELINE_SOURCE", "merge_request_event"),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", main.as_str()),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main"),
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", one.as_str()),
    ];
    assert_eq!(base(&with(&set, &Value::Null, &origin.checkout("merge", 0))), Some(main));
}

#[test]
fn a_branch_that_is_built_once_for_its_request_too_cannot_bring_its_own_policy() {
    let origin = Origin::new();
    let (one, a) = (origin.id("one"), origin.id("a"));
    let (side, main) = (cloned(&origin, "side"), cloned(&origin, "main"));
    let circle = [("CIRCLECI", "true"), ("GOLIVE_BEFORE", a.as_str())];
    let found = with(&circle, &Value::Null, &side);
    assert_eq!((base(&found), from(&found)), (Some(one.clone()), Some(one.clone())));
    let on_main = [("CIRCLECI", "true"), ("GOLIVE_BEFORE", one.as_str())];
    let found = with(&on_main, &Value::Null, &main);
    assert_eq!((base(&found), from(&found)), (None, Some(one.clone())));
    let kite = [("BUILDKITE", "true"), ("BUILDKITE_PULL_REQUEST", "false"), ("BUILDKITE_PIPELINE_DEFAULT_BRANCH", "main")];
    assert_eq!(base(&with(&kite, &Value::Null, &origin.checkout("side", 0))), Some(one));
}

#[test]
fn a_target_that_was_not_fetched_is_said_with_the_command_that_brings_it() {
    let origin = Origin::new();
    let folder = origin.0.beside("narrow");
    let clone = folder.to_str().unwrap();
    let url = format!("file://{}", origin.0.root().display());
    // As Jenkins does: one reference, and none but it from then on.
    origin.0.git(&["init", "--quiet", clone]).git(&["-C", clone, "remote", "add", "-t", "side", "origin", &url]);
    origin.0.git(&["-C", clone, "fetch", "--quiet", "origin"]).git(&["-C", clone, "checkout", "--quiet", "--detach", "origin/side"]);
    let set = [("JENKINS_URL", "http://x"), ("CHANGE_TARGET", "main")];
    let error = with(&set, &Value::Null, &Repo::discover(&folder).unwrap()).base.unwrap_err();
    let command = error.help.split("git ").nth(1).unwrap().split(';').next().unwrap();
    let words: Vec<&str> = ["-C", clone].into_iter().chain(command.split(' ')).collect();
    origin.0.git(&words);
    assert_eq!(base(&with(&set, &Value::Null, &Repo::discover(&folder).unwrap())), Some(origin.id("one")));
}

#[test]
fn without_any_ci_there_is_nothing_to_compare_with_on_a_branch_alone() {
    let origin = Origin::new();
    let found = with(&[], &Value::Null, &origin.0.repo());
    assert!(found.change.clone().unwrap().is_none() && found.compared().is_err());
    assert!(found.policy().is_err() && found.brought().is_err());
}
