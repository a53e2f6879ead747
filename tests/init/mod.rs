//! `golive init`: what it writes, what it leaves alone, and that what it wrote works.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod files;
mod hooks;
mod workflow;

use crate::support::Repo;
use std::path::Path;

/// Every file below the repository, its own folder included, with its text.
fn everything(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            found.extend(everything(&path));
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap_or_default()));
        }
    }
    found.sort();
    found
}

/// A repository with one commit.
fn repository() -> Repo {
    let repo = Repo::new();
    repo.write("app.py", "print(0)\n").stage().commit("first");
    repo
}

fn text(repo: &Repo, path: &str) -> String {
    std::fs::read_to_string(repo.path(path)).unwrap()
}
