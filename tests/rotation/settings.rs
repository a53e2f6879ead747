//! The settings: what is taken, what is refused, and where mistakes are shown.

use crate::support::Repo;
use serde_json::Value;

const NOW: &str = "2026-11-25T00:00:00Z";

fn with(text: &str) -> Repo {
    let repo = Repo::new();
    repo.write("golive.toml", text);
    repo
}

#[test]
fn mistakes_are_shown_where_they_are() {
    for (text, said) in [
        ("[[rotation.key]]\nname = \"A\"\nmax-age = 90\n", "90 has no unit: write \"90d\""),
        ("[rotation]\nmax-age = \"3mo\"\n", "write it in days or weeks"),
        ("[rotation]\nwarn-before = \"soon\"\n", "no length of time"),
        ("[[rotation.key]]\nname = \"A\"\nlast-rotated = \"2026-13-01\"\n", "no date"),
        ("[[rotation.key]]\nname = \"A\"\nsource = \"githib:a/b\"\n", "did you mean github?"),
        ("[[rotation.key]]\nname = \"A\"\nsource = \"gitlab:a/b/-/variables#X\"\n", "returns their values"),
        ("[[rotation.key]]\nname = \"A\"\nsource = { kind = \"vault\", at = \"kv/a\", base-url = \"https://u:p@h\" }\n", "without a user"),
        ("[[rotation.key]]\nname = \"A\"\nmax_age = \"9d\"\n", "did you mean max-age?"),
        ("[rotation]\nmin-evidence = \"sure\"\n", "unknown value sure"),
        ("[rotation]\nconcurrency = 0\n", "1 to 64"),
    ] {
        with(text).golive(["rotation"]).exits(2).complains(said).complains("golive.toml:");
    }
    for (text, said) in [
        ("[[rotation.key]]\nname = \"A\"\n", "last-rotated is missing"),
        (
            "[[rotation.key]]\nname = \"A\"\nlast-rotated = 2026-01-01\n[[rotation.key]]\nname = \"A\"\nlast-rotated = 2026-01-01\n",
            "two [[rotation.key]]",
        ),
        ("[[rotation.key]]\nname = \"A\"\nlast-rotated = 2026-01-01\nrunbook = \"http://x\"\n", "not https"),
    ] {
        with(text).golive(["rotation"]).exits(2).complains(said);
    }
    with("").golive(["rotation", "--now", "yesterday"]).exits(2).complains("2027-01-31T00:00:00Z");
    with("[[rotation.key]]\nname = \"A\"\nlast-rotated = 2026-01-01\n")
        .golive(["rotation", "--source", "gitub"])
        .exits(2)
        .complains("github");
}

#[test]
fn nothing_to_look_at_is_no_pass_and_says_what_the_repository_uses() {
    let repo = Repo::new();
    repo.write(".github/workflows/ci.yml", "env:\n  A: ${{ secrets.STRIPE_KEY }}\n").write(".env.example", "API_TOKEN=\n").stage();
    let run = repo.golive(["rotation"]);
    run.exits(2).says("there is no [[rotation.key]]").says("API_TOKEN, STRIPE_KEY").says("last-rotated = 2026-09-01");
}

