//! `golive check`: every gate of a stage.

use super::args::{CheckArgs, StageName};
use super::coverage;
use super::failure::Failure;
use super::hook;
use super::session::Session;
use crate::engine::{Plan, Request};
use crate::gates::Sections;
use crate::model::GateId;
use crate::source::Source;
use std::path::Path;

pub(super) fn run(args: &CheckArgs, session: &Session<'_>) -> Result<u8, Failure> {
    let place = session.place(args.path.as_slice())?;
    let mut settings = session.settings(&place.start, &place.repo.root(), Some(&place.repo))?;
    // Outside of CI there is none to find out; the gate then says so.
    drop(coverage::find_base(&mut settings.coverage, session, &place.repo));
    let default = if args.hook.is_some() { StageName::Commit } else { StageName::Deploy };
    let request = Request { only: args.only.clone(), skip: args.skip.clone(), stage: Some(args.stage.unwrap_or(default).into()) };
    let plan = Plan::new(&settings, &request)?;
    let source = match &args.hook {
        Some(arguments) => hook::source(arguments, session, &place.repo)?,
        None => Source::Published { within: place.within.clone() },
    };
    session.run(plan, &place.start, &source, &place.within, Some(&place.repo))
}

/// A gate that this version does not have: said, and never a pass.
pub(super) fn unbuilt(gate: GateId, session: &Session<'_>) -> Result<u8, Failure> {
    let plan = Plan::for_gate(&Sections::default(), gate)?;
    session.run(plan, Path::new("."), &Source::Stdin, &[], None)
}
