//! `lint` and `typecheck`: is what the linters and type checkers of the project report clean? One implementation, two gates. What a tool
//! prints and how it ended are judged together, so that a tool that could not look is never taken for one that found nothing.

mod baseline;
mod change;
mod choose;
mod dedupe;
mod files;
mod hear;
mod items;
mod job;
mod judge;
mod key;
mod limits;
mod look;
mod manifest;
mod options;
mod place;
mod published;
mod recognise;
mod report;
mod run;
mod suppress;
mod targets;
mod tools;

#[cfg(test)]
mod tests;

pub use options::{Given, Level, Options, Report};

use super::Sections;
use crate::gate::{Check, Context, Gate, Meta, PrepareError, Prepared};
use crate::model::{GateId, Outcome, Stage};
use crate::source::{Blob, Examined};
use choose::Choice;
use hear::Formats;
use serde::Deserialize;
use std::sync::Mutex;
use std::time::Duration;
use suppress::Suppression;

/// Which of the two gates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Which {
    Lint,
    Typecheck,
}

impl Which {
    /// The gate's public name.
    fn id(self) -> GateId {
        match self {
            Self::Lint => "lint",
            Self::Typecheck => "typecheck",
        }
    }

    /// The requirement it answers.
    fn requirement(self) -> &'static str {
        match self {
            Self::Lint => "gate.lint",
            Self::Typecheck => "gate.typecheck",
        }
    }
}

/// One of the gates.
pub(super) struct Diagnostics(pub(super) Which);

impl Gate for Diagnostics {
    fn meta(&self) -> Meta {
        let about = match self.0 {
            Which::Lint => "is lint clean?",
            Which::Typecheck => "do the types check?",
        };
        Meta { id: self.0.id(), about, stage: Stage::Deploy }
    }

    fn prepare(&self, settings: &Sections) -> Result<Prepared, PrepareError> {
        let options = match self.0 {
            Which::Lint => &settings.lint,
            Which::Typecheck => &settings.typecheck,
        };
        Ok(Prepared::Run(Box::new(Look {
            which: self.0,
            formats: Formats::new(options)?,
            choice: Choice::new(options)?,
            timeout: duration("timeout", options.timeout.as_deref())?.unwrap_or(TIMEOUT),
            max_age: duration("max-age", options.max_age.as_deref())?,
            options: options.clone(),
            silenced: Mutex::default(),
        })))
    }
}

/// Longest time a command may take where nothing is said.
const TIMEOUT: Duration = Duration::from_secs(60 * 60);

/// A duration of the settings, as `10m` or `1h 30m`.
fn duration(key: &str, text: Option<&str>) -> Result<Option<Duration>, PrepareError> {
    let Some(text) = text else { return Ok(None) };
    let wrong = |message: String| PrepareError { message, help: "write it as 90s, 10m, 2h or 1d".to_owned() };
    let span: jiff::Span = text.parse().map_err(|error| wrong(format!("{key}: {error}")))?;
    // A day is 24 hours: nothing here depends on a calendar.
    let relative = jiff::SpanRelativeTo::days_are_24_hours();
    let signed = span.to_duration(relative).map_err(|error| wrong(format!("{key}: {error}")))?;
    Duration::try_from(signed).map(Some).map_err(|_error| wrong(format!("{key} may not be negative")))
}

/// A gate with its settings.
struct Look {
    which: Which,
    options: Options,
    formats: Formats,
    choice: Choice,
    timeout: Duration,
    max_age: Option<Duration>,
    silenced: Mutex<Vec<Suppression>>,
}

impl Check for Look {
    fn wants_text(&self) -> bool {
        true
    }

    fn visit(&self, blob: &Blob<'_>) {
        let Some(path) = blob.path else { return };
        let found = suppress::of(self.which, path, blob.bytes, &blob.owned, blob.lines_before);
        if !found.is_empty() {
            self.silenced.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(found);
        }
    }

    fn conclude(&self, context: &Context<'_>, examined: Option<&Examined>) -> Outcome {
        let mut silenced = std::mem::take(&mut *self.silenced.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        silenced.sort();
        self.outcome(context, silenced, examined).unwrap_or_else(|trouble| report::could_not_look(self.which, trouble))
    }
}
