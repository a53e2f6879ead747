//! Settings as a commit has them, so that a change cannot loosen its own gate.

use super::failure::Failure;
use crate::config;
use crate::git::Repo;
use crate::text::RepoPath;
use std::path::{Component, Path, PathBuf};

/// The names of a configuration, in the order in which they are looked for.
const NAMES: [&str; 4] = ["golive.toml", ".golive.toml", "pyproject.toml", "package.json"];

/// The configuration of a commit: the one that is named, else the nearest above `start`.
pub(super) fn read(revision: &str, path: Option<&Path>, start: &Path, repo: Option<&Repo>) -> Result<Option<config::File>, Failure> {
    let repo = repo.ok_or_else(|| Failure::new("--policy-ref needs a git repository", "leave it out, or run inside a repository"))?;
    if let Some(path) = path {
        for name in names_of(path, repo)? {
            if let Some(bytes) = repo.file_at(revision, &RepoPath::from_path(&name))? {
                return Ok(config::from_bytes(&name, bytes)?);
            }
        }
        return Err(missing(revision, path, "name a file that the commit holds, relative to the root"));
    }
    let root = root_of(repo);
    let below = start.canonicalize().ok().and_then(|start| start.strip_prefix(&root).map(Path::to_path_buf).ok()).unwrap_or_default();
    for folder in below.ancestors() {
        for name in NAMES.map(|name| folder.join(name)) {
            if let Some(bytes) = repo.file_at(revision, &RepoPath::from_path(&name))?
                && let Some(file) = config::from_bytes(&name, bytes)?
            {
                return Ok(Some(file));
            }
        }
    }
    Ok(None)
}

/// The bytes of a file as a commit has it.
pub(super) fn bytes(revision: &str, path: &Path, repo: &Repo, help: &str) -> Result<Vec<u8>, Failure> {
    for name in names_of(path, repo)? {
        if let Some(bytes) = repo.file_at(revision, &RepoPath::from_path(&name))? {
            return Ok(bytes);
        }
    }
    Err(missing(revision, path, help))
}

fn missing(revision: &str, path: &Path, help: &str) -> Failure {
    Failure::new(format!("{revision} has no file {}", path.display()), help)
}

fn root_of(repo: &Repo) -> PathBuf {
    let root = repo.root();
    root.canonicalize().unwrap_or(root)
}

/// What a path may be called in a commit: as seen from the folder that golive runs in, and as seen from the root. The file itself need not
/// be there any more.
fn names_of(path: &Path, repo: &Repo) -> Result<Vec<PathBuf>, Failure> {
    let root = root_of(repo);
    let here = Path::new(".").canonicalize().unwrap_or_else(|_error| root.clone());
    let seen = [here.join(path), root.join(path)];
    let mut names: Vec<PathBuf> = seen.iter().filter_map(|path| plain(path).strip_prefix(&root).map(Path::to_path_buf).ok()).collect();
    names.dedup();
    if names.is_empty() {
        return Err(Failure::new(
            format!("{} is outside of the repository, and policy is read from a commit of it", path.display()),
            "keep the file in the repository, or leave --policy-ref out",
        ));
    }
    Ok(names)
}

/// The path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}
