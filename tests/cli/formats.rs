//! Reports for programs.

use crate::support::{Repo, assignment};
use serde_json::Value;

fn repo() -> Repo {
    let repo = Repo::new();
    repo.write("app.py", format!("{}{}", assignment(1), assignment(2))).stage().commit("first");
    repo
}

fn schema(arguments: &[&str]) -> Value {
    Repo::folder().golive(arguments).json()
}

#[track_caller]
fn valid(schema: &Value, document: &Value) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{document:#}");
}

#[test]
fn every_json_report_is_valid() {
    let schema = schema(&["schema", "--report"]);
    let (repo, folder) = (repo(), Repo::folder());
    for arguments in [
        &["check"][..],
        &["check", "--stage", "commit"],
        &["check", "--stage", "live", "--skip", "secrets"],
        &["secrets"],
        &["secrets", "--staged"],
        &["secrets", "--history"],
        &["secrets", "--range", "nosuch..HEAD"],
        &["secrets", "nowhere"],
        &["gitignore"],
        &["lint"],
        &["check", "--only", "secerts"],
        &["check", "--config", "nowhere.toml"],
    ] {
        for place in [&repo, &folder] {
            let run = place.golive(arguments.iter().chain(&["--format", "json"]));
            valid(&schema, &run.json());
            assert_eq!(run.json()["schema_version"], 1);
        }
    }
}

#[test]
fn the_report_says_what_the_contract_says() {
    let run = repo().golive(["secrets", "--format", "json"]);
    run.exits(1);
    let report = run.json();
    assert_eq!(report["verdict"], "fail");
    assert_eq!(report["gates"][0]["gate"], "secrets");
    assert_eq!(report["gates"][0]["metrics"]["files"], 1);
    let finding = &report["findings"][0];
    for (key, value) in [("line", 1), ("column", 10), ("end_line", 1), ("end_column", 50)] {
        assert_eq!(finding[key], value, "{key}");
    }
    assert_eq!(finding["snippet"], "token = \"ghp_****\"");
    assert_eq!(finding["commit"], Value::Null);
}

#[test]
fn a_fingerprint_survives_a_moved_line_and_a_renamed_file() {
    let print = |repo: &Repo| repo.golive(["secrets", "--format", "json"]).json()["findings"][0]["fingerprint"].clone();
    let (first, second) = (Repo::new(), Repo::new());
    first.write("a.py", assignment(1));
    second.write("below/b.js", format!("\n\n// {}", assignment(1)));
    assert_eq!(print(&first), print(&second));
    second.write("below/b.js", assignment(2));
    assert_ne!(print(&first), print(&second));
}

#[test]
fn jsonl_is_a_finding_a_line() {
    let repo = repo();
    let run = repo.golive(["secrets", "--format", "jsonl"]);
    run.exits(1);
    let lines: Vec<Value> = run.out().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().map(|line| line["line"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2]);
    repo.write("app.py", "print()\n");
    assert_eq!(repo.golive(["secrets", "--format", "jsonl"]).out(), "");
}

#[test]
fn files_are_written_beside_what_is_printed() {
    let repo = repo();
    let run = repo.golive(["secrets", "--output", "json=r.json", "--output", "jsonl=r.jsonl", "--output", "human=r.txt"]);
    run.exits(1).says("error[github-pat]");
    let read = |path: &str| std::fs::read_to_string(repo.path(path)).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&read("r.json")).unwrap()["findings"].as_array().unwrap().len(), 2);
    assert_eq!(read("r.jsonl").lines().count(), 2);
    assert_eq!(read("r.txt"), run.out());
}

#[test]
fn a_report_file_is_written_for_a_run_that_could_not_be_done() {
    let folder = Repo::folder();
    folder.golive(["check", "--output", "json=r.json"]).exits(2);
    let report: Value = serde_json::from_str(&std::fs::read_to_string(folder.path("r.json")).unwrap()).unwrap();
    assert!(report["errors"][0]["message"].as_str().unwrap().contains("is not in a git repository"));
}

#[test]
fn a_report_file_that_cannot_be_written_is_2() {
    let repo = repo();
    repo.write("app.py", "print()\n");
    repo.golive(["secrets", "--output", "json=nowhere/r.json"]).exits(2).complains("nowhere/r.json could not be written");
}

#[test]
fn the_rules_as_documents() {
    let folder = Repo::folder();
    let rules = folder.golive(["secrets", "rules", "--format", "json"]).json();
    assert!(rules.as_array().unwrap().iter().any(|rule| rule["id"] == "github-pat"));
    let lines = folder.golive(["secrets", "rules", "--format", "jsonl"]).out();
    assert_eq!(lines.lines().count(), rules.as_array().unwrap().len());
    folder.golive(["secrets", "explain", "github-pat", "--format", "json"]).exits(0).json();
}

#[test]
fn the_configuration_schema_takes_what_golive_takes_and_nothing_else() {
    let schema = schema(&["schema"]);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let repo = Repo::new();
    for (config, good) in [
        ("", true),
        ("profile = \"generic\"\n[check]\nskip = [\"lint\"]\n", true),
        ("[[secrets.allow]]\nrule = \"jwt\"\nreason = \"made up\"\nuntil = \"2030-01-01\"\n", true),
        ("[[secrets.allow]]\nrule = \"jwt\"\n", false),
        ("[secrets]\nalow = []\n", false),
        ("profile = 3\n", false),
    ] {
        let document: Value = toml::from_str(config).unwrap();
        assert_eq!(validator.is_valid(&document), good, "{config}");
        repo.write("golive.toml", config);
        assert_eq!(repo.golive(["check", "--only", "secrets", "--stage", "commit"]).code, Some(if good { 0 } else { 2 }), "{config}");
    }
    valid(&schema, &toml::from_str(&std::fs::read_to_string(crate::support::project().join("golive.toml")).unwrap()).unwrap());
}
