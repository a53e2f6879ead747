//! `--workflow`: the file of the CI that is there, and what it does when it is run.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use super::{everything, repository, text};
use crate::support::{Repo, project};
use std::path::Path;

const SUM: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// Marks of a CI system, and the file that is then written, of docs/ci.
const NEW: &[(&str, &str, &str)] = &[
    (".github/workflows/test.yml", ".github/workflows/golive.yml", "github.yml"),
    (".circleci/README", ".circleci/config.yml", "circleci.yml"),
    (".woodpecker/test.yml", ".woodpecker/golive.yml", "woodpecker.yml"),
    (".buildkite/hooks/command", ".buildkite/pipeline.yml", "buildkite.yml"),
];

/// Files that are there, and what is in them afterwards.
const CHANGED: &[(&str, &str, &str)] = &[
    (".gitlab-ci.yml", "stages: [build] # one\n\nbuild:\n  stage: build\n  script: [make]\n", "\ngolive:\n"),
    (
        ".circleci/config.yml",
        "version: 2.1\njobs:\n  build:\n    docker: [{image: a}]\n    steps: [checkout]\nworkflows:\n  main:\n    jobs: [build]\n",
        "\n  golive:\n",
    ),
    ("azure-pipelines.yml", "jobs:\n- job: build\n  steps:\n  - script: make # it\n", "\n- job: golive\n"),
    (".buildkite/pipeline.yml", "steps:\n  - command: make\n", "\n  - label: golive\n"),
    (".woodpecker.yml", "steps:\n  build:\n    image: a\n    commands: [make]\n", "\n  golive:\n"),
];

#[test]
fn a_file_of_its_own_is_the_example_of_the_documentation() {
    for (mark, file, example) in NEW {
        let repo = repository();
        repo.write(mark, "x: y\n");
        repo.golive(["init", "--workflow"]).exits(0).says(&format!("wrote {file}")).says("SHA256SUMS");
        assert_eq!(text(&repo, file), std::fs::read_to_string(project().join("docs/ci").join(example)).unwrap());
    }
}

#[test]
fn a_file_that_is_there_gets_the_part_and_keeps_its_own() {
    for (file, before, part) in CHANGED {
        let repo = repository();
        repo.write(file, before);
        repo.golive(["init", "--workflow", "--sha256", SUM]).exits(0).says(&format!("changed {file}"));
        let after = text(&repo, file);
        assert!(after.contains(part) && after.contains(SUM) && !after.contains("FILL-IN"), "{after}");
        let mut lines = after.lines();
        assert!(before.lines().all(|line| lines.any(|found| found == line)), "{after}");
        repo.golive(["init", "--workflow"]).exits(0).says("it calls golive already");
    }
}

#[test]
fn where_only_a_person_can_tell_the_text_is_said() {
    for (file, before) in [
        ("Jenkinsfile", "pipeline { agent any }\n"),
        ("bitbucket-pipelines.yml", "pipelines:\n  default: []\n"),
        (".drone.yml", "kind: pipeline\n"),
        ("azure-pipelines.yml", "stages: []\n"),
        (".gitlab-ci.yml", "spec:\n  inputs: {}\n---\nbuild:\n  script: [make]\n"),
    ] {
        let repo = repository();
        repo.write(file, before);
        let run = repo.golive(["init", "--workflow"]);
        run.exits(2).says(&format!("not changed: {file}")).says("sha256sum --check --strict");
        assert_eq!(text(&repo, file), before);
    }
}

