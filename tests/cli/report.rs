//! `golive report`: saved reports, rendered and merged.

use crate::support::{Repo, assignment};
use serde_json::Value;

/// A repository with the reports of two looks: one clean, one with findings.
fn reports() -> Repo {
    let repo = Repo::new();
    repo.write("a/app.py", "print(0)\n").write("b/app.py", assignment(1)).write("c/app.py", assignment(1)).stage().commit("first");
    repo.golive(["secrets", "a", "--output", "json=a.json"]).exits(0);
    repo.golive(["secrets", "b", "--output", "json=b.json"]).exits(1);
    repo.golive(["secrets", "c", "--output", "json=c.json"]).exits(1);
    repo
}

#[test]
fn a_saved_report_is_rendered_as_the_run_was() {
    let repo = reports();
    let run = repo.golive(["report", "b.json"]);
    run.exits(1).says("error[github-pat]").says("b/app.py:1:10").says("token = \"ghp_****\"\n  |          ^^^^^^^^");
    for format in ["json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown", "html"] {
        let then = repo.golive(["secrets", "b", "--format", format, "--output", "json=again.json"]).out();
        let now = repo.golive(["report", "again.json", "--format", format]).out();
        let timeless = |text: &str| {
            let line = |line: &str| {
                let kept = line.split(|character: char| character.is_ascii_digit() || "TZ:.-".contains(character)).collect::<String>();
                (!line.contains("time")).then_some(kept)
            };
            text.lines().filter_map(line).collect::<Vec<_>>()
        };
        assert_eq!(timeless(&now), timeless(&then), "{format}");
    }
}

#[test]
fn shards_are_merged_and_the_worst_is_the_verdict() {
    let repo = reports();
    let run = repo.golive(["report", "a.json", "b.json", "c.json", "b.json", "--format", "json"]);
    run.exits(1);
    // The same secret at two places is two findings, the same place twice is one.
    assert_eq!(run.findings(), ["b/app.py:1 github-pat", "c/app.py:1 github-pat"]);
    assert_eq!(run.json()["gates"][0]["metrics"]["files"], 4);
    repo.golive(["report", "a.json", "a.json"]).exits(0);
}

#[test]
fn a_report_may_be_written_over_itself() {
    let repo = reports();
    repo.golive(["report", "a.json", "b.json", "--output", "json=a.json"]).exits(1);
    let text = std::fs::read_to_string(repo.path("a.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["verdict"], "fail");
}

#[test]
fn a_run_that_could_not_be_done_stays_one() {
    let repo = reports();
    repo.golive(["secrets", "--range", "nowhere..HEAD", "--output", "json=d.json"]).exits(2);
    repo.golive(["report", "a.json", "d.json"]).exits(2).says("nowhere names no commit");
    repo.golive(["report", "b.json", "d.json"]).exits(1);
}

#[test]
fn what_is_no_report_is_refused() {
    let repo = reports();
    let text = std::fs::read_to_string(repo.path("a.json")).unwrap();
    repo.write("cut.json", &text[..text.len() / 2]).write("empty.json", "").write("sarif.json", "{\"version\": \"2.1.0\", \"runs\": []}");
    repo.write("later.json", text.replacen("\"schema_version\": 1", "\"schema_version\": 2", 1));
    repo.write("gate.json", text.replacen("\"gate\": \"secrets\"", "\"gate\": \"unheard\"", 1));
    for (file, said) in [
        ("nowhere.json", "nowhere.json could not be read"),
        ("cut.json", "it is no golive report"),
        ("empty.json", "it is no golive report"),
        ("sarif.json", "it is no golive report"),
        ("later.json", "its schema version is 2"),
        ("gate.json", "a gate named unheard"),
    ] {
        repo.golive(["report", "a.json", file]).exits(2).complains(said);
    }
    repo.golive(["report"]).exits(2);
}

#[test]
fn every_sarif_report_is_valid_in_its_schema() {
    let Some(_) = crate::support::tool("act") else { return };
    let schema = std::fs::read_to_string(crate::support::project().join("tests/.tools/sarif.json")).unwrap();
    // One of its expressions is none: a bracket is closed that was never opened.
    let schema = schema.replace("{2}]?$", "{2}$");
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let valid = |text: &str| {
        let document: Value = serde_json::from_str(text).unwrap();
        validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect::<Vec<_>>()
    };
    assert!(!valid("{\"version\": \"2.1.0\", \"runs\": [{}]}").is_empty(), "the schema takes anything");
    let repo = reports();
    repo.write("a,b:%c é/x.py", assignment(2)).stage().commit("second");
    let folder = Repo::folder();
    for (place, words) in [
        (&repo, &["secrets"][..]),
        (&repo, &["check"]),
        (&repo, &["secrets", "a"]),
        (&repo, &["secrets", "--history"]),
        (&repo, &["secrets", "--range", "nowhere..HEAD"]),
        (&folder, &["check"]),
    ] {
        let run = place.golive(words.iter().chain(&["--format", "sarif"]));
        assert_eq!(valid(&run.out()), Vec::<String>::new(), "{run}");
    }
}
