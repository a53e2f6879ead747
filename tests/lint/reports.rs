//! Reports from files, and commands that print what they are told to.

use crate::support::Repo;

const ESLINT: &str = r#"[{"filePath":"/ci/build/web/src/a.js","messages":[{"ruleId":"no-undef","severity":2,"message":"'x' is not defined.","line":2,"column":1,"endLine":2,"endColumn":2}],"errorCount":1,"warningCount":0}]"#;

fn repo() -> Repo {
    let repo = Repo::new();
    repo.write("web/src/a.js", "let a;\nx();\n").write("empty.json", "").write("cut.json", &ESLINT[..60]).write("report.json", ESLINT);
    repo.write("clean.json", "[{\"filePath\":\"/ci/build/web/src/a.js\",\"messages\":[],\"errorCount\":0,\"warningCount\":0}]")
        .stage()
        .commit("first");
    repo
}

#[test]
fn a_report_is_read_by_its_name_or_by_its_content() {
    let repo = repo();
    for from in ["eslint=report.json", "auto=report.json"] {
        let run = repo.golive(["lint", "--from", from, "--format", "json"]);
        assert_eq!(run.exits(1).findings(), ["web/src/a.js:2 no-undef"]);
    }
    repo.golive(["lint", "--from", "eslint=clean.json"]).exits(0);
    repo.golive(["lint", "--from", "eslint=clean.json", "--from", "auto=report.json"]).exits(1);
    repo.golive(["lint", "--from", "eslnt=report.json"]).exits(2).complains("did you mean eslint");
}

#[test]
fn a_report_that_says_nothing_is_not_a_pass() {
    let repo = repo();
    repo.golive(["lint", "--from", "eslint=none.json"]).exits(2).says("is not there");
    repo.golive(["lint", "--from", "eslint=empty.json"]).exits(2).says("is empty");
    repo.golive(["lint", "--from", "eslint=cut.json"]).exits(2);
    repo.golive(["lint", "--from", "auto=web/src/a.js"]).exits(2);
    repo.golive(["lint", "--from", "eslint=web"]).exits(2).says("is a folder");
    // What is broken beside a failure does not hide it.
    repo.golive(["lint", "--from", "eslint=report.json", "--from", "eslint=empty.json"]).exits(1).says("is empty");
}

#[test]
fn exit_code_and_report_are_judged_together() {
    let repo = repo();
    repo.golive(["lint", "--from", "eslint=clean.json", "--exit-code", "2"]).exits(2);
    repo.golive(["lint", "--from", "eslint=clean.json", "--exit-code", "1"]).exits(2).says("reports nothing");
    repo.golive(["lint", "--from", "tsc=empty.json", "--exit-code", "0"]).exits(0);
    repo.golive(["lint", "--from", "tsc=empty.json"]).exits(2);
    repo.golive(["lint", "--run", "cat report.json"]).exits(1);
    repo.golive(["lint", "--run", "cat clean.json; exit 1"]).exits(2);
    repo.golive(["lint", "--run", "cat clean.json"]).exits(0);
    repo.golive(["lint", "--run", "exit 3"]).exits(2).says("exit code 3");
    repo.golive(["lint", "--run", "kill -9 $$"]).exits(2).says("signal");
    repo.golive(["lint", "--run", "sleep 30", "--timeout", "1s"]).exits(2).says("deadline");
    repo.golive(["lint", "--run", "echo Segmentation fault >&2; exit 139"]).exits(2).says("Segmentation fault");
    repo.golive(["lint", "--run", "echo all is well"]).exits(2);
}

#[test]
fn a_command_may_write_the_report() {
    let repo = repo();
    repo.golive(["lint", "--run", "cp report.json out.json; exit 1", "--from", "eslint=out.json"]).exits(1);
    repo.golive(["lint", "--run", "cp clean.json out.json", "--from", "eslint=out.json"]).exits(0);
    repo.golive(["lint", "--run", "cp clean.json out.json; exit 1", "--from", "eslint=out.json"]).exits(2);
    repo.golive(["lint", "--run", "true", "--from", "eslint=none.json"]).exits(2);
    repo.run("touch").args(["-d", "2020-01-01", "out.json"]).finish().exits(0);
    repo.golive(["lint", "--run", "true", "--from", "eslint=out.json"]).exits(2).says("did not write it");
    repo.golive(["lint", "--from", "eslint=out.json", "--max-age", "2h"]).exits(2).says("old");
    repo.golive(["lint", "--from", "eslint=out.json"]).exits(0).says("older than the last commit");
}

#[test]
fn settings_name_commands_formats_and_exceptions() {
    let repo = repo();
    repo.write("own.txt", "web/src/a.js|2|W7|bad\nweb/src/a.js|1|E1|worse\n");
    let format = "[[lint.format]]\nname = \"own\"\npattern = '^(?<file>[^|]+)\\|(?<line>\\d+)\\|(?<rule>\\w+)\\|(?<message>.*)$'\nseverity = \"warning\"\n";
    repo.write("golive.toml", format);
    let found = |arguments: &[&str]| repo.golive(arguments.iter().copied().chain(["--format", "json"])).findings();
    assert_eq!(found(&["lint", "--from", "own=own.txt"]), ["web/src/a.js:1 E1", "web/src/a.js:2 W7"]);
    repo.golive(["lint", "--from", "own=own.txt"]).exits(0);
    repo.write("golive.toml", format!("{format}[lint.severity]\nE1 = \"error\"\n"));
    repo.golive(["lint", "--from", "own=own.txt"]).exits(1);
    repo.write("golive.toml", format!("{format}[[lint.ignore]]\nrule = \"W7\"\nreason = \"old\"\n"));
    assert_eq!(found(&["lint", "--from", "own=own.txt"]), ["web/src/a.js:1 E1"]);
    repo.write("golive.toml", format!("{format}[[lint.ignore]]\npath = \"/web/\"\nreason = \"old\"\n[lint]\n")).golive(["lint"]).exits(2);
    repo.write("golive.toml", format!("[lint]\ncommand = [\"cat\", \"own.txt\"]\ncommand-format = \"own\"\n{format}"));
    repo.golive(["lint"]).exits(0).says("2 findings");
    repo.write("golive.toml", "[[lint.ignore]]\nrule = \"x\"\nreason = \" \"\n");
    repo.golive(["lint", "--from", "eslint=report.json"]).exits(2).complains("reason");
}

#[test]
fn the_same_finding_from_two_reports_counts_once() {
    let repo = repo();
    repo.write("flake8.txt", "m.py:1:1: F401 'os' imported but unused\nm.py:2:80: E501 line too long (90 > 79 characters)\n");
    repo.write("m.py", "import os\nx = 1\n");
    repo.write("pylint.txt", "************* Module m\nm.py:1:0: W0611: Unused import os (unused-import)\n");
    let run = repo.golive([
        "lint",
        "--from",
        "flake8=flake8.txt",
        "--from",
        "pylint=pylint.txt",
        "--from",
        "flake8=flake8.txt",
        "--format",
        "json",
    ]);
    assert_eq!(run.findings().len(), 2, "{run}");
}