#[test]
fn several_systems_get_a_file_each_and_none_is_judged_by_the_remote() {
    let repo = repository();
    repo.write(".github/workflows/test.yml", "on: push\n").write(".gitlab-ci.yml", "a:\n  script: [b]\n");
    repo.golive(["init", "--workflow"]).exits(0).says("wrote .github/workflows/golive.yml").says("changed .gitlab-ci.yml");
    for (url, file) in [
        ("git@gitlab.example.org:a/b.git", ".gitlab-ci.yml"),
        ("https://user@bitbucket.org/a/b.git", "bitbucket-pipelines.yml"),
        ("https://github.com/a/b", ".github/workflows/golive.yml"),
        ("https://codeberg.org/a/b.git", ".woodpecker/golive.yml"),
        ("/srv/gitlab/a.git", ".github/workflows/golive.yml"),
    ] {
        let repo = repository();
        repo.git(["remote", "add", "origin", url]);
        repo.golive(["init", "--workflow"]).exits(0).says(&format!("wrote {file}")).says("no CI is set up here");
    }
    let repo = repository();
    repo.golive(["init", "--workflow=jenkins"]).exits(0).says("wrote Jenkinsfile");
}

/// A release in a folder: an archive with a golive that says what it was called with, and a curl that fetches from there.
fn release(folder: &Repo, version: &str) -> String {
    let name = format!("golive-{version}-x86_64-unknown-linux-musl");
    folder.script(&format!("{name}/golive"), "#!/bin/sh\necho \"called: $*\"\n");
    folder.run("tar").args(["-czf", &format!("{name}.tar.gz"), &name]).finish().exits(0);
    folder.script("bin/curl", &format!("#!/bin/sh\nwhile [ $# -gt 0 ]; do case $1 in --output) out=$2; shift;; esac; url=$1; shift; done\ncp \"{}/${{url##*/}}\" \"$out\"\n", folder.root().display()));
    folder.run("sha256sum").arg(format!("{name}.tar.gz")).finish().out().split(' ').next().unwrap().to_owned()
}

/// The lines of the examples' scripts, as the shell gets them.
fn script(example: &str) -> String {
    let text = std::fs::read_to_string(project().join("docs/ci").join(example)).unwrap();
    let text = if example == "buildkite.yml" { text.replace("$$", "$") } else { text };
    let lines: Vec<&str> = text.lines().map(str::trim).skip_while(|line| *line != "set -eu").collect();
    let end = lines.iter().position(|line| *line == "exit \"$status\"").unwrap();
    lines[..=end].join("\n")
}

fn examples() -> Vec<String> {
    let names = std::fs::read_dir(project().join("docs/ci")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| Path::new(name).extension().is_none_or(|extension| extension != "md")).collect()
}

#[test]
fn an_archive_runs_only_with_the_right_checksum() {
    let version = env!("CARGO_PKG_VERSION");
    let folder = Repo::folder();
    let sum = release(&folder, version);
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", folder.path("bin").display());
    for example in examples() {
        let run = |sum: &str| {
            let running = folder.run("bash").args(["-c", &script(&example)]).env("PATH", &path).env("GOLIVE_VERSION", version);
            let running =
                running.env("GOLIVE_RELEASES", "https://releases.example").env("GOLIVE_SHA256", sum).env("GOLIVE_STAGE", "commit");
            running.env("AGENT_TEMPDIRECTORY", "/tmp").env("BUILDKITE_BUILD_CHECKOUT_PATH", "/tmp").finish()
        };
        run(&sum).exits(0).says("called: check --policy-ref auto --stage commit").says("called: secrets --policy-ref auto --since auto");
        for wrong in ["FILL-IN", "", SUM] {
            let refused = run(wrong);
            assert_ne!(refused.code, Some(0), "{example}: {refused}");
            refused.never_says("called:");
        }
    }
    assert!(examples().len() >= 10);
}

#[test]
fn what_is_written_is_listed() {
    let repo = repository();
    let before: Vec<String> = everything(repo.root()).into_iter().map(|(path, _)| path).collect();
    let run = repo.golive(["init", "--hooks", "--workflow"]);
    for (path, _) in everything(repo.root()) {
        if !before.contains(&path) {
            run.says(&format!("wrote {}\n", path.strip_prefix(repo.root().to_str().unwrap()).unwrap().trim_start_matches('/')));
        }
    }
}
