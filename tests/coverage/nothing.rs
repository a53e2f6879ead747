//! What measured nothing, or something else, is never a pass.

use super::{APP, Traced, judged, lcov, metrics, repo, report};
use crate::support::Repo;
use std::time::{Duration, SystemTime};

#[track_caller]
fn cannot_tell(repo: &Repo, arguments: &[&str], why: &str) {
    let report = judged(repo, arguments, 2);
    assert_eq!(report["verdict"], "unknown");
    let messages: Vec<&str> = report["errors"].as_array().unwrap().iter().map(|error| error["message"].as_str().unwrap()).collect();
    assert!(messages.iter().any(|message| message.contains(why)), "{why:?} is not in {messages:#?}");
    assert!(report["errors"].as_array().unwrap().iter().all(|error| error["help"] != ""), "{report:#}");
}

#[test]
fn reports_that_measured_nothing() {
    let repo = repo();
    let zero = r#"<?xml version="1.0" ?><coverage line-rate="1" branch-rate="0" lines-covered="0" lines-valid="0" version="7" timestamp="1"><packages/></coverage>"#;
    for (name, text, why) in [
        ("missing.info", None, "missing.info is not there"),
        ("empty.info", Some(""), "empty.info is empty"),
        ("blank.info", Some("\n\n"), "blank.info is empty"),
        ("no-lines.info", Some("TN:\nSF:src/app.py\nend_of_record\n"), "no-lines.info holds no line"),
        ("cut.info", Some("TN:\nSF:src/app.py\nDA:1,1\nDA:2"), "cut.info"),
        ("prose.info", Some("All tests passed.\n"), "prose.info"),
        ("zero.xml", Some(zero), "zero.xml holds no file"),
        ("cut.xml", Some("<?xml version=\"1.0\"?><coverage line-rate=\"1\"><packages><package"), "cut.xml"),
        ("coverage.json", Some("{\"meta\": {\"format\": 3}, \"files\": {}, \"totals\": {"), "coverage.json"),
    ] {
        if let Some(text) = text {
            repo.write(name, text);
        }
        cannot_tell(&repo, &[name], why);
        cannot_tell(&repo, &[name, "--min-lines", "0", "--min-branches", "0"], why);
    }
}

#[test]
fn tests_that_ran_nothing() {
    let repo = repo();
    repo.write("lcov.info", lcov(&[Traced("src/app.py", &[(1, 0), (2, 0)], &[])]));
    cannot_tell(&repo, &["--min-lines", "0"], "not one line ran");
}

#[test]
fn paths_of_another_repository() {
    let repo = repo();
    repo.write("lcov.info", report().replace("src/app.py", "lib/other.py"));
    cannot_tell(&repo, &["--min-lines", "10"], "none of the 1 path of lcov.info is a file of this repository: lib/other.py");
    repo.write("lcov.info", report().replace("src/app.py", "../../../../etc/passwd"));
    cannot_tell(&repo, &["--min-lines", "10"], "none of the 1 path");
    repo.write("lcov.info", report().replace("src/app.py", "/etc/\u{1b}[31mpasswd"));
    repo.golive(["coverage"]).exits(2).never_says("\u{1b}").never_says("root:");
}

#[test]
fn no_report_at_all() {
    let repo = repo();
    cannot_tell(&repo, &[], "there is no coverage report in the usual places");
    let gate =
        |check: &serde_json::Value| check["gates"].as_array().unwrap().iter().find(|gate| gate["gate"] == "coverage").unwrap().clone();
    let check = repo.golive(["check", "--only", "coverage", "--format", "json"]).json();
    assert_eq!(gate(&check)["verdict"], "unknown");
    assert_eq!(check["requirements"].as_array().unwrap().iter().find(|line| line["id"] == "gate.coverage").unwrap()["verdict"], "unknown");
    let prose = Repo::new();
    prose.write("README.md", "# x\n").stage().commit("first");
    assert_eq!(gate(&prose.golive(["check", "--only", "coverage", "--format", "json"]).json())["verdict"], "skipped");
    prose.golive(["coverage"]).exits(2);
}

#[test]
fn the_help_names_a_command_of_the_project() {
    for (manifest, command) in [
        ("package.json", "npm test -- --coverage"),
        ("pyproject.toml", "coverage run --branch"),
        ("Cargo.toml", "cargo llvm-cov"),
        ("go.mod", "go test -coverprofile"),
        ("pom.xml", "mvn verify"),
        ("Gemfile", "simplecov"),
        ("composer.json", "--coverage-clover"),
    ] {
        let repo = repo();
        repo.write(manifest, "module x\n").git(["add", "--force", manifest]);
        assert!(judged(&repo, &[], 2)["errors"][0]["help"].as_str().unwrap().contains(command), "{manifest}");
    }
}

