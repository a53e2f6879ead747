//! Running the tests.

use super::{judged, metrics, repo, report};

#[test]
fn the_command_writes_the_report_that_is_judged() {
    let repo = repo();
    repo.write("made.txt", report());
    let run = repo.golive(["coverage", "--run", "echo testing; cp made.txt lcov.info", "--min-lines", "80"]);
    run.exits(0).complains("| testing");
    repo.write("golive.toml", "[coverage]\ncommand = [\"cp\", \"made.txt\", \"lcov.info\"]\nmin-lines = 80\n");
    judged(&repo, &[], 0);
    repo.remove("lcov.info").write("golive.toml", "[coverage]\ncommand = \"cp made.txt x.dat\"\nreports = [\"x.dat\"]\nmin-lines = 80\n");
    judged(&repo, &[], 0);
}

#[test]
fn failing_tests_fail_the_gate() {
    let repo = repo();
    repo.write("made.txt", report());
    let report = judged(&repo, &["--run", "cp made.txt lcov.info; echo 1 test failed >&2; exit 3", "--min-lines", "80"], 1);
    assert_eq!(report["findings"][0]["rule_id"], "coverage-command");
    assert!(report["findings"][0]["message"].as_str().unwrap().ends_with("failed with exit code 3"));
    assert_eq!(report["findings"][0]["notes"][0], "1 test failed");
    assert_eq!(super::figure(&metrics(&report)["lines"]), "4/5");
    judged(&repo, &["--run", "rm lcov.info; exit 1"], 1);
}

#[test]
fn a_command_that_measured_nothing_is_no_pass() {
    let repo = repo();
    repo.write("lcov.info", report());
    std::thread::sleep(std::time::Duration::from_millis(100));
    let message = |arguments: &[&str]| judged(&repo, arguments, 2)["errors"][0]["message"].as_str().unwrap().to_owned();
    assert_eq!(message(&["--run", "true"]), "the command wrote no coverage report: those in the usual places are older");
    assert_eq!(message(&["lcov.info", "--run", "true"]), "lcov.info was not written by the command: it is older than that");
    assert!(message(&["--run", "no-such-program-anywhere"]).contains("could not be run (exit code 127)"));
    repo.remove("lcov.info");
    assert_eq!(message(&["--run", "true"]), "the command wrote no coverage report in the usual places");
    repo.write("golive.toml", "[coverage]\ncommand = [\"no-such-program-anywhere\"]\n");
    assert!(message(&[]).contains("no-such-program-anywhere was not found"));
    repo.write("golive.toml", "[coverage]\ncommand = \"sleep 30\"\ntimeout = \"200ms\"\n");
    assert!(message(&[]).contains("was stopped after"));
    repo.write("golive.toml", "[coverage]\ncommand = \" \"\n");
    assert_eq!(message(&[]), "the coverage command is empty");
}

#[test]
fn reports_named_on_the_command_line_need_no_run() {
    let repo = repo();
    repo.write("lcov.info", report()).write("golive.toml", "[coverage]\ncommand = \"exit 1\"\nmin-lines = 80\n");
    judged(&repo, &["lcov.info"], 0);
}
