//! Tools that are recognised and run: clean, with findings, broken, missing.

use super::{javascript, python};
use crate::support::Repo;
use std::path::PathBuf;

#[test]
fn eslint_and_tsc_are_recognised_and_judged() {
    let Some(repo) = javascript() else { return };
    repo.golive(["lint"]).exits(0).says("0 findings from eslint");
    repo.golive(["typecheck"]).exits(0).says("0 findings from tsc");
    repo.write("a.js", "const alpha = 1;\ndebugger;\n").write("b.ts", "export const two: number = \"2\";\n");
    let run = repo.golive(["lint", "--format", "json"]);
    assert_eq!(run.exits(1).findings(), ["a.js:1 no-unused-vars", "a.js:2 no-debugger"]);
    let counts = &run.json()["gates"][0]["metrics"]["diagnostics"];
    assert_eq!(counts.to_string(), "{\"error\":1,\"note\":0,\"warning\":1}");
    let run = repo.golive(["typecheck", "--format", "json"]);
    assert_eq!(run.exits(1).findings(), ["b.ts:1 TS2322"]);
    assert_eq!(run.json()["findings"][0]["column"], 14);
}

#[test]
fn a_syntax_error_and_broken_settings_are_no_clean_run() {
    let Some(repo) = javascript() else { return };
    repo.write("a.js", "const = ;\n");
    repo.golive(["lint"]).exits(1);
    repo.write("a.js", "export const one = 1;\n")
        .write("eslint.config.mjs", "export default [{ rules: { \"no-such-rule\": \"error\" } }];\n");
    repo.golive(["lint"]).exits(2).says("no-such-rule");
    repo.write("eslint.config.mjs", "export default [\n");
    repo.golive(["lint"]).exits(2).says("SyntaxError");
    repo.write("tsconfig.json", "{\"include\": [\"none/*.ts\"]}\n");
    repo.golive(["typecheck"]).exits(2).says("TS18003");
}

#[test]
fn what_is_not_installed_is_said_with_what_to_do() {
    let Some(repo) = javascript() else { return };
    repo.remove("node_modules");
    let run = repo.golive(["lint"]);
    // A tool of that name may be installed for everybody.
    assert_eq!(run.code, Some(2), "{run}");
    repo.golive(["lint", "--run", "no-such-linter --all"]).exits(2).says("not found");
    repo.golive(["lint", "--run", "npm run lint"]).exits(2).says("Missing script");
}

#[test]
fn ruff_and_mypy_are_recognised_and_judged() {
    let Some(repo) = python() else { return };
    repo.golive(["lint"]).exits(0);
    repo.golive(["typecheck"]).exits(0);
    repo.write("a.py", "import os\n\none: int = \"1\"\n");
    assert_eq!(repo.golive(["lint", "--format", "json"]).exits(1).findings(), ["a.py:1 F401"]);
    assert_eq!(repo.golive(["typecheck", "--format", "json"]).exits(1).findings(), ["a.py:3 assignment"]);
}

#[test]
fn errors_that_prevent_further_checking_are_told_beside_the_failure() {
    let Some(repo) = python() else { return };
    repo.write("a.py", "def f(:\n");
    let run = repo.golive(["typecheck"]);
    run.exits(1).says("did not look at everything");
    repo.write("a.py", "one = 1\n").write("pyproject.toml", "[tool.ruff]\nno-such-key = 1\n[tool.mypy]\n");
    repo.golive(["lint"]).exits(2);
    repo.write("pyproject.toml", "[tool.ruff]\ninclude = [\"none/*.py\"]\n[tool.mypy]\nfiles = [\"none.py\"]\n");
    repo.golive(["lint"]).exits(2);
    repo.golive(["typecheck"]).exits(2);
}

