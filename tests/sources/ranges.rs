//! Ranges of commits.

use crate::support::{Repo, assignment};

/// `main`: clean, secret, removed again, clean.
fn four_commits() -> Repo {
    let repo = Repo::new();
    repo.write("app.py", "print(0)\n").stage().commit("one");
    repo.write("app.py", assignment(1)).stage().commit("two");
    repo.write("app.py", "print(0)\n").stage().commit("three");
    repo.write("more.py", "print(1)\n").stage().commit("four");
    repo
}

#[test]
fn a_secret_that_a_later_commit_took_out_is_found_where_it_came_in() {
    let repo = four_commits();
    let run = repo.golive(["secrets", "--range", "HEAD~3..HEAD", "--format", "json"]);
    run.exits(1);
    assert_eq!(run.findings(), ["app.py:1 github-pat"]);
    assert_eq!(run.json()["findings"][0]["commit"], repo.git(["rev-parse", "HEAD~2"]));
    assert_eq!(run.json()["findings"][0]["author"], "Ada Tester");
}

#[test]
fn commits_outside_of_the_range_do_not_count() {
    let repo = four_commits();
    repo.golive(["secrets", "--range", "HEAD~2..HEAD"]).exits(0);
    repo.golive(["secrets", "--since", "HEAD~2"]).exits(0);
    repo.golive(["secrets", "--since", "HEAD~3"]).exits(1);
    repo.golive(["secrets", "--range", "HEAD~3.."]).exits(1);
}

#[test]
fn an_end_of_zeros_leaves_nothing_out() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage().commit("one");
    repo.write("app.py", "print(0)\n").stage().commit("two");
    let zeros = "0".repeat(40);
    repo.golive(["secrets", "--range", &format!("{zeros}..HEAD")]).exits(1).says("app.py:1:10");
    repo.golive(["secrets", "--range", &format!("HEAD..{zeros}")]).exits(2);
}

#[test]
fn ends_that_make_no_range_are_refused() {
    let repo = four_commits();
    for range in ["HEAD", "..", "HEAD...HEAD~1", "nosuch..HEAD", "HEAD..nosuch"] {
        repo.golive(["secrets", "--range", range]).exits(2);
    }
}

#[test]
fn an_empty_range_says_so() {
    let repo = four_commits();
    repo.golive(["secrets", "--range", "HEAD..HEAD", "--verbose"]).exits(0).says("the range holds no commits");
}

#[test]
fn a_commit_message_is_published_with_its_commit() {
    let repo = Repo::new();
    repo.commit("one").commit(&format!("two\n\n{}", assignment(1)));
    repo.golive(["secrets", "--range", "HEAD~1..HEAD"]).exits(1);
    repo.golive(["secrets", "--history"]).exits(1);
}

#[test]
fn what_a_merge_itself_brings_in_counts() {
    let repo = Repo::new();
    repo.write("app.py", "print(0)\n").stage().commit("one");
    repo.git(["switch", "--quiet", "--create", "side"]);
    repo.write("side.py", "print(1)\n").stage().commit("side");
    repo.git(["switch", "--quiet", "main"]);
    repo.git(["merge", "--quiet", "--no-ff", "--no-commit", "side"]);
    repo.write("evil.py", assignment(1)).stage().commit("merge");
    repo.golive(["secrets", "--range", "HEAD~1..HEAD"]).exits(1).says("evil.py");
}

#[test]
fn history_finds_each_secret_once() {
    let repo = four_commits();
    repo.git(["tag", "v1"]);
    repo.git(["branch", "other"]);
    assert_eq!(repo.found(&["secrets", "--history"]), ["app.py:1 github-pat"]);
}
