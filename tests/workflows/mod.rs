//! Workflows: nothing from outside in a script, nothing from others that can change, no more rights than needed.

mod linters;
mod packaging;

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
        assert!(!text.contains("pull_request_target") && !text.contains("workflow_run"), "{name}");
        assert!(!text.contains("secrets."), "{name}: the job's own token is enough");
        assert!(!text.contains("cache:") && !text.contains("/cache@"), "{name}: what another run left could come with it");
        if text.contains("pull_request:") {
            assert!(!text.contains(": write"), "{name}: a pull request changes nothing");
        }
    }
}

#[test]
fn a_pasted_expression_would_be_seen() {
    assert_eq!(
        scripts("steps:\n  - run: a\n  - name: b\n    run: |\n      c\n\n      d\n    env: e\n"),
        [" a", " |", "      c", "", "      d"]
    );
}

/// The jobs of a workflow, with their text.
fn jobs(text: &str) -> Vec<(String, String)> {
    let body = text.split("\njobs:\n").nth(1).unwrap();
    let mut jobs: Vec<(String, String)> = Vec::new();
    for line in body.lines() {
        let name = line.strip_prefix("  ").filter(|rest| !rest.starts_with([' ', '#'])).and_then(|rest| rest.strip_suffix(':'));
        match (name, jobs.last_mut()) {
            (Some(name), _) => jobs.push((name.to_owned(), String::new())),
            (None, Some((_, text))) => text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    jobs
}

#[test]
fn every_job_says_its_rights_and_its_time() {
    for (name, text) in workflows() {
        for (job, text) in jobs(&text) {
            assert!(text.contains("    permissions:\n") && text.contains("    timeout-minutes: "), "{name}: {job}");
        }
    }
}

#[test]
fn a_release_is_drafted_attested_and_then_published_each_with_the_rights_for_it() {
    let (_, text) = workflows().into_iter().find(|(name, _)| name.ends_with("release.yml")).unwrap();
    let jobs = jobs(&text);
    let rights: Vec<(&str, Vec<&str>)> = jobs
        .iter()
        .map(|(name, text)| {
            (
                name.as_str(),
                text.lines().filter(|line| line.contains(": write")).map(|line| line.trim().split(':').next().unwrap()).collect(),
            )
        })
        .collect();
    let expected = [
        ("version", vec![]),
        ("build", vec![]),
        ("sbom", vec![]),
        ("draft", vec!["contents"]),
        ("attest", vec!["id-token", "attestations"]),
        ("publish", vec!["contents"]),
    ];
    assert_eq!(rights, expected);
    for (job, needed) in [("build", "version"), ("draft", "[build, sbom]"), ("attest", "draft"), ("publish", "attest")] {
        let (_, text) = jobs.iter().find(|(name, _)| name == job).unwrap();
        assert!(text.contains(&format!("    needs: {needed}\n")), "{job}");
    }
    for target in [
        "x86_64-unknown-linux-gnu",
        "aarch64-unknown-linux-gnu",
        "x86_64-unknown-linux-musl",
        "aarch64-unknown-linux-musl",
        "x86_64-apple-darwin",
        "aarch64-apple-darwin",
        "x86_64-pc-windows-msvc",
    ] {
        assert!(text.contains(&format!("- target: {target}\n")), "{target}");
    }
}
