//! From what was measured and judged to the gate's outcome.

use super::absent::Absentees;
use super::gather::Coverage;
use super::judge::{Judgement, few};
use super::limits::{Metric, REQUIRED, in_words};
use super::percent::number;
use crate::formats::coverage::{Figure, Figures, Format};
use crate::model::{Answer, Evidence, Finding, Outcome, Severity, Trouble, Verdict};
use crate::text::count;
use serde_json::{Map, Value, json};

/// The requirement this gate answers.
const REQUIREMENT: &str = "gate.coverage";
/// Files that the table of the worst holds.
const WORST: usize = 10;
/// Paths that a list in the metrics holds.
const LISTED: usize = 20;

/// What is known at the end.
pub(super) struct Report<'run> {
    pub(super) coverage: &'run Coverage,
    pub(super) absent: &'run Absentees,
    /// The figures that limits were held against.
    pub(super) judged: Figures,
    pub(super) judgement: Judgement,
    /// Why the reports cannot be trusted, so that nothing was judged.
    pub(super) distrust: Vec<Trouble>,
    /// Whether anybody reads the figures of each file.
    pub(super) by_file: bool,
}

impl Report<'_> {
    pub(super) fn outcome(self) -> Outcome {
        let metrics = self.metrics();
        let trusted = self.distrust.is_empty();
        let figures = self.coverage.figures();
        let matched = format!("{} of {} matched", self.coverage.files.len(), count(self.coverage.named(), "file", "files"));
        let mut said = in_sentence(&figures);
        if let (Some(measured), Some(judged)) = (figures.lines, self.judged.lines)
            && measured != judged
            && trusted
        {
            let why = match (self.absent.counted.is_empty(), self.coverage.foreign.is_empty()) {
                (true, _) => "without files that are none of the repository",
                (false, true) => "with files that no report mentions",
                (false, false) => "with files that no report mentions, and without those that are none of the repository",
            };
            said = format!("{said}, lines {} {why}", in_words(judged));
        }
        if let Some((tally, _)) = &self.judgement.diff
            && tally.figure().total > 0
        {
            said = format!("added lines {}, {said}", in_words(tally.figure()));
        }
        let Judgement { mut findings, mut troubles, limits, .. } = self.judgement;
        findings.sort_by_cached_key(Finding::order);
        troubles.splice(0..0, self.distrust);
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        let verdict = match (errors, troubles.is_empty()) {
            (1.., _) => Verdict::Fail,
            (0, false) => Verdict::Unknown,
            (0, true) => Verdict::Pass,
        };
        let broken = limits.iter().filter(|(_, kept)| !kept).count();
        let summary = match (troubles.first(), trusted) {
            (Some(trouble), false) => format!("{} ({said}; {matched})", trouble.message),
            (Some(trouble), true) if errors == 0 => format!("{} ({said}; {matched})", trouble.message),
            _ if broken > 0 => format!("{} not kept: {said}; {matched}", count(broken, "limit is", "limits are")),
            _ => format!("{said}; {matched}"),
        };
        let answers = vec![answer(verdict, &self.judged, &summary, &findings, &troubles)];
        Outcome { verdict, summary, findings, troubles, answers, metrics }
    }

    fn metrics(&self) -> Map<String, Value> {
        let coverage = self.coverage;
        let mut metrics = documents(&coverage.figures());
        metrics.insert("diff".to_owned(), self.diff());
        metrics.insert("judged".to_owned(), documents(&self.judged).into());
        let measured = coverage.files.iter().map(|(path, file)| (path.to_string(), file.figures()));
        let foreign = coverage.foreign.iter().map(|(path, file)| (path.clone(), file.figures()));
        let absent = self.absent.counted.iter().map(|(path, lines)| {
            let lines = Some(Figure { covered: 0, total: *lines });
            (path.to_string(), Figures { lines, ..Figures::default() })
        });
        let all: Vec<(String, Figures)> = measured.chain(absent).collect();
        metrics.insert("worst".to_owned(), worst(&all));
        if self.by_file {
            let files: Map<String, Value> = foreign.chain(all).map(|(path, figures)| (path, documents(&figures).into())).collect();
            metrics.insert("files".to_owned(), files.into());
        }
        let unmatched: Vec<&String> = coverage.foreign.keys().chain(coverage.ambiguous.keys()).collect();
        metrics.insert(
            "matched".to_owned(),
            json!({
                "files": coverage.files.len(),
                "of": coverage.named(),
                "unmatched": unmatched.iter().take(LISTED).collect::<Vec<_>>(),
                "unmatched_files": unmatched.len(),
            }),
        );
        metrics.insert("absent".to_owned(), self.absentees());
        let reports = coverage.reports.iter().map(|report| {
            json!({
                "path": report.shown,
                "format": format_word(report.format),
                "tool": report.tool,
                "made": report.made.map(|made| made.to_string()),
                "files": report.files,
            })
        });
        metrics.insert("reports".to_owned(), reports.collect());
        let limits = self.judgement.limits.iter().map(|(words, kept)| json!({ "limit": words, "kept": kept }));
        metrics.insert("limits".to_owned(), limits.collect());
        let bound = coverage.bound();
        let words = Metric::ALL.into_iter().zip([bound.lines, bound.branches, bound.functions, bound.regions]);
        metrics.insert("at_least".to_owned(), words.filter(|(_, bound)| *bound).map(|(metric, _)| metric.word()).collect());
        let notes = self.notes();
        if !notes.is_empty() {
            metrics.insert("notes".to_owned(), notes.into());
        }
        metrics
    }

    fn diff(&self) -> Value {
        let Some((tally, base)) = &self.judgement.diff else { return Value::Null };
        let mut diff = document(tally.figure());
        if let Value::Object(diff) = &mut diff {
            for (name, number) in
                [("missed", tally.missed), ("partial", tally.partial), ("absent", tally.absent), ("unmeasured", tally.unmeasured)]
            {
                diff.insert(name.to_owned(), number.into());
            }
            diff.insert("base".to_owned(), base.clone().into());
        }
        diff
    }

    fn absentees(&self) -> Value {
        let left_out: Map<String, Value> =
            self.absent.left_out.iter().map(|(reason, paths)| (reason.word().to_owned(), paths.len().into())).collect();
        json!({
            "files": self.absent.counted.len(),
            "lines": self.absent.counted.values().sum::<u64>(),
            "paths": self.absent.counted.keys().take(LISTED).map(ToString::to_string).collect::<Vec<_>>(),
            "left_out": left_out,
            "excluded": self.coverage.excluded.len(),
        })
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = self.judgement.notes.clone();
        let coverage = self.coverage;
        if !coverage.foreign.is_empty() {
            let paths: Vec<String> = coverage.foreign.keys().cloned().collect();
            let named = count(coverage.named(), "file", "files");
            notes.push(format!("{} of {named} of the reports are none of the repository: {}", paths.len(), few(&paths)));
        }
        let absent: Vec<String> = self.absent.counted.keys().map(ToString::to_string).collect();
        if !absent.is_empty() {
            let lines: u64 = self.absent.counted.values().sum();
            let files = count(absent.len(), "source file", "source files");
            notes.push(format!("{files} ({lines} lines of code) in no report: {}", few(&absent)));
        }
        if !self.absent.left_out.is_empty() {
            let parts = self.absent.left_out.iter().map(|(reason, paths)| {
                let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
                format!("{} {} ({})", paths.len(), reason.word(), few(&paths))
            });
            notes.push(format!("files in no report that count for nothing: {}", parts.collect::<Vec<_>>().join("; ")));
        }
        if !coverage.excluded.is_empty() {
            notes.push(format!(
                "{} left out by the settings: {}",
                count(coverage.excluded.len(), "measured file", "measured files"),
                few(&coverage.excluded)
            ));
        }
        let bound = coverage.bound();
        let at_least = Metric::ALL.into_iter().zip([bound.lines, bound.branches, bound.functions, bound.regions]);
        let words: Vec<&str> = at_least.filter(|(_, bound)| *bound).map(|(metric, _)| metric.word()).collect();
        if !words.is_empty() {
            notes.push(format!(
                "{}: at least so many are covered; the reports only count them, so that their union is not exact",
                words.join(", ")
            ));
        }
        notes.extend(coverage.notes.iter().cloned());
        notes
    }
}

