//! What a commit hook is shown, and what it is not.

use super::{At, Case, Clean, clean, line, run, utf16};
use crate::support::Repo;

const STAGED: &[&str] = &["secrets", "--staged"];
const ALL: &[&str] = &["secrets"];

#[test]
fn staged() {
    run(&[
        Case {
            name: "a new file",
            arguments: STAGED,
            expected: At(&["new.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("new.py", line(token)).stage();
                repo
            },
        },
        Case {
            name: "staged, then taken out of the work tree",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("app.py", line(token)).stage().write("app.py", "print(1)\n");
                repo
            },
        },
        Case {
            name: "staged, then the file deleted",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("app.py", line(token)).stage().remove("app.py");
                repo
            },
        },
        Case {
            name: "only in the work tree",
            arguments: STAGED,
            expected: Clean,
            setup: |token| {
                let repo = clean();
                repo.write("app.py", line(token));
                repo
            },
        },
        Case {
            name: "before the first commit",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = Repo::new();
                repo.write("app.py", line(token)).stage();
                repo
            },
        },
        Case {
            name: "from a folder below",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("app.py", line(token)).write("below/x.py", "print()\n").stage();
                repo.at("below")
            },
        },
        Case {
            name: "without an identity",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = Repo::new();
                repo.write("app.py", line(token)).stage();
                std::fs::remove_file(repo.home().join(".gitconfig")).unwrap();
                repo
            },
        },
        Case {
            name: "a new value below an old key line",
            arguments: STAGED,
            expected: At(&["c.yaml:2"]),
            setup: |token| {
                let repo = Repo::new();
                repo.write("c.yaml", "api_key:\n  ${KEY}\n").stage().commit("first");
                repo.write("c.yaml", format!("api_key:\n  {token}\n")).stage();
                repo
            },
        },
        Case {
            name: "an old secret in an untouched line",
            arguments: STAGED,
            expected: Clean,
            setup: |token| {
                let repo = Repo::new();
                repo.write("app.py", line(token)).stage().commit("first");
                repo.write("app.py", format!("{}print()\n", line(token))).stage();
                repo
            },
        },
        Case {
            name: "a renamed file that also changes",
            arguments: STAGED,
            expected: At(&["new.py:31"]),
            setup: |token| {
                let repo = Repo::new();
                let body = "a line that stays as it was\n".repeat(30);
                repo.write("old.py", &body).stage().commit("first");
                repo.git(["mv", "old.py", "new.py"]);
                repo.write("new.py", format!("{body}{}", line(token))).stage();
                repo
            },
        },
        Case {
            name: "a file that becomes a link",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.remove("app.py").link("app.py", format!("https://x:{token}@example.org")).stage();
                repo
            },
        },
        Case {
            name: "a link that becomes a file",
            arguments: STAGED,
            expected: At(&["place:1"]),
            setup: |token| {
                let repo = Repo::new();
                repo.link("place", "elsewhere").stage().commit("first");
                repo.remove("place").write("place", line(token)).stage();
                repo
            },
        },
        Case {
            name: "a new link",
            arguments: STAGED,
            expected: At(&["link:1"]),
            setup: |token| {
                let repo = clean();
                repo.link("link", token).stage();
                repo
            },
        },
        Case {
            name: "UTF-16",
            arguments: STAGED,
            expected: At(&["a.ps1:2"]),
            setup: |token| {
                let repo = clean();
                repo.write("a.ps1", utf16(&format!("first\r\n{}", line(token)), true, false)).stage();
                repo
            },
        },
        Case {
            name: "an ignored file added by force",
            arguments: STAGED,
            expected: At(&[".env:1"]),
            setup: |token| {
                let repo = clean();
                repo.write(".gitignore", ".env\n").write(".env", line(token));
                repo.git(["add", "--force", ".env"]);
                repo
            },
        },
        Case {
            name: "a merge in progress",
            arguments: STAGED,
            expected: At(&["side.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.git(["switch", "--quiet", "--create", "side"]);
                repo.write("side.py", line(token)).stage().commit("side");
                repo.git(["switch", "--quiet", "main"]);
                repo.git(["merge", "--quiet", "--no-ff", "--no-commit", "side"]);
                repo
            },
        },
        Case {
            name: "assume-unchanged",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("app.py", line(token)).stage();
                repo.git(["update-index", "--assume-unchanged", "app.py"]);
                repo
            },
        },
        Case {
            name: "assume-unchanged, a new file",
            arguments: STAGED,
            expected: At(&["new.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("new.py", line(token)).stage();
                repo.git(["update-index", "--assume-unchanged", "new.py"]);
                repo
            },
        },
        Case {
            name: "skip-worktree",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("app.py", line(token)).stage();
                repo.git(["update-index", "--skip-worktree", "app.py"]);
                repo
            },
        },
        Case {
            name: "in a linked work tree",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.git(["worktree", "add", "--quiet", "../linked", "-b", "side"]);
                let linked = repo.at("../linked");
                linked.write("app.py", line(token)).stage();
                linked
            },
        },
        Case {
            name: "a large index",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = Repo::new();
                for number in 0..900 {
                    repo.write(format!("many/file-with-a-long-name-{number}.txt"), "x\n");
                }
                repo.stage().commit("first");
                repo.write("app.py", line(token)).stage();
                repo
            },
        },
        Case {
            name: "a split index",
            arguments: STAGED,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.git(["update-index", "--split-index"]);
                repo.write("app.py", line(token)).stage();
                repo
            },
        },
        Case {
            name: "announced with intent to add",
            arguments: STAGED,
            expected: Clean,
            setup: |token| {
                let repo = clean();
                repo.write("new.py", line(token));
                repo.git(["add", "--intent-to-add", "new.py"]);
                repo
            },
        },
    ]);
}

