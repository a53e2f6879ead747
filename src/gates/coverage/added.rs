//! The lines that a change adds, held against their own limits.

use super::absent::{Search, covered_endings};
use super::diff::{Added, Diff, Tally, sort_out};
use super::findings;
use super::judge::{Judge, Judgement, few};
use super::options::Absent;
use super::snippet::{Masker, of_line};
use crate::formats::coverage::Figure;
use crate::git::{MISSING, Since};
use crate::model::{Severity, Trouble};
use crate::text::LineIndex;

/// Added lines that are told with their text; the rest are told by place.
const SNIPPETS: usize = 100;
/// So many where people are shown the first ones alone.
const SNIPPETS_SHOWN: usize = 50;
/// Added ranges that are told at all; more are counted.
const RANGES: usize = 1_000;

impl Judge<'_> {
    /// Holds the limits of a change against the lines that it adds.
    pub(super) fn added(&self, since: &Result<Since, crate::git::Error>, judgement: &mut Judgement) {
        let since = match since {
            Ok(since) => since,
            Err(error) => {
                judgement.troubles.push(Trouble::new(format!("added lines cannot be told: {error}"), error.help()));
                return;
            }
        };
        let endings = covered_endings(self.coverage.files.keys());
        let search = Search { repo: self.repo, root: self.root, exclude: self.exclude };
        let mut diff = sort_out(since, &self.coverage.files, &endings, &search);
        if self.options.absent != Absent::Count {
            for file in &mut diff.files {
                file.lines.iter_mut().filter(|(_, what)| *what == Added::Absent).for_each(|(_, what)| *what = Added::Unmeasured);
            }
        }
        let tally = diff.tally();
        if !diff.unknown.is_empty() {
            let paths: Vec<String> = diff.unknown.iter().map(ToString::to_string).collect();
            let message = format!("added lines cannot be told: what {} has of {} is not in this clone", since.base, few(&paths));
            judgement.troubles.push(Trouble::new(message, MISSING));
        }
        let broken = self.added_limits(tally, diff.unknown.is_empty(), judgement);
        added_notes(&diff, tally, judgement);
        let snippets = if self.context.by_file { SNIPPETS } else { SNIPPETS_SHOWN };
        added_lines(&diff, if broken { Severity::Error } else { Severity::Warning }, snippets, judgement);
        judgement.diff = Some((tally, since.base.to_string()));
    }

    /// Whether a limit was not kept. Where not every added line is known (`is_whole`), counts can only grow, and a share says nothing.
    fn added_limits(&self, tally: Tally, is_whole: bool, judgement: &mut Judgement) -> bool {
        let figure = tally.figure();
        let mut hold = |words: String, kept: bool, message: String| {
            if is_whole || !kept {
                judgement.limits.push((words, kept));
            }
            if !kept {
                let details = format!(
                    "{} covered, {} missed, {} covered in part, {} in files that no report mentions, {} not measured",
                    tally.covered, tally.missed, tally.partial, tally.absent, tally.unmeasured
                );
                judgement.findings.push(findings::diff(message, vec![details]));
            }
            !kept
        };
        let mut broken = false;
        if let Some(least) = self.options.min_diff.filter(|_| is_whole) {
            let kept = figure.total == 0 || least.met_by(figure);
            let Figure { covered, total } = figure;
            let message = format!("{covered} of {total} added lines are covered, {}: less than {least}", least.beside(figure));
            broken |= hold(format!("at least {least} of added lines"), kept, message);
        }
        if let Some(most) = self.options.max_missed {
            let missed = tally.not_covered() + tally.absent;
            broken |= hold(
                format!("at most {most} missed added lines"),
                missed <= most,
                format!("{missed} added lines are not covered: more than {most}"),
            );
        }
        if let Some(most) = self.options.max_unmeasured {
            let open = tally.not_measured();
            broken |= hold(
                format!("at most {most} unmeasured added lines"),
                open <= most,
                format!("{open} added lines are not measured: more than {most}"),
            );
        }
        broken
    }
}

/// What of a change was not judged.
fn added_notes(diff: &Diff, tally: Tally, judgement: &mut Judgement) {
    if tally.figure().total == 0 && diff.unknown.is_empty() {
        judgement.notes.push(match tally.unmeasured {
            0 => "nothing to measure: no line of code was added".to_owned(),
            lines => format!("nothing to measure: {lines} lines were added, and none of them is one that the reports measure"),
        });
    }
    if !diff.other_languages.is_empty() {
        let lines: u64 = diff.other_languages.values().sum();
        let paths: Vec<String> = diff.other_languages.keys().map(ToString::to_string).collect();
        judgement.notes.push(format!("{lines} added lines are of languages that no report covers, and were not judged: {}", few(&paths)));
    }
    if diff.left_out > 0 {
        judgement.notes.push(format!("{} added lines of tests, generated and excluded files were not judged", diff.left_out));
    }
}

/// A finding for every range of added lines that are not covered, the first `snippets` with their text.
fn added_lines(diff: &Diff, severity: Severity, snippets: usize, judgement: &mut Judgement) {
    let mut masker: Option<Masker> = None;
    let (mut told, mut more) = (0, 0);
    for file in &diff.files {
        let ranges = file.ranges();
        let wanted = ranges.iter().filter(|range| range.what != Added::Unmeasured).count();
        if wanted == 0 {
            continue;
        }
        let text = file.text.bytes();
        let index = LineIndex::new(text);
        let secrets = if told < snippets { masker.get_or_insert_with(Masker::new).secrets(text, Some(&file.path)) } else { Vec::new() };
        for range in ranges.iter().filter(|range| range.what != Added::Unmeasured) {
            if told == RANGES {
                more += 1;
                continue;
            }
            let at = index.start(range.first).unwrap_or(0);
            let snippet = (told < snippets).then(|| of_line(text, &index, at, &secrets));
            let identity = String::from_utf8_lossy(text.get(index.line(at)).unwrap_or_default()).trim().to_owned();
            judgement.findings.push(findings::line(file, *range, severity, snippet, &identity));
            told += 1;
        }
    }
    if more > 0 {
        judgement.notes.push(format!("{more} more ranges of added lines are not covered"));
    }
}
