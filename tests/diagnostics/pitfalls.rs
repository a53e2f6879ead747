//! What formats allow and real runs here do not show.

use golive::formats::diagnostics::{Diagnostic, Reading, detect, read};
use golive::model::Severity;

pub(super) fn reading(format: &str, text: &str) -> Reading {
    read(format, text.as_bytes()).unwrap_or_else(|error| panic!("{}", error.message))
}

pub(super) fn only(format: &str, text: &str) -> Diagnostic {
    let mut reading = reading(format, text);
    assert_eq!(reading.diagnostics.len(), 1, "{:#?}", reading.diagnostics);
    reading.diagnostics.remove(0)
}

/// `path:line:column rule`
pub(super) fn at(one: &Diagnostic) -> String {
    let place = one.place.clone().unwrap_or_default();
    let number = |number: Option<u32>| number.map_or("-".to_owned(), |number| number.to_string());
    format!("{}:{}:{} {}", place.path, number(place.line), number(place.column), one.rule.as_deref().unwrap_or("-"))
}

fn sarif(result: &str) -> String {
    format!(
        r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"X","rules":[{{"id":"R1"}},{{"id":"R2","defaultConfiguration":{{"level":"error"}},
        "messageStrings":{{"m":{{"text":"no {{0}} here"}}}}}}]}}}},"artifacts":[{{"location":{{"uri":"sub%20dir/t%C3%A9st.py","uriBaseId":"SRC"}}}}],
        "originalUriBaseIds":{{"ROOT":{{"uri":"file:///w/"}},"SRC":{{"uri":"src/","uriBaseId":"ROOT"}}}},"results":[{result}]}}]}}"#
    )
}

#[test]
fn sarif_refers_to_rules_artifacts_and_bases() {
    let one = only(
        "sarif",
        &sarif(
            r#"{"ruleIndex":1,"message":{"id":"m","arguments":["tabs"]},"locations":[{"physicalLocation":{"artifactLocation":{"index":0},"region":{"startLine":3}}}]}"#,
        ),
    );
    assert_eq!(at(&one), "/w/src/sub dir/tést.py:3:- R2");
    assert_eq!((one.severity, one.message.as_str()), (Severity::Error, "no tabs here"));
}

