//! Findings that were known before, in a file of the repository: a line an entry, sorted, so that branches merge; no line numbers, no
//! counts, no dates. Matched by what a finding stands in, so that moved code brings nothing back and a new finding of the same kind is new.

use super::Which;
use super::files::Files;
use super::items::Item;
use super::key::{self, About, Key};
use crate::model::Trouble;
use crate::text::{RepoPath, count, one_line};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Version of the file's form.
const VERSION: u32 = 1;

/// The first line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    golive_baseline: String,
    version: u32,
}

/// One entry as it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    path: String,
    rule: String,
    message: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    line: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    before: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    after: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    scope: String,
    /// Which of several that are equal in all of this, from 2.
    #[serde(default, skip_serializing_if = "is_first")]
    nth: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_first(nth: &u32) -> bool {
    *nth < 2
}

impl Row {
    fn of(key: &Key, nth: u32) -> Self {
        let About { line, before, after, scope } = key.about.clone();
        Self { path: key.path.clone(), rule: key.rule.clone(), message: key.message.clone(), line, before, after, scope, nth }
    }

    fn key(&self) -> Key {
        let about = About { line: self.line.clone(), before: self.before.clone(), after: self.after.clone(), scope: self.scope.clone() };
        Key { path: self.path.clone(), rule: self.rule.clone(), message: self.message.clone(), about }
    }
}

/// What was known.
#[derive(Debug, Default)]
pub(super) struct Baseline {
    entries: Vec<Key>,
}

/// What comparing came to.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// For each finding, whether it was known.
    pub known: Vec<bool>,
    /// Entries that no finding answers to any more.
    pub gone: Vec<Key>,
    /// Entries that still occur, as they are now.
    pub still: Vec<Key>,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    /// [`Trouble`] where it is none, or another gate's: nothing is then known, and nothing may pass for known.
    pub(super) fn parse(which: Which, path: &Path, bytes: &[u8]) -> Result<Self, Trouble> {
        let wrong = |message: String| {
            let path = one_line(&path.display().to_string()).into_owned();
            Trouble::new(
                format!("baseline {path}: {message}"),
                format!("make one with golive {} --write-baseline FILE, and commit it", which.id()),
            )
        };
        let text = std::str::from_utf8(bytes).map_err(|_error| wrong("it is not UTF-8".to_owned()))?;
        if text.lines().any(|line| line.starts_with("<<<<<<<") || line.starts_with(">>>>>>>")) {
            return Err(wrong("it holds the marks of a merge conflict: keep the lines of both sides".to_owned()));
        }
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let head: Head = match lines.next() {
            Some((_, line)) => serde_json::from_str(line).map_err(|error| wrong(format!("line 1: {error}")))?,
            None => return Err(wrong("it is empty".to_owned())),
        };
        if head.golive_baseline != which.id() {
            return Err(wrong(format!("it is of the gate {}", one_line(&head.golive_baseline))));
        }
        if head.version != VERSION {
            return Err(wrong(format!("it is of version {}, this golive reads {VERSION}", head.version)));
        }
        let entries = lines
            .map(|(number, line)| {
                serde_json::from_str::<Row>(line).map(|row| row.key()).map_err(|error| wrong(format!("line {}: {error}", number + 1)))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { entries })
    }

    /// How many entries it has.
    pub(super) fn count(&self) -> usize {
        self.entries.len()
    }

    /// Matches findings with entries, each with one. `moved` leads from paths of before to those of now.
    pub(super) fn compare(&self, items: &[Item], files: &Files, root: &Path, moved: &BTreeMap<String, String>) -> Compared {
        let keys: Vec<&Key> = items.iter().map(|item| &item.key).collect();
        let mut entries: Vec<Key> = self.entries.clone();
        for entry in &mut entries {
            if let Some(now) = moved.get(&entry.path) {
                entry.path.clone_from(now);
            }
        }
        let matches = matched(&entries, &keys, files, root);
        let mut compared = Compared { known: vec![false; items.len()], ..Compared::default() };
        for (entry, found) in self.entries.iter().zip(matches) {
            match found {
                Some(at) => {
                    if let Some(known) = compared.known.get_mut(at) {
                        *known = true;
                    }
                    compared.still.extend(keys.get(at).map(|key| (*key).clone()));
                }
                None => compared.gone.push(entry.clone()),
            }
        }
        compared
    }
}

