//! Findings in history: which commit brought each in.

use super::look::Seen;
use crate::gate::Context;
use crate::git::{self, History};
use crate::model::{Finding, Origin, Trouble};
use std::collections::{BTreeMap, BTreeSet};

/// Puts the oldest commit, its author and date, and the path it had there in place of the blob that a finding stands in; says whether
/// the secret still stands at HEAD.
pub(super) fn to_commits(seen: &mut [Seen], history: &History, context: &Context<'_>) -> Result<(), Trouble> {
    let ids: BTreeSet<String> = seen.iter().filter_map(|seen| blob_of(&seen.finding)).map(str::to_owned).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let trouble = |error: git::Error| Trouble::new(error.to_string(), error.help());
    let repo = context.repo().map_err(trouble)?;
    let introduced = history.introduced(&repo, &ids);
    let standing = repo.still_at_head(&ids).map_err(trouble)?;
    // A secret stands as long as any version of a file that holds it does.
    let mut paths_at_head: BTreeMap<String, String> = BTreeMap::new();
    let mut last_gone: BTreeMap<String, (String, usize, String)> = BTreeMap::new();
    for finding in seen.iter().map(|seen| &seen.finding) {
        let Some(id) = blob_of(finding) else { continue };
        let secret = finding.fingerprint.as_str().to_owned();
        if let Some(path) = standing.get(id) {
            paths_at_head.entry(secret).or_insert_with(|| path.to_string());
        } else if let Some((removed, at)) = introduced.get(id).and_then(|found| Some((found.removed.as_ref()?, found.removed_at))) {
            let gone = (removed.date.clone(), at, removed.id.clone());
            let known = last_gone.entry(secret).or_insert_with(|| gone.clone());
            *known = known.clone().max(gone);
        }
    }
    for finding in seen.iter_mut().map(|seen| &mut seen.finding) {
        let Some(id) = blob_of(finding).map(str::to_owned) else { continue };
        let secret = finding.fingerprint.as_str();
        finding.notes.push(match (paths_at_head.get(secret), last_gone.get(secret)) {
            (Some(path), _) => format!("it still stands at HEAD: {path}"),
            (None, Some((date, _, commit))) => format!("it is gone at HEAD since {} ({})", short(commit), day(date)),
            (None, None) => "HEAD does not have it".to_owned(),
        });
        if let Some(introduction) = introduced.get(&id) {
            let commit = &introduction.commit;
            finding.origin = Origin::Commit { id: commit.id.clone(), author: commit.author.clone(), date: commit.date.clone() };
            for place in finding.place.iter_mut().chain(&mut finding.also) {
                place.path = Some(introduction.path.clone());
            }
        }
    }
    Ok(())
}

fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}

fn day(date: &str) -> &str {
    date.get(..10).unwrap_or(date)
}

/// Whether one of these commits, in full or by their first digits, brought the finding in.
pub(super) fn is_of(finding: &Finding, commits: &[String]) -> bool {
    match &finding.origin {
        Origin::Commit { id, .. } => commits.iter().any(|commit| commit.len() >= 7 && id.starts_with(&commit.to_ascii_lowercase())),
        _ => false,
    }
}

fn blob_of(finding: &Finding) -> Option<&str> {
    match &finding.origin {
        Origin::Object(id) => Some(id),
        Origin::WorkTree | Origin::Index | Origin::Commit { .. } | Origin::Stdin => None,
    }
}
