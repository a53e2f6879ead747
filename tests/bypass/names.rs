//! Secrets that stand in no file: in names.

use super::{At, Case, Clean, clean, line, run};
use crate::support::{Repo, github_pat};

#[test]
fn names() {
    run(&[
        Case {
            name: "an untracked file's name",
            arguments: &["secrets"],
            expected: At(&["ghp_****.txt"]),
            setup: |token| {
                let repo = clean();
                repo.write(format!("{token}.txt"), "x\n");
                repo
            },
        },
        Case {
            name: "a tracked file's name",
            arguments: &["secrets"],
            expected: At(&["below/ghp_****/a.txt"]),
            setup: |token| {
                let repo = clean();
                repo.write(format!("below/{token}/a.txt"), "x\n").stage();
                repo
            },
        },
        Case {
            name: "a staged file's name",
            arguments: &["secrets", "--staged"],
            expected: At(&["ghp_****.txt"]),
            setup: |token| {
                let repo = clean();
                repo.write(format!("{token}.txt"), "x\n").stage();
                repo
            },
        },
        Case {
            name: "a name that HEAD has already",
            arguments: &["secrets", "--staged"],
            expected: Clean,
            setup: |token| {
                let repo = clean();
                repo.write(format!("{token}.txt"), "x\n").stage().commit("with").write(format!("{token}.txt"), "y\n").stage();
                repo
            },
        },
        Case {
            name: "a name in a range",
            arguments: &["secrets", "--range", "HEAD~1..HEAD"],
            expected: At(&["ghp_****.txt"]),
            setup: |token| {
                let repo = clean();
                repo.write(format!("{token}.txt"), "x\n").stage().commit("with");
                repo
            },
        },
        Case {
            name: "a name in history",
            arguments: &["secrets", "--history"],
            expected: At(&["ghp_****.txt"]),
            setup: |token| {
                let repo = clean();
                repo.write(format!("{token}.txt"), "x\n").stage().commit("with");
                repo.remove(&format!("{token}.txt")).stage().commit("without");
                repo
            },
        },
        Case {
            name: "a name that a rename gave",
            arguments: &["secrets", "--history"],
            expected: At(&["below/ghp_****.txt"]),
            setup: |token| {
                let repo = clean();
                repo.write("below/a.txt", "x\n").stage().commit("before");
                repo.git(["mv", "below/a.txt", &format!("below/{token}.txt")]);
                repo.commit("renamed");
                repo.git(["mv", &format!("below/{token}.txt"), "below/a.txt"]);
                repo.commit("back");
                repo
            },
        },
        Case {
            name: "a name in a plain folder",
            arguments: &["secrets", "--no-git"],
            expected: At(&["ghp_****.txt"]),
            setup: |token| {
                let repo = Repo::folder();
                repo.write(format!("{token}.txt"), "x\n");
                repo
            },
        },
        Case {
            name: "in the name and in the file",
            arguments: &["secrets"],
            expected: At(&["ghp_****.txt", "ghp_****.txt:1"]),
            setup: |token| {
                let repo = clean();
                repo.write(format!("{token}.txt"), line(token));
                repo
            },
        },
        Case {
            name: "a branch's name",
            arguments: &["secrets", "--history"],
            expected: At(&["-"]),
            setup: |token| {
                let repo = clean();
                repo.git(["branch", &format!("fix/{token}")]);
                repo
            },
        },
        Case {
            name: "a tag's name",
            arguments: &["secrets", "--history"],
            expected: At(&["-"]),
            setup: |token| {
                let repo = clean();
                repo.git(["tag", token]);
                repo
            },
        },
        Case {
            name: "an author's name",
            arguments: &["secrets", "--history"],
            expected: At(&["-"]),
            setup: |token| {
                let repo = clean();
                repo.git(["commit", "--quiet", "--allow-empty", "--message", "x", "--author", &format!("{token} <a@example.org>")]);
                repo
            },
        },
        Case {
            name: "an author's address, in a range",
            arguments: &["secrets", "--range", "HEAD~1..HEAD"],
            expected: At(&["-"]),
            setup: |token| {
                let repo = clean();
                repo.git(["commit", "--quiet", "--allow-empty", "--message", "x", "--author", &format!("A <{token}@example.org>")]);
                repo
            },
        },
        Case {
            name: "a committer's name",
            arguments: &["secrets", "--history"],
            expected: At(&["-"]),
            setup: |token| {
                let repo = clean();
                repo.config("user.name", token).commit("x");
                repo
            },
        },
    ]);
}

/// Whichever gate and format names the file, and whatever else is found in it.
#[test]
fn a_name_is_never_printed_with_its_secret() {
    let token = github_pat(7500);
    let repo = clean();
    repo.write(format!("{token}/.env"), format!("A=1\n{}", line(&github_pat(7501)))).write(format!("{token}/id_rsa"), "x\n");
    for command in
        [&["check"][..], &["secrets"], &["gitignore"], &["secrets", "--no-git"], &["secrets", "--staged"], &["secrets", "--history"]]
    {
        for format in ["human", "json", "jsonl"] {
            repo.golive(command.iter().copied().chain(["--format", format, "--verbose"])).never_says(&token);
        }
        repo.stage();
    }
    repo.git(["commit", "--quiet", "--message", "x", "--author", &format!("{} <a@example.org>", github_pat(7502))]);
    for format in ["human", "json"] {
        repo.golive(["secrets", "--history", "--format", format]).exits(1).never_says(&token).never_says(&github_pat(7502));
    }
}
