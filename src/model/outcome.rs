//! What a gate hands back.

use super::{Evidence, Finding, Verdict};
use std::time::Duration;

/// A gate's public name.
pub type GateId = &'static str;

/// Something that could not be looked at, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What could not be done, and why.
    pub message: String,
    /// The next step; empty where there is none to name.
    pub help: String,
}

impl Trouble {
    /// From what went wrong and what to do about it.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

/// A gate's answer to one requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The requirement's id.
    pub requirement: String,
    /// What it came to.
    pub verdict: Verdict,
    /// What was seen.
    pub evidence: Vec<Evidence>,
}

/// What a gate concluded.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The answer.
    pub verdict: Verdict,
    /// The answer in one sentence, for the table.
    pub summary: String,
    /// Problems found.
    pub findings: Vec<Finding>,
    /// What could not be looked at. Not empty means that a pass is not a pass.
    pub troubles: Vec<Trouble>,
    /// Answers to requirements.
    pub answers: Vec<Answer>,
    /// Numbers, by name, as the contract lists them for the gate.
    pub metrics: serde_json::Map<String, serde_json::Value>,
}

impl Outcome {
    /// Why a gate is skipped that this version does not have: nobody chose to leave it out.
    pub const NOT_BUILT: &'static str = "not built yet";

    /// A gate that did not run, and why.
    pub fn skipped(reason: impl Into<String>) -> Self {
        Self {
            verdict: Verdict::Skipped,
            summary: reason.into(),
            findings: Vec::new(),
            troubles: Vec::new(),
            answers: Vec::new(),
            metrics: serde_json::Map::new(),
        }
    }

    /// A gate that could not decide.
    pub fn unknown(trouble: Trouble) -> Self {
        Self { verdict: Verdict::Unknown, summary: trouble.message.clone(), troubles: vec![trouble], ..Self::skipped("") }
    }
}

/// An [`Outcome`] with the gate it is of and the time it took.
#[derive(Debug, Clone, PartialEq)]
pub struct GateReport {
    /// The gate.
    pub gate: GateId,
    /// What it concluded.
    pub outcome: Outcome,
    /// Wall time.
    pub took: Duration,
}
