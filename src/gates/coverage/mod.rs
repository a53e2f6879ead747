//! `coverage`: do the tests cover enough of the code? Judged by what coverage tools write, whoever made them; a report that measured
//! nothing, or is about other sources, is no answer.

mod absent;
mod added;
mod choose;
mod continued;
mod declared;
mod diff;
mod discover;
mod findings;
mod fit;
mod freshness;
mod gather;
mod judge;
mod limits;
mod lines;
mod merge;
mod options;
mod paths;
mod patterns;
mod percent;
mod ratchet;
mod read;
mod report;
mod run;
mod snippet;
mod source;
mod spelling;
mod trim;

pub use options::{Absent, Options};
pub use percent::Percent;

use super::Sections;
use crate::formats::coverage::Figures;
use crate::gate::{Check, Context, Gate, Meta, PrepareError, Prepared};
use crate::git::{Entry, Repo, Since};
use crate::model::{Outcome, Stage, Trouble, Verdict};
use crate::source::Examined;
use crate::text::{RepoPath, count, one_line};
use absent::{Absentees, Search, covered_endings};
use gather::{Coverage, Gather};
use judge::{GroupLimits, Judge, Judgement, few};
use limits::{Limits, Metric};
use patterns::Patterns;
use report::Report;
use snippet::Masker;
use std::path::Path;
use std::time::Duration;

/// The gate.
pub(super) struct CoverageGate;

impl Gate for CoverageGate {
    fn meta(&self) -> Meta {
        Meta { id: "coverage", about: "do the tests cover enough of the code?", stage: Stage::Deploy }
    }

    fn prepare(&self, settings: &Sections) -> Result<Prepared, PrepareError> {
        let options = settings.coverage.clone();
        let mut groups = Vec::new();
        for group in &options.group {
            let limits = Limits::of_group(group);
            let name = group.name.clone().unwrap_or_else(|| group.paths.join(", "));
            if group.paths.is_empty() || limits.all.is_empty() {
                return Err(PrepareError {
                    message: "coverage.group: a group needs paths and a limit".to_owned(),
                    help: "give it paths = [\"src/api\"] and, for example, min-lines = 90".to_owned(),
                });
            }
            groups.push(GroupLimits { name, patterns: Patterns::new("coverage.group", &group.paths)?, limits });
        }
        let exclude = Patterns::new("coverage.exclude", &options.exclude)?;
        let timeout = run::timeout(&options)?;
        Ok(Prepared::Run(Box::new(Look { options, groups, exclude, timeout })))
    }
}

struct Look {
    options: Options,
    groups: Vec<GroupLimits>,
    exclude: Patterns,
    timeout: Duration,
}

impl Check for Look {
    fn conclude(&self, context: &Context<'_>, _examined: Option<&Examined>) -> Outcome {
        self.outcome(context).unwrap_or_else(Outcome::unknown)
    }
}

impl Look {
    fn outcome(&self, context: &Context<'_>) -> Result<Outcome, Trouble> {
        let repo = context.repo().map_err(|error| trouble(&error))?;
        let Some(root) = repo.work_tree() else { return Err(trouble(&crate::git::Error::NoWorkTree)) };
        let tracked = repo.tracked().map_err(|error| trouble(&error))?;
        let folder = if self.options.asked.here { context.start } else { root };
        let ran = run::run(&self.options, folder, self.timeout, context.echo)?;
        let mut judgement = Judgement::default();
        if let Some(ran) = &ran
            && let Some((code, said)) = &ran.failed
        {
            judgement.findings.push(findings::command(ran, *code, said, &Masker::new()));
        }
        let gather = Gather {
            repo: &repo,
            root,
            start: context.start,
            tracked: &tracked,
            options: &self.options,
            exclude: &self.exclude,
            jobs: context.jobs,
        };
        let (reports, notes) = match gather.reports(ran.as_ref().map(|ran| ran.at)) {
            Ok(reports) => reports,
            Err(trouble) => return Ok(self.without_report(&tracked, judgement, trouble)),
        };
        let names = gather::names_of(&reports);
        let wanted = |path: &RepoPath| source::language(path.file_name()).is_some() || names.contains(path.file_name());
        let since = self.options.diff.as_deref().map(|base| repo.since_of(base, &wanted));
        let mut coverage = gather.unite(reports, &names, since.as_ref().and_then(|since| since.as_ref().ok()))?;
        coverage.notes.splice(0..0, notes);
        let known = Known { context, repo: &repo, root, tracked: &tracked, coverage: &coverage, since: since.as_ref() };
        Ok(self.judge(&known, judgement))
    }

    /// What no report means: that it cannot be told, or that there is nothing to tell.
    fn without_report(&self, tracked: &[Entry], judgement: Judgement, trouble: Trouble) -> Outcome {
        let asked = !self.options.reports.is_empty() || self.options.command.is_some();
        let is_source =
            |entry: &Entry| source::language(entry.path.file_name()).is_some_and(|(ending, _)| ending != "sh" && ending != "bash");
        if !asked && !tracked.iter().any(is_source) {
            return Outcome::skipped("there is no source code of a language that coverage is measured of");
        }
        let verdict = if judgement.findings.is_empty() { Verdict::Unknown } else { Verdict::Fail };
        let summary = judgement.findings.first().map_or_else(|| trouble.message.clone(), |finding| finding.message.clone());
        Outcome { verdict, summary, findings: judgement.findings, troubles: vec![trouble], ..Outcome::skipped("") }
    }

