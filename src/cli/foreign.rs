//! Reads other scanners' files: from the root of the repository, or from the commit that policy is read from.

use super::failure::Failure;
use crate::gates::{FOREIGN_FILES, ForeignFile, extended_by};
use crate::git::Repo;
use crate::text::RepoPath;
use std::path::{Component, Path};

/// How many files one may build upon, one upon the other.
const DEPTH: usize = 3;
/// Larger files are not read, in bytes.
const LARGEST: usize = 16 << 20;

/// The files that are there, each with those that it extends.
pub(super) fn read(root: &Path, policy_ref: Option<&str>, repo: Option<&Repo>) -> Result<Vec<ForeignFile>, Failure> {
    let mut files = Vec::new();
    for name in FOREIGN_FILES {
        let mut next = text(Path::new(name), root, policy_ref, repo)?.map(|text| ((*name).to_owned(), text));
        let mut depth = 0;
        while let Some((name, text)) = next.take() {
            let extended = if depth < DEPTH {
                extended_by(&text).filter(|_| Path::new(&name).extension().is_some_and(|extension| extension == "toml"))
            } else {
                None
            };
            files.push(ForeignFile { name: name.clone(), text });
            depth += 1;
            if let Some(path) = extended {
                next = Some(extension(&path, &name, root, policy_ref, repo)?);
            }
        }
    }
    Ok(files)
}

/// The file that another builds upon, which must be in the repository: nothing outside of it is read because a file names it.
fn extension(path: &str, by: &str, root: &Path, policy_ref: Option<&str>, repo: Option<&Repo>) -> Result<(String, String), Failure> {
    let help = "name a file in the repository, from its root; or set other-scanners = false under [secrets] in golive.toml";
    let inside: Option<std::path::PathBuf> = Path::new(path)
        .components()
        .filter(|component| *component != Component::CurDir)
        .map(|component| matches!(component, Component::Normal(_)).then(|| component.as_os_str()))
        .collect();
    let Some(inside) = inside else {
        return Err(Failure::new(format!("{by} extends {path}, which is outside of the repository"), help));
    };
    match text(&inside, root, policy_ref, repo)? {
        Some(text) => Ok((inside.display().to_string(), text)),
        None => Err(Failure::new(format!("{by} extends {path}, which is not there"), help)),
    }
}

fn text(name: &Path, root: &Path, policy_ref: Option<&str>, repo: Option<&Repo>) -> Result<Option<String>, Failure> {
    let unreadable = |why: String| {
        let help = "make it a file that can be read, or set other-scanners = false under [secrets] in golive.toml";
        Failure::new(format!("{} could not be read: {why}", name.display()), help)
    };
    let bytes = match (policy_ref, repo) {
        (Some(revision), Some(repo)) => repo.file_at(revision, &RepoPath::from_path(name))?,
        _ => match std::fs::read(root.join(name)) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(unreadable(error.to_string())),
        },
    };
    let Some(bytes) = bytes else { return Ok(None) };
    if bytes.len() > LARGEST {
        return Err(unreadable(format!("it is larger than {} MiB", LARGEST >> 20)));
    }
    String::from_utf8(bytes).map(Some).map_err(|_error| unreadable("it is not UTF-8".to_owned()))
}
