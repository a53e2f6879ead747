//! What several parts and reports say about one file, united. The order does not matter, and saying the same thing twice changes nothing
//! but hits. Figures of different tools are never added to each other.

use super::lines::Measured;
use crate::formats::coverage::{Branch, Figure, Figures, FileCoverage, Format, Function, LineSum, Region};
use std::cmp::Ordering;
use std::sync::Arc;

/// Who measured: figures of one source can be united, those of two cannot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Source(Option<Arc<(String, Option<String>)>>);

impl Source {
    /// Of a report's format and the tool it names; the tool's version does not tell sources apart.
    pub(super) fn new(format: Format, tool: Option<&str>) -> Self {
        let tool = tool.map(|tool| tool.split([' ', '/']).next().unwrap_or(tool).to_ascii_lowercase());
        Self(Some(Arc::new((format!("{format:?}"), tool))))
    }
}

/// What one source says about a file below the line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Details {
    branches: Vec<Branch>,
    branch_sums: Vec<LineSum>,
    functions: Vec<Function>,
    regions: Vec<Region>,
    region_sums: Vec<LineSum>,
    stated: Figures,
    bound: Bound,
}

/// Figures of which only "at least" can be said, since the format does not name what it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one a metric")]
pub(super) struct Bound {
    pub(super) lines: bool,
    pub(super) branches: bool,
    pub(super) functions: bool,
    pub(super) regions: bool,
}

impl Bound {
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            lines: self.lines || other.lines,
            branches: self.branches || other.branches,
            functions: self.functions || other.functions,
            regions: self.regions || other.regions,
        }
    }
}

/// One file, united.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Merged {
    /// Measured lines.
    pub(super) lines: Measured,
    /// Whether every source gives lines as spans.
    pub(super) spans: bool,
    partial_lines: Vec<u32>,
    sources: Vec<(Source, Details)>,
}

impl Merged {
    /// One part of one report, whose source is said when all of it is read.
    pub(super) fn of(part: FileCoverage) -> Self {
        let FileCoverage {
            path: _,
            group: _,
            lines,
            lines_are_spans,
            mut partial_lines,
            mut branches,
            mut branch_sums,
            mut functions,
            mut regions,
            mut region_sums,
            stated,
        } = part;
        // There may be a million of them.
        branches.shrink_to_fit();
        partial_lines.sort_unstable();
        partial_lines.dedup();
        branches.sort_by_key(branch_key);
        branch_sums.sort_by_key(|sum| sum.line);
        functions.sort_by(|one, other| function_key(one).cmp(&function_key(other)));
        regions.sort_by_key(region_key);
        region_sums.sort_by_key(|sum| sum.line);
        let details = Details { branches, branch_sums, functions, regions, region_sums, stated, bound: Bound::default() };
        Self { lines: Measured::of(&lines), spans: lines_are_spans, partial_lines, sources: vec![(Source::default(), details)] }
    }

    /// Says of which source the report is that all parts so far are of.
    pub(super) fn set_source(&mut self, source: &Source) {
        self.sources.iter_mut().for_each(|(said_by, _)| said_by.clone_from(source));
    }

    /// Adds what another part or report says about the same file.
    pub(super) fn add(&mut self, other: Self) {
        self.partial_lines = self.partial_after(&other);
        self.spans = match (self.lines.is_empty(), other.lines.is_empty()) {
            (true, _) => other.spans,
            (_, true) => self.spans,
            _ => self.spans && other.spans,
        };
        self.lines.add(other.lines);
        for (source, details) in other.sources {
            match self.sources.iter_mut().find(|(known, _)| *known == source) {
                Some((_, known)) => known.add(details),
                None => self.sources.push((source, details)),
            }
        }
        self.sources.sort_by(|one, other| one.0.cmp(&other.0));
    }

    /// A line stays partial unless one of the two ran it whole.
    fn partial_after(&self, other: &Self) -> Vec<u32> {
        let whole = |file: &Self, line: u32| file.lines.ran(line) == Some(true) && file.partial_lines.binary_search(&line).is_err();
        let mut all: Vec<u32> = self.partial_lines.iter().chain(&other.partial_lines).copied().collect();
        all.sort_unstable();
        all.dedup();
        all.retain(|line| !whole(self, *line) && !whole(other, *line));
        all
    }

    /// Whether a covered line has a branch that was not taken, or is said to have been run in part only.
    pub(super) fn is_partial(&self, line: u32) -> bool {
        if self.partial_lines.binary_search(&line).is_ok() {
            return true;
        }
        let mut open = false;
        for figure in self.sources.iter().filter_map(|(_, details)| details.branches_of(line)) {
            if figure.covered >= figure.total {
                // One source that saw all branches taken is enough.
                return false;
            }
            open = true;
        }
        open
    }

    /// Covered and total branches of a line, of the source that knows most of it.
    pub(super) fn branches_of(&self, line: u32) -> Option<Figure> {
        self.sources.iter().filter_map(|(_, details)| details.branches_of(line)).max_by_key(|figure| (figure.total, figure.covered))
    }

