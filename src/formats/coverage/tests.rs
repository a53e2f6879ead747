//! What holds for every format: what is seen through, what is refused, and that nothing makes a reader panic.

use super::*;
use proptest::prelude::*;
use std::io::Write;

/// Reads `bytes`; the files as they came.
pub(super) fn all(bytes: impl AsRef<[u8]>) -> Result<(Head, Vec<FileCoverage>), Error> {
    let mut files = Vec::new();
    let head = read(&mut bytes.as_ref(), &mut |file| files.push(file))?;
    Ok((head, files))
}

/// The only file of a report.
pub(super) fn one(bytes: impl AsRef<[u8]>) -> FileCoverage {
    let (_, mut files) = all(bytes).unwrap();
    assert_eq!(files.len(), 1);
    files.remove(0)
}

/// What is wrong with a report.
pub(super) fn refused(bytes: impl AsRef<[u8]>) -> Error {
    all(bytes).map(|(head, files)| (head, files.len())).unwrap_err()
}

/// A small report of every format.
pub(super) const SAMPLES: &[(Format, &str)] = &[
    (
        Format::Lcov,
        "TN:\nSF:src/a.c\nFN:1,main\nFNDA:2,main\nFNF:1\nFNH:1\nBRDA:1,0,0,1\nBRDA:1,0,1,-\nBRF:2\nBRH:1\nDA:1,2\nDA:2,0\nLF:2\nLH:1\nend_of_record\n",
    ),
    (Format::GoProfile, "mode: count\nexample.com/a/b.go:3.20,5.2 2 1\nexample.com/a/b.go:7.20,9.2 1 0\n"),
    (
        Format::Cobertura,
        r#"<?xml version="1.0"?><coverage line-rate="0.5" lines-covered="1" lines-valid="2" timestamp="1700000000"><sources><source>/srv</source></sources><packages><package name="a"><classes><class name="A" filename="a.py"><methods><method name="f" signature="()"><lines><line number="1" hits="1"/></lines></method></methods><lines><line number="1" hits="1" branch="true" condition-coverage="50% (1/2)"/><line number="2" hits="0"/></lines></class></classes></package></packages></coverage>"#,
    ),
    (
        Format::Jacoco,
        r#"<?xml version="1.0"?><report name="r"><sessioninfo id="x" start="1" dump="1700000000000"/><package name="p"><class name="p/A" sourcefilename="A.java"><method name="f" desc="()V" line="1"><counter type="METHOD" missed="0" covered="1"/></method></class><sourcefile name="A.java"><line nr="1" mi="1" ci="2" mb="1" cb="1"/><counter type="INSTRUCTION" missed="1" covered="2"/></sourcefile></package></report>"#,
    ),
    (
        Format::Clover,
        r#"<?xml version="1.0"?><coverage generated="1700000000"><project><file name="/srv/A.php"><class name="A"><metrics statements="9"/></class><line num="1" type="stmt" count="1"/><line num="2" type="method" name="f" count="1"/><metrics statements="1" coveredstatements="1" methods="1" coveredmethods="1"/></file><metrics statements="1" coveredstatements="1"/></project></coverage>"#,
    ),
    (
        Format::Istanbul,
        r#"{"/srv/a.js":{"path":"/srv/a.js","statementMap":{"0":{"start":{"line":1,"column":0},"end":{"line":1,"column":null}}},"fnMap":{"0":{"name":"f","decl":{"start":{"line":1,"column":9},"end":{"line":1,"column":10}},"loc":{"start":{"line":1,"column":0},"end":{"line":2,"column":0}}}},"branchMap":{"0":{"loc":{"start":{"line":2,"column":2},"end":{"line":2,"column":9}},"type":"if","locations":[{"start":{"line":2,"column":2},"end":{"line":2,"column":9}},{"start":{},"end":{}}]}},"s":{"0":3},"f":{"0":1},"b":{"0":[1,0]}}}"#,
    ),
    (
        Format::Jest,
        r#"{"numTotalTestSuites":1,"success":true,"testResults":[],"coverageMap":{"/srv/a.js":{"path":"/srv/a.js","statementMap":{"0":{"start":{"line":1,"column":0},"end":{"line":1,"column":9}}},"fnMap":{},"branchMap":{},"s":{"0":3},"f":{},"b":{}}}}"#,
    ),
    (
        Format::IstanbulSummary,
        r#"{"total":{"lines":{"total":4,"covered":3,"skipped":0,"pct":75}},"/srv/a.js":{"lines":{"total":4,"covered":3,"skipped":0,"pct":75},"branches":{"total":0,"covered":0,"pct":"Unknown"}}}"#,
    ),
    (
        Format::Llvm,
        r#"{"data":[{"files":[{"filename":"/srv/a.rs","segments":[[1,1,3,true,true,false],[3,2,0,false,false,false]],"branches":[[2,3,2,8,1,0,0,0,4]],"summary":{"lines":{"count":3,"covered":3,"percent":100}}}],"functions":[{"name":"f","count":3,"regions":[[1,1,3,2,3,0,0,0]],"filenames":["/srv/a.rs"]}],"totals":{"lines":{"count":3,"covered":3}}}],"type":"llvm.coverage.json.export","version":"2.0.1"}"#,
    ),
    (
        Format::CoveragePy,
        r#"{"meta":{"format":3,"version":"7.17.0","branch_coverage":true},"files":{"a.py":{"executed_lines":[1],"missing_lines":[2],"executed_branches":[[1,2]],"missing_branches":[[1,-1]],"summary":{"covered_lines":1,"num_statements":2},"functions":{"f":{"executed_lines":[1],"missing_lines":[2],"start_line":1},"":{"executed_lines":[]}}}},"totals":{"covered_lines":1,"num_statements":2}}"#,
    ),
    (
        Format::SimpleCov,
        r#"{"RSpec":{"coverage":{"/srv/a.rb":{"lines":[1,null,0],"branches":{"[:if, 0, 1, 4, 3, 7]":{"[:then, 1, 2, 6, 2, 12]":1,"[:else, 2, 3, 6, 3, 12]":0}}}},"timestamp":1700000000}}"#,
    ),
    (
        Format::Gcov,
        r#"{"gcc_version":"12","current_working_directory":"/srv","files":[{"file":"a.c","functions":[{"name":"f","demangled_name":"f","start_line":1,"execution_count":1}],"lines":[{"line_number":1,"count":1,"branches":[{"count":1},{"count":0}]}]}]}"#,
    ),
    (
        Format::Gcovr,
        r#"{"gcovr/format_version":"0.11","files":[{"file":"a.c","lines":[{"line_number":1,"count":1,"branches":[{"count":1,"throw":false},{"count":0}]},{"line_number":2,"count":0,"gcovr/noncode":true,"branches":[]}],"functions":[{"name":"f","lineno":1,"execution_count":1}]}]}"#,
    ),
    (
        Format::Tarpaulin,
        r#"{"files":[{"path":["/","srv","a.rs"],"content":"fn a() {}","traces":[{"line":1,"address":[],"length":1,"stats":{"Line":2}}],"covered":1,"coverable":1}]}"#,
    ),
    (Format::Codecov, r#"{"coverage":{"a.rs":{"1":"1/2","2":3,"3":null,"4":true,"5":0}}}"#),
    (Format::Coveralls, r#"{"service_name":"x","source_files":[{"name":"a.rb","coverage":[1,null,0],"branches":[1,0,0,1,1,0,1,0]}]}"#),
    (
        Format::Sonar,
        r#"<coverage version="1"><file path="a.x"><lineToCover lineNumber="1" covered="true" branchesToCover="2" coveredBranches="1"/></file></coverage>"#,
    ),
    (
        Format::OpenCover,
        r#"<CoverageSession><Summary numSequencePoints="1" visitedSequencePoints="1"/><Modules><Module><ModuleName>m</ModuleName><Files><File uid="1" fullPath="C:\a.cs"/></Files><Classes><Class><Methods><Method><Name>f</Name><FileRef uid="1"/><SequencePoints><SequencePoint vc="1" offset="0" sl="1" sc="1" el="1" ec="9"/><SequencePoint vc="1" offset="9" sl="16707566" sc="0" el="16707566" ec="0"/></SequencePoints><BranchPoints><BranchPoint vc="0" offset="4" path="0"/></BranchPoints></Method></Methods></Class></Classes></Module></Modules></CoverageSession>"#,
    ),
    (
        Format::Coverlet,
        r#"{"a.dll":{"/srv/a.cs":{"A":{"System.Void A::F()":{"Lines":{"1":1,"2":0},"Branches":[{"Line":1,"Offset":2,"EndOffset":4,"Path":0,"Ordinal":0,"Hits":1}]}}}}}"#,
    ),
];

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn every_format_is_told_by_its_content() {
    for (format, text) in SAMPLES {
        let (head, files) = all(text).unwrap_or_else(|error| panic!("{format:?}: {error:?}"));
        assert_eq!(head.format, *format);
        assert_eq!(files.iter().map(|file| &file.path).collect::<std::collections::BTreeSet<_>>().len(), 1, "{format:?}");
        assert_eq!(detect(text.as_bytes()), Ok(*format));
        // And by the first half of it.
        assert_eq!(detect(&compressed(text.as_bytes())), Ok(*format));
    }
}

#[test]
fn what_a_report_is_wrapped_in_is_seen_through() {
    for (format, text) in SAMPLES {
        let expected = all(text).unwrap();
        let utf16 =
            |order: fn(u16) -> [u8; 2], mark: [u8; 2]| -> Vec<u8> { mark.into_iter().chain(text.encode_utf16().flat_map(order)).collect() };
        let wrapped = [
            ("gzip", compressed(text.as_bytes())),
            ("gzip twice", compressed(&compressed(text.as_bytes()))),
            ("a byte order mark", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
            ("UTF-16", utf16(u16::to_le_bytes, [0xff, 0xfe])),
            ("UTF-16, big end first", utf16(u16::to_be_bytes, [0xfe, 0xff])),
            ("CRLF", text.replace('\n', "\r\n").into_bytes()),
            ("blank lines", format!("\n\n  \n{text}\n\n").into_bytes()),
            ("a log", format!("> toy@1.0.0 test\n[INFO] {{starting}}\n\u{1b}[1mnpm notice\u{1b}[0m\n{text}").into_bytes()),
        ];
        for (what, bytes) in wrapped {
            assert_eq!(all(bytes).map(|(_, files)| files), Ok(expected.1.clone()), "{format:?} in {what}");
        }
    }
}

#[test]
fn whatever_is_cut_off_is_noticed() {
    for (format, text) in SAMPLES {
        for cut in 1..text.len() {
            let start = &text[..cut];
            // Whole lines of a profile, and tracefiles that end with a file, are whole.
            let may_end = match format {
                Format::Lcov => start.trim_end().ends_with("end_of_record") || start.trim_end() == "TN:",
                Format::GoProfile => true,
                _ => false,
            };
            if !may_end {
                let error = all(start).expect_err(start);
                assert!(error.kind != ErrorKind::Malformed, "{format:?} cut to {start}: {error:?}");
            }
        }
    }
    assert_eq!(refused("mode: set\na.go:1.2,3.4 1").kind, ErrorKind::Truncated);
    assert_eq!(refused("SF:a.c\nDA:1,1\n").kind, ErrorKind::Truncated);
    let packed = compressed(SAMPLES[0].1.as_bytes());
    assert_eq!(refused(&packed[..packed.len() - 9]).kind, ErrorKind::Truncated);
}

#[test]
fn nothing_is_not_a_report() {
    for nothing in ["", " \n\n", "\u{feff}", "{}", "[]", " {}\n"] {
        assert_eq!(refused(nothing).kind, ErrorKind::Empty, "{nothing:?}");
    }
    assert_eq!(refused(compressed(b"")).kind, ErrorKind::Empty);
}

#[test]
fn what_cannot_be_read_says_what_to_do() {
    let refusals: &[(&[u8], &str)] = &[
        (b"SQLite format 3\0rest", "coverage json"),
        (b"\x01\xc0\xc0\x10\x07", "report --xml"),
        (b"\x81rforpl\xff", "llvm-profdata"),
        (b"\0cvm\0\0", "go tool covdata textfmt"),
        (b"adcg*21B", "gcovr"),
        (b"PK\x03\x04", "unpack"),
        (br#"{"result":[{"scriptId":"1","url":"file:///a.js","functions":[]}]}"#, "c8 report"),
        (br#"[{"url":"http://x/a.js","source":"","functions":[]}]"#, "c8 report"),
        (br#"{"result":{"line":93.1}}"#, ".resultset.json"),
        (b"<results><modules/></results>", "dotnet-coverage"),
        (b"<!DOCTYPE html><html><head></head></html>", "web page"),
        (b"<testsuites/>", "results of tests"),
        (b"        -:    0:Source:a.c\n", "gcov --json-format"),
    ];
    for (bytes, expected) in refusals {
        let error = refused(bytes);
        assert_eq!(error.kind, ErrorKind::Unknown, "{}", String::from_utf8_lossy(bytes));
        assert!(error.message.contains(expected), "{}", error.message);
    }
}

#[test]
fn messages_are_safe_and_short() {
    let hostile = "\u{1b}]0;title\u{7}\u{202e}".repeat(100);
    for report in [
        format!("SF:a.c\nDA:{hostile}\nend_of_record\n"),
        format!("mode: set\n{hostile}\n"),
        format!("<coverage line-rate=\"1\"><class filename=\"a\"><line number=\"{hostile}\"/></class></coverage>"),
        format!("{{\"{hostile}\":1}}"),
        hostile.clone(),
    ] {
        let message = refused(report).message;
        assert!(message.len() < 600 && !message.chars().any(|character| character.is_control() || character == '\u{202e}'), "{message}");
    }
}

#[test]
fn errors_name_the_line() {
    assert_eq!(refused("log\nTN:\nSF:a.c\nDA:x,1\nend_of_record\n").line, Some(4));
    assert_eq!(refused("mode: set\n\nnonsense\n").line, Some(3));
    assert_eq!(refused("<coverage line-rate=\"1\">\n<packages>\n</coverage>").line, Some(3));
    assert_eq!(refused("log\n{\"coverage\": {\"a\":\n {\"x\": 1}}}").line, None);
    assert_eq!(refused("log\n{\"coverage\": {\"a\":\n {\"1\": {}}}}").line, Some(3));
}

#[test]
fn bombs_stay_small() {
    let entities = r#"<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
        <coverage line-rate="1"><packages><package><classes><class filename="&b;&x;"><lines><line number="1" hits="1"/></lines></class></classes></package></packages></coverage>"#;
    assert_eq!(one(entities).path, "&b;&x;");
    let nested = "<a>".repeat(100_000);
    assert_eq!(refused(format!("<report name=\"r\">{nested}")).kind, ErrorKind::Malformed);
    let deep = "[".repeat(100_000);
    assert_eq!(refused(format!("{{\"meta\":{{\"branch_coverage\":true}},\"x\":{deep}")).kind, ErrorKind::Malformed);
    assert!(refused(deep).message.contains("known"));
    let long = "a".repeat(10 * 1024 * 1024);
    for report in [
        format!("SF:{long}\nend_of_record\n"),
        format!("mode: set\n{long}.go:1.1,2.2 1 1\n"),
        format!("<coverage line-rate=\"1\"><packages><class filename=\"{long}\"/></packages></coverage>"),
        format!("<coverage line-rate=\"1\"><packages/><!-- {long} --></coverage>"),
        format!("{{\"coverage\":{{\"x\":[],\"{long}\":[1]}}}}"),
        format!("{{\"source_files\":[{{\"name\":\"{long}\",\"coverage\":[1]}}]}}"),
    ] {
        assert_eq!(refused(report).kind, ErrorKind::Malformed);
    }
    let segments = r#"{"data":[{"files":[{"filename":"a","segments":[[1,1,1,true,true],[4294967295,1,0,false,false]]}]}]}"#;
    assert_eq!(refused(segments).kind, ErrorKind::Malformed);
    assert_eq!(refused("mode: set\na.go:1.1,4294967295.2 1 1\n").kind, ErrorKind::Malformed);
}

#[test]
fn one_document_is_one_report() {
    for (format, text) in SAMPLES {
        let twice = all(format!("{text}\n{text}"));
        match format {
            Format::Lcov | Format::GoProfile | Format::Gcov => assert!(twice.is_ok(), "{format:?}"),
            _ => assert_eq!(twice.unwrap_err().kind, ErrorKind::Malformed, "{format:?}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn torn_reports_make_nobody_panic(
        which in 0..SAMPLES.len(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..12, prop::collection::vec(any::<u8>(), 0..6)), 0..6),
        swap in prop::option::of((any::<prop::sample::Index>(), 0..SAMPLES.len())),
    ) {
        let mut bytes = SAMPLES[which].1.as_bytes().to_vec();
        for (at, length, put) in edits {
            let at = at.index(bytes.len() + 1);
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, put);
        }
        if let Some((at, other)) = swap {
            bytes.truncate(at.index(bytes.len() + 1));
            bytes.extend_from_slice(SAMPLES[other].1.as_bytes());
        }
        let _ = detect(&bytes);
        if let Ok((_, files)) = all(&bytes) {
            for file in files {
                prop_assert!(file.lines.windows(2).all(|pair| pair[0].0 < pair[1].0));
                prop_assert!(file.lines.iter().all(|(line, _)| *line > 0));
                prop_assert!(!file.path.is_empty());
            }
        }
    }

    #[test]
    fn numbers_of_any_size_are_read(number in "-?[0-9]{1,30}(\\.[0-9]{1,3})?(e[0-9]{1,3})?") {
        for (_, text) in SAMPLES {
            let _ = all(text.replace('1', &number));
        }
    }
}
