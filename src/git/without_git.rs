//! Which ignore rule decides, where there is no git to ask: gitoxide reads and matches the rules, in the order in which git does. What only
//! git itself can tell is an error, and no guess.

use super::check_ignore::{IgnoreAnswer, IgnoreRule, IgnoreView};
use super::{Error, Repo};
use crate::env;
use crate::text::RepoPath;
use bstr::{BStr, BString, ByteSlice as _};
use gix_glob::Pattern;
use gix_glob::pattern::Case;
use gix_glob::wildmatch::Mode;
use gix_ignore::search::Ignore;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

type List = gix_glob::search::pattern::List<Ignore>;

/// Beginnings of files that are text in another encoding. git reads their bytes as they are, gitoxide takes the mark away.
const MARKS: &[&[u8]] = &[
    b"\xff\xfe",
    b"\xfe\xff",
    b"\0\0\xfe\xff",
    b"\x2b\x2f\x76",
    b"\xf7\x64\x4c",
    b"\xdd\x73\x66\x73",
    b"\x0e\xfe\xff",
    b"\xfb\xee\x28",
    b"\x84\x31\x95\x33",
];

impl Repo {
    /// As [`Repo::check_ignore`], without git.
    ///
    /// # Errors
    /// [`Error::NoWorkTree`]; [`Error::OnlyGit`] where gitoxide may answer otherwise than git.
    pub(super) fn check_ignore_without_git(&self, paths: &[RepoPath], view: IgnoreView) -> Result<Vec<IgnoreAnswer>, Error> {
        let root = self.work_tree().ok_or(Error::NoWorkTree)?.to_path_buf();
        if self.has_absent_ignore_file()? {
            return Err(Error::OnlyGit("a sparse checkout left an ignore file out".to_owned()));
        }
        let config = self.inner.config()?.snapshot()?;
        let folds = view.ignore_case.unwrap_or_else(|| config.get_bool("core.ignorecase").unwrap_or(false));
        let mut rules = Rules {
            repo: self,
            root,
            case: if folds { Case::Fold } else { Case::Sensitive },
            beside: Vec::new(),
            of_folder: BTreeMap::new(),
            folders: BTreeMap::new(),
        };
        if !view.shared_only {
            // Those that count more come first.
            rules.add_beside(&self.common_dir().join("info").join("exclude"))?;
            let named = config.get_path("core.excludesfile").ok().or_else(default_excludes);
            if let Some(path) = named {
                rules.add_beside(&path)?;
            }
        }
        paths.iter().map(|path| rules.answer(path)).collect()
    }
}

impl Repo {
    /// As [`Repo::not_tracked`], without git.
    pub(super) fn not_tracked_without_git(&self) -> Result<Vec<RepoPath>, Error> {
        let root = self.work_tree().ok_or(Error::NoWorkTree)?;
        let tracked: BTreeSet<Vec<u8>> = self.tracked()?.into_iter().map(|entry| entry.path.as_bytes().to_vec()).collect();
        let (mut found, mut folders) = (Vec::new(), vec![PathBuf::new()]);
        while let Some(folder) = folders.pop() {
            let here = root.join(&folder);
            for entry in std::fs::read_dir(&here).map_err(|error| unread(&here, &error))? {
                let entry = entry.map_err(|error| unread(&here, &error))?;
                let below = folder.join(entry.file_name());
                let path = RepoPath::from_path(&below);
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                if entry.file_name().eq_ignore_ascii_case(".git") || tracked.contains(path.as_bytes().as_bytes()) {
                    continue;
                }
                if !is_folder {
                    found.push(path);
                } else if entry.path().join(".git").symlink_metadata().is_ok() {
                    let mut name = path.as_bytes().to_vec();
                    name.push(b'/');
                    found.push(RepoPath::new(name));
                } else {
                    folders.push(below);
                }
            }
        }
        found.sort();
        Ok(found)
    }
}

/// Where git looks for a person's own rules, unless it is told (gitignore(5)).
fn default_excludes() -> Option<PathBuf> {
    let config = env::var_os(env::XDG_CONFIG_HOME).map(PathBuf::from);
    let config = config.or_else(|| env::var_os(env::HOME).map(|home| Path::new(&home).join(".config")));
    config.map(|config| config.join("git").join("ignore"))
}

