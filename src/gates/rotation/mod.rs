//! `rotation`: are keys younger than they may be? Judged by the dates of whoever issued them, where there are any; a date kept by hand is
//! checked against the history of its line. No value of a key is ever asked for.

mod ask;
mod claim;
mod collect;
mod credential;
mod cron;
mod in_tree;
mod judge;
mod leak;
mod locator;
mod look;
mod options;
mod report;
mod rules;
mod schedule;
mod sources;
mod span;
mod target;
#[cfg(test)]
mod tests;
mod unlisted;
mod when;

pub(super) use options::Options;

use super::Sections;
use crate::gate::{Check, Context, Gate, Meta, PrepareError, Prepared};
use crate::model::{Outcome, Stage};
use crate::source::Examined;
use crate::text::{nearest, one_line};
use locator::Target;
use std::collections::BTreeSet;

/// The gate.
pub(super) struct Rotation;

impl Gate for Rotation {
    fn meta(&self) -> Meta {
        Meta { id: "rotation", about: "are keys younger than they may be?", stage: Stage::Deploy }
    }

    fn prepare(&self, settings: &Sections) -> Result<Prepared, PrepareError> {
        let mut options = settings.rotation.clone();
        check(&options)?;
        options.run.maintainx = settings.profile.as_deref().is_none_or(|profile| profile == "maintainx");
        Ok(Prepared::Run(Box::new(Look { options })))
    }
}

struct Look {
    options: Options,
}

impl Check for Look {
    fn conclude(&self, context: &Context<'_>, _examined: Option<&Examined>) -> Outcome {
        look::look(&self.options, context)
    }
}

/// What the form of the settings cannot rule out.
fn check(options: &Options) -> Result<(), PrepareError> {
    let wrong = |message: String, help: &str| Err(PrepareError { message, help: help.to_owned() });
    let mut names = BTreeSet::new();
    for key in &options.key {
        let name = one_line(&key.name);
        if key.name.trim().is_empty() {
            return wrong("a [[rotation.key]] has an empty name".to_owned(), "name the key as its users do");
        }
        if !names.insert(key.name.as_str()) {
            return wrong(format!("there are two [[rotation.key]] named {name}"), "give each a name of its own");
        }
        if key.source.target == Target::Manual && key.last_rotated.is_none() && key.retired.is_none() {
            let help = "write last-rotated = 2026-09-01 beside it, or name a source that knows: source = \"github:owner/repo#NAME\"";
            return wrong(format!("the [[rotation.key]] {name} has no date: its source is manual, and last-rotated is missing"), help);
        }
        if key.runbook.as_deref().is_some_and(|runbook| runbook.contains("://") && !runbook.starts_with("https://")) {
            return wrong(
                format!("the runbook of {name} is at an address that is not https"),
                "give an https address, or a file of the repository",
            );
        }
    }
    let kinds: Vec<&str> = locator::kinds().collect();
    let known: Vec<&str> = names.iter().chain(&kinds).copied().collect();
    for name in &options.run.only {
        if !names.contains(name.as_str()) && locator::kind(name).is_none() {
            let near = nearest(name, known.iter().copied()).map_or_else(String::new, |near| format!("did you mean {near}? "));
            let all = known.join(", ");
            return wrong(
                format!("--source: there is no key and no kind of source named {}", one_line(name)),
                &format!("{near}Known are {}", one_line(&all)),
            );
        }
    }
    Ok(())
}