/// For each entry the finding that it is, none twice: first what agrees in everything, then what resembles it, then the same in a file
/// of another name, where the file of the entry is gone.
pub(super) fn matched(entries: &[Key], keys: &[&Key], files: &Files, root: &Path) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; entries.len()];
    let mut taken = vec![false; keys.len()];
    let mut exact: BTreeMap<&Key, Vec<usize>> = BTreeMap::new();
    let mut alike: BTreeMap<(&str, &str, &str), Vec<usize>> = BTreeMap::new();
    let mut anywhere: BTreeMap<(&str, &str, &About), Vec<usize>> = BTreeMap::new();
    for (at, key) in keys.iter().enumerate().rev() {
        exact.entry(key).or_default().push(at);
        alike.entry((&key.path, &key.rule, &key.message)).or_default().push(at);
        anywhere.entry((&key.rule, &key.message, &key.about)).or_default().push(at);
    }
    let mut take = |at: usize, slot: &mut Option<usize>| {
        let free = taken.get_mut(at).filter(|taken| !**taken);
        if let Some(taken) = free {
            *taken = true;
            *slot = Some(at);
        }
        slot.is_some()
    };
    for (entry, slot) in entries.iter().zip(&mut found) {
        while let Some(at) = exact.get_mut(entry).and_then(Vec::pop) {
            if take(at, slot) {
                break;
            }
        }
    }
    let mut hashes: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (entry, slot) in entries.iter().zip(&mut found).filter(|(_, slot)| slot.is_none()) {
        let Some(candidates) = alike.get(&(entry.path.as_str(), entry.rule.as_str(), entry.message.as_str())) else { continue };
        let here = hashes
            .entry(&entry.path)
            .or_insert_with(|| files.lines(&RepoPath::new(entry.path.as_str())).map(|lines| key::hashes(&lines)).unwrap_or_default());
        for at in candidates.iter().rev() {
            if keys.get(*at).is_some_and(|key| entry.about.resembles(&key.about, here)) && take(*at, slot) {
                break;
            }
        }
    }
    let mut is_gone: BTreeMap<&str, bool> = BTreeMap::new();
    for (entry, slot) in entries.iter().zip(&mut found).filter(|(_, slot)| slot.is_none()) {
        let gone = *is_gone.entry(&entry.path).or_insert_with(|| {
            !entry.path.is_empty() && std::fs::symlink_metadata(RepoPath::new(entry.path.as_str()).to_path(root)).is_err()
        });
        if !gone || entry.about.line.is_empty() {
            continue;
        }
        for at in anywhere.get(&(entry.rule.as_str(), entry.message.as_str(), &entry.about)).into_iter().flatten().rev() {
            if take(*at, slot) {
                break;
            }
        }
    }
    found
}

/// The text of a baseline of these findings.
pub(super) fn text<'keys>(which: Which, keys: impl Iterator<Item = &'keys Key>) -> String {
    let mut seen: BTreeMap<&Key, u32> = BTreeMap::new();
    let mut rows: Vec<Row> = Vec::new();
    for key in keys {
        let nth = seen.entry(key).or_default();
        *nth += 1;
        rows.push(Row::of(key, *nth));
    }
    rows.sort();
    let head = Head { golive_baseline: which.id().to_owned(), version: VERSION };
    let mut text = serde_json::to_string(&head).unwrap_or_default() + "\n";
    for row in rows {
        text.push_str(&serde_json::to_string(&row).unwrap_or_default());
        text.push('\n');
    }
    text
}

/// Writes it whole or not at all.
///
/// # Errors
/// [`Trouble`] where it cannot be written.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Trouble> {
    let shown = one_line(&path.display().to_string()).into_owned();
    let failed =
        |error: std::io::Error| Trouble::new(format!("{shown} could not be written: {error}"), "name a file in an existing folder");
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    let beside = path.with_file_name(name);
    std::fs::write(&beside, text).map_err(failed)?;
    std::fs::rename(&beside, path).map_err(|error| {
        drop(std::fs::remove_file(&beside));
        failed(error)
    })
}

/// What to say of entries that no longer occur.
pub(super) fn gone_note(gone: &[Key]) -> Option<String> {
    const SHOWN: usize = 5;
    let first: Vec<String> = gone.iter().take(SHOWN).map(|key| format!("{} {}", one_line(&key.path), one_line(&key.rule))).collect();
    let more = if gone.len() > SHOWN { format!(" and {} more", gone.len() - SHOWN) } else { String::new() };
    (!gone.is_empty()).then(|| {
        format!(
            "{} of the baseline no longer occur: {}{more}; --update-baseline drops them",
            count(gone.len(), "entry", "entries"),
            first.join(", ")
        )
    })
}
