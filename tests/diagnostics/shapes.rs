//! Further shapes of what tools print, and texts that look like those of another tool.

use super::pitfalls::{at, only, reading};
use golive::formats::diagnostics::{detect, read};

/// mypy and the TypeScript compiler end with nearly the same words.
#[test]
fn errors_of_mypy_in_several_files_are_no_errors_of_tsc() {
    let mypy = "pkg/a.py:7: error: Name \"x\" is not defined  [name-defined]\nsub dir/b.py:3: error: No return  [return]\nFound 2 errors in 2 files (checked 3 source files)\n";
    assert_eq!(detect(mypy.as_bytes()), Some("mypy"));
    assert_eq!(reading("auto", mypy).diagnostics.len(), 2);
    let unplaced = "sub dir/b.py:3: error: Cannot say more\nFound 1 error in 2 files (checked 3 source files)\n";
    assert_eq!(detect(unplaced.as_bytes()), Some("mypy"));
    assert_eq!(detect(b"error TS1: m\n\nFound 2 errors in 2 files.\n\nErrors  Files\n     1  a.ts:1\n     1  b.ts:1\n"), Some("tsc"));
    assert_eq!(detect(b"Found 2 errors in 2 files.\n"), Some("tsc"));
}

#[test]
fn eslint_has_further_formatters() {
    let studio = "/w/src/my dir/c (copy).js(4,9): error no-undef : 'x' is not defined.\n/w/a.js(1,2): error : Parsing error: Unexpected token\n/w/a.js(7): warning @a/b-c : m\n\n3 problems\n";
    let read = reading("auto", studio);
    assert_eq!((read.format.as_str(), read.incomplete.len()), ("eslint", 0));
    let places: Vec<String> = read.diagnostics.iter().map(at).collect();
    assert_eq!(places, ["/w/src/my dir/c (copy).js:4:9 no-undef", "/w/a.js:1:2 -", "/w/a.js:7:- @a/b-c"]);
    assert!(reading("auto", "no problems\n").diagnostics.is_empty());
    let frames = "error: 'x' is never used (no-unused-vars) at src/a.js:2:5:\n  1 | /* a */\n> 2 | var x;\n    |     ^\n\n\n1 error and 0 warnings found.\n";
    assert_eq!(at(&only("auto", frames)), "src/a.js:2:5 no-unused-vars");
    let short = frames.replace("1 error and", "2 errors and");
    assert!(!reading("auto", &short).incomplete.is_empty());
}

#[test]
fn a_file_that_eslint_ignores_is_none_that_it_looked_at() {
    let ignored = "<file name=\"/w/a.js\"><error line=\"0\" column=\"0\" severity=\"warning\" message=\"File ignored because of a matching ignore pattern. Use &quot;--no-ignore&quot; to override.\" source=\"\" /></file>";
    let report = |files: &str| reading("auto", &format!("<?xml version=\"1.0\"?><checkstyle version=\"4.3\">{files}</checkstyle>"));
    assert_eq!(report(ignored).files, Some(0));
    assert_eq!(report(&format!("{ignored}<file name=\"/w/b.js\"></file>")).files, None);
}

#[test]
fn biome_before_2_gives_places_as_spans_of_bytes() {
    let report = r#"{"summary":{"changed":0,"unchanged":1,"errors":1,"warnings":0,"diagnosticsNotPrinted":0},"diagnostics":[{"category":"lint/style/noVar","severity":"error","description":"m","location":{"path":{"file":"a.js"},"span":[16,22],"sourceCode":"// é\n\t/* ü */ const x = 1;\n"}}],"command":"lint"}"#;
    assert_eq!(at(&only("auto", report)), "a.js:2:10 lint/style/noVar");
    let outside = report.replace("[16,22]", "[3,400]").replace("// é", "/é");
    assert_eq!(at(&only("auto", &outside)).split(':').next(), Some("a.js"));
}

#[test]
fn other_shapes_of_known_tools_are_read() {
    let unparsed = "docker/x.Dockerfile:2:1 unexpected 'R' expecting '#', ADD or end of input \n";
    assert_eq!(at(&only("auto", unparsed)), "docker/x.Dockerfile:2:1 DL1000");
    let crash = "hadolint: nosuch: withBinaryFile: does not exist (No such file or directory)\nHasCallStack backtrace:\n  collectBacktraces, called at libraries/ghc-internal/src/GHC/Internal/Exception.hs:169:13 in ghc-internal:GHC.Internal.Exception\n";
    assert!(read("hadolint", crash.as_bytes()).map_or(true, |reading| reading.diagnostics.is_empty() && !reading.incomplete.is_empty()));
    let stylish = "\n/w/a.js\n  3:2  warning  `debugger` is not allowed  eslint(no-debugger)\n\n✖ 1 problem (0 errors, 1 warning)\n";
    assert_eq!(at(&only("oxlint", stylish)), "/w/a.js:3:2 eslint(no-debugger)");
    let codacy = r#"{"filename":"Dockerfile","line":1,"message":"m","patternId":"DL3007"}{"filename":"Dockerfile","line":2,"message":"n","patternId":"DL4000"}"#;
    assert_eq!(reading("auto", codacy).diagnostics.len(), 2);
    let ranges = "c/a.c:6:20:{6:20-6:21}{6:13-6:16}: warning: format specifies type [-Wformat]\n";
    assert_eq!(at(&only("auto", ranges)), "c/a.c:6:20 -Wformat");
    assert_eq!(at(&only("auto", "a.py:1:2: [F401] 'os' imported but unused\n")), "a.py:1:2 F401");
    let zizmor = "error[dangerous-triggers]: m\n  --> .github/workflows/a.yml:2:1\n   |\n2  | on:\n   | ^^^ pull_request_target\n   |\n   = note: audit confidence → Medium\n\n1 finding: 0 informational, 0 low, 0 medium, 1 high\n";
    assert_eq!(at(&only("auto", zizmor)), ".github/workflows/a.yml:2:1 dangerous-triggers");
    let json = r#"{"pkg/__init__.py": [], "pkg/a.py": [{"code": "F401", "filename": "pkg/a.py", "line_number": 1, "column_number": 1, "text": "'os' imported but unused", "physical_line": "import os\n"}]}"#;
    assert_eq!(at(&only("auto", json)), "pkg/a.py:1:1 F401");
    assert_eq!(reading("flake8", r#"{"a.py": []}"#).files, Some(1));
    let old = r#"[{"message": "m", "code": "eslint(no-debugger)", "severity": "warning", "causes": [], "filename": "a.js", "labels": [{"span": {"offset": 3, "length": 9}}], "related": []}]"#;
    assert_eq!(at(&only("auto", old)), "a.js:-:- eslint(no-debugger)");
}

#[test]
fn rules_of_code_quality_may_stand_in_the_message() {
    let report = |check: &str, description: &str| {
        format!(
            r#"[{{{check}"description":"{description}","fingerprint":"1","severity":"major","location":{{"path":"a.py","lines":{{"begin":3,"end":3}}}}}}]"#
        )
    };
    let one = only("auto", &report("", "(D104) Missing docstring"));
    assert_eq!((at(&one).as_str(), one.message.as_str()), ("a.py:3:- D104", "Missing docstring"));
    assert_eq!(at(&only("auto", &report(r#""check_name":"pyflakes","#, "'os' imported but unused [F401]"))), "a.py:3:- F401");
    assert_eq!(at(&only("auto", &report(r#""check_name":"own","#, "(D104) said [F401]"))), "a.py:3:- own");
    assert_eq!(at(&only("auto", &report("", "said (D104)"))), "a.py:3:- -");
}
