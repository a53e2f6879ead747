//! From reports to one account of the repository's files: found, read, matched, united, and checked against the sources.

use super::fit::Source;
use super::freshness::{self, LineMeaning};
use super::limits::{Metric, add};
use super::merge::{Bound, Merged};
use super::options::Options;
use super::paths::{Files, Found, Origin};
use super::patterns::Patterns;
use super::read::Report;
use crate::formats::coverage::{Figure, Figures, Format};
use crate::git::{Entry, Kind, Repo, Since, from_here};
use crate::model::Trouble;
use crate::text::{RepoPath, count, one_line};
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// What all reports say of the repository's files.
#[derive(Default)]
pub(super) struct Coverage {
    /// The reports that count.
    pub(super) reports: Vec<Read>,
    /// Files of the repository.
    pub(super) files: BTreeMap<RepoPath, Merged>,
    /// Paths of reports that are no file of the repository.
    pub(super) foreign: BTreeMap<String, Merged>,
    /// Paths of reports that may be several files.
    pub(super) ambiguous: BTreeMap<String, Vec<RepoPath>>,
    /// Files that the report does not fit: its name, the file, why.
    pub(super) stale: Vec<(String, RepoPath, String)>,
    /// Measured files that the settings leave out.
    pub(super) excluded: Vec<String>,
    /// The figures of all files, once they were counted: nothing is added after that.
    counted: OnceCell<Figures>,
    /// Figures that only a header has.
    pub(super) stated: Figures,
    pub(super) notes: Vec<String>,
}

/// What is said of a report that was read.
#[derive(Debug, Clone)]
pub(super) struct Read {
    pub(super) shown: String,
    pub(super) format: Format,
    pub(super) tool: Option<String>,
    pub(super) made: Option<jiff::Timestamp>,
    pub(super) files: usize,
}

/// Where to look, and for what.
pub(super) struct Gather<'run> {
    pub(super) repo: &'run Repo,
    pub(super) root: &'run Path,
    pub(super) start: &'run Path,
    pub(super) tracked: &'run [Entry],
    pub(super) options: &'run Options,
    pub(super) exclude: &'run Patterns,
    pub(super) jobs: usize,
}

