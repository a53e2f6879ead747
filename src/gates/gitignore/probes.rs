//! The paths that git is asked about: names that exist, names that do not exist yet, where a file of that name could be put.

use super::ask::Questions;
use super::family::{Families, Family};
use super::ignore_file::IgnoreFile;
use super::inventory::{Inventory, Named, folder_of, is_dependency, is_test_data, join};
use super::name::literal;
use crate::model::Severity;
use crate::text::RepoPath;
use bstr::ByteSlice as _;
use std::collections::BTreeSet;
use std::path::Path;

/// Folders asked about for the families that the checklist names. Beyond that a folder without rules of its own says nothing new.
const MOST_FOLDERS: usize = 400;
/// Packages asked about for the other families.
const MOST_PACKAGES: usize = 20;
/// A folder that does not exist yet.
const NEW_FOLDER: &str = "golive-new-folder/below";

/// One path, and why it is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Probe {
    pub(super) family: usize,
    pub(super) path: RepoPath,
    pub(super) reason: Reason,
}

/// Why a path is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    /// No such file needs to exist.
    Canary,
    /// The same in a folder that does not exist yet.
    NewFolder,
    /// The same, written in capitals.
    OddCase,
    /// It is there and not tracked.
    Present,
    /// It is tracked and about to be taken out of the index.
    Tracked,
}

impl Probe {
    /// How bad it is that nothing keeps this path out.
    pub(super) fn severity(&self, family: &Family, expected: bool) -> Severity {
        let severity = match self.reason {
            Reason::Present | Reason::Tracked => family.present,
            Reason::OddCase => Severity::Note,
            Reason::Canary | Reason::NewFolder if expected => family.missing.max(Severity::Warning),
            Reason::Canary | Reason::NewFolder => family.missing,
        };
        if is_test_data(&self.path) { severity.min(Severity::Warning) } else { severity }
    }
}

/// The probes of a run. `tracked` are secret files to ask about as if they were not tracked.
pub(super) fn probes(
    families: &Families,
    inventory: &Inventory,
    files: &[IgnoreFile],
    within: &[RepoPath],
    root: &Path,
    tracked: &[Named],
) -> Vec<Probe> {
    let tops: Vec<RepoPath> =
        if within.is_empty() { vec![RepoPath::new("")] } else { within.iter().map(|path| as_folder(path, root)).collect() };
    let freed = freed_folders(files, root);
    let all = folders(inventory, files, &tops, &freed);
    let few: Vec<RepoPath> = tops.iter().chain(inventory.packages.iter().take(MOST_PACKAGES)).cloned().collect();
    let mut probes = Vec::new();
    for (at, family) in families.all().iter().enumerate() {
        let mut add = |path: RepoPath, reason| {
            if !inventory.is_elsewhere(&path) {
                probes.push(Probe { family: at, path, reason });
            }
        };
        if family.anchored {
            for probe in &family.probes {
                add(RepoPath::new(probe.as_bytes()), Reason::Canary);
            }
            continue;
        }
        let named_by_checklist = family.missing == Severity::Error;
        for name in &family.probes {
            for folder in if named_by_checklist { &all } else { &few } {
                add(join(folder, name), Reason::Canary);
            }
            if named_by_checklist {
                for top in &tops {
                    add(join(&join(top, NEW_FOLDER), name), Reason::NewFolder);
                    add(join(top, &name.to_ascii_uppercase()), Reason::OddCase);
                }
            }
        }
    }
    for path in freed_paths(files, root) {
        if let Some(family) = families.of(path.as_bytes())
            && families.get(family).is_some_and(|family| !family.harmless)
            && !inventory.is_elsewhere(&path)
        {
            probes.push(Probe { family, path, reason: Reason::Canary });
        }
    }
    probes.extend(inventory.loose.iter().map(|named| Probe { family: named.family, path: named.path.clone(), reason: Reason::Present }));
    probes.extend(tracked.iter().map(|named| Probe { family: named.family, path: named.path.clone(), reason: Reason::Tracked }));
    probes.retain(|probe| within.is_empty() || tops.iter().any(|top| probe.path.is_within(top)));
    probes
}

pub(super) fn add_to(questions: &mut Questions, probes: &[Probe]) {
    for probe in probes {
        questions.add(probe.path.clone());
    }
}

/// A path of the command line as a folder to put files into: a file stands for the folder it is in.
fn as_folder(path: &RepoPath, root: &Path) -> RepoPath {
    if path.to_path(root).is_file() { folder_of(path) } else { path.clone() }
}

