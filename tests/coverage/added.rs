//! Coverage of added lines.

use super::{APP, Traced, judged, lcov, metrics, repo, report};
use crate::support::{Repo, github_pat, snapshot};

/// A branch that adds a function of four lines: one is missed, one has a branch that was not taken.
fn changed() -> Repo {
    let repo = repo();
    repo.git(["branch", "base"]);
    let added = "\n\ndef more(n):\n    if n:\n        return 2\n    return 3\n";
    repo.write("src/app.py", format!("{APP}{added}")).stage().commit("second");
    let lines = [(1, 1), (2, 5), (3, 0), (4, 5), (7, 1), (10, 1), (11, 2), (12, 0), (13, 2)];
    repo.write("lcov.info", lcov(&[Traced("src/app.py", &lines, &[(2, 0, 0), (2, 1, 5), (11, 0, 0), (11, 1, 2)])]));
    repo
}

#[test]
fn an_added_line_is_covered_missed_or_partial() {
    let repo = changed();
    let run = repo.golive(["coverage", "--diff", "base", "--min-diff", "80"]);
    run.exits(1);
    snapshot("coverage_diff", &run.out());
    let report = judged(&repo, &["--diff", "base", "--min-diff", "50"], 0);
    let diff = &metrics(&report)["diff"];
    assert_eq!((super::figure(diff), &diff["missed"], &diff["partial"]), ("2/4".to_owned(), &1.into(), &1.into()));
    assert_eq!(diff["base"], repo.git(["rev-parse", "base"]));
    judged(&repo, &["--diff", "base", "--max-missed", "2"], 0);
    judged(&repo, &["--diff", "base", "--max-missed", "1"], 1);
    judged(&repo, &["--diff", "base", "--min-diff", "50", "--max-unmeasured", "0"], 0);
    // Lines before the change are of no interest.
    let places = repo.golive(["coverage", "--diff", "base", "--min-diff", "80", "--format", "json"]).findings();
    assert_eq!(places, ["-:null coverage-diff", "src/app.py:11 coverage-line", "src/app.py:12 coverage-line"]);
}

/// A report that names the first lines of statements says nothing of the others: that is no gap.
#[test]
fn a_line_on_which_a_statement_goes_on_is_not_unmeasured() {
    let repo = repo();
    repo.git(["branch", "base"]);
    let added =
        "\n\ndef more(\n    n,\n    m=2,\n):\n    x = pick(\n        n  # first\n    )\n    return x + \\\n        m\n\n\nunseen = 1\n";
    repo.write("src/app.py", format!("{APP}{added}")).stage().commit("second");
    let lines = [(1, 1), (2, 5), (3, 1), (4, 5), (7, 1), (10, 1), (14, 1), (17, 0)];
    repo.write("lcov.info", lcov(&[Traced("src/app.py", &lines, &[])]));
    let report = judged(&repo, &["--diff", "base", "--min-diff", "60"], 0);
    let diff = &metrics(&report)["diff"];
    assert_eq!((super::figure(diff), &diff["missed"], &diff["unmeasured"]), ("2/3".to_owned(), &1.into(), &1.into()));
    judged(&repo, &["--diff", "base", "--min-diff", "60", "--max-unmeasured", "1"], 0);
    judged(&repo, &["--diff", "base", "--min-diff", "60", "--max-unmeasured", "0"], 1);
}

#[test]
fn a_new_file_that_no_report_mentions_is_not_covered() {
    let repo = changed();
    repo.write("src/new.py", "# about\nx = 1\n\ny = 2\n");
    let report = judged(&repo, &["--diff", "base", "--min-diff", "50"], 1);
    assert_eq!((super::figure(&metrics(&report)["diff"]), &metrics(&report)["diff"]["absent"]), ("2/6".to_owned(), &2.into()));
    judged(&repo, &["--diff", "base", "--min-diff", "1", "--max-unmeasured", "1"], 1);
    repo.remove("src/new.py").write("tests/test_new.py", "x = 1\n").write("app.rs", "fn main() {}\n");
    let report = judged(&repo, &["--diff", "base", "--min-diff", "50"], 0);
    let notes = metrics(&report)["notes"].to_string();
    assert!(notes.contains("of languages that no report covers") && notes.contains("app.rs"), "{notes}");
}

#[test]
fn nothing_added_is_said() {
    let repo = repo();
    repo.write("lcov.info", report()).git(["branch", "base"]);
    repo.write("src/app.py", format!("{APP}\n# a remark\n")).stage().commit("second");
    repo.write("lcov.info", report());
    let run = repo.golive(["coverage", "--diff", "base", "--min-diff", "100"]);
    run.exits(0).says("nothing to measure: no line of code was added");
}

#[test]
fn a_rename_adds_nothing() {
    let repo = repo();
    repo.git(["branch", "base"]);
    repo.git(["mv", "src/app.py", "src/other.py"]);
    repo.commit("second").write("lcov.info", report().replace("app.py", "other.py"));
    repo.golive(["coverage", "--diff", "base", "--min-diff", "100"]).exits(0).says("nothing to measure");
}

