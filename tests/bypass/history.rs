//! Places in history that other scanners walk past.

use super::{At, Case, clean, line, run, utf16};
use crate::support::Repo;

pub(super) const HISTORY: &[&str] = &["secrets", "--history"];
const LAST: &[&str] = &["secrets", "--range", "HEAD~1..HEAD"];

/// Adds a file in one commit and takes it out in the next.
pub(super) fn added_and_gone(repo: &Repo, path: &str, text: impl AsRef<[u8]>) {
    repo.write(path, text).stage().commit("with");
    repo.remove(path).stage().commit("without");
}

/// A merge that itself adds what no parent has.
fn evil_merge(token: &str) -> Repo {
    let repo = clean();
    repo.git(["switch", "--quiet", "--create", "side"]);
    repo.write("side.py", "print(1)\n").stage().commit("side");
    repo.git(["switch", "--quiet", "main"]);
    repo.write("main.py", "print(2)\n").stage().commit("main");
    repo.git(["merge", "--quiet", "--no-ff", "--no-commit", "side"]);
    repo.write("evil.py", line(token)).stage().commit("merge");
    repo
}

#[test]
fn history() {
    run(&[
        Case {
            name: "added and taken out",
            arguments: HISTORY,
            expected: At(&["gone.py:1"]),
            setup: |token| {
                let repo = clean();
                added_and_gone(&repo, "gone.py", line(token));
                repo
            },
        },
        Case { name: "only in a merge", arguments: HISTORY, expected: At(&["evil.py:1"]), setup: evil_merge },
        Case { name: "only in a merge, as a range", arguments: LAST, expected: At(&["evil.py:1"]), setup: evil_merge },
        Case {
            name: "a merge that solves a conflict",
            arguments: HISTORY,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.git(["switch", "--quiet", "--create", "side"]);
                repo.write("app.py", "print(1)\n").stage().commit("side");
                repo.git(["switch", "--quiet", "main"]);
                repo.write("app.py", "print(2)\n").stage().commit("main");
                repo.try_git(["merge", "--quiet", "side"]).exits(1);
                repo.write("app.py", line(token)).stage().commit("solved");
                repo.write("app.py", "print(3)\n").stage().commit("after");
                repo
            },
        },
        Case {
            name: "an octopus merge",
            arguments: HISTORY,
            expected: At(&["evil.py:1"]),
            setup: |token| {
                let repo = clean();
                for side in ["a", "b"] {
                    repo.git(["switch", "--quiet", "--create", side, "main"]);
                    repo.write(format!("{side}.py"), "print(1)\n").stage().commit(side);
                }
                repo.git(["switch", "--quiet", "main"]);
                repo.git(["merge", "--quiet", "--no-ff", "--no-commit", "a", "b"]);
                repo.write("evil.py", line(token)).stage().commit("octopus");
                repo
            },
        },
        Case {
            name: "on another branch",
            arguments: HISTORY,
            expected: At(&["side.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.git(["switch", "--quiet", "--create", "side"]);
                repo.write("side.py", line(token)).stage().commit("side");
                repo.git(["switch", "--quiet", "main"]);
                repo
            },
        },
        Case {
            name: "only under a tag",
            arguments: HISTORY,
            expected: At(&["side.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.git(["switch", "--quiet", "--detach"]);
                repo.write("side.py", line(token)).stage().commit("side");
                repo.git(["tag", "old"]);
                repo.git(["switch", "--quiet", "main"]);
                repo
            },
        },
        Case {
            name: "under a reference of nobody's",
            arguments: HISTORY,
            expected: At(&["side.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.git(["switch", "--quiet", "--detach"]);
                repo.write("side.py", line(token)).stage().commit("side");
                repo.git(["update-ref", "refs/pull/7/head", "HEAD"]);
                repo.git(["switch", "--quiet", "main"]);
                repo
            },
        },
        Case {
            name: "in packed references",
            arguments: HISTORY,
            expected: At(&["side.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.git(["switch", "--quiet", "--create", "side"]);
                repo.write("side.py", line(token)).stage().commit("side");
                repo.git(["switch", "--quiet", "main"]);
                repo.git(["pack-refs", "--all"]);
                repo
            },
        },
        Case {
            name: "on an orphan branch",
            arguments: HISTORY,
            expected: At(&["only.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.git(["switch", "--quiet", "--orphan", "pages"]);
                repo.write("only.py", line(token)).stage().commit("pages");
                repo.git(["switch", "--quiet", "main"]);
                repo
            },
        },
        Case {
            name: "on a detached HEAD",
            arguments: HISTORY,
            expected: At(&["side.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.git(["switch", "--quiet", "--detach"]);
                repo.write("side.py", line(token)).stage().commit("side");
                repo
            },
        },
        Case {
            name: "on the HEAD of another work tree",
            arguments: HISTORY,
            expected: At(&["side.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.git(["worktree", "add", "--quiet", "--detach", "../linked"]);
                repo.at("../linked").write("side.py", line(token)).stage().commit("side");
                repo
            },
        },
        Case {
            name: "in a stash",
            arguments: HISTORY,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("app.py", line(token));
                repo.git(["stash", "--quiet"]);
                repo
            },
        },
        Case {
            name: "in an older stash",
            arguments: HISTORY,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("app.py", line(token));
                repo.git(["stash", "--quiet"]);
                repo.write("app.py", "print(7)\n");
                repo.git(["stash", "--quiet"]);
                repo
            },
        },
        Case {
            name: "untracked, in a stash",
            arguments: HISTORY,
            expected: At(&["new.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("new.py", line(token));
                repo.git(["stash", "--quiet", "--include-untracked"]);
                repo
            },
        },
        Case {
            name: "staged only, in a stash",
            arguments: HISTORY,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("app.py", line(token)).stage().write("app.py", "print(9)\n");
                repo.git(["stash", "--quiet"]);
                repo
            },
        },
        Case {
            name: "in a commit's message",
            arguments: HISTORY,
            expected: At(&["-:3"]),
            setup: |token| {
                let repo = clean();
                repo.commit(&format!("second\n\n{}", line(token)));
                repo
            },
        },
        Case {
            name: "in a commit's message, as a range",
            arguments: LAST,
            expected: At(&["-:1"]),
            setup: |token| {
                let repo = clean();
                repo.commit(&format!("use {token}"));
                repo
            },
        },
        Case {
            name: "in a tag's message",
            arguments: HISTORY,
            expected: At(&["refs/tags/v1:1"]),
            setup: |token| {
                let repo = clean();
                repo.git(["tag", "--annotate", "--message", &format!("release with {token}"), "v1"]);
                repo
            },
        },
        Case {
            name: "in the message of a tag below a tag",
            arguments: HISTORY,
            expected: At(&["refs/tags/inner:1"]),
            setup: |token| {
                let repo = clean();
                repo.git(["tag", "--annotate", "--message", &format!("release with {token}"), "inner"]);
                repo.git(["tag", "--annotate", "--message", "outer", "outer", "inner"]);
                repo.git(["tag", "--delete", "inner"]);
                repo
            },
        },
        Case {
            name: "in a note",
            arguments: HISTORY,
            expected: At(&["*"]),
            setup: |token| {
                let repo = clean();
                repo.git(["notes", "add", "--message", &format!("with {token}")]);
                repo
            },
        },
        Case {
            name: "a file that only a tag names",
            arguments: HISTORY,
            expected: At(&["*"]),
            setup: |token| {
                let repo = clean();
                repo.write("loose", line(token));
                let id = repo.git(["hash-object", "-w", "loose"]);
                repo.git(["tag", "blob", &id]);
                repo.remove("loose");
                repo
            },
        },
        Case {
            name: "a tree that only a tag names",
            arguments: HISTORY,
            expected: At(&["*"]),
            setup: |token| {
                let repo = clean();
                repo.write("loose.py", line(token)).stage();
                let id = repo.git(["write-tree"]);
                repo.git(["tag", "tree", &id]);
                repo.git(["rm", "--quiet", "--cached", "loose.py"]);
                repo.remove("loose.py");
                repo
            },
        },
        Case {
            name: "a type change",
            arguments: HISTORY,
            expected: At(&["place:1"]),
            setup: |token| {
                let repo = Repo::new();
                repo.write("place", "elsewhere\n").stage().commit("first");
                repo.remove("place").link("place", format!("https://x:{token}@example.org")).stage().commit("link");
                repo.remove("place").write("place", "elsewhere\n").stage().commit("back");
                repo
            },
        },
        Case {
            name: "UTF-16",
            arguments: HISTORY,
            expected: At(&["a.ps1:1"]),
            setup: |token| {
                let repo = clean();
                added_and_gone(&repo, "a.ps1", utf16(&line(token), true, false));
                repo
            },
        },
        Case {
            name: "a renamed file",
            arguments: HISTORY,
            expected: At(&["old.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("old.py", line(token)).stage().commit("with");
                repo.git(["mv", "old.py", "new.py"]);
                repo.commit("renamed");
                repo
            },
        },
        Case {
            name: "a merge of unrelated histories",
            arguments: HISTORY,
            expected: At(&["other.py:1"]),
            setup: |token| {
                let repo = clean();
                let other = Repo::new();
                other.write("other.py", line(token)).stage().commit("other");
                repo.git(["fetch", "--quiet", other.root().to_str().unwrap(), "main:other"]);
                repo.git(["merge", "--quiet", "--allow-unrelated-histories", "--no-edit", "other"]);
                repo
            },
        },
        Case {
            name: "dated before 1970",
            arguments: HISTORY,
            expected: At(&["gone.py:1"]),
            setup: |token| {
                let repo = clean();
                added_and_gone(&repo, "gone.py", line(token));
                repo.git(["commit", "--quiet", "--amend", "--no-edit", "--allow-empty", "--date", "@1 +0000"]);
                repo
            },
        },
    ]);
}
