//! Limits held against what was measured.

use super::absent::Absentees;
use super::diff::Tally;
use super::findings;
use super::gather::Coverage;
use super::limits::{Limit, Limits, Metric, add, in_words, with_uncovered};
use super::options::{Absent, Options};
use super::patterns::Patterns;
use super::ratchet::{Counts, Ratchet, write};
use crate::formats::coverage::{Figure, Figures, Format};
use crate::gate::Context;
use crate::git::{Repo, Since};
use crate::model::{Finding, Severity, Trouble};
use crate::text::{RepoPath, count, one_line};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Files of one kind that are told one by one.
const TOLD: usize = 200;

/// Limits of a part of the repository.
pub(super) struct GroupLimits {
    pub(super) name: String,
    pub(super) patterns: Patterns,
    pub(super) limits: Limits,
}

/// Everything a judgement needs.
pub(super) struct Judge<'run> {
    pub(super) context: &'run Context<'run>,
    pub(super) repo: &'run Repo,
    pub(super) root: &'run Path,
    pub(super) options: &'run Options,
    pub(super) exclude: &'run Patterns,
    pub(super) groups: &'run [GroupLimits],
    pub(super) coverage: &'run Coverage,
    pub(super) absent: &'run Absentees,
    /// What the change adds, or why that cannot be told; `None` where nobody asks.
    pub(super) since: Option<&'run Result<Since, crate::git::Error>>,
}

/// What it came to.
#[derive(Default)]
pub(super) struct Judgement {
    pub(super) findings: Vec<Finding>,
    pub(super) troubles: Vec<Trouble>,
    pub(super) notes: Vec<String>,
    /// Limits in words, and whether each was kept.
    pub(super) limits: Vec<(String, bool)>,
    /// Added lines, and the commit that they were added to.
    pub(super) diff: Option<(Tally, String)>,
}

