//! Linters and schemas of others: zero findings.

use crate::support::{Repo, project, tool};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The files of a folder whose extension is to be kept; that of a file without one is empty.
fn files(folder: &str, keep: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(project().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = entries
        .filter(|path| path.is_file() && keep(path.extension().and_then(|extension| extension.to_str()).unwrap_or_default()))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "{folder}");
    found
}

#[test]
fn shell_scripts_are_clean() {
    let Some(shellcheck) = tool("shellcheck") else { return };
    let mut scripts = files("scripts", |extension| extension == "sh");
    scripts.extend(files("hooks", |extension| matches!(extension, "" | "sh")).into_iter().filter(|path| !path.ends_with("SHA256SUMS")));
    scripts.push(project().join(".ci/run"));
    let folder = Repo::folder();
    folder.run(shellcheck.to_str().unwrap()).args(&scripts).finish().exits(0);
}

#[test]
fn zizmor_finds_nothing() {
    let Some(zizmor) = tool("zizmor") else { return };
    let mut paths = files(".github/workflows", |extension| extension == "yml");
    paths.push(project().join("docs/ci/github.yml"));
    paths.extend(Some(project().join("action.yml")).filter(|path| path.exists()));
    let folder = Repo::folder();
    let run = |paths: &[PathBuf]| {
        let running = folder.run(zizmor.to_str().unwrap()).args(["--offline", "--strict-collection", "--persona=auditor", "--no-progress"]);
        running.args(paths).finish()
    };
    run(&paths).exits(0).says("No findings to report");
    // It would see an action that is not pinned.
    let text = std::fs::read_to_string(project().join("docs/ci/github.yml")).unwrap();
    folder.write("github.yml", text.replace("@3d3c42e5aac5ba805825da76410c181273ba90b1", "@v7"));
    assert_ne!(run(&[folder.path("github.yml")]).code, Some(0));
}

/// Schemas that come with check-jsonschema, and what they are for.
const SCHEMAS: &[(&str, &str)] = &[
    ("github-workflows", ".github/workflows/ci.yml"),
    ("github-workflows", ".github/workflows/release.yml"),
    ("github-workflows", "docs/ci/github.yml"),
    ("gitlab-ci", "docs/ci/gitlab.yml"),
    ("gitlab-ci", "docs/ci/gitlab-component.yml"),
    ("circle-ci", "docs/ci/circleci.yml"),
    ("azure-pipelines", "docs/ci/azure-pipelines.yml"),
    ("bitbucket-pipelines", "docs/ci/bitbucket-pipelines.yml"),
    ("buildkite", "docs/ci/buildkite.yml"),
    ("woodpecker-ci", "docs/ci/woodpecker.yml"),
    ("drone-ci", "docs/ci/drone.yml"),
];

#[test]
fn files_for_other_systems_are_valid_in_their_schemas() {
    let Some(check) = tool("check-jsonschema") else { return };
    let folder = Repo::folder();
    let check = |schema: &str, names: &[String]| {
        // The expressions of one of the schemas are no modern ones.
        let running = folder.run(check.to_str().unwrap()).args(["--regex-variant", "nonunicode", "--builtin-schema"]);
        running.arg(format!("vendor.{schema}")).args(names).finish()
    };
    let mut of_schema: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (schema, file) in SCHEMAS {
        let text = std::fs::read_to_string(project().join(file)).unwrap();
        // A component is two documents, each checked by itself.
        let documents: Vec<&str> = if file.ends_with("component.yml") { text.split("\n---\n").collect() } else { vec![&text] };
        for (number, document) in documents.iter().enumerate() {
            let name = format!("{number}/{file}");
            folder.write(&name, document);
            of_schema.entry(schema).or_default().push(name);
        }
    }
    for (schema, names) in &of_schema {
        check(schema, names).exits(0);
    }
    folder.write("wrong.yml", "- [1]\n");
    assert_ne!(check("github-workflows", &["wrong.yml".to_owned()]).code, Some(0));
}

#[test]
fn every_example_is_checked_or_has_no_schema() {
    for path in files("docs/ci", |extension| extension != "md") {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(name == "Jenkinsfile" || SCHEMAS.iter().any(|(_, file)| *file == format!("docs/ci/{name}")), "{name}");
    }
}
