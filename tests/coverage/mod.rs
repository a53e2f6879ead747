//! The coverage gate, on real repositories.

mod added;
mod limits;
mod matching;
mod nothing;
mod ratchet;
mod real;
mod runners;
mod running;

use crate::support::{Repo, Run};
use serde_json::Value;
use std::fmt::Write as _;

/// A file of a tracefile: its path, its lines with their hits, its branches as line, number and hits.
pub(crate) struct Traced<'a>(pub(crate) &'a str, pub(crate) &'a [(u32, u64)], pub(crate) &'a [(u32, u32, u64)]);

/// An lcov tracefile.
pub(crate) fn lcov(files: &[Traced<'_>]) -> String {
    let mut text = "TN:\n".to_owned();
    for Traced(path, lines, branches) in files {
        let _ = writeln!(text, "SF:{path}");
        for (line, hits) in *lines {
            let _ = writeln!(text, "DA:{line},{hits}");
        }
        for (line, number, hits) in *branches {
            let _ = writeln!(text, "BRDA:{line},0,{number},{hits}");
        }
        text.push_str("end_of_record\n");
    }
    text
}

/// Five lines of code, two of them in a branch.
pub(crate) const APP: &str = "def pick(n):\n    if n > 3:\n        return 1\n    return 2\n\n\nlimit = 4\n";

/// A repository with [`APP`] and no report.
pub(crate) fn repo() -> Repo {
    let repo = Repo::new();
    repo.write(".gitignore", "*.info\n*.xml\ncoverage.json\n").write("src/app.py", APP).stage().commit("first");
    repo
}

/// A report of [`APP`] in which one line and one branch were missed.
pub(crate) fn report() -> String {
    lcov(&[Traced("src/app.py", &[(1, 1), (2, 5), (3, 0), (4, 5), (7, 1)], &[(2, 0, 0), (2, 1, 5)])])
}

/// Runs the gate and gives its JSON report.
#[track_caller]
pub(crate) fn judged(repo: &Repo, arguments: &[&str], code: i32) -> Value {
    let run: Run = repo.golive(["coverage"].iter().chain(arguments).chain(&["--format", "json"]));
    run.exits(code);
    run.json()
}

/// The metrics of the gate.
pub(crate) fn metrics(report: &Value) -> &Value {
    &report["gates"][0]["metrics"]
}

/// `covered/total` of a figure.
pub(crate) fn figure(value: &Value) -> String {
    if value.is_null() { "-".to_owned() } else { format!("{}/{}", value["covered"], value["total"]) }
}
