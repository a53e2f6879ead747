//! From candidates to findings: places, masked snippets, help.

use crate::detect::{Candidate, Rule, RuleSet};
use crate::model::{Answer, Evidence, Finding, Fingerprint, Origin, Outcome, Place, Severity, Snippet, Trouble, Verdict, mask};
use crate::source::{Blob, Examined};
use crate::text::{LineIndex, count};
use bstr::ByteSlice as _;
use std::collections::BTreeMap;

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
    let mut notes = candidate.notes.clone();
    if matches!(blob.origin, Origin::Commit { .. } | Origin::Object(_)) {
        notes.push(
            "it is in a commit: taking it out of the files does not take it out of history, and once pushed it must be revoked".to_owned(),
        );
    }
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
    })
}

fn help(rule: &Rule) -> String {
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
                if let Some(place) = finding.place
                    && known.place.as_ref() != Some(&place)
                    && !known.also.contains(&place)
                {
                    known.also.push(place);
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
    allowed: usize,
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
    metrics.insert("allowed".to_owned(), allowed.into());
    metrics.insert("notes".to_owned(), notes.into());
    let answers = vec![Answer { requirement: REQUIREMENT.to_owned(), verdict, evidence }];
    Outcome { verdict, summary, findings, troubles, answers, metrics }
}
