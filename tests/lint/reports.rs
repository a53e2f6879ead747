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

/// Runs over a file that is not there, or with settings that cannot be read, as the tools say so in each of their formats.
#[test]
fn what_says_only_that_a_file_could_not_be_read_is_not_a_finding() {
    let repo = repo();
    for (name, text) in [
        (
            "ruff-gitlab",
            "[{\"check_name\":\"E902\",\"description\":\"E902: No such file or directory (os error 2)\",\"fingerprint\":\"1\",\"location\":{\"path\":\"none.py\",\"positions\":{\"begin\":{\"column\":1,\"line\":1},\"end\":{\"column\":1,\"line\":1}}},\"severity\":\"major\"}]",
        ),
        (
            "ruff-github",
            "::error title=ruff (E902),file=/p/none.py,line=1,endLine=1::none.py:1:1: E902 No such file or directory (os error 2)\n",
        ),
        ("flake8-utf16", "none.py:0:1: E902 FileNotFoundError: [Errno 2] No such file or directory: 'none.py'\n"),
        ("pylint", "************* Module none.py\nnone.py:1:0: F0001: No module named none.py (fatal)\n"),
        (
            "pylint-json",
            "[{\"type\":\"fatal\",\"module\":\"none.py\",\"obj\":\"\",\"line\":1,\"column\":0,\"endLine\":null,\"endColumn\":null,\"path\":\"none.py\",\"symbol\":\"fatal\",\"message\":\"No module named none.py\",\"message-id\":\"F0001\"}]",
        ),
        ("ty", "error[io] `/p/none.py`: No such file or directory (os error 2)\nFound 1 diagnostic\n"),
        (
            "biome",
            "{\"summary\":{\"errors\":1,\"warnings\":0,\"diagnosticsNotPrinted\":0},\"diagnostics\":[{\"severity\":\"error\",\"message\":\"Cannot read file.\",\"category\":\"fs/cantRead\",\"location\":{\"path\":\"none\",\"start\":{\"line\":0,\"column\":0},\"end\":{\"line\":0,\"column\":0}},\"advices\":[]}],\"command\":\"lint\"}",
        ),
        (
            "tsc-pretty",
            "\u{1b}[91merror\u{1b}[0m\u{1b}[90m TS6053: \u{1b}[0mFile 'none.ts' not found.\n  The file is in the program because:\n    Root file specified for compilation\n\n\nFound 1 error.\n\n",
        ),
        (
            "tsc-settings",
            "\u{1b}[96mtsconfig.json\u{1b}[0m:\u{1b}[93m1\u{1b}[0m:\u{1b}[93m30\u{1b}[0m - \u{1b}[91merror\u{1b}[0m\u{1b}[90m TS5024: \u{1b}[0mCompiler option 'strict' requires a value of type boolean.\n\nFound 1 error in tsconfig.json\u{1b}[90m:1\u{1b}[0m\n",
        ),
        (
            "shellcheck-checkstyle",
            "<?xml version='1.0' encoding='UTF-8'?>\n<checkstyle version='4.3'>\n<file name='none.sh' >\n<error line='1' column='1' severity='error' message='none.sh&#58; openBinaryFile&#58; does not exist &#40;No such file or directory&#41;' source='ShellCheck' />\n</file>\n</checkstyle>\n",
        ),
        (
            "gcc-json",
            "[{\"kind\": \"fatal error\", \"column-origin\": 1, \"children\": [], \"escape-source\": false, \"locations\": [], \"message\": \"none.c: No such file or directory\"}]\ncompilation terminated.\n",
        ),
        ("javac", "error: file not found: none.java\nUsage: javac <options> <source files>\nuse --help for a list of possible options\n"),
    ] {
        let bytes: Vec<u8> = match name {
            "flake8-utf16" => "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
            _ => text.as_bytes().to_vec(),
        };
        std::fs::write(repo.path("report"), bytes).unwrap();
        let report = repo.golive(["lint", "--from", "auto=report", "--format", "json"]).exits(2).json();
        assert_eq!(report["verdict"], "unknown", "{name}: {report}");
    }
    // Beside a finding it is told, and hides nothing.
    repo.write(
        "report",
        "web/src/a.py:1:8: F401 [*] `os` imported but unused\nnone.py:1:1: E902 No such file or directory (os error 2)\nFound 2 errors.\n",
    );
    repo.golive(["lint", "--from", "ruff=report"]).exits(1).says("did not look at everything");
}

#[test]
fn formats_go_by_other_names_too() {
    let repo = repo();
    repo.write("empty.txt", "");
    for name in ["typescript", "govet", "clang", "clang-tidy", "eslint-stylish", "flake8-default", "shellcheck-gcc"] {
        repo.golive(["lint", "--from", &format!("{name}=empty.txt"), "--exit-code", "0"]).exits(0);
    }
    repo.golive(["lint", "--from", "clippy=empty.txt", "--exit-code", "0"]).exits(2).says("empty.txt said nothing");
    for document in ["eslint-json", "shellcheck-json1", "flake8-json", "phpcs-checkstyle", "stylelint-sarif"] {
        repo.golive(["lint", "--from", &format!("{document}=empty.txt"), "--exit-code", "0"]).exits(2).says("empty.txt said nothing");
    }
    repo.golive(["lint", "--from", "ruff-nonsense=empty.txt"]).exits(2).complains("there is no format");
}

/// What a document quotes (its rules, a message, a source) the tool does not say of itself.
#[test]
fn words_inside_of_a_report_are_not_what_the_tool_says_of_itself() {
    let repo = repo();
    let rules = "{\n\"version\": \"2.1.0\", \"runs\": [{\n\"tool\": {\"driver\": {\"name\": \"ruff\", \"rules\": [{\"id\": \"E902\",\n\"fullDescription\": {\n\"text\": \"E902 No such file\"\n}}]}},\n\"results\": []}]}\n";
    repo.write("rules.sarif", rules);
    repo.golive(["lint", "--from", "auto=rules.sarif", "--exit-code", "0"]).exits(0);
    let one = "[{\"filePath\":\"web/src/a.js\",\"messages\":[{\"ruleId\":\"x\",\"severity\":2,\"message\":\"No files matching: values are ignored\",\"line\":1,\"column\":1}]}]\n";
    repo.write("one.json", one);
    repo.golive(["lint", "--from", "eslint=one.json", "--exit-code", "1"]).exits(1);
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
