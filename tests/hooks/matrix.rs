//! Every hook manager in every situation that a hook is called in, set up by `golive init --hooks`: a table in the output of the test.

use crate::support::{Repo, Run, assignment, tool};
use std::io::Write as _;
use std::path::PathBuf;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manager {
    Git,
    PreCommit,
    Prek,
    Lefthook,
    Husky,
}

const MANAGERS: [(Manager, &str); 5] = [
    (Manager::Git, "git"),
    (Manager::PreCommit, "pre-commit"),
    (Manager::Prek, "prek"),
    (Manager::Lefthook, "lefthook"),
    (Manager::Husky, "husky"),
];

/// Whether it came out right, and what was wrong otherwise.
type Outcome = Result<(), String>;

/// A situation, and how to try it.
type Situation = (&'static str, fn(&Guarded) -> Outcome);

/// Only managers that know their own ranges have this one.
const FROM_REF: &str = "from-ref, to-ref";

const SITUATIONS: &[Situation] = &[
    ("staged secret, clean tree", staged),
    ("unstaged secret only", unstaged),
    ("commit -a", commit_all),
    ("partial commit of the secret", partial_secret),
    ("partial commit beside it", partial_clean),
    ("linked work tree", linked),
    ("merge that brings a secret", merge),
    ("amend", amend),
    ("push of two branches", push_two),
    ("push of a new branch", push_new),
    ("all files", all_files),
    (FROM_REF, from_ref),
    ("detached HEAD", detached),
    ("names that are hard to pass on", odd_names),
    ("cherry-pick with a conflict", cherry_pick),
    ("squashed merge", squash),
    ("rebase, then push", rebase),
    ("stash beside a commit", stash),
    ("tag, lightweight and annotated", tags),
    ("branch taken away", taken_away),
    ("push from a shallow clone", shallow),
];

/// A repository whose hooks are those of a manager, with a remote that has its first commit.
struct Guarded {
    manager: Manager,
    repo: Repo,
    program: PathBuf,
}

impl Guarded {
    fn new(manager: Manager, program: PathBuf) -> Self {
        let repo = Repo::new();
        let local = "- repo: local\n    hooks:\n      - {id: t, name: t, entry: 'true', language: system, always_run: true, pass_filenames: false}\n";
        match manager {
            Manager::PreCommit | Manager::Prek => drop(repo.write(".pre-commit-config.yaml", format!("repos:\n  {local}"))),
            Manager::Lefthook => drop(repo.write("lefthook.yml", "pre-commit:\n  commands:\n    t:\n      run: \"true\"\n")),
            Manager::Git | Manager::Husky => {}
        }
        repo.write("app.py", "print(0)\n").write(".gitignore", ".env\n").stage().commit("first");
        let guarded = Self { manager, repo, program };
        if manager == Manager::Husky {
            guarded.run(&[]).exits(0);
        }
        guarded.repo.golive(["init", "--hooks"]).exits(0);
        guarded.install(&guarded.repo);
        guarded.repo.stage().commit("hooks");
        guarded.repo.clone_with("remote.git", &["--bare"]);
        guarded.repo.git(["remote", "add", "origin", "../remote.git"]);
        guarded.repo.git(["fetch", "--quiet"]);
        guarded
    }

    /// What a person does once in each clone, after `golive init --hooks`.
    fn install(&self, repo: &Repo) {
        let program = self.program.to_str().unwrap();
        let arguments: &[&str] = match self.manager {
            Manager::Git => return,
            Manager::PreCommit | Manager::Prek => {
                &["install", "--hook-type", "pre-commit", "--hook-type", "pre-merge-commit", "--hook-type", "pre-push"]
            }
            Manager::Lefthook => &["install"],
            Manager::Husky => &[],
        };
        self.start(program, repo, arguments).exits(0);
    }

    /// A copy, for one situation.
    fn copy(&self) -> Self {
        let repo = Repo::folder();
        let place = |repo: &Repo| repo.home().parent().unwrap().to_path_buf();
        let parts = ["work", "home", "remote.git"].map(|part| place(&self.repo).join(part));
        // Into what is there: an empty folder and a HOME with the same settings.
        repo.run("cp").arg("-a").args(parts).arg(place(&repo)).finish().exits(0);
        Self { manager: self.manager, repo, program: self.program.clone() }
    }

    /// The manager's own program.
    fn run(&self, arguments: &[&str]) -> Run {
        self.start(self.program.to_str().unwrap(), &self.repo, arguments)
    }

    fn git(&self, arguments: &[&str]) -> Run {
        self.start("git", &self.repo, arguments)
    }

    /// A program that finds golive and the manager, and keeps what it keeps in the test's folder.
    fn start(&self, program: &str, repo: &Repo, arguments: &[&str]) -> Run {
        let kept = repo.home().join("kept");
        let running = repo.run(program).args(arguments).env("PRE_COMMIT_HOME", &kept).env("PREK_HOME", &kept).env("NO_COLOR", "1");
        running.also_on_path(self.program.parent().unwrap()).finish()
    }

    fn write(&self, path: &str, text: &str) {
        self.repo.write(path, text);
    }

    fn stage(&self) {
        self.repo.stage();
    }

    fn commit(&self) -> Run {
        self.git(&["commit", "--message", "next"])
    }
}

fn blocked(run: &Run) -> Outcome {
    let said = run.out() + &run.err();
    if run.code == Some(0) {
        Err(format!("went through: {run}"))
    } else if said.contains("github-pat") {
        Ok(())
    } else {
        Err(format!("stopped for another reason: {run}"))
    }
}

fn passed(run: &Run) -> Outcome {
    if run.code == Some(0) { Ok(()) } else { Err(format!("was stopped: {run}")) }
}

fn staged(at: &Guarded) -> Outcome {
    at.write("app.py", &assignment(1));
    at.stage();
    at.write("app.py", "print(1)\n");
    let first = blocked(&at.commit());
    at.stage();
    first.and_then(|()| passed(&at.commit()))
}

fn unstaged(at: &Guarded) -> Outcome {
    at.write("other.py", "print(1)\n");
    at.stage();
    at.write("app.py", &assignment(1));
    let outcome = passed(&at.commit());
    let kept = std::fs::read_to_string(at.repo.path("app.py")).unwrap() == assignment(1);
    outcome.and(if kept { Ok(()) } else { Err("the edit was lost".to_owned()) })
}

fn commit_all(at: &Guarded) -> Outcome {
    at.write("app.py", &assignment(1));
    let first = blocked(&at.git(&["commit", "--all", "--message", "next"]));
    at.write("app.py", "print(1)\n");
    first.and_then(|()| passed(&at.git(&["commit", "--all", "--message", "next"])))
}

fn partial_secret(at: &Guarded) -> Outcome {
    at.write("app.py", &assignment(1));
    at.write("other.py", "print(1)\n");
    at.repo.git(["add", "other.py"]);
    blocked(&at.git(&["commit", "--message", "next", "app.py"]))
}

fn partial_clean(at: &Guarded) -> Outcome {
    at.write("other.py", &assignment(1));
    at.stage();
    at.write("app.py", "print(1)\n");
    let first = passed(&at.git(&["commit", "--message", "next", "app.py"]));
    first.and_then(|()| blocked(&at.commit()))
}

fn linked(at: &Guarded) -> Outcome {
    at.repo.git(["worktree", "add", "--quiet", "../linked"]);
    let linked = at.repo.at("../linked");
    if at.manager == Manager::Husky {
        // Its folder of hooks is a path relative to each work tree.
        at.start(at.program.to_str().unwrap(), &linked, &[]).exits(0);
    }
    linked.write("app.py", assignment(1)).stage().write("app.py", "print(1)\n");
    let commit = || at.start("git", &linked, &["commit", "--message", "next"]);
    let first = blocked(&commit());
    linked.stage();
    first.and_then(|()| passed(&commit()))
}

fn merge(at: &Guarded) -> Outcome {
    at.repo.git(["switch", "--quiet", "--create", "side"]);
    at.repo.write("side.py", "print(1)\n").stage().commit("clean side");
    at.repo.git(["switch", "--quiet", "--create", "dirty", "main"]);
    at.repo.write("dirty.py", assignment(1)).stage().commit("dirty side");
    at.repo.git(["switch", "--quiet", "main"]);
    at.repo.write("main.py", "print(1)\n").stage().commit("main");
    let first = passed(&at.git(&["merge", "--no-edit", "side"]));
    first.and_then(|()| blocked(&at.git(&["merge", "--no-edit", "dirty"])))
}

fn amend(at: &Guarded) -> Outcome {
    let first = passed(&at.git(&["commit", "--amend", "--message", "other words"]));
    at.write("app.py", &assignment(1));
    at.stage();
    first.and_then(|()| blocked(&at.git(&["commit", "--amend", "--no-edit"])))
}

fn push_two(at: &Guarded) -> Outcome {
    at.repo.git(["switch", "--quiet", "--create", "clean"]);
    at.repo.write("clean.py", "print(1)\n").stage().commit("clean");
    at.repo.git(["switch", "--quiet", "--create", "dirty", "main"]);
    at.repo.write("dirty.py", assignment(1)).stage().commit("dirty");
    let first = blocked(&at.git(&["push", "origin", "clean", "dirty"]));
    let second = first.and_then(|()| blocked(&at.git(&["push", "origin", "dirty", "clean"])));
    second.and_then(|()| passed(&at.git(&["push", "origin", "clean"])))
}

fn push_new(at: &Guarded) -> Outcome {
    at.repo.git(["switch", "--quiet", "--create", "fresh"]);
    // Taken out again by the last commit: what is pushed has it all the same.
    at.repo.write("app.py", assignment(1)).stage().commit("second");
    at.repo.write("app.py", "print(1)\n").stage().commit("third");
    blocked(&at.git(&["push", "--set-upstream", "origin", "fresh"]))
}

fn all_files(at: &Guarded) -> Outcome {
    at.repo.write("app.py", assignment(1)).stage().commit("leak");
    blocked(&match at.manager {
        Manager::Git => at.start(at.repo.path(".git/hooks/pre-commit").to_str().unwrap(), &at.repo, &[]),
        Manager::PreCommit | Manager::Prek => at.run(&["run", "--all-files"]),
        Manager::Lefthook => at.run(&["run", "pre-commit", "--all-files"]),
        Manager::Husky => at.start("sh", &at.repo, &[".husky/pre-commit"]),
    })
}

fn from_ref(at: &Guarded) -> Outcome {
    at.repo.write("app.py", assignment(1)).stage().commit("second");
    at.repo.write("app.py", "print(1)\n").stage().commit("third");
    at.repo.write("app.py", "print(2)\n").stage().commit("fourth");
    let range = |from: &str| at.run(&["run", "--from-ref", from, "--to-ref", "HEAD"]);
    blocked(&range("HEAD~3")).and_then(|()| passed(&range("HEAD~1")))
}

fn detached(at: &Guarded) -> Outcome {
    at.repo.git(["checkout", "--quiet", "--detach"]);
    at.write("app.py", &assignment(1));
    at.stage();
    let first = blocked(&at.commit());
    at.write("app.py", "print(1)\n");
    at.stage();
    first.and_then(|()| passed(&at.commit())).and_then(|()| passed(&at.git(&["push", "origin", "HEAD:refs/heads/from-nowhere"])))
}

fn odd_names(at: &Guarded) -> Outcome {
    for name in ["a b.py", "-rf.py", "new\nline.py", "tab\t.py", "é.py", "\"quoted\".py", "$(touch pwned).py"] {
        at.write(name, &assignment(1));
        at.stage();
        blocked(&at.commit()).map_err(|why| format!("{name:?}: {why}"))?;
        at.write(name, "print(1)\n");
        at.stage();
        passed(&at.commit()).map_err(|why| format!("{name:?}: {why}"))?;
    }
    if at.repo.path("pwned").exists() { Err("a name was run".to_owned()) } else { Ok(()) }
}

fn cherry_pick(at: &Guarded) -> Outcome {
    at.repo.git(["switch", "--quiet", "--create", "side"]);
    at.repo.write("app.py", "print(1)\n").stage().commit("side");
    at.repo.git(["switch", "--quiet", "main"]);
    at.repo.write("app.py", "print(2)\n").stage().commit("main");
    assert_ne!(at.git(&["cherry-pick", "side"]).code, Some(0));
    at.write("app.py", &assignment(1));
    at.stage();
    let go_on = || at.git(&["-c", "core.editor=true", "cherry-pick", "--continue"]);
    let first = blocked(&go_on());
    at.write("app.py", "print(3)\n");
    at.stage();
    first.and_then(|()| passed(&go_on()))
}

fn squash(at: &Guarded) -> Outcome {
    at.repo.git(["switch", "--quiet", "--create", "side"]);
    at.repo.write("side.py", assignment(1)).stage().commit("side");
    at.repo.git(["switch", "--quiet", "main"]);
    at.repo.git(["merge", "--quiet", "--squash", "side"]);
    blocked(&at.commit())
}

/// Git asks no hook about the commits that a rebase makes; the push is asked about them.
fn rebase(at: &Guarded) -> Outcome {
    at.repo.git(["switch", "--quiet", "--create", "side"]);
    at.repo.write("side.py", assignment(1)).stage().commit("side");
    at.repo.write("side.py", "print(1)\n").stage().commit("taken out");
    at.repo.git(["switch", "--quiet", "main"]);
    at.repo.write("main.py", "print(1)\n").stage().commit("main");
    at.repo.git(["switch", "--quiet", "side"]);
    let first = passed(&at.git(&["rebase", "main"]));
    first.and_then(|()| blocked(&at.git(&["push", "origin", "side"])))
}

fn stash(at: &Guarded) -> Outcome {
    at.write("kept.py", &assignment(1));
    at.repo.git(["stash", "--quiet", "--include-untracked"]);
    at.write("app.py", "print(1)\n");
    at.stage();
    let first = passed(&at.commit());
    at.repo.git(["stash", "pop", "--quiet"]);
    at.stage();
    first.and_then(|()| blocked(&at.commit()))
}

fn tags(at: &Guarded) -> Outcome {
    at.repo.git(["tag", "clean"]);
    at.repo.git(["switch", "--quiet", "--create", "side"]);
    at.repo.write("side.py", assignment(1)).stage().commit("side");
    at.repo.git(["tag", "light"]);
    at.repo.git(["tag", "--annotate", "--message", "x", "heavy"]);
    let first = blocked(&at.git(&["push", "origin", "light"]));
    let second = first.and_then(|()| blocked(&at.git(&["push", "origin", "heavy"])));
    second.and_then(|()| passed(&at.git(&["push", "origin", "clean"])))
}

fn taken_away(at: &Guarded) -> Outcome {
    at.repo.git(["push", "--quiet", "--no-verify", "origin", "main:refs/heads/copy"]);
    passed(&at.git(&["push", "origin", ":copy"]))
}

fn shallow(at: &Guarded) -> Outcome {
    let clone = at.repo.clone_with("shallow", &["--depth=1"]);
    // Hooks do not come with a clone; the manager's may be there before golive's.
    at.install(&clone);
    if matches!(at.manager, Manager::Git | Manager::PreCommit | Manager::Prek) {
        clone.golive(["init", "--hooks"]).exits(0);
        clone.golive(["init", "--hooks"]).exits(0).never_says("wrote");
    }
    clone.git(["switch", "--quiet", "--create", "fresh"]);
    clone.write("fine.py", "print(1)\n").stage().commit("fine");
    let push = || at.start("git", &clone, &["push", "origin", "fresh"]);
    let first = passed(&push());
    clone.write("fine.py", assignment(1)).stage().commit("leak");
    clone.write("fine.py", "print(1)\n").stage().commit("taken out");
    first.and_then(|()| blocked(&push()))
}

/// The program of a manager; git needs none.
fn program(manager: Manager) -> Option<PathBuf> {
    match manager {
        Manager::Git => Some(PathBuf::from("/usr/bin/git")),
        Manager::PreCommit => tool("pre-commit"),
        Manager::Prek => tool("prek"),
        Manager::Lefthook => tool("lefthook"),
        Manager::Husky => tool("husky"),
    }
}

#[test]
fn every_manager_in_every_situation() {
    type Cells = Vec<Option<Outcome>>;
    let column = |manager| -> Option<Cells> {
        let program = program(manager)?;
        let has = |situation| situation != FROM_REF || matches!(manager, Manager::PreCommit | Manager::Prek);
        let guarded = Guarded::new(manager, program);
        let attempt = |(name, attempt): &Situation| has(*name).then(|| attempt(&guarded.copy()));
        Some(SITUATIONS.iter().map(attempt).collect())
    };
    let columns: Vec<Option<Cells>> = std::thread::scope(|scope| {
        let threads: Vec<_> = MANAGERS.iter().map(|manager| scope.spawn(move || column(manager.0))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut wrong = Vec::new();
    let mut rows = vec![MANAGERS.iter().fold(format!("{:30}", ""), |row, (_, name)| row + &format!(" {name:>10}"))];
    for (at, (situation, _)) in SITUATIONS.iter().enumerate() {
        let cells = columns.iter().zip(MANAGERS).map(|(column, (_, name))| match column.as_ref().map(|cells| &cells[at]) {
            None => "not run",
            Some(None) => "-",
            Some(Some(Ok(()))) => "right",
            Some(Some(Err(why))) => {
                wrong.push(format!("{name}, {situation}: {why}"));
                "WRONG"
            }
        });
        rows.push(cells.fold(format!("{situation:30}"), |row, word| row + &format!(" {word:>10}")));
    }
    let table = format!("\n{}\n\n", rows.join("\n"));
    // Past the test runner, which keeps what a passing test prints to itself.
    std::io::stderr().write_all(table.as_bytes()).unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
