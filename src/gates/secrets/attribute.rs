//! Findings in history: which commit brought each in, and whether it still stands.

use crate::gate::Context;
use crate::git;
use crate::model::{Finding, Origin, Trouble};
use std::collections::BTreeSet;

/// Puts the oldest commit, its author and date, and the path it had there in place of the blob that a finding stands in.
pub(super) fn to_commits(findings: &mut [Finding], context: &Context<'_>) -> Result<(), Trouble> {
    let ids: BTreeSet<String> = findings.iter().filter_map(blob_of).map(str::to_owned).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let trouble = |error: git::Error| Trouble::new(error.to_string(), error.help());
    let repo = context.repo().map_err(trouble)?;
    let listed: Vec<String> = ids.iter().cloned().collect();
    let introduced = repo.introduced(&listed).map_err(trouble)?;
    let standing = repo.still_at_head(&ids).map_err(trouble)?;
    for finding in findings {
        let Some(id) = blob_of(finding).map(str::to_owned) else { continue };
        let stands = if standing.contains(&id) { "it still stands at HEAD" } else { "HEAD no longer has this version of the file" };
        finding.notes.push(stands.to_owned());
        if let Some(introduction) = introduced.get(&id) {
            let commit = &introduction.commit;
            finding.origin = Origin::Commit { id: commit.id.clone(), author: commit.author.clone(), date: commit.date.clone() };
            if let Some(place) = &mut finding.place {
                place.path = Some(introduction.path.clone());
            }
        }
    }
    Ok(())
}

fn blob_of(finding: &Finding) -> Option<&str> {
    match &finding.origin {
        Origin::Object(id) => Some(id),
        Origin::WorkTree | Origin::Index | Origin::Commit { .. } | Origin::Stdin => None,
    }
}