impl Gather<'_> {
    pub(super) fn found(&self, files: &Files, report: &Report) -> Vec<Found> {
        let folders = self.folders_of(&report.path);
        let origin = Origin { folders: &folders, roots: &report.head.roots };
        let paths: Vec<(&str, Option<&str>)> = report.files.keys().map(|(path, group)| (path.as_str(), group.as_deref())).collect();
        files.find_all(&paths, origin)
    }

    /// Puts the reports' files together, which are called as `names` has it. What `since` has read of sources is not read again.
    ///
    /// # Errors
    /// [`Trouble`] where git does not answer.
    pub(super) fn unite(&self, reports: Vec<Report>, names: &HashSet<Vec<u8>>, since: Option<&Since>) -> Result<Coverage, Trouble> {
        let mut coverage = Coverage::default();
        let mut files = Files::new(self.root, self.tracked_files(), self.options);
        let mut knows_untracked = false;
        let several = reports.len() > 1;
        let mut differences = Vec::new();
        for report in reports {
            coverage.notes.extend(report.head.notes.iter().map(|note| format!("{}: {}", report.shown, one_line(note))));
            differences.extend(report.differences());
            coverage.reports.push(Read {
                shown: report.shown.clone(),
                format: report.head.format,
                tool: report.head.tool.clone(),
                made: report.head.made,
                files: report.files.len(),
            });
            self.note_stated(&report, several, &mut coverage);
            let mut found = self.found(&files, &report);
            if !knows_untracked && found.contains(&Found::Foreign) {
                knows_untracked = true;
                let wanted = |path: &RepoPath| names.contains(path.file_name());
                let untracked = self.repo.untracked_of(&wanted).map_err(|error| Trouble::new(error.to_string(), error.help()))?.files;
                if !untracked.is_empty() {
                    files = Files::new(self.root, self.tracked_files().into_iter().chain(untracked).collect(), self.options);
                    found = self.found(&files, &report);
                }
            }
            self.place(report, found, since, &mut coverage)?;
        }
        // What only the sources told apart may have been the difference.
        let figures = coverage.figures();
        let still = |(metric, said, _): &(Metric, Figure, String)| several || metric.of(&figures) != Some(*said);
        coverage.notes.extend(differences.into_iter().filter(still).map(|(_, _, note)| note));
        Ok(coverage)
    }

    pub(super) fn tracked_files(&self) -> Vec<RepoPath> {
        let mut files: Vec<RepoPath> =
            self.tracked.iter().filter(|entry| entry.kind == Kind::File).map(|entry| entry.path.clone()).collect();
        files.dedup();
        files
    }

    /// Figures that a header has and no file: `PHPUnit`'s branches, a summary of all files.
    fn note_stated(&self, report: &Report, several: bool, coverage: &mut Coverage) {
        let recount = report.recount();
        let only = |metric: Metric| {
            if metric.of(&recount).is_none() { metric.of(&report.head.stated).filter(|figure| figure.total > 0) } else { None }
        };
        let stated = Figures {
            lines: only(Metric::Lines),
            branches: only(Metric::Branches),
            functions: only(Metric::Functions),
            regions: only(Metric::Regions),
        };
        if stated == Figures::default() {
            return;
        }
        let words: Vec<&str> = Metric::ALL.into_iter().filter(|metric| metric.of(&stated).is_some()).map(Metric::word).collect();
        let words = words.join(", ");
        if several || !self.exclude.written().is_empty() {
            coverage.notes.push(format!("{}: only its header knows {words}, which cannot be united or divided: left out", report.shown));
        } else {
            coverage.notes.push(format!("{}: only its header knows {words}", report.shown));
            coverage.stated = add(coverage.stated, stated);
        }
    }

    /// The folder of the report and those above it, the nearest first, then where the command was pointed at and the folders above that.
    fn folders_of(&self, report: &Path) -> Vec<RepoPath> {
        let mut folders = Vec::new();
        for place in [report.parent().unwrap_or(report), self.start] {
            let place = place.canonicalize().unwrap_or_else(|_error| place.to_path_buf());
            let root = self.root.canonicalize().unwrap_or_else(|_error| self.root.to_path_buf());
            let Ok(inside) = place.strip_prefix(&root) else { continue };
            folders.extend(inside.ancestors().map(RepoPath::from_path));
        }
        folders.push(RepoPath::new(""));
        let mut seen = BTreeSet::new();
        folders.retain(|folder| seen.insert(folder.clone()));
        folders
    }

    fn place(&self, report: Report, found: Vec<Found>, since: Option<&Since>, coverage: &mut Coverage) -> Result<(), Trouble> {
        let mut matched: BTreeMap<RepoPath, Merged> = BTreeMap::new();
        for (((path, group), file), found) in report.files.into_iter().zip(found) {
            match found {
                Found::File(place) if self.exclude.matches(&place.to_string()) => coverage.excluded.push(place.to_string()),
                Found::Foreign if self.exclude.matches(path.trim_start_matches('/')) => coverage.excluded.push(path),
                Found::File(place) => join(&mut matched, place, file),
                Found::Foreign => join(&mut coverage.foreign, group.map_or(path.clone(), |group| format!("{group}/{path}")), file),
                Found::Ambiguous(places) => drop(coverage.ambiguous.insert(path, places)),
            }
        }
        let meaning = LineMeaning::of(report.head.format, report.head.tool.as_deref());
        let format = report.head.format;
        let root = from_here(self.root);
        let looked = |mut source: Source| {
            source.look(root, meaning, format);
            source
        };
        let mut sources: Vec<Source> = matched.into_iter().map(|(path, file)| Source::new(path, file)).collect();
        for changed in since.iter().flat_map(|since| &since.changed) {
            if let Ok(at) = sources.binary_search_by(|source| source.path.cmp(&changed.path))
                && let Some(source) = sources.get_mut(at)
            {
                source.text.clone_from(&changed.text);
            }
        }
        let sources = in_parallel(sources, self.jobs, &looked);
        let mut fitting = Vec::new();
        for Source { path, file, wrong, modified, .. } in sources {
            match wrong {
                Some(why) => coverage.stale.push((report.shown.clone(), path.clone(), why)),
                None => fitting.push((path.clone(), modified)),
            }
            join(&mut coverage.files, path, file);
        }
        if let Some(written) = report.written {
            let older = self.younger_than(written, &fitting)?;
            coverage.stale.extend(older.iter().map(|(path, why)| (report.shown.clone(), path.clone(), why.clone())));
            self.note_age(&report.shown, report.head.made, written, &fitting, coverage)?;
        }
        Ok(())
    }

    /// Sources that are younger than `made`: written later, and with another content than the last commit before that, if there is one.
    fn younger_than(&self, made: SystemTime, files: &[(RepoPath, Option<SystemTime>)]) -> Result<Vec<(RepoPath, String)>, Trouble> {
        let younger: Vec<&RepoPath> =
            files.iter().filter(|(_, modified)| freshness::is_younger(*modified, made)).map(|(path, _)| path).collect();
        if younger.is_empty() {
            return Ok(Vec::new());
        }
        let changed = self.repo.changed_after(freshness::seconds(made)).map_err(|error| Trouble::new(error.to_string(), error.help()))?;
        Ok(younger.into_iter().filter_map(|path| Some((path.clone(), freshness::older(path, changed.as_ref())?))).collect())
    }

    /// A report may be a copy of an old one: what it says of its own age is no proof, and is told.
    fn note_age(
        &self,
        shown: &str,
        made: Option<jiff::Timestamp>,
        written: SystemTime,
        files: &[(RepoPath, Option<SystemTime>)],
        coverage: &mut Coverage,
    ) -> Result<(), Trouble> {
        let Some(made) = made else { return Ok(()) };
        let Ok(seconds) = u64::try_from(made.as_second()) else { return Ok(()) };
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        if time >= written {
            return Ok(());
        }
        let younger = self.younger_than(time, files)?;
        if let Some((path, _)) = younger.first() {
            let files = count(younger.len(), "file that it covers", "files that it covers");
            coverage.notes.push(format!("{shown} says that it was made at {made}, before {files} changed, such as {path}"));
        }
        Ok(())
    }
}

