//! `hooks/pre-commit`, as a git hook.

use crate::support::{Repo, assignment, project};

fn hooked() -> Repo {
    let repo = Repo::new();
    repo.write("app.py", "print(0)\n").stage().commit("first");
    repo.script(".git/hooks/pre-commit", &std::fs::read_to_string(project().join("hooks/pre-commit")).unwrap());
    repo
}

#[test]
fn a_staged_secret_is_blocked_and_a_clean_commit_goes_through() {
    let repo = hooked();
    repo.write("app.py", assignment(1)).stage().write("app.py", "print(1)\n");
    let run = repo.try_git(["commit", "--message", "second"]);
    run.exits(1);
    assert!((run.out() + &run.err()).contains("error[github-pat]"), "{run}");
    repo.stage();
    repo.git(["commit", "--message", "second"]);
    assert_eq!(repo.git(["show", "HEAD:app.py"]), "print(1)");
}

#[test]
fn the_first_commit_of_all_and_one_in_a_submodule_are_looked_at() {
    let script = std::fs::read_to_string(project().join("hooks/pre-commit")).unwrap();
    let first = Repo::new();
    first.script(".git/hooks/pre-commit", &script).write("app.py", assignment(1)).stage();
    first.try_git(["commit", "--message", "first"]).exits(1).complains("github-pat");
    first.write("app.py", "print(1)\n").stage();
    first.git(["commit", "--message", "first"]);
    let outer = hooked();
    outer.git(["submodule", "--quiet", "add", first.root().to_str().unwrap(), "inner"]);
    outer.git(["commit", "--message", "submodule"]);
    let inner = outer.at("inner");
    inner.script("../.git/modules/inner/hooks/pre-commit", &script).write("app.py", assignment(2)).stage();
    inner.try_git(["commit", "--message", "leak"]).exits(1).complains("github-pat");
    inner.write("app.py", "print(2)\n").stage();
    inner.git(["commit", "--message", "clean"]);
    outer.stage();
    outer.git(["commit", "--message", "further"]);
}

#[test]
fn an_index_of_its_own_and_a_repository_named_from_elsewhere_are_looked_at() {
    let repo = hooked();
    repo.write("app.py", assignment(1));
    std::fs::copy(repo.path(".git/index"), repo.home().join("index")).unwrap();
    let beside = |arguments: &[&str]| repo.run("git").args(arguments).env("GIT_INDEX_FILE", repo.home().join("index")).finish();
    beside(&["add", "app.py"]).exits(0);
    beside(&["commit", "--message", "second"]).exits(1).complains("github-pat");
    repo.stage();
    let elsewhere = repo.at(repo.home()).run("git").args(["commit", "--message", "second"]);
    elsewhere.env("GIT_DIR", repo.path(".git")).env("GIT_WORK_TREE", repo.root()).finish().exits(1).complains("github-pat");
}

#[test]
fn without_golive_the_commit_is_stopped_and_the_reason_said() {
    let repo = hooked();
    repo.write("app.py", "print(1)\n").stage();
    // A PATH with git and what it needs, and without golive.
    let git = repo.run("sh").args(["-c", "command -v git"]).finish().out();
    let folder = std::path::Path::new(git.trim()).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let run = repo.run("git").args(["commit", "--message", "second"]).env("PATH", path).finish();
    run.exits(1).complains("golive is not on PATH");
}

#[test]
fn a_configuration_that_cannot_be_used_stops_the_commit() {
    let repo = hooked();
    repo.write("golive.toml", "[secrts]\n").stage();
    repo.try_git(["commit", "--message", "second"]).exits(1).complains("did you mean secrets?");
}
