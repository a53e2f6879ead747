//! Kinds and states of repositories.

use super::history::{HISTORY, added_and_gone};
use super::{At, Case, Clean, Refused, clean, line, run};

#[test]
fn repositories() {
    run(&[
        Case {
            name: "a replacement stands before it",
            arguments: HISTORY,
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("app.py", line(token)).stage();
                let id = repo.git(["hash-object", "-w", "app.py"]);
                repo.commit("with");
                repo.write("innocent", "print(1)\n");
                let other = repo.git(["hash-object", "-w", "innocent"]);
                repo.remove("innocent");
                repo.git(["replace", &id, &other]);
                repo
            },
        },
        Case {
            name: "a replaced commit",
            arguments: HISTORY,
            expected: At(&["gone.py:1"]),
            setup: |token| {
                let repo = clean();
                let first = repo.git(["rev-parse", "HEAD"]);
                repo.write("gone.py", line(token)).stage().commit("with");
                let with = repo.git(["rev-parse", "HEAD"]);
                repo.remove("gone.py").stage().commit("without");
                repo.git(["replace", &with, &first]);
                repo
            },
        },
        Case {
            name: "a graft cuts it off",
            arguments: HISTORY,
            expected: At(&["gone.py:1"]),
            setup: |token| {
                let repo = clean();
                added_and_gone(&repo, "gone.py", line(token));
                let head = repo.git(["rev-parse", "HEAD"]);
                std::fs::create_dir_all(repo.path(".git/info")).unwrap();
                std::fs::write(repo.path(".git/info/grafts"), format!("{head}\n")).unwrap();
                repo
            },
        },
        Case {
            name: "a bare clone",
            arguments: HISTORY,
            expected: At(&["gone.py:1"]),
            setup: |token| {
                let repo = clean();
                added_and_gone(&repo, "gone.py", line(token));
                repo.clone_with("bare.git", &["--bare"])
            },
        },
        Case {
            name: "a bare clone's files",
            arguments: &["secrets"],
            expected: At(&["app.py:1"]),
            setup: |token| {
                let repo = clean();
                repo.write("app.py", line(token)).stage().commit("with");
                repo.clone_with("bare.git", &["--bare"])
            },
        },
        Case {
            name: "a mirror",
            arguments: HISTORY,
            expected: At(&["gone.py:1"]),
            setup: |token| {
                let repo = clean();
                added_and_gone(&repo, "gone.py", line(token));
                repo.clone_with("mirror.git", &["--mirror"])
            },
        },
        Case {
            name: "objects in an alternate",
            arguments: HISTORY,
            expected: At(&["gone.py:1"]),
            setup: |token| {
                let repo = clean();
                added_and_gone(&repo, "gone.py", line(token));
                let target = repo.root().parent().unwrap().join("shared");
                repo.git(["clone", "--quiet", "--shared", ".", target.to_str().unwrap()]);
                repo.at(target)
            },
        },
        Case {
            name: "packed with deltas",
            arguments: HISTORY,
            expected: At(&["big.txt:400"]),
            setup: |token| {
                let repo = clean();
                let body: String = (0..800).map(|number| format!("line {number}\n")).collect();
                repo.write("big.txt", &body).stage().commit("body");
                repo.write("big.txt", body.replace("line 399\n", &line(token))).stage().commit("with");
                repo.write("big.txt", &body).stage().commit("without");
                repo.git(["gc", "--quiet", "--aggressive", "--prune=now"]);
                repo
            },
        },
        Case {
            name: "a linked work tree",
            arguments: HISTORY,
            expected: At(&["gone.py:1"]),
            setup: |token| {
                let repo = clean();
                added_and_gone(&repo, "gone.py", line(token));
                repo.git(["worktree", "add", "--quiet", "../linked", "-b", "side"]);
                repo.at("../linked")
            },
        },
        Case {
            name: "a shallow clone",
            arguments: HISTORY,
            expected: Refused("the clone is shallow"),
            setup: |token| {
                let repo = clean();
                added_and_gone(&repo, "gone.py", line(token));
                repo.clone_with("shallow", &["--depth", "1"])
            },
        },
        Case {
            name: "a partial clone",
            arguments: HISTORY,
            expected: Refused("could not be read"),
            setup: |token| {
                let repo = clean();
                added_and_gone(&repo, "gone.py", line(token));
                repo.config("uploadpack.allowFilter", "true");
                repo.clone_with("partial", &["--filter=blob:none", "--no-checkout"])
            },
        },
        Case {
            name: "a range that is not there",
            arguments: &["secrets", "--range", "nowhere..HEAD"],
            expected: Refused("names no commit"),
            setup: |token| {
                let repo = clean();
                added_and_gone(&repo, "gone.py", line(token));
                repo
            },
        },
        Case {
            name: "a missing object",
            arguments: HISTORY,
            expected: Refused("could not be read"),
            setup: |token| {
                let repo = clean();
                repo.write("gone.py", line(token)).stage();
                let id = repo.git(["hash-object", "gone.py"]);
                repo.commit("with");
                repo.remove("gone.py").stage().commit("without");
                std::fs::remove_file(repo.path(format!(".git/objects/{}/{}", &id[..2], &id[2..]))).unwrap();
                repo
            },
        },
        Case { name: "nothing but clean commits", arguments: HISTORY, expected: Clean, setup: |_token| clean() },
    ]);
}
