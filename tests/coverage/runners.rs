//! Test runners themselves, where they measure nothing and are content: Jest, Vitest, nyc, c8 and coverage.py at the versions that
//! scripts/test-tools-coverage.sh and scripts/test-tools.sh install.

use super::judged;
use crate::support::{Repo, project, tool};
use std::path::PathBuf;

/// Where the runners are installed. Without them a test cannot run: under CI that fails, elsewhere it says how to get them.
fn installed() -> Option<PathBuf> {
    let place = project().join("target/test-tools/coverage");
    if place.join("stamp").exists() {
        return Some(place.join("npm/node_modules"));
    }
    assert!(!golive::env::is_set(golive::env::CI), "test runners are missing: run scripts/test-tools-coverage.sh");
    eprintln!("NOT RUN: test runners are missing; scripts/test-tools-coverage.sh installs them");
    None
}

fn javascript() -> Option<Repo> {
    let modules = installed()?;
    let repo = Repo::new();
    repo.write(".gitignore", "node_modules\ncoverage\n.nyc_output\n").link("node_modules", modules);
    repo.write("package.json", "{\"private\": true}\n");
    repo.write("src/a.js", "exports.f = function (a) {\n  if (a) { return 1 }\n  return 2\n}\n");
    repo.write("test/a.test.js", "test('x', () => { expect(1).toBe(1) })\n");
    repo.write("test/v.test.mjs", "import { test, expect } from 'vitest'\ntest('x', () => { expect(1).toBe(1) })\n");
    repo.write("test/plain.js", "console.log(1)\n").stage().commit("first");
    Some(repo)
}

/// The command passes its own threshold of 90 % on nothing; the gate cannot tell, of its run and of each report that it wrote.
#[track_caller]
fn measures_nothing(repo: &Repo, command: &str, reports: &[&str]) {
    repo.run("sh").args(["-c", command]).finish().exits(0);
    for report in reports {
        let judged = judged(repo, &[report, "--min-lines", "90"], 2);
        assert_eq!(judged["verdict"], "unknown", "{report}: {judged:#}");
    }
    let judged = judged(repo, &["--run", command, "--min-lines", "90"], 2);
    assert_eq!(judged["verdict"], "unknown", "{judged:#}");
    std::fs::remove_dir_all(repo.path("coverage")).unwrap();
}

#[test]
fn jest_is_content_with_nothing() {
    let Some(repo) = javascript() else { return };
    let jest = "node_modules/.bin/jest test/a.test.js --coverage --coverageReporters=lcov --coverageReporters=json --coverageReporters=cobertura --coverageReporters=clover --coverageReporters=json-summary";
    let reports = ["lcov.info", "coverage-final.json", "cobertura-coverage.xml", "clover.xml", "coverage-summary.json"];
    let reports: Vec<String> = reports.iter().map(|name| format!("coverage/{name}")).collect();
    let threshold = "--coverageThreshold='{\"global\": {\"lines\": 90}}'";
    measures_nothing(&repo, &format!("{jest} {threshold}"), &reports.iter().map(String::as_str).collect::<Vec<_>>());
    // With a test of the source the same command is judged by what it covers.
    repo.write("test/a.test.js", "const a = require('../src/a')\ntest('x', () => { expect(a.f(1)).toBe(1) })\n");
    judged(&repo, &["--run", jest, "--min-lines", "66", "--min-branches", "50"], 0);
    judged(&repo, &["--run", jest, "--min-lines", "66.67"], 1);
    // And a source that no test loads is not forgotten.
    repo.write("src/b.js", "exports.g = 1\n").stage();
    judged(&repo, &["--run", jest, "--min-lines", "66"], 1);
}

#[test]
fn vitest_nyc_and_c8_are_content_with_nothing() {
    let Some(repo) = javascript() else { return };
    let reports = ["coverage/lcov.info", "coverage/coverage-final.json", "coverage/cobertura-coverage.xml"];
    let vitest = "node_modules/.bin/vitest run test/v.test.mjs --coverage.enabled --coverage.include='none/**' --coverage.reporter=lcov --coverage.reporter=json --coverage.reporter=cobertura --coverage.thresholds.lines=90";
    measures_nothing(&repo, vitest, &reports);
    for runner in ["nyc", "c8 -n 'src/**'"] {
        let command = format!(
            "node_modules/.bin/{runner} --reporter=lcov --reporter=json --reporter=cobertura --check-coverage --lines 90 node test/plain.js"
        );
        measures_nothing(&repo, &command, &reports);
    }
}

#[test]
fn coverage_py_is_content_with_a_file_without_lines() {
    let Some(coverage) = tool("coverage") else { return };
    let repo = Repo::new();
    repo.write(".gitignore", ".coverage\ncoverage/\n")
        .write("src/__init__.py", "")
        .write("run.py", "import sys\nsys.path.insert(0, '.')\nimport src\n")
        .stage()
        .commit("first");
    let coverage = coverage.display();
    let command = format!(
        "mkdir -p coverage && {coverage} run --branch --include='src/*' run.py && {coverage} xml -o coverage/coverage.xml && {coverage} lcov -o coverage/lcov.info && {coverage} json -o coverage/coverage.json && {coverage} report --fail-under=90"
    );
    measures_nothing(&repo, &command, &["coverage/coverage.xml", "coverage/lcov.info", "coverage/coverage.json"]);
}
