//! `golive check`: every gate of a stage.

use super::args::CheckArgs;
use super::failure::Failure;
use super::session::Session;
use crate::engine::{Plan, Request};
use crate::gates::Sections;
use crate::model::GateId;
use crate::source::Source;
use std::path::Path;

pub(super) fn run(args: &CheckArgs, session: &Session<'_>) -> Result<u8, Failure> {
    let place = session.place(args.path.as_slice())?;
    let settings = session.settings(&place.start, &place.repo.root(), Some(&place.repo))?;
    let request = Request { only: args.only.clone(), skip: args.skip.clone(), stage: Some(args.stage.into()) };
    let plan = Plan::new(&settings, &request)?;
    let source = Source::Published { within: place.within.clone() };
    session.run(plan, &place.start, &source, &place.within, Some(&place.repo))
}

/// A gate that this version does not have: said, and never a pass.
pub(super) fn unbuilt(gate: GateId, session: &Session<'_>) -> Result<u8, Failure> {
    let plan = Plan::for_gate(&Sections::default(), gate)?;
    session.run(plan, Path::new("."), &Source::Stdin, &[], None)
}
