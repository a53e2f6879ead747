//! A report in, text out. Pure: who writes it where is the command line's business.

#[cfg(test)]
pub(crate) mod example;
mod github;
mod gitlab;
mod html;
mod human;
mod ics;
mod json;
mod jsonl;
mod junit;
mod keys;
mod markdown;
mod readiness;
mod sarif;
mod saved;
mod words;
mod worst;

pub use github::{github, harmless};
pub use gitlab::gitlab;
pub use html::html;
pub use human::{failure, human, mistake};
pub use ics::ics;
pub use json::{VERSION as JSON_VERSION, json};
pub use jsonl::jsonl;
pub use junit::junit;
pub use markdown::{LARGEST as SUMMARY_BYTES, markdown, markdown_within};
pub use sarif::sarif;
pub use saved::{Error as SavedError, saved};

/// The JSON schema of [`json`]'s documents.
#[cfg(test)]
pub(crate) fn report_schema() -> schemars::Schema {
    schemars::schema_for!(json::Document<'static>)
}

/// How a report can be rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people: annotated snippets, the readiness table, what to do next.
    Human,
    /// One JSON document (`golive schema --report` describes it).
    Json,
    /// One JSON object a finding, a line each.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit XML, for test reports.
    Junit,
    /// Workflow commands of GitHub Actions: annotations.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// Markdown, for the summary of a job.
    Markdown,
    /// One HTML file.
    Html,
    /// The due dates of keys, as a calendar.
    Ics,
}

/// What a renderer may do for people's eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether colour is wanted.
    pub colour: bool,
    /// Columns to fit into.
    pub width: usize,
    /// Whether only the verdict is wanted.
    pub quiet: bool,
    /// Whether passed lines and notes are wanted too.
    pub verbose: bool,
}