    /// The hits of the smallest region over a line.
    pub(super) fn region_hits(&self, line: u32) -> Option<u64> {
        let regions = self.sources.iter().flat_map(|(_, details)| &details.regions);
        let over = regions.filter(|region| region.start.0 <= line && line <= region.end.0);
        over.min_by_key(|region| (region.end.0 - region.start.0, std::cmp::Reverse(region.start))).map(|region| region.hits)
    }

    /// What the report itself counts of lines, where one source says it.
    pub(super) fn stated_lines(&self) -> Option<Figure> {
        match self.sources.as_slice() {
            [(_, details)] => details.stated.lines,
            _ => None,
        }
    }

    /// Leaves out lines, after which they were never measured.
    pub(super) fn keep_lines(&mut self, keep: impl Fn(u32) -> bool) {
        self.lines.keep(&keep);
        self.partial_lines.retain(|line| keep(*line));
        for (_, details) in &mut self.sources {
            details.branches.retain(|branch| keep(branch.line));
        }
    }

    /// Figures that are only said, where there is nothing to count.
    pub(super) fn figures(&self) -> Figures {
        let of = |figure: fn(&Details) -> Option<Figure>| richest(self.sources.iter().filter_map(|(_, details)| figure(details)));
        Figures {
            lines: if self.lines.is_empty() { of(|details| details.stated.lines) } else { Some(self.lines.figure()) },
            branches: of(Details::branch_figure),
            functions: of(Details::function_figure),
            regions: of(Details::region_figure),
        }
    }

    /// Of which figures only "at least" can be said.
    pub(super) fn bound(&self) -> Bound {
        let own = self.sources.iter().fold(Bound::default(), |bound, (_, details)| bound.or(details.bound));
        let apart = |figure: fn(&Details) -> Option<Figure>| {
            let figures: Vec<Figure> =
                self.sources.iter().filter_map(|(_, details)| figure(details)).filter(|figure| figure.total > 0).collect();
            figures.len() > 1 && richest(figures.into_iter()).is_some_and(|figure| figure.covered < figure.total)
        };
        own.or(Bound {
            lines: self.lines.is_empty() && apart(|details| details.stated.lines),
            branches: apart(Details::branch_figure),
            functions: apart(Details::function_figure),
            regions: apart(Details::region_figure),
        })
    }
}

/// The figure with the most to count; of two sources that count the same, the better.
fn richest(figures: impl Iterator<Item = Figure>) -> Option<Figure> {
    figures.max_by_key(|figure| (figure.total, figure.covered))
}

impl Details {
    fn add(&mut self, other: Self) {
        let take = |branch: &Branch, more: u64| Branch { hits: branch.hits.saturating_add(more), ..*branch };
        self.branches = unite(
            std::mem::take(&mut self.branches),
            other.branches,
            |one, two| branch_key(one).cmp(&branch_key(two)),
            |one, two| take(&one, two.hits),
        );
        self.functions = unite(
            std::mem::take(&mut self.functions),
            other.functions,
            |one, two| function_key(one).cmp(&function_key(two)),
            |one, two| Function { hits: one.hits.saturating_add(two.hits), ..one },
        );
        self.regions = unite(
            std::mem::take(&mut self.regions),
            other.regions,
            |one, two| region_key(one).cmp(&region_key(two)),
            |one, two| Region { hits: one.hits.saturating_add(two.hits), weight: one.weight.max(two.weight), ..one },
        );
        let (mut branches, mut regions) = (self.bound.branches, self.bound.regions);
        self.branch_sums = unite_sums(std::mem::take(&mut self.branch_sums), other.branch_sums, &mut branches);
        self.region_sums = unite_sums(std::mem::take(&mut self.region_sums), other.region_sums, &mut regions);
        self.bound = self.bound.or(other.bound).or(Bound { branches, regions, ..Bound::default() });
        self.state(other.stated);
    }

    /// Unites figures that are only said: without the parts, the better one is the least that is so.
    fn state(&mut self, other: Figures) {
        let unite = |mine: &mut Option<Figure>, other: Option<Figure>, counted: bool, bound: &mut bool| {
            let both = *mine;
            *mine = richest(both.into_iter().chain(other));
            if let (Some(one), Some(two)) = (both, other) {
                *bound |= !counted && one != two && mine.is_some_and(|figure| figure.covered < figure.total);
            }
        };
        let (branches, functions, regions) = (self.counts_branches(), !self.functions.is_empty(), self.counts_regions());
        unite(&mut self.stated.lines, other.lines, true, &mut self.bound.lines);
        unite(&mut self.stated.branches, other.branches, branches, &mut self.bound.branches);
        unite(&mut self.stated.functions, other.functions, functions, &mut self.bound.functions);
        unite(&mut self.stated.regions, other.regions, regions, &mut self.bound.regions);
    }

    fn counts_branches(&self) -> bool {
        !self.branches.is_empty() || !self.branch_sums.is_empty()
    }

    fn counts_regions(&self) -> bool {
        !self.regions.is_empty() || !self.region_sums.is_empty()
    }

