use super::{Merged, Source};
use crate::formats::coverage::{Branch, Figure, Figures, FileCoverage, Format, Function, LineSum, Region};
use proptest::prelude::*;

fn lcov() -> Source {
    Source::new(Format::Lcov, None)
}

fn cobertura() -> Source {
    Source::new(Format::Cobertura, Some("coverage.py 7.17"))
}

fn said(source: &Source, part: FileCoverage) -> Merged {
    let mut file = Merged::of(part);
    file.set_source(source);
    file
}

fn united(parts: Vec<(Source, FileCoverage)>) -> Merged {
    let mut parts = parts.into_iter().map(|(source, part)| said(&source, part));
    let mut first = parts.next().unwrap();
    parts.for_each(|part| first.add(part));
    first
}

fn sums(sums: &[(u32, u32, u32, Option<&[u64]>)]) -> FileCoverage {
    let branch_sums = sums
        .iter()
        .map(|(line, covered, total, missed)| LineSum {
            line: *line,
            covered: *covered,
            total: *total,
            missed: missed.map(<[u64]>::to_vec),
        })
        .collect();
    FileCoverage { branch_sums, ..FileCoverage::default() }
}

fn branches(taken: &[(u32, u64, u64)]) -> FileCoverage {
    let branches = taken.iter().map(|(line, key, hits)| Branch { line: *line, key: *key, hits: *hits }).collect();
    FileCoverage { branches, ..FileCoverage::default() }
}

#[expect(clippy::unnecessary_wraps, reason = "figures are compared with those that may not be known")]
fn figure(covered: u64, total: u64) -> Option<Figure> {
    Some(Figure { covered, total })
}

#[test]
fn a_line_ran_where_one_part_says_so() {
    let part = |lines: &[(u32, u64)]| FileCoverage { lines: lines.to_vec(), ..FileCoverage::default() };
    let file = united(vec![(lcov(), part(&[(3, 0), (1, 2)])), (lcov(), part(&[(1, 1), (2, 5)]))]);
    assert_eq!([1, 2, 3, 4].map(|line| file.lines.ran(line)), [Some(true), Some(true), Some(false), None]);
    assert_eq!(file.figures().lines, figure(2, 3));
}

#[test]
fn branches_unite_by_identity_and_not_by_their_number() {
    let file = united(vec![(lcov(), branches(&[(1, 0, 1), (1, 1, 0)])), (lcov(), branches(&[(1, 0, 0), (1, 1, 4)]))]);
    assert_eq!(file.figures().branches, figure(2, 2));
    assert!(!file.is_partial(1) && !file.bound().branches);
    let same = united(vec![(lcov(), branches(&[(1, 0, 1), (1, 1, 0)])), (lcov(), branches(&[(1, 0, 3), (1, 1, 0)]))]);
    assert_eq!(same.figures().branches, figure(1, 2));
    assert!(same.is_partial(1));
}

#[test]
fn counted_branches_are_exact_where_the_missed_are_named() {
    let file = united(vec![(cobertura(), sums(&[(1, 1, 2, Some(&[7]))])), (cobertura(), sums(&[(1, 1, 2, Some(&[9]))]))]);
    assert_eq!((file.figures().branches, file.bound().branches), (figure(2, 2), false));
    let file = united(vec![(cobertura(), sums(&[(1, 1, 2, Some(&[7]))])), (cobertura(), sums(&[(1, 1, 2, Some(&[7]))]))]);
    assert_eq!((file.figures().branches, file.bound().branches), (figure(1, 2), false));
    let file = united(vec![(cobertura(), sums(&[(1, 1, 2, None)])), (cobertura(), sums(&[(1, 1, 2, None)]))]);
    assert_eq!((file.figures().branches, file.bound().branches), (figure(1, 2), true));
    let file = united(vec![(cobertura(), sums(&[(1, 2, 2, None)])), (cobertura(), sums(&[(1, 1, 2, None)]))]);
    assert_eq!((file.figures().branches, file.bound().branches), (figure(2, 2), false));
}

