//! `GIT_INDEX_FILE`: git gives its hooks another index for `commit -a` and for partial commits.

use crate::support::{Repo, assignment};

/// Two committed files, and a hook that runs golive.
fn hooked() -> Repo {
    let repo = Repo::new();
    repo.write("a.py", "print(0)\n").write("b.py", "print(0)\n").stage().commit("first");
    repo.script(".git/hooks/pre-commit", "#!/bin/sh\nexec golive secrets --staged\n");
    repo
}

#[test]
fn commit_all_is_judged_by_what_it_would_commit() {
    let repo = hooked();
    repo.write("a.py", assignment(1));
    let run = repo.try_git(["commit", "--all", "--message", "second"]);
    run.exits(1);
    assert!((run.out() + &run.err()).contains("a.py:1:10"), "{run}");
    repo.write("a.py", "print(1)\n");
    repo.git(["commit", "--quiet", "--all", "--message", "second"]);
}

#[test]
fn a_partial_commit_is_judged_by_its_paths() {
    let repo = hooked();
    repo.write("a.py", assignment(1)).stage().write("b.py", "print(1)\n");
    // The secret is staged, and not part of this commit.
    repo.git(["commit", "--quiet", "--message", "second", "--", "b.py"]);
    repo.write("a.py", "print(1)\n").stage().write("b.py", assignment(2));
    repo.try_git(["commit", "--message", "third", "--", "b.py"]).exits(1);
    repo.git(["commit", "--quiet", "--message", "third", "--", "a.py"]);
}

#[test]
fn a_linked_work_tree_commits_its_own_index() {
    let repo = hooked();
    repo.git(["worktree", "add", "--quiet", "../linked", "-b", "side"]);
    let linked = repo.at("../linked");
    linked.write("a.py", assignment(1)).stage();
    linked.try_git(["commit", "--message", "second"]).exits(1);
    linked.write("a.py", "print(1)\n");
    linked.git(["commit", "--quiet", "--all", "--message", "second"]);
}

#[test]
fn a_hook_runs_at_the_top_wherever_the_commit_is_made() {
    let repo = hooked();
    repo.write("below/c.py", assignment(1)).stage();
    repo.at("below").try_git(["commit", "--message", "second"]).exits(1);
}
