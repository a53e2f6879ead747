//! What a gate is.

mod context;

pub use context::Context;

use crate::gates::Sections;
use crate::model::{GateId, Outcome, Stage};
use crate::source::{Blob, Examined};

/// What is known of a gate without running it.
#[derive(Debug, Clone, Copy)]
pub struct Meta {
    /// Public name: its subcommand, its configuration section, its word in reports.
    pub id: GateId,
    /// One line: the question it answers.
    pub about: &'static str,
    /// The first stage at which it can look.
    pub stage: Stage,
}

/// One question, and how to come by its answer. Registered in [`crate::gates::GATES`].
pub trait Gate: Sync {
    /// What is known of it without running it.
    fn meta(&self) -> Meta;

    /// Turns settings into something that can run.
    ///
    /// # Errors
    /// [`PrepareError`] where the settings make no sense.
    fn prepare(&self, settings: &Sections) -> Result<Prepared, PrepareError>;
}

/// A gate that is ready to run, or why it will not.
pub enum Prepared {
    /// It will look.
    Run(Box<dyn Check>),
    /// It has nothing to do here; says why.
    Skip(String),
}

/// Settings that a gate cannot work with.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct PrepareError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// A gate with its settings: owns them, and has nothing left to interpret.
pub trait Check: Send + Sync {
    /// Whether it wants the run's texts; each is then passed to [`Check::visit`] before [`Check::conclude`] is called.
    fn wants_text(&self) -> bool {
        false
    }

    /// Looks at one text. Called from several threads.
    fn visit(&self, _blob: &Blob<'_>) {}

    /// Gives the answer. `examined` is the account of the texts, for gates that wanted them.
    fn conclude(&self, context: &Context<'_>, examined: Option<&Examined>) -> Outcome;
}
