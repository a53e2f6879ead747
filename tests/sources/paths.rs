//! Paths: odd ones, missing ones, those one cannot read.

use crate::support::{Repo, assignment};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

#[test]
fn a_path_that_is_not_utf8_is_percent_encoded() {
    let repo = Repo::new();
    repo.write(OsStr::from_bytes(b"caf\xe9 100%.py"), assignment(1)).stage();
    for arguments in [&["secrets"][..], &["secrets", "--staged"]] {
        assert_eq!(repo.found(arguments), ["caf%E9 100%25.py:1 github-pat"]);
    }
    repo.commit("first");
    assert_eq!(repo.found(&["secrets", "--history"]), ["caf%E9 100%25.py:1 github-pat"]);
}

#[test]
fn a_path_that_would_move_the_cursor_is_shown_tamed() {
    let repo = Repo::new();
    repo.write("a\x1b[2J\nb.py", assignment(1)).stage();
    let run = repo.golive(["secrets"]);
    run.exits(1).never_says("\x1b[2J").never_says("\nb.py");
}

#[test]
fn links_are_not_followed() {
    let repo = Repo::new();
    repo.link("a", "b").link("b", "a").link("self", ".").link("up", "..").link("out", "/etc").stage();
    repo.golive(["secrets"]).exits(0).says("0 findings in 5 files");
    repo.golive(["secrets", "--no-git"]).exits(0).says("0 findings in 5 files");
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_looked_at_all_the_same() {
    let repo = Repo::new();
    repo.write("in/app.py", "print()\n").write("out/app.py", assignment(1)).stage().commit("first");
    repo.git(["sparse-checkout", "set", "in"]);
    assert!(!repo.path("out/app.py").exists());
    assert_eq!(repo.found(&["secrets"]), ["out/app.py:1 github-pat"]);
}

#[test]
fn a_deleted_tracked_file_is_looked_at_until_the_deletion_is_committed() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage().commit("first");
    repo.remove("app.py");
    assert_eq!(repo.found(&["secrets"]), ["app.py:1 github-pat"]);
    repo.stage();
    repo.golive(["secrets"]).exits(0);
}

#[test]
fn ignored_files_are_left_out_and_no_git_takes_them_in() {
    let repo = Repo::new();
    repo.write(".gitignore", ".env\n").write(".env", assignment(1));
    repo.golive(["secrets"]).exits(0);
    assert_eq!(repo.found(&["secrets", "--no-git"]), [".env:1 github-pat"]);
    repo.golive(["secrets", ".env"]).exits(2).says("git would publish nothing at .env");
}

#[test]
fn a_folder_below_means_the_whole_repository_unless_it_is_named() {
    let repo = Repo::new();
    repo.write("top.py", assignment(1)).write("below/app.py", assignment(2)).write("below/deep/x.py", "print()\n");
    let below = repo.at("below");
    assert_eq!(below.found(&["secrets"]), ["below/app.py:1 github-pat", "top.py:1 github-pat"]);
    assert_eq!(below.found(&["secrets", "."]), ["below/app.py:1 github-pat"]);
    assert_eq!(below.found(&["secrets", "app.py", "deep"]), ["below/app.py:1 github-pat"]);
    below.golive(["secrets", "deep"]).exits(0);
    below.golive(["check", "deep", "--only", "secrets", "--stage", "commit"]).exits(0);
}

#[test]
fn a_missing_path_is_no_pass() {
    let repo = Repo::new();
    repo.write("app.py", "print()\n").stage();
    repo.golive(["secrets", "nowhere"]).exits(2).complains("nowhere could not be read");
    repo.golive(["check", "nowhere"]).exits(2).complains("nowhere could not be read");
    repo.golive(["secrets", "--no-git", "nowhere"]).exits(2).says("could not be read");
    repo.golive(["secrets", "--no-git", "app.py", "nowhere"]).exits(2);
}

#[test]
fn a_path_outside_of_the_repository_is_refused() {
    let repo = Repo::new();
    let other = Repo::new();
    other.write("app.py", assignment(1));
    repo.write("app.py", "print()\n");
    repo.golive(["secrets", "app.py", other.root().to_str().unwrap()]).exits(2).complains("is outside of the repository");
}

#[test]
fn a_file_that_cannot_be_read_is_no_pass() {
    use std::os::unix::fs::PermissionsExt as _;
    let repo = Repo::new();
    repo.write("app.py", "print()\n").stage().commit("first");
    std::fs::set_permissions(repo.path("app.py"), std::fs::Permissions::from_mode(0o000)).unwrap();
    let run = repo.golive(["secrets"]);
    if repo.run("id").arg("-u").finish().out().trim() == "0" {
        // Permissions do not hold root back: there is nothing unreadable to test with.
        assert!(std::fs::read(repo.path("app.py")).is_ok(), "root reads every file, or this test must be changed");
        run.exits(0);
    } else {
        run.exits(2).says("app.py could not be read");
    }
}

#[test]
fn standard_input() {
    let folder = Repo::folder();
    folder.golive_with().args(["secrets", "--stdin"]).input(assignment(1)).finish().exits(1).says("<stdin>:1:10");
    folder.golive_with().args(["secrets", "--stdin"]).input("print()\n").finish().exits(0);
}

#[test]
fn files_of_several_folders_keep_their_folders() {
    let repo = Repo::folder();
    repo.write("a/x.py", assignment(1)).write("b/x.py", assignment(2));
    assert_eq!(repo.found(&["secrets", "--no-git", "a", "b"]), ["a/x.py:1 github-pat", "b/x.py:1 github-pat"]);
    assert_eq!(repo.found(&["secrets", "--no-git", "a"]), ["x.py:1 github-pat"]);
}
