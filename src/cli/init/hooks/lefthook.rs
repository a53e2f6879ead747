//! lefthook: one more command in each hook.

use super::super::edit::{append, json_entry};
use super::super::step::Step;
use super::super::tree::{Node, Value};
use super::{COMMAND, HOOKS, PUSH, edited, toml};
use serde_json::json;
use std::path::Path;

/// The names of the configuration, in the order in which they are looked for.
pub(super) const FILES: &[&str] = &[
    "lefthook.yml",
    "lefthook.yaml",
    "lefthook.toml",
    "lefthook.json",
    "lefthook.jsonc",
    ".lefthook.yml",
    ".lefthook.yaml",
    ".lefthook.toml",
    ".lefthook.json",
    ".lefthook.jsonc",
    ".config/lefthook.yml",
    ".config/lefthook.yaml",
    ".config/lefthook.toml",
    ".config/lefthook.json",
    ".config/lefthook.jsonc",
];

pub(super) fn steps(path: &Path, root: &Path) -> Vec<Step> {
    let step = match path.extension().and_then(|extension| extension.to_str()) {
        Some("toml") => {
            let tables: Vec<String> = HOOKS.iter().map(|hook| toml_block(hook)).collect();
            edited(path, root, &tables.join("\n"), |text| tables.iter().try_fold(text.to_owned(), |text, table| toml::append(&text, table)))
        }
        Some("json" | "jsonc") => {
            let whole: serde_json::Map<_, _> =
                HOOKS.iter().map(|hook| ((*hook).to_owned(), json!({"commands": {"golive": command(hook)}}))).collect();
            let snippet = serde_json::to_string_pretty(&whole).unwrap_or_default();
            edited(path, root, &snippet, |text| HOOKS.iter().rev().try_fold(text.to_owned(), |text, hook| in_json(&text, hook)))
        }
        _ => {
            let whole: Vec<String> = HOOKS.iter().map(|hook| format!("{hook}:\n  commands:\n{}", indented(&entry(hook), 4))).collect();
            edited(path, root, &whole.concat(), |text| HOOKS.iter().try_fold(text.to_owned(), |text, hook| in_yaml(&text, hook)))
        }
    };
    vec![step, Step::Next("`lefthook install` (once a clone)".to_owned())]
}

/// What lefthook runs: `{1}` stands for the name of the remote. It hands the lines of a push on only where it is told to.
fn run(hook: &str) -> String {
    if hook == PUSH { format!("{COMMAND} {{1}}") } else { COMMAND.to_owned() }
}

fn in_yaml(text: &str, hook: &str) -> Option<String> {
    let tree = if text.trim().is_empty() { None } else { Some(Node::parse(text)?) };
    let is = |path: &[&str]| tree.as_ref().and_then(|tree| tree.below(path)).map(|node| &node.value);
    let jobs_are_used = HOOKS.iter().chain(&["post-commit", "commit-msg"]).any(|hook| is(&[hook, "jobs"]).is_some());
    let job = format!("- name: golive\n{}", indented(&body(hook), 2));
    match (is(&[hook]), is(&[hook, "jobs"]), is(&[hook, "commands"])) {
        (_, Some(Value::Sequence(_)), None) => append(text, &[hook, "jobs"], &job),
        (_, _, Some(Value::Mapping(_))) => append(text, &[hook, "commands"], &entry(hook)),
        (Some(Value::Mapping(entries)), None, None) if !entries.is_empty() => {
            append(text, &[hook], &format!("commands:\n{}", indented(&entry(hook), 2)))
        }
        (None, ..) if jobs_are_used => whole(text, &format!("{hook}:\n  jobs:\n{}", indented(&job, 4))),
        (None, ..) => whole(text, &format!("{hook}:\n  commands:\n{}", indented(&entry(hook), 4))),
        _ => None,
    }
}