/// The rules that have been read so far.
struct Rules<'repo> {
    repo: &'repo Repo,
    root: PathBuf,
    case: Case,
    /// Of files that are not in the work tree, those that count more first.
    beside: Vec<List>,
    /// Of each folder's `.gitignore`; folders without one, too.
    of_folder: BTreeMap<Vec<u8>, Option<List>>,
    /// What decides about folders.
    folders: BTreeMap<Vec<u8>, Option<IgnoreRule>>,
}

impl Rules<'_> {
    fn add_beside(&mut self, file: &Path) -> Result<(), Error> {
        match std::fs::read(file) {
            Ok(bytes) => self.beside.push(list(&bytes, file, None)?),
            Err(error) if is_absence(&error) => {}
            Err(error) => return Err(unread(file, &error)),
        }
        Ok(())
    }

    fn answer(&mut self, path: &RepoPath) -> Result<IgnoreAnswer, Error> {
        let Some(path) = plain(path.as_bytes()) else {
            return Ok(IgnoreAnswer::Refused(format!("{path} is outside of the repository")));
        };
        if path.is_empty() {
            return Ok(IgnoreAnswer::Undecided);
        }
        for at in path.find_iter("/") {
            let folder = path.get(..at).unwrap_or_default();
            // The slash at the end only says what is meant.
            if at + 1 < path.len() && self.data(folder).is_some_and(|data| data.is_symlink()) {
                return Ok(IgnoreAnswer::Refused(format!("pathspec '{}' is beyond a symbolic link", path.as_bstr())));
            }
            if let Some(rule) = self.folder(folder)?.filter(|rule| !rule.is_negated()) {
                return Ok(IgnoreAnswer::Decided(rule));
            }
        }
        let is_folder = self.data(&path).is_some_and(|data| data.is_dir());
        Ok(self.deciding(&path, is_folder)?.map_or(IgnoreAnswer::Undecided, IgnoreAnswer::Decided))
    }

    fn folder(&mut self, folder: &[u8]) -> Result<Option<IgnoreRule>, Error> {
        if let Some(known) = self.folders.get(folder) {
            return Ok(known.clone());
        }
        let rule = self.deciding(folder, true)?;
        self.folders.insert(folder.to_vec(), rule.clone());
        Ok(rule)
    }

    /// The last rule that matches: of the nearest folder's file, then of those above it, then of those beside.
    fn deciding(&mut self, path: &[u8], is_folder: bool) -> Result<Option<IgnoreRule>, Error> {
        let name = path.rfind_byte(b'/').map(|at| at + 1);
        let mut above = name;
        loop {
            let folder = above.map_or(&[][..], |at| path.get(..at.saturating_sub(1)).unwrap_or_default());
            self.read(folder)?;
            if let Some(Some(list)) = self.of_folder.get(folder)
                && let Some(rule) = self.matching(list, path, name, is_folder)
            {
                return Ok(Some(rule));
            }
            if above.is_none() {
                break;
            }
            above = folder.rfind_byte(b'/').map(|at| at + 1);
        }
        Ok(self.beside.iter().find_map(|list| self.matching(list, path, name, is_folder)))
    }

    fn matching(&self, list: &List, path: &[u8], name: Option<usize>, is_folder: bool) -> Option<IgnoreRule> {
        let (path, name) = list.strip_base_handle_recompute_basename_pos(path.as_bstr(), name, self.case)?;
        // The last line that matches counts.
        let found = list.patterns.iter().rev().find(|line| self.is_match(&line.pattern, path, name, is_folder))?;
        Some(IgnoreRule {
            source: self.repo.name_source(RepoPath::from_path(list.source.as_ref()?).as_bytes()),
            line: u32::try_from(found.sequence_number).unwrap_or(u32::MAX),
            pattern: written(&found.pattern),
        })
    }

    fn is_match(&self, pattern: &Pattern, path: &BStr, name: Option<usize>, is_folder: bool) -> bool {
        let Some(literal) = literal_before_stars(pattern) else {
            return pattern.matches_repo_relative_path(path, name, Some(is_folder), self.case, Mode::NO_MATCH_SLASH_LITERAL);
        };
        // git compares what stands before the first wildcard by itself, and what is left begins with `**` then, which is then free to
        // match slashes.
        let (Some((before, rest)), Some((head, tail))) = (pattern.text.split_at_checked(literal), path.split_at_checked(literal)) else {
            return false;
        };
        let (is_same, mode) = match self.case {
            Case::Sensitive => (before == head, Mode::NO_MATCH_SLASH_LITERAL),
            Case::Fold => (before.eq_ignore_ascii_case(head), Mode::NO_MATCH_SLASH_LITERAL | Mode::IGNORE_CASE),
        };
        let is_kind = is_folder || !pattern.mode.contains(gix_glob::pattern::Mode::MUST_BE_DIR);
        is_kind && is_same && gix_glob::wildmatch(rest.as_bstr(), tail.as_bstr(), mode)
    }

    /// Reads the `.gitignore` of a folder, unless that was done. git reads none that is a link.
    fn read(&mut self, folder: &[u8]) -> Result<(), Error> {
        if self.of_folder.contains_key(folder) {
            return Ok(());
        }
        let file = RepoPath::new(folder).to_path(&self.root).join(".gitignore");
        let list = match std::fs::symlink_metadata(&file) {
            Ok(data) if data.is_file() => {
                let bytes = std::fs::read(&file).map_err(|error| unread(&file, &error))?;
                Some(list(&bytes, &file, Some(&self.root))?)
            }
            Ok(_) => None,
            Err(error) if is_absence(&error) => None,
            Err(error) => return Err(unread(&file, &error)),
        };
        self.of_folder.insert(folder.to_vec(), list);
        Ok(())
    }

    fn data(&self, path: &[u8]) -> Option<std::fs::Metadata> {
        let path = path.strip_suffix(b"/").unwrap_or(path);
        std::fs::symlink_metadata(RepoPath::new(path).to_path(&self.root)).ok()
    }
}

