//! `golive secrets --staged`: what a commit hook sees is the index, whatever the work tree holds.

mod content;
mod states;

use crate::support::{Repo, assignment};

#[test]
fn a_staged_secret_is_blocked_although_the_work_tree_no_longer_has_it() {
    let repo = Repo::new();
    repo.write("app.py", "print()\n").stage().commit("first");
    repo.write("app.py", format!("print()\n{}", assignment(1))).stage().write("app.py", "print()\n");
    repo.golive(["secrets", "--staged"]).exits(1).says("error[github-pat]").says("app.py:2:10");
    repo.remove("app.py");
    repo.golive(["secrets", "--staged"]).exits(1);
}

#[test]
fn an_unstaged_secret_does_not_block() {
    let repo = Repo::new();
    repo.write("app.py", "print()\n").stage().commit("first");
    repo.write("app.py", "print(1)\n").stage().write("app.py", assignment(1)).write("new.py", assignment(2));
    repo.golive(["secrets", "--staged"]).exits(0).says("0 findings in 1 file");
}

#[test]
fn nothing_staged_passes() {
    let repo = Repo::new();
    repo.golive(["secrets", "--staged"]).exits(0);
    repo.write("app.py", "print()\n").stage().commit("first");
    repo.golive(["secrets", "--staged"]).exits(0).says("there was no text to look at");
}

#[test]
fn a_staged_deletion_of_a_secret_passes() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage().commit("first");
    repo.remove("app.py").stage();
    repo.golive(["secrets", "--staged"]).exits(0);
}

#[test]
fn a_secret_that_head_has_already_is_not_reported_again() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage().commit("first");
    repo.write("app.py", format!("{}print()\n", assignment(1))).stage();
    repo.golive(["secrets", "--staged"]).exits(0);
}

#[test]
fn a_renamed_file_adds_what_it_adds() {
    let repo = Repo::new();
    let lines = "a line that stays as it is\n".repeat(20);
    repo.write("old.py", format!("{}{lines}", assignment(1))).stage().commit("first");
    repo.git(["mv", "old.py", "new.py"]);
    repo.golive(["secrets", "--staged"]).exits(0);
    repo.write("new.py", format!("{}{lines}{}", assignment(1), assignment(2))).stage();
    assert_eq!(repo.found(&["secrets", "--staged"]), ["new.py:22 github-pat"]);
}

#[test]
fn a_file_that_becomes_a_link_and_back_is_looked_at() {
    let repo = Repo::new();
    repo.write("place", "elsewhere\n").stage().commit("first");
    repo.remove("place").link("place", format!("https://x:{}@example.org", crate::support::github_pat(3))).stage();
    repo.golive(["secrets", "--staged"]).exits(1).says("place:1:");
}