#[test]
fn a_base_that_is_not_there_says_what_to_fetch() {
    let repo = changed();
    let error = judged(&repo, &["--diff", "nowhere", "--min-diff", "1"], 2)["errors"][0].clone();
    assert!(error["message"].as_str().unwrap().contains("added lines cannot be told: nowhere names no commit"), "{error}");
    let shallow = repo.clone_with("shallow", &["--depth", "1"]);
    shallow.write("lcov.info", std::fs::read(repo.path("lcov.info")).unwrap());
    let error = judged(&shallow, &["--diff", "HEAD~1", "--min-diff", "1"], 2)["errors"][0].clone();
    assert!(error["help"].as_str().unwrap().contains("fetch-depth: 0"), "{error}");
    repo.golive(["coverage", "--min-diff", "80"]).exits(2).complains("--diff BASE");
}

/// A partial clone: all lines of a changed file counted as added, and nothing said so.
#[test]
fn a_base_whose_files_are_not_there_says_what_to_fetch() {
    let repo = changed();
    repo.write("tests/test_app.py", "x = 1\n").write("notes.md", "a\n").stage().commit("third");
    repo.git(["branch", "--force", "base"]);
    repo.write("src/app.py", format!("{APP}\n\ndef more(n):\n    return 3\n"))
        .write("tests/test_app.py", "x = 2\n")
        .write("notes.md", "b\n");
    repo.stage().commit("fourth");
    repo.config("uploadpack.allowFilter", "true");
    let partial = repo.clone_with("partial", &["--filter=blob:none"]);
    let lines = [(1, 1), (2, 5), (3, 1), (4, 5), (7, 1), (10, 1), (11, 1)];
    partial.write("lcov.info", lcov(&[Traced("src/app.py", &lines, &[])]));
    for limit in [&["--min-diff", "1"][..], &["--max-missed", "9"], &[]] {
        let arguments = [&["--diff", "HEAD~1"], limit].concat();
        let report = judged(&partial, &arguments, 2);
        let error = &report["errors"][0];
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("src/app.py is not in this clone"), "{error}");
        assert!(!message.contains("test_app") && !message.contains("notes.md"), "{error}");
        assert!(error["help"].as_str().unwrap().contains("git fetch --refetch --no-filter"), "{error}");
    }
    // What is known to be beyond a limit stays a failure.
    partial.write("src/new.py", "x = 1\n");
    judged(&partial, &["--diff", "HEAD~1", "--max-missed", "0"], 1);
    partial.remove("src/new.py").git(["fetch", "--quiet", "--refetch", "--no-filter"]);
    judged(&partial, &["--diff", "HEAD~1", "--min-diff", "100"], 0);
}

/// Which file was renamed is told by the contents.
#[test]
fn a_rename_whose_contents_are_not_there_says_what_to_fetch() {
    let repo = repo();
    repo.git(["mv", "src/app.py", "src/other.py"]);
    repo.write("src/other.py", format!("{APP}x = 1\n")).stage().commit("second");
    repo.config("uploadpack.allowFilter", "true");
    let partial = repo.clone_with("partial", &["--filter=blob:none"]);
    partial.write("lcov.info", report().replace("app.py", "other.py"));
    let error = judged(&partial, &["--diff", "HEAD~1", "--max-missed", "9"], 2)["errors"][0].clone();
    assert!(error["help"].as_str().unwrap().contains("git fetch --refetch --no-filter"), "{error}");
}

#[test]
fn ci_says_the_base() {
    let repo = changed();
    let (before, after) = (repo.git(["rev-parse", "base"]), repo.git(["rev-parse", "HEAD"]));
    let event = format!("{{\"ref\": \"refs/heads/main\", \"before\": \"{before}\", \"after\": \"{after}\"}}");
    repo.write(".git/event.json", event);
    let variables =
        [("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", "push"), ("GITHUB_REF", "refs/heads/main"), ("GITHUB_SHA", after.as_str())];
    let running = repo.golive_with().args(["coverage", "--diff", "auto", "--min-diff", "50", "--output", "json=.git/report.json"]);
    let running = variables.iter().fold(running, |running, (name, value)| running.env(name, value));
    running.env("GITHUB_EVENT_PATH", repo.path(".git/event.json")).finish().exits(0);
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(repo.path(".git/report.json")).unwrap()).unwrap();
    assert_eq!((super::figure(&metrics(&report)["diff"]), &metrics(&report)["diff"]["base"]), ("2/4".to_owned(), &before.into()));
    repo.golive(["coverage", "--diff", "auto", "--min-diff", "50"]).exits(2);
}

#[test]
fn a_secret_on_an_uncovered_line_is_not_shown() {
    let repo = repo();
    repo.git(["branch", "base"]);
    let token = github_pat(1);
    repo.write("src/app.py", format!("{APP}key = \"{token}\"\n"));
    repo.write("lcov.info", lcov(&[Traced("src/app.py", &[(1, 1), (8, 0)], &[])]));
    for format in ["human", "json", "jsonl"] {
        let run = repo.golive(["coverage", "--diff", "base", "--min-diff", "80", "--format", format]);
        run.exits(1).never_says(&token).says("ghp_****");
    }
}
