//! Reports that are an attacker's.

use crate::support::{Repo, github_pat};

fn sarif(uri: &str, rule: &str, message: &str) -> String {
    serde_json::json!({ "version": "2.1.0", "runs": [{ "tool": { "driver": { "name": "x\u{1b}[31m" } }, "results": [{
        "ruleId": rule, "level": "error", "message": { "text": message },
        "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri }, "region": { "startLine": 1 } } }] }] }] })
    .to_string()
}

#[test]
fn nothing_of_a_report_reaches_the_terminal_as_it_is() {
    let repo = Repo::new();
    repo.write("a\u{1b}[2Jb.py", "x\u{1b}]0;title\u{7} = 1\n").stage().commit("first");
    repo.write("r.sarif", sarif("a%1B%5B2Jb.py", "r\u{1b}[8m", "m\u{1b}[31m\u{202e}\n::error::x"));
    let run = repo.golive(["lint", "--from", "auto=r.sarif"]);
    run.exits(1).never_says("\u{1b}").never_says("\u{202e}").never_says("\u{7}");
    assert!(!run.out().lines().any(|line| line.starts_with("::")), "{run}");
    let run = repo.golive(["lint", "--run", "printf '\\033[31m::debug::x\\n'; exit 1"]);
    run.exits(2).never_says("\u{1b}");
    assert!(!run.err().lines().any(|line| line.starts_with("::")), "{run}");
}

#[test]
fn nothing_outside_of_the_repository_is_read() {
    let repo = Repo::new();
    repo.write("../outside.py", "secret words\n").write("a.py", "x = 1\n").link("link.py", "../outside.py").stage().commit("first");
    let outside = repo.path("../outside.py").canonicalize().unwrap();
    for uri in
        [outside.to_str().unwrap(), "../outside.py", "link.py", "/etc/passwd", "file:///etc/passwd", "a.py/../../outside.py", "/dev/zero"]
    {
        repo.write("r.sarif", sarif(uri, "rule", "message"));
        repo.golive(["lint", "--from", "sarif=r.sarif"]).exits(1).never_says("secret words").never_says("root:");
    }
    repo.golive(["lint", "--from", "auto=/dev/null"]).exits(2);
}

#[test]
fn a_secret_that_a_tool_quotes_is_hidden() {
    let repo = Repo::new();
    let token = github_pat(7);
    repo.write("a.py", format!("token = \"{token}\"\n")).stage().commit("first");
    repo.write("r.sarif", sarif("a.py", "B105", &format!("Possible hardcoded password: '{token}'")));
    for format in ["human", "json", "jsonl"] {
        repo.golive(["lint", "--from", "sarif=r.sarif", "--format", format]).exits(1).never_says(&token);
    }
    repo.golive(["lint", "--from", "sarif=r.sarif", "--write-baseline", "known.jsonl"]).exits(0);
    assert!(!std::fs::read_to_string(repo.path("known.jsonl")).unwrap().contains(&token));
    repo.golive(["lint", "--run", &format!("echo 'bad {token}' >&2; exit 4")]).exits(2);
}

#[test]
fn odd_reports_are_errors_and_no_crashes() {
    let repo = Repo::new();
    repo.write("a.py", "x = 1\n").stage().commit("first");
    let deep = "[".repeat(200_000);
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><checkstyle><file name=\"&c;\"/></checkstyle>";
    repo.write("report", bomb);
    repo.golive(["lint", "--from", "checkstyle=report"]).never_says("bbbbbbbbbbbbbbbb");
    let outside = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><checkstyle><file name=\"x\"><error line=\"1\" message=\"&b;\"/></file></checkstyle>";
    for text in [deep.as_str(), outside, "\0\0\0\0", "{\"runs\": 3}", "\u{feff}", "null"] {
        repo.write("report", text);
        for format in ["auto", "sarif", "checkstyle", "eslint"] {
            let run = repo.golive(["lint", "--from", &format!("{format}=report")]);
            assert_ne!(run.code, Some(0), "{run}");
            run.never_says("panicked").never_says("golive itself failed").never_says("root:");
        }
    }
}
