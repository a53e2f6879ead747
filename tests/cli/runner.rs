//! Under GitHub Actions: annotations and the job summary, without being asked.

use crate::support::{Repo, Run, assignment};

fn on_runner(repo: &Repo, words: &[&str], set: &[(&str, &str)]) -> (Run, String) {
    let summary = repo.path("../summary");
    drop(std::fs::remove_file(&summary));
    let mut running = repo.golive_with().args(words).env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &summary);
    for (name, value) in set {
        running = running.env(name, value);
    }
    (running.finish(), std::fs::read_to_string(summary).unwrap_or_default())
}

fn repo() -> Repo {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage().commit("first");
    repo
}

#[test]
fn people_get_annotations_and_a_summary() {
    let (run, summary) = on_runner(&repo(), &["secrets"], &[]);
    run.exits(1).says("error[github-pat]").says("\n::error file=app.py,line=1,endLine=1,col=10,endColumn=50,title=secrets%3A github-pat::");
    assert!(summary.starts_with("## ✘ golive: fail: secrets\n"), "{summary}");
    // Elsewhere nobody reads commands.
    repo().golive(["secrets"]).exits(1).never_says("::error");
}

#[test]
fn a_document_stays_alone_on_standard_output() {
    let repo = repo();
    let (run, _) = on_runner(&repo, &["secrets", "--format", "json"], &[]);
    run.exits(1).complains("::error file=app.py,line=1,");
    assert_eq!(run.json()["verdict"], "fail");
    let (run, _) = on_runner(&repo, &["secrets", "--format", "github"], &[]);
    assert_eq!((run.out().matches("::error file=").count(), run.err().matches("::error").count()), (1, 0), "{run}");
}

#[test]
fn both_can_be_switched_off_and_quiet_is_quiet() {
    let repo = repo();
    let (run, summary) = on_runner(&repo, &["secrets"], &[("GOLIVE_ANNOTATIONS", "false"), ("GOLIVE_SUMMARY", "false")]);
    run.exits(1).never_says("::error");
    assert_eq!(summary, "");
    on_runner(&repo, &["secrets", "--quiet"], &[]).0.exits(1).never_says("::error");
}

#[test]
fn a_run_that_could_not_be_done_is_annotated_too() {
    let (run, summary) = on_runner(&Repo::folder(), &["check"], &[]);
    run.exits(2).says("::error title=golive could not look::");
    assert!(summary.contains("is not in a git repository"), "{summary}");
}

#[test]
fn no_text_of_a_repository_is_a_command() {
    let repo = Repo::new();
    repo.write("##[error]a.py", format!("##[error]spoofed {}", assignment(1)))
        .write("::error::b.py", assignment(2))
        .stage()
        .commit("first");
    for format in ["human", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown", "html"] {
        for words in [&["secrets"][..], &["secrets", "nowhere::\n::error::x ##[error]y"]] {
            let (run, _) = on_runner(&repo, &[words, &["--format", format]].concat(), &[]);
            for line in run.out().lines().chain(run.err().lines()) {
                assert!(!line.contains("##["), "{format}: {line}");
                let is_command = line.trim_start().starts_with("::");
                let is_ours = ["::error file=", "::error title=golive", "::error title=secrets"].iter().any(|ours| line.starts_with(ours));
                assert!(!is_command || is_ours, "{format}: {line}");
            }
        }
    }
}
