//! The ratchet: uncovered counts that may only shrink.

use super::{APP, Traced, judged, lcov, metrics, repo, report};
use crate::support::Repo;

fn ratchet(repo: &Repo) -> String {
    std::fs::read_to_string(repo.path("ratchet.txt")).unwrap().lines().skip(1).map(|line| format!("{line}\n")).collect()
}

fn started() -> Repo {
    let repo = repo();
    repo.write("lcov.info", report());
    judged(&repo, &["--ratchet", "ratchet.txt"], 2);
    judged(&repo, &["--ratchet", "ratchet.txt", "--update"], 0);
    assert_eq!(ratchet(&repo), "1 1 src/app.py\n");
    repo.stage().commit("ratchet");
    repo
}

fn app(path: &str, missed: &[u32], branch: u64) -> String {
    let lines: Vec<(u32, u64)> = [1, 2, 3, 4, 7].map(|line| (line, u64::from(!missed.contains(&line)))).into();
    lcov(&[Traced(path, &lines, &[(2, 0, branch), (2, 1, 1)])])
}

#[test]
fn more_uncovered_fails_and_less_is_taken() {
    let repo = started();
    judged(&repo, &["--ratchet", "ratchet.txt"], 0);
    repo.write("lcov.info", app("src/app.py", &[3, 4], 0));
    let report = judged(&repo, &["--ratchet", "ratchet.txt", "--update"], 1);
    assert_eq!(report["findings"][0]["message"], "uncovered: 2 lines and 1 branch, where ratchet.txt allows 1 line and 1 branch");
    assert_eq!(ratchet(&repo), "1 1 src/app.py\n", "it never grows");
    repo.write("lcov.info", app("src/app.py", &[], 0));
    let report = judged(&repo, &["--ratchet", "ratchet.txt"], 0);
    assert!(metrics(&report)["notes"].to_string().contains("--update makes it smaller"));
    judged(&repo, &["--ratchet", "ratchet.txt", "--update"], 0);
    assert_eq!(ratchet(&repo), "0 1 src/app.py\n");
}

#[test]
fn new_files_start_at_nothing_uncovered_and_renamed_ones_keep_their_numbers() {
    let repo = started();
    repo.write("src/new.py", "x = 1\n");
    repo.write("lcov.info", report() + &lcov(&[Traced("src/new.py", &[(1, 0)], &[])]));
    let report_of = |code| judged(&repo, &["--ratchet", "ratchet.txt"], code);
    assert_eq!(report_of(1)["findings"][0]["message"], "uncovered: 1 line, and ratchet.txt does not list the file");
    repo.write("golive.toml", "[coverage]\nratchet-new-file = 1\n");
    report_of(0);
    repo.remove("golive.toml").remove("src/new.py");
    repo.git(["mv", "src/app.py", "src/renamed.py"]);
    repo.write("lcov.info", app("src/renamed.py", &[3], 0));
    report_of(0);
    repo.commit("renamed");
    repo.write("lcov.info", app("src/renamed.py", &[3], 0));
    report_of(0);
    repo.write("lcov.info", app("src/renamed.py", &[3, 4], 0));
    report_of(1);
    repo.write("lcov.info", app("src/renamed.py", &[3], 1));
    judged(&repo, &["--ratchet", "ratchet.txt", "--update"], 0);
    assert_eq!(ratchet(&repo), "1 0 src/renamed.py\n");
}

#[test]
fn deleting_covered_code_costs_nothing() {
    let repo = started();
    repo.write("src/app.py", APP.replace("\n\nlimit = 4\n", ""));
    let lines = [(1, 1), (2, 5), (3, 0), (4, 5)];
    repo.write("lcov.info", lcov(&[Traced("src/app.py", &lines, &[(2, 0, 0), (2, 1, 5)])]));
    judged(&repo, &["--ratchet", "ratchet.txt"], 0);
}

#[test]
fn ci_does_not_write_it() {
    let repo = started();
    let run = repo.golive_with().env("CI", "true").args(["coverage", "--ratchet", "ratchet.txt", "--update"]).finish();
    run.exits(2).complains("CI does not write the ratchet");
    repo.golive(["coverage", "--update"]).exits(2).complains("--update needs a ratchet");
}

#[test]
fn a_change_cannot_loosen_its_own_ratchet() {
    let repo = started();
    repo.write("lcov.info", app("src/app.py", &[3, 4], 0)).write("ratchet.txt", "# mine\n9 9 src/app.py\n");
    judged(&repo, &["--ratchet", "ratchet.txt"], 0);
    judged(&repo, &["--ratchet", "ratchet.txt", "--policy-ref", "HEAD"], 1);
    repo.write("ratchet.txt", "<<<<<<< HEAD\n");
    let error = judged(&repo, &["--ratchet", "ratchet.txt"], 2)["errors"][0].clone();
    assert!(error["message"].as_str().unwrap().starts_with("ratchet.txt:1: "), "{error}");
}