#[test]
fn a_script_that_says_nothing_is_clean_only_where_its_tool_is_known_for_it() {
    let Some(repo) = javascript() else { return };
    let script = |line: &str| {
        repo.write("package.json", format!("{{\"name\": \"x\", \"scripts\": {{\"lint\": \"{line}\", \"check\": \"{line}\"}}}}\n"))
    };
    script("eslint .");
    repo.golive(["lint", "--run", "npm run check"]).exits(0);
    script("true");
    repo.golive(["lint", "--run", "npm run check"]).exits(2).says("said nothing");
    repo.write("golive.toml", "[lint]\nsilent-when-clean = true\n");
    repo.golive(["lint", "--run", "npm run check"]).exits(0);
    repo.remove("golive.toml");
    // A warning on which the project's own command fails is a failure.
    script("eslint --max-warnings 0 .");
    repo.write("a.js", "debugger;\n");
    repo.golive(["lint"]).exits(1).says("the tool itself fails");
    repo.golive(["lint", "--max-warnings", "1"]).exits(0);
    script("eslint .");
    repo.golive(["lint"]).exits(0).says("1 finding");
    repo.golive(["lint", "--fail-on", "warning"]).exits(1);
}

#[test]
fn clippy_is_recognised_and_judged() {
    let home = golive::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let of = |name: &str, folder: &str| golive::env::var_os(name).map_or_else(|| home.join(folder), PathBuf::from);
    let repo = Repo::new();
    repo.write("Cargo.toml", "[package]\nname = \"x\"\nversion = \"0.1.0\"\nedition = \"2021\"\n").write(".gitignore", "target\n");
    let clippy = |text: &str| {
        repo.write("src/lib.rs", text);
        let run = repo.golive_with().env("RUSTUP_HOME", of("RUSTUP_HOME", ".rustup")).env("CARGO_HOME", of("CARGO_HOME", ".cargo"));
        run.env("CARGO_NET_OFFLINE", "true").args(["lint", "--format", "json"]).finish()
    };
    assert_eq!(clippy("pub fn one() -> u8 {\n    1\n}\n").exits(0).findings(), Vec::<String>::new());
    assert_eq!(clippy("pub fn one() -> u8 {\n    return 1;\n}\n").exits(0).findings(), ["src/lib.rs:2 clippy::needless_return"]);
    let run = clippy("pub fn one() -> u8 {\n    \"1\"\n}\n");
    assert_eq!(run.exits(1).findings(), ["src/lib.rs:2 E0308"]);
    repo.write("Cargo.toml", "[package\n");
    clippy("").exits(2);
}

#[test]
fn nothing_known_is_not_a_pass() {
    let repo = Repo::new();
    repo.write("main.py", "x = 1\n").stage().commit("first");
    repo.golive(["lint"]).exits(2).says("no command to lint is known").says("--run");
    repo.golive(["typecheck"]).exits(2).says("no command to typecheck is known");
    let report = repo.golive(["check", "--only", "lint,typecheck", "--format", "json"]).json();
    let line = |id: &str| report["requirements"].as_array().unwrap().iter().find(|line| line["id"] == id).unwrap()["verdict"].clone();
    assert_eq!((line("gate.lint"), line("gate.typecheck")), ("unknown".into(), "unknown".into()));
}

#[test]
fn a_clean_run_in_a_format_that_is_empty_then_passes() {
    let Some(repo) = python() else { return };
    let ruff = |format: &str, file: &str| format!(".venv/bin/ruff check --output-format={format} {file}");
    repo.write("b.py", "import os\n");
    for format in ["github", "json-lines", "pylint", "azure"] {
        repo.golive(["lint", "--run", &ruff(format, "a.py")]).exits(0);
        repo.golive(["lint", "--run", &ruff(format, "b.py")]).exits(1);
        repo.golive(["lint", "--run", &ruff(format, "none.py")]).exits(2);
    }
    repo.golive(["lint", "--run", ".venv/bin/ruff check --output-format pylint a.py"]).exits(0);
    repo.golive(["lint", "--run", ".venv/bin/ruff check -q a.py"]).exits(0);
    repo.golive(["typecheck", "--run", ".venv/bin/mypy --output json a.py"]).exits(0);
    repo.golive(["typecheck", "--run", ".venv/bin/mypy --no-error-summary a.py"]).exits(0);
    repo.golive(["typecheck", "--run", ".venv/bin/mypy --output json none.py"]).exits(2);
    // Silence of a run that failed, or of one whose format always says something, is none.
    repo.golive(["lint", "--run", ".venv/bin/ruff check -q a.py; exit 1"]).exits(2);
    repo.golive(["lint", "--run", ".venv/bin/ruff check --output-format json a.py >/dev/null"]).exits(2);
}
