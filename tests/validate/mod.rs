//! `golive secrets --validate` against stand-ins on loopback.

mod answers;
mod endpoints;
mod table;

use crate::support::{Repo, Run, github_pat};

/// A repository with these GitHub tokens, a file each.
pub(crate) fn with_tokens(seeds: std::ops::Range<u64>) -> Repo {
    let repo = Repo::new();
    for seed in seeds {
        repo.write(format!("f{seed}.py"), format!("token = \"{}\"\n", github_pat(seed)));
    }
    repo
}

/// Asks the stand-in at `base` instead of GitHub.
pub(crate) fn ask_github(repo: &Repo, base: &str, more: &[&str]) -> Run {
    let endpoint = format!("github={base}");
    let words = ["secrets", "--validate", "--validate-endpoint", &endpoint, "--format", "json"];
    repo.golive(words.iter().chain(more))
}

/// Status, severity and detail of every finding.
#[track_caller]
pub(crate) fn said(run: &Run) -> Vec<(String, String, String)> {
    let report = run.json();
    let word = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| (word(&finding["validation"]["status"]), word(&finding["severity"]), word(&finding["validation"]["detail"])))
        .collect()
}

/// What is said of the one finding.
#[track_caller]
pub(crate) fn said_once(run: &Run) -> (String, String, String) {
    let said = said(run);
    assert_eq!(said.len(), 1, "{run}");
    said[0].clone()
}
