//! The jobs of `docs/ci` as the systems run them: `--policy-ref auto` and `--since auto` on what each leaves of a repository.

use crate::support::{Repo, Run, assignment};

/// A remote whose `main` had a secret once, and a branch of it.
fn origin() -> Repo {
    let repo = Repo::new();
    repo.write("app.py", "print(0)\n").write(".gitignore", ".env\n.env.*\n*.key\n*.pem\n").stage().commit("first");
    repo.write("app.py", assignment(1)).stage().commit("leak");
    repo.write("app.py", "print(1)\n").stage().commit("taken out");
    repo.git(["switch", "--quiet", "--create", "side"]);
    repo.write("side.py", "print(2)\n").write("golive.toml", "[check]\nskip = [\"secrets\"]\n").stage().commit("side");
    repo.git(["switch", "--quiet", "main"]);
    repo
}

/// A clone as most systems make it: the branch they build at no branch, and no name for the remote's default one.
fn checkout(origin: &Repo, name: &str, depth: Option<u32>) -> Repo {
    let repo = origin.at(format!("../{name}-{}", depth.unwrap_or(0)));
    std::fs::create_dir_all(repo.root()).unwrap();
    repo.git(["init", "--quiet"]);
    repo.git(["remote", "add", "origin", &format!("file://{}", origin.root().display())]);
    let depth = depth.map(|depth| format!("--depth={depth}"));
    repo.git(["fetch", "--quiet"].into_iter().chain(depth.as_deref()).chain(["origin"]));
    repo.git(["checkout", "--quiet", "--detach", &format!("origin/{name}")]);
    repo
}

fn run(repo: &Repo, arguments: &[&str], set: &[(&str, &str)]) -> Run {
    set.iter().fold(repo.golive_with().args(arguments).env("CI", "true"), |run, (name, value)| run.env(name, value)).finish()
}

const CHECK: &[&str] = &["check", "--policy-ref", "auto", "--stage", "commit"];
const SINCE: &[&str] = &["secrets", "--policy-ref", "auto", "--since", "auto"];

#[test]
fn a_push_of_which_the_system_says_nothing_is_looked_at_whole() {
    let origin = origin();
    let main = checkout(&origin, "main", None);
    for set in [
        &[("TF_BUILD", "True"), ("BUILD_REASON", "IndividualCI")][..],
        &[("BITBUCKET_BUILD_NUMBER", "1")],
        &[("BUILDKITE", "true"), ("BUILDKITE_SOURCE", "webhook"), ("BUILDKITE_PIPELINE_DEFAULT_BRANCH", "main")],
    ] {
        run(&main, CHECK, set).exits(0).complains("policy is the tree's own");
        run(&main, SINCE, set).exits(1).complains("the whole history").says("app.py:1:10");
        let before = main.git(["rev-parse", "HEAD~1"]);
        let named: Vec<(&str, &str)> = set.iter().copied().chain([("GOLIVE_BEFORE", before.as_str())]).collect();
        run(&main, SINCE, &named).exits(0).complains(&before);
        let shallow = checkout(&origin, "main", Some(1));
        run(&shallow, SINCE, set).exits(2).complains("too shallow");
        std::fs::remove_dir_all(shallow.root()).unwrap();
    }
}

#[test]
fn a_run_that_brings_no_commits_looks_at_the_tracked_files() {
    let origin = origin();
    let main = checkout(&origin, "main", Some(1));
    for set in [
        &[("GITLAB_CI", "true"), ("CI_PIPELINE_SOURCE", "schedule")][..],
        &[("TF_BUILD", "True"), ("BUILD_REASON", "Schedule")],
        &[("CIRCLECI", "true"), ("CIRCLE_TAG", "v1")],
    ] {
        run(&main, CHECK, set).exits(0);
        run(&main, SINCE, set).exits(0).complains("brought no commits here").says("in 2 files");
    }
    main.write("app.py", assignment(2)).stage();
    run(&main, SINCE, &[("TF_BUILD", "True"), ("BUILD_REASON", "Manual")]).exits(1).says("app.py:1:10");
}

#[test]
fn a_branch_cannot_switch_its_own_gate_off() {
    let origin = origin();
    let side = checkout(&origin, "side", None);
    side.git(["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"]);
    side.write("side.py", assignment(3)).stage().commit("leak");
    for set in [
        &[("TF_BUILD", "True"), ("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main")][..],
        &[("GITLAB_CI", "true"), ("CI_PIPELINE_SOURCE", "merge_request_event"), ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")],
        &[("CIRCLECI", "true"), ("CIRCLE_BRANCH", "side"), ("GOLIVE_BEFORE", "HEAD~1")],
        &[("BUILDKITE", "true"), ("BUILDKITE_PULL_REQUEST", "false"), ("BUILDKITE_PIPELINE_DEFAULT_BRANCH", "main")],
    ] {
        run(&side, CHECK, set).exits(1).complains("policy is read from").says("side.py:1:10");
        run(&side, SINCE, set).exits(1).says("side.py:1:10");
    }
}
