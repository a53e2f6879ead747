use super::super::tests::{all, one, refused};
use super::super::{ErrorKind, Figure, FileCoverage};

/// Covered and all branches.
fn branches(file: &FileCoverage) -> (usize, usize) {
    (file.branches.iter().filter(|branch| branch.hits > 0).count(), file.branches.len())
}

fn functions(file: &FileCoverage) -> Vec<(&str, Option<u32>, u64)> {
    file.functions.iter().map(|function| (function.name.as_str(), function.line, function.hits)).collect()
}

#[test]
fn branches_of_2_x_carry_letters() {
    let file = one(
        "SF:a.c\nBRDA:1,e0,0,1\nBRDA:1,f0,1,0\nBRDA:1,0,2,-\nBRDA:1,U1,0,1\nBRDA:1,eU1,1,0\nBRDA:2,fU3,0,-\nBRF:3\nBRH:1\nend_of_record\n",
    );
    assert_eq!(branches(&file), (1, 3));
    assert_eq!(file.stated.branches, Some(Figure { covered: 1, total: 3 }));
}

#[test]
fn branches_without_a_name_say_whether_they_were_taken() {
    let record = "SF:a.cc\nDA:3,1\nBA:3,1\nBA:3,2\nBA:7,0\nBA:7,0\nBRF:4\nBRH:1\nend_of_record\n";
    let file = one(record);
    assert_eq!(branches(&file), (1, 4));
    assert_eq!(branches(&one(record.replace("BRF:4\nBRH:1\n", ""))), (1, 4));
    // The same branches of another test: each stays itself.
    let (_, files) = all(format!("{record}{record}")).unwrap();
    assert_eq!(files[0].branches, files[1].branches);
    for broken in ["BA:3", "BA:3,", "BA:3,-", "BA:3,3", "BA:x,2", "BA:3,2,1"] {
        assert_eq!(refused(format!("SF:a.cc\n{broken}\nend_of_record\n")).kind, ErrorKind::Malformed, "{broken}");
    }
}

#[test]
fn a_branch_may_be_text() {
    let file = one("SF:a.py\nBRDA:1,0,jump to line 11,1\nBRDA:1,0,jump, then exit,0\nBRDA:1,0,a || b,-\nend_of_record\n");
    assert_eq!(branches(&file), (1, 3));
}

#[test]
fn branches_that_are_numbered_alike_count_as_the_report_counts_them() {
    let records = "SF:a.ts\nBRDA:1,1,0,1\nBRDA:1,1,0,0\n";
    assert_eq!(branches(&one(format!("{records}BRF:2\nBRH:1\nend_of_record\n"))), (1, 2));
    assert_eq!(branches(&one(format!("{records}BRF:1\nBRH:1\nend_of_record\n"))), (1, 1));
    assert_eq!(branches(&one(format!("{records}end_of_record\n"))), (1, 1));
}

#[test]
fn functions_of_2_x_are_groups_of_aliases() {
    let file = one("SF:a.c\nFNL:0,3,9\nFNA:0,0,a,b\nFNA:0,2,alias\nFNL:1,12\nFNA:1,0,g\nFNF:2\nFNH:1\nend_of_record\n");
    assert_eq!(functions(&file), [("a,b", Some(3), 2), ("g", Some(12), 0)]);
}

#[test]
fn names_of_functions_hold_commas_and_ends() {
    let file = one("SF:a.cc\nFN:3,9,f(int, int)\nFN:12,g\nFN:20,30,1\nFNDA:4,f(int, int)\nFNDA:0,g\nFNDA:1,1\nend_of_record\n");
    assert_eq!(functions(&file), [("f(int, int)", Some(3), 4), ("g", Some(12), 0), ("1", Some(20), 1)]);
}

#[test]
fn functions_of_one_name_stay_apart() {
    let file = one("SF:a.js\nFN:3,get\nFN:9,get\nFNDA:4,get\nFNDA:0,get\nend_of_record\n");
    assert_eq!(functions(&file), [("get", Some(3), 4), ("get", Some(9), 0)]);
}

#[test]
fn instantiations_are_one_function_where_the_report_counts_them_so() {
    let file =
        one("SF:a.rs\nFN:3,_RINvfx\nFN:3,_RINvfy\nFN:9,_RNg\nFNDA:0,_RINvfx\nFNDA:2,_RINvfy\nFNDA:0,_RNg\nFNF:2\nFNH:1\nend_of_record\n");
    assert_eq!(functions(&file), [("_RINvfx", Some(3), 2), ("_RNg", Some(9), 0)]);
}