#[test]
fn everything_that_could_be_committed_now() {
    run(&[
        Case {
            name: "unstaged",
            arguments: ALL,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("app.py", line(token));
                repo
            },
        },
        Case {
            name: "untracked",
            arguments: ALL,
            expected: At(&["new.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("new.py", line(token));
                repo
            },
        },
        Case {
            name: "only in the index: changed on disk since",
            arguments: ALL,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("app.py", line(token)).stage().write("app.py", "print(1)\n");
                repo
            },
        },
        Case {
            name: "only in the index: deleted on disk since",
            arguments: ALL,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("app.py", line(token)).stage().remove("app.py");
                repo
            },
        },
        Case {
            name: "only in the index: same size and time on disk",
            arguments: ALL,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("app.py", line(token)).stage();
                let before = std::fs::metadata(repo.path("app.py")).unwrap().modified().unwrap();
                repo.write("app.py", "#".repeat(line(token).len()));
                let file = std::fs::File::options().write(true).open(repo.path("app.py")).unwrap();
                file.set_modified(before).unwrap();
                repo
            },
        },
        Case {
            name: "only in the index: before the first commit",
            arguments: ALL,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = Repo::new();
                repo.write("app.py", line(token)).stage().write("app.py", "print(1)\n");
                repo
            },
        },
        Case {
            name: "in the index and on disk is one place",
            arguments: ALL,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("app.py", line(token)).stage().write("app.py", format!("{}print(1)\n", line(token)));
                repo
            },
        },
        Case {
            name: "ignored",
            arguments: ALL,
            expected: Clean,
            setup: |token| {
                let repo = clean();
                repo.write(".gitignore", ".env\n").write(".env", line(token));
                repo
            },
        },
        Case {
            name: "ignored and tracked",
            arguments: ALL,
            expected: At(&[".env:1"]),
            setup: |token| {
                let repo = clean();
                repo.write(".env", line(token)).stage().write(".gitignore", ".env\n").stage().commit("second");
                repo
            },
        },
        Case {
            name: "a hidden file",
            arguments: ALL,
            expected: At(&[".config/.env.local:1"]),
            setup: |token| {
                let repo = clean();
                repo.write(".config/.env.local", line(token));
                repo
            },
        },
        Case {
            name: "vendored",
            arguments: ALL,
            expected: At(&["node_modules/x/index.js:1", "vendor/y.go:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("node_modules/x/index.js", line(token)).write("vendor/y.go", line(token));
                repo
            },
        },
        Case {
            name: "a name that git quotes",
            arguments: ALL,
            expected: At(&["caf\u{e9} \"q\".py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("caf\u{e9} \"q\".py", line(token)).stage();
                repo
            },
        },
        Case {
            name: "left out by a sparse checkout",
            arguments: ALL,
            expected: At(&["out/app.py:1"]),
            setup: |token| {
                let repo = Repo::new();
                repo.write("in/a.py", "print()\n").write("out/app.py", line(token)).stage().commit("first");
                repo.git(["sparse-checkout", "set", "in"]);
                repo
            },
        },
        Case {
            name: "assume-unchanged on disk",
            arguments: ALL,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.git(["update-index", "--assume-unchanged", "app.py"]);
                repo.write("app.py", line(token));
                repo
            },
        },
    ]);
}
