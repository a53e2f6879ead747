//! One look at the repository: everything that findings are made from.

use super::allow::AllowList;
use super::ask::{Answers, Questions};
use super::content::{LOOKED_AT, is_secret};
use super::dead::{self, Dead};
use super::doors::{self, Door, Secret};
use super::family::Families;
use super::gaps::{Gap, gaps};
use super::ignore_file::IgnoreFile;
use super::inert::inert_paths;
use super::inventory::{IgnoreFilePlace, Inventory, Named, TEMPLATES, folder_of, is_test_data, join};
use super::probes::{self, Probe, Reason};
use crate::git::{self, IgnoreRule, IgnoreView, Repo, Touched};
use crate::model::Severity;
use crate::text::RepoPath;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::Path;

/// Tracked paths that a rule matches, asked about for the line that does; more are counted.
const MOST_INERT: usize = 1000;
/// Packages whose templates are asked about, beside those that exist.
const MOST_TEMPLATE_FOLDERS: usize = 20;
/// Ignored files of a secret name that are looked into for other ways out.
const MOST_IGNORED: usize = 500;
/// Files of history whose content is looked at.
const MOST_HISTORY: usize = 2000;

/// What a run is about.
#[derive(Clone, Copy)]
pub(super) struct Subject<'run> {
    pub(super) repo: &'run Repo,
    pub(super) root: &'run Path,
    pub(super) within: &'run [RepoPath],
    pub(super) families: &'run Families,
    pub(super) allow: &'run AllowList,
}

/// A rule that matches tracked paths, and so does nothing for them.
#[derive(Debug, Clone)]
pub(super) struct Inert {
    pub(super) rule: IgnoreRule,
    pub(super) paths: Vec<RepoPath>,
}

/// A rule that keeps templates from being committed.
#[derive(Debug, Clone)]
pub(super) struct HiddenTemplate {
    pub(super) rule: IgnoreRule,
    pub(super) paths: Vec<RepoPath>,
    /// Whether one of them exists, or nothing else could take its place.
    pub(super) matters: bool,
}

/// What was seen.
pub(super) struct Seen {
    pub(super) inventory: Inventory,
    pub(super) files: Vec<IgnoreFile>,
    pub(super) answers: Answers,
    pub(super) probes: Vec<Probe>,
    pub(super) gaps: Vec<Gap>,
    pub(super) dead: Vec<Dead>,
    pub(super) templates: Vec<HiddenTemplate>,
    /// Tracked files that are secret.
    pub(super) tracked: Vec<Named>,
    /// Those of them whose family leaves no doubt.
    pub(super) certain: Vec<Named>,
    /// Other ways out for secrets that git ignores.
    pub(super) doors: Vec<Door>,
    pub(super) inert: Vec<Inert>,
    /// Tracked paths that a rule matches, all of them.
    pub(super) inert_paths: BTreeSet<RepoPath>,
}