/// A key of its own at the end of the file; an empty one between what stands there and it.
fn whole(text: &str, block: &str) -> Option<String> {
    if Node::parse(text).is_none_or(|tree| !matches!(&tree.value, Value::Mapping(entries) if !entries.is_empty())) {
        let only_comments = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
        let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        return only_comments.then(|| format!("{text}{gap}{block}"));
    }
    append(text, &[], block)
}

fn in_json(text: &str, hook: &str) -> Option<String> {
    let tree = Node::parse(text)?;
    if tree.below(&[hook, "commands"]).is_some() {
        json_entry(text, &[hook, "commands"], "golive", &command(hook))
    } else if tree.get(hook).is_some() {
        json_entry(text, &[hook], "commands", &json!({"golive": command(hook)}))
    } else {
        json_entry(text, &[], hook, &json!({"commands": {"golive": command(hook)}}))
    }
}

fn command(hook: &str) -> serde_json::Value {
    if hook == PUSH { json!({"run": run(hook), "use_stdin": true}) } else { json!({"run": run(hook)}) }
}

fn entry(hook: &str) -> String {
    format!("golive:\n{}", indented(&body(hook), 2))
}

fn body(hook: &str) -> String {
    let input = if hook == PUSH { "use_stdin: true\n" } else { "" };
    format!("run: {}\n{input}", run(hook))
}

fn toml_block(hook: &str) -> String {
    let input = if hook == PUSH { "use_stdin = true\n" } else { "" };
    format!("[{hook}.commands.golive]\nrun = \"{}\"\n{input}", run(hook))
}

fn indented(block: &str, by: usize) -> String {
    super::super::edit::indented(block, &" ".repeat(by), "\n")
}

#[cfg(test)]
mod tests {
    use super::{HOOKS, in_json, in_yaml};

    fn all(text: &str) -> Option<String> {
        HOOKS.iter().try_fold(text.to_owned(), |text, hook| in_yaml(&text, hook))
    }

    #[test]
    fn a_new_file_gets_all_hooks() {
        let after = all("# see the docs\n").unwrap();
        assert!(
            after.starts_with(
                "# see the docs\npre-commit:\n  commands:\n    golive:\n      run: golive secrets --hook\npre-merge-commit:\n"
            )
        );
        assert!(
            after.ends_with("pre-push:\n  commands:\n    golive:\n      run: golive secrets --hook {1}\n      use_stdin: true\n"),
            "{after}"
        );
    }

    #[test]
    fn what_is_there_keeps_its_place() {
        let text = "pre-commit:\n  parallel: true # fast\n  commands:\n    lint:\n      run: npm run lint\n# pushes\npre-push:\n  jobs:\n    - run: npm test\n";
        let after = all(text).unwrap();
        let expected = "pre-commit:\n  parallel: true # fast\n  commands:\n    lint:\n      run: npm run lint\n    golive:\n      run: golive secrets --hook\n# pushes\npre-push:\n  jobs:\n    - run: npm test\n    - name: golive\n      run: golive secrets --hook {1}\n      use_stdin: true\npre-merge-commit:\n  jobs:\n    - name: golive\n      run: golive secrets --hook\n";
        assert_eq!(after, expected);
        assert!(all("pre-commit:\n  scripts:\n    a.sh:\n      runner: bash\n").unwrap().contains("  commands:\n    golive:\n"));
        assert_eq!(all("pre-commit: {commands: {}}\n"), None);
    }

    #[test]
    fn json_is_changed_in_place() {
        let text = "{\n  \"pre-commit\": {\n    \"commands\": {\n      \"lint\": { \"run\": \"x\" }\n    }\n  }\n}\n";
        let after = in_json(text, "pre-commit").unwrap();
        assert!(after.contains("{\n      \"golive\": {\"run\":\"golive secrets --hook\"},\n      \"lint\""), "{after}");
        assert!(in_json(text, "pre-push").unwrap().starts_with("{\n  \"pre-push\": {\"commands\":"));
        assert_eq!(in_json("{ // comment\n}\n", "pre-push"), None);
    }
}
