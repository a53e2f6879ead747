//! `gitignore`: would git keep secret files out of a commit? Judged by effect: git itself is asked about names that exist and names
//! that do not exist yet, as on a fresh clone, with either setting of `core.ignoreCase`.

mod allow;
mod ask;
mod block;
mod content;
mod dead;
mod doors;
mod family;
mod findings;
mod fix;
mod gaps;
mod ignore_file;
mod inert;
mod inventory;
mod look;
mod name;
mod options;
mod probes;
mod report;
mod words;
mod write;
mod writing;

#[cfg(test)]
mod fix_tests;
#[cfg(test)]
mod tests;

pub(super) use options::Options;

use super::Sections;
use crate::gate::{Check, Context, Gate, Meta, PrepareError, Prepared};
use crate::git::Repo;
use crate::model::{Outcome, Stage, Trouble};
use crate::source::Examined;
use allow::AllowList;
use family::Families;
use look::Subject;
use options::Change;

/// The gate.
pub(super) struct Gitignore;

impl Gate for Gitignore {
    fn meta(&self) -> Meta {
        Meta { id: "gitignore", about: "would git keep secret files out of a commit?", stage: Stage::Commit }
    }

    fn prepare(&self, settings: &Sections) -> Result<Prepared, PrepareError> {
        let options = settings.gitignore.clone();
        let families = Families::new(&options)?;
        let allow = AllowList::new(&options)?;
        Ok(Prepared::Run(Box::new(Look { options, families, allow })))
    }
}

/// Said where no git was there to be asked.
const WITHOUT_GIT: &str = "git was not found: gitoxide's rules answered in its place; install git to hear it from git itself";

struct Look {
    options: Options,
    families: Families,
    allow: AllowList,
}

impl Look {
    fn outcome(&self, context: &Context<'_>) -> Result<Outcome, Trouble> {
        let repo = context.repo().map_err(|error| trouble(&error))?;
        let Some(root) = repo.work_tree() else { return Err(trouble(&crate::git::Error::NoWorkTree)) };
        let subject = Subject { repo: &repo, root, within: context.within, families: &self.families, allow: &self.allow };
        self.look(&subject, &repo)
    }

    fn look(&self, subject: &Subject<'_>, repo: &Repo) -> Result<Outcome, Trouble> {
        let fixed = match self.options.change {
            Change::Nothing => None,
            Change::Rules => Some(fix::fix(subject, false)),
            Change::RulesAndIndex => Some(fix::fix(subject, true)),
        };
        // The index has changed under the handle that read it.
        let fresh = if fixed.is_some() { Some(Repo::discover(subject.root).map_err(|error| trouble(&error))?) } else { None };
        let subject = &Subject { repo: fresh.as_ref().unwrap_or(repo), ..*subject };
        let seen = subject.look(false).map_err(|error| trouble(&error))?;
        let mut report = report::Report::new(&self.families, &seen);
        if repo.was_answered_without_git() || subject.repo.was_answered_without_git() {
            report.add_note(WITHOUT_GIT);
        }
        if let Some(fixed) = fixed {
            report.add_fixed(fixed);
        }
        if self.options.history {
            report.add_history(subject.history(&seen).map_err(|error| trouble(&error))?, repo.is_shallow());
        }
        Ok(report.outcome())
    }
}

impl Check for Look {
    fn conclude(&self, context: &Context<'_>, _examined: Option<&Examined>) -> Outcome {
        self.outcome(context).unwrap_or_else(Outcome::unknown)
    }
}

fn trouble(error: &crate::git::Error) -> Trouble {
    let missing = matches!(error, crate::git::Error::Exec(crate::exec::Error::NotFound { .. }) | crate::git::Error::OnlyGit(_));
    let help = if missing { "install git, or put it on PATH: what was asked cannot be told without it".to_owned() } else { error.help() };
    Trouble::new(error.to_string(), help)
}