impl Subject<'_> {
    /// Looks. With `as_untracked`, tracked secrets are asked about as if they had left the index.
    ///
    /// # Errors
    /// As the calls to git.
    pub(super) fn look(&self, as_untracked: bool) -> Result<Seen, git::Error> {
        let mut inventory = Inventory::take(self.repo, self.families, self.within)?;
        let files = self.ignore_files(&mut inventory)?;
        let tracked: Vec<Named> = inventory.tracked.iter().filter(|named| self.is_tracked_secret(named)).cloned().collect();
        let certain: Vec<Named> = tracked
            .iter()
            .filter(|named| self.families.get(named.family).is_some_and(|family| family.present == Severity::Error))
            .cloned()
            .collect();
        let leaving: Vec<Named> =
            if as_untracked { certain.iter().filter(|named| !is_test_data(&named.path)).cloned().collect() } else { Vec::new() };
        let probes = probes::probes(self.families, &inventory, &files, self.within, self.root, &leaving);
        let complete = files.len() == inventory.ignore_files.len();
        let entries = std::mem::take(&mut inventory.entries);
        let mut inert_paths = inert_paths(self.repo, self.root, &entries, &files, complete)?;
        drop(entries);
        inert_paths.retain(|path| self.wants(path));
        let mut questions = Questions::default();
        probes::add_to(&mut questions, &probes);
        dead::add_to(&mut questions, &files, &inventory);
        let folders = template_folders(&inventory, self.within);
        for folder in &folders {
            for name in TEMPLATES {
                questions.add(join(folder, name));
            }
        }
        for path in inert_paths.iter().take(MOST_INERT).chain(tracked.iter().map(|named| &named.path)) {
            questions.add(path.clone());
        }
        let answers = questions.ask(self.repo)?;
        let is_secret = |probe: &Probe| probe.reason == Reason::Tracked || self.is_loose_secret(probe);
        let gaps = gaps(&probes, &answers, self.families, &inventory, self.allow, &files, &is_secret);
        let doors = doors::doors(self.root, &self.ignored_secrets(&probes, &answers));
        let dead = dead::dead(&files, &inventory, &answers).into_iter().filter(|dead| self.wants(&dead.path)).collect();
        let templates = hidden_templates(&folders, &inventory, &answers);
        let inert = inert(&inert_paths, &tracked, &answers);
        Ok(Seen { inventory, files, answers, probes, gaps, dead, templates, tracked, certain, doors, inert, inert_paths })
    }

    /// Secret files that are there and that git ignores here.
    fn ignored_secrets(&self, probes: &[Probe], answers: &Answers) -> Vec<Secret> {
        let present = probes.iter().filter(|probe| probe.reason == Reason::Present);
        let ignored = present.filter(|probe| answers.of(&probe.path).is_some_and(|views| views.here.is_ignored()));
        let wanted = ignored.filter(|probe| {
            let family = self.families.get(probe.family);
            family.is_some_and(|family| !family.harmless && !self.allow.allows(&family.id, &probe.path))
        });
        let secret = wanted.take(MOST_IGNORED).filter(|probe| self.is_loose_secret(probe));
        secret.map(|probe| Secret { path: probe.path.clone(), family: probe.family }).collect()
    }

    fn wants(&self, path: &RepoPath) -> bool {
        self.within.is_empty() || self.within.iter().any(|folder| path.is_within(folder) || folder.is_within(&folder_of(path)))
    }

    /// The ignore files that git reads, and those that stand where it would read one. Drops what lies in ignored folders from the
    /// inventory: packages there are build products, and ignore files there are not read.
    fn ignore_files(&self, inventory: &mut Inventory) -> Result<Vec<IgnoreFile>, git::Error> {
        let mut folders: BTreeSet<RepoPath> = inventory.packages.iter().cloned().collect();
        folders.extend(inventory.ignore_files.iter().map(|place| folder_of(&place.path)));
        folders.retain(|folder| !folder.as_bytes().is_empty());
        let folders: Vec<RepoPath> = folders.into_iter().collect();
        let as_folders: Vec<RepoPath> = folders.iter().map(|folder| probes::ask_about_folder(folder, self.root)).collect();
        let view = IgnoreView { shared_only: true, ignore_case: Some(false) };
        let answers = self.repo.check_ignore(&as_folders, view)?;
        let ignored: BTreeSet<RepoPath> =
            folders.into_iter().zip(answers).filter(|(_, answer)| answer.is_ignored()).map(|(folder, _)| folder).collect();
        inventory.packages.retain(|folder| !ignored.contains(folder));
        let repositories = std::mem::take(&mut inventory.repositories);
        inventory.ignore_files.retain(|place| {
            !ignored.contains(&folder_of(&place.path)) && !repositories.iter().any(|repository| place.path.is_within(repository))
        });
        inventory.repositories = repositories;
        // git lists no empty folder, though one may stand where it would read the rules.
        let root_file = RepoPath::new(".gitignore");
        if root_file.to_path(self.root).is_dir() && !inventory.ignore_files.iter().any(|place| place.path == root_file) {
            inventory.ignore_files.push(IgnoreFilePlace { path: root_file, blob: None });
        }
        Ok(inventory.ignore_files.iter().filter_map(|place| IgnoreFile::read(self.repo, self.root, place)).collect())
    }

    fn is_tracked_secret(&self, named: &Named) -> bool {
        let Some(family) = self.families.get(named.family) else { return false };
        if self.allow.allows(&family.id, &named.path) {
            return false;
        }
        // An object that cannot be read is in doubt, and in doubt it is secret.
        let bytes = named.blob.and_then(|blob| self.repo.blob(blob).ok());
        bytes.is_none_or(|bytes| {
            is_secret(family.content, named.path.file_name(), bytes.get(..bytes.len().min(LOOKED_AT)).unwrap_or_default())
        })
    }

    fn is_loose_secret(&self, probe: &Probe) -> bool {
        let Some(family) = self.families.get(probe.family) else { return false };
        let path = probe.path.to_path(self.root);
        match std::fs::symlink_metadata(&path) {
            // A link is committed as the path it points to.
            Ok(data) if data.is_file() => {}
            _ => return false,
        }
        let mut bytes = Vec::new();
        let read = std::fs::File::open(&path).and_then(|file| file.take(LOOKED_AT as u64).read_to_end(&mut bytes));
        read.is_err() || is_secret(family.content, probe.path.file_name(), &bytes)
    }

    /// Secret names that commits once held and the index does not.
    ///
    /// # Errors
    /// As [`Repo::ever_tracked`].
    pub(super) fn history(&self, seen: &Seen) -> Result<Vec<(usize, Touched)>, git::Error> {
        let now: BTreeSet<&RepoPath> = seen.inventory.tracked.iter().map(|named| &named.path).collect();
        let touched = self.repo.ever_tracked(&|path| self.families.of(path).is_some())?;
        let mut found = Vec::new();
        for touched in touched {
            let Some(at) = self.families.of(touched.path.as_bytes()) else { continue };
            let Some(family) = self.families.get(at).filter(|family| !family.harmless) else { continue };
            if now.contains(&touched.path) || self.allow.allows(&family.id, &touched.path) || !self.wants(&touched.path) {
                continue;
            }
            let looked_at = found.len() < MOST_HISTORY;
            let bytes = if looked_at { self.repo.file_at(&touched.commit, &touched.path).ok().flatten() } else { None };
            let secret = bytes.is_none_or(|bytes| {
                is_secret(family.content, touched.path.file_name(), bytes.get(..bytes.len().min(LOOKED_AT)).unwrap_or_default())
            });
            if secret {
                found.push((at, touched));
            }
        }
        Ok(found)
    }
}

