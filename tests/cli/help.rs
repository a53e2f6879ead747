//! What `--help` says, as snapshots: a changed option shows in review.

use crate::support::{Repo, snapshot};

const COMMANDS: &[&str] = &[
    "",
    "check",
    "secrets",
    "secrets rules",
    "secrets explain",
    "secrets test",
    "gitignore",
    "gitignore explain",
    "rotation",
    "coverage",
    "lint",
    "typecheck",
    "audit",
    "rehearse",
    "verify",
    "init",
    "action",
    "report",
    "schema",
    "completions",
    "man",
];

#[test]
fn of_every_command() {
    let folder = Repo::folder();
    for command in COMMANDS {
        let run = folder.golive(command.split_whitespace().chain(["--help"]));
        run.exits(0);
        let name = if command.is_empty() { "golive".to_owned() } else { command.replace(' ', "-") };
        snapshot(&format!("help-{name}"), &run.out());
    }
}

#[test]
fn no_command_is_without_a_snapshot() {
    use clap::CommandFactory as _;
    fn collect(command: &clap::Command, path: &str, found: &mut Vec<String>) {
        for child in command.get_subcommands() {
            let path = format!("{path} {}", child.get_name()).trim().to_owned();
            found.push(path.clone());
            collect(child, &path, found);
        }
    }
    let mut found = vec![String::new()];
    collect(&golive::cli::Cli::command(), "", &mut found);
    found.sort();
    let mut listed: Vec<&str> = COMMANDS.to_vec();
    listed.sort_unstable();
    assert_eq!(found, listed);
}

#[test]
fn the_version_is_that_of_the_package() {
    let folder = Repo::folder();
    folder.golive(["--version"]).exits(0).says(&format!("golive {}", env!("CARGO_PKG_VERSION")));
    folder.golive(["check", "--version"]).exits(0);
}

#[test]
fn completions_and_the_manual_page_name_every_command() {
    let folder = Repo::folder();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        folder.golive(["completions", shell]).exits(0).says("typecheck").says("policy-ref");
    }
    folder.golive(["man"]).exits(0).says(".TH golive 1").says("typecheck");
}
