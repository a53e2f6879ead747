//! What stands inside of archives and compressed files.

use super::look::{Looked, Seen};
use super::{Engine, Scan};
use crate::formats::archive::{Budget, Kind, Left, unpack};
use crate::model::{Finding, Place, Trouble};
use crate::source::Blob;
use crate::text::{LineColumn, RepoPath, one_line};
use std::collections::BTreeSet;

/// How the text is packed, if it is: told by its first bytes. Of a text in parts only the first can be an archive.
pub(super) fn kind(blob: &Blob<'_>) -> Option<Kind> {
    (blob.names.is_none() && blob.owned.start == 0 && blob.lines_before == 0).then(|| Kind::of(blob.bytes)).flatten()
}

/// Looks into the archive that `blob` is. What is damaged, and so cannot be looked into, is looked at as it stands.
pub(super) fn look(scan: &Scan, engine: &Engine, blob: &Blob<'_>, kind: Kind) -> Result<Looked, Trouble> {
    if blob.owned.end < blob.bytes.len() {
        return Err(too_much(blob, "it is larger than is looked into at once"));
    }
    let mut inside = Looked::default();
    let mut trouble = None;
    let mut budget = Budget::default();
    let left = unpack(kind, blob.bytes, &mut budget, &mut |path, bytes| {
        let inner = if path.is_empty() { blob.path.cloned().unwrap_or_else(|| RepoPath::new("")) } else { RepoPath::new(path) };
        let text = Blob::whole(Some(&inner), bytes, blob.origin);
        match scan.look_at_text(engine, &text) {
            Ok(looked) => {
                inside.seen.extend(looked.seen.into_iter().map(|seen| outside(seen, path, blob)));
                for (by, times) in looked.allowed {
                    *inside.allowed.entry(by).or_default() += times;
                }
            }
            Err(error) => trouble = Some(error),
        }
    });
    let nothing = inside.seen.is_empty() && inside.allowed.is_empty();
    if let Some(what) = left.iter().find_map(|left| if let Left::TooMuch(what) = left { Some(what) } else { None }) {
        trouble = Some(too_much(blob, what));
    }
    if nothing && left.iter().any(|left| matches!(left, Left::Unreadable(_))) {
        inside = scan.look_at_text(engine, blob)?;
    }
    if let Some(trouble) = trouble {
        scan.complain(trouble);
    }
    if !inside.seen.is_empty() {
        blob.noticed.somewhere();
        without_known(scan, engine, blob, &mut inside)?;
    }
    Ok(inside)
}

/// Leaves out what the archive that this one replaces held too.
fn without_known(scan: &Scan, engine: &Engine, blob: &Blob<'_>, inside: &mut Looked) -> Result<(), Trouble> {
    let Some(previous) = blob.previous else { return Ok(()) };
    let old = previous().map_err(|error| Trouble::new(error.to_string(), error.help()))?;
    let Some(kind) = Kind::of(&old) else { return Ok(()) };
    let before = look(scan, engine, &Blob::whole(blob.path, &old, blob.origin), kind)?;
    let known: BTreeSet<&str> = before.seen.iter().map(|seen| seen.finding.fingerprint.as_str()).collect();
    inside.seen.retain(|seen| !known.contains(seen.finding.fingerprint.as_str()));
    Ok(())
}

/// The finding as somebody sees it who has the archive before them: its place is the archive, and a note says where in it.
fn outside(seen: Seen, path: &str, blob: &Blob<'_>) -> Seen {
    if path.is_empty() {
        return seen;
    }
    let line = seen.finding.place.as_ref().map_or(0, |place| place.start.line);
    let mut notes = seen.finding.notes;
    notes.push(format!("it is inside of the archive, in {} at line {line}", one_line(path)));
    let nowhere = LineColumn { line: 0, column: 0 };
    let place = Some(Place { path: blob.path.cloned(), start: nowhere, end: nowhere });
    Seen { finding: Finding { notes, place, also: Vec::new(), snippet: None, ..seen.finding }, ..seen }
}

fn too_much(blob: &Blob<'_>, what: &str) -> Trouble {
    let path = blob.path.map_or_else(|| "standard input".to_owned(), |path| one_line(&path.to_string()).into_owned());
    Trouble::new(
        format!("{path} was not looked into: {}", one_line(what)),
        "unpack it and look at the folder with `golive secrets --no-git FOLDER`, or keep archives out of the repository",
    )
}
