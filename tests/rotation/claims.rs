//! Dates kept by hand, against the history of their line.

use crate::support::{Repo, Run};

const NOW: &str = "2026-11-25T00:00:00Z";

fn claim(date: &str, more: &str) -> String {
    format!("[[rotation.key]]\nname = \"A\"\nlast-rotated = {date}\n{more}")
}

/// Commits the settings as of a time.
fn commit(repo: &Repo, text: &str, at: &str) {
    repo.write("golive.toml", text).stage();
    repo.run("git")
        .args(["commit", "--quiet", "--message", "x"])
        .env("GIT_COMMITTER_DATE", at)
        .env("GIT_AUTHOR_DATE", at)
        .finish()
        .exits(0);
}

fn look(repo: &Repo) -> Run {
    repo.golive(["rotation", "--now", NOW, "--format", "json"])
}

fn grade(run: &Run) -> String {
    run.json()["gates"][0]["metrics"]["keys"][0]["evidence"].as_str().unwrap().to_owned()
}

#[track_caller]
fn holds(run: &Run, code: i32, rules: &[&str], worth: &str) {
    let found: Vec<String> = run.findings();
    assert_eq!(found, rules.iter().map(|rule| format!("golive.toml:3 {rule}")).collect::<Vec<_>>(), "{run}");
    assert_eq!(grade(run), worth, "{run}");
    run.exits(code);
}

#[test]
fn a_date_written_when_it_was_so_is_a_claim_and_with_a_cause_attested() {
    let repo = Repo::new();
    commit(&repo, &claim("2026-11-01", ""), "2026-11-01T12:00:00Z");
    holds(&look(&repo), 0, &[], "claimed");
    commit(&repo, &claim("2026-11-20", "evidence = \"https://x/1\"\n"), "2026-11-20T12:00:00Z");
    holds(&look(&repo), 0, &[], "attested");
    commit(&repo, &claim("2026-11-22", "evidence = \"https://x/1\"\n"), "2026-11-22T12:00:00Z");
    holds(&look(&repo), 0, &["claim-without-cause"], "claimed");
    commit(
        &repo,
        &format!("[rotation]\nmin-evidence = \"attested\"\n{}", claim("2026-11-22", "evidence = \"https://x/1\"\n")),
        "2026-11-22T12:00:00Z",
    );
    look(&repo).exits(1).says("claim-without-cause").says("evidence-too-weak");
}

#[test]
fn a_date_after_its_commit_or_long_before_it_is_doubted() {
    let repo = Repo::new();
    commit(&repo, &claim("2026-11-20", ""), "2026-11-01T12:00:00Z");
    holds(&look(&repo), 1, &["claim-from-the-future"], "inferred");
    let repo = Repo::new();
    commit(&repo, &claim("2026-10-01", ""), "2026-11-01T12:00:00Z");
    holds(&look(&repo), 0, &["claim-late"], "inferred");
    let repo = Repo::new();
    commit(&repo, &claim("2027-01-01", ""), "2026-11-01T12:00:00Z");
    look(&repo).exits(1).says("key-from-the-future");
}

#[test]
fn a_date_does_not_go_back() {
    let repo = Repo::new();
    commit(&repo, &claim("2026-11-10", ""), "2026-11-10T12:00:00Z");
    commit(&repo, &claim("2026-11-09", "evidence = \"y\"\n"), "2026-11-11T12:00:00Z");
    holds(&look(&repo), 1, &["claim-moved-back"], "claimed");
}

#[test]
fn a_date_that_is_in_no_commit_fails_in_continuous_integration() {
    let repo = Repo::new();
    commit(&repo, &claim("2026-01-10", ""), "2026-01-10T12:00:00Z");
    repo.write("golive.toml", claim("2026-11-24", ""));
    holds(&look(&repo), 0, &[], "inferred");
    let run = repo.golive_with().args(["rotation", "--now", NOW, "--format", "json"]).env("CI", "true").finish();
    holds(&run, 1, &["claim-not-committed"], "inferred");
}

#[test]
fn a_shallow_clone_proves_nothing() {
    let repo = Repo::new();
    commit(&repo, &claim("2026-11-10", ""), "2026-11-10T12:00:00Z");
    repo.write("other", "x").stage().commit("y");
    let clone = repo.clone_with("clone", &["--depth=1"]);
    let run = look(&clone);
    holds(&run, 2, &[], "inferred");
    assert!(run.json()["errors"][0]["message"].as_str().unwrap().starts_with("whether a commit published A cannot be told"), "{run}");
    commit(&repo, &format!("[rotation]\nmin-evidence = \"attested\"\n{}", claim("2026-11-10", "")), "2026-11-10T12:00:00Z");
    repo.write("other", "z").stage().commit("y");
    let clone = repo.clone_with("clone2", &["--depth=1"]);
    let run = look(&clone);
    run.exits(2);
    assert!(run.json()["errors"][0]["help"].as_str().unwrap().contains("fetch-depth: 0"), "{run}");
}

