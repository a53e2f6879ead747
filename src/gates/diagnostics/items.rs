//! From diagnostics to findings.

use super::files::Files;
use super::judge::Judged;
use super::key::{About, Key, key};
use super::place::{Placed, Placer};
use super::run::Told;
use crate::formats::diagnostics::{Diagnostic, Place as Reported};
use crate::model::{Finding, Fingerprint, Origin, Place};
use crate::text::{LineColumn, RepoPath, one_line};
use std::collections::BTreeMap;

/// Lines of a message beyond its first that are kept as notes.
const MORE_LINES: usize = 8;
/// Further places that are kept.
const MORE_PLACES: usize = 20;

/// A finding, and what is needed to compare it.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// As it is reported.
    pub finding: Finding,
    /// Its identity.
    pub key: Key,
    /// The tools that report it, the first that of the finding.
    pub tools: Vec<String>,
    /// Whether its path leads to a file of the repository that is there.
    pub is_placed: bool,
    /// Whether the settings changed its severity.
    pub overridden: bool,
    /// Whether the tool ended as one that is not content.
    pub tool_failed: bool,
}

/// The findings of what one tool told, which holds its diagnostics no longer: there may be a million. Silenced ones are counted, not kept.
pub(super) fn of(told: &mut Told, placer: &Placer<'_>, files: &Files) -> (Vec<Item>, usize) {
    let Some(reading) = &mut told.reading else { return (Vec::new(), 0) };
    let diagnostics = std::mem::take(&mut reading.diagnostics);
    told.found = diagnostics.iter().filter(|one| !one.suppressed).count();
    let reading_tool = reading.tool.clone();
    let mut by_path: BTreeMap<String, Placed> = BTreeMap::new();
    let mut items = Vec::new();
    let mut silenced = 0;
    let failed = matches!(told.judged, Judged::Findings { failed: true });
    for diagnostic in diagnostics {
        if diagnostic.suppressed {
            silenced += 1;
            continue;
        }
        let mut at = |place: &Reported| match by_path.get(&place.path) {
            Some(known) => known.clone(),
            None => {
                let found = placer.place(&place.path, &told.folder);
                by_path.insert(place.path.clone(), found.clone());
                found
            }
        };
        let where_to = diagnostic.place.as_ref().map(&mut at);
        let tool = diagnostic.tool.clone().or_else(|| reading_tool.clone()).or_else(|| told.tool.clone());
        let found = item(&diagnostic, where_to.as_ref(), tool, files, &mut |path| placer.place(path, &told.folder));
        items.push(Item { tool_failed: failed, ..found });
    }
    (items, silenced)
}

fn item(
    diagnostic: &Diagnostic,
    placed: Option<&Placed>,
    tool: Option<String>,
    files: &Files,
    place_of: &mut dyn FnMut(&str) -> Placed,
) -> Item {
    let message = files.masker().words(&diagnostic.message);
    let mut lines = message.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or("(no message)").to_owned();
    let mut notes: Vec<String> = lines.take(MORE_LINES).map(str::to_owned).collect();
    let inside = placed.and_then(|placed| if let Placed::Inside(path) = placed { Some(path.clone()) } else { None });
    match placed {
        Some(Placed::Outside(path)) => notes.push(format!("{} is outside of the repository", one_line(&path.to_string()))),
        Some(Placed::Ambiguous(_)) => {
            notes.push("several files of the repository end in this path: name its folder with path-map".to_owned());
        }
        Some(Placed::Inside(_) | Placed::Missing(_)) | None => {}
    }
    let mut also = Vec::new();
    for related in diagnostic.related.iter().take(MORE_PLACES) {
        match &related.place {
            Some(place) => {
                let path = place_of(&place.path).path().clone();
                let said = files.masker().words(&related.message);
                if !said.is_empty() {
                    notes.push(format!("{}: {said}", shown(&path, place.line)));
                }
                also.push(position(place, path));
            }
            None => notes.push(files.masker().words(&related.message)),
        }
    }
    let place = diagnostic.place.as_ref().zip(placed).map(|(place, placed)| position(place, placed.path().clone()));
    let line = diagnostic.place.as_ref().and_then(|place| place.line);
    let about = inside.as_ref().zip(line).and_then(|(path, line)| Some(About::of(files.lines(path)?.as_ref(), line))).unwrap_or_default();
    let key = key(placed.map(Placed::path), diagnostic.rule.as_deref(), &message, about);
    let snippet = inside.as_ref().zip(diagnostic.place.as_ref()).and_then(|(path, place)| {
        let end = place.end_column.filter(|_| place.end_line.is_none() || place.end_line == place.line);
        files.snippet(path, place.line?, (place.column, end))
    });
    let identity = [&key.path, &key.message, &key.about.line].map(String::as_str).join("\0");
    Item {
        finding: Finding {
            rule_id: key.rule.clone(),
            severity: diagnostic.severity,
            message: first,
            help: diagnostic.help.as_deref().map(|help| files.masker().words(help)).unwrap_or_default(),
            place,
            also,
            snippet,
            fingerprint: Fingerprint::new(&key.rule, identity.as_bytes()),
            origin: Origin::WorkTree,
            notes,
            tool: tool.clone(),
            new: None,
            validation: None,
        },
        is_placed: placed.is_none() || inside.is_some(),
        tools: tool.into_iter().collect(),
        key,
        overridden: false,
        tool_failed: false,
    }
}

/// Equal findings of one file get fingerprints of their own, by their order.
pub(super) fn number(items: &mut [Item]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for item in items {
        let count = seen.entry(item.finding.fingerprint.as_str().to_owned()).or_default();
        if *count > 0 {
            let identity = format!("{}\0{count}", item.finding.fingerprint.as_str());
            item.finding.fingerprint = Fingerprint::new(&item.key.rule, identity.as_bytes());
        }
        *count += 1;
    }
}

fn position(place: &Reported, path: RepoPath) -> Place {
    let start = LineColumn { line: place.line.unwrap_or(0), column: place.column.unwrap_or(0) };
    let end = LineColumn { line: place.end_line.unwrap_or(0), column: place.end_column.unwrap_or(0) };
    Place { path: Some(path), start, end }
}

/// A place as people write it.
pub(super) fn shown(path: &RepoPath, line: Option<u32>) -> String {
    let path = one_line(&path.to_string()).into_owned();
    line.filter(|line| *line > 0).map_or_else(|| path.clone(), |line| format!("{path}:{line}"))
}
