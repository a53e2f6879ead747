//! Reports that real tools made: what is counted from them is what the tools print themselves.

use crate::support::project;
use golive::formats::coverage::{Branch, Figure, Figures, FileCoverage, Format, Function, Head, LineSum, Region, read};
use std::collections::BTreeMap;

/// Reads a fixture; parts of the same file are put together.
fn report(name: &str) -> (Head, BTreeMap<String, FileCoverage>) {
    let bytes = std::fs::read(project().join("tests/fixtures/coverage").join(name)).unwrap();
    let mut files: BTreeMap<String, FileCoverage> = BTreeMap::new();
    let head = read(&mut bytes.as_slice(), &mut |file| {
        let known = files.entry(file.path.clone()).or_default();
        known.lines.extend(file.lines);
        known.branches.extend(file.branches);
        known.branch_sums.extend(file.branch_sums);
        known.functions.extend(file.functions);
        known.regions.extend(file.regions);
        known.region_sums.extend(file.region_sums);
        if file.stated != Figures::default() {
            known.stated = file.stated;
        }
    });
    (head.unwrap_or_else(|error| panic!("{name}: {error:?}")), files)
}

/// Figures counted from lines, branches, functions and regions.
fn recount(file: &FileCoverage) -> Figures {
    let mut lines = BTreeMap::new();
    for (line, hits) in &file.lines {
        *lines.entry(*line).or_insert(0) |= hits;
    }
    let mut branches = BTreeMap::new();
    for Branch { line, key, hits } in &file.branches {
        *branches.entry((*line, *key)).or_insert(0) |= hits;
    }
    let mut functions = BTreeMap::new();
    for Function { name, line, hits } in &file.functions {
        *functions.entry((name, line)).or_insert(0) |= hits;
    }
    let mut regions = BTreeMap::new();
    for Region { start, end, weight, hits } in &file.regions {
        regions.entry((start, end)).or_insert((*weight, 0)).1 |= hits;
    }
    Figures {
        lines: sum(lines.values().map(|hits| (1, *hits))),
        branches: sum(branches.values().map(|hits| (1, *hits))).or_else(|| sum_of_sums(&file.branch_sums)),
        functions: sum(functions.values().map(|hits| (1, *hits))),
        regions: sum(regions.values().map(|(weight, hits)| (*weight, *hits))).or_else(|| sum_of_sums(&file.region_sums)),
    }
}

fn sum(items: impl Iterator<Item = (u32, u64)>) -> Option<Figure> {
    items.map(|(weight, hits)| Figure { covered: if hits > 0 { u64::from(weight) } else { 0 }, total: u64::from(weight) }).reduce(add)
}

fn sum_of_sums(sums: &[LineSum]) -> Option<Figure> {
    sums.iter().map(|sum| Figure { covered: u64::from(sum.covered), total: u64::from(sum.total) }).reduce(add)
}

fn add(left: Figure, right: Figure) -> Figure {
    Figure { covered: left.covered + right.covered, total: left.total + right.total }
}

fn total(files: impl Iterator<Item = Figures>) -> Figures {
    let both = |left: Option<Figure>, right: Option<Figure>| match (left, right) {
        (Some(left), Some(right)) => Some(add(left, right)),
        (left, right) => left.or(right),
    };
    files.fold(Figures::default(), |left, right| Figures {
        lines: both(left.lines, right.lines),
        branches: both(left.branches, right.branches),
        functions: both(left.functions, right.functions),
        regions: both(left.regions, right.regions),
    })
}

/// `lines branches functions regions`, as `covered/total` or `-`.
fn show(figures: Figures) -> String {
    [figures.lines, figures.branches, figures.functions, figures.regions]
        .map(|figure| figure.map_or_else(|| "-".to_owned(), |figure| format!("{}/{}", figure.covered, figure.total)))
        .join(" ")
}

