//! Reports that real tools write of real runs.

use super::{APP, figure, judged, metrics};
use crate::support::{Repo, tool};
use std::path::Path;

fn project() -> Repo {
    let repo = Repo::new();
    repo.write(".gitignore", "coverage.*\n.coverage\nlcov.info\n__pycache__/\n")
        .write("pyproject.toml", "[tool.coverage.run]\nbranch = true\nsource = [\"src\"]\n");
    repo.write("src/app.py", APP).write("src/__init__.py", "").write("src/idle.py", "def idle():\n    return 1\n");
    repo.write("check.py", "from src import app\nassert app.pick(1) == 2\n").stage().commit("first");
    repo
}

fn measure(repo: &Repo, coverage: &Path, arguments: &[&str]) {
    repo.run(coverage.to_str().unwrap()).env("PYTHONPATH", repo.root()).args(arguments).finish().exits(0);
}

#[test]
fn coverage_py_in_all_of_its_formats() {
    let Some(coverage) = tool("coverage") else { return };
    let repo = project();
    measure(&repo, &coverage, &["run", "check.py"]);
    let mut figures = Vec::new();
    for (kind, name) in [("xml", "coverage.xml"), ("json", "coverage.json"), ("lcov", "coverage.lcov")] {
        measure(&repo, &coverage, &[kind]);
        let report = judged(&repo, &[name, "--min-lines", "50", "--absent", "ignore"], 0);
        let metrics = metrics(&report);
        figures.push((figure(&metrics["lines"]), figure(&metrics["branches"])));
        assert_eq!(metrics["matched"]["files"], metrics["matched"]["of"], "{name}");
    }
    // The tool's own text: src/app.py 5 statements, 1 missed, 2 branches, 1 missed; src/idle.py 2 statements, 2 missed.
    assert_eq!(figures, vec![("4/7".to_owned(), "1/2".to_owned()); 3]);
    // All three stand in usual places: one counts.
    let report = judged(&repo, &["--min-lines", "57.14", "--absent", "ignore"], 0);
    assert_eq!(metrics(&report)["reports"].as_array().unwrap().len(), 1);
    assert_eq!(figure(&metrics(&report)["branches"]), "1/2");
}

#[test]
fn two_runs_of_which_each_takes_one_branch_cover_both() {
    let Some(coverage) = tool("coverage") else { return };
    let repo = project();
    for (at, argument) in ["1", "9"].iter().enumerate() {
        repo.write("check.py", format!("from src import app\napp.pick({argument})\n"));
        measure(&repo, &coverage, &["run", "check.py"]);
        measure(&repo, &coverage, &["xml", "-o", &format!("coverage.{at}.xml")]);
    }
    let report = judged(&repo, &["coverage.0.xml", "coverage.1.xml", "--min-branches", "100", "--absent", "ignore"], 0);
    assert_eq!(figure(&metrics(&report)["branches"]), "2/2");
    assert_eq!(metrics(&report)["at_least"], serde_json::json!([]));
}

#[test]
fn the_tests_are_run_and_a_stale_report_is_told() {
    let Some(coverage) = tool("coverage") else { return };
    let repo = project();
    let coverage = coverage.display();
    let command = format!("PYTHONPATH=. '{coverage}' run check.py && '{coverage}' xml");
    let report = judged(&repo, &["--run", &command, "--min-lines", "57", "--absent", "ignore"], 0);
    assert_eq!(metrics(&report)["reports"][0]["path"], "coverage.xml");
    // Two lines more at the top: what the report says of line 4 is now about another.
    repo.write("src/app.py", format!("\n\n{APP}"));
    let error = judged(&repo, &["--min-lines", "10"], 2)["errors"][0].clone();
    assert!(error["message"].as_str().unwrap().contains("src/app.py: line 1 is blank"), "{error}");
}