fn template_folders(inventory: &Inventory, within: &[RepoPath]) -> BTreeSet<RepoPath> {
    let mut folders: BTreeSet<RepoPath> = inventory.packages.iter().take(MOST_TEMPLATE_FOLDERS).cloned().collect();
    folders.extend(inventory.templates.iter().map(folder_of));
    if within.is_empty() {
        folders.insert(RepoPath::new(""));
    }
    folders.retain(|folder| !inventory.is_elsewhere(folder));
    folders
}

/// One a rule, the paths by folder and name.
fn hidden_templates(folders: &BTreeSet<RepoPath>, inventory: &Inventory, answers: &Answers) -> Vec<HiddenTemplate> {
    let mut by_rule: BTreeMap<IgnoreRule, HiddenTemplate> = BTreeMap::new();
    for folder in folders {
        let paths: Vec<RepoPath> = TEMPLATES.iter().map(|name| join(folder, name)).collect();
        let hidden = |path: &RepoPath| answers.of(path).is_some_and(|views| views.exact.is_ignored());
        let all = paths.iter().all(hidden);
        for path in paths.iter().filter(|path| hidden(path)) {
            let Some(rule) = answers.of(path).and_then(|views| views.rule()) else { continue };
            let exists = inventory.templates.contains(path);
            let entry =
                by_rule.entry(rule.clone()).or_insert_with(|| HiddenTemplate { rule: rule.clone(), paths: Vec::new(), matters: false });
            entry.matters |= all || exists;
            entry.paths.push(path.clone());
        }
    }
    by_rule.into_values().collect()
}

/// Tracked paths by the rule that would ignore them; tracked secrets are reported on their own.
fn inert(paths: &BTreeSet<RepoPath>, tracked: &[Named], answers: &Answers) -> Vec<Inert> {
    let mut by_rule: BTreeMap<IgnoreRule, Vec<RepoPath>> = BTreeMap::new();
    for path in paths.iter().filter(|path| !tracked.iter().any(|named| named.path == **path)) {
        let Some(rule) = answers.of(path).and_then(|views| views.rule()).filter(|rule| !rule.is_negated()) else { continue };
        by_rule.entry(rule.clone()).or_default().push(path.clone());
    }
    by_rule.into_iter().map(|(rule, paths)| Inert { rule, paths }).collect()
}
