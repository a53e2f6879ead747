//! One look at one text: what is found, what is let through and by what.

use super::foreign::{Facts, Let};
use super::inline::{Beside, Comment, Foreign, State, comments};
use super::{Engine, Scan, added, decoded, inline, names, packed, pairs, report, snippet};
use crate::detect::{Candidate, Surroundings};
use crate::model::{Finding, Fingerprint, Origin, Place, Severity, Trouble};
use crate::source::Blob;
use crate::text::{LineIndex, nearest};
use std::collections::BTreeMap;

/// How a file begins that stands for another one kept elsewhere (the Git LFS specification, "The Pointer").
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/v1\n";
/// Pointers are small files.
const LARGEST_POINTER: usize = 1024;

/// A finding that something may still let through, once commits and policy are known.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) finding: Finding,
    pub(super) excuse: Option<Excuse>,
}

/// What lets a finding through later.
#[derive(Debug)]
pub(super) enum Excuse {
    /// One of these commits brought it in; and the file that says so.
    Commit(String, Vec<String>),
    /// This line, a comment, if policy already had it.
    Comment(Vec<u8>),
}

/// What one look came to.
#[derive(Debug, Default)]
pub(super) struct Looked {
    pub(super) seen: Vec<Seen>,
    /// How many candidates were let through, by what.
    pub(super) allowed: BTreeMap<String, usize>,
    /// Whether the text only points to an object of Git LFS.
    pub(super) points_to_lfs: bool,
}

impl Looked {
    fn is_silent(&self) -> bool {
        self.seen.is_empty() && self.allowed.is_empty() && !self.points_to_lfs
    }

    pub(super) fn none(self) -> Option<Self> {
        (!self.is_silent()).then_some(self)
    }
}

impl Scan {
    pub(super) fn look(&self, engine: &Engine, blob: &Blob<'_>) -> Result<Looked, Trouble> {
        match packed::kind(blob) {
            Some(kind) => packed::look(self, engine, blob, kind),
            None => self.look_at_text(engine, blob),
        }
    }

    pub(super) fn look_at_text(&self, engine: &Engine, blob: &Blob<'_>) -> Result<Looked, Trouble> {
        let text = decoded::text(blob.bytes);
        if let Some(list) = blob.names {
            return Ok(names::look(self, engine, list, &text));
        }
        let mut looked = Looked { points_to_lfs: text.len() <= LARGEST_POINTER && text.starts_with(LFS), ..Looked::default() };
        let path: Option<&[u8]> = blob.path.map(|path| path.as_bytes().as_ref());
        self.look_at_path(engine, blob, path, &mut looked);
        let around = Surroundings::of(path, self.now.as_second());
        // Where the text was decoded its offsets are no longer those of the bytes; decoded files are small, and wholly owned.
        let owned = if text.len() == blob.bytes.len() { blob.owned.clone() } else { 0..text.len() };
        let everything = engine.scan(&text, snippet::end_of_shown(&text, owned.end), around, path);
        let is_owned = |candidate: &&Candidate| owned.contains(&candidate.whole.start);
        let candidates: Vec<Candidate> = everything.iter().filter(is_owned).cloned().collect();
        let whole_text = owned == (0..text.len()) && blob.lines_before == 0;
        let in_history = matches!(blob.origin, Origin::Object(_));
        // Most texts hold neither: nothing more is done for them.
        if candidates.is_empty() && (in_history || !whole_text || !inline::is_mentioned(&text)) {
            return Ok(looked);
        }
        let lines = LineIndex::after(&text, blob.lines_before, blob.columns_before);
        let comments = comments(&text, &lines, self.now);
        for candidate in &candidates {
            if text.len() == blob.bytes.len() { blob.noticed.at(candidate.whole.clone()) } else { blob.noticed.somewhere() }
        }
        let added = match blob.previous {
            Some(previous) => Some(added::lines(&text, previous)?),
            None => None,
        };
        let is_new = |first: u32, last: u32| added.as_ref().is_none_or(|added| added.touches(first, last));
        let mut used = vec![false; comments.len()];
        let mut kept = Vec::new();
        for candidate in &candidates {
            let beside = Beside::new(&candidate.whole, &candidate.secret, &lines);
            let rule = engine.rules.set.get(candidate.rule);
            let accepting = comments.iter().enumerate().find(|(number, comment)| {
                let about = rule.is_some_and(|rule| comment.names(&rule.id)) && comment.is_beside(&beside);
                if let Some(used) = used.get_mut(*number) {
                    *used |= about;
                }
                about && comment.state == State::Holds
            });
            let (first, last) = (lines.place(candidate.whole.start).line, lines.place(candidate.whole.end.saturating_sub(1)).line);
            if is_new(first, last) {
                kept.push((candidate, beside, accepting.map(|(_, comment)| comment)));
            }
        }
        let mut findings: Vec<(&Candidate, Seen)> = Vec::new();
        let mut foreign = Foreign::default();
        for (candidate, beside, comment) in kept {
            let Some(finding) = report::finding(candidate, &everything, &text, &lines, &engine.rules.set, blob) else { continue };
            let inline = foreign.or_own(comment, &beside, &text);
            match self.excuse(engine, candidate, &finding, &beside, inline, &text, path) {
                Ok(excuse) => {
                    self.hold(&finding, candidate, &text);
                    findings.push((candidate, Seen { finding, excuse }));
                }
                Err(by) => *looked.allowed.entry(by).or_default() += 1,
            }
        }
        pairs::join(&mut findings, &engine.rules.set, &lines, |finding, part| self.hold_pair(finding, part, &text));
        looked.seen.extend(findings.into_iter().map(|(_, seen)| seen));
        if whole_text && !in_history {
            let problems = comments.iter().zip(used).filter(|(comment, _)| {
                let line = lines.place(comment.at.start).line;
                is_new(line, line)
            });
            for (comment, used) in problems {
                let finding = comment_problem(comment, used, engine, &lines, blob);
                looked.seen.extend(finding.map(|finding| Seen { finding, excuse: None }));
            }
        }
        Ok(looked)
    }