#[test]
fn sarif_has_results_that_are_none() {
    let at = r#""message":{"text":"m"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a.py"},"region":{"startLine":1}}}]"#;
    for skipped in [r#""kind":"pass""#, r#""kind":"notApplicable""#, r#""baselineState":"absent""#] {
        assert!(reading("sarif", &sarif(&format!("{{{skipped},{at}}}"))).diagnostics.is_empty(), "{skipped}");
    }
    assert!(only("sarif", &sarif(&format!(r#"{{"suppressions":[{{"kind":"inSource"}}],{at}}}"#))).suppressed);
    assert!(!only("sarif", &sarif(&format!(r#"{{"suppressions":[{{"kind":"external","status":"rejected"}}],{at}}}"#))).suppressed);
    assert_eq!(only("sarif", &sarif(&format!(r#"{{"ruleId":"R1",{at}}}"#))).severity, Severity::Warning);
    assert_eq!(only("sarif", &sarif(&format!(r#"{{"level":"none",{at}}}"#))).severity, Severity::Note);
}

#[test]
fn sarif_tells_that_it_did_not_look() {
    for run in [
        r#"{"tool":{"driver":{"name":"X"}},"results":[],"invocations":[{"executionSuccessful":false}]}"#,
        r#"{"tool":{"driver":{"name":"X"}},"results":[],"invocations":[{"executionSuccessful":true,"toolExecutionNotifications":[{"level":"error","message":{"text":"no"}}]}]}"#,
        r#"{"tool":{"driver":{"name":"X"}},"results":null}"#,
        r#"{"tool":{"driver":{"name":"X"}}}"#,
    ] {
        assert!(!reading("sarif", &format!(r#"{{"version":"2.1.0","runs":[{run}]}}"#)).incomplete.is_empty(), "{run}");
    }
    let warned = r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"X"}},"results":[],"invocations":[{"executionSuccessful":true,"toolExecutionNotifications":[{"level":"warning","message":{"text":"slow"}}]}]}]}"#;
    assert!(reading("sarif", warned).incomplete.is_empty());
    assert!(!reading("sarif", r#"{"version":"2.1.0","runs":[]}"#).incomplete.is_empty());
}

#[test]
fn checkstyle_names_tools_and_files_that_were_not_checked() {
    let file = |error: &str| format!("<checkstyle version='4.3'><file name='a.sh'>{error}</file></checkstyle>");
    let shell = only("checkstyle", &file("<error line='3' column='0' severity='info' message='it&#39;s' source='ShellCheck.SC2086'/>"));
    assert_eq!((at(&shell).as_str(), shell.severity, shell.message.as_str()), ("a.sh:3:- SC2086", Severity::Note, "it's"));
    let java = only(
        "checkstyle",
        &file("<error line='1' severity='error' message='m' source='com.puppycrawl.tools.checkstyle.checks.coding.MagicNumberCheck'/>"),
    );
    assert_eq!(at(&java), "a.sh:1:- MagicNumber");
    let flake = only("checkstyle", &file("<error line='1' column='5' severity='error' message='E501 line too long' source='flake8'/>"));
    assert_eq!(at(&flake), "a.sh:1:5 E501");
    assert!(!reading("checkstyle", &file("<exception><![CDATA[NullPointerException]]></exception>")).incomplete.is_empty());
}

#[test]
fn eslint_ignores_and_silences() {
    let ignored = r#"[{"filePath":"/w/a.js","messages":[{"ruleId":null,"fatal":false,"severity":1,"message":"File ignored by default."}],"errorCount":0,"warningCount":1}]"#;
    assert!(!reading("eslint", ignored).incomplete.is_empty());
    let silenced = r#"[{"filePath":"/w/a.js","messages":[],"suppressedMessages":[{"ruleId":"no-x","severity":2,"message":"m","line":1,"column":2}],"errorCount":0,"warningCount":0}]"#;
    assert!(only("eslint", silenced).suppressed);
}

#[test]
fn lines_around_json_are_read_over() {
    let banner = "\u{feff}\r\n> app@1.0.0 lint\r\n> eslint -f json .\r\n\r\n[12:00:01] start\r\n";
    let report = r#"[{"filePath":"/w/a.js","messages":[{"ruleId":"no-x","severity":2,"message":"m","line":1,"column":2}],"errorCount":1,"warningCount":0}]"#;
    let text = format!("{banner}{report}\r\nnpm ERR! code 1\r\n");
    assert_eq!(at(&only("eslint", &text)), "/w/a.js:1:2 no-x");
    assert_eq!(detect(text.as_bytes()), Some("eslint"));
    let units: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(read("auto", &units).unwrap().diagnostics.len(), 1);
}

#[test]
fn a_crash_after_the_report_is_heard() {
    let crashed = "[]\nTraceback (most recent call last):\n  File \"x.py\", line 1\nMemoryError: out\n";
    assert_eq!(reading("ruff", crashed).incomplete, ["`MemoryError: out`"]);
    assert!(
        !reading("oxlint", "No files found to lint. Please check your paths.\n{\"diagnostics\":[],\"number_of_files\":0}")
            .incomplete
            .is_empty()
    );
}

#[test]
fn text_where_json_was_promised_is_an_error_with_its_first_words() {
    let error = read("eslint", b"Oops! Something broke\n").err();
    assert!(error.is_none_or(|error| error.message.contains("Oops")));
    let error = read("pylint", b"{\"a\": 1}").unwrap_err();
    assert!(error.message.contains("pylint"), "{}", error.message);
    let error = read("ruff", b"[{\"filename\": \"a.py\", \"loc").unwrap_err();
    assert!(error.message.contains("cut off"), "{}", error.message);
    assert!(read("ruff", b"[{\"filename\": \"a.py\",, }]").unwrap_err().message.contains("broken"));
}

#[test]
fn several_arrays_and_objects_follow_each_other() {
    let gcc = r#"[]
[{"kind":"warning","message":"m","option":"-Werror=unused","locations":[{"caret":{"file":"a.c","line":1,"column":2}}],"children":[]}]
[{"kind":"warning","message":"m","option":"-Werror=unused","locations":[{"caret":{"file":"a.c","line":1,"column":2}}],"children":[]}]"#;
    assert_eq!(at(&only("auto", gcc)), "a.c:1:2 -Wunused");
    let climate = "{\"type\":\"issue\",\"check_name\":\"DL3006\",\"description\":\"m\",\"location\":{\"path\":\"D\",\"lines\":{\"begin\":1,\"end\":1}},\"severity\":\"major\"}\0".repeat(2);
    let read = reading("auto", &climate);
    assert_eq!((read.format.as_str(), read.diagnostics.len(), read.diagnostics[0].severity), ("codeclimate", 2, Severity::Warning));
    assert_eq!(
        reading("go-vet", "# a\n{}\n# b\n{\"b\":{\"printf\":[{\"posn\":\"/w/b.go:3:4\",\"message\":\"m\"}]}}\n").diagnostics.len(),
        1
    );
    assert!(!reading("go-vet", "{\"b\":{\"printf\":{\"error\":\"panic\"}}}").incomplete.is_empty());
}

#[test]
fn tsc_build_mode_repeats_and_windows_has_drives() {
    let text = "C:\\w\\app(1)\\a.ts(3,5): error TS2322: m\n  more\nC:\\w\\app(1)\\a.ts(3,5): error TS2322: m\n  more\n";
    let one = only("auto", text);
    assert_eq!((at(&one).as_str(), one.message.as_str()), ("C:/w/app(1)/a.ts:3:5 TS2322", "m\n  more"));
    assert!(!reading("tsc", "error TS5058: The specified path does not exist: 'x'.\n").incomplete.is_empty());
    assert!(reading("auto", "\nFound 0 errors in the same file, starting at: a.ts:1\n").diagnostics.is_empty());
}

#[test]
fn mypy_notes_belong_to_the_error_above() {
    let text = "a.py:1: error: No overload variant matches  [call-overload]\na.py:1: note: Possible overload variants:\na.py:1: note:     def f()\na.py:9: note: Revealed type is \"int\"\nFound 1 error in 1 file (checked 1 source file)\n";
    let read = reading("auto", text);
    assert_eq!(read.diagnostics.len(), 2);
    assert_eq!(read.diagnostics[0].related.len(), 2);
    assert_eq!(read.diagnostics[1].severity, Severity::Note);
    let windows = only("mypy", "C:\\w\\a.py:1:2: error: m  [misc]\n");
    assert_eq!(at(&windows), "C:/w/a.py:1:2 misc");
}

#[test]
fn cargo_counts_targets_once_and_follows_macros_out_of_the_library() {
    let message = |spans: &str| {
        format!(
            r#"{{"reason":"compiler-message","package_id":"x","message":{{"message":"m","level":"warning","code":{{"code":"clippy::x"}},"spans":[{spans}],"children":[]}}}}"#
        )
    };
    let inner = r#"{"file_name":"/rustc/abc/library/std/src/macros.rs","line_start":1,"line_end":1,"column_start":1,"column_end":2,"is_primary":true,"expansion":{"span":{"file_name":"src/lib.rs","line_start":7,"line_end":7,"column_start":5,"column_end":9}}}"#;
    let end = r#"{"reason":"build-finished","success":true}"#;
    let text = format!("{0}\n{0}\n{end}\n", message(inner));
    assert_eq!(at(&only("auto", &text)), "src/lib.rs:7:5 clippy::x");
    assert!(!reading("cargo", &message(inner)).incomplete.is_empty(), "the end is missing");
    assert!(!reading("cargo", r#"{"reason":"build-finished","success":false}"#).incomplete.is_empty());
}

#[test]
fn golangci_tells_of_limits_and_failures() {
    let issue = r#"{"FromLinter":"govet","Text":"m","Severity":"","Pos":{"Filename":"a.go","Line":3,"Column":2}}"#;
    let one = only("auto", &format!(r#"{{"Issues":[{issue}],"Report":{{}}}}"#));
    assert_eq!((at(&one).as_str(), one.severity), ("a.go:3:2 govet", Severity::Error));
    assert!(reading("auto", r#"{"Issues":null,"Report":{"Linters":[]}}"#).incomplete.is_empty());
    assert!(!reading("auto", r#"{"Issues":[],"Report":{"Error":"context loading failed"}}"#).incomplete.is_empty());
    let hidden = "a.go:3:2: m (govet)\nlevel=warning msg=\"[runner] 4/54 issues with text \\\"m\\\" were hidden, use --max-same-issues\"\n";
    assert!(!reading("golangci-lint", hidden).incomplete.is_empty());
    assert!(reading("golangci", "0 issues.\n").diagnostics.is_empty());
}

#[test]
fn msbuild_prints_twice_and_in_other_languages() {
    let line = r"C:\w\A.cs(3,5,3,9): warning CS0168: Die Variable ist deklariert [C:\w\a.csproj]";
    let text = format!("{line}\n\nBuild succeeded.\n\n{line}\n    1 Warning(s)\n    0 Error(s)\n");
    assert_eq!(at(&only("auto", &text)), "C:/w/A.cs:3:5 CS0168");
    assert_eq!(only("msbuild", r"A.cs(3,5): Fehler CS0246: Der Typ fehlt [a.csproj]").severity, Severity::Error);
    assert_eq!(at(&only("msbuild", "CSC : error CS5001: no Main [a.csproj]")), ":-:- CS5001");
    assert!(!reading("msbuild", "MSBUILD : error MSB1009: Project file does not exist.\n").incomplete.is_empty());
}

#[test]
fn github_commands_are_unescaped() {
    let one = only("auto", "::error file=a%2Cb.py,line=3,endLine=,title=ruff (E401)::first%0Asecond 100%25\n");
    assert_eq!((at(&one).as_str(), one.message.as_str(), one.tool.as_deref()), ("a,b.py:3:- E401", "first\nsecond 100%", Some("ruff")));
    let azure = only("auto", "##vso[task.logissue type=warning;sourcepath=a.py;linenumber=3;columnnumber=2;code=E1;]m%3B\n");
    assert_eq!((at(&azure).as_str(), azure.severity, azure.message.as_str()), ("a.py:3:2 E1", Severity::Warning, "m;"));
    assert_eq!(only("auto", "2024-01-01T00:00:00.0000000Z ##[error]it broke\n").message, "it broke");
}

#[test]
fn rdjson_has_numbers_for_severities() {
    let at_a = r#""location":{"path":"a.py","range":{"start":{"line":1,"column":2}}}"#;
    let text = format!(
        r#"{{"source":{{"name":"X"}},"diagnostics":[{{"message":"m","severity":2,"code":{{"value":"R"}},{at_a}}},{{"message":"n",{at_a}}}]}}"#
    );
    let read = reading("auto", &text);
    assert_eq!(read.diagnostics.iter().map(|one| one.severity).collect::<Vec<_>>(), [Severity::Warning, Severity::Error]);
    assert_eq!(reading("auto", &format!("{{\"message\":\"m\",{at_a}}}\n{{\"message\":\"n\",{at_a}}}\n")).format, "rdjsonl");
}

#[test]
fn phpstan_writes_empty_maps_as_arrays() {
    assert!(reading("auto", r#"{"totals":{"errors":0,"file_errors":0},"files":[],"errors":[]}"#).diagnostics.is_empty());
    let one = only(
        "auto",
        r#"{"totals":{"errors":0,"file_errors":1},"files":{"\/w\/a.php (in context of class A)":{"errors":1,"messages":[{"message":"m","line":null,"ignorable":true,"identifier":"x.y"}]}},"errors":[]}"#,
    );
    assert_eq!(at(&one), "/w/a.php:-:- x.y");
    assert!(
        !reading("phpstan", r#"{"totals":{"errors":1,"file_errors":0},"files":[],"errors":["Internal error: boom"]}"#)
            .incomplete
            .is_empty()
    );
}

#[test]
fn a_summary_that_counts_more_than_is_there_is_incomplete() {
    assert!(!reading("tsc", "a.ts(1,1): error TS1: m\n\nFound 5 errors in 2 files.\n").incomplete.is_empty());
    assert!(!reading("biome", r#"{"summary":{"errors":60,"warnings":0,"infos":0,"diagnosticsNotPrinted":59},"diagnostics":[{"severity":"error","message":"m","category":"lint/x","location":{"path":"a.js","start":{"line":1,"column":2},"end":{"line":1,"column":3}}}],"command":"lint"}"#).incomplete.is_empty());
}

#[test]
fn javac_tells_of_its_limit() {
    let text = "A.java:1: error: m\nint a = x;\n        ^\n100 errors\nonly showing the first 100 errors, of 120 total; use -Xmaxerrs if you would like to see more\n";
    let read = reading("auto", text);
    assert_eq!(at(&read.diagnostics[0]), "A.java:1:9 -");
    assert!(!read.incomplete.is_empty());
}

#[test]
fn what_a_log_says_around_a_report_does_not_hide_it() {
    let log = "a.py:1: error: m  [misc]\nFound 1 error in 1 file (checked 1 source file)\n##[error]Process completed with exit code 1.\n";
    assert_eq!(reading("auto", log).format, "mypy");
    assert!(read("auto", b"some tool\n##[error]Process completed with exit code 1.\n").is_err());
    assert!(reading("auto", "[]").incomplete.is_empty());
    assert!(!reading("auto", "warning: No Python files found under the given path(s)\n[]").incomplete.is_empty());
}

#[test]
fn generic_lines_are_read_only_where_they_are_named() {
    let text = "src/a.x:3:5: warning: something odd [rule-1]\nsrc/b.x:4: plain words\n";
    let lines = reading("lines", text);
    assert_eq!(lines.diagnostics.iter().map(at).collect::<Vec<_>>(), ["src/a.x:3:5 rule-1", "src/b.x:4:- -"]);
    assert_eq!(detect(b"src/b.x:4: plain words\n"), None);
}

#[test]
fn a_path_may_hold_colons_and_blanks() {
    for (format, line, expected) in [
        ("flake8", "a b/x:y.py:3:5: E501 line too long\n", "a b/x:y.py:3:5 E501"),
        ("ruff", "a b/x:y.py:3:5: F401 [*] `os` imported but unused\n", "a b/x:y.py:3:5 F401"),
        ("mypy", "a b/x:y.py:3:5: error: no  [arg-type]\n", "a b/x:y.py:3:5 arg-type"),
        ("pylint", "a b/x:y.py:3:4: W0611: Unused import os (unused-import)\n", "a b/x:y.py:3:4 unused-import"),
        ("pyright", "  /a b/x:y.py:3:5 - error: no (reportX)\n", "/a b/x:y.py:3:5 reportX"),
        ("gcc", "a b/x:y.c:3:5: warning: no [-Wall]\n", "a b/x:y.c:3:5 -Wall"),
        ("shellcheck", "a b/x:y.sh:3:5: warning: no [SC2086]\n", "a b/x:y.sh:3:5 SC2086"),
        ("yamllint", "a b/x:y.yml:3:5: [error] no (colons)\n", "a b/x:y.yml:3:5 colons"),
        ("eslint", "/a b/x:y.js:3:5: no [Error/no-x]\n", "/a b/x:y.js:3:5 no-x"),
        ("tsc", "a b/x:y.ts(3,5): error TS2322: no\n", "a b/x:y.ts:3:5 TS2322"),
        ("go-vet", "./a b/x:y.go:3:5: no\n", "a b/x:y.go:3:5 -"),
        ("gcc", "C:\\a b\\x.c:3:5: warning: no [-Wall]\n", "C:/a b/x.c:3:5 -Wall"),
    ] {
        assert_eq!(at(&only(format, line)), expected);
    }
}

#[test]
fn yaml_and_csv_are_read_as_the_json_of_their_tools() {
    let one = only(
        "auto",
        "- filepath: bad/b.sql\n  violations:\n  - start_line_no: 1\n    start_line_pos: 10\n    code: LT01\n    description: Expected single whitespace\n      here.\n    name: layout.spacing\n    warning: false\n    fixes: []\n",
    );
    assert_eq!((at(&one).as_str(), one.message.as_str()), ("bad/b.sql:1:10 LT01", "Expected single whitespace here."));
    let clean = reading("auto", "- filepath: clean/a.sql\n  violations: []\n");
    assert_eq!((clean.diagnostics.len(), clean.files), (0, Some(1)));
    let one = only(
        "auto",
        "errors: []\ngenerated_at: '2026-11-25T02:40:23Z'\nmetrics:\n  _totals:\n    loc: 2\n  b.py:\n    loc: 2\nresults:\n- code: \"7 eval(a)\\n\"\n  col_offset: 8\n  end_col_offset: 15\n  filename: b.py\n  issue_severity: MEDIUM\n  issue_text: no\n  line_number: 7\n  line_range:\n  - 7\n  test_id: B307\n",
    );
    assert_eq!(at(&one), "b.py:7:8 B307");
    let broken = reading(
        "auto",
        "errors:\n- filename: s.py\n  reason: syntax error while parsing AST from file\ngenerated_at: '2026-11-25T02:40:23Z'\nmetrics:\n  _totals:\n    loc: 0\n  s.py:\n    loc: 0\nresults: []\n",
    );
    assert!(!broken.incomplete.is_empty());
    assert!(read("auto", b"- filepath: a.sql\n  violations:\n  - code: \"LT").is_err());
    let head = "File,Line,Column,Type,Message,Source,Severity,Fixable\n";
    let one = only("auto", &format!("{head}\"/p/a, b.php\",2,1,error,\"Say \\\"x\\\", not y\",PSR1.Files.SideEffects.Found,5,0\n"));
    assert_eq!((at(&one).as_str(), one.message.as_str()), ("/p/a, b.php:2:1 PSR1.Files.SideEffects.Found", "Say \"x\", not y"));
    assert!(reading("auto", head).diagnostics.is_empty());
    assert!(!reading("auto", &format!("{head}\"/p/a.php\",2,1,err")).incomplete.is_empty());
    assert_eq!(reading("auto", "\n1 source checked\n  /p/clean.css\n\n0 problems found\n").files, Some(1));
}

#[test]
fn golangci_tab_text_and_its_count_are_read() {
    let reading = reading(
        "auto",
        "main.go:9:6   errcheck     Error return value of `f` is not checked\nutil/u.go:3:1  stylecheck  ST1000: at least one\n2 issues:\n* errcheck: 1\n* stylecheck: 1\n",
    );
    assert_eq!(reading.format, "golangci-lint");
    assert_eq!(reading.diagnostics.iter().map(at).collect::<Vec<_>>(), ["main.go:9:6 errcheck", "util/u.go:3:1 stylecheck"]);
    assert!(reading.incomplete.is_empty());
    let cut = self::reading("golangci-lint", "main.go:9:6: no (errcheck)\n3 issues:\n* errcheck: 3\n");
    assert!(!cut.incomplete.is_empty());
}

#[test]
fn a_tool_that_broke_found_nothing() {
    for (format, text) in [
        (
            "mypy",
            "a.py:1: error: INTERNAL ERROR -- Please try using mypy master on GitHub:\nTraceback (most recent call last):\n  File \"m.py\", line 8, in <module>\nAssertionError\n",
        ),
        ("msbuild", "MSBUILD : error MSB1003: Specify a project or solution file.\n"),
        ("phpstan", r#"{"totals":{"errors":1,"file_errors":0},"files":[],"errors":["Internal error: x"]}"#),
    ] {
        let reading = reading(format, text);
        assert!(reading.blind && !reading.incomplete.is_empty(), "{format}: {reading:#?}");
    }
    let watched = reading(
        "auto",
        "[10:11:12 AM] Starting compilation in watch mode...\n\n[10:11:13 AM] Found 0 errors. Watching for file changes.\n",
    );
    assert_eq!((watched.format.as_str(), watched.diagnostics.len(), watched.incomplete.len()), ("tsc", 0, 0));
}

#[test]
fn phpstan_puts_a_colon_before_lines_that_lead_somewhere() {
    let text = " ------ ----------- \n  Line   src/A.php  \n ------ ----------- \n  :15    No type    \n         given.     \n         🪪  missingType.x \n ------ ----------- \n\n [ERROR] Found 1 error \n";
    let one = only("auto", text);
    assert_eq!((at(&one).as_str(), one.message.as_str()), ("src/A.php:15:- missingType.x", "No type given."));
}

#[test]
fn dotnet_format_names_its_rules_in_words() {
    let one = only("auto", "/w/A.cs(3,9): error WHITESPACE: Fix whitespace formatting. [/w/demo.csproj]\n");
    assert_eq!(at(&one), "/w/A.cs:3:9 WHITESPACE");
}
