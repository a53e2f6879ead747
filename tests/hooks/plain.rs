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
