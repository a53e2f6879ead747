//! What people see: colour, quiet, verbose, and which stream says what.

use crate::support::{Repo, Run, assignment, snapshot};

fn repo() -> Repo {
    let repo = Repo::new();
    repo.write("app.py", format!("import os\n{}", assignment(1))).stage().commit("first");
    repo
}

fn coloured(run: &Run) -> bool {
    run.out().contains('\u{1b}') || run.err().contains('\u{1b}')
}

#[test]
fn a_report_for_people() {
    let repo = repo();
    snapshot("human-secrets", &repo.golive(["secrets"]).out());
    snapshot("human-staged", &repo.golive(["secrets", "--staged"]).out());
    snapshot("human-check-commit", &repo.golive(["check", "--stage", "commit", "--only", "secrets"]).out());
    snapshot("human-explain", &repo.golive(["secrets", "explain", "github-pat"]).out());
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let repo = repo();
    assert!(!coloured(&repo.golive(["secrets"])), "no terminal");
    assert!(coloured(&repo.golive(["secrets", "--color", "always"])));
    assert!(!coloured(&repo.golive(["secrets", "--color", "never"])));
    assert!(coloured(&repo.golive_with().args(["secrets"]).env("CLICOLOR_FORCE", "1").finish()));
    assert!(!coloured(&repo.golive_with().args(["secrets"]).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").finish()));
    let asked = repo.golive_with().args(["secrets", "--color", "always"]).env("NO_COLOR", "1").finish();
    assert!(coloured(&asked), "an option wins over the environment");
}

#[test]
fn failures_have_colour_by_the_same_rules() {
    let folder = Repo::folder();
    assert!(!coloured(&folder.golive(["check"])));
    assert!(coloured(&folder.golive(["check", "--color", "always"])));
}

#[test]
fn programs_and_files_get_no_colour() {
    let repo = repo();
    let run = repo.golive(["secrets", "--format", "json", "--color", "always", "--output", "human=r.txt"]);
    assert!(!coloured(&run));
    assert!(!std::fs::read_to_string(repo.path("r.txt")).unwrap().contains('\u{1b}'));
}

#[test]
fn quiet_prints_one_line() {
    let run = repo().golive(["secrets", "--quiet"]);
    run.exits(1);
    assert_eq!(run.out().lines().count(), 1, "{run}");
}

#[test]
fn standard_output_is_the_report_and_standard_error_stays_empty() {
    let repo = repo();
    for arguments in [&["secrets"][..], &["check"], &["secrets", "--format", "json"], &["lint"]] {
        assert_eq!(repo.golive(arguments).err(), "");
    }
}

#[test]
fn a_failure_is_said_on_standard_error() {
    let run = Repo::folder().golive(["check"]);
    run.exits(2);
    assert_eq!(run.out(), "");
}

#[test]
fn a_reader_that_went_away_is_no_mistake() {
    let repo = repo();
    let run = repo.run("sh").args(["-c", "golive secrets rules | head -n 1; golive man | true"]).finish();
    run.exits(0);
    assert_eq!(run.err(), "");
}
