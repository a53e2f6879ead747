//! Exit codes: 0 passed, 1 failed or not ready, 2 the run cannot be trusted.

use crate::support::{Repo, assignment};

fn clean() -> Repo {
    let repo = Repo::new();
    repo.write("app.py", "print()\n").write(".gitignore", ".env\n.env.*\n*.key\n*.pem\n*.p12\n*.pfx\n").stage().commit("first");
    repo
}

#[test]
fn words_that_make_no_sense_are_2() {
    let repo = clean();
    for arguments in [
        &[][..],
        &["chek"],
        &["check", "--stage", "someday"],
        &["check", "--format", "yaml"],
        &["check", "--color", "sometimes"],
        &["check", "--jobs", "0"],
        &["check", "--jobs", "many"],
        &["check", "--nosuch"],
        &["check", "a", "b"],
        &["completions", "tcsh"],
        &["secrets", "explain"],
        &["check", "--output", "report.json"],
        &["check", "--output", "json="],
        &["check", "--output", "yaml=report"],
    ] {
        repo.golive(arguments).exits(2);
    }
}

#[test]
fn options_that_contradict_each_other_are_2() {
    let repo = clean();
    let sources = [&["--staged"][..], &["--range", "A..B"], &["--since", "A"], &["--history"], &["--stdin"], &["--no-git"]];
    for (at, left) in sources.iter().enumerate() {
        for right in &sources[at + 1..] {
            repo.golive(["secrets"].iter().chain(*left).chain(*right)).exits(2).complains("cannot be used with");
        }
    }
    for arguments in [
        &["secrets", "--staged", "app.py"][..],
        &["secrets", "--history", "app.py"],
        &["secrets", "--stdin", "app.py"],
        &["check", "--quiet", "--verbose"],
    ] {
        repo.golive(arguments).exits(2).complains("cannot be used with");
    }
    repo.golive(["check", "--only", "secrets", "--skip", "secrets"]).exits(2).complains("secrets is both in --only and in --skip");
}

#[test]
fn an_unknown_gate_is_2_and_the_nearest_is_named() {
    let repo = clean();
    for option in ["--only", "--skip"] {
        let run = repo.golive(["check", option, "secrets,secerts"]);
        run.exits(2).complains("there is no gate named secerts").complains("did you mean secrets?");
    }
    repo.golive(["check", "--only", ""]).exits(2);
}

#[test]
fn an_unknown_rule_is_2_and_the_nearest_is_named() {
    let repo = Repo::folder();
    repo.golive(["secrets", "explain", "github-pta"]).exits(2).complains("did you mean github-pat?");
    repo.golive(["secrets", "explain", "github-pat"]).exits(0).says("github.com/settings/tokens");
}

#[test]
fn findings_are_1() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage();
    repo.golive(["secrets"]).exits(1);
    repo.golive(["check", "--stage", "commit"]).exits(1);
    repo.golive(["check", "--only", "secrets"]).exits(1);
}

#[test]
fn a_pass_is_0() {
    clean().golive(["secrets"]).exits(0).says("pass");
    clean().golive(["check", "--stage", "commit", "--only", "secrets"]).exits(0).says("1 P0 requirement was left out");
}

#[test]
fn requirements_that_nobody_could_look_at_are_not_ready() {
    clean().golive(["check"]).exits(1).says("not ready");
}

#[test]
fn a_gate_that_is_not_built_is_never_a_pass() {
    let repo = clean();
    // A gate that gets built leaves this list; the list gets shorter, never longer.
    for gate in ["audit", "rehearse", "verify"] {
        let run = repo.golive([gate]);
        if run.out().contains("not built yet") {
            run.exits(2);
        }
    }
    repo.golive(["check", "--skip", "secrets,gitignore", "--stage", "commit"]).exits(2);
}

#[test]
fn a_failure_wins_over_what_could_not_be_looked_at() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1));
    repo.golive(["secrets", "--no-git", "app.py", "nowhere"]).exits(1).says("nowhere");
}
