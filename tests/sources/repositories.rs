//! Kinds of repositories.

use crate::support::{Repo, assignment};

fn with_secret() -> Repo {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage().commit("first");
    repo
}

#[test]
fn bare() {
    let bare = with_secret().clone_with("bare.git", &["--bare"]);
    assert_eq!(bare.found(&["secrets"]), ["app.py:1 github-pat"]);
    assert_eq!(bare.found(&["secrets", "--history"]), ["app.py:1 github-pat"]);
}

#[test]
fn shallow_history_is_not_the_whole_history() {
    let repo = with_secret();
    repo.remove("app.py").stage().commit("second");
    let shallow = repo.clone_with("shallow", &["--depth", "1"]);
    shallow.golive(["secrets"]).exits(0);
    shallow.golive(["secrets", "--history"]).exits(2).says("the clone is shallow").says("fetch-depth: 0");
    repo.golive(["secrets", "--history"]).exits(1);
}

#[test]
fn shallow_range_over_the_boundary_is_not_the_whole_range() {
    let repo = with_secret();
    for number in 0..3 {
        repo.write("app.py", format!("print({number})\n")).stage().commit("more");
    }
    let shallow = repo.clone_with("shallow", &["--depth", "2"]);
    shallow.golive(["secrets", "--range", "HEAD~1..HEAD"]).exits(0);
    shallow.golive(["secrets", "--range", "HEAD~3..HEAD"]).exits(2).says("HEAD~3 names no commit").says("fetch-depth: 0");
}

#[test]
fn a_linked_work_tree_has_its_own_index() {
    let repo = Repo::new();
    repo.write("app.py", "print()\n").stage().commit("first");
    repo.git(["worktree", "add", "--quiet", "../linked", "-b", "side"]);
    let linked = repo.at("../linked");
    linked.write("app.py", assignment(1)).stage();
    assert_eq!(linked.found(&["secrets", "--staged"]), ["app.py:1 github-pat"]);
    assert_eq!(linked.found(&["secrets"]), ["app.py:1 github-pat"]);
    repo.golive(["secrets", "--staged"]).exits(0);
    repo.golive(["secrets"]).exits(0);
}

#[test]
fn a_submodule_is_named_and_looked_into_from_inside() {
    let library = with_secret();
    let repo = Repo::new();
    repo.git(["submodule", "--quiet", "add", library.root().to_str().unwrap(), "lib"]);
    repo.commit("with library");
    repo.golive(["secrets", "--verbose"]).exits(0).says("1 submodule or nested repository not looked into: lib");
    assert_eq!(repo.at("lib").found(&["secrets"]), ["app.py:1 github-pat"]);
    assert_eq!(repo.found(&["secrets", "lib"]), ["app.py:1 github-pat"]);
}

#[test]
fn unborn_head() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1));
    assert_eq!(repo.found(&["secrets"]), ["app.py:1 github-pat"]);
    repo.golive(["secrets", "--staged"]).exits(0);
    repo.golive(["secrets", "--range", "A..B"]).exits(2);
    repo.golive(["secrets", "--since", "HEAD"]).exits(2);
}

#[test]
fn a_path_in_a_conflict_is_said_and_the_others_are_looked_at() {
    let repo = Repo::new();
    repo.write("both.txt", "base\n").stage().commit("first");
    repo.git(["checkout", "--quiet", "-b", "other"]);
    repo.write("both.txt", "theirs\n").stage().commit("theirs");
    repo.git(["checkout", "--quiet", "-"]);
    repo.write("both.txt", "ours\n").stage().commit("ours");
    repo.try_git(["merge", "--quiet", "other"]);
    repo.write("app.py", assignment(1));
    repo.git(["add", "app.py"]);
    let run = repo.golive(["secrets", "--staged"]);
    run.exits(1).says("both.txt is in a conflict").says("app.py:1");
    repo.git(["rm", "--quiet", "--cached", "app.py"]);
    repo.golive(["secrets", "--staged"]).exits(2).says("both.txt is in a conflict");
}

#[test]
fn detached_head() {
    let repo = with_secret();
    repo.write("app.py", "print()\n").stage().commit("second");
    repo.git(["checkout", "--quiet", "HEAD~1"]);
    assert_eq!(repo.found(&["secrets"]), ["app.py:1 github-pat"]);
    repo.golive(["secrets", "--staged"]).exits(0);
}