#[test]
fn figures_of_two_tools_are_not_added() {
    let file = united(vec![(lcov(), branches(&[(1, 0, 1), (1, 1, 0), (2, 0, 0)])), (cobertura(), sums(&[(1, 1, 2, None)]))]);
    assert_eq!(file.figures().branches, figure(1, 3));
    assert!(file.bound().branches);
}

#[test]
fn what_a_report_lists_twice_stays_twice() {
    let function = |hits| Function { name: "f".to_owned(), line: Some(1), hits };
    let part = FileCoverage { functions: vec![function(1), function(0)], ..FileCoverage::default() };
    let once = said(&lcov(), part.clone());
    let twice = united(vec![(lcov(), part.clone()), (lcov(), part)]);
    assert_eq!(once.figures().functions, figure(1, 2));
    assert_eq!(twice.figures(), once.figures());
}

#[test]
fn stated_figures_count_only_where_nothing_else_does() {
    let stated = Figures { lines: figure(9, 10), branches: figure(1, 4), ..Figures::default() };
    let part = FileCoverage { lines: vec![(1, 1)], stated, ..FileCoverage::default() };
    let file = said(&lcov(), part);
    assert_eq!(file.figures(), Figures { lines: figure(1, 1), branches: figure(1, 4), ..Figures::default() });
}

#[test]
fn a_line_run_whole_by_one_is_not_partial() {
    let part = |hits, partial: &[u32]| FileCoverage { lines: vec![(1, hits)], partial_lines: partial.to_vec(), ..FileCoverage::default() };
    assert!(united(vec![(lcov(), part(1, &[1])), (lcov(), part(1, &[1]))]).is_partial(1));
    assert!(!united(vec![(lcov(), part(1, &[1])), (lcov(), part(1, &[]))]).is_partial(1));
    assert!(united(vec![(lcov(), part(1, &[1])), (lcov(), part(0, &[]))]).is_partial(1));
}

fn any_part() -> impl Strategy<Value = FileCoverage> {
    let lines = prop::collection::btree_map(1_u32..8, 0_u64..3, 0..6);
    let branches = prop::collection::vec((1_u32..4, 0_u64..3, 0_u64..2), 0..6);
    let sums = prop::collection::btree_map(1_u32..4, prop::collection::btree_set(0_u64..3, 0..3), 0..3);
    let regions = prop::collection::vec((1_u32..4, 1_u32..3, 0_u64..2), 0..4);
    (lines, branches, sums, regions).prop_map(|(lines, mut branches, sums, mut regions)| {
        branches.sort_unstable();
        branches.dedup_by_key(|branch| (branch.0, branch.1));
        regions.sort_unstable();
        regions.dedup_by_key(|region| (region.0, region.1));
        FileCoverage {
            lines: lines.into_iter().collect(),
            branches: branches.into_iter().map(|(line, key, hits)| Branch { line, key, hits }).collect(),
            branch_sums: sums
                .into_iter()
                .map(|(line, missed)| LineSum {
                    line,
                    covered: 3 - missed.len() as u32,
                    total: 3,
                    missed: Some(missed.into_iter().collect()),
                })
                .collect(),
            regions: regions
                .into_iter()
                .map(|(line, length, hits)| Region { start: (line, 1), end: (line + length, 1), weight: 1, hits })
                .collect(),
            ..FileCoverage::default()
        }
    })
}

proptest! {
    #[test]
    fn the_order_does_not_matter(one in any_part(), two in any_part(), three in any_part()) {
        let source = |at: usize| if at == 1 { cobertura() } else { lcov() };
        let parts = [(source(0), one), (source(1), two), (source(2), three)];
        let order = |order: [usize; 3]| united(order.iter().map(|at| parts[*at].clone()).collect());
        prop_assert_eq!(order([0, 1, 2]), order([2, 1, 0]));
        prop_assert_eq!(order([0, 1, 2]), order([1, 2, 0]));
    }

    #[test]
    fn the_same_again_changes_no_figure(part in any_part()) {
        let once = said(&lcov(), part.clone());
        let twice = united(vec![(lcov(), part.clone()), (lcov(), part)]);
        prop_assert_eq!(once.figures(), twice.figures());
        for line in 1..8 {
            prop_assert_eq!(once.is_partial(line), twice.is_partial(line));
        }
    }
}
