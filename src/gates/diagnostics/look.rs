//! One look: run, read, place, merge, compare.

use super::baseline::{self, Baseline};
use super::change::{self, BaseRun};
use super::files::{Files, Masker};
use super::items::{self, Item};
use super::job::{self, Work};
use super::judge::Judged;
use super::limits::Judgement;
use super::place::Placer;
use super::published::Published;
use super::report::Account;
use super::run::{self, How, Told, Written};
use super::suppress::Suppression;
use super::{Look, dedupe, recognise, report};
use crate::gate::Context;
use crate::git::{Repo, Since};
use crate::model::{Outcome, Trouble};
use crate::source::Examined;
use crate::text::{RepoPath, count, one_line};
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use std::time::SystemTime;

impl Look {
    /// The gate's answer.
    ///
    /// # Errors
    /// [`Trouble`] where nothing could be looked at.
    pub(super) fn outcome(
        &self,
        context: &Context<'_>,
        silenced: Vec<Suppression>,
        examined: Option<&Examined>,
    ) -> Result<Outcome, Trouble> {
        let repo = context.repo().map_err(|error| Trouble::new(error.to_string(), error.help()))?;
        let Some(root) = repo.work_tree() else {
            let error = crate::git::Error::NoWorkTree;
            return Err(Trouble::new(error.to_string(), error.help()));
        };
        let root = &root.canonicalize().unwrap_or_else(|_error| root.to_path_buf());
        let files = Published::of(&repo, examined)?;
        let work = match job::asked(&self.options, root) {
            Some(work) => work,
            None => {
                let list: Vec<RepoPath> = files.all().filter(|path| is_within(path, context.within)).cloned().collect();
                files.are_known()?;
                let work = recognise::work(self.which, &self.options, root, &list);
                if work.jobs.is_empty() && !recognise::has_source(self.which, &list) {
                    return Ok(Outcome::skipped(format!("there is nothing to {}", self.which.id())));
                }
                work
            }
        };
        if work.jobs.is_empty() && work.reports.is_empty() {
            return Err(report::nothing_known(self.which, &self.options));
        }
        // What can be wrong with the comparison is found out before anything is run.
        let since = self.options.given.diff.as_deref().map(|base| repo.since(base)).transpose();
        let since = since.map_err(|error| Trouble::new(error.to_string(), error.help()))?;
        let known = self.baseline(context, &repo)?;
        let mut account = Account { silenced, ..Account::default() };
        let masker = Rc::new(Masker::default());
        let how = How { formats: &self.formats, timeout: self.timeout, echo: context.echo, on_base: false };
        let mut told = self.told(&work, how);
        let placer = Placer::new(root, &files, &self.options.path_map, &self.options.strip_prefix);
        let texts = Files::new(root, &masker);
        let mut items = gather(&mut told, &placer, &texts, &mut account);
        files.are_known()?;
        account.ignored = self.choice.apply(&mut items);
        let all = items.len();
        items.retain(|item| {
            context.within.is_empty()
                || item.finding.place.as_ref().and_then(|place| place.path.as_ref()).is_none_or(|path| is_within(path, context.within))
        });
        account.elsewhere = all - items.len();
        items.sort_by_cached_key(|item| item.finding.order());
        items::number(&mut items);
        if let Some(since) = &since {
            let base = BaseRun {
                repo: &repo,
                since,
                root,
                jobs: &work.jobs,
                how,
                placing: (&self.options.path_map, &self.options.strip_prefix),
                masker: &masker,
            };
            self.compare(&mut items, since, &base, &mut account);
        }
        self.compare_known(&mut items, known.as_ref(), since.as_ref(), &texts, root, &mut account)?;
        self.check_suppressions(&mut items, since.as_ref(), examined, &mut account);
        account.notes.extend(self.age(&repo, &work));
        account.notes.extend(unplaced(&items));
        items.sort_by_cached_key(|item| (item.finding.new == Some(false), item.finding.order()));
        let judgement = Judgement::of(&items, &self.options);
        Ok(report::outcome(self.which, items, &told, &judgement, account))
    }

