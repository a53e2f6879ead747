//! From paths of a report to files of the repository.

use super::{APP, Traced, figure, judged, lcov, metrics, repo, report};
use crate::support::Repo;

#[test]
fn a_container_s_paths_are_found() {
    let repo = repo();
    for path in ["/app/src/app.py", "C:\\\\build\\src\\app.py", "./src/app.py", "src/../src/app.py", "/github/workspace/src/app.py"] {
        repo.write("lcov.info", report().replace("src/app.py", path));
        let report = judged(&repo, &["--min-lines", "80"], 0);
        assert_eq!(metrics(&report)["matched"]["files"], 1, "{path}");
        assert!(report["gates"][0]["summary"].as_str().unwrap().ends_with("1 of 1 file matched"), "{path}");
    }
    let here = repo.path("src/app.py").display().to_string();
    repo.write("lcov.info", report().replace("src/app.py", &here));
    judged(&repo, &["--min-lines", "80"], 0);
}

#[test]
fn settings_map_what_cannot_be_found() {
    let repo = Repo::new();
    repo.write(".gitignore", "*.info\n").write("server/app.py", APP).stage().commit("first");
    repo.write("lcov.info", report());
    judged(&repo, &["--min-lines", "80"], 2);
    judged(&repo, &["--min-lines", "80", "--strip-prefix", "src"], 0);
    repo.write("golive.toml", "[coverage]\nmin-lines = 80\n[[coverage.path-map]]\nfrom = \"src\"\nto = \"server\"\n");
    judged(&repo, &[], 0);
}

#[test]
fn two_files_that_may_be_meant_are_both_named() {
    let repo = Repo::new();
    repo.write(".gitignore", "*.info\n").write("a/src/app.py", APP).write("b/src/app.py", APP).stage().commit("first");
    repo.write("lcov.info", report());
    let error = judged(&repo, &["--min-lines", "80"], 2)["errors"][0].clone();
    assert_eq!(error["message"], "src/app.py of lcov.info may be a/src/app.py or b/src/app.py");
    assert!(error["help"].as_str().unwrap().contains("path-map"));
    repo.write("b/lcov.info", report());
    let report = judged(&repo, &["b/lcov.info", "--min-lines", "80", "--absent", "ignore"], 0);
    assert!(metrics(&report)["files"]["b/src/app.py"].is_object());
}

#[test]
fn what_is_no_file_of_the_repository_is_counted_and_named() {
    let repo = repo();
    repo.write("lcov.info", report() + &lcov(&[Traced("/usr/include/x.h", &[(1, 0)], &[])]));
    let run = repo.golive(["coverage", "--min-lines", "60"]);
    run.exits(0).says("1 of 2 files matched").says("1 of 2 files of the reports are none of the repository: /usr/include/x.h");
}

#[test]
fn packages_of_a_monorepo_have_a_report_each() {
    let repo = Repo::new();
    repo.write(".gitignore", "coverage/\n");
    for package in ["a", "b"] {
        repo.write(format!("{package}/package.json"), "{}").write(format!("{package}/src/index.js"), "let x = 1;\nx += 1;\n");
    }
    repo.stage().commit("first");
    repo.write("a/coverage/lcov.info", lcov(&[Traced("src/index.js", &[(1, 1), (2, 1)], &[])]));
    repo.write("b/coverage/lcov.info", lcov(&[Traced("src/index.js", &[(1, 1), (2, 0)], &[])]));
    // The same run in another format is not counted again.
    repo.write("b/coverage/clover.xml", "<?xml version=\"1.0\"?><coverage generated=\"1\" clover=\"3.2.0\"><project timestamp=\"1\" name=\"x\"><metrics statements=\"1\" coveredstatements=\"1\" conditionals=\"0\" coveredconditionals=\"0\" methods=\"0\" coveredmethods=\"0\"/><file name=\"index.js\" path=\"src/index.js\"><metrics statements=\"1\" coveredstatements=\"1\" conditionals=\"0\" coveredconditionals=\"0\" methods=\"0\" coveredmethods=\"0\"/><line num=\"1\" count=\"1\" type=\"stmt\"/></file></project></coverage>");
    let report = judged(&repo, &["--min-lines", "75"], 0);
    assert_eq!(figure(&metrics(&report)["lines"]), "3/4");
    assert_eq!(metrics(&report)["reports"].as_array().unwrap().len(), 2);
    assert!(metrics(&report)["notes"].to_string().contains("b/coverage/clover.xml is left out"));
}

#[test]
fn go_paths_begin_with_their_module() {
    let repo = Repo::new();
    repo.write(".gitignore", "*.out\n").write("svc/go.mod", "module example.org/svc // here\n\ngo 1.22\n");
    repo.write("svc/pkg/a.go", "package pkg\n\nfunc A(n int) int {\n\tif n > 1 {\n\t\treturn 1\n\t}\n\n\treturn 2\n}\n")
        .stage()
        .commit("first");
    repo.write(
        "svc/coverage.out",
        "mode: set\nexample.org/svc/pkg/a.go:3.19,4.11 1 1\nexample.org/svc/pkg/a.go:4.11,6.3 1 0\nexample.org/svc/pkg/a.go:8.2,8.10 1 1\n",
    );
    let report = judged(&repo, &["--min-regions", "66.66"], 0);
    assert_eq!(figure(&metrics(&report)["regions"]), "2/3");
    assert_eq!(metrics(&report)["branches"], serde_json::Value::Null);
    assert!(metrics(&report)["files"]["svc/pkg/a.go"].is_object());
    // Nothing says branches; the checklist's figure is held against what is known.
    let report = judged(&repo, &[], 1);
    assert!(metrics(&report)["notes"].to_string().contains("no report knows branches"), "{report:#}");
}

/// A report may not be made better by lines that are not here.
#[test]
fn lines_of_other_places_hold_no_limit_up() {
    let repo = repo();
    let other: Vec<(u32, u64)> = (1..=4).map(|line| (line, 9)).collect();
    let ours = Traced("src/app.py", &[(1, 1), (2, 1), (3, 0), (4, 0)], &[]);
    repo.write("lcov.info", lcov(&[ours, Traced("/etc/passwd", &other, &[])]));
    let found = judged(&repo, &["--min-lines", "70"], 1);
    assert_eq!((figure(&metrics(&found)["lines"]), figure(&metrics(&found)["judged"]["lines"])), ("6/8".to_owned(), "2/4".to_owned()));
    let run = repo.golive(["coverage", "--min-lines", "70"]);
    run.exits(1).says("with files that are none of the repository, which do not count: /etc/passwd");
    judged(&repo, &["--min-lines", "50"], 0);
}

/// coverage.py 7.6 lists a docstring that ran, and does not count it.
#[test]
fn figures_of_coverage_py_are_its_own() {
    let repo = repo();
    repo.write("src/app.py", format!("\"\"\"Doc.\"\"\"\n{APP}")).stage().commit("doc");
    let report = r#"{"meta":{"version":"7.6.1","format":3},"files":{"src/app.py":{"executed_lines":[1,2,3,8],"missing_lines":[4],"excluded_lines":[8],"summary":{"covered_lines":2,"num_statements":3}}},"totals":{"covered_lines":2,"num_statements":3}}"#;
    repo.write("coverage.json", report);
    let run = repo.golive(["coverage", "--min-lines", "66"]);
    run.exits(0).says("2 of 3").never_says("its header says");
}