impl Coverage {
    /// The figures of all files.
    pub(super) fn figures(&self) -> Figures {
        let counted = *self.counted.get_or_init(|| {
            let all = self.files.values().chain(self.foreign.values());
            all.fold(Figures::default(), |sum, file| add(sum, file.figures()))
        });
        Figures {
            lines: counted.lines.or(self.stated.lines),
            branches: counted.branches.or(self.stated.branches),
            functions: counted.functions.or(self.stated.functions),
            regions: counted.regions.or(self.stated.regions),
        }
    }

    /// The figures of files of the repository: what the reports say of others shows nothing about it.
    pub(super) fn own_figures(&self) -> Figures {
        if self.foreign.is_empty() || self.files.is_empty() {
            return self.figures();
        }
        self.files.values().fold(Figures::default(), |sum, file| add(sum, file.figures()))
    }

    /// Of which figures only "at least" can be said.
    pub(super) fn bound(&self) -> Bound {
        self.files.values().chain(self.foreign.values()).fold(Bound::default(), |bound, file| bound.or(file.bound()))
    }

    /// Files that the reports name.
    pub(super) fn named(&self) -> usize {
        self.files.len() + self.foreign.len() + self.ambiguous.len()
    }
}

fn join<K: Ord>(files: &mut BTreeMap<K, Merged>, key: K, file: Merged) {
    match files.entry(key) {
        std::collections::btree_map::Entry::Vacant(free) => drop(free.insert(file)),
        std::collections::btree_map::Entry::Occupied(mut known) => known.get_mut().add(file),
    }
}

/// The names, without folders, of the files that reports mention.
pub(super) fn names_of(reports: &[Report]) -> HashSet<Vec<u8>> {
    let paths = reports.iter().flat_map(|report| report.files.keys());
    paths.map(|(path, _)| path.rsplit(['/', '\\']).next().unwrap_or(path).as_bytes().to_vec()).collect()
}

/// Maps from several threads; the order stays.
fn in_parallel<T: Send, R: Send>(items: Vec<T>, jobs: usize, work: &(impl Fn(T) -> R + Sync)) -> Vec<R> {
    /// Fewer are done before a thread has started.
    const ALONE: usize = 64;
    if jobs < 2 || items.len() < ALONE {
        return items.into_iter().map(work).collect();
    }
    let share = items.len().div_ceil(jobs);
    let mut items = items.into_iter();
    let mut shares: Vec<Vec<T>> = Vec::new();
    loop {
        let next: Vec<T> = items.by_ref().take(share).collect();
        if next.is_empty() {
            break;
        }
        shares.push(next);
    }
    std::thread::scope(|scope| {
        let running: Vec<_> =
            shares.into_iter().map(|share| scope.spawn(move || share.into_iter().map(work).collect::<Vec<R>>())).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}