    /// The baseline to compare with, if there is one.
    fn baseline(&self, context: &Context<'_>, repo: &Repo) -> Result<Option<Baseline>, Trouble> {
        if self.options.given.write_baseline.is_some() {
            return Ok(None);
        }
        let Some(path) = &self.options.baseline else { return Ok(None) };
        let Some(bytes) = context.policy_file(repo, path)? else {
            let place = context.policy_ref.map_or_else(String::new, |revision| format!(" in {}", one_line(revision)));
            return Err(Trouble::new(
                format!("the baseline {} is not there{place}", one_line(&path.display().to_string())),
                format!("make one with golive {} --write-baseline FILE, and commit it", self.which.id()),
            ));
        };
        Baseline::parse(self.which, path, &bytes).map(Some)
    }

    fn told(&self, work: &Work, how: How<'_>) -> Vec<Told> {
        let started = SystemTime::now();
        let writes = !work.reports.is_empty();
        let mut told: Vec<Told> = work.jobs.iter().map(|job| run::command(job, how, writes)).collect();
        let code = if let ([only], [_]) = (work.jobs.as_slice(), work.reports.as_slice()) {
            _ = only;
            told.first().and_then(|told| told.code)
        } else {
            None
        };
        let reports: Vec<Told> = work
            .reports
            .iter()
            .map(|one| {
                let after = (!work.jobs.is_empty()).then_some(started);
                let written = Written { after, code, silent: self.options.silent_when_clean, max_age: self.max_age };
                run::report(one, &work.report_folder, written, how.formats)
            })
            .collect();
        // A linter that writes a report and ends with "findings" says nothing on its own streams: the report explains its exit code.
        let explained = !reports.is_empty()
            && reports.iter().any(|told| matches!(told.judged, Judged::Findings { .. } | Judged::FindingsAndTrouble(_)));
        if explained {
            told.retain(|told| {
                told.reading.as_ref().is_some_and(|reading| !reading.diagnostics.is_empty()) || told.code.is_none_or(|code| code > 125)
            });
        }
        told.extend(reports);
        told
    }

    /// Marks what the change brought in.
    fn compare(&self, items: &mut [Item], since: &Since, base: &BaseRun<'_>, account: &mut Account) {
        let unplaced = change::mark(items, since);
        if unplaced > 0 {
            account.troubles.push(Trouble::new(
                format!(
                    "{} to no file of the repository: nobody can tell whether the change is to blame",
                    count(unplaced, "finding leads", "findings lead")
                ),
                "say with path-map or strip-prefix where the paths of the report are here",
            ));
        }
        if self.options.base_run {
            match base.mark(items) {
                Ok(caused) => account.caused = Some(caused),
                Err(trouble) => account.troubles.push(trouble),
            }
        }
        account.outside = items.iter().filter(|item| item.finding.new == Some(false)).count();
        account.is_compared = true;
    }

    /// Marks what was known, and writes a baseline where that is asked for.
    fn compare_known(
        &self,
        items: &mut [Item],
        known: Option<&Baseline>,
        since: Option<&Since>,
        texts: &Files,
        root: &Path,
        account: &mut Account,
    ) -> Result<(), Trouble> {
        if let Some(path) = &self.options.given.write_baseline {
            if !account.troubles.is_empty() {
                account.notes.push("no baseline was written: not everything was looked at".to_owned());
                return Ok(());
            }
            baseline::write(&root.join(path), &baseline::text(self.which, items.iter().map(|item| &item.key)))?;
            for item in items.iter_mut() {
                item.finding.new = Some(false);
            }
            account.known = Some(items.len());
            account.outside = 0;
            account.notes.push(format!(
                "{} written to {}",
                count(items.len(), "finding", "findings"),
                one_line(&path.display().to_string())
            ));
            return Ok(());
        }
        let Some(known) = known else { return Ok(()) };
        let moved = since.map(change::moved).unwrap_or_default();
        let compared = known.compare(items, texts, root, &moved);
        for (item, known) in items.iter_mut().zip(&compared.known) {
            item.finding.new = Some(!known && item.finding.new != Some(false));
        }
        account.known = Some(compared.known.iter().filter(|known| **known).count());
        account.outside = items.iter().zip(&compared.known).filter(|(item, known)| !**known && item.finding.new == Some(false)).count();
        account.entries = Some((known.count(), compared.gone.len()));
        // What the tool did not look at is not gone.
        if account.troubles.is_empty() {
            if let (true, Some(path)) = (self.options.given.update_baseline, &self.options.baseline) {
                if !compared.gone.is_empty() {
                    baseline::write(&root.join(path), &baseline::text(self.which, compared.still.iter()))?;
                }
                account.notes.push(format!("{} dropped from the baseline", count(compared.gone.len(), "entry", "entries")));
            } else {
                account.notes.extend(baseline::gone_note(&compared.gone));
            }
        }
        Ok(())
    }

