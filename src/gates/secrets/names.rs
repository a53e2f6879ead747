//! Secrets in names: of files, of references, of people. A name is printed without what is secret in it.

use super::look::{Looked, Seen, plain};
use super::{Engine, Scan, report};
use crate::detect::{Candidate, Detector, Surroundings};
use crate::model::{Finding, Fingerprint, Place, mask};
use crate::source::{NameOf, Names};
use crate::text::{LineColumn, LineIndex, RepoPath};
use bstr::ByteSlice as _;

/// What is found in a list of names.
pub(super) fn look(scan: &Scan, engine: &Engine, names: &Names, text: &[u8]) -> Looked {
    let candidates = engine.scan(text, text.len(), Surroundings::of(None, scan.now.as_second()), None);
    let lines = LineIndex::new(text);
    let mut looked = Looked::default();
    for candidate in &candidates {
        let Some(rule) = engine.rules.set.get(candidate.rule) else { continue };
        // Words and numbers in a name are no assignment.
        if matches!(rule.detector, Some(Detector::Password | Detector::ApiKey)) {
            continue;
        }
        let first = lines.place(candidate.secret.start).line;
        let (Some(secret), Some((name, origin))) = (text.get(candidate.secret.clone()), names.line(first)) else { continue };
        let of_line = |other: &&Candidate| lines.place(other.secret.start).line == first;
        let secrets: Vec<&[u8]> = candidates.iter().filter(of_line).filter_map(|other| text.get(other.secret.clone())).collect();
        let shown = masked(name.as_bytes(), &secrets);
        let (path, what) = match names.of {
            NameOf::File => (Some(shown.clone()), "in the name of a file"),
            NameOf::Reference => (None, "in the name of a reference"),
            NameOf::Person => (None, "in the name or address of an author, committer or tagger"),
        };
        let at = LineColumn { line: 0, column: 0 };
        let place = Place { path, start: at, end: at };
        let message = format!("{} {what}", rule.title);
        let mut finding: Finding = plain(&rule.id, candidate.severity, message, report::help(rule), place, origin);
        finding.fingerprint = Fingerprint::new(&rule.id, secret);
        finding.notes.clone_from(&candidate.notes);
        if names.of != NameOf::File {
            finding.notes.push(format!("the name is {shown}"));
        }
        scan.hide(secret);
        scan.hold(&finding, candidate, text);
        if scan.allow.covers(&finding, scan.now) {
            *looked.allowed.entry(scan.settings_file()).or_default() += 1;
        } else {
            looked.seen.push(Seen { finding, excuse: None });
        }
    }
    looked
}

/// `name` with its secrets masked.
pub(super) fn masked(name: &[u8], secrets: &[&[u8]]) -> RepoPath {
    RepoPath::new(secrets.iter().fold(name.to_vec(), |name, secret| name.replace(secret, mask(secret))))
}