    fn branch_figure(&self) -> Option<Figure> {
        if !self.counts_branches() {
            return self.stated.branches;
        }
        let taken = self.branches.iter().filter(|branch| branch.hits > 0).count();
        Some(sum(&self.branch_sums, Figure { covered: count(taken), total: count(self.branches.len()) }))
    }

    fn function_figure(&self) -> Option<Figure> {
        if self.functions.is_empty() {
            return self.stated.functions;
        }
        let entered = self.functions.iter().filter(|function| function.hits > 0).count();
        Some(Figure { covered: count(entered), total: count(self.functions.len()) })
    }

    fn region_figure(&self) -> Option<Figure> {
        if !self.counts_regions() {
            return self.stated.regions;
        }
        let weight = |regions: &mut dyn Iterator<Item = &Region>| regions.map(|region| u64::from(region.weight)).sum::<u64>();
        let covered = weight(&mut self.regions.iter().filter(|region| region.hits > 0));
        Some(sum(&self.region_sums, Figure { covered, total: weight(&mut self.regions.iter()) }))
    }

    fn branches_of(&self, line: u32) -> Option<Figure> {
        let start = self.branches.partition_point(|branch| branch.line < line);
        let named = self.branches.get(start..).unwrap_or_default().iter().take_while(|branch| branch.line == line);
        let mut figure = Figure::default();
        for branch in named {
            figure.total += 1;
            figure.covered += u64::from(branch.hits > 0);
        }
        let start = self.branch_sums.partition_point(|sum| sum.line < line);
        for sum in self.branch_sums.get(start..).unwrap_or_default().iter().take_while(|sum| sum.line == line) {
            figure.total += u64::from(sum.total);
            figure.covered += u64::from(sum.covered.min(sum.total));
        }
        (figure.total > 0).then_some(figure)
    }
}

fn sum(sums: &[LineSum], start: Figure) -> Figure {
    sums.iter().fold(start, |figure, sum| Figure {
        covered: figure.covered + u64::from(sum.covered.min(sum.total)),
        total: figure.total + u64::from(sum.total),
    })
}

fn branch_key(branch: &Branch) -> (u32, u64) {
    (branch.line, branch.key)
}

fn function_key(function: &Function) -> (&str, Option<u32>) {
    (function.name.as_str(), function.line)
}

fn region_key(region: &Region) -> ((u32, u32), (u32, u32)) {
    (region.start, region.end)
}

/// Unites two sorted lists. The n-th of equal ones in one is the n-th of them in the other, so that what a report lists twice stays twice.
pub(super) fn unite<T>(one: Vec<T>, two: Vec<T>, order: impl Fn(&T, &T) -> Ordering, join: impl Fn(T, T) -> T) -> Vec<T> {
    if one.is_empty() {
        return two;
    }
    if two.is_empty() {
        return one;
    }
    let mut all = Vec::with_capacity(one.len().max(two.len()));
    let (mut one, mut two) = (one.into_iter().peekable(), two.into_iter().peekable());
    loop {
        let next = match (one.peek(), two.peek()) {
            (Some(left), Some(right)) => order(left, right),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return all,
        };
        match next {
            Ordering::Less => all.extend(one.next()),
            Ordering::Greater => all.extend(two.next()),
            Ordering::Equal => all.extend(one.next().zip(two.next()).map(|(left, right)| join(left, right))),
        }
    }
}

/// Unites counts by line: exact where both name what they missed, else the better of the two, and `bound` says that it may be more.
fn unite_sums(one: Vec<LineSum>, two: Vec<LineSum>, bound: &mut bool) -> Vec<LineSum> {
    let open = std::cell::Cell::new(*bound);
    let all = unite(
        one,
        two,
        |left, right| left.line.cmp(&right.line),
        |left, right| {
            let (sum, exact) = join_sums(left, right);
            if !exact {
                open.set(true);
            }
            sum
        },
    );
    *bound = open.get();
    all
}

fn join_sums(one: LineSum, two: LineSum) -> (LineSum, bool) {
    let names_all = |sum: &LineSum| {
        let missed = sum.total.saturating_sub(sum.covered);
        sum.missed.as_ref().is_some_and(|names| u32::try_from(names.len()) == Ok(missed)) || missed == 0
    };
    if one.total == two.total && names_all(&one) && names_all(&two) {
        let (left, right) = (one.missed.clone().unwrap_or_default(), two.missed.unwrap_or_default());
        let mut both: Vec<u64> = left.into_iter().filter(|name| right.contains(name)).collect();
        both.sort_unstable();
        let missed = u32::try_from(both.len()).unwrap_or(u32::MAX);
        return (LineSum { line: one.line, covered: one.total.saturating_sub(missed), total: one.total, missed: Some(both) }, true);
    }
    if one == two && one.covered == 0 {
        return (one, true);
    }
    let total = one.total.max(two.total);
    let better = if (one.covered, one.total) >= (two.covered, two.total) { one } else { two };
    let covered = better.covered.min(total);
    (LineSum { line: better.line, covered, total, missed: None }, covered >= total)
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