    /// Counts what is silenced in the source, and holds it to its limit.
    fn check_suppressions(&self, items: &mut Vec<Item>, since: Option<&Since>, examined: Option<&Examined>, account: &mut Account) {
        if let Some(since) = since {
            let changed: BTreeMap<&RepoPath, _> = since.changed.iter().map(|file| (&file.path, file)).collect();
            let is_added = |one: &&Suppression| changed.get(&one.path).is_some_and(|file| file.added.touches(one.line, one.line));
            account.added = Some(account.silenced.iter().filter(is_added).cloned().collect());
        }
        let Some(most) = self.options.max_suppressions else { return };
        if let Some(trouble) = examined.and_then(|examined| examined.troubles.first()) {
            account
                .troubles
                .push(Trouble::new(format!("not every suppression could be counted: {}", trouble.message), trouble.help.clone()));
        }
        let total = u64::try_from(account.silenced.len()).unwrap_or(u64::MAX);
        if total > most {
            items.push(report::too_many(self.which, account, most));
        } else if total < most {
            account.notes.push(format!("{total} suppressions, {most} allowed: max-suppressions can come down"));
        }
    }

    /// What to say of reports that are older than the commit they are about.
    fn age(&self, repo: &Repo, work: &Work) -> Vec<String> {
        let Some(head) = repo.head_time().ok().flatten() else { return Vec::new() };
        let old = |report: &&super::options::Report| {
            let modified = std::fs::metadata(work.report_folder.join(&report.path)).and_then(|data| data.modified());
            modified.is_ok_and(|modified| modified < head)
        };
        let is_fresh = !work.jobs.is_empty() || self.max_age.is_some();
        let old = work.reports.iter().filter(old).filter(|_| !is_fresh);
        old.map(|report| {
            format!("{} is older than the last commit: it may be about other code", one_line(&report.path.display().to_string()))
        })
        .collect()
    }
}

/// The findings of all tools, each once.
fn gather(told: &mut [Told], placer: &Placer<'_>, texts: &Files, account: &mut Account) -> Vec<Item> {
    let mut items = Vec::new();
    for one in told {
        if let Judged::CannotJudge(trouble) | Judged::FindingsAndTrouble(trouble) = &one.judged {
            let masked = Trouble::new(texts.masker().words(&trouble.message), trouble.help.clone());
            if !account.troubles.contains(&masked) {
                account.troubles.push(masked);
            }
        }
        let (found, silenced) = items::of(one, placer, texts);
        account.reported_silenced += silenced;
        items.extend(found);
    }
    let (items, merged) = dedupe::merge(items);
    account.merged = merged;
    items
}

fn is_within(path: &RepoPath, within: &[RepoPath]) -> bool {
    within.is_empty() || within.iter().any(|folder| path.is_within(folder))
}

/// What to say of paths that lead to no file.
fn unplaced(items: &[Item]) -> Option<String> {
    let with_path = items.iter().filter(|item| item.finding.place.is_some());
    let (all, lost) = with_path.fold((0, 0), |(all, lost), item| (all + 1, lost + usize::from(!item.is_placed)));
    (lost > 0).then(|| {
        format!("{} of {all} findings lead to files of the repository; path-map and strip-prefix say where the others are", all - lost)
    })
}
