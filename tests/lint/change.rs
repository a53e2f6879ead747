//! What a change brought in, on its own lines and elsewhere.

use super::{compared, javascript, python};

#[test]
fn findings_on_added_lines_fail_and_others_are_shown_apart() {
    let Some(repo) = python() else { return };
    repo.write("a.py", "import os\n\none = 1\n").stage().commit("old");
    repo.git(["branch", "base"]);
    repo.write("a.py", "import os\nimport re\n\none = 1\n").stage().commit("new");
    let run = repo.golive(["lint", "--diff", "base", "--format", "json"]);
    assert_eq!(compared(run.exits(1)), ["a.py:2 F401!", "a.py:1 F401."]);
    repo.golive(["lint", "--diff", "base"]).exits(1).says("1 new, 1 outside of the change").says("1 finding is not new");
    repo.write("a.py", "import os\n\none = 1\ntwo = 2\n");
    repo.golive(["lint", "--diff", "base"]).exits(0).says("0 new, 1 outside of the change");
    repo.git(["mv", "a.py", "b.py"]);
    repo.golive(["lint", "--diff", "base"]).exits(0);
    repo.golive(["lint", "--diff", "nowhere"]).exits(2).says("names no commit");
}

#[test]
fn what_the_change_causes_elsewhere_is_found_by_running_on_the_base() {
    let Some(repo) = javascript() else { return };
    repo.write("b.ts", "export function two(n: number): number {\n  return n;\n}\n");
    repo.write("c.ts", "import { two } from \"./b\";\nexport const old: string = 3;\nexport const three = two(3);\n").stage().commit("old");
    repo.git(["branch", "base"]);
    repo.write("b.ts", "export function two(n: string): string {\n  return n;\n}\n").stage().commit("new");
    repo.golive(["typecheck", "--diff", "base"]).exits(0).says("0 new, 2 outside of the change");
    let run = repo.golive(["typecheck", "--diff", "base", "--base-run", "--format", "json"]);
    assert_eq!(compared(run.exits(1)), ["c.ts:3 TS2345!", "c.ts:2 TS2322."]);
    assert_eq!(repo.git(["worktree", "list"]).lines().count(), 1, "the base's checkout is gone");
}

#[test]
fn added_suppressions_are_counted_and_limited() {
    let Some(repo) = python() else { return };
    repo.write("a.py", "import os  # noqa\n\none: int = \"1\"  # type: ignore\n").stage().commit("old");
    repo.git(["branch", "base"]);
    repo.write("a.py", "import os  # noqa\nimport re  # noqa: F401\n\none: int = \"1\"  # type: ignore\nwords = \"# noqa\"\n");
    let run = repo.golive(["lint", "--diff", "base", "--format", "json"]);
    let counted = &run.exits(0).json()["gates"][0]["metrics"]["suppressions"];
    assert_eq!((&counted["total"], &counted["added"], &counted["kinds"]["noqa"]), (&2.into(), &1.into(), &2.into()));
    repo.golive(["lint", "--diff", "base"]).says("the change adds 1 suppression: a.py:2 noqa");
    repo.golive(["lint", "--max-suppressions", "2"]).exits(0);
    repo.golive(["lint", "--max-suppressions", "1", "--diff", "base"]).exits(1).says("2 suppressions in the source, 1 allowed");
    repo.golive(["typecheck", "--max-suppressions", "1"]).exits(0);
    repo.golive(["typecheck", "--max-suppressions", "0"]).exits(1).says("1 type: ignore");
}

#[test]
fn a_shallow_clone_says_what_to_fetch() {
    let Some(repo) = python() else { return };
    for number in 0..3 {
        repo.write("n.txt", number.to_string()).stage().commit("more");
    }
    repo.git(["branch", "base", "HEAD~2"]);
    let shallow = repo.clone_with("shallow", &["--depth", "1"]);
    shallow.golive(["lint", "--run", "ruff check --output-format json", "--diff", "base"]).exits(2).says("fetch");
}
