//! `hooks/pre-push`, as a git hook.

use crate::support::{Repo, Run, assignment, project};

/// A repository whose remote has its first commit, and whose pushes are watched.
fn pushed() -> Repo {
    let repo = Repo::new();
    repo.write("app.py", "print(0)\n").stage().commit("first");
    repo.clone_with("remote.git", &["--bare"]);
    repo.git(["remote", "add", "origin", "../remote.git"]);
    repo.git(["fetch", "--quiet"]);
    repo.script(".git/hooks/pre-push", &std::fs::read_to_string(project().join("hooks/pre-push")).unwrap());
    repo
}

#[track_caller]
fn blocked(run: &Run, words: &str) {
    run.exits(1);
    assert!((run.out() + &run.err()).contains(words), "{run}");
}

#[test]
fn a_secret_in_any_new_commit_is_blocked_though_the_last_one_took_it_out() {
    let repo = pushed();
    repo.write("app.py", assignment(1)).stage().commit("second");
    repo.write("app.py", "print(1)\n").stage().commit("third");
    blocked(&repo.try_git(["push", "origin", "main"]), "app.py:1:10");
    repo.git(["reset", "--quiet", "--hard", "origin/main"]);
    repo.write("app.py", "print(1)\n").stage().commit("second");
    repo.git(["push", "--quiet", "origin", "main"]);
}

#[test]
fn a_new_branch_is_everything_that_the_remote_does_not_have() {
    let repo = pushed();
    repo.git(["switch", "--quiet", "--create", "side"]);
    repo.write("side.py", "print(1)\n").stage().commit("side");
    repo.git(["push", "--quiet", "origin", "side"]);
    repo.git(["switch", "--quiet", "--create", "other"]);
    repo.write("other.py", assignment(1)).stage().commit("other");
    blocked(&repo.try_git(["push", "origin", "other"]), "other.py:1:10");
}

#[test]
fn the_message_of_a_tag_is_published_with_it() {
    let repo = pushed();
    repo.git(["tag", "--annotate", "--message", &assignment(1), "v1"]);
    blocked(&repo.try_git(["push", "origin", "v1"]), "refs/tags/v1:1:10");
    repo.golive(["secrets", "--range", "HEAD..v1"]).exits(1);
    repo.git(["tag", "--annotate", "--message", "the first", "v2"]);
    repo.git(["push", "--quiet", "origin", "v2"]);
}

#[test]
fn a_secret_that_the_remote_has_already_does_not_stop_later_pushes() {
    let repo = pushed();
    repo.write("app.py", assignment(1)).stage().commit("second");
    repo.git(["push", "--quiet", "--no-verify", "origin", "main"]);
    repo.git(["switch", "--quiet", "--create", "side"]);
    repo.write("side.py", "print(1)\n").stage().commit("side");
    repo.git(["push", "--quiet", "origin", "side"]);
}

#[test]
fn to_an_empty_remote_everything_is_new() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage().commit("first");
    repo.write("app.py", "print(0)\n").stage().commit("second");
    repo.git(["init", "--quiet", "--bare", "../empty.git"]);
    repo.git(["remote", "add", "origin", "../empty.git"]);
    repo.script(".git/hooks/pre-push", &std::fs::read_to_string(project().join("hooks/pre-push")).unwrap());
    blocked(&repo.try_git(["push", "origin", "main"]), "app.py:1:10");
}

#[test]
fn every_pushed_reference_is_looked_at() {
    let repo = pushed();
    repo.git(["switch", "--quiet", "--create", "clean"]);
    repo.write("clean.py", "print(1)\n").stage().commit("clean");
    repo.git(["switch", "--quiet", "--create", "dirty", "main"]);
    repo.write("dirty.py", assignment(1)).stage().commit("dirty");
    blocked(&repo.try_git(["push", "origin", "clean", "dirty"]), "dirty.py:1:10");
    blocked(&repo.try_git(["push", "origin", "dirty", "clean"]), "dirty.py:1:10");
    repo.git(["push", "--quiet", "origin", "clean"]);
}

#[test]
fn a_merge_of_what_the_remote_has_is_new_only_where_it_is() {
    let repo = pushed();
    repo.git(["switch", "--quiet", "--create", "side"]);
    repo.write("side.py", "print(1)\n").stage().commit("side");
    repo.git(["switch", "--quiet", "main"]);
    repo.write("app.py", "print(2)\n").stage().commit("second");
    repo.git(["push", "--quiet", "origin", "main", "side"]);
    repo.git(["merge", "--quiet", "--no-edit", "side"]);
    repo.git(["push", "--quiet", "origin", "main"]);
    repo.write("app.py", assignment(1)).stage().commit("third");
    blocked(&repo.try_git(["push", "origin", "main"]), "app.py:1:10");
}

#[test]
fn a_tag_of_a_file_is_not_passed_over() {
    let repo = pushed();
    repo.write("app.py", assignment(1));
    let blob = repo.git(["hash-object", "-w", "app.py"]);
    repo.git(["tag", "file", &blob]);
    let run = repo.try_git(["push", "origin", "file"]);
    blocked(&run, "stands for no commit");
    run.complains("golive secrets --history");
    repo.golive(["secrets", "--history"]).exits(1).says("github-pat");
}

#[test]
fn deletions_and_pushes_of_nothing_new_go_through() {
    let repo = pushed();
    repo.git(["push", "--quiet", "origin", "main:refs/heads/copy"]);
    repo.git(["push", "--quiet", "origin", ":copy"]);
    repo.git(["push", "--quiet", "origin", "main"]);
}
