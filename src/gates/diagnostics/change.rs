//! What a change is to blame for: findings on lines that it added, and findings elsewhere that were not there before it.

use super::baseline::matched;
use super::files::{Files, Masker};
use super::items::{self, Item};
use super::job::Job;
use super::judge::Judged;
use super::key::Key;
use super::place::Placer;
use super::published::Published;
use super::run::{self, How};
use crate::git::{Repo, Since};
use crate::model::Trouble;
use crate::text::RepoPath;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;

/// Longest finding, in lines, of which every line counts; of a longer one only the first does, since a long function is not the fault
/// of whoever touches a line of it.
const LONGEST: u32 = 10;

/// Marks each finding that stands on an added line as new, and every other one as not. Gives the findings that cannot be compared.
pub(super) fn mark(items: &mut [Item], since: &Since) -> usize {
    let changed: BTreeMap<&RepoPath, _> = since.changed.iter().map(|file| (&file.path, file)).collect();
    let mut unplaced = 0;
    for item in items.iter_mut() {
        let Some(place) = &item.finding.place else {
            // A problem of the whole run: nothing tells that it was there before.
            item.finding.new = Some(true);
            continue;
        };
        unplaced += usize::from(!item.is_placed);
        let file = place.path.as_ref().and_then(|path| changed.get(path));
        item.finding.new = Some(file.is_some_and(|file| match place.start.line {
            0 => true,
            line => {
                let end = place.end.line.max(line);
                let end = if end - line < LONGEST { end } else { line };
                file.added.touches(line, end)
            }
        }));
    }
    unplaced
}

/// Paths at the base, and what they are called now.
pub(super) fn moved(since: &Since) -> BTreeMap<String, String> {
    since.renamed.iter().map(|(now, before)| (before.to_string(), now.to_string())).collect()
}

/// What is needed to run the tools on the base.
pub(super) struct BaseRun<'run> {
    pub repo: &'run Repo,
    pub since: &'run Since,
    pub root: &'run Path,
    pub jobs: &'run [Job],
    pub how: How<'run>,
    pub placing: (&'run BTreeMap<String, String>, &'run [String]),
    pub masker: &'run Rc<Masker>,
}

impl BaseRun<'_> {
    /// Marks as new what is on lines that the change did not add, and was not there before it. Gives how many that are.
    ///
    /// # Errors
    /// [`Trouble`] where the base could not be judged: nothing is then known of what was there before.
    pub(super) fn mark(&self, items: &mut [Item]) -> Result<usize, Trouble> {
        let before = self.keys()?;
        let moved = moved(self.since);
        let before: Vec<Key> = before
            .into_iter()
            .map(|mut key| {
                if let Some(now) = moved.get(&key.path) {
                    key.path.clone_from(now);
                }
                key
            })
            .collect();
        // What is on added lines is new whatever was there before, and must not use up what stands elsewhere.
        let elsewhere: Vec<usize> = items.iter().enumerate().filter(|(_, item)| item.finding.new != Some(true)).map(|(at, _)| at).collect();
        let keys: Vec<&Key> = elsewhere.iter().filter_map(|at| items.get(*at)).map(|item| &item.key).collect();
        let files = Files::new(self.root, self.masker);
        let known: BTreeSet<usize> = matched(&before, &keys, &files, self.root).into_iter().flatten().collect();
        let mut caused = 0;
        for (nth, at) in elsewhere.into_iter().enumerate() {
            if !known.contains(&nth)
                && let Some(item) = items.get_mut(at)
            {
                item.finding.new = Some(true);
                item.finding
                    .notes
                    .push("the line did not change, and this was not reported of it before: the change elsewhere causes it".to_owned());
                caused += 1;
            }
        }
        Ok(caused)
    }

    /// The findings of the base.
    fn keys(&self) -> Result<Vec<Key>, Trouble> {
        let help = "run without --base-run, or see with git why the base cannot be checked out";
        let base = self
            .repo
            .check_out_beside(self.since.base)
            .map_err(|error| Trouble::new(format!("the base could not be checked out: {error}"), help))?;
        let tracked = self.repo.tracked().map_err(|error| Trouble::new(error.to_string(), error.help()))?;
        let files: BTreeSet<RepoPath> = tracked.into_iter().map(|entry| entry.path).collect();
        let files = Published::only(files);
        let placer = Placer::new(base.path(), &files, self.placing.0, self.placing.1);
        let texts = Files::new(base.path(), self.masker);
        let mut keys = Vec::new();
        for job in self.jobs {
            let Some(below) = relative(&job.folder, self.root) else { continue };
            let folder = base.path().join(&below);
            if !folder.is_dir() {
                // The change made the folder: nothing in it was reported before.
                continue;
            }
            lend(&self.root.join(&below), &folder);
            if !below.as_os_str().is_empty() {
                lend(self.root, base.path());
            }
            let there = Job { folder, ..job.clone() };
            let mut told = run::command(&there, How { on_base: true, ..self.how }, false);
            if let Judged::CannotJudge(trouble) | Judged::FindingsAndTrouble(trouble) = &told.judged {
                return Err(Trouble::new(
                    format!("on the base: {}", trouble.message),
                    "without the base's findings nobody can tell what the change caused elsewhere: mend the base, or leave --base-run out",
                ));
            }
            keys.extend(items::of(&mut told, &placer, &texts).0.into_iter().map(|item| item.key));
        }
        Ok(keys)
    }
}

fn relative(folder: &Path, root: &Path) -> Option<std::path::PathBuf> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_error| path.to_path_buf());
    real(folder).strip_prefix(real(root)).ok().map(Path::to_path_buf)
}

/// Lets a checkout of the base use what is installed in the work tree and is in no commit.
fn lend(from: &Path, to: &Path) {
    for name in ["node_modules", ".venv", "venv", "vendor"] {
        let (there, here) = (from.join(name), to.join(name));
        if there.is_dir() && here.symlink_metadata().is_err() {
            #[cfg(unix)]
            // Without it the tool is not found, and says so.
            drop(std::os::unix::fs::symlink(&there, &here));
            #[cfg(windows)]
            drop(std::os::windows::fs::symlink_dir(&there, &here));
        }
    }
}