/// Folders to ask about, those that are most likely to differ first.
fn folders(inventory: &Inventory, files: &[IgnoreFile], tops: &[RepoPath], freed: &[RepoPath]) -> Vec<RepoPath> {
    let inside = |folder: &&RepoPath| tops.iter().any(|top| folder.is_within(top)) && !is_dependency(folder);
    let depth = |folder: &RepoPath| folder.as_bytes().find_iter("/").count();
    let mut by_depth: Vec<&RepoPath> = inventory.folders.iter().collect();
    by_depth.sort_by_key(|folder| depth(folder));
    let shallow = by_depth.iter().copied().take(100);
    let deep = by_depth.iter().rev().copied().take(20);
    let with_rules = files.iter().map(|file| &file.folder);
    let mut seen = BTreeSet::new();
    let likely = tops.iter().chain(with_rules).chain(freed).chain(&inventory.packages).chain(deep).chain(shallow);
    likely.filter(inside).filter(|folder| seen.insert((*folder).clone())).take(MOST_FOLDERS).cloned().collect()
}

/// Folders that a negation names, so that what it frees inside is asked about.
fn freed_folders(files: &[IgnoreFile], root: &Path) -> Vec<RepoPath> {
    let mut folders = Vec::new();
    for path in negations(files) {
        let mut folder = path;
        while !folder.as_bytes().is_empty() {
            if is_plain_folder(&folder, root) {
                folders.push(folder.clone());
            }
            folder = folder_of(&folder);
        }
    }
    folders.sort();
    folders.dedup();
    folders
}

/// Paths that a negation frees by pattern: the class counts, one file named in full is somebody's decision.
fn freed_paths(files: &[IgnoreFile], root: &Path) -> Vec<RepoPath> {
    let patterns = files.iter().flat_map(|file| file.patterns().map(move |line| (file, line)));
    patterns
        .filter(|(_, line)| line.negated && line.pattern.rsplit(|byte| *byte == b'/').next().is_some_and(|name| name.contains(&b'*')))
        .filter_map(|(file, line)| concrete(file, line.pattern))
        .filter(|path| path.as_bytes().split(|byte| *byte == b'/').all(|part| !matches!(part, b"" | b"." | b"..")))
        .filter(|path| folder_of(path).as_bytes().is_empty() || !has_link(&folder_of(path), root))
        .collect()
}

fn negations(files: &[IgnoreFile]) -> impl Iterator<Item = RepoPath> {
    files.iter().flat_map(|file| file.patterns().filter(|line| line.negated).filter_map(|line| concrete(file, line.pattern)))
}

/// One path that `pattern` of `file` is about; `None` where it is not text.
pub(super) fn concrete(file: &IgnoreFile, pattern: &[u8]) -> Option<RepoPath> {
    let text = pattern.to_str().ok()?;
    let text = text.strip_prefix("**/").unwrap_or(text).trim_start_matches('/');
    let inner = text.trim_end_matches('/').replace("/**/", "/");
    let mut path = literal(&inner);
    if text.ends_with('/') {
        path.push('/');
    }
    (!inner.is_empty()).then(|| join(&file.folder, &path))
}

fn is_plain_folder(folder: &RepoPath, root: &Path) -> bool {
    let bytes = folder.as_bytes();
    let sound = bytes.split(|byte| *byte == b'/').all(|part| !matches!(part, b"" | b"." | b".."));
    sound && !has_link(folder, root) && folder.to_path(root).is_dir()
}

/// A folder as git is asked about it. Of a path that ends in a slash git reads the ignore file inside first and takes a `*` in there for
/// a rule about the folder itself, so only folders that are not there get one.
pub(super) fn ask_about_folder(folder: &RepoPath, root: &Path) -> RepoPath {
    let there = std::fs::symlink_metadata(folder.to_path(root)).is_ok_and(|data| data.is_dir());
    if there { folder.clone() } else { join(folder, "") }
}

/// Whether the folder or one above it is a symbolic link: git tracks the link, and nothing beyond it.
pub(super) fn has_link(folder: &RepoPath, root: &Path) -> bool {
    let mut at = folder.clone();
    while !at.as_bytes().is_empty() {
        if std::fs::symlink_metadata(at.to_path(root)).is_ok_and(|data| data.is_symlink()) {
            return true;
        }
        at = folder_of(&at);
    }
    false
}
