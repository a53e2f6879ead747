//! A report for the tests of all formats: every verdict, every kind of place, and text that tries to get out of every format.

use crate::model::{
    Evidence, Finding, Fingerprint, GateReport, Origin, Outcome, Place, Priority, Report, Requirement, RequirementReport, Severity,
    Snippet, Stage, Trouble, Verdict,
};
use crate::text::{LineColumn, RepoPath};
use serde_json::json;
use std::time::Duration;

/// Text that means something to a terminal, a workflow runner, Markdown, HTML, XML or a browser.
pub(crate) const HOSTILE: &str = "::error::spoofed\r\n##[add-mask]x|`a`|<script>alert(1)</script>&amp; @octocat [x](https://evil.example) ]]> 100%,a:b \u{1b}[31m\u{202e}\u{0}\u{fffe}{{7*7}}\"'";

pub(crate) fn place(path: &str, start: (u32, u32), end: (u32, u32)) -> Place {
    let at = |(line, column)| LineColumn { line, column };
    Place { path: Some(RepoPath::new(path)), start: at(start), end: at(end) }
}

pub(crate) fn finding(severity: Severity, place: Option<Place>, value: &str) -> Finding {
    Finding {
        rule_id: "github-pat".to_owned(),
        severity,
        message: "GitHub personal access token".to_owned(),
        help: "Delete it at https://github.com/settings/tokens.".to_owned(),
        place,
        also: Vec::new(),
        snippet: Some(Snippet { text: "token = \"ghp_****\"".to_owned(), highlight: 9..17 }),
        fingerprint: Fingerprint::new("github-pat", value.as_bytes()),
        origin: Origin::WorkTree,
        notes: Vec::new(),
        tool: None,
        new: None,
        validation: None,
    }
}

fn line(id: &str, priority: Priority, verdict: Verdict, evidence: Evidence) -> RequirementReport {
    let requirement = Requirement {
        id: id.to_owned(),
        title: format!("title of {id} | <b>"),
        category: "Auth".to_owned(),
        priority,
        stage: Stage::Commit,
        answered_by: Vec::new(),
    };
    RequirementReport { requirement, verdict, evidence: vec![evidence] }
}

pub(crate) fn gate(gate: &'static str, outcome: Outcome) -> GateReport {
    GateReport { gate, outcome, took: Duration::from_millis(12) }
}

pub(crate) fn report(gates: Vec<GateReport>) -> Report {
    let started = jiff::Timestamp::from_second(1_780_000_000).unwrap();
    Report { started, took: Duration::from_millis(132), gates, requirements: Vec::new(), troubles: Vec::new() }
}

/// Findings at a span, over several lines, of a whole file, of a whole line, without a file, and in hostile words.
pub(crate) fn full() -> Report {
    let mut hostile = finding(Severity::Error, Some(place("src/a,b:c %|`x`\n::error::<i>é.py", (3, 10), (3, 18))), "a");
    hostile.message = HOSTILE.to_owned();
    hostile.help = HOSTILE.to_owned();
    hostile.rule_id = "tool/rule<>|::x".to_owned();
    hostile.notes = vec![HOSTILE.to_owned()];
    hostile.snippet = Some(Snippet { text: format!("x = {HOSTILE}"), highlight: 0..1 });
    let mut several = finding(Severity::Warning, Some(place("src/app.py", (3, 5), (6, 2))), "b");
    several.also = vec![place("src/other.py", (1, 1), (1, 4))];
    several.snippet = None;
    let mut whole = finding(Severity::Note, Some(place("Cargo.toml", (0, 0), (0, 0))), "c");
    whole.snippet = None;
    whole.tool = Some("tool".to_owned());
    whole.new = Some(true);
    let mut row = finding(Severity::Warning, Some(place("src/app.py", (9, 0), (9, 0))), "d");
    row.origin = Origin::Commit { id: "c0ffee".to_owned(), author: HOSTILE.to_owned(), date: "2026-01-02T03:04:05Z".to_owned() };
    let nowhere = finding(Severity::Error, None, "e");
    let ratio = |covered: u64, total: u64| json!({ "covered": covered, "total": total, "percent": covered as f64 * 100.0 / total as f64 });
    let coverage = json!({
        "lines": ratio(2, 3), "branches": null, "functions": ratio(1, 1), "regions": null, "diff": ratio(1, 4),
        "files": { "src/a|b.py": { "lines": ratio(2, 3), "branches": null, "functions": null, "regions": null } },
    });
    let rotation = json!({ "keys": [
        { "name": format!("key {HOSTILE}"), "verdict": "fail", "age_days": 120, "source": "manifest" },
        { "name": "fresh", "verdict": "pass", "age_days": 3, "source": "jwt" },
    ] });
    let metrics = |value: serde_json::Value| value.as_object().unwrap().clone();
    let mut report = report(vec![
        gate(
            "secrets",
            Outcome {
                verdict: Verdict::Fail,
                findings: vec![hostile, nowhere, several, row, whole],
                metrics: metrics(json!({ "files": 3, "notes": [HOSTILE] })),
                ..Outcome::skipped("5 findings in 3 files")
            },
        ),
        gate("gitignore", Outcome::unknown(Trouble::new(format!("could not look: {HOSTILE}"), "look again"))),
        gate("coverage", Outcome { verdict: Verdict::Pass, metrics: metrics(coverage), ..Outcome::skipped("66.67 % of lines") }),
        gate("rotation", Outcome { metrics: metrics(rotation), ..Outcome::skipped("left out with --skip") }),
    ]);
    report.requirements = vec![
        line("auth.no-secrets", Priority::P0, Verdict::Fail, Evidence::at(HOSTILE, RepoPath::new("a b.py"), Some(3))),
        line("auth.gitignore", Priority::P0, Verdict::Unknown, Evidence::new("not looked at")),
        line("ops.docs", Priority::P1, Verdict::Pass, Evidence::new("there")),
        line("ops.more", Priority::P2, Verdict::Skipped, Evidence::new("left out")),
    ];
    report.troubles = vec![Trouble::new("a trouble of no gate", "")];
    report
}

/// A gate that passed and nothing else.
pub(crate) fn clean() -> Report {
    report(vec![gate("secrets", Outcome { verdict: Verdict::Pass, ..Outcome::skipped("0 findings in 3 files") })])
}
