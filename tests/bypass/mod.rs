//! Ways past a secret scanner: each case sets up one, and says what must be found all the same. Names of cases say what is tried.

#![expect(clippy::too_many_lines, reason = "the functions are tables of cases")]

mod content;
mod git_settings;
mod history;
mod names;
mod repositories;
mod staged;

use crate::support::{Repo, github_pat};

/// One way past: how a repository is made, how golive is called, and what it must say.
struct Case {
    name: &'static str,
    arguments: &'static [&'static str],
    /// Makes the repository round the token; the case runs in the one it returns.
    setup: fn(&str) -> Repo,
    expected: Expected,
}

#[derive(Clone, Copy)]
enum Expected {
    /// Exit code 1, and the token at these places (`path:line`, or `-` for a place without a path), in any order.
    At(&'static [&'static str]),
    /// Exit code 0, and no finding.
    Clean,
    /// Exit code 2, and these words.
    Refused(&'static str),
}
use Expected::{At, Clean, Refused};

/// Runs every case, with another token each, and tells all that went wrong at once.
#[track_caller]
fn run(cases: &[Case]) {
    let mut wrong = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        let token = github_pat(7000 + number as u64);
        let repo = (case.setup)(&token);
        let run = repo.golive(case.arguments.iter().copied().chain(["--format", "json"]));
        let said = format!("{}{}", run.out(), run.err());
        if said.contains(&token) {
            wrong.push(format!("{}: the token is told\n{run}", case.name));
        }
        let found = || -> Vec<String> {
            let report = run.json();
            let places =
                report["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] == "error").flat_map(|finding| {
                    finding["places"].as_array().unwrap().iter().map(|place| match (&place["path"], &place["line"]) {
                        (serde_json::Value::String(path), serde_json::Value::Number(line)) => format!("{path}:{line}"),
                        (serde_json::Value::String(path), _) => path.clone(),
                        (_, serde_json::Value::Number(line)) => format!("-:{line}"),
                        _ => "-".to_owned(),
                    })
                });
            let mut places: Vec<String> = places.collect();
            places.sort();
            places
        };
        match case.expected {
            At(places) => {
                let mut places: Vec<&str> = places.to_vec();
                places.sort_unstable();
                // `*` stands for a place whose name is an object's id.
                let same = if places == ["*"] { found().len() == 1 } else { found() == places };
                if run.code != Some(1) || !same {
                    wrong.push(format!("{}: expected {places:?}\n{run}", case.name));
                }
            }
            Clean => {
                if run.code != Some(0) || !found().is_empty() {
                    wrong.push(format!("{}: expected nothing\n{run}", case.name));
                }
            }
            Refused(words) => {
                if run.code != Some(2) || !said.contains(words) {
                    wrong.push(format!("{}: expected exit code 2 and {words:?}\n{run}", case.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases:\n\n{}", wrong.len(), cases.len(), wrong.join("\n\n"));
}

/// A line that assigns the token.
fn line(token: &str) -> String {
    format!("token = \"{token}\"\n")
}

/// A repository with one clean commit.
fn clean() -> Repo {
    let repo = Repo::new();
    repo.write("app.py", "print(0)\n").stage().commit("first");
    repo
}

/// UTF-16, with or without a mark.
fn utf16(text: &str, mark: bool, big: bool) -> Vec<u8> {
    let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}
