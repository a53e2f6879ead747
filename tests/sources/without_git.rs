//! A machine that has no git.

use crate::support::{Repo, Run};

/// golive, which finds no program at all.
fn alone(repo: &Repo, arguments: &[&str]) -> Run {
    repo.golive_with().args(arguments).env("PATH", repo.home()).finish()
}

fn repository() -> Repo {
    let repo = Repo::new();
    repo.write(".gitignore", ".env\n.env.*\n!.env.example\n*.pem\nbuild/\n!build/keep.key\n")
        .write("app/.gitignore", "/local.key\n")
        .write("app/local.key", "x")
        .write("app/other.key", "x")
        .write("app/package.json", "{}")
        .write("build/x.key", "x")
        .write("tracked.pem", "x")
        .write("app.py", "print(0)\n");
    repo.git(["add", "--force", ".gitignore", "app/.gitignore", "app/package.json", "app.py", "tracked.pem"]);
    repo.commit("first");
    repo
}

#[test]
fn the_ignore_rules_are_judged_as_with_git_and_it_is_said_who_answered() {
    let repo = repository();
    let with = repo.golive(["gitignore", "--format", "json"]);
    let without = alone(&repo, &["gitignore", "--format", "json"]);
    assert_eq!((without.findings(), without.code), (with.findings(), with.code), "{without}");
    assert!(with.findings().len() > 3, "{with}");
    let answers = |run: &Run| run.json()["requirements"].clone();
    assert_eq!(answers(&without), answers(&with));
    assert!(!with.json().to_string().contains("gitoxide") && without.json().to_string().contains("gitoxide"));
    alone(&repo, &["gitignore"]).says("gitoxide's rules answered in its place");
}

#[test]
fn a_path_is_explained_as_git_would() {
    let repo = repository();
    let paths = ["gitignore", "explain", ".env", "app/local.key", "app/other.key", "build/keep.key", "tracked.pem", ".env.example"];
    let (with, without) = (repo.golive(paths), alone(&repo, &paths));
    assert_eq!(without.out(), with.out());
    without.exits(with.code.unwrap()).complains("gitoxide");
}

#[test]
fn a_mended_repository_is_mended_the_same_way() {
    let (one, other) = (repository(), repository());
    one.golive(["gitignore", "--fix"]);
    alone(&other, &["gitignore", "--fix"]).says("gitoxide");
    for file in [".gitignore", "app/.gitignore"] {
        assert_eq!(std::fs::read_to_string(one.path(file)).unwrap(), std::fs::read_to_string(other.path(file)).unwrap(), "{file}");
    }
}

#[test]
fn what_only_git_can_tell_is_unknown() {
    let repo = repository();
    repo.write("app/.gitignore", b"\xff\xfe.\0e\0n\0v\0\n\0".as_slice());
    let run = alone(&repo, &["gitignore"]);
    run.exits(2).says("only git can tell what is ignored").says("install git");
    alone(&repository(), &["gitignore", "--history"]).exits(2).says("install git");
}
