//! From candidates to findings: places, masked snippets, help.

use super::names;
use crate::detect::{Candidate, Rule, RuleSet};
use crate::model::{Answer, Evidence, Finding, Fingerprint, Origin, Outcome, Place, Severity, Snippet, Trouble, Verdict, mask};
use crate::source::{Blob, Examined};
use crate::text::{LineIndex, RepoPath, count};
use bstr::ByteSlice as _;
use std::collections::{BTreeMap, BTreeSet};

/// Widest snippet, in characters: what a terminal shows without breaking the line.
const WIDTH: usize = 160;
/// The requirement this gate answers.
const REQUIREMENT: &str = "auth.no-secrets";

/// The finding for one candidate; every secret on its line is masked, not only its own.
pub(super) fn finding(
    candidate: &Candidate,
    all: &[Candidate],
    text: &[u8],
    lines: &LineIndex<'_>,
    rules: &RuleSet,
    blob: &Blob<'_>,
) -> Option<Finding> {
    let rule = rules.get(candidate.rule)?;
    let secret = text.get(candidate.secret.clone())?;
    let notes = candidate.notes.clone();
    Some(Finding {
        rule_id: rule.id.clone(),
        severity: candidate.severity,
        message: rule.title.clone(),
        help: help(rule),
        place: Some(Place { path: blob.path.cloned(), start: lines.place(candidate.secret.start), end: lines.place(candidate.secret.end) }),
        also: Vec::new(),
        snippet: Some(snippet(candidate, all, text, lines)),
        fingerprint: Fingerprint::new(&rule.id, secret),
        origin: blob.origin.clone(),
        notes,
        tool: None,
        new: None,
        validation: None,
    })
}

pub(super) fn help(rule: &Rule) -> String {
    format!("{} {}", rule.revoke, rule.access)
}

/// The candidate's first line with every candidate on it masked, cut to a readable width round its own.
fn snippet(candidate: &Candidate, all: &[Candidate], text: &[u8], lines: &LineIndex<'_>) -> Snippet {
    let line = lines.line(candidate.secret.start);
    let (mut masked, mut highlight, mut at) = (String::new(), 0..0, line.start);
    for other in all.iter().filter(|other| other.secret.start < line.end && other.secret.end > line.start) {
        let (start, end) = (other.secret.start.max(line.start), other.secret.end.min(line.end));
        masked.push_str(&visible(text.get(at..start).unwrap_or_default()));
        let from = masked.len();
        let starts_here = other.secret.start >= line.start;
        masked.push_str(&if starts_here { mask(text.get(other.secret.clone()).unwrap_or_default()) } else { mask(&[]) });
        if other.secret == candidate.secret {
            highlight = from..masked.len();
        }
        at = end.max(at);
    }
    masked.push_str(&visible(text.get(at..line.end).unwrap_or_default()));
    cut(&masked, highlight)
}

/// Text outside of candidates. A long token there that no rule took for a secret is hidden all the same: rules can be wrong.
fn visible(text: &[u8]) -> String {
    let text = text.to_str_lossy();
    let token = |character: char| character.is_ascii_alphanumeric() || "+/_-".contains(character);
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(start) = rest.find(token) {
        let (before, from) = rest.split_at(start);
        let length = from.find(|character: char| !token(character)).unwrap_or(from.len());
        let (word, after) = from.split_at(length);
        shown.push_str(before);
        let mixed = word.bytes().any(|byte| byte.is_ascii_digit()) && word.bytes().any(|byte| byte.is_ascii_alphabetic());
        if length >= 20 && mixed {
            shown.push_str(&mask(word.as_bytes()));
        } else {
            shown.push_str(word);
        }
        rest = after;
    }
    shown.push_str(rest);
    shown.replace('\t', " ")
}

fn cut(line: &str, highlight: std::ops::Range<usize>) -> Snippet {
    if line.chars().count() <= WIDTH {
        return Snippet { text: line.to_owned(), highlight };
    }
    let before: Vec<(usize, char)> = line.get(..highlight.start).unwrap_or_default().char_indices().collect();
    let start = before.len().checked_sub(WIDTH / 2).and_then(|at| before.get(at)).map_or(0, |(at, _)| *at);
    let after = line.get(highlight.end..).unwrap_or_default();
    let end = after.char_indices().nth(WIDTH / 2).map_or(line.len(), |(at, _)| highlight.end + at);
    let lead = if start > 0 { "…" } else { "" };
    let tail = if end < line.len() { "…" } else { "" };
    let shift = lead.len();
    Snippet {
        text: format!("{lead}{}{tail}", line.get(start..end).unwrap_or_default()),
        highlight: highlight.start - start + shift..highlight.end - start + shift,
    }
}