impl Judge<'_> {
    /// Holds every limit that is set, or else the checklist's.
    pub(super) fn judge(&self) -> Judgement {
        let mut judgement = Judgement::default();
        self.whole(&mut judgement);
        for group in self.groups {
            self.group(group, &mut judgement);
        }
        self.unused(&mut judgement);
        if let Some(since) = self.since {
            self.added(since, &mut judgement);
        }
        if let Some(path) = &self.options.ratchet
            && let Err(trouble) = self.ratchet(path, &mut judgement)
        {
            judgement.troubles.push(trouble);
        }
        if self.options.absent == Absent::Warn {
            let warnings = self.absent.counted.iter().take(TOLD).map(|(path, lines)| findings::absent(path, *lines, Severity::Warning));
            judgement.findings.extend(warnings);
        }
        judgement
    }

    fn counted(&self) -> impl Iterator<Item = (&RepoPath, u64)> {
        let counts = self.options.absent == Absent::Count;
        self.absent.counted.iter().filter(move |_| counts).map(|(path, lines)| (path, *lines))
    }

    /// The figures that limits are held against: files that no report mentions count, and files of other places do not.
    pub(super) fn judged(&self) -> Figures {
        with_uncovered(self.coverage.own_figures(), self.counted().map(|(_, lines)| lines).sum())
    }

    /// Whether the settings ask nothing, so that the checklist does.
    fn asks_nothing(&self, limits: &Limits) -> bool {
        let options = self.options;
        let diff =
            options.diff.is_some() && (options.min_diff.is_some() || options.max_missed.is_some() || options.max_unmeasured.is_some());
        limits.all.is_empty() && self.groups.is_empty() && !diff && options.ratchet.is_none()
    }

    fn whole(&self, judgement: &mut Judgement) {
        let figures = self.coverage.figures();
        let mut limits = Limits::of_all(self.options);
        if self.asks_nothing(&limits) {
            limits = Limits::required(&figures, limits.per_file);
            if let Some((metric, _)) = limits.all.first().filter(|(metric, _)| *metric != Metric::Branches) {
                let word = metric.word();
                judgement.notes.push(format!("no report knows branches, so {word} are held to 80 %; {}", branches_help(&self.formats())));
            }
        }
        let judged = self.judged();
        for (metric, limit) in &limits.all {
            let files = self.files_of(*metric, |_| true);
            let finding = |figure, notes| findings::total(*metric, *limit, figure, notes);
            self.hold((*metric, *limit), (&figures, &judged), &files, "", judgement, finding);
        }
        if limits.per_file {
            self.each(&limits, |_| true, judgement);
        }
    }

    fn group(&self, group: &GroupLimits, judgement: &mut Judgement) {
        let inside = |path: &RepoPath| group.patterns.matches(&path.to_string());
        let measured = self.coverage.files.iter().filter(|(path, _)| inside(path));
        let figures = measured.fold(Figures::default(), |sum, (_, file)| add(sum, file.figures()));
        let absent: u64 = self.counted().filter(|(path, _)| inside(path)).map(|(_, lines)| lines).sum();
        let judged = with_uncovered(Figures { lines: figures.lines.or(Some(Figure::default())), ..figures }, absent);
        for (metric, limit) in &group.limits.all {
            let files = self.files_of(*metric, inside);
            let finding = |figure, notes| findings::group(&group.name, *metric, *limit, figure, notes);
            // A part of which nothing is measured is measured by the lines that nobody did.
            let measured = if figures == Figures::default() { &judged } else { &figures };
            self.hold((*metric, *limit), (measured, &judged), &files, &format!("{}: ", group.name), judgement, finding);
        }
        if group.limits.per_file {
            self.each(&group.limits, inside, judgement);
        }
    }

    /// Holds one limit against what was measured, and then with what was not.
    fn hold(
        &self,
        (metric, limit): (Metric, Limit),
        (measured, judged): (&Figures, &Figures),
        files: &[(String, Figure)],
        of: &str,
        judgement: &mut Judgement,
        finding: impl Fn(Figure, Vec<String>) -> Finding,
    ) {
        let words = format!("{of}{}", limit.words(metric));
        let (Some(figure), Some(with_absent)) = (metric.of(measured).filter(|figure| figure.total > 0), metric.of(judged)) else {
            judgement.troubles.push(self.unknown(metric, of));
            return;
        };
        let mut notes = findings::worst(files, metric);
        if self.is_bound(metric) {
            notes.push(
                "several reports were united that only count: more may be covered; unite the tool's own data before it reports".to_owned(),
            );
        }
        let kept = limit.met_by(figure) && limit.met_by(with_absent);
        if !limit.met_by(figure) {
            judgement.findings.push(finding(figure, notes));
        } else if !kept {
            notes.push(self.absent_note(metric, figure));
            judgement.findings.push(finding(with_absent, notes));
        }
        judgement.limits.push((words, kept));
    }

    fn absent_note(&self, metric: Metric, measured: Figure) -> String {
        let paths: Vec<String> = self.counted().map(|(path, _)| path.to_string()).collect();
        if paths.is_empty() {
            let others: Vec<String> = self.coverage.foreign.keys().cloned().collect();
            return format!("{} with files that are none of the repository, which do not count: {}", in_words(measured), few(&others));
        }
        let files = count(paths.len(), "source file", "source files");
        let guess = if metric == Metric::Lines { "" } else { ", with as many for each line of code as in measured files" };
        let alone = in_words(measured);
        format!("counted as 0 %: {files} that no report mentions{guess} ({alone} otherwise): {}", few(&paths))
    }

    fn is_bound(&self, metric: Metric) -> bool {
        let bound = self.coverage.bound();
        match metric {
            Metric::Lines => bound.lines,
            Metric::Branches => bound.branches,
            Metric::Functions => bound.functions,
            Metric::Regions => bound.regions,
        }
    }

    fn files_of(&self, metric: Metric, inside: impl Fn(&RepoPath) -> bool) -> Vec<(String, Figure)> {
        let files = self.coverage.files.iter().filter(|(path, _)| inside(path));
        files.filter_map(|(path, file)| Some((path.to_string(), metric.of(&file.figures())?))).collect()
    }

    /// Holds the limits against every file alone.
    fn each(&self, limits: &Limits, inside: impl Fn(&RepoPath) -> bool, judgement: &mut Judgement) {
        let mut broken: Vec<Finding> = Vec::new();
        for (path, file) in self.coverage.files.iter().filter(|(path, _)| inside(path)) {
            let figures = file.figures();
            for (metric, limit) in &limits.all {
                if let Some(figure) = metric.of(&figures).filter(|figure| figure.total > 0 && !limit.met_by(*figure)) {
                    broken.push(findings::file(path, *metric, *limit, figure));
                }
            }
        }
        broken.extend(self.counted().filter(|(path, _)| inside(path)).map(|(path, lines)| findings::absent(path, lines, Severity::Error)));
        let words: Vec<String> = limits.all.iter().map(|(metric, limit)| limit.words(*metric)).collect();
        judgement.limits.push((format!("every file: {}", words.join(", ")), broken.is_empty()));
        judgement.findings.extend(broken);
    }

    /// A pattern that matches nothing holds nothing: most likely a typing mistake.
    fn unused(&self, judgement: &mut Judgement) {
        let known = self.coverage.files.keys().chain(self.absent.counted.keys());
        for group in self.groups {
            let used: BTreeSet<usize> = known.clone().flat_map(|path| group.patterns.matching(path)).collect();
            for (_, pattern) in group.patterns.written().iter().enumerate().filter(|(at, _)| !used.contains(at)) {
                judgement.troubles.push(Trouble::new(
                    format!("coverage.group: {} matches no measured file", one_line(pattern)),
                    "write it as the paths of the report's files are in the repository, or take it out",
                ));
            }
        }
        if self.exclude.written().is_empty() {
            return;
        }
        let measured = self.coverage.excluded.iter().map(|path| RepoPath::new(path.trim_start_matches('/')));
        let tracked = self.repo.tracked().unwrap_or_default();
        let used: BTreeSet<usize> =
            measured.chain(tracked.into_iter().map(|entry| entry.path)).flat_map(|path| self.exclude.matching(&path)).collect();
        for (_, pattern) in self.exclude.written().iter().enumerate().filter(|(at, _)| !used.contains(at)) {
            judgement.troubles.push(Trouble::new(
                format!("coverage.exclude: {} matches no file", one_line(pattern)),
                "write it as a path from the root of the repository, or take it out",
            ));
        }
    }

    fn formats(&self) -> Vec<Format> {
        self.coverage.reports.iter().map(|report| report.format).collect()
    }

    fn unknown(&self, metric: Metric, of: &str) -> Trouble {
        let names: Vec<&str> = self.coverage.reports.iter().map(|report| report.shown.as_str()).collect();
        let help = match metric {
            Metric::Branches => branches_help(&self.formats()),
            _ => format!("have the tool measure {}, or take the limit out", metric.word()),
        };
        Trouble::new(format!("{of}a limit on {word} is set, and no {word} are in {}", names.join(", "), word = metric.word()), help)
    }

    fn ratchet(&self, path: &Path, judgement: &mut Judgement) -> Result<(), Trouble> {
        let git = |error: crate::git::Error| Trouble::new(error.to_string(), error.help());
        let shown = one_line(&path.display().to_string()).into_owned();
        let update = self.options.asked.update;
        let mut text = self.context.policy_file(self.repo, path)?;
        if text.is_none() && self.context.policy_ref.is_some() {
            // The change that brings the first ratchet has nothing to be held against but that.
            text = std::fs::read(self.root.join(path)).ok();
            if text.is_some() {
                judgement.notes.push(format!("{shown} is new with this change: its own numbers hold"));
            }
        }
        let mut known = text.map(|text| Ratchet::parse(path, &text)).transpose()?;
        if known.is_none() && !update {
            return Err(Trouble::new(
                format!("there is no ratchet {shown}"),
                "write the first one with --ratchet FILE --update, and commit it",
            ));
        }
        let measured = self.coverage.files.iter().map(|(path, file)| (path.to_string(), Counts::of(&file.figures())));
        let now: BTreeMap<String, Counts> =
            measured.chain(self.counted().map(|(path, lines)| (path.to_string(), Counts { lines, branches: None }))).collect();
        if let Some(known) = &mut known {
            let gone: BTreeSet<RepoPath> = known
                .entries
                .keys()
                .filter(|path| !now.contains_key(*path))
                .map(|path| RepoPath::new(path.clone()))
                .filter(|path| std::fs::symlink_metadata(path.to_path(self.root)).is_err())
                .collect();
            if !gone.is_empty() {
                known.rename(&self.repo.renamed_to(&gone).map_err(git)?);
            }
            let slips = known.slips(&now, self.options.ratchet_new_file);
            judgement.limits.push((format!("no file has more uncovered than {shown} allows"), slips.is_empty()));
            judgement.findings.extend(slips.iter().map(|slip| findings::ratchet(slip, &shown)));
        }
        let next = Ratchet::shrunk(known.as_ref(), &now);
        let changed = known.as_ref().is_none_or(|known| known.entries != next.entries);
        if update && changed {
            write(&self.root.join(path), &next.text())?;
            judgement.notes.push(format!("{shown} now lists {}", count(next.entries.len(), "file", "files")));
        } else if update {
            judgement.notes.push(format!("{shown} is as it was: nothing became smaller"));
        } else if changed && known.is_some() {
            judgement.notes.push(format!("less is uncovered than {shown} says: --update makes it smaller"));
        }
        Ok(())
    }
}

/// How to come by branches.
fn branches_help(formats: &[Format]) -> String {
    match formats.first() {
        Some(Format::GoProfile) => "Go profiles know statements only: hold them with min-regions (--min-regions)",
        Some(Format::CoveragePy) => "run the tests with `coverage run --branch`, or pytest --cov-branch",
        Some(Format::Cobertura) => {
            "have the tool measure branches (`coverage run --branch`, pytest --cov-branch), or hold lines with min-lines"
        }
        Some(Format::Llvm | Format::Tarpaulin) => "have the tool measure branches (cargo llvm-cov --branch), or hold lines with min-lines",
        Some(Format::Lcov) => {
            "have the tool measure branches (lcov --rc branch_coverage=1, cargo llvm-cov --branch), or hold lines with min-lines"
        }
        Some(Format::SimpleCov) => "switch on `enable_coverage :branch`",
        _ => "have the tool measure branches, or hold another metric, such as min-lines",
    }
    .to_owned()
}

/// The first few, and how many more.
pub(super) fn few(paths: &[String]) -> String {
    /// How many are named.
    const NAMED: usize = 5;
    let named = paths.iter().take(NAMED).map(|path| one_line(path).into_owned()).collect::<Vec<_>>().join(", ");
    match paths.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
