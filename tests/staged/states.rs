//! States a repository can be in when a commit is made.

use crate::support::{Repo, assignment};

#[test]
fn before_the_first_commit_everything_staged_is_new() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage();
    assert_eq!(repo.found(&["secrets", "--staged"]), ["app.py:1 github-pat"]);
}

#[test]
fn no_identity_is_needed() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage();
    std::fs::remove_file(repo.home().join(".gitconfig")).unwrap();
    repo.golive(["secrets", "--staged"]).exits(1);
}

#[test]
fn a_folder_below_sees_the_whole_index() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).write("below/deep/x.py", "print()\n").write("below/y.py", assignment(2)).stage();
    let below = repo.at("below/deep");
    assert_eq!(below.found(&["secrets", "--staged"]), ["app.py:1 github-pat", "below/y.py:1 github-pat"]);
}

#[test]
fn a_merge_is_judged_against_the_branch_it_is_made_on() {
    let repo = Repo::new();
    repo.write("app.py", "print(0)\n").stage().commit("first");
    repo.git(["switch", "--quiet", "--create", "side"]);
    repo.write("app.py", "print(1)\n").write("side.py", assignment(1)).stage().commit("side");
    repo.git(["switch", "--quiet", "main"]);
    repo.write("app.py", "print(2)\n").stage().commit("main");
    repo.try_git(["merge", "--quiet", "side"]).exits(1);
    // A conflict stands: the path is in the index three times, and the merge cannot be committed yet.
    repo.golive(["secrets", "--staged"]).exits(1).says("side.py:1:10");
    repo.write("app.py", assignment(2)).stage();
    assert_eq!(repo.found(&["secrets", "--staged"]), ["app.py:1 github-pat", "side.py:1 github-pat"]);
}

#[test]
fn a_secret_on_either_side_of_a_conflict_is_found() {
    let repo = Repo::new();
    repo.write("app.py", "print(0)\n").stage().commit("first");
    repo.git(["switch", "--quiet", "--create", "side"]);
    repo.write("app.py", assignment(1)).stage().commit("side");
    repo.git(["switch", "--quiet", "main"]);
    repo.write("app.py", "print(2)\n").stage().commit("main");
    repo.try_git(["merge", "--quiet", "side"]).exits(1);
    // The file on disk holds both sides and their markers; the whole repository is looked at as it is.
    repo.golive(["secrets"]).exits(1).says("app.py");
}

#[test]
fn a_cherry_pick_is_judged_like_any_commit() {
    let repo = Repo::new();
    repo.write("app.py", "print(0)\n").stage().commit("first");
    repo.git(["switch", "--quiet", "--create", "side"]);
    repo.write("side.py", assignment(1)).stage().commit("side");
    repo.git(["switch", "--quiet", "main"]);
    repo.git(["cherry-pick", "--no-commit", "side"]);
    repo.golive(["secrets", "--staged"]).exits(1).says("side.py:1:10");
}

#[test]
fn a_path_that_is_only_announced_holds_nothing_yet() {
    let repo = Repo::new();
    repo.write("app.py", "print(0)\n").stage().commit("first");
    repo.write("new.py", assignment(1));
    repo.git(["add", "--intent-to-add", "new.py"]);
    repo.golive(["secrets", "--staged"]).exits(0);
}

#[test]
fn a_staged_submodule_is_said_not_to_be_looked_into() {
    let library = Repo::new();
    library.write("lib.py", assignment(1)).stage().commit("library");
    let repo = Repo::new();
    repo.git(["submodule", "--quiet", "add", library.root().to_str().unwrap(), "lib"]);
    repo.golive(["secrets", "--staged", "--verbose"]).exits(0).says("submodule lib not looked into");
}
