//! Whether a secret is already pushed: then it must be revoked, whatever is done to history.

use super::{Engine, Scan, decoded};
use crate::detect::Surroundings;
use crate::gate::Context;
use crate::git::Repo;
use crate::model::{Finding, Fingerprint, Origin};
use crate::text::RepoPath;
use std::collections::{BTreeMap, BTreeSet};

/// Files whose pushed versions are looked at; findings in further ones are not asked about.
const MOST_FILES: usize = 64;
/// Branches of remotes that are asked, the upstream first.
const MOST_BRANCHES: usize = 4;
/// Larger pushed versions are not looked at, in bytes.
const LARGEST: usize = 4 << 20;

const PUSHED: &str =
    "revoke it first: it must be taken for known, and rewriting history does not take it back from clones, forks and caches";

/// Adds to each finding whether it is in a commit, and whether a remote has it.
pub(super) fn note(findings: &mut [Finding], context: &Context<'_>, scan: &Scan) {
    if findings.is_empty() {
        return;
    }
    let Ok(repo) = context.repo() else { return };
    let branches = repo.remote_branches();
    let pushed_commits: Option<BTreeSet<String>> =
        findings.iter().any(|finding| matches!(finding.origin, Origin::Commit { .. })).then(|| repo.pushed_commits().unwrap_or_default());
    let mut files = Files { repo: &repo, branches: branches.iter().take(MOST_BRANCHES).cloned().collect(), secrets: BTreeMap::new() };
    for finding in findings {
        match &finding.origin {
            Origin::Commit { id, .. } => {
                let note = if branches.is_empty() {
                    "it is in a commit: taking it out of the files does not take it out of history, and once pushed it must be revoked"
                        .to_owned()
                } else if pushed_commits.as_ref().is_some_and(|pushed| pushed.contains(id)) {
                    format!("it is pushed already: {PUSHED}")
                } else {
                    "it is in a commit that no branch of a remote has: revoke it, or take it out of history before you push".to_owned()
                };
                finding.notes.push(note);
            }
            Origin::WorkTree | Origin::Index => {
                let Some(path) = finding.place.as_ref().and_then(|place| place.path.clone()) else { continue };
                let Ok(engine) = scan.engine() else { continue };
                if let Some(branch) = files.holding(engine, &path, finding.fingerprint.as_str()) {
                    finding.notes.push(format!("it is pushed already ({branch} has it): {PUSHED}"));
                }
            }
            Origin::Object(_) | Origin::Stdin => {}
        }
    }
}

/// Secrets in files as remotes' branches have them, by path.
struct Files<'run> {
    repo: &'run Repo,
    branches: Vec<String>,
    secrets: BTreeMap<RepoPath, Vec<(String, BTreeSet<Fingerprint>)>>,
}

impl Files<'_> {
    fn holding(&mut self, engine: &Engine, path: &RepoPath, secret: &str) -> Option<String> {
        if self.branches.is_empty() || (self.secrets.len() >= MOST_FILES && !self.secrets.contains_key(path)) {
            return None;
        }
        let (repo, branches) = (self.repo, &self.branches);
        let known = self.secrets.entry(path.clone()).or_insert_with(|| {
            let file = |branch: &String| repo.file_at(branch, path).ok().flatten().filter(|text| text.len() <= LARGEST);
            branches.iter().filter_map(|branch| Some((branch.clone(), fingerprints(engine, path, &file(branch)?)))).collect()
        });
        known.iter().find(|(_, secrets)| secrets.iter().any(|known| known.as_str() == secret)).map(|(branch, _)| branch.clone())
    }
}

fn fingerprints(engine: &Engine, path: &RepoPath, text: &[u8]) -> BTreeSet<Fingerprint> {
    let text = decoded::text(text);
    let found = engine.scan(&text, text.len(), Surroundings::of(Some(path.as_bytes()), 0), Some(path.as_bytes()));
    let fingerprint = |candidate: &crate::detect::Candidate| {
        Some(Fingerprint::new(&engine.rules.set.get(candidate.rule)?.id, text.get(candidate.secret.clone())?))
    };
    found.iter().filter_map(fingerprint).collect()
}