/// One finding a secret: further places of the same value go with the first.
pub(super) fn merge(findings: &mut Vec<Finding>) {
    findings.sort_by_cached_key(|finding| (commit_order(finding), finding.order()));
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings.drain(..) {
        match first.get(finding.fingerprint.as_str()).and_then(|at| kept.get_mut(*at)) {
            Some(known) => {
                for place in finding.place.into_iter().chain(finding.also) {
                    if known.place.as_ref() != Some(&place) && !known.also.contains(&place) {
                        known.also.push(place);
                    }
                }
                known.severity = known.severity.max(finding.severity);
            }
            None => {
                first.insert(finding.fingerprint.as_str().to_owned(), kept.len());
                kept.push(finding);
            }
        }
    }
    kept.sort_by_cached_key(Finding::order);
    *findings = kept;
}

/// The commit that brought a secret in comes before those that moved it.
fn commit_order(finding: &Finding) -> String {
    match &finding.origin {
        Origin::Commit { date, .. } => date.clone(),
        Origin::WorkTree | Origin::Index | Origin::Object(_) | Origin::Stdin => String::new(),
    }
}

/// The gate's outcome from its parts.
pub(super) fn outcome(
    verdict: Verdict,
    summary: String,
    findings: Vec<Finding>,
    troubles: Vec<Trouble>,
    allowed: &BTreeMap<String, usize>,
    examined: &Examined,
    notes: Vec<String>,
) -> Outcome {
    let mut evidence: Vec<Evidence> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .take(10)
        .map(|finding| match finding.place.as_ref().and_then(|place| Some((place.path.clone()?, place.start.line))) {
            Some((path, line)) => Evidence::at(finding.message.clone(), path, Some(line)),
            None => Evidence::new(finding.message.clone()),
        })
        .collect();
    if evidence.is_empty() {
        evidence.push(Evidence::new(format!(
            "looked at {} and found no credential",
            count(usize::try_from(examined.files).unwrap_or(usize::MAX), "file", "files")
        )));
    }
    evidence.extend(troubles.iter().map(|trouble| Evidence::new(format!("not looked at: {}", trouble.message))));
    let mut metrics = serde_json::Map::new();
    metrics.insert("files".to_owned(), examined.files.into());
    metrics.insert("bytes".to_owned(), examined.bytes.into());
    metrics.insert("allowed".to_owned(), allowed.values().sum::<usize>().into());
    metrics.insert("allowed_by".to_owned(), serde_json::to_value(allowed).unwrap_or_default());
    metrics.insert("notes".to_owned(), notes.into());
    let answers = vec![Answer { requirement: REQUIREMENT.to_owned(), verdict, evidence }];
    Outcome { verdict, summary, findings, troubles, answers, metrics }
}

/// Masks secrets of names in everything that is said.
pub(super) fn hide(outcome: &mut Outcome, hidden: &BTreeSet<Vec<u8>>) {
    if hidden.is_empty() {
        return;
    }
    let secrets: Vec<&[u8]> = hidden.iter().map(Vec::as_slice).collect();
    let path = |path: &mut RepoPath| *path = names::masked(path.as_bytes(), &secrets);
    let text = |text: &mut String| {
        for secret in secrets.iter().filter_map(|secret| std::str::from_utf8(secret).ok()) {
            if text.contains(secret) {
                *text = text.replace(secret, &mask(secret.as_bytes()));
            }
        }
    };
    for finding in &mut outcome.findings {
        finding.place.iter_mut().chain(&mut finding.also).filter_map(|place| place.path.as_mut()).for_each(path);
        text(&mut finding.message);
        finding.notes.iter_mut().for_each(text);
        if let Origin::Commit { author, .. } = &mut finding.origin {
            text(author);
        }
    }
    for trouble in &mut outcome.troubles {
        text(&mut trouble.message);
    }
    for evidence in outcome.answers.iter_mut().flat_map(|answer| &mut answer.evidence) {
        text(&mut evidence.text);
        evidence.path.iter_mut().for_each(path);
    }
    if let Some(notes) = outcome.metrics.get_mut("notes").and_then(serde_json::Value::as_array_mut) {
        for note in notes {
            if let serde_json::Value::String(note) = note {
                text(note);
            }
        }
    }
}
