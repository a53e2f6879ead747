//! Who may import whom. ARCHITECTURE.md says why; this holds it.

use crate::support::project;
use std::path::{Path, PathBuf};

/// Each room of `src`, and the rooms it may import. A room that is not here has no floor yet: give it one.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    // Values and text: no files, no clock, no environment.
    ("text", &[]),
    ("model", &["text"]),
    ("env", &[]),
    // What touches the world, each its own part of it.
    ("exec", &["text"]),
    ("git", &["env", "exec", "text"]),
    ("source", &["formats", "git", "model", "text"]),
    ("config", &["text"]),
    ("ci", &["env", "git", "text"]),
    ("net", &["env", "text"]),
    // Bytes in, facts out.
    ("detect", &["model", "text"]),
    ("formats", &["model", "text"]),
    ("profile", &["model", "text"]),
    // Gates: what one is, and the ones there are. `gate` knows of `gates` only the settings.
    ("gate", &["exec", "gates", "git", "model", "net", "source", "text"]),
    ("gates", &["detect", "env", "exec", "formats", "gate", "git", "model", "net", "profile", "source", "text"]),
    // From a request to a report, and from a report to bytes. `render` shows configuration mistakes too.
    ("engine", &["gate", "gates", "git", "model", "profile", "source", "text"]),
    ("render", &["config", "model", "text"]),
    ("cli", &["ci", "config", "detect", "engine", "env", "gate", "gates", "git", "model", "profile", "render", "source", "text"]),
];

/// Words that only one room may use.
const ONLY_IN: &[(&str, &str, &str)] = &[
    ("git2", "git", "libgit2 behind one door: it can be replaced"),
    ("gix_pack", "git", "packs behind the same door"),
    ("gix_object", "git", "packs behind the same door"),
    ("gix_ignore", "git", "ignore rules are asked of the real git, and of this only there"),
    ("gix_glob", "git", "ignore rules are asked of the real git, and of this only there"),
    ("clap", "cli", "a library without a command line"),
    ("clap_complete", "cli", "a library without a command line"),
    ("clap_mangen", "cli", "a library without a command line"),
    ("indicatif", "cli", "progress is the command line's"),
    ("tokio", "net", "the only asynchronous code"),
    ("reqwest", "net", "the only code that speaks to the network"),
];

/// Files that are long because they are tables, with the most lines they may have.
const TABLES: &[(&str, usize)] = &[("src/detect/names.rs", 650)];
const LONGEST: usize = 500;

/// The Rust files below `folder`, with their text.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found.sort();
    found
}

/// The code of `src`, by path relative to the checkout: comments are left out, and test modules too, which may reach anywhere.
fn sources() -> Vec<(PathBuf, String)> {
    let is_test = |path: &Path| path.file_name().is_some_and(|name| name == "tests.rs");
    files(&project().join("src"))
        .into_iter()
        .filter(|(path, _)| !is_test(path))
        .map(|(path, text)| {
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            (path.strip_prefix(project()).unwrap().to_path_buf(), code.join("\n"))
        })
        .collect()
}

fn room(path: &Path) -> String {
    let first = path.components().nth(1).unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The rooms that `code` names after `crate::`.
fn imports(code: &str) -> Vec<String> {
    code.split("crate::").skip(1).map(|rest| rest.chars().take_while(|character| is_word(*character)).collect()).collect()
}

/// Whether `code` names the crate `word`.
fn uses(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let after = &code[at + word.len()..];
        !code[..at].ends_with(is_word) && (after.starts_with("::") || after.starts_with(';') || after.starts_with(" as "))
    })
}

#[test]
fn imports_go_down() {
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        let room = room(&path);
        if room == "lib" || room == "main" {
            continue;
        }
        let allowed =
            MAY_IMPORT.iter().find(|(name, _)| *name == room).unwrap_or_else(|| panic!("{room} has no floor: give it one here")).1;
        for import in imports(&code) {
            if import != room && !allowed.contains(&import.as_str()) {
                wrong.push(format!("{} imports {import}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn of_the_gates_a_gate_s_contract_knows_the_settings_only() {
    for (path, code) in sources().into_iter().filter(|(path, _)| room(path) == "gate") {
        for rest in code.split("crate::gates::").skip(1) {
            assert!(rest.starts_with("Sections"), "{} imports more of gates than Sections", path.display());
        }
    }
}

#[test]
fn what_is_kept_in_one_room_stays_there() {
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        for (word, home, why) in ONLY_IN {
            if uses(&code, word) && room(&path) != *home {
                wrong.push(format!("{} uses {word}, which belongs to {home}: {why}", path.display()));
            }
        }
        // An exit code and the number of this process start nothing.
        let harmless = ["std::process::ExitCode", "std::process::id()"].map(|word| code.matches(word).count());
        let processes = code.matches("std::process").count() - harmless.iter().sum::<usize>();
        if processes > 0 && room(&path) != "exec" {
            wrong.push(format!("{} uses std::process, which belongs to exec", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn gates_do_not_know_each_other() {
    let folder = project().join("src/gates");
    let gates: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    for gate in &gates {
        for (path, code) in files(&folder.join(gate)) {
            for other in gates.iter().filter(|other| *other != gate) {
                let words = [format!("gates::{other}"), format!("super::{other}::"), format!("super::{other};")];
                assert!(!words.iter().any(|word| code.contains(word)), "{} knows the {other} gate", path.display());
            }
        }
    }
}

#[test]
fn files_stay_short_enough_to_read() {
    let mut long = Vec::new();
    for (path, text) in files(&project().join("src")).into_iter().chain(files(&project().join("tests"))) {
        let path = path.strip_prefix(project()).unwrap().to_path_buf();
        let most = TABLES.iter().find(|(table, _)| Path::new(table) == path).map_or(LONGEST, |(_, most)| *most);
        if text.lines().count() > most {
            long.push(format!("{}: {} lines, more than {most}", path.display(), text.lines().count()));
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}