/// The answer to the checklist's question, whatever the project's own limits are.
fn answer(verdict: Verdict, judged: &Figures, summary: &str, findings: &[Finding], troubles: &[Trouble]) -> Answer {
    let branches = judged.branches.filter(|figure| figure.total > 0);
    let (verdict, seen) = match (verdict, branches) {
        (Verdict::Unknown, _) => (Verdict::Unknown, summary.to_owned()),
        (verdict, Some(figure)) => {
            let met = REQUIRED.met_by(figure);
            let covered = format!("{} of branches are covered: {} of {}", REQUIRED.beside(figure), figure.covered, figure.total);
            (if met && verdict == Verdict::Pass { Verdict::Pass } else { Verdict::Fail }, covered)
        }
        (Verdict::Fail, None) => (Verdict::Fail, summary.to_owned()),
        (_, None) => (Verdict::Unknown, format!("the reports know no branches: {summary}")),
    };
    let mut evidence = vec![Evidence::new(seen)];
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).take(LISTED);
    evidence.extend(errors.map(|finding| match finding.place.as_ref().and_then(|place| Some((place.path.clone()?, place.start.line))) {
        Some((path, line)) => Evidence::at(finding.message.clone(), path, (line > 0).then_some(line)),
        None => Evidence::new(finding.message.clone()),
    }));
    evidence.extend(troubles.iter().map(|trouble| Evidence::new(format!("not judged: {}", trouble.message))));
    Answer { requirement: REQUIREMENT.to_owned(), verdict, evidence }
}

