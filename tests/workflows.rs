//! Workflows: nothing from outside in a script, nothing from others that can change, no more rights than needed.

use crate::support::project;

fn workflows() -> Vec<(String, String)> {
    let folder = project().join(".github/workflows");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap())).collect()
}

/// The lines that a shell sees: those of `run:` keys, block or not.
fn scripts(text: &str) -> Vec<&str> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut found = Vec::new();
    let mut inside = None;
    for line in text.lines() {
        if inside.is_some_and(|outer| !line.trim().is_empty() && indent(line) <= outer) {
            inside = None;
        }
        if inside.is_some() {
            found.push(line);
        } else if let Some(script) = line.trim_start().trim_start_matches("- ").strip_prefix("run:") {
            found.push(script);
            inside = Some(indent(line));
        }
    }
    found
}

#[test]
fn no_script_has_an_expression_pasted_into_it() {
    for (name, text) in workflows() {
        let scripts = scripts(&text);
        assert!(!scripts.is_empty(), "{name}");
        for line in scripts {
            assert!(!line.contains("${{"), "{name}: pass it by environment: {line}");
        }
    }
}

#[test]
fn actions_of_others_are_pinned_and_rights_are_few() {
    for (name, text) in workflows() {
        for used in text.lines().filter_map(|line| line.trim_start().trim_start_matches("- ").strip_prefix("uses:")) {
            let commit = used.split('@').nth(1).unwrap_or_default().split_whitespace().next().unwrap_or_default();
            let pinned = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(pinned || used.trim().starts_with("./"), "{name}: pin by commit: {used}");
        }
        assert!(text.contains("\npermissions: {}\n"), "{name} gives rights to all jobs");
        assert!(!text.contains(": write"), "{name}");
        assert!(!text.contains("pull_request_target"), "{name}");
    }
}

#[test]
fn a_pasted_expression_would_be_seen() {
    assert_eq!(
        scripts("steps:\n  - run: a\n  - name: b\n    run: |\n      c\n\n      d\n    env: e\n"),
        [" a", " |", "      c", "", "      d"]
    );
}
