//! Coverage of the lines that a change adds: each is covered, missed, or measured by nobody.

use super::absent::Search;
use super::continued::Continued;
use super::freshness::{Text, text_of};
use super::merge::Merged;
use super::source::{Line, Lines, language};
use crate::formats::coverage::Figure;
use crate::git::{ChangedSince, Since};
use crate::text::RepoPath;
use std::collections::{BTreeMap, BTreeSet};

/// Unmeasured lines that may stand between two lines of one finding.
const GAP: u32 = 2;

/// What became of an added line of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Added {
    /// It ran, with all of its branches.
    Covered,
    /// It did not run.
    Missed,
    /// It ran, and some of its branches were not taken: covered and total.
    Partial(Figure),
    /// It is code of a measured file, and no report says anything about it: a declaration, or a statement that the tool did not see.
    Unmeasured,
    /// It is code of a file that no report mentions, of a language that they cover.
    Absent,
}

/// The added lines of one file.
#[derive(Debug)]
pub(super) struct AddedFile {
    pub(super) path: RepoPath,
    pub(super) lines: Vec<(u32, Added)>,
    pub(super) text: Text,
}

/// The added lines of a change.
#[derive(Debug, Default)]
pub(super) struct Diff {
    pub(super) files: Vec<AddedFile>,
    /// Source files of languages that no report covers, with their added lines of code.
    pub(super) other_languages: BTreeMap<RepoPath, u64>,
    /// How many added lines of code count for nothing: tests, generated files.
    pub(super) left_out: u64,
    /// Files that would count, of which the clone does not have what the base has.
    pub(super) unknown: Vec<RepoPath>,
}

/// Added lines by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tally {
    pub(super) covered: u64,
    pub(super) missed: u64,
    pub(super) partial: u64,
    pub(super) unmeasured: u64,
    pub(super) absent: u64,
}

impl Tally {
    /// Covered lines of those that count. A line that ran in part is not covered; lines of files that no report mentions are not either.
    pub(super) fn figure(self) -> Figure {
        Figure { covered: self.covered, total: self.covered + self.missed + self.partial + self.absent }
    }

    /// Lines that did not run, or not whole.
    pub(super) fn not_covered(self) -> u64 {
        self.missed + self.partial
    }

    /// Lines that nobody measured.
    pub(super) fn not_measured(self) -> u64 {
        self.unmeasured + self.absent
    }
}

/// Lines next to each other of which the same became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) lines: u64,
    pub(super) what: Added,
}

/// Sorts out the lines that `since` adds.
pub(super) fn sort_out(since: &Since, files: &BTreeMap<RepoPath, Merged>, endings: &BTreeSet<&'static str>, search: &Search<'_>) -> Diff {
    let mut diff = Diff::default();
    for changed in &since.changed {
        let measured = files.get(&changed.path);
        let Some((ending, kind)) = language(changed.path.file_name()).or_else(|| measured.map(|_| ("", super::source::PLAIN))) else {
            continue;
        };
        let known = changed.text.clone().map(|text| Text::read_before(text, None));
        let Some(text) = known.or_else(|| text_of(search.root, &changed.path)) else { continue };
        let lines = match measured {
            Some(file) => {
                let own = std::cell::OnceCell::new();
                let begins = |line: u32| {
                    let own: &Vec<bool> = own.get_or_init(|| own_lines(text.bytes(), kind));
                    usize::try_from(line).ok().and_then(|line| own.get(line.checked_sub(1)?)) != Some(&false)
                };
                // The report names the line on which a statement begins; the lines it goes on over are not without a measure.
                let counts = |line, what: &Added| *what != Added::Unmeasured || begins(line);
                added_lines(changed, text.bytes(), kind, |line, kind| of_measured(file, line, kind).filter(|what| counts(line, what)))
            }
            None => {
                let code = added_lines(changed, text.bytes(), kind, |_, kind| (kind == Line::Code).then_some(Added::Absent));
                if code.is_empty() {
                    continue;
                }
                let number = u64::try_from(code.len()).unwrap_or(u64::MAX);
                match search.judge(&changed.path, kind) {
                    Err(_) if changed.is_base_missing => continue,
                    Ok(_) if changed.is_base_missing && !endings.contains(ending) => continue,
                    Err(_reason) => {
                        diff.left_out += number;
                        continue;
                    }
                    Ok(_) if !endings.contains(ending) => {
                        diff.other_languages.insert(changed.path.clone(), number);
                        continue;
                    }
                    Ok(_) => code,
                }
            }
        };
        if changed.is_base_missing && !lines.is_empty() {
            diff.unknown.push(changed.path.clone());
        } else if !lines.is_empty() {
            diff.files.push(AddedFile { path: changed.path.clone(), lines, text });
        }
    }
    diff
}

