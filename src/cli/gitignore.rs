//! `golive gitignore`.

use super::args::GitignoreArgs;
use super::failure::Failure;
use super::session::Session;
use crate::engine::Plan;
use crate::source::Source;

pub(super) fn run(args: &GitignoreArgs, session: &Session<'_>) -> Result<u8, Failure> {
    let place = session.place(args.path.as_slice())?;
    let settings = session.settings(&place.start, &place.repo.root(), Some(&place.repo))?;
    let plan = Plan::for_gate(&settings, "gitignore")?;
    let source = Source::Published { within: place.within.clone() };
    session.run(plan, &place.start, &source, &place.within, Some(&place.repo))
}
