//! The other ways out: what images, packages and uploads would take along of the secret files that git leaves out.
//!
//! Each tool has its own ignore file, with its own syntax, and most of them do not look at `.gitignore` at all.

mod dockerfile;
mod dockerignore;
mod image;
mod npm;
mod pyproject;
mod python;
mod rust;
mod upload;

#[cfg(test)]
mod tests;

use super::inventory::{folder_of, join};
use crate::text::RepoPath;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

/// Manifests and ignore files are looked at up to this many bytes.
const LARGEST: u64 = 1 << 20;
/// Files beside a secret that are looked through for Dockerfiles.
const MOST_ENTRIES: usize = 5000;

/// A secret file that is there and that git ignores.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Secret {
    pub(super) path: RepoPath,
    pub(super) family: usize,
}

/// What a door leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// A container image.
    Image,
    /// A package in a registry.
    Package,
    /// Source that is sent to a platform or put into a chart.
    Upload,
}

impl Way {
    /// The rule id of its findings.
    pub(super) fn rule(self) -> &'static str {
        match self {
            Self::Image => "ships-in-image",
            Self::Package => "ships-in-package",
            Self::Upload => "ships-in-upload",
        }
    }
}

/// An ignore file that would close a door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lock {
    pub(super) path: RepoPath,
    /// Whether its patterns are those of `.dockerignore`, which start at the context's root.
    pub(super) docker: bool,
}

/// An open door, and what goes through it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Door {
    pub(super) way: Way,
    /// The file that opens it, and the line, from 1.
    pub(super) path: RepoPath,
    pub(super) line: u32,
    /// What happens, round the list of the secrets: "`COPY . .` takes ", " into the image".
    pub(super) before: String,
    pub(super) after: String,
    pub(super) help: String,
    pub(super) secrets: Vec<Secret>,
    /// Whether it is likely but not certain that the secret ends up outside.
    pub(super) doubtful: bool,
    pub(super) lock: Option<Lock>,
}

/// All doors that one of `secrets` would leave by.
pub(super) fn doors(root: &Path, secrets: &[Secret]) -> Vec<Door> {
    let mut folders: BTreeMap<RepoPath, Vec<Secret>> = BTreeMap::new();
    for secret in secrets {
        let mut folder = folder_of(&secret.path);
        loop {
            folders.entry(folder.clone()).or_default().push(secret.clone());
            if folder.as_bytes().is_empty() {
                break;
            }
            folder = folder_of(&folder);
        }
    }
    let mut doors = Vec::new();
    for (folder, secrets) in folders {
        let place = Folder { root, path: folder, secrets };
        doors.extend(image::doors(&place));
        doors.extend(npm::doors(&place));
        doors.extend(rust::doors(&place));
        doors.extend(python::doors(&place));
        doors.extend(upload::doors(&place));
    }
    doors.retain(|door| !door.secrets.is_empty());
    doors
}

/// A folder that may be the root of an image's context or of a package, and the secrets below it.
struct Folder<'run> {
    root: &'run Path,
    path: RepoPath,
    secrets: Vec<Secret>,
}

impl Folder<'_> {
    /// The text of a file in it; `None` where there is no such plain file, or it is not text.
    fn read(&self, name: &str) -> Option<String> {
        let path = join(&self.path, name).to_path(self.root);
        if !std::fs::symlink_metadata(&path).ok()?.is_file() {
            return None;
        }
        let mut bytes = Vec::new();
        std::fs::File::open(path).ok()?.take(LARGEST).read_to_end(&mut bytes).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }

    /// Names of the plain files in it, sorted.
    fn names(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.path.to_path(self.root)) else { return Vec::new() };
        let plain = entries.take(MOST_ENTRIES).flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
        let mut names: Vec<String> = plain.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }

    fn file(&self, name: &str) -> RepoPath {
        join(&self.path, name)
    }

    /// The secrets for whose path, from this folder, `ships` says yes.
    fn shipped(&self, ships: impl Fn(&str) -> bool) -> Vec<Secret> {
        let inside = |secret: &&Secret| relative(&secret.path, &self.path).is_some_and(|path| ships(&path));
        self.secrets.iter().filter(inside).cloned().collect()
    }
}

/// `path` from `folder`, as text.
fn relative(path: &RepoPath, folder: &RepoPath) -> Option<String> {
    let rest = path.as_bytes().get(folder.as_bytes().len()..)?;
    let rest = rest.strip_prefix(b"/").unwrap_or(rest);
    String::from_utf8(rest.to_vec()).ok()
}

/// Patterns in the syntax of `.gitignore`, as other tools took it over.
struct Patterns(Gitignore);

impl Patterns {
    fn new<'text>(lines: impl IntoIterator<Item = &'text str>) -> Self {
        let mut builder = GitignoreBuilder::new("");
        for line in lines {
            // A line that cannot be read matches nothing.
            let _ = builder.add_line(None, line);
        }
        Self(builder.build().unwrap_or_else(|_error| Gitignore::empty()))
    }

    /// Whether the last pattern that matches `path`, or a folder above it, is no negation.
    fn matches(&self, path: &str) -> bool {
        self.0.matched_path_or_any_parents(path.trim_start_matches('/'), false).is_ignore()
    }
}

/// The first line, from 1, that holds `text`; 1 where none does.
fn line_with(file: &str, text: &str) -> u32 {
    file.lines().zip(1..).find(|(line, _)| line.contains(text)).map_or(1, |(_, number)| number)
}
