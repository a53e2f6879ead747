//! From candidates to findings: places, masked snippets, help.

use super::names;
use super::snippet::snippet;
use crate::detect::{Candidate, Rule, RuleSet};
use crate::model::{Answer, Evidence, Finding, Fingerprint, Origin, Outcome, Place, Severity, Trouble, Verdict, mask};
use crate::source::{Blob, Examined};
use crate::text::{LineIndex, RepoPath, count};
use std::collections::{BTreeMap, BTreeSet};

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