#[test]
fn exposure_counts_more_than_age() {
    let repo = Repo::new();
    commit(&repo, &claim("2026-11-10", "exposed-at = 2026-11-12\n"), "2026-11-10T12:00:00Z");
    holds(&look(&repo), 1, &["key-exposed"], "claimed");
    let repo = Repo::new();
    commit(&repo, &claim("2026-11-13", "exposed-at = 2026-11-12\n"), "2026-11-13T12:00:00Z");
    holds(&look(&repo), 0, &[], "claimed");
}

#[test]
fn a_rotation_before_the_value_was_committed_does_not_count() {
    for (date, code, rules) in [("2026-11-08", 1, &["key-exposed"][..]), ("2026-11-12", 0, &[]), ("2026-11-10", 0, &[])] {
        let repo = Repo::new();
        repo.write(".env", "A=a8f3k2m9q1z7w5x0\n");
        commit(&repo, "", "2026-11-10T12:00:00Z");
        repo.git(["rm", "--quiet", "--cached", ".env"]);
        std::fs::remove_file(repo.root().join(".env")).unwrap();
        commit(&repo, &claim(date, ""), "2026-11-12T12:00:00Z");
        let run = look(&repo);
        holds(&run, code, rules, "claimed");
        run.never_says("a8f3k2m9");
        if code == 1 {
            run.says("a value of A was committed in .env");
        }
    }
}

#[test]
fn what_a_shallow_clone_does_not_have_matters_only_to_older_keys() {
    let repo = Repo::new();
    repo.write(".env", "A=a8f3k2m9q1z7w5x0\n");
    commit(&repo, "", "2026-11-10T12:00:00Z");
    repo.git(["rm", "--quiet", "--cached", ".env"]);
    std::fs::remove_file(repo.root().join(".env")).unwrap();
    commit(&repo, &claim("2026-11-08", ""), "2026-11-12T12:00:00Z");
    let shallow = repo.clone_with("shallow", &["--depth=1"]);
    let run = look(&shallow);
    run.exits(2);
    assert!(run.json()["errors"][0]["help"].as_str().unwrap().contains("fetch-depth: 0"), "{run}");
    shallow.git(["fetch", "--quiet", "--unshallow"]);
    holds(&look(&shallow), 1, &["key-exposed"], "claimed");
    // Made after everything that is not here.
    commit(&repo, &claim("2026-11-20", ""), "2026-11-20T12:00:00Z");
    repo.write("later", "x").stage();
    commit(&repo, &claim("2026-11-20", ""), "2026-11-21T12:00:00Z");
    let shallow = repo.clone_with("shallow2", &["--shallow-since=2026-11-19"]);
    look(&shallow).exits(2);
    let shallow = repo.clone_with("shallow3", &["--shallow-since=2026-11-19"]);
    shallow.write("golive.toml", claim("2026-11-22", ""));
    holds(&look(&shallow), 0, &[], "inferred");
}

#[test]
fn where_published_keys_could_not_be_looked_for_nothing_passes() {
    let repo = Repo::new();
    repo.write(".env", "A=a8f3k2m9q1z7w5x0\n");
    commit(&repo, "", "2026-11-10T12:00:00Z");
    let blob = repo.git(["rev-parse", "HEAD:.env"]);
    repo.git(["rm", "--quiet", "--cached", ".env"]);
    std::fs::remove_file(repo.root().join(".env")).unwrap();
    commit(&repo, &claim("2026-11-12", ""), "2026-11-12T12:00:00Z");
    holds(&look(&repo), 0, &[], "claimed");
    std::fs::remove_file(repo.path(format!(".git/objects/{}/{}", &blob[..2], &blob[2..]))).unwrap();
    let run = look(&repo);
    run.exits(2);
    let error = run.json()["errors"][0].clone();
    assert!(error["message"].as_str().unwrap().starts_with("whether a commit published a key was not looked at"), "{run}");
    assert!(error["help"].as_str().unwrap().contains("git fsck"), "{run}");
}

#[test]
fn a_change_is_judged_by_the_settings_of_its_base() {
    let repo = Repo::new();
    commit(&repo, &claim("2026-01-10", ""), "2026-01-10T12:00:00Z");
    repo.git(["branch", "base"]);
    commit(&repo, "[[rotation.key]]\nname = \"B\"\nlast-rotated = 2026-11-20\n", "2026-11-20T12:00:00Z");
    look(&repo).exits(0);
    repo.golive(["rotation", "--now", NOW, "--policy-ref", "base"]).exits(1).says("A is 319 days old");
}
