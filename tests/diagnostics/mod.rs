//! What the readers of diagnostics make of real output, of awkward output and of hostile output.

mod hostile;
mod pitfalls;
mod real;
mod shapes;
mod wrapped;

use crate::support::project;
use std::path::PathBuf;

/// A case of the fixtures.
struct Case {
    /// The tool's folder: `eslint-9.39.5`.
    folder: String,
    /// Format and project: `json-bad`.
    name: String,
    /// What the tool wrote.
    bytes: Vec<u8>,
    /// How it ended.
    exit: i32,
}

impl Case {
    /// The tool's name on the command line.
    fn tool(&self) -> &str {
        let tool = self.folder.rsplit_once('-').unwrap().0;
        match tool {
            "go" => "go-vet",
            "markdownlint-cli" => "markdownlint",
            other => other,
        }
    }

    /// The project that the tool looked at: `bad`.
    fn about(&self) -> &str {
        self.name.rsplit('-').next().unwrap()
    }

    fn label(&self) -> String {
        format!("{}/{}", self.folder, self.name)
    }
}

fn root() -> PathBuf {
    project().join("tests/fixtures/diagnostics")
}

/// The folders of the fixtures, in order.
fn folders() -> Vec<String> {
    let mut folders: Vec<String> = std::fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.sort();
    folders
}

/// The cases of a folder, in the order of its table.
fn cases(folder: &str) -> Vec<Case> {
    let table = std::fs::read_to_string(root().join(folder).join("commands.tsv")).unwrap();
    table
        .lines()
        .skip(1)
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            let bytes = std::fs::read(root().join(folder).join(format!("{}.out", columns[0]))).unwrap();
            Case { folder: folder.to_owned(), name: columns[0].to_owned(), bytes, exit: columns[1].parse().unwrap() }
        })
        .collect()
}

fn all_cases() -> Vec<Case> {
    folders().iter().flat_map(|folder| cases(folder)).collect()
}