/// The pattern as it stands in the file, where its first character was escaped.
fn written(pattern: &Pattern) -> BString {
    let text = pattern.to_string();
    let is_escaped = !pattern.is_negative() && text.starts_with(['!', '#']);
    BString::from(if is_escaped { format!("\\{text}") } else { text })
}

/// How long the text is that stands right before a pattern's `**`, where that is its first wildcard and the pattern is one of paths.
fn literal_before_stars(pattern: &Pattern) -> Option<usize> {
    use gix_glob::pattern::Mode;
    let at = pattern.first_wildcard_pos.filter(|at| *at > 0)?;
    let is_of_names = pattern.mode.contains(Mode::NO_SUB_DIR) && !pattern.mode.contains(Mode::ABSOLUTE);
    let (before, rest) = pattern.text.split_at_checked(at)?;
    (!is_of_names && rest.starts_with(b"**") && !before.ends_with(b"/")).then_some(at)
}

fn is_absence(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory | std::io::ErrorKind::IsADirectory)
}

fn unread(file: &Path, error: &std::io::Error) -> Error {
    Error::OnlyGit(format!("{} could not be read: {error}", file.display()))
}

fn list(bytes: &[u8], file: &Path, root: Option<&Path>) -> Result<List, Error> {
    if bytes.contains(&0) || MARKS.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(Error::OnlyGit(format!("{} is no text in UTF-8", file.display())));
    }
    List::from_bytes(bytes, file.to_path_buf(), root, Ignore::default())
        .map_err(|error| Error::OnlyGit(format!("{}: {error}", file.display())))
}

/// The path without `.`, `..` and empty parts; `None` where it leads out of the repository. A slash at its end stays.
fn plain(path: &BStr) -> Option<Vec<u8>> {
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in path.split_str("/") {
        match part {
            b"" | b"." => {}
            b".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let mut joined = bstr::join("/", &parts);
    if path.ends_with(b"/") && !joined.is_empty() {
        joined.push(b'/');
    }
    if path.starts_with(b"/") { None } else { Some(joined) }
}
