//! The lint and typecheck gates with real tools, at the versions that scripts/test-tools-lint.sh installs.

mod change;
mod docs;
mod hostile;
mod known;
mod reports;
mod tools;

use crate::support::{Repo, Run, project};
use std::path::PathBuf;

/// Where the tools are installed. Without them a test cannot run: under CI that fails, elsewhere it says how to get them.
fn installed() -> Option<PathBuf> {
    let place = project().join("target/test-tools/lint");
    if place.join("stamp").exists() {
        return Some(place);
    }
    assert!(!golive::env::is_set(golive::env::CI), "linters are missing: run scripts/test-tools-lint.sh");
    eprintln!("NOT RUN: linters are missing; scripts/test-tools-lint.sh installs them");
    None
}

/// A `JavaScript` and `TypeScript` project that uses `ESLint` and tsc.
fn javascript() -> Option<Repo> {
    let tools = installed()?;
    let repo = Repo::new();
    repo.write(".gitignore", "node_modules\n").link("node_modules", tools.join("npm/node_modules"));
    repo.write("package.json", "{\"private\": true, \"devDependencies\": {\"eslint\": \"9\", \"typescript\": \"5\"}}\n");
    repo.write(
        "eslint.config.mjs",
        "export default [{ rules: { \"no-unused-vars\": \"error\", \"no-debugger\": \"warn\", \"no-undef\": \"error\" } }];\n",
    );
    repo.write(
        "tsconfig.json",
        "{\"compilerOptions\": {\"strict\": true, \"skipLibCheck\": true, \"types\": []}, \"include\": [\"*.ts\"]}\n",
    );
    repo.write("a.js", "export const one = 1;\n").write("b.ts", "export const two: number = 2;\n").stage().commit("clean");
    Some(repo)
}

/// A Python project that uses Ruff and mypy.
fn python() -> Option<Repo> {
    let tools = installed()?;
    let repo = Repo::new();
    repo.write(".gitignore", ".venv\n.mypy_cache\n.ruff_cache\n").link(".venv", tools.join("venv"));
    repo.write("pyproject.toml", "[tool.ruff]\nexclude = [\".venv\"]\n[tool.mypy]\nexclude = [\"\\\\.venv\"]\n");
    repo.write("a.py", "one: int = 1\n").stage().commit("clean");
    Some(repo)
}

/// `path:line rule new` of every finding, the new ones marked with `!`, the others that were compared with `.`.
#[track_caller]
fn compared(run: &Run) -> Vec<String> {
    let report = run.json();
    let line = |finding: &serde_json::Value| {
        let mark = match finding["new"].as_bool() {
            Some(true) => "!",
            Some(false) => ".",
            None => "",
        };
        format!("{}:{} {}{mark}", finding["path"].as_str().unwrap_or("-"), finding["line"], finding["rule_id"].as_str().unwrap())
    };
    report["findings"].as_array().unwrap().iter().map(line).collect()
}
