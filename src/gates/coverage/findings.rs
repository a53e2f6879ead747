//! Findings, as the gate words them.

use super::diff::{Added, AddedFile, Range};
use super::limits::{Limit, Metric, in_words};
use super::ratchet::{Counts, Slip};
use super::run::Ran;
use super::snippet::Masker;
use crate::formats::coverage::Figure;
use crate::model::{Finding, Fingerprint, Origin, Place, Severity, Snippet};
use crate::text::{LineColumn, RepoPath, count};

/// A finding without a place, to be filled in.
fn bare(rule: &str, severity: Severity, message: String, help: &str, identity: &str) -> Finding {
    Finding {
        rule_id: rule.to_owned(),
        severity,
        message,
        help: help.to_owned(),
        place: None,
        also: Vec::new(),
        snippet: None,
        fingerprint: Fingerprint::new(rule, identity.as_bytes()),
        origin: Origin::WorkTree,
        notes: Vec::new(),
        tool: None,
        new: None,
        validation: None,
    }
}

fn whole_file(path: &RepoPath) -> Place {
    let nowhere = LineColumn { line: 0, column: 0 };
    Place { path: Some(path.clone()), start: nowhere, end: nowhere }
}

/// A limit of the whole that is not kept.
pub(super) fn total(metric: Metric, limit: Limit, figure: Figure, notes: Vec<String>) -> Finding {
    let help = "test the files with the most uncovered first; the JSON report lists every file";
    let message = limit.broken_by(metric, figure);
    Finding { notes, ..bare("coverage-total", Severity::Error, message, help, &limit.words(metric)) }
}

/// A limit of a group that is not kept.
pub(super) fn group(name: &str, metric: Metric, limit: Limit, figure: Figure, notes: Vec<String>) -> Finding {
    let message = format!("{name}: {}", limit.broken_by(metric, figure));
    let identity = format!("{name}\0{}", limit.words(metric));
    Finding {
        notes,
        ..bare("coverage-group", Severity::Error, message, "test the files of the group with the most uncovered first", &identity)
    }
}

/// A limit that one file does not keep.
pub(super) fn file(path: &RepoPath, metric: Metric, limit: Limit, figure: Figure) -> Finding {
    let message = limit.broken_by(metric, figure);
    let identity = format!("{path}\0{}", limit.words(metric));
    let help = "test what is uncovered in this file";
    Finding { place: Some(whole_file(path)), ..bare("coverage-file", Severity::Error, message, help, &identity) }
}

/// A source file that no report mentions.
pub(super) fn absent(path: &RepoPath, lines: u64, severity: Severity) -> Finding {
    let lines = count(usize::try_from(lines).unwrap_or(usize::MAX), "line of code", "lines of code");
    let message = format!("no report mentions this file: none of its {lines} is known to be tested");
    let help = "have the tool measure all sources (source=, collectCoverageFrom, --all, -coverpkg), or name it in [coverage] exclude";
    Finding { place: Some(whole_file(path)), ..bare("coverage-absent", severity, message, help, &path.to_string()) }
}

/// A limit on added lines that is not kept.
pub(super) fn diff(message: String, notes: Vec<String>) -> Finding {
    let help = "test the added lines that are listed, or take them out";
    let identity = message.split(':').next_back().unwrap_or_default().to_owned();
    Finding { notes, ..bare("coverage-diff", Severity::Error, message, help, &identity) }
}

/// Added lines that are not covered.
pub(super) fn line(file: &AddedFile, range: Range, severity: Severity, snippet: Option<Snippet>, identity: &str) -> Finding {
    let mut lines = count(usize::try_from(range.lines).unwrap_or(usize::MAX), "added line", "added lines");
    if range.last > range.first {
        lines = format!("{lines} ({} to {})", range.first, range.last);
    }
    let (message, help) = match range.what {
        Added::Missed | Added::Covered => (format!("{lines} not covered"), "add a test that runs this"),
        Added::Partial(figure) if figure.total > 0 => (
            format!("{lines} covered in part: {} of {} branches taken", figure.covered, figure.total),
            "add a test that takes the other branch",
        ),
        Added::Partial(_) => (format!("{lines} covered in part"), "add a test that runs the rest of it"),
        Added::Unmeasured => (format!("{lines} not measured"), "look whether it can run at all"),
        Added::Absent => (
            format!("{lines} in a file that no report mentions"),
            "have the tool measure all sources (source=, collectCoverageFrom, --all, -coverpkg), and test it",
        ),
    };
    let at = |line: u32, column: u32| LineColumn { line, column };
    let place = Place { path: Some(file.path.clone()), start: at(range.first, 0), end: at(range.last, 0) };
    let identity = format!("{}\0{identity}", file.path);
    Finding { place: Some(place), snippet, new: Some(true), ..bare("coverage-line", severity, message, help, &identity) }
}

/// A file that has more uncovered than the ratchet lets it.
pub(super) fn ratchet(slip: &Slip, ratchet: &str) -> Finding {
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let counts = |counts: Counts| {
        let branches = counts.branches.map(|branches| format!(" and {}", count(number(branches), "branch", "branches")));
        format!("{}{}", count(number(counts.lines), "line", "lines"), branches.unwrap_or_default())
    };
    let message = match slip.allowed {
        Some(allowed) => format!("uncovered: {}, where {ratchet} allows {}", counts(slip.now), counts(allowed)),
        None => format!("uncovered: {}, and {ratchet} does not list the file", counts(slip.now)),
    };
    let help = "test what was added; the numbers in the ratchet only go down";
    let path = RepoPath::new(slip.path.clone());
    Finding { place: Some(whole_file(&path)), ..bare("coverage-ratchet", Severity::Error, message, help, &slip.path) }
}

/// The tests failed.
pub(super) fn command(ran: &Ran, code: i32, said: &[String], masker: &Masker) -> Finding {
    let message = format!("`{}` failed with exit code {code}", masker.line(&ran.command));
    let notes = said.iter().filter(|line| !line.trim().is_empty()).map(|line| masker.line(line)).collect();
    Finding {
        notes,
        ..bare("coverage-command", Severity::Error, message, "put the tests right: coverage of failing tests says little", &ran.command)
    }
}

/// `src/a.py: 12.5 % (1 of 8)`, the worst first, for notes.
pub(super) fn worst(files: &[(String, Figure)], metric: Metric) -> Vec<String> {
    /// How many are told.
    const TOLD: usize = 5;
    let mut open: Vec<&(String, Figure)> = files.iter().filter(|(_, figure)| figure.covered < figure.total).collect();
    open.sort_by(|one, two| {
        let uncovered = |file: &(String, Figure)| file.1.total - file.1.covered;
        uncovered(two).cmp(&uncovered(one)).then_with(|| one.0.cmp(&two.0))
    });
    let told = open.iter().take(TOLD).map(|(path, figure)| format!("{path}: {} of its {}", in_words(*figure), metric.word()));
    let more = open.len().saturating_sub(TOLD);
    told.chain((more > 0).then(|| format!("and {} with less uncovered", count(more, "more file", "more files")))).collect()
}
