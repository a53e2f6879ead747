//! Settings and attributes that change what git shows have no say in what is looked at.

use super::{At, Case, clean, line, run};
use crate::support::Repo;

const HISTORY: &[&str] = &["secrets", "--history"];
const STAGED: &[&str] = &["secrets", "--staged"];
const LAST: &[&str] = &["secrets", "--range", "HEAD~1..HEAD"];

fn staged_with(token: &str, key: &str, value: &str) -> Repo {
    let repo = clean();
    repo.write("app.py", line(token)).stage().config(key, value);
    repo
}

fn committed_with(token: &str, key: &str, value: &str) -> Repo {
    let repo = clean();
    repo.write("app.py", line(token)).stage().commit("with").write("app.py", "print(2)\n").stage();
    repo.git(["commit", "--quiet", "--no-verify", "--amend", "--no-edit"]);
    repo.write("app.py", line(token)).stage().commit("with").config(key, value);
    repo
}

fn attributes(token: &str, attribute: &str) -> Repo {
    let repo = clean();
    repo.write(".gitattributes", format!("* {attribute}\n")).stage().commit("attributes");
    repo.config("diff.hidden.textconv", "true").config("diff.hidden.command", "true").config("filter.hidden.clean", "cat");
    repo.write("app.py", line(token)).stage();
    repo
}

#[test]
fn attributes_have_no_say() {
    run(&[
        Case { name: "-diff", arguments: STAGED, expected: At(&["app.py:1"]), setup: |token| attributes(token, "-diff") },
        Case { name: "binary", arguments: STAGED, expected: At(&["app.py:1"]), setup: |token| attributes(token, "binary") },
        Case { name: "textconv", arguments: STAGED, expected: At(&["app.py:1"]), setup: |token| attributes(token, "diff=hidden") },
        Case {
            name: "linguist-generated",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| attributes(token, "linguist-generated"),
        },
        Case { name: "filter", arguments: STAGED, expected: At(&["app.py:1"]), setup: |token| attributes(token, "filter=hidden") },
        Case {
            name: "working-tree-encoding",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| attributes(token, "text working-tree-encoding=UTF-8"),
        },
        Case {
            name: "-diff, history",
            arguments: HISTORY,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = attributes(token, "-diff");
                repo.commit("with");
                repo
            },
        },
        Case {
            name: "-diff, range",
            arguments: LAST,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = attributes(token, "-diff");
                repo.commit("with");
                repo
            },
        },
        Case {
            name: "info/attributes, history",
            arguments: HISTORY,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                std::fs::create_dir_all(repo.path(".git/info")).unwrap();
                std::fs::write(repo.path(".git/info/attributes"), "* -diff\n").unwrap();
                repo.write("app.py", line(token)).stage().commit("with");
                repo
            },
        },
        Case {
            name: "textconv, range",
            arguments: LAST,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = attributes(token, "diff=hidden");
                repo.commit("with");
                repo
            },
        },
        Case {
            name: "export-ignore, everything",
            arguments: &["secrets"],
            expected: At(&["app.py:1"]),
            setup: |token| attributes(token, "export-ignore"),
        },
    ]);
}

#[test]
fn settings_have_no_say() {
    run(&[
        Case {
            name: "color.ui, staged",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| staged_with(token, "color.ui", "always"),
        },
        Case {
            name: "color.ui, history",
            arguments: HISTORY,
            expected: At(&["app.py:1"]),
            setup: |token| committed_with(token, "color.ui", "always"),
        },
        Case {
            name: "color.ui, range",
            arguments: LAST,
            expected: At(&["app.py:1"]),
            setup: |token| committed_with(token, "color.ui", "always"),
        },
        Case {
            name: "diff.external",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| staged_with(token, "diff.external", "true"),
        },
        Case {
            name: "diff.noprefix",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| staged_with(token, "diff.noprefix", "true"),
        },
        Case {
            name: "diff.orderFile",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| staged_with(token, "diff.orderFile", "nowhere"),
        },
        Case {
            name: "diff.renames",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| staged_with(token, "diff.renames", "copies"),
        },
        Case {
            name: "core.quotePath",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| staged_with(token, "core.quotePath", "true"),
        },
        Case {
            name: "core.attributesFile",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| staged_with(token, "core.attributesFile", "nowhere"),
        },
        Case {
            name: "core.pager",
            arguments: HISTORY,
            expected: At(&["app.py:1"]),
            setup: |token| committed_with(token, "core.pager", "false"),
        },
        Case {
            name: "log.showSignature",
            arguments: HISTORY,
            expected: At(&["app.py:1"]),
            setup: |token| committed_with(token, "log.showSignature", "true"),
        },
        Case {
            name: "log.showRoot",
            arguments: HISTORY,
            expected: At(&["app.py:1"]),
            setup: |token| committed_with(token, "log.showRoot", "false"),
        },
        Case {
            name: "log.diffMerges",
            arguments: HISTORY,
            expected: At(&["app.py:1"]),
            setup: |token| committed_with(token, "log.diffMerges", "off"),
        },
        Case {
            name: "log.excludeDecoration",
            arguments: HISTORY,
            expected: At(&["app.py:1"]),
            setup: |token| committed_with(token, "log.excludeDecoration", "*"),
        },
        Case {
            name: "transfer.hideRefs",
            arguments: HISTORY,
            expected: At(&["app.py:1"]),
            setup: |token| committed_with(token, "transfer.hideRefs", "refs"),
        },
        Case {
            name: "core.fsmonitor",
            arguments: &["secrets"],
            expected: At(&["app.py:1"]),
            setup: |token| staged_with(token, "core.fsmonitor", "false"),
        },
        Case {
            name: "core.untrackedCache",
            arguments: &["secrets"],
            expected: At(&["new.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.config("core.untrackedCache", "true").config("status.showUntrackedFiles", "no").write("new.py", line(token));
                repo
            },
        },
        Case {
            name: "diff.ignoreSubmodules",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| staged_with(token, "diff.ignoreSubmodules", "all"),
        },
        Case {
            name: "core.worktree elsewhere",
            arguments: HISTORY,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = committed_with(token, "gc.auto", "0");
                std::fs::create_dir_all(repo.path("../elsewhere")).unwrap();
                repo.config("core.worktree", "../../elsewhere");
                repo
            },
        },
    ]);
}

/// A push that a server has not accepted yet: its objects stand apart, and git says where.
#[test]
fn before_a_push_is_accepted() {
    let repo = clean();
    let server = repo.clone_with("server.git", &["--bare"]);
    server.script("hooks/pre-receive", "#!/bin/sh\nwhile read old new ref; do golive secrets --range \"$old..$new\" || exit 1; done\n");
    repo.git(["remote", "add", "origin", server.root().to_str().unwrap()]);
    let token = crate::support::github_pat(7999);
    repo.write("app.py", line(&token)).stage().commit("with");
    let run = repo.try_git(["push", "--quiet", "origin", "main"]);
    run.exits(1).never_says(&token);
    assert!(run.err().contains("app.py:1:10"), "{run}");
    repo.git(["reset", "--quiet", "--hard", "HEAD~1"]);
    repo.write("app.py", "print(4)\n").stage().commit("without");
    repo.git(["push", "--quiet", "origin", "main"]);
}