#[test]
fn history_reaches_what_only_a_detached_head_or_a_stash_holds() {
    let repo = Repo::new();
    repo.write("app.py", "print()\n").stage().commit("first");
    repo.write("app.py", assignment(1));
    repo.git(["stash", "--quiet"]);
    repo.git(["checkout", "--quiet", "--detach"]);
    repo.write("other.py", assignment(2)).stage().commit("on no branch");
    assert_eq!(repo.found(&["secrets", "--history"]), ["app.py:1 github-pat", "other.py:1 github-pat"]);
}

#[test]
fn a_blob_that_only_a_reference_names_is_history_too() {
    let repo = Repo::new();
    repo.write("app.py", "print()\n").stage().commit("first");
    repo.write("loose.py", assignment(1));
    let id = repo.git(["hash-object", "-w", "loose.py"]).trim().to_owned();
    repo.git(["update-ref", "refs/tags/blob", &id]);
    assert_eq!(repo.found(&["secrets", "--history"]), [format!("{id}:1 github-pat")]);
}

#[test]
fn what_libgit2_cannot_read_is_said() {
    for (option, words) in [("--object-format=sha256", "sha256"), ("--ref-format=reftable", "refstorage")] {
        let repo = Repo::folder();
        if repo.try_git(["init", "--quiet", option]).code != Some(0) {
            eprintln!("NOT RUN: this git has no {option}");
            continue;
        }
        repo.write("app.py", assignment(1)).stage();
        for arguments in [&["secrets"][..], &["secrets", "--staged"], &["check"]] {
            repo.golive(arguments).exits(2).complains(words).complains("--no-git");
        }
        assert_eq!(repo.found(&["secrets", "--no-git"]), ["app.py:1 github-pat"]);
    }
}

#[test]
fn indexes_that_libgit2_cannot_read_are_said_with_the_way_out() {
    let repo = with_secret();
    repo.git(["update-index", "--split-index"]);
    repo.golive(["secrets"]).exits(2).says("--no-split-index");
    // What is staged is asked of git, which reads every form of index.
    repo.golive(["secrets", "--staged"]).exits(0);
    repo.write("new.py", assignment(2)).stage();
    repo.golive(["secrets", "--staged"]).exits(1);
    repo.git(["update-index", "--no-split-index"]);
    repo.golive(["secrets"]).exits(1);
    repo.write("in/a.py", "print()\n").stage().commit("second");
    repo.git(["sparse-checkout", "set", "--cone", "--sparse-index", "in"]);
    repo.write("out/b.py", "print()\n");
    repo.git(["add", "--sparse", "out"]);
    repo.git(["commit", "--quiet", "--no-verify", "--message", "third"]);
    repo.git(["sparse-checkout", "reapply"]);
    let run = repo.golive(["secrets"]);
    run.exits(2).says("--no-sparse-index");
}

#[test]
fn a_repository_of_somebody_else_is_refused_with_the_way_out() {
    let repo = with_secret();
    if repo.run("chown").args(["-R", "12345", "."]).finish().code != Some(0) {
        eprintln!("NOT RUN: only root can give a repository away");
        return;
    }
    repo.golive(["secrets"]).exits(2).complains("belongs to another user").complains("safe.directory");
}

#[test]
fn a_partial_clone_says_what_is_missing() {
    let repo = with_secret();
    repo.config("uploadpack.allowFilter", "true");
    let partial = repo.clone_with("partial", &["--filter=blob:none", "--no-checkout"]);
    let run = partial.golive(["secrets", "--history"]);
    run.exits(2).says("could not be read").says("git fetch --refetch");
}

#[test]
fn no_repository() {
    let folder = Repo::folder();
    folder.write("app.py", assignment(1));
    for arguments in [&["secrets"][..], &["secrets", "--staged"], &["secrets", "--history"], &["check"], &["gitignore"]] {
        folder.golive(arguments).exits(2).complains("is not in a git repository");
    }
    assert_eq!(folder.found(&["secrets", "--no-git"]), ["app.py:1 github-pat"]);
}
