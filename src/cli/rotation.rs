//! `golive rotation`.

use super::failure::Failure;
use super::session::Session;
use crate::engine::Plan;
use crate::source::Source;
use clap::Args;
use jiff::Timestamp;
use std::path::PathBuf;

/// What `golive rotation` takes.
#[derive(Debug, Args)]
pub(super) struct RotationArgs {
    /// Repository, or a folder in it
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// Look only at these keys, or at keys of these kinds of sources
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub source: Vec<String>,
    /// Judge as of this time, such as 2027-01-31T00:00:00Z [default: now]
    #[arg(long, value_name = "RFC3339", value_parser = now)]
    pub now: Option<Timestamp>,
}

fn now(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_error| "write a time with its offset, as in 2027-01-31T00:00:00Z".to_owned())
}

pub(super) fn run(args: &RotationArgs, session: &Session<'_>) -> Result<u8, Failure> {
    let place = session.place(args.path.as_slice())?;
    let mut settings = session.settings(&place.start, &place.repo.root(), Some(&place.repo))?;
    settings.rotation.limit(args.source.clone());
    if let Some(now) = args.now {
        settings.rotation.set_now(now);
    }
    let plan = Plan::for_gate(&settings, "rotation")?;
    let source = Source::Published { within: place.within.clone() };
    session.run(plan, &place.start, &source, &place.within, Some(&place.repo))
}