/// Of each line, whether it begins something of its own.
fn own_lines(text: &[u8], kind: super::source::Language) -> Vec<bool> {
    let mut continued = Continued::default();
    Lines::of(text, Some(kind)).map(|(line, kind)| !continued.next(line, kind)).collect()
}

fn added_lines(
    changed: &ChangedSince,
    text: &[u8],
    kind: super::source::Language,
    what: impl Fn(u32, Line) -> Option<Added>,
) -> Vec<(u32, Added)> {
    let last = changed.added.ranges().last().map_or(0, |(_, last)| *last);
    let numbered = (1_u32..).zip(Lines::of(text, Some(kind)));
    numbered
        .take_while(|(number, _)| *number <= last)
        .filter(|(number, _)| changed.added.touches(*number, *number))
        .filter_map(|(number, (_, kind))| Some((number, what(number, kind)?)))
        .collect()
}

fn of_measured(file: &Merged, line: u32, kind: Line) -> Option<Added> {
    // What looks like a comment may stand in a string: where the report says it ran, and does not span it, it is code.
    let ran = file.lines.ran(line);
    let spanned = file.spans || ran.is_none();
    let is_nothing =
        matches!(kind, Line::Blank | Line::Comment) || (spanned && matches!(kind, Line::InComment | Line::Bracket | Line::Declaration));
    if is_nothing {
        return None;
    }
    match ran {
        Some(false) => Some(Added::Missed),
        Some(true) if file.is_partial(line) => Some(Added::Partial(file.branches_of(line).unwrap_or_default())),
        Some(true) => Some(Added::Covered),
        // The middle of a statement that the report gives the span of.
        None => Some(match file.region_hits(line) {
            Some(0) => Added::Missed,
            Some(_) => Added::Covered,
            None => Added::Unmeasured,
        }),
    }
}

impl Diff {
    pub(super) fn tally(&self) -> Tally {
        self.files.iter().fold(Tally::default(), |tally, file| file.tally(tally))
    }
}

impl AddedFile {
    fn tally(&self, mut tally: Tally) -> Tally {
        for (_, what) in &self.lines {
            *match what {
                Added::Covered => &mut tally.covered,
                Added::Missed => &mut tally.missed,
                Added::Partial(_) => &mut tally.partial,
                Added::Unmeasured => &mut tally.unmeasured,
                Added::Absent => &mut tally.absent,
            } += 1;
        }
        tally
    }

    /// Lines that are not covered, in ranges.
    pub(super) fn ranges(&self) -> Vec<Range> {
        let mut ranges: Vec<Range> = Vec::new();
        let mut broken = true;
        for (line, what) in &self.lines {
            let same = |range: &&mut Range| !broken && range.what == *what && line - range.last <= GAP + 1;
            match (what, ranges.last_mut().filter(same)) {
                (Added::Covered, _) => broken = true,
                // What nobody measured between missed lines is told with them.
                (Added::Unmeasured, _) if !broken => {}
                (_, Some(range)) => {
                    range.last = *line;
                    range.lines += 1;
                }
                (_, None) => {
                    broken = false;
                    ranges.push(Range { first: *line, last: *line, lines: 1, what: *what });
                }
            }
        }
        ranges
    }
}

#[cfg(test)]
mod tests {
    use super::{Added, of_measured};
    use crate::formats::coverage::{Branch, Figure, FileCoverage, Region};
    use crate::gates::coverage::merge::Merged;
    use crate::gates::coverage::source::Line;

    #[test]
    fn an_added_line_is_covered_missed_partial_or_unmeasured() {
        let part = FileCoverage {
            lines: vec![(1, 1), (2, 0), (3, 4), (9, 1)],
            branches: vec![Branch { line: 3, key: 0, hits: 1 }, Branch { line: 3, key: 1, hits: 0 }],
            regions: vec![
                Region { start: (1, 1), end: (20, 1), weight: 1, hits: 1 },
                Region { start: (5, 1), end: (7, 1), weight: 1, hits: 0 },
            ],
            ..FileCoverage::default()
        };
        let file = Merged::of(part);
        assert_eq!(of_measured(&file, 1, Line::Code), Some(Added::Covered));
        assert_eq!(of_measured(&file, 2, Line::Code), Some(Added::Missed));
        assert_eq!(of_measured(&file, 3, Line::Code), Some(Added::Partial(Figure { covered: 1, total: 2 })));
        assert_eq!(of_measured(&file, 6, Line::Code), Some(Added::Missed));
        assert_eq!(of_measured(&file, 30, Line::Code), Some(Added::Unmeasured));
        assert_eq!(of_measured(&file, 30, Line::Bracket), None);
        assert_eq!(of_measured(&file, 9, Line::Comment), None);
    }
}
