//! Which reports count: those that are named, or those in the usual places, each run once.

use super::discover::{self, Candidate};
use super::gather::Gather;
use super::limits::Metric;
use super::paths::{Files, Found};
use super::read::{self, Report};
use crate::model::Trouble;
use crate::text::one_line;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// How far apart reports of one run may be written.
const ONE_RUN: Duration = Duration::from_secs(600);

impl Gather<'_> {
    /// Reads the reports that are named, or those in the usual places. Where a command was run, they must be younger than its `start`.
    ///
    /// # Errors
    /// [`Trouble`] where there is none, or one of them cannot be used.
    pub(super) fn reports(&self, run_at: Option<SystemTime>) -> Result<(Vec<Report>, Vec<String>), Trouble> {
        if self.options.reports.is_empty() {
            return self.discovered(run_at);
        }
        let mut paths: Vec<PathBuf> = Vec::new();
        for named in &self.options.reports {
            let found = discover::named(self.root, named);
            if found.is_empty() {
                return Err(Trouble::new(
                    format!("{} names no file", one_line(&named.display().to_string())),
                    "run the tests with coverage first, or name the report that they write",
                ));
            }
            paths.extend(found);
        }
        let mut seen = BTreeSet::new();
        paths.retain(|path| seen.insert(path.canonicalize().unwrap_or_else(|_error| path.clone())));
        let mut reports = Vec::new();
        for path in paths {
            let report = Report::read(&path, self.root)?;
            if !is_younger(report.written, run_at) {
                return Err(Trouble::new(
                    format!("{} was not written by the command: it is older than that", report.shown),
                    "let the command write the report that is named",
                ));
            }
            if let Some(trouble) = report.nothing() {
                return Err(trouble);
            }
            reports.push(report);
        }
        Ok((reports, Vec::new()))
    }

    fn discovered(&self, run_at: Option<SystemTime>) -> Result<(Vec<Report>, Vec<String>), Trouble> {
        let found = discover::candidates(self.root, self.start, self.tracked);
        let there = found.len();
        let written = |one: &Candidate| std::fs::metadata(&one.path).and_then(|data| data.modified()).ok();
        let mut found: Vec<(Candidate, Option<SystemTime>)> =
            found.into_iter().map(|one| (written(&one), one)).map(|(at, one)| (one, at)).collect();
        found.retain(|(_, at)| is_younger(*at, run_at));
        let help = discover::help(self.tracked);
        if found.is_empty() {
            let message = match (run_at, there) {
                (None, _) => "there is no coverage report in the usual places",
                (Some(_), 0) => "the command wrote no coverage report in the usual places",
                (Some(_), _) => "the command wrote no coverage report: those in the usual places are older",
            };
            return Err(Trouble::new(message, help));
        }
        let newest = found.iter().filter_map(|(_, at)| *at).max();
        let age = |at: Option<SystemTime>| newest.zip(at).and_then(|(newest, at)| newest.duration_since(at).ok()).unwrap_or_default();
        let mut read: Vec<(u64, Report, usize)> = Vec::new();
        let (mut unusable, mut notes): (Option<Trouble>, Vec<String>) = (None, Vec::new());
        let alone = found.len() == 1;
        for (candidate, at) in found {
            // Something else may be called like a report.
            if !alone && Report::is_none(&candidate.path) {
                notes.push(format!("{} is no coverage report", read::shown(&candidate.path, self.root)));
                continue;
            }
            match Report::read(&candidate.path, self.root) {
                Ok(report) => match report.nothing() {
                    None => read.push((age(at).as_secs() / ONE_RUN.as_secs(), report, candidate.rank)),
                    Some(trouble) => unusable = unusable.or(Some(trouble)),
                },
                Err(trouble) => unusable = unusable.or(Some(trouble)),
            }
        }
        // A report in a usual place that cannot be read may be the one that matters.
        if let Some(trouble) = unusable {
            return Err(trouble);
        }
        if read.is_empty() {
            return Err(Trouble::new("there is no coverage report in the usual places", help));
        }
        read.sort_by_key(|(age, report, rank)| {
            let recount = report.recount();
            let knows = |metric: Metric| metric.of(&recount).is_some_and(|figure| figure.total > 0);
            (*age, !knows(Metric::Branches), !knows(Metric::Lines), *rank)
        });
        let mut reports: Vec<Report> = read.into_iter().map(|(_, report, _)| report).collect();
        if reports.len() > 1 {
            let (kept, repeated) = self.without_repeats(reports);
            reports = kept;
            notes.extend(repeated);
        }
        Ok((reports, notes))
    }

    /// Of reports in the order of what says most, those about files that no other one is about: tools write one run in several formats, and
    /// counting it twice is wrong.
    fn without_repeats(&self, reports: Vec<Report>) -> (Vec<Report>, Vec<String>) {
        let files = Files::new(self.root, self.tracked_files(), self.options);
        let (mut kept, mut notes): (Vec<(Report, BTreeSet<String>)>, Vec<String>) = (Vec::new(), Vec::new());
        for report in reports {
            let paths: BTreeSet<String> =
                self.found(&files, &report).into_iter().zip(report.files.keys()).map(|(found, (path, _))| named(&found, path)).collect();
            match kept.iter().find(|(_, known)| !known.is_disjoint(&paths)) {
                Some((known, _)) => {
                    notes.push(format!("{} is left out: {} is about the same files and says more, or is newer", report.shown, known.shown));
                }
                None => kept.push((report, paths)),
            }
        }
        (kept.into_iter().map(|(report, _)| report).collect(), notes)
    }
}

fn is_younger(written: Option<SystemTime>, run_at: Option<SystemTime>) -> bool {
    /// The clock of a file system may be behind by a tick.
    const TICK: Duration = Duration::from_millis(50);
    match (written, run_at) {
        (_, None) => true,
        (Some(written), Some(run_at)) => written + TICK >= run_at,
        (None, Some(_)) => false,
    }
}

/// What a path of a report came to, as a word to compare.
fn named(found: &Found, path: &str) -> String {
    match found {
        Found::File(file) => file.to_string(),
        Found::Foreign | Found::Ambiguous(_) => path.to_owned(),
    }
}