/// A format by the name that people know it by.
fn format_word(format: Format) -> &'static str {
    match format {
        Format::Lcov => "lcov",
        Format::Cobertura => "cobertura",
        Format::Jacoco => "jacoco",
        Format::Clover => "clover",
        Format::Istanbul => "istanbul",
        Format::Jest => "jest",
        Format::IstanbulSummary => "istanbul-summary",
        Format::GoProfile => "go",
        Format::Llvm => "llvm-cov",
        Format::CoveragePy => "coverage.py",
        Format::SimpleCov => "simplecov",
        Format::Gcov => "gcov",
        Format::Gcovr => "gcovr",
        Format::Tarpaulin => "tarpaulin",
        Format::Codecov => "codecov",
        Format::Coveralls => "coveralls",
        Format::Sonar => "sonar",
        Format::OpenCover => "opencover",
        Format::Coverlet => "coverlet",
    }
}

/// `branches 57.14 % (8 of 14), lines 70.58 % (24 of 34)`
fn in_sentence(figures: &Figures) -> String {
    let order = [Metric::Branches, Metric::Lines, Metric::Functions, Metric::Regions];
    let known = order.into_iter().filter_map(|metric| Some((metric, metric.of(figures).filter(|figure| figure.total > 0)?)));
    let words: Vec<String> = known.map(|(metric, figure)| format!("{} {}", metric.word(), in_words(figure))).collect();
    if words.is_empty() { "nothing measured".to_owned() } else { words.join(", ") }
}

fn document(figure: Figure) -> Value {
    json!({ "covered": figure.covered, "total": figure.total, "percent": number(figure) })
}

fn documents(figures: &Figures) -> Map<String, Value> {
    Metric::ALL.into_iter().map(|metric| (metric.word().to_owned(), metric.of(figures).map_or(Value::Null, document))).collect()
}

/// The files with the most uncovered, in lines or what is known in their stead.
fn worst(files: &[(String, Figures)]) -> Value {
    let open = |figures: &Figures| {
        let figure = figures.lines.or(figures.regions).or(figures.branches).unwrap_or_default();
        (figure.total.saturating_sub(figure.covered), figures.branches.map_or(0, |figure| figure.total.saturating_sub(figure.covered)))
    };
    let mut files: Vec<&(String, Figures)> = files.iter().filter(|(_, figures)| open(figures) != (0, 0)).collect();
    files.sort_by(|one, two| open(&two.1).cmp(&open(&one.1)).then_with(|| one.0.cmp(&two.0)));
    let rows = files.iter().take(WORST).map(|(path, figures)| {
        let mut row = documents(figures);
        row.insert("path".to_owned(), path.clone().into());
        Value::Object(row)
    });
    rows.collect()
}