/// Report, format, and what is counted. In brackets what the tool's own summary says, where that is not in the lines.
const COUNTED: &[(&str, Format, &str)] = &[
    ("coverage.py-7.17.4/coverage.json", Format::CoveragePy, "21/28 8/14 4/5 -"),
    ("coverage.py-7.17.4/coverage.xml", Format::Cobertura, "21/28 8/14 - -"),
    ("coverage.py-7.17.4/coverage.lcov", Format::Lcov, "21/28 8/14 4/5 -"),
    ("coverage.py-7.17.4/lines.json", Format::CoveragePy, "21/28 - 4/5 -"),
    ("coverage.py-7.17.4/lines.xml", Format::Cobertura, "21/28 - - -"),
    ("jest-30.5.2/coverage-final.json", Format::Istanbul, "9/13 6/10 3/5 10/15"),
    ("jest-30.5.2/lcov.info", Format::Lcov, "9/13 6/10 3/5 -"),
    // A default argument stands on a line without a statement: 6/10 is in the header alone.
    ("jest-30.5.2/cobertura-coverage.xml", Format::Cobertura, "9/13 5/9 3/5 -"),
    ("jest-30.5.2/clover.xml", Format::Clover, "9/13 5/9 - -"),
    ("jest-30.5.2/v8-coverage-final.json", Format::Istanbul, "22/26 4/7 3/5 22/26"),
    ("jest-30.5.2/v8-lcov.info", Format::Lcov, "22/26 4/7 3/5 -"),
    ("nyc-18.0.0/coverage-final.json", Format::Istanbul, "9/13 6/10 3/5 10/15"),
    ("nyc-18.0.0/lcov.info", Format::Lcov, "9/13 6/10 3/5 -"),
    ("c8-12.0.0/coverage-final.json", Format::Istanbul, "23/26 5/8 3/5 23/26"),
    ("c8-12.0.0/lcov.info", Format::Lcov, "23/26 5/8 3/5 -"),
    ("c8-12.0.0/cobertura-coverage.xml", Format::Cobertura, "23/26 5/8 3/5 -"),
    ("c8-12.0.0/clover.xml", Format::Clover, "23/26 5/8 - -"),
    ("vitest-3.2.7/v8-coverage-final.json", Format::Istanbul, "17/21 4/7 3/5 17/21"),
    ("vitest-3.2.7/v8-lcov.info", Format::Lcov, "17/21 4/7 3/5 -"),
    ("vitest-3.2.7/istanbul-coverage-final.json", Format::Istanbul, "8/12 6/10 3/5 9/13"),
    ("vitest-3.2.7/istanbul-lcov.info", Format::Lcov, "8/12 6/10 3/5 -"),
    // 92.86 % of lines, 77.78 % of branches, 80 % of functions.
    ("node-20.20.2/lcov.info", Format::Lcov, "26/28 7/9 4/5 -"),
    // gcovr counts each instance of a template: 17/22 and 11/23 by its summary.
    ("gcovr-8.8/coverage.json", Format::Gcovr, "16/21 10/21 5/6 -"),
    ("gcovr-8.8/cobertura.xml", Format::Cobertura, "16/21 10/21 5/6 -"),
    ("gcovr-8.8/clover.xml", Format::Clover, "16/21 - - -"),
    ("gcovr-8.8/jacoco.xml", Format::Jacoco, "- 10/21 - -"),
    ("gcovr-8.8/sonar.xml", Format::Sonar, "16/21 10/21 - -"),
    ("gcovr-8.8/lcov.info", Format::Lcov, "16/21 10/21 5/6 -"),
    ("lcov-1.16/lcov.info", Format::Lcov, "16/21 10/21 5/6 -"),
    ("gcov-12.2.0/main.gcov.json.gz", Format::Gcov, "152/162 22/40 55/56 -"),
    ("gcov-12.2.0/other.gcov.json.gz", Format::Gcov, "3/10 1/7 1/3 -"),
    ("llvm-14.0.6/llvm.json", Format::Llvm, "19/25 9/16 4/5 15/21"),
    // Its lcov has a branch for each instance of a template, and counts 9/16.
    ("llvm-14.0.6/llvm.lcov", Format::Lcov, "19/25 10/18 4/5 -"),
    // 69.2 % of statements.
    ("go-1.19.8/set.out", Format::GoProfile, "14/18 - - 9/13"),
    ("go-1.19.8/count.out", Format::GoProfile, "14/18 - - 9/13"),
    ("go-1.19.8/atomic.out", Format::GoProfile, "14/18 - - 9/13"),
    ("jacoco-0.8.6/jacoco.xml", Format::Jacoco, "12/18 5/11 6/9 53/74"),
    ("phpunit-9.6.7/clover-pcov.xml", Format::Clover, "3/6 - - -"),
    ("phpunit-9.6.7/clover-xdebug.xml", Format::Clover, "3/6 - - -"),
    ("phpunit-9.6.7/cobertura-pcov.xml", Format::Cobertura, "3/6 - 1/4 -"),
    ("phpunit-9.6.7/cobertura-xdebug.xml", Format::Cobertura, "3/6 - 1/4 -"),
    // The summary is 10/14: it leaves out what stands between `:nocov:`, which the report does not say.
    ("simplecov-0.22.0/resultset.json", Format::SimpleCov, "11/16 2/7 - -"),
];