#[test]
fn figures_without_records_are_kept_and_half_of_one_is_none() {
    let file = one("SF:a.ts\nFNF:3\nFNH:2\nDA:1,1\nLH:1\nLF:1\nBRF:4\nend_of_record\n");
    assert_eq!(file.stated.functions, Some(Figure { covered: 2, total: 3 }));
    assert_eq!(file.stated.lines, Some(Figure { covered: 1, total: 1 }));
    assert_eq!(file.stated.branches, None);
    assert!(file.functions.is_empty());
}

#[test]
fn hits_come_in_every_shape() {
    let (head, files) =
        all("SF:a.c\nDA:1,99999999999999999999\nDA:2,-3\nDA:3,1e+3\nDA:4,0.5\nDA:5,0,md5==\nDA:6,2,x\nDA:0,1\nend_of_record\n").unwrap();
    assert_eq!(files[0].lines, [(1, u64::MAX), (2, 0), (3, 1000), (4, 1), (5, 0), (6, 2)]);
    assert_eq!(head.notes.len(), 2);
}

#[test]
fn a_line_that_comes_again_adds_up() {
    assert_eq!(one("SF:a.c\nDA:2,1\nDA:1,0\nDA:2,3\nend_of_record\n").lines, [(1, 0), (2, 4)]);
}

#[test]
fn the_same_file_may_come_again() {
    let (_, files) = all("TN:one\nSF:a.c\nDA:1,1\nend_of_record\nTN:two\nSF:a.c\nDA:1,0\nDA:2,1\nend_of_record\n").unwrap();
    assert_eq!(files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["a.c", "a.c"]);
}

#[test]
fn a_file_without_lines_is_a_file() {
    assert_eq!(one("SF:pkg/__init__.py\nend_of_record\n").lines, []);
}

#[test]
fn what_is_no_record_is_refused_within_a_file() {
    for broken in ["DA:1", "DA:,1", "DA:1,", "DA:1,x", "DA:4294967296,1", "BRDA:1,0,1", "BRDA:1,0,0,x", "FN:x,f", "FNDA:f", "hello", "LF:x"]
    {
        assert_eq!(refused(format!("SF:a.c\n{broken}\nend_of_record\n")).kind, ErrorKind::Malformed, "{broken}");
    }
    assert_eq!(refused("SF:a.c\nDA:1,1\nSF:b.c\nend_of_record\n").kind, ErrorKind::Truncated);
    assert_eq!(refused("TN:\nDA:1,1\nend_of_record\n").kind, ErrorKind::Malformed);
    assert_eq!(refused("SF:\nend_of_record\n").kind, ErrorKind::Malformed);
}

#[test]
fn records_without_a_meaning_here_are_read_over() {
    let (head, files) =
        all("# made by hand\nTN:\nSF:a.c\nVER:1\nMCDC:1,2,t,1,0,a\nMCF:2\nMCH:1\n\nDA:1,1\nXYZ:1\nend_of_record\n").unwrap();
    assert_eq!(files[0].lines, [(1, 1)]);
    assert_eq!(head.notes, ["records of unknown kinds were read over"]);
}

#[test]
fn lines_without_gaps_in_functions_are_spans() {
    let spans = |records: &str| one(format!("SF:a\n{records}end_of_record\n")).lines_are_spans;
    assert!(spans("DA:1,1\nDA:2,1\nDA:3,0\n"));
    assert!(spans("FN:3,f\nFN:8,g\nDA:3,1\nDA:4,1\nDA:8,1\nDA:9,1\n"));
    assert!(!spans("FN:3,f\nDA:3,1\nDA:4,1\nDA:6,1\n"));
    assert!(!spans("DA:3,1\nDA:5,1\n"));
}

/// coverage.py until 7.6 gives the line that a branch leads to, which is 0 for the end of a function.
#[test]
fn branches_to_the_end_of_a_function_count() {
    let file = one("SF:a.py\nDA:1,1\nBRDA:0,0,0,1\nBRDA:2,0,1,1\nBRDA:0,1,0,-\nBRDA:3,1,1,-\nBRF:4\nBRH:2\nend_of_record\n");
    assert_eq!(branches(&file), (2, 4));
}
