//! What `golive init` did or would do, in words.

use super::diff::unified;
use super::step::Step;
use crate::text::{one_line, terminal};
use serde_json::json;
use std::path::Path;

/// A path relative to the root, or whole where it is outside, safe to print.
pub(super) fn name(path: &Path, root: &Path) -> String {
    one_line(&path.strip_prefix(root).unwrap_or(path).to_string_lossy()).into_owned()
}

/// What was done and what is left, for people.
pub(super) fn people(steps: &[Step], root: &Path, dry_run: bool) -> String {
    let mut text: String = steps.iter().map(|step| done(step, root, dry_run)).collect();
    for step in steps {
        if let Step::Refused { path, why, snippet } = step {
            text.push_str(&["\nnot changed: ", &name(path, root), ": ", &one_line(why), ". Put this in by hand:\n\n"].concat());
            text.extend(snippet.lines().map(|line| ["    ", &one_line(line), "\n"].concat()));
        }
    }
    let mut next = steps.iter().filter_map(|step| if let Step::Next(what) = step { Some(what) } else { None }).peekable();
    if next.peek().is_some() {
        text.push_str("\nnext:\n");
        text.extend(next.map(|what| ["  - ", &one_line(what), "\n"].concat()));
    }
    text
}

fn done(step: &Step, root: &Path, dry_run: bool) -> String {
    match step {
        Step::Write(change) if dry_run => terminal(&unified(change, &name(&change.path, root))).into_owned(),
        Step::Write(change) => {
            let word = if change.before.is_some() { "changed" } else { "wrote" };
            format!("{word} {}\n", name(&change.path, root))
        }
        Step::Kept { path, why } => format!("kept {}: {}\n", name(path, root), one_line(why)),
        Step::Refused { .. } | Step::Next(_) => String::new(),
    }
}

/// The same for programs.
pub(super) fn program(steps: &[Step], root: &Path, dry_run: bool) -> String {
    let steps: Vec<serde_json::Value> = steps
        .iter()
        .map(|step| match step {
            Step::Write(change) => json!({
                "step": "write",
                "path": name(&change.path, root),
                "new": change.before.is_none(),
                "executable": change.executable,
                "diff": unified(change, &name(&change.path, root)),
            }),
            Step::Kept { path, why } => json!({"step": "keep", "path": name(path, root), "why": why}),
            Step::Refused { path, why, snippet } => {
                json!({"step": "refuse", "path": name(path, root), "why": why, "snippet": snippet})
            }
            Step::Next(what) => json!({"step": "next", "what": what}),
        })
        .collect();
    format!("{:#}\n", json!({"schema_version": 1, "dry_run": dry_run, "steps": steps}))
}