#[test]
fn a_maintainx_key_needs_no_configuration() {
    let key = golive::detect::example::expand(r#"{jwt:{"sub":"REST_API_AUTH","iat":1790000000}}"#, 7);
    let repo = Repo::new();
    let look = |now: &str| repo.golive_with().args(["rotation", "--format", "json", "--now", now]).env("MAINTAINX_API_KEY", &key).finish();
    let run = look(NOW);
    run.exits(0).never_says(&key);
    let row = run.json()["gates"][0]["metrics"]["keys"][0].clone();
    assert_eq!(row["created"], "2026-09-21T14:13:20Z");
    assert_eq!((row["evidence"].as_str(), row["source"].as_str()), (Some("provider"), Some("env:MAINTAINX_API_KEY")));
    // To the second.
    look("2026-12-20T14:13:20Z").exits(0);
    look("2026-12-20T14:13:21Z").exits(1).says("key-overdue");
    repo.write("golive.toml", "profile = \"generic\"\n");
    look(NOW).exits(2);
}

#[test]
fn a_key_whose_value_stands_in_a_tracked_file_is_exposed() {
    let key = golive::detect::example::expand(r#"{jwt:{"sub":"REST_API_AUTH","iat":1790000000}}"#, 8);
    let repo = Repo::new();
    repo.write("src/app.py", format!("import os\nkey = '{key}'\n")).stage();
    let run = repo.golive_with().args(["rotation", "--now", NOW]).env("MAINTAINX_API_KEY", &key).finish();
    run.exits(1).says("key-exposed").says("src/app.py:2").never_says(&key);
}

#[test]
fn exceptions_end_and_caps_hold() {
    let key = "[[rotation.key]]\nname = \"A\"\nlast-rotated = 2026-01-01\n";
    let exception =
        |until: &str| format!("{key}[[rotation.exception]]\nname = \"A\"\nuntil = {until}\nreason = \"vendor\"\napproved-by = \"@sec\"\n");
    with(key).golive(["rotation", "--now", NOW]).exits(1).says("overdue since 2026-04-01");
    let run = with(&exception("2026-11-25")).golive(["rotation", "--now", NOW]);
    run.exits(0).says("A is excepted until 2026-11-25 by @sec: vendor");
    with(&exception("2026-11-23")).golive(["rotation", "--now", NOW]).exits(1).says("exception-over");
    let capped = format!("{key}max-age = \"400d\"\n");
    with(&capped).golive(["rotation", "--now", NOW]).exits(1).says("max-age-over-cap");
}

#[test]
fn retired_keys_and_missing_runbooks_and_names_without_a_key() {
    let repo = with(
        "[[rotation.key]]\nname = \"A\"\nlast-rotated = 2026-11-01\nrunbook = \"docs/a.md\"\nowner = \"@a\"\n[[rotation.key]]\nname = \"OLD\"\nretired = 2026-10-01\n",
    );
    repo.write(".github/workflows/ci.yml", "env:\n  A: ${{ secrets.A }}\n  B: ${{ secrets.B_TOKEN }}\n").stage();
    let run = repo.golive(["rotation", "--now", NOW, "--format", "json"]);
    run.exits(0);
    assert_eq!(run.findings(), ["-:null runbook-missing", ".github/workflows/ci.yml:3 secret-without-key"], "{run}");
    let states: Vec<Value> = run.json()["gates"][0]["metrics"]["keys"].as_array().unwrap().iter().map(|key| key["state"].clone()).collect();
    assert_eq!(states, ["fine", "retired"]);
    repo.write("docs/a.md", "how\n");
    repo.golive(["rotation", "--now", NOW]).exits(0).never_says("runbook-missing");
}

#[test]
fn the_table_and_the_calendar_name_every_key() {
    let repo =
        with("[[rotation.key]]\nname = \"A\"\nlast-rotated = 2026-11-01\n[[rotation.key]]\nname = \"B\"\nlast-rotated = 2026-09-01\n");
    let run = repo.golive(["rotation", "--now", NOW]);
    run.exits(0).says("     5d  █░░░░░░░░░░░  2026-11-30  inferred   manual");
    let run = repo.golive(["rotation", "--now", NOW, "--format", "ics"]);
    run.exits(0).says("DTSTART;VALUE=DATE:20261130\r\n").says("SUMMARY:Rotate A\r\n");
}

#[test]
fn a_schedule_that_is_set_answers_the_checklist() {
    let repo = Repo::new();
    let resource = "resource \"google_secret_manager_secret\" \"a\" {\n  rotation {\n    rotation_period = \"2592000s\"\n  }\n}\n";
    repo.write("main.tf", resource).stage();
    let run = repo.golive(["check", "--only", "rotation", "--format", "json"]);
    let report = run.json();
    let line = report["requirements"].as_array().unwrap().iter().find(|line| line["id"] == "auth.rotation").unwrap();
    assert_eq!(
        (line["verdict"].as_str(), line["evidence"][0]["path"].as_str(), line["evidence"][0]["line"].as_i64()),
        (Some("pass"), Some("main.tf"), Some(3))
    );
    assert_eq!(report["gates"].as_array().unwrap().iter().find(|gate| gate["gate"] == "rotation").unwrap()["verdict"], "unknown");
}

#[test]
fn a_schedule_that_is_too_slow_fails_where_it_is_all_there_is() {
    let repo = Repo::new();
    let resource = |days: u32| {
        format!(
            "resource \"aws_secretsmanager_secret_rotation\" \"a\" {{\n  rotation_rules {{\n    automatically_after_days = {days}\n  }}\n}}\n"
        )
    };
    let line = |run: &crate::support::Run| {
        let report = run.json();
        report["requirements"].as_array().unwrap().iter().find(|line| line["id"] == "auth.rotation").unwrap()["verdict"].clone()
    };
    let check = || repo.golive(["check", "--only", "rotation", "--format", "json"]);
    repo.write("main.tf", resource(180)).stage();
    let run = check();
    run.exits(1);
    assert_eq!((run.findings(), line(&run)), (vec!["main.tf:3 rotation-too-seldom".to_owned()], "fail".into()));
    repo.golive(["rotation"]).exits(1).says("rotates every 180 days, and a key may be 90 days old");
    // The stack says the same in its own words; one that is often enough, or one that cannot be read, leaves it open.
    repo.write("stack.yaml", "Type: AWS::SecretsManager::RotationSchedule\nAutomaticallyAfterDays: 120\n").stage();
    assert_eq!(check().findings().len(), 2);
    repo.write("other.tf", resource(90)).stage();
    assert_eq!(line(&check()), "pass");
    repo.remove("other.tf").write("golive.toml", "[rotation]\nmax-age = \"200d\"\n").stage();
    assert_eq!(line(&check()), "pass");
    // A key that is looked at is judged by itself.
    repo.write("golive.toml", "[[rotation.key]]\nname = \"A\"\nlast-rotated = 2026-11-20\n").stage();
    repo.golive(["rotation", "--now", NOW]).exits(0).never_says("rotation-too-seldom");
}
