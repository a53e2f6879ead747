//! Brings what was read of a file into the order that the model promises.

use super::model::{Branch, FileCoverage, Function, LineSum, Region};

/// Sorts lines, and makes entries of the same line one with `unite`.
pub(super) fn lines(lines: &mut Vec<(u32, u64)>, unite: fn(u64, u64) -> u64) {
    let sorted = lines.windows(2).all(|pair| matches!(pair, [before, after] if before.0 < after.0));
    if !sorted {
        lines.sort_by_key(|(line, _)| *line);
        lines.dedup_by(|after, before| {
            let same = before.0 == after.0;
            if same {
                before.1 = unite(before.1, after.1);
            }
            same
        });
    }
}

/// Sorts branches. Entries of the same branch are added up, or, with `apart`, told apart by their order.
pub(super) fn branches(branches: &mut Vec<Branch>, apart: bool) {
    branches.sort_by_key(|branch| (branch.line, branch.key));
    if apart {
        let mut last = None;
        let mut ordinal = 0;
        for branch in branches.iter_mut() {
            let identity = (branch.line, branch.key);
            ordinal = if last == Some(identity) { ordinal + 1 } else { 0 };
            last = Some(identity);
            branch.key = branch.key.wrapping_add(ordinal);
        }
    } else {
        branches.dedup_by(|after, before| {
            let same = (before.line, before.key) == (after.line, after.key);
            if same {
                before.hits = before.hits.saturating_add(after.hits);
            }
            same
        });
    }
}

/// Sorts counted branches or instructions, and unites entries of the same line: the larger of each, as nothing tells them apart.
pub(super) fn sums(sums: &mut Vec<LineSum>) {
    sums.sort_by_key(|sum| sum.line);
    sums.dedup_by(|after, before| {
        let same = before.line == after.line;
        if same {
            before.missed = match (before.missed.take(), after.missed.take()) {
                (Some(before), Some(after)) => Some(before.into_iter().filter(|key| after.contains(key)).collect()),
                _ => None,
            };
            before.total = before.total.max(after.total);
            before.covered = before.covered.max(after.covered).min(before.total);
        }
        same
    });
}

/// Sorts regions, and adds up entries of the same place.
pub(super) fn regions(regions: &mut Vec<Region>) {
    regions.sort_by_key(|region| (region.start, region.end));
    regions.dedup_by(|after, before| {
        let same = (before.start, before.end) == (after.start, after.end);
        if same {
            before.hits = before.hits.saturating_add(after.hits);
        }
        same
    });
}

/// Sorts regions; several of the same place stay several.
pub(super) fn regions_apart(regions: &mut [Region]) {
    regions.sort_by_key(|region| (region.start, region.end));
}

/// Gives functions that share name and line numbers, so that each stays one.
pub(super) fn functions_apart(functions: &mut [Function]) {
    let mut seen = std::collections::BTreeMap::new();
    for function in functions {
        let times: &mut u32 = seen.entry((function.name.clone(), function.line)).or_default();
        *times += 1;
        if *times > 1 {
            function.name = format!("{} ({times})", function.name);
        }
    }
}

/// Brings all parts of `file` into order; lines, branches and functions that come twice are added up.
pub(super) fn file(file: &mut FileCoverage) {
    lines(&mut file.lines, u64::saturating_add);
    branches(&mut file.branches, false);
    sums(&mut file.branch_sums);
    regions(&mut file.regions);
    sums(&mut file.region_sums);
    file.partial_lines.sort_unstable();
    file.partial_lines.dedup();
}
