//! Where are we running, and against what base?
//!
//! Every answer is a function of variables, the event's document and the repository, so that all of them can be tried without a CI.
//! What cannot be known is an error that says what to set, never a guess: a wrong base is a silent pass.

mod event;
mod github;
mod hook;
mod others;
mod systems;
#[cfg(test)]
mod tests;
mod workspace;

pub use event::read as read_event;
pub use hook::{Asked, Question, asked};
pub use workspace::folder_in_workspace;

use crate::env;
use crate::git::{self, Repo};
use serde_json::Value;

/// Variables by name; `None` for those that are not set or empty.
pub type Variables<'run> = dyn Fn(&str) -> Option<String> + 'run;

/// Something that could not be found out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What, and why.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Error {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

impl From<git::Error> for Error {
    fn from(error: git::Error) -> Self {
        Self::new(error.to_string(), error.help())
    }
}

/// The commit that a change is judged against, and how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// Its id.
    pub commit: String,
    /// How it was found, for people.
    pub why: String,
}

/// The commits that set off the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Excluded end; `None` for everything up to `to`.
    pub from: Option<String>,
    /// Included end.
    pub to: String,
    /// Whether only the two trees can be compared, since the commits between are not all here; nothing is lost then, as there is one.
    pub is_whole: bool,
    /// How it was found, for people.
    pub why: String,
}

/// Where we are running, and what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// The system, by its name.
    pub system: &'static str,
    /// What set off the run, in the system's word; empty where it has none.
    pub event: String,
    /// The base of a change that somebody asks to be taken in; `None` where nobody does.
    pub base: Result<Option<Base>, Error>,
    /// What the event brought; `None` where it brought nothing.
    pub change: Result<Option<Change>, Error>,
    /// Whether code of others may be checked out in a run that has the rights and secrets of the repository.
    pub is_untrusted: bool,
    /// Whether it is a CI system at all.
    pub is_ci: bool,
}

impl Situation {
    /// The system and the event, for people.
    pub fn named(&self) -> String {
        format!("{} ({})", self.system, if self.event.is_empty() { "no event" } else { &self.event })
    }

    /// The commit whose policy holds; `None` for that of the tree itself, where what runs was taken in already.
    ///
    /// # Errors
    /// [`Error`] where it cannot be found out.
    pub fn policy(&self) -> Result<Option<Base>, Error> {
        if self.is_ci { self.base.clone() } else { self.compared().map(Some) }
    }

    /// The commits to look at; `None` where there are none but the tree as it is.
    ///
    /// # Errors
    /// [`Error`] where they cannot be found out.
    pub fn brought(&self) -> Result<Option<Change>, Error> {
        if let Some(change) = self.change.clone()? {
            return Ok(Some(change));
        }
        if self.is_ci && self.base.clone()?.is_none() {
            return Ok(None);
        }
        let base = self.compared()?;
        Ok(Some(Change { from: Some(base.commit), to: "HEAD".to_owned(), is_whole: false, why: base.why }))
    }

    /// The commit to compare with, whatever kind of change it is.
    ///
    /// # Errors
    /// [`Error`] where there is none.
    pub fn compared(&self) -> Result<Base, Error> {
        if let Some(base) = self.base.clone()? {
            return Ok(base);
        }
        match self.change.clone()? {
            Some(Change { from: Some(commit), why, .. }) => Ok(Base { commit, why }),
            _ => Err(Error::new(
                format!("there is nothing to compare with: {}", self.named()),
                "name a commit or branch instead of auto, or set GOLIVE_BASE",
            )),
        }
    }
}

/// Finds out where we are. `event` is the event's document, where the system has one.
pub fn situation(variables: &Variables<'_>, event: Option<&Value>, repo: &Repo) -> Situation {
    let is = |name: &str| variables(name).is_some_and(|value| value == "true");
    if is(env::GITHUB_ACTIONS) || is(env::GITEA_ACTIONS) || is(env::FORGEJO_ACTIONS) {
        return github::situation(variables, event.unwrap_or(&Value::Null), repo);
    }
    others::situation(variables, repo)
}

/// Whether a runner reads this program's output for workflow commands.
pub fn is_github(variables: &Variables<'_>) -> bool {
    variables(env::GITHUB_ACTIONS).is_some_and(|value| value == "true")
}

/// The error of a clone that does not reach far enough back.
fn shallow(what: &str, depth: &str) -> Error {
    Error::new(format!("this clone is too shallow: {what}"), depth)
}

/// Whether `commits` reach the place where history was cut off, so that more of them may be missing.
fn is_cut_off(repo: &Repo, commits: &[git::ObjectId]) -> bool {
    repo.is_shallow() && commits.iter().any(|commit| repo.is_boundary(&commit.to_string()))
}
