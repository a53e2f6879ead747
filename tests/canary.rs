//! No secret's value in any output: secrets of every rule are planted, and all that golive writes is searched for them.

use crate::support::{Repo, Run, github_pat, project};
use bstr::ByteSlice as _;
use golive::detect::example::expand;
use golive::detect::{RuleSet, Scanner, Surroundings};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Shorter values are too likely to stand in a report by chance.
const SHORTEST: usize = 9;
/// Planted files in a repository: few enough that a report for people shows every finding.
const BATCH: usize = 24;
const LOOKS: &[&[&str]] = &[&[], &["--quiet"], &["--verbose"], &["--color", "always", "--verbose"]];
const FORMATS: &[&str] = &["human", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown", "html", "ics"];
/// The formats that are printed, too; what is written to files is the same text.
const PRINTED: &[&str] = &["human", "json", "github"];

struct Canary {
    text: String,
    values: BTreeSet<Vec<u8>>,
}

/// The templates of all rules, from the files: the embedded rules come without them.
fn examples() -> Vec<String> {
    let folder = project().join("src/detect/rules");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let rules = files.iter().map(|file| RuleSet::from_toml("rules", &std::fs::read_to_string(file).unwrap()).unwrap());
    rules.flat_map(|set| set.rules().iter().flat_map(|rule| rule.examples.clone()).collect::<Vec<_>>()).collect()
}

/// Every example of every rule, with all values in it that golive takes for a secret.
fn canaries() -> Vec<Canary> {
    let scanner = Scanner::new(RuleSet::embedded().unwrap());
    let around = Surroundings::of(None, 1_767_225_600);
    let mut canaries: Vec<Canary> = examples()
        .into_iter()
        .enumerate()
        .map(|(number, template)| {
            let text = expand(&template, 1000 + number as u64) + "\n";
            let found = scanner.scan(text.as_bytes(), around);
            let values = found.iter().map(|candidate| text.as_bytes()[candidate.secret.clone()].to_vec());
            Canary { values: values.filter(|value| value.len() >= SHORTEST).collect(), text }
        })
        .collect();
    canaries.retain(|canary| !canary.values.is_empty());
    canaries
}

/// Nothing in `written` may hold a value, as a whole or line by line.
#[track_caller]
fn silent(written: &[u8], batch: &[Canary], what: &dyn std::fmt::Display) {
    for value in batch.iter().flat_map(|canary| &canary.values) {
        let lines = value.split(|byte| *byte == b'\n').filter(|line| line.len() >= SHORTEST && !line.starts_with(b"-----"));
        for line in lines {
            let told = written.contains_str(line);
            assert!(!told, "{} was told by\n{what}", String::from_utf8_lossy(line));
        }
    }
}

#[track_caller]
fn says_none(repo: &Repo, run: &Run, batch: &[Canary]) {
    silent(&run.stdout, batch, run);
    silent(&run.stderr, batch, run);
    for format in FORMATS {
        let file = repo.root().parent().unwrap().join(format!("report.{format}"));
        if let Ok(written) = std::fs::read(&file) {
            silent(&written, batch, run);
            std::fs::remove_file(file).unwrap();
        }
    }
}

/// Runs a command in one look and format, with all formats written to files beside it.
fn run(repo: &Repo, command: &[&str], look: &[&str], format: &str) -> Run {
    let outputs = FORMATS.iter().flat_map(|format| ["--output".to_owned(), format!("{format}=../report.{format}")]);
    let words = command.iter().chain(look).map(|word| (*word).to_owned());
    repo.golive(words.chain(["--format".to_owned(), format.to_owned()]).chain(outputs))
}

fn plant(batch: &[Canary]) -> Repo {
    let repo = Repo::new();
    repo.write("README", "planted\n").stage().commit("first");
    for (number, canary) in batch.iter().enumerate() {
        repo.write(format!("{number}.txt"), &canary.text);
    }
    repo.stage();
    repo
}

#[test]
#[should_panic(expected = "was told by")]
fn a_told_secret_is_noticed() {
    let value = github_pat(1).into_bytes();
    let batch = [Canary { text: String::new(), values: BTreeSet::from([value.clone()]) }];
    silent(&[b"so: ", value.as_slice(), b"\n"].concat(), &batch, &"this test");
}

#[test]
fn no_rule_tells_its_secret() {
    let canaries = canaries();
    assert!(canaries.len() > 1000, "only {} examples hold a secret", canaries.len());
    for (number, batch) in canaries.chunks(BATCH).enumerate() {
        let repo = plant(batch);
        // Every batch in one look; the looks and formats take turns, and the next test runs all of them on one batch.
        let run = run(&repo, &["secrets"], LOOKS[number % LOOKS.len()], "human");
        run.exits(1);
        says_none(&repo, &run, batch);
    }
}

#[test]
fn no_command_format_or_look_tells_a_secret() {
    let mut canaries = canaries();
    // A batch of many kinds: every so many, so that keys, tokens, passwords, certificates and addresses are in it.
    let step = canaries.len() / BATCH;
    let mut number = 0;
    canaries.retain(|_| {
        number += 1;
        number % step == 0
    });
    let repo = plant(&canaries);
    let commands: &[&[&str]] = &[
        &["check"],
        &["check", "--stage", "commit"],
        &["secrets"],
        &["secrets", "--staged"],
        &["secrets", "--no-git", "."],
        &["secrets", "--history"],
        &["secrets", "--range", "HEAD~1..HEAD"],
        &["secrets", "--since", "HEAD~1"],
        &["gitignore"],
        &["audit"],
    ];
    for (at, command) in commands.iter().enumerate() {
        if at == 5 {
            let message: String = canaries.iter().map(|canary| canary.text.as_str()).collect();
            repo.write("../message", message);
            repo.git(["commit", "--quiet", "--cleanup=verbatim", "--file", "../message"]);
        }
        for look in LOOKS {
            for format in PRINTED {
                let run = run(&repo, command, look, format);
                assert!(matches!(run.code, Some(1 | 2)), "{run}");
                says_none(&repo, &run, &canaries);
            }
        }
    }
}

#[test]
fn standard_input_is_no_way_round() {
    for batch in canaries().chunks(400) {
        let text: String = batch.iter().map(|canary| canary.text.as_str()).collect();
        for format in PRINTED {
            let repo = Repo::folder();
            let run = repo.golive_with().args(["secrets", "--stdin", "--verbose", "--format", format]).input(text.as_str()).finish();
            run.exits(1);
            says_none(&repo, &run, batch);
        }
    }
}

#[test]
fn an_accepted_secret_is_not_told_either() {
    let repo = Repo::new();
    let token = github_pat(1);
    repo.write("app.py", format!("token = \"{token}\" # golive:allow github-pat only in this test\n"));
    for look in LOOKS {
        run(&repo, &["secrets"], look, "human").exits(0).never_says(&token);
        run(&repo, &["secrets"], look, "json").exits(0).never_says(&token);
    }
}

#[test]
fn a_configuration_mistake_beside_a_secret_does_not_tell_it() {
    let repo = Repo::new();
    let (token, password) = (github_pat(1), expand("Tr0{alnum*9}&", 2));
    for config in [
        format!("token = \"{token}\"\n"),
        format!("db_password = \"{password}\"\n"),
        format!("profile = \"{token}\"\n"),
        format!("[secrets]\nallow = \"{token}\"\n"),
        format!("[secrets]\nallow = [\"{token}\"]\n"),
        format!("{token} = 1\n"),
    ] {
        repo.write("golive.toml", config);
        for format in FORMATS {
            let run = repo.golive(["check", "--format", format, "--output", "json=../report.json"]);
            run.exits(2).never_says(&token).never_says(&password);
            let written = std::fs::read_to_string(repo.path("../report.json")).unwrap();
            assert!(!written.contains(&token) && !written.contains(&password), "{written}");
        }
    }
}

/// A long line is looked at in parts, and what stands behind a part is shown beside the findings at its end: in few characters, which may be
/// many bytes.
#[test]
fn what_stands_beside_a_finding_in_the_next_part_of_a_long_line_is_not_told() {
    // Where the first part ends: what is read at first without the margin that it shares with the next (`src/source/parts.rs`).
    const SEAM: usize = (8 << 20) + (64 << 10);
    let repo = Repo::new();
    let values: Vec<String> = (0..160).map(|number| expand("{alnum*4}!{alnum*6}", 7_000 + number)).collect();
    for (file, values) in values.chunks(40).enumerate() {
        let mut line = "1, 2, ".repeat((SEAM - 3_000) / 6) + &"9".repeat(40 * file) + ", ";
        for value in values {
            line.extend(["{\"password\": \"", value, "\"}, ", &"\u{1f512}".repeat(35)]);
        }
        assert!(line.len() > SEAM + 3_000, "the values stand on both sides of it");
        line.push_str(&"3, 4, ".repeat(40_000));
        repo.write(format!("data{file}.json"), format!("[{line}5]\n"));
    }
    let report = repo.golive(["secrets", "--no-git", "--format", "json"]);
    let text = report.out();
    assert!(report.json()["findings"].as_array().unwrap().len() > 100, "they are found");
    let told: Vec<&String> = values.iter().filter(|value| text.contains(value.as_str())).collect();
    assert!(told.is_empty(), "{told:?}");
}