#[test]
fn a_report_that_does_not_fit_its_source() {
    let repo = repo();
    repo.write("lcov.info", lcov(&[Traced("src/app.py", &[(1, 1), (900, 1)], &[])]));
    cannot_tell(&repo, &["--min-lines", "10"], "src/app.py: it has 7 lines, and the report says that line 900 was measured");
    repo.write("lcov.info", lcov(&[Traced("src/app.py", &[(1, 1), (5, 1), (7, 1)], &[])]));
    cannot_tell(&repo, &["--min-lines", "10"], "src/app.py: line 5 is blank, and the report says that it ran");
    // What spans a blank line does not contradict it: a block over lines 4 to 7.
    repo.write("lcov.info", lcov(&[Traced("src/app.py", &[(4, 1), (5, 1), (6, 1), (7, 1)], &[])]));
    judged(&repo, &["--min-lines", "100"], 0);
}

/// Each of many files is looked into.
#[test]
fn a_large_report_that_does_not_fit_one_source() {
    let repo = repo();
    let paths: Vec<String> = (0..1_100).map(|number| format!("src/m{number}.py")).collect();
    for path in &paths {
        repo.write(path, APP);
    }
    repo.stage().commit("many");
    let of = |odd: &[(u32, u64)]| {
        let plain: &[(u32, u64)] = &[(1, 1), (2, 5), (3, 1), (4, 5), (7, 1)];
        let app = std::iter::once(Traced("src/app.py", plain, &[]));
        let files = paths.iter().map(|path| Traced(path, if path == "src/m777.py" { odd } else { plain }, &[]));
        lcov(&app.chain(files).collect::<Vec<_>>())
    };
    repo.write("lcov.info", of(&[(1, 1)]));
    judged(&repo, &["--min-lines", "100"], 0);
    repo.write("lcov.info", of(&[(1, 1), (90, 1)]));
    cannot_tell(&repo, &["--min-lines", "100"], "src/m777.py: it has 7 lines, and the report says that line 90 was measured");
    repo.write("lcov.info", of(&[(1, 1), (6, 1)]));
    cannot_tell(&repo, &["--min-lines", "100"], "src/m777.py: line 6 is blank, and the report says that it ran");
    // A source that was changed before the report was copied here, and is not committed.
    repo.write("src/m778.py", format!("\n{APP}"));
    repo.write("lcov.info", of(&[(1, 1)]));
    cannot_tell(&repo, &["--min-lines", "100"], "src/m778.py: line 7 is blank, and the report says that it ran");
    std::fs::remove_file(repo.path("src/m779.py")).unwrap();
    cannot_tell(&repo, &["--min-lines", "100"], "like it");
}

#[test]
fn a_report_older_than_its_source() {
    let repo = repo();
    let age = |path: &str, seconds: u64| {
        let file = std::fs::File::options().write(true).open(repo.path(path)).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(seconds)).unwrap();
    };
    repo.write("lcov.info", report());
    judged(&repo, &["--min-lines", "50"], 0);
    age("lcov.info", 3600);
    cannot_tell(&repo, &["--min-lines", "50"], "lcov.info does not fit the sources: src/app.py: the report was made before its commit");
    // The tests ran before the commit, on what was then committed.
    age("src/app.py", 7200);
    judged(&repo, &["--min-lines", "50"], 0);
    // Written again and changed: not what was tested.
    repo.git(["commit", "--quiet", "--amend", "--no-edit", "--date", "2020-01-01T00:00:00Z"]);
    let old =
        repo.run("git").args(["commit", "--quiet", "--amend", "--no-edit"]).env("GIT_COMMITTER_DATE", "2020-01-01T00:00:00Z").finish();
    old.exits(0);
    repo.write("src/app.py", APP.replace("> 3", "> 4"));
    cannot_tell(&repo, &["--min-lines", "50"], "src/app.py: it was changed after the report was made");
    // Written again as it was: a checkout does that.
    repo.write("src/app.py", APP);
    judged(&repo, &["--min-lines", "50"], 0);
}

#[test]
fn a_limit_on_what_the_report_does_not_know() {
    let repo = repo();
    repo.write("lcov.info", lcov(&[Traced("src/app.py", &[(1, 1)], &[])]));
    cannot_tell(&repo, &["--min-branches", "1"], "a limit on branches is set, and no branches are in lcov.info");
    cannot_tell(&repo, &["--min-lines", "1", "--min-functions", "1"], "no functions are in lcov.info");
    // A failure is an answer, whatever else cannot be told.
    repo.write("lcov.info", lcov(&[Traced("src/app.py", &[(1, 1), (2, 0)], &[])]));
    judged(&repo, &["--min-branches", "1", "--min-lines", "90"], 1);
}

#[test]
fn figures_are_shown_of_reports_that_are_not_trusted() {
    let repo = repo();
    repo.write("lcov.info", report().replace("src/app.py", "lib/other.py"));
    let report = judged(&repo, &[], 2);
    assert_eq!(super::figure(&metrics(&report)["lines"]), "4/5");
    assert_eq!(metrics(&report)["matched"]["files"], 0);
}
