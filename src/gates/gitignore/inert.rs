//! Tracked paths that a rule matches. git can list them, but looks at every tracked file on disk to do so; here it is asked only about
//! folders, and about those files that a line could match at all.

use super::ignore_file::{IgnoreFile, Line, Standing, Writing};
use super::inventory::{folder_of, is_dependency};
use super::probes::{ask_about_folder, has_link};
use crate::git::{self, Entry, IgnoreView, Kind, Repo};
use crate::text::RepoPath;
use bstr::ByteSlice as _;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a path must look like for one line to match it: less than the line says, so that nothing is missed. Case does not count.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    /// Whether the whole path below the ignore file's folder is compared, and not the name alone.
    whole: bool,
    start: Vec<u8>,
    /// Stands anywhere; lower case.
    inside: Vec<u8>,
    end: Vec<u8>,
}

/// Tracked paths that a `.gitignore` matches, with this repository's `core.ignoreCase`. `files` are all that git reads; `complete` says
/// whether every one of them could be read here.
///
/// # Errors
/// As the calls to git.
pub(super) fn inert_paths(
    repo: &Repo,
    root: &Path,
    tracked: &[Entry],
    files: &[IgnoreFile],
    complete: bool,
) -> Result<BTreeSet<RepoPath>, git::Error> {
    let folders: BTreeSet<RepoPath> = folders(tracked);
    // Bytes that are no lines of text are git's to make sense of, and of what lies beyond a link it speaks only when it lists.
    let plain = files.iter().all(|file| file.standing != Standing::Read || file.writing == Writing::Plain);
    if !complete || !plain || folders.iter().any(|folder| has_link(folder, root)) {
        return Ok(repo.tracked_though_ignored()?.into_iter().collect());
    }
    let view = IgnoreView { shared_only: true, ignore_case: None };
    let asked: Vec<RepoPath> = folders.into_iter().filter(|folder| !folder.as_bytes().is_empty()).collect();
    let as_folders: Vec<RepoPath> = asked.iter().map(|folder| ask_about_folder(folder, root)).collect();
    let answers = repo.check_ignore(&as_folders, view)?;
    let ignored: BTreeSet<RepoPath> =
        asked.into_iter().zip(answers).filter(|(_, answer)| answer.is_ignored()).map(|(folder, _)| folder).collect();
    let (mut inert, mut candidates) = (BTreeSet::new(), Vec::new());
    let shapes = shapes(files);
    let mut folder = Folder::new(RepoPath::new(""), &shapes, &ignored);
    for entry in tracked {
        let path: &[u8] = entry.path.as_bytes();
        if !folder.holds(path) {
            folder = Folder::new(folder_of(&entry.path), &shapes, &ignored);
        }
        if folder.ignored {
            inert.insert(entry.path.clone());
        } else if entry.kind == Kind::Submodule || folder.could_match(path) {
            candidates.push(entry.path.clone());
        }
    }
    let answers = repo.check_ignore(&candidates, view)?;
    inert.extend(candidates.into_iter().zip(answers).filter(|(_, answer)| answer.is_ignored()).map(|(path, _)| path));
    Ok(inert)
}

fn folders(tracked: &[Entry]) -> BTreeSet<RepoPath> {
    let mut folders = BTreeSet::new();
    let mut last = RepoPath::new("");
    for entry in tracked {
        let path: &[u8] = entry.path.as_bytes();
        let parent = path.rfind_byte(b'/').and_then(|at| path.get(..at)).unwrap_or_default();
        if parent != last.as_bytes().as_bytes() {
            last = RepoPath::new(parent);
            folders.insert(last.clone());
        }
    }
    folders
}

/// The folder of the tracked files that are looked at, and the lines that count there.
struct Folder<'shapes> {
    path: RepoPath,
    ignored: bool,
    /// Other people's files may bring ignore files that were not looked into.
    doubtful: bool,
    /// Each with the length of the path of its ignore file's folder.
    shapes: Vec<(usize, &'shapes Shape)>,
}

impl<'shapes> Folder<'shapes> {
    fn new(path: RepoPath, all: &'shapes BTreeMap<RepoPath, Vec<Shape>>, ignored: &BTreeSet<RepoPath>) -> Self {
        let mut shapes = Vec::new();
        let mut above = path.clone();
        loop {
            let length = above.as_bytes().len();
            shapes.extend(all.get(&above).into_iter().flatten().map(|shape| (if length == 0 { 0 } else { length + 1 }, shape)));
            if length == 0 {
                break;
            }
            above = folder_of(&above);
        }
        Self { ignored: ignored.contains(&path), doubtful: is_dependency(&path), path, shapes }
    }

    fn holds(&self, path: &[u8]) -> bool {
        let parent = path.rfind_byte(b'/').and_then(|at| path.get(..at)).unwrap_or_default();
        parent == self.path.as_bytes().as_bytes()
    }

    fn could_match(&self, path: &[u8]) -> bool {
        let name = path.rfind_byte(b'/').and_then(|at| path.get(at + 1..)).unwrap_or(path);
        self.doubtful
            || self.shapes.iter().any(|(from, shape)| shape.fits(if shape.whole { path.get(*from..).unwrap_or(path) } else { name }))
    }
}

fn shapes(files: &[IgnoreFile]) -> BTreeMap<RepoPath, Vec<Shape>> {
    let read = files.iter().filter(|file| file.standing == Standing::Read);
    read.map(|file| (file.folder.clone(), file.patterns().filter_map(Shape::of).collect())).collect()
}

impl Shape {
    /// `None` for lines that ignore no file: negations, and those for folders.
    fn of(line: Line<'_>) -> Option<Self> {
        let pattern = line.pattern;
        if line.negated || pattern.ends_with(b"/") {
            return None;
        }
        let bare = pattern.strip_prefix(b"/").unwrap_or(pattern);
        let special = |byte: &u8| b"*?[\\".contains(byte);
        let start = bare.split(special).next().unwrap_or_default();
        // `a**/b` also matches `ab`: what stands after the last slash is all that is sure of the end.
        let end = bare.rsplit(|byte| special(byte) || b"/]".contains(byte)).next().unwrap_or_default();
        let start = if start.len() == bare.len() { start } else { start.trim_end_with(|last| last == '/') };
        // Between brackets stand letters of which each is only one choice.
        let parts = if bare.iter().any(|byte| b"[\\".contains(byte)) { &b""[..] } else { bare };
        let inside = parts.split(|byte| special(byte) || *byte == b'/').max_by_key(|part| part.len()).unwrap_or_default();
        Some(Self { whole: pattern.contains(&b'/'), start: start.to_vec(), inside: inside.to_ascii_lowercase(), end: end.to_vec() })
    }

    fn fits(&self, path: &[u8]) -> bool {
        let from = path.len().checked_sub(self.end.len());
        path.get(..self.start.len()).is_some_and(|head| head.eq_ignore_ascii_case(&self.start))
            && from.and_then(|from| path.get(from..)).is_some_and(|tail| tail.eq_ignore_ascii_case(&self.end))
            && (self.inside.is_empty() || memchr::memmem::find(&path.to_ascii_lowercase(), &self.inside).is_some())
    }
}

#[cfg(test)]
#[path = "inert_tests.rs"]
mod tests;