    /// What lets a finding through: `Err` with its name, or what may do so later.
    fn excuse(
        &self,
        engine: &Engine,
        candidate: &Candidate,
        finding: &Finding,
        beside: &Beside,
        inline: Option<(&str, &[u8])>,
        text: &[u8],
        path: Option<&[u8]>,
    ) -> Result<Option<Excuse>, String> {
        if self.allow.covers(finding, self.now) {
            return Err(self.settings_file());
        }
        let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
        let lines = part(beside.lines.clone());
        let line = finding.place.as_ref().map_or(0, |place| place.start.line);
        let facts = Facts { path, secret: part(candidate.secret.clone()), matched: part(candidate.whole.clone()), lines, line };
        let mut excuse = match engine.rules.foreign.judge(&finding.rule_id, facts) {
            Let::Through(file) => return Err(file),
            Let::IfCommit(file, commits) => Some(Excuse::Commit(file, commits)),
            Let::Stay => None,
        };
        if let Some((word, line)) = inline {
            if self.policy_ref.is_none() {
                return Err(word.to_owned());
            }
            excuse = Some(Excuse::Comment(line.to_vec()));
        }
        Ok(excuse)
    }

    /// Rules that find a file by its path alone.
    fn look_at_path(&self, engine: &Engine, blob: &Blob<'_>, path: Option<&[u8]>, looked: &mut Looked) {
        let (Some(path), Some(name)) = (path, blob.path) else { return };
        if blob.lines_before > 0 || blob.columns_before > 0 {
            return;
        }
        for (id, title, wanted) in &engine.rules.by_path {
            if wanted.is_match(path) {
                let at = crate::text::LineColumn { line: 0, column: 0 };
                let place = Place { path: Some(name.clone()), start: at, end: at };
                let finding = plain(
                    id,
                    Severity::Error,
                    title.clone(),
                    "take the file out, and what it opens out of use".to_owned(),
                    place,
                    blob.origin,
                );
                let facts = Facts { path: Some(path), secret: b"", matched: b"", lines: b"", line: 0 };
                match engine.rules.foreign.judge(id, facts) {
                    Let::Through(file) => *looked.allowed.entry(file).or_default() += 1,
                    _ if self.allow.covers(&finding, self.now) => *looked.allowed.entry(self.settings_file()).or_default() += 1,
                    _ => looked.seen.push(Seen { finding, excuse: None }),
                }
            }
        }
    }
}

/// What is wrong with a comment itself.
fn comment_problem(comment: &Comment, used: bool, engine: &Engine, lines: &LineIndex<'_>, blob: &Blob<'_>) -> Option<Finding> {
    let is_prose = blob.path.is_some_and(|path| crate::detect::FileKind::of(path.as_bytes()) == crate::detect::FileKind::Prose);
    if !comment.is_certain || is_prose {
        return None;
    }
    let place = Place { path: blob.path.cloned(), start: lines.place(comment.at.start), end: lines.place(comment.at.end) };
    let unknown = comment.rules.iter().find(|rule| *rule != "*" && !engine.rules.knows(rule));
    let found =
        |rule: &str, severity, message: String, help: String| Some(plain(rule, severity, message, help, place.clone(), blob.origin));
    if comment.rules.is_empty() {
        return found(
            "allow-without-reason",
            Severity::Warning,
            "golive:allow names neither a rule nor a reason".to_owned(),
            FORM.to_owned(),
        );
    }
    if let Some(rule) = unknown {
        // A name in capitals or brackets is a placeholder in somebody's notes.
        if rule.bytes().any(|byte| !(byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')) {
            return None;
        }
        let near = nearest(rule, engine.rules.set.rules().iter().map(|rule| rule.id.as_str()));
        let help = near.map_or_else(|| "`golive secrets rules` lists them".to_owned(), |near| format!("did you mean {near}?"));
        return found("allow-unknown-rule", Severity::Warning, format!("golive:allow names {rule}, and there is no such rule"), help);
    }
    match &comment.state {
        State::NoReason => {
            found("allow-without-reason", Severity::Warning, "golive:allow gives no reason and accepts nothing".to_owned(), FORM.to_owned())
        }
        State::Expired(day) => {
            let severity = if used { Severity::Error } else { Severity::Warning };
            let help = "rotate the secret and take it out, or give a later day and a reason for it".to_owned();
            found("allow-expired", severity, format!("golive:allow until={day} has run out and accepts nothing"), help)
        }
        State::Holds if !used => {
            let help = "take the comment out: a later secret on this line would pass unseen".to_owned();
            found("allow-unused", Severity::Warning, "golive:allow accepts nothing: its rule finds nothing here".to_owned(), help)
        }
        State::Holds => None,
    }
}

/// How the comment is written.
const FORM: &str = "write it as: golive:allow RULE reason, and until=YYYY-MM-DD if it shall end";

/// A finding without a value.
pub(super) fn plain(rule: &str, severity: Severity, message: String, help: String, place: Place, origin: &Origin) -> Finding {
    let identity = format!("{} {message}", place.path.as_ref().map(ToString::to_string).unwrap_or_default());
    Finding {
        rule_id: rule.to_owned(),
        severity,
        fingerprint: Fingerprint::new(rule, identity.as_bytes()),
        message,
        help,
        place: Some(place),
        also: Vec::new(),
        snippet: None,
        origin: origin.clone(),
        notes: Vec::new(),
        tool: None,
        new: None,
        validation: None,
    }
}
