//! Lines of ignore files that do nothing, and why.

use super::ask::{Answers, Questions};
use super::ignore_file::{IgnoreFile, Line, Standing, Writing};
use super::inventory::Inventory;
use super::probes::concrete;
use super::writing::{Slip, slip};
use crate::git::{IgnoreAnswer, IgnoreRule};
use crate::text::RepoPath;
use bstr::ByteSlice as _;

/// A line that does nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dead {
    pub(super) path: RepoPath,
    /// From 1.
    pub(super) line: u32,
    /// Why, as what comes after "this line does nothing: ".
    pub(super) reason: String,
    /// What to write instead, or to do.
    pub(super) help: String,
    /// Names that the line was likely meant for.
    pub(super) meant: Vec<String>,
}

/// Asks what decides about the paths that negations are about.
pub(super) fn add_to(questions: &mut Questions, files: &[IgnoreFile], inventory: &Inventory) {
    for (_, _, path) in negations(files, inventory) {
        questions.add(path);
    }
}

/// All dead lines, by file and line.
pub(super) fn dead(files: &[IgnoreFile], inventory: &Inventory, answers: &Answers) -> Vec<Dead> {
    let mut found: Vec<Dead> = files.iter().flat_map(of_file).collect();
    for (file, line, path) in negations(files, inventory) {
        // A line that is written wrongly has its reason already.
        if found.iter().any(|dead| dead.path == file.path && dead.line == line.number) {
            continue;
        }
        let Some(IgnoreAnswer::Decided(rule)) = answers.of(&path).map(|views| &views.exact) else { continue };
        if rule.is_negated() {
            continue;
        }
        found.push(shadowed(file, line, &path, rule));
    }
    for file in files {
        for line in file.patterns() {
            if let Some(folder) = wrong_root(file, line, inventory) {
                found.push(Dead {
                    path: file.path.clone(),
                    line: line.number,
                    reason: format!("patterns are relative to the folder of their file, and there is no {folder}"),
                    help: format!("write the path as seen from {}/", file.folder),
                    meant: meant(line.pattern),
                });
            }
        }
    }
    found.sort_by(|left, right| (&left.path, left.line).cmp(&(&right.path, right.line)));
    found.dedup_by(|left, right| left.path == right.path && left.line == right.line);
    found
}

fn of_file(file: &IgnoreFile) -> Vec<Dead> {
    let whole = |reason: &str, help: &str| {
        let names = file.patterns().flat_map(|line| meant(line.pattern)).collect();
        vec![Dead { path: file.path.clone(), line: 1, reason: reason.to_owned(), help: help.to_owned(), meant: names }]
    };
    match (file.standing, file.writing) {
        (Standing::Link, _) => whole("git does not read a .gitignore that is a symbolic link", "replace the link with a copy of the file"),
        (Standing::Folder, _) => whole("it is a folder, and git reads files only", "rename the folder"),
        (_, Writing::Utf16) => whole("the file is UTF-16, and git reads bytes: no line of it matches", "save it as UTF-8"),
        (_, Writing::CarriageReturns) => {
            whole("the lines end in a carriage return alone, so git reads the file as one line", "save it with line feeds")
        }
        (Standing::Read, Writing::Plain) => file
            .patterns()
            .filter_map(|line| {
                let slip = slip(line.raw, line.pattern).or_else(|| folder_only(line.pattern))?;
                Some(Dead { path: file.path.clone(), line: line.number, reason: slip.reason, help: slip.help, meant: slip.meant })
            })
            .collect(),
    }
}

/// `.env/`: the slash makes it a rule about folders, and secrets of that name are files.
fn folder_only(pattern: &[u8]) -> Option<Slip> {
    const FILES: &[&str] = &[".env", ".env.*", ".env.local", ".env*", "*.key", "*.pem"];
    let name = pattern.strip_suffix(b"/")?.to_str().ok()?.trim_start_matches("**/").trim_start_matches('/');
    FILES.contains(&name).then(|| Slip {
        reason: "the slash at its end makes it match folders only, and such names are files".to_owned(),
        help: format!("write `{name}`"),
        meant: vec![name.to_owned()],
    })
}

/// Every negation with one path that it is about.
fn negations<'files>(files: &'files [IgnoreFile], inventory: &Inventory) -> Vec<(&'files IgnoreFile, Line<'files>, RepoPath)> {
    let readable = |file: &&IgnoreFile| file.standing == Standing::Read && file.writing == Writing::Plain;
    let lines = files.iter().filter(readable).flat_map(|file| file.patterns().filter(|line| line.negated).map(move |line| (file, line)));
    lines
        .filter(|(_, line)| slip(line.raw, line.pattern).is_none())
        .filter_map(|(file, line)| Some((file, line, concrete(file, line.pattern)?)))
        .filter(|(_, _, path)| {
            path.as_bytes().trim_end_with(|end| end == '/').split(|byte| *byte == b'/').all(|part| !matches!(part, b"" | b"." | b".."))
        })
        .filter(|(_, _, path)| !inventory.is_elsewhere(path))
        .collect()
}

fn shadowed(file: &IgnoreFile, line: Line<'_>, path: &RepoPath, rule: &IgnoreRule) -> Dead {
    let pattern = rule.pattern.to_str_lossy();
    let later = rule.source == file.path && rule.line > line.number;
    let (reason, help) = if later {
        (
            format!("line {} (`{pattern}`) comes later and ignores {path} again: the last match wins", rule.line),
            "move this line below it".to_owned(),
        )
    } else if !rule.is_shared() {
        (format!("{rule} (`{pattern}`) ignores a folder above {path}"), "look at that file".to_owned())
    } else {
        (
            format!("{rule} (`{pattern}`) ignores a folder above {path}, and git does not look into ignored folders"),
            format!("ignore the folder's content instead (`{}/*`), and free each folder on the way", pattern.trim_end_matches('/')),
        )
    };
    Dead { path: file.path.clone(), line: line.number, reason, help, meant: Vec::new() }
}

/// The folder that `pattern` names from the root although its file stands below it.
fn wrong_root(file: &IgnoreFile, line: Line<'_>, inventory: &Inventory) -> Option<String> {
    if file.folder.as_bytes().is_empty() || file.standing != Standing::Read || line.pattern.contains_str("**") {
        return None;
    }
    let pattern = line.pattern.trim_start_with(|start| start == '/');
    let last = file.folder.file_name();
    let by_path = pattern.strip_prefix(file.folder.as_bytes().as_bytes()).is_some_and(|rest| rest.len() > 1 && rest.starts_with(b"/"));
    let by_name = pattern.strip_prefix(last).is_some_and(|rest| rest.len() > 1 && rest.starts_with(b"/"));
    let first = pattern.split(|byte| *byte == b'/').next()?;
    let named = RepoPath::new([file.folder.as_bytes().as_bytes(), b"/", first].concat());
    let exists =
        inventory.folders.iter().any(|folder| folder.is_within(&named)) || inventory.loose.iter().any(|at| at.path.is_within(&named));
    ((by_path || by_name) && !exists).then(|| format!("{named}/"))
}

/// The name a pattern is about.
fn meant(pattern: &[u8]) -> Vec<String> {
    let name = pattern.trim_end_with(|end| end == '/').rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    name.to_str().map(str::to_owned).into_iter().collect()
}
