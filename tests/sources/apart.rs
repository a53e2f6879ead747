//! `GIT_DIR` and `GIT_WORK_TREE`: repositories kept apart from their work trees, as git tells its hooks.

use crate::support::{Repo, assignment};

const HOOK: &str = "#!/bin/sh\nexec golive secrets --staged\n";

/// A folder whose repository is beside it, as people keep their dotfiles; golive is its hook.
fn apart() -> Repo {
    let folder = Repo::folder();
    folder.git(["init", "--quiet", "--bare", "../dots.git"]);
    folder.script("../dots.git/hooks/pre-commit", HOOK);
    folder.write("profile", "export A=1\n");
    folder
}

fn git(folder: &Repo, words: &[&str]) -> crate::support::Run {
    folder.try_git(["--git-dir=../dots.git", "--work-tree=."].iter().chain(words))
}

#[test]
fn a_hook_looks_at_the_repository_that_git_names() {
    let folder = apart();
    git(&folder, &["add", "profile"]).exits(0);
    git(&folder, &["commit", "--message", "first"]).exits(0);
    folder.write("profile", assignment(1));
    git(&folder, &["add", "profile"]).exits(0);
    let run = git(&folder, &["commit", "--message", "second"]);
    run.exits(1);
    assert!((run.out() + &run.err()).contains("profile:1:10"), "{run}");
}

#[test]
fn the_repository_that_git_names_wins_over_the_one_that_is_here() {
    let folder = apart();
    folder.git(["init", "--quiet"]);
    folder.write("profile", assignment(1));
    git(&folder, &["add", "profile"]).exits(0);
    git(&folder, &["commit", "--message", "second"]).exits(1);
}

#[test]
fn from_anywhere() {
    let folder = apart();
    folder.write("profile", assignment(1));
    git(&folder, &["add", "profile"]).exits(0);
    let elsewhere = folder.at("..");
    for arguments in [&["secrets"][..], &["secrets", "--staged"]] {
        let run = elsewhere.golive_with().args(arguments).env("GIT_DIR", "dots.git").env("GIT_WORK_TREE", "work").finish();
        run.exits(1).says("--> profile:1:10");
    }
}

#[test]
fn a_repository_that_is_not_there_is_2() {
    let repo = Repo::new();
    repo.write("app.py", "print()\n").stage();
    repo.golive_with().arg("secrets").env("GIT_DIR", "nowhere").finish().exits(2).complains("nowhere is not in a git repository");
}

#[test]
fn a_submodule_commits_its_own_index() {
    let library = Repo::new();
    library.write("lib.py", "print(0)\n").stage().commit("library");
    let repo = Repo::new();
    repo.git(["submodule", "--quiet", "add", library.root().to_str().unwrap(), "lib"]);
    repo.commit("with library");
    repo.script(".git/modules/lib/hooks/pre-commit", HOOK);
    let lib = repo.at("lib");
    lib.write("lib.py", assignment(1)).stage();
    lib.try_git(["commit", "--message", "second"]).exits(1);
    lib.write("lib.py", "print(1)\n");
    lib.git(["commit", "--quiet", "--all", "--message", "second"]);
}
