//! Baselines: moved code, renamed files, one fixed and one like it added.

use super::{compared, python};

const BEFORE: &str = "def first():\n    alpha = 1\n    return 2\n\n\ndef second():\n    return 3\n";

#[test]
fn a_baseline_survives_moves_and_renames() {
    let Some(repo) = python() else { return };
    repo.write("a.py", BEFORE);
    repo.golive(["lint", "--write-baseline", "known.jsonl"]).exits(0).says("1 finding written");
    let again = || repo.golive(["lint", "--baseline", "known.jsonl", "--format", "json"]);
    assert_eq!(compared(again().exits(0)), ["a.py:2 F841."]);
    let moved = format!("\"\"\"Words.\"\"\"\n\nimport sys\n\nprint(sys)\n\n\n{BEFORE}");
    repo.write("a.py", moved);
    assert_eq!(compared(again().exits(0)), ["a.py:9 F841."]);
    repo.write("a.py", BEFORE.replace("return 2", "return 4"));
    assert_eq!(compared(again().exits(0)), ["a.py:2 F841."], "a line beside it was edited");
    repo.write("b.py", BEFORE).remove("a.py");
    assert_eq!(compared(again().exits(0)), ["b.py:2 F841."]);
    repo.golive(["lint", "--baseline", "known.jsonl"]).exits(0).says("0 new, 1 known");
}

#[test]
fn one_fixed_and_one_like_it_added_is_new() {
    let Some(repo) = python() else { return };
    repo.write("a.py", BEFORE);
    repo.golive(["lint", "--write-baseline", "known.jsonl"]).exits(0);
    let again = || repo.golive(["lint", "--baseline", "known.jsonl", "--format", "json"]);
    // The very same line, in another function.
    repo.write("a.py", "def first():\n    return 2\n\n\ndef second():\n    alpha = 1\n    return 3\n");
    assert_eq!(compared(again().exits(1)), ["a.py:6 F841!"]);
    // In the same place, of another name.
    repo.write("a.py", BEFORE.replace("alpha", "gamma"));
    assert_eq!(compared(again().exits(1)), ["a.py:2 F841!"]);
    // One more beside the one that is known.
    repo.write("a.py", BEFORE.replace("    alpha = 1\n", "    alpha = 1\n    gamma = 1\n"));
    assert_eq!(compared(again().exits(1)), ["a.py:3 F841!", "a.py:2 F841."]);
}

#[test]
fn entries_that_no_longer_occur_are_said_and_dropped() {
    let Some(repo) = python() else { return };
    repo.write("a.py", format!("import os\n\n\n{BEFORE}"));
    repo.golive(["lint", "--write-baseline", "known.jsonl"]).exits(0);
    let lines = || std::fs::read_to_string(repo.path("known.jsonl")).unwrap().lines().count();
    assert_eq!(lines(), 3);
    repo.write("a.py", BEFORE);
    repo.golive(["lint", "--baseline", "known.jsonl"]).exits(0).says("1 entry of the baseline no longer occur");
    assert_eq!(lines(), 3);
    repo.golive(["lint", "--baseline", "known.jsonl", "--update-baseline"]).exits(0);
    assert_eq!(lines(), 2);
    // What comes in meanwhile is not let in.
    repo.write("a.py", format!("import re\n\n\n{BEFORE}"));
    repo.golive(["lint", "--baseline", "known.jsonl", "--update-baseline"]).exits(1);
    assert_eq!(lines(), 2);
    let run = repo.golive_with().env("CI", "true").args(["lint", "--write-baseline", "known.jsonl"]).finish();
    run.exits(2).complains("under CI");
}

#[test]
fn a_crashed_tool_fixes_nothing_and_a_damaged_baseline_knows_nothing() {
    let Some(repo) = python() else { return };
    repo.write("a.py", "one: int = \"1\"\n");
    repo.golive(["typecheck", "--write-baseline", "known.jsonl"]).exits(0);
    repo.write("b.py", "def f(:\n");
    repo.golive(["typecheck", "--baseline", "known.jsonl"]).exits(1).never_says("no longer occur");
    repo.golive(["typecheck", "--write-baseline", "other.jsonl"]);
    assert!(!repo.path("other.jsonl").exists());
    repo.remove("b.py");
    repo.golive(["lint", "--baseline", "known.jsonl"]).exits(2).says("of the gate typecheck");
    repo.golive(["typecheck", "--baseline", "none.jsonl"]).exits(2).says("is not there");
    repo.write("known.jsonl", "");
    repo.golive(["typecheck", "--baseline", "known.jsonl"]).exits(2).says("is empty");
    repo.write("known.jsonl", "<<<<<<< a\n");
    repo.golive(["typecheck", "--baseline", "known.jsonl"]).exits(2).says("merge conflict");
}

#[test]
fn with_a_policy_ref_the_baseline_is_the_base_s() {
    let Some(repo) = python() else { return };
    repo.write("a.py", BEFORE).write("golive.toml", "[lint]\nbaseline = \"known.jsonl\"\n");
    repo.golive(["lint", "--write-baseline", "known.jsonl"]).exits(0);
    repo.stage().commit("known");
    repo.write("b.py", "import os\n");
    repo.golive(["lint", "--write-baseline", "known.jsonl"]).exits(0);
    repo.golive(["lint"]).exits(0);
    repo.golive(["lint", "--policy-ref", "HEAD"]).exits(1).says("1 new, 1 known");
}