#[test]
fn totals_are_those_that_the_tools_print() {
    for (name, format, expected) in COUNTED {
        let (head, files) = report(name);
        assert_eq!(head.format, *format, "{name}");
        assert_eq!(show(total(files.values().map(recount))), *expected, "{name}");
    }
}

/// Reports that state figures: those of the head, and those of all files together.
const STATED: &[(&str, &str, &str)] = &[
    ("coverage.py-7.17.4/coverage.json", "21/28 8/14 - -", "21/28 8/14 - -"),
    ("coverage.py-7.17.4/coverage.xml", "21/28 8/14 - -", "- - - -"),
    ("coverage.py-7.17.4/coverage.lcov", "- - - -", "21/28 8/14 4/5 -"),
    ("jest-30.5.2/coverage-summary.json", "9/13 6/10 3/5 10/15", "9/13 6/10 3/5 10/15"),
    ("jest-30.5.2/cobertura-coverage.xml", "9/13 6/10 - -", "- - - -"),
    ("jest-30.5.2/clover.xml", "9/13 6/10 3/5 -", "9/13 6/10 3/5 -"),
    ("c8-12.0.0/coverage-summary.json", "23/26 5/8 3/5 23/26", "23/26 5/8 3/5 23/26"),
    ("gcovr-8.8/summary.json", "17/22 11/23 5/6 -", "17/22 11/23 5/6 -"),
    ("gcovr-8.8/cobertura.xml", "17/22 11/23 - -", "- - - -"),
    ("gcovr-8.8/clover.xml", "17/22 - - -", "17/22 - - -"),
    ("gcovr-8.8/jacoco.xml", "17/22 11/23 5/6 -", "17/22 11/23 5/6 -"),
    ("llvm-14.0.6/llvm.json", "19/25 9/16 4/5 15/21", "19/25 9/16 4/5 15/21"),
    ("llvm-14.0.6/llvm-summary.json", "19/25 9/16 4/5 15/21", "19/25 9/16 4/5 15/21"),
    ("llvm-14.0.6/llvm.lcov", "- - - -", "19/25 9/16 4/5 -"),
    ("jacoco-0.8.6/jacoco.xml", "12/18 5/11 6/9 53/74", "12/18 5/11 6/9 53/74"),
    ("phpunit-9.6.7/clover-xdebug.xml", "3/6 3/9 1/4 -", "3/6 3/9 1/4 -"),
    ("phpunit-9.6.7/cobertura-xdebug.xml", "3/6 3/9 - -", "- - - -"),
];

#[test]
fn tools_are_told_where_they_can_be() {
    for (name, tool) in [
        ("coverage.py-7.17.4/coverage.xml", Some("coverage.py 7.17.4")),
        ("coverage.py-7.17.4/coverage.lcov", Some("coverage.py")),
        ("gcovr-8.8/cobertura.xml", Some("gcovr 8.8")),
        ("gcovr-8.8/clover.xml", Some("gcovr")),
        ("phpunit-9.6.7/clover-pcov.xml", Some("phpunit")),
        ("phpunit-9.6.7/cobertura-pcov.xml", Some("phpunit")),
        ("jest-30.5.2/clover.xml", Some("istanbul")),
        ("lcov-1.16/lcov.info", None),
    ] {
        assert_eq!(report(name).0.tool.as_deref(), tool, "{name}");
    }
}

#[test]
fn stated_figures_are_kept() {
    for (name, head_expected, files_expected) in STATED {
        let (head, files) = report(name);
        assert_eq!(show(head.stated), *head_expected, "{name}");
        assert_eq!(show(total(files.values().map(|file| file.stated))), *files_expected, "{name}");
    }
}

/// All reports, and what cuts them: whatever is cut off, the rest must not read as a whole report.
#[test]
fn a_report_that_was_cut_is_no_report() {
    for (name, ..) in COUNTED.iter().filter(|(name, ..)| !name.starts_with("go-")) {
        let bytes = std::fs::read(project().join("tests/fixtures/coverage").join(name)).unwrap();
        let whole = bytes.trim_ascii_end().len();
        for tenth in 1..10 {
            let cut = &bytes[..whole * tenth / 10];
            // A tracefile that ends with a file is whole.
            if cut.trim_ascii_end().ends_with(b"end_of_record") {
                continue;
            }
            let result = read(&mut &*cut, &mut |_| ());
            assert!(result.is_err(), "{name}: {tenth} tenths of it were read as {result:?}");
        }
    }
}