    fn judge(&self, known: &Known<'_>, before: Judgement) -> Outcome {
        let Known { context, repo, root, tracked, coverage, since } = *known;
        let distrust = distrust(coverage);
        if !distrust.is_empty() {
            let (absent, judged) = (Absentees::default(), coverage.figures());
            return Report { coverage, absent: &absent, judged, judgement: before, distrust, by_file: context.by_file }.outcome();
        }
        let absent = if self.options.absent == Absent::Ignore {
            Absentees::default()
        } else {
            let search = Search { repo, root, exclude: &self.exclude };
            let endings = covered_endings(coverage.files.keys());
            search.find(tracked.iter().map(|entry| &entry.path), &endings, |path| coverage.files.contains_key(path))
        };
        let judge = Judge {
            context,
            repo,
            root,
            options: &self.options,
            exclude: &self.exclude,
            groups: &self.groups,
            coverage,
            absent: &absent,
            since,
        };
        let mut judgement = judge.judge();
        judgement.findings.extend(before.findings);
        let judged = judge.judged();
        Report { coverage, absent: &absent, judged, judgement, distrust, by_file: context.by_file }.outcome()
    }
}

/// What is known when limits are held.
struct Known<'run> {
    context: &'run Context<'run>,
    repo: &'run Repo,
    root: &'run Path,
    tracked: &'run [Entry],
    coverage: &'run Coverage,
    /// What the change adds, or why that cannot be told; `None` where nobody asks.
    since: Option<&'run Result<Since, crate::git::Error>>,
}

/// Why the reports say nothing about the sources that are here.
fn distrust(coverage: &Coverage) -> Vec<Trouble> {
    let mut troubles = Vec::new();
    let names = coverage.reports.iter().map(|report| report.shown.as_str()).collect::<Vec<_>>().join(", ");
    if !coverage.ambiguous.is_empty() {
        let (path, places) = coverage.ambiguous.iter().next().map(|(path, places)| (path.as_str(), places.as_slice())).unwrap_or_default();
        let places: Vec<String> = places.iter().map(ToString::to_string).collect();
        let more = coverage.ambiguous.len() - 1;
        let more = if more > 0 { format!(", and {} like it", count(more, "path", "paths")) } else { String::new() };
        troubles.push(Trouble::new(
            format!("{} of {names} may be {}{more}", one_line(path), places.join(" or ")),
            "say which with [[coverage.path-map]] from = …, to = …, or run it in the folder of the package",
        ));
    }
    let figures = coverage.figures();
    if coverage.files.is_empty() && coverage.ambiguous.is_empty() {
        let paths: Vec<String> = coverage.foreign.keys().cloned().collect();
        troubles.push(if paths.is_empty() && !coverage.excluded.is_empty() {
            Trouble::new(format!("coverage.exclude leaves no file of {names}"), "exclude less")
        } else if paths.is_empty() {
            Trouble::new(
                format!("{names}: the figures are of no file, so that nothing tells whether they are about this repository"),
                "give it the report that lists the files",
            )
        } else {
            Trouble::new(
                format!("none of the {} of {names} is a file of this repository: {}", count(paths.len(), "path", "paths"), few(&paths)),
                "cut the prefix off with --strip-prefix PREFIX, or map it with [[coverage.path-map]] from = …, to = …",
            )
        });
    }
    troubles.extend(mostly_foreign(coverage));
    if let Some((report, path, why)) = coverage.stale.first() {
        let more = coverage.stale.len() - 1;
        let more = if more > 0 { format!(", and {} like it", count(more, "file", "files")) } else { String::new() };
        troubles.push(Trouble::new(
            format!("{report} does not fit the sources: {path}: {why}{more}"),
            "make the report again from the sources as they are now",
        ));
    }
    let known = |figures: &Figures| {
        Metric::ALL.into_iter().filter_map(|metric| metric.of(figures)).filter(|figure| figure.total > 0).collect::<Vec<_>>()
    };
    let known = known(&figures);
    if known.iter().all(|figure| figure.covered == 0) {
        troubles.push(Trouble::new(
            if known.is_empty() { format!("{names}: nothing was measured") } else { format!("{names}: not one line ran") },
            "look whether the tests ran at all, and whether the tool measured the process that they ran in",
        ));
    }
    troubles
}

/// Whether most of what was measured is not of this repository. Headers and packages of the system are no surprise.
fn mostly_foreign(coverage: &Coverage) -> Option<Trouble> {
    let ours: u64 = coverage.files.values().filter_map(|file| file.figures().lines).map(|figure| figure.total).sum();
    let strange: Vec<(&String, u64)> = coverage
        .foreign
        .iter()
        .filter(|(path, _)| !spelling::is_of_system(path))
        .filter_map(|(path, file)| Some((path, file.figures().lines?.total)))
        .collect();
    let others: u64 = strange.iter().map(|(_, lines)| lines).sum();
    if coverage.files.is_empty() || others <= ours {
        return None;
    }
    let unmatched: Vec<String> = strange.iter().map(|(path, _)| (*path).clone()).collect();
    Some(Trouble::new(
        format!(
            "most of what was measured is of files that are none of this repository, {} of {}: {}",
            unmatched.len(),
            count(coverage.named(), "file", "files"),
            few(&unmatched)
        ),
        "name them in [coverage] exclude, or say where they are with --strip-prefix PREFIX or [[coverage.path-map]]",
    ))
}

fn trouble(error: &crate::git::Error) -> Trouble {
    Trouble::new(error.to_string(), error.help())
}
