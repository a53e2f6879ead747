//! What is accepted, and what becomes of it.

use crate::support::{Repo, assignment, github_pat};

/// The comment, put together here so that this file holds none.
fn comment(rest: &str) -> String {
    format!("# golive{}", [":allow ", rest].concat())
}

fn with(rest: &str) -> Repo {
    let repo = Repo::new();
    repo.write("app.py", format!("token = \"{}\"  {}\n", github_pat(1), comment(rest)));
    repo
}

#[test]
fn comments_that_accept_nothing_are_findings() {
    for (rest, expected) in [
        ("github-pat a sample that was revoked", &[][..]),
        ("* a sample that was revoked", &[]),
        ("github-pat", &["app.py:1 allow-without-reason", "app.py:1 github-pat"]),
        ("", &["app.py:1 allow-without-reason", "app.py:1 github-pat"]),
        ("github-pat sample until=2020-01-31", &["app.py:1 allow-expired", "app.py:1 github-pat"]),
        ("github-pat sample until=2999-01-31", &[]),
        ("github-pta a sample", &["app.py:1 allow-unknown-rule", "app.py:1 github-pat"]),
        ("npm-token a sample", &["app.py:1 allow-unused", "app.py:1 github-pat"]),
    ] {
        let mut found = with(rest).found(&["secrets"]);
        found.sort();
        assert_eq!(found, expected, "{rest:?}");
    }
}

#[test]
fn how_bad_they_are() {
    let severity = |rest: &str, rule: &str| {
        let report = with(rest).golive(["secrets", "--format", "json"]).json();
        let findings = report["findings"].as_array().unwrap().clone();
        findings.into_iter().find(|finding| finding["rule_id"] == rule).unwrap()["severity"].as_str().unwrap().to_owned()
    };
    assert_eq!(severity("github-pat sample until=2020-01-31", "allow-expired"), "error");
    assert_eq!(severity("github-pat", "allow-without-reason"), "warning");
    assert_eq!(severity("github-pta a sample", "allow-unknown-rule"), "warning");
    with("github-pta a sample").golive(["secrets"]).says("did you mean github-pat?");
    let repo = Repo::new();
    repo.write("app.py", format!("print()  {}\n", comment("github-pat it was here once")));
    repo.golive(["secrets"]).exits(0).says("warning[allow-unused]");
}

#[test]
fn only_whole_files_and_added_lines_are_judged() {
    let repo = with("npm-token a sample");
    repo.stage().commit("first");
    repo.write("app.py", std::fs::read_to_string(repo.path("app.py")).unwrap() + "print()\n").stage();
    assert_eq!(repo.found(&["secrets", "--staged"]), Vec::<String>::new());
    assert_eq!(repo.found(&["secrets", "--history"]), ["app.py:1 github-pat"]);
}

#[test]
fn text_about_the_comment_is_left_alone() {
    let repo = Repo::new();
    repo.write("README.md", format!("{}\n", comment("RULE reason")));
    repo.write("help.py", format!("print(\"write: {}\")\n", comment("github-pta reason")));
    repo.write("notes.txt", "a golive:allow needs a reason\n");
    assert_eq!(repo.found(&["secrets"]), Vec::<String>::new());
}

#[test]
fn entries_of_the_configuration_run_out_go_stale_and_name_what_is_there() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1));
    let config = |entry: &str| format!("[[secrets.allow]]\nreason = \"a sample\"\n{entry}\n");
    for (entry, code, expected) in [
        ("rule = \"github-pat\"", 0, None),
        ("path = \"/app.py\"", 0, None),
        ("rule = \"github-pat\"\nuntil = \"2020-01-31\"", 1, Some("allow-expired")),
        ("rule = \"github-pta\"", 1, Some("allow-unknown-rule")),
        ("path = \"/lib/\"", 1, Some("allow-unused")),
        ("fingerprint = \"00000000000000000000000000000000\"", 1, Some("allow-unused")),
    ] {
        repo.write("golive.toml", config(entry));
        let run = repo.golive(["secrets"]);
        run.exits(code);
        match expected {
            Some(rule) => drop(run.says(rule)),
            None => drop(run.never_says("allow-")),
        }
    }
    repo.write("golive.toml", config("commit = \"abc\""));
    repo.golive(["secrets"]).exits(2).complains("is no commit's id");
}

#[test]
fn an_entry_may_name_a_commit_or_a_fingerprint() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage().commit("with");
    let commit = repo.git(["rev-parse", "HEAD"]);
    let fingerprint = repo.golive(["secrets", "--format", "json"]).json()["findings"][0]["fingerprint"].as_str().unwrap().to_owned();
    repo.remove("app.py").stage().commit("without");
    let entry = |key: &str, value: &str| format!("[[secrets.allow]]\nreason = \"revoked\"\n{key} = \"{value}\"\n");
    repo.write("golive.toml", entry("commit", &commit[..10]));
    repo.golive(["secrets", "--history"]).exits(0);
    repo.write("golive.toml", entry("commit", "0123456789"));
    repo.golive(["secrets", "--history"]).exits(1);
    repo.write("golive.toml", entry("fingerprint", &fingerprint));
    repo.golive(["secrets", "--history"]).exits(0);
}

#[test]
fn what_was_let_through_is_counted_with_what_did() {
    let repo = with("github-pat a sample");
    repo.write("b.py", format!("t = '{}'  # gitleaks:allow\n", github_pat(2)));
    repo.write("c.py", format!("t = '{}'\n", github_pat(3)));
    repo.write("golive.toml", "[[secrets.allow]]\nreason = \"x y\"\npath = \"/c.py\"\n");
    let report = repo.golive(["secrets", "--format", "json"]).json();
    let metrics = &report["gates"][0]["metrics"];
    assert_eq!(metrics["allowed"], 3);
    assert_eq!(metrics["allowed_by"], serde_json::json!({"gitleaks:allow": 1, "golive.toml": 1, "golive:allow": 1}));
    repo.golive(["secrets", "--verbose"]).exits(0).says("1 finding let through by golive.toml");
}

#[test]
fn under_policy_a_comment_of_the_change_itself_does_not_count() {
    let repo = with("github-pat a sample");
    repo.stage().commit("base");
    repo.git(["branch", "base"]);
    repo.golive(["secrets", "--policy-ref", "base"]).exits(0);
    repo.write("new.py", format!("t = '{}'  {}\n", github_pat(2), comment("github-pat trust me"))).stage();
    for look in [&["secrets"][..], &["secrets", "--staged"]] {
        let run = repo.golive(look.iter().copied().chain(["--policy-ref", "base"]));
        run.exits(1).says("new.py:1:6").says("base does not have that comment");
    }
    repo.golive(["secrets"]).exits(0);
    // A renamed file keeps what was accepted in it.
    repo.git(["rm", "--quiet", "--cached", "new.py"]);
    repo.remove("new.py");
    repo.git(["mv", "app.py", "moved.py"]);
    repo.commit("moved");
    repo.golive(["secrets", "--policy-ref", "base"]).exits(0);
    repo.write("foreign.py", format!("t = '{}'  # gitleaks:allow\n", github_pat(4)));
    repo.golive(["secrets", "--policy-ref", "base"]).exits(1);
}
