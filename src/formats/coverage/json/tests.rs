use super::super::tests::{all, one, refused};
use super::super::{Branch, ErrorKind, Figure, FileCoverage, Format, detect};

fn taken(branches: &[Branch]) -> Vec<(u32, u64)> {
    let mut taken: Vec<_> = branches.iter().map(|branch| (branch.line, branch.hits)).collect();
    taken.sort_unstable();
    taken
}

fn functions(file: &FileCoverage) -> Vec<(&str, Option<u32>, u64)> {
    file.functions.iter().map(|function| (function.name.as_str(), function.line, function.hits)).collect()
}

#[test]
fn istanbul_lines_are_where_statements_start() {
    let statement = |line: u32, column: u32, end: &str| format!(r#"{{"start":{{"line":{line},"column":{column}}},"end":{end}}}"#);
    let file = one(format!(
        r#"{{"/a.js":{{"path":"/a.js","all":true,"statementMap":{{"0":{},"1":{},"2":{},"3":{{"start":{{"line":9,"column":0}},"end":{{}},"skip":true}}}},"fnMap":{{}},"branchMap":{{"0":{{"line":5,"type":"if","locations":[{{"start":{{}},"end":{{}}}},{{"start":{{}},"end":{{}}}}]}}}},"s":{{"0":0,"1":4,"2":-1}},"f":{{}},"b":{{"0":[1,0]}},"inputSourceMap":{{"version":3}}}}}}"#,
        statement(1, 0, r#"{"line":3,"column":null}"#),
        statement(1, 5, "{}"),
        statement(4, 0, r#"{"line":4,"column":1.5}"#)
    ));
    assert_eq!(file.lines, [(1, 4), (4, 0)]);
    assert_eq!(file.regions.len(), 3);
    assert_eq!(taken(&file.branches), [(5, 0), (5, 1)]);
    assert!(!file.lines_are_spans);
}

#[test]
fn istanbul_may_wrap_files_once_more() {
    let inner = r#"{"path":"/a.js","statementMap":{"0":{"start":{"line":1,"column":0},"end":{"line":1,"column":3}}},"fnMap":{},"branchMap":{},"s":{"0":1},"f":{},"b":{}}"#;
    assert_eq!(one(format!(r#"{{"/a.js":{{"data":{inner}}}}}"#)).lines, [(1, 1)]);
}

/// Jest's `--json` and Vitest's `json` reporter.
#[test]
fn results_of_tests_carry_istanbuls_files() {
    let file = r#"{"path":"/a.js","statementMap":{"0":{"start":{"line":2,"column":0},"end":{"line":2,"column":3}}},"fnMap":{},"branchMap":{"0":{"line":2,"type":"if","locations":[]}},"s":{"0":3},"f":{},"b":{"0":[1,0]}}"#;
    let tests = r#"{"assertionResults":[{"status":"passed","title":"a"}],"coverage":{},"name":"/a.test.js"}"#;
    // More than the beginning by which a format is told stands before the coverage.
    let many = vec![tests; 2_000].join(",");
    let start = format!(r#"{{"numFailedTestSuites":0,"numTotalTestSuites":1,"numTotalTests":1,"success":true,"testResults":[{many}]"#);
    let read = one(format!(r#"{start},"coverageMap":{{"/a.js":{file}}}}}"#));
    assert_eq!((read.path.as_str(), &read.lines), ("/a.js", &vec![(2, 3)]));
    assert_eq!(taken(&read.branches), [(2, 0), (2, 1)]);
    for absent in ["", r#","coverageMap":null"#] {
        let error = refused(format!("{start}{absent}}}"));
        assert!(error.kind == ErrorKind::Unknown && error.message.contains("with `--coverage`"), "{error:?}");
    }
    assert_eq!(refused(format!(r#"{start},"coverageMap":{{}}}}"#)).kind, ErrorKind::Empty);
    assert_eq!(refused(format!(r#"{start},"coverageMap":{{"/a.js":{file}"#)).kind, ErrorKind::Truncated);
    assert_eq!(refused(format!(r#"{start},"coverageMap":[]}}"#)).kind, ErrorKind::Malformed);
}

#[test]
fn llvm_lines_follow_segments() {
    let report = |segments: &str| {
        one(format!(r#"{{"data":[{{"files":[{{"filename":"a","segments":[{segments}]}}]}}],"type":"llvm.coverage.json.export"}}"#))
    };
    // A function on lines 1 to 4 with an `if` on line 2 whose body, line 3, never ran; a gap goes before the body.
    let file =
        report("[1,10,5,true,true],[2,7,5,true,true],[2,12,0,true,false,true],[3,5,0,true,true],[3,20,5,true,false],[4,2,0,false,false]");
    assert_eq!(file.lines, [(1, 5), (2, 5), (3, 5), (4, 5)].map(|(line, hits)| if line == 3 { (3, 0) } else { (line, hits) }));
    // Skipped code begins on line 2: it is not measured.
    let file = report("[1,1,5,true,true],[2,1,0,false,true],[4,1,5,true,false],[5,2,0,false,false]");
    assert_eq!(
        file.lines,
        [(1, 5), (4, 0), (5, 5)]
            .map(|(line, hits)| if line == 4 { (4, 0) } else { (line, hits) })
            .into_iter()
            .filter(|(line, _)| *line != 4)
            .collect::<Vec<_>>()
    );
}

#[test]
fn llvm_instantiations_are_one_function() {
    let function = |name: &str, count: u32| {
        format!(
            r#"{{"name":"{name}","count":{count},"branches":[],"regions":[[3,1,5,2,{count},0,0,0],[4,5,4,9,{count},0,0,0],[4,9,4,10,0,0,0,3]],"filenames":["a.rs"]}}"#
        )
    };
    let (_, files) = all(format!(
        r#"{{"data":[{{"files":[],"functions":[{},{}]}}],"cargo_llvm_cov":{{"version":"0.6.1"}},"type":"llvm.coverage.json.export"}}"#,
        function("f::<x>", 0),
        function("f::<y>", 2)
    ))
    .unwrap();
    assert_eq!(functions(&files[0]), [("f::<x>", Some(3), 2)]);
    assert_eq!(files[0].regions.iter().map(|region| region.hits).collect::<Vec<_>>(), [2, 2]);
}

#[test]
fn coverage_py_without_branches_states_none() {
    let (head, files) = all(r#"{"meta":{"version":"7.0","branch_coverage":false,"format":2},"files":{"a.py":{"executed_lines":[1,2],"summary":{"covered_lines":2,"num_statements":3},"missing_lines":[3],"excluded_lines":[9],"contexts":{"1":["x"]}}},"totals":{"covered_lines":2,"num_statements":3,"percent_covered":66.6}}"#).unwrap();
    assert_eq!((files[0].lines.clone(), head.stated.branches), (vec![(1, 1), (2, 1), (3, 0)], None));
    assert_eq!(head.made, None);
}

#[test]
fn simplecov_of_all_ages_is_read() {
    let old = one(r#"{"RSpec":{"coverage":{"/a.rb":[null,1,0]},"timestamp":1}}"#);
    assert_eq!(old.lines, [(2, 1), (3, 0)]);
    let formatter = one(
        r#"{"meta":{"simplecov_version":"0.22.0"},"coverage":{"/a.rb":{"lines":[1,null,"ignored",0],"branches":[{"type":"then","start_line":1,"end_line":1,"coverage":1},{"type":"else","start_line":1,"end_line":1,"coverage":"ignored"}]}},"groups":{"x":{"lines":{}}}}"#,
    );
    assert_eq!((formatter.lines, taken(&formatter.branches)), (vec![(1, 1), (4, 0)], vec![(1, 1)]));
    let gem = one(
        r#"{"timestamp":"now","command_name":"RSpec","files":[{"filename":"/a.rb","covered_percent":50.0,"coverage":{"lines":[1,0]}}],"metrics":{"covered_percent":50.0}}"#,
    );
    assert_eq!(gem.lines, [(1, 1), (2, 0)]);
    let (_, files) = all(r#"{"a":{"coverage":{"/a.rb":{"lines":[1]}},"timestamp":1700000000},"b":{"coverage":{"/a.rb":{"lines":[0],"methods":{"[\"A\", :f, 1, 2, 3, 5]":2}}},"timestamp":1700000001.5}}"#).unwrap();
    assert_eq!(files.len(), 2);
    assert_eq!(functions(&files[1]), [("[\"A\", :f, 1, 2, 3, 5]", Some(1), 2)]);
}

#[test]
fn gcov_units_follow_each_other() {
    let unit = |hits: u32| {
        format!(
            r#"{{"format_version":"2","gcc_version":"14","current_working_directory":"/b{hits}","data_file":"x","files":[{{"file":"../a.h","functions":[],"lines":[{{"line_number":3,"count":{hits},"function_name":"f","unexecuted_block":false,"branches":[{{"count":{hits}}},{{"count":0}}],"calls":[],"conditions":[]}},{{"line_number":3,"count":1,"function_name":"g","branches":[]}}]}}]}}"#
        )
    };
    let (head, files) = all(format!("{}\n{}\n", unit(1), unit(2))).unwrap();
    assert_eq!(head.roots, ["/b1", "/b2"]);
    assert_eq!(files.iter().map(|file| file.lines.clone()).collect::<Vec<_>>(), [[(3, 2)], [(3, 3)]]);
    assert_eq!(taken(&files[1].branches), [(3, 0), (3, 2)]);
}

#[test]
fn codecov_lines_are_counts_ratios_and_flags() {
    let file = one(r#"{"coverage":{"a.rs":{"12":"1/2","2":3,"3":null,"4":true,"5":0,"6":"2/2","7":"0/4"}}}"#);
    assert_eq!(file.lines, [(2, 3), (4, 1), (5, 0), (6, 2), (7, 0), (12, 1)]);
    assert_eq!(file.partial_lines, [4, 12]);
    assert_eq!(
        file.region_sums.iter().map(|sum| (sum.line, sum.covered, sum.total)).collect::<Vec<_>>(),
        [(6, 2, 2), (7, 0, 4), (12, 1, 2)]
    );
    // In an array the first entry stands for a line 0.
    assert_eq!(one(r#"{"coverage":{"a.rs":[null,1,null,0]}}"#).lines, [(1, 1), (3, 0)]);
}

#[test]
fn coveralls_branches_come_in_fours() {
    let report = |branches: &str| {
        format!(r#"{{"source_files":[{{"name":"a.rb","source_digest":"x","coverage":[null,3],"branches":[{branches}]}}]}}"#)
    };
    assert_eq!(taken(&one(report("2,0,0,1,2,0,1,0")).branches), [(2, 0), (2, 1)]);
    assert_eq!(refused(report("2,0,0")).kind, ErrorKind::Malformed);
}

#[test]
fn coverlet_methods_make_up_a_file() {
    let file = one(
        r#"{"a.dll":{"C:\\a.cs":{"A":{"F()":{"Lines":{"10":1,"9":0},"Branches":[]},"G()":{"Lines":{"10":2},"Branches":[{"Line":10,"Offset":1,"EndOffset":2,"Path":0,"Ordinal":0,"Hits":0}]}}}}}"#,
    );
    assert_eq!((file.path.as_str(), file.group.as_deref(), file.lines.clone()), ("C:\\a.cs", Some("a.dll"), vec![(9, 0), (10, 2)]));
    assert_eq!(functions(&file), [("F()", Some(9), 1), ("G()", Some(10), 2)]);
}

#[test]
fn tarpaulin_paths_are_arrays() {
    let (head, files) = all(r#"{"files":[{"path":["C:\\","srv","a.rs"],"content":"","traces":[{"line":2,"stats":{"Line":0}},{"line":1,"stats":{"Line":3}}],"covered":1,"coverable":2}],"coverage":50.0,"covered":1,"coverable":2}"#).unwrap();
    assert_eq!((files[0].path.as_str(), files[0].lines.clone()), ("C:\\srv/a.rs", vec![(1, 3), (2, 0)]));
    assert_eq!(head.stated.lines, Some(Figure { covered: 1, total: 2 }));
}

#[test]
fn numbers_come_in_every_shape() {
    let file = one(r#"{"source_files":[{"name":"a","coverage":[1e3,-1,0.5,99999999999999999999,null,"x"]}]}"#);
    assert_eq!(file.lines, [(1, 1000), (2, 0), (3, 1), (4, u64::MAX)]);
}

#[test]
fn other_json_is_not_taken_for_coverage() {
    for (text, kind) in [
        (r#"{"name":"toy","version":"1.0.0","scripts":{}}"#, ErrorKind::Unknown),
        (r#"{"coverage":{"type":"loc","total":4,"covered":3}}"#, ErrorKind::Unknown),
        (r#"[{"filePath":"/a.js","messages":[]}]"#, ErrorKind::Unknown),
        (r#"{"version":"2.1.0","runs":[]}"#, ErrorKind::Unknown),
        ("\"text\"", ErrorKind::Unknown),
        (r#"{"meta":"#, ErrorKind::Truncated),
    ] {
        assert_eq!(refused(text).kind, kind, "{text}");
    }
}

#[test]
fn keys_may_come_in_any_order() {
    assert_eq!(detect(br#"{"totals":{},"files":{"a.py":{}},"meta":{}}"#), Ok(Format::CoveragePy));
    assert_eq!(detect(br#"{"files":[{"file":"a.c","lines":[]}]}"#), Ok(Format::Gcov));
    assert_eq!(detect(br#"{"type":"llvm.coverage.json.export","data":[]}"#), Ok(Format::Llvm));
    assert_eq!(detect(br#"{"/a.js":{"s":{},"statementMap":{}}}"#), Ok(Format::Istanbul));
}
