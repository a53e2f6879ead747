//! A run that could not be done: said on standard error, and in the JSON document where one was asked for.

use super::redact;
use super::session::Session;
use crate::ci;
use crate::config;
use crate::engine::PlanError;
use crate::git;
use crate::model::{Report, Trouble};
use crate::render::{self, Format};
use std::time::Duration;

/// Exit code of a run that cannot be trusted.
const UNTRUSTED: u8 = 2;

/// Why a command could not be carried out.
#[derive(Debug)]
pub(super) enum Failure {
    /// Something to say, and what to do about it.
    Trouble(Trouble),
    /// A configuration mistake with its place.
    Config(Box<config::Error>),
}

impl Failure {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Trouble(Trouble::new(message, help))
    }

    /// Says it, and returns the exit code.
    pub(super) fn report(self, session: &Session<'_>) -> u8 {
        let style = session.error_style();
        let (text, trouble) = match redact::redacted(self) {
            Self::Trouble(trouble) => (render::failure(&trouble, style), trouble),
            Self::Config(error) => (render::mistake(&error, style), Trouble::new(error.to_string(), error.help())),
        };
        session.warn(&format!("{}\n", text.trim_end()));
        let report = Report {
            started: jiff::Timestamp::now(),
            took: Duration::ZERO,
            gates: Vec::new(),
            requirements: Vec::new(),
            troubles: vec![trouble],
        };
        // For people it has been said.
        if session.format() != Format::Human {
            session.print(&super::output::render(session.format(), &report, session.style()));
        }
        session.announce(&report);
        session.write_files(&report).map_or_else(|_failure| UNTRUSTED, |()| UNTRUSTED)
    }
}

impl From<git::Error> for Failure {
    fn from(error: git::Error) -> Self {
        let help = error.help();
        Self::new(error.to_string(), help)
    }
}

impl From<ci::Error> for Failure {
    fn from(error: ci::Error) -> Self {
        Self::new(error.message, error.help)
    }
}

impl From<config::Error> for Failure {
    fn from(error: config::Error) -> Self {
        Self::Config(Box::new(error))
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        let help = error.help();
        Self::new(error.to_string(), help)
    }
}
