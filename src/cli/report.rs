//! `golive report`: saved JSON reports, rendered or merged.

use super::args::ReportArgs;
use super::failure::Failure;
use super::output;
use super::session::Session;
use crate::gates::GATES;
use crate::model::{GateId, Report};
use crate::render;
use std::io::Read as _;
use std::path::Path;

/// Largest report that is read, in bytes.
const LARGEST: u64 = 512 << 20;

pub(super) fn run(args: &ReportArgs, session: &Session<'_>) -> Result<u8, Failure> {
    // All are read before any is written: a report may be rendered onto itself.
    let reports = args.files.iter().map(|path| read(path)).collect::<Result<Vec<Report>, Failure>>()?;
    let targets = output::open(&session.shared.output)?;
    session.conclude(&Report::merged(reports), targets)
}

/// One saved report.
pub(super) fn read(path: &Path) -> Result<Report, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::new(format!("{} could not be read: {error}", path.display()), "name a file that --format json or --output json=FILE wrote")
    };
    let mut text = Vec::new();
    let file = std::fs::File::open(path).map_err(unreadable)?;
    file.take(LARGEST + 1).read_to_end(&mut text).map_err(unreadable)?;
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > LARGEST {
        return Err(Failure::new(format!("{} is larger than {LARGEST} bytes", path.display()), "merge fewer reports at a time"));
    }
    let gates: Vec<GateId> = GATES.iter().map(|gate| gate.meta().id).collect();
    render::saved(&text, &gates).map_err(|error| {
        let help = match error {
            render::SavedError::Version { .. } | render::SavedError::Gate { .. } => "use one version of golive for all reports of a run",
            _ => "name a file that --format json or --output json=FILE wrote, whole and unchanged",
        };
        Failure::new(format!("{}: {error}", path.display()), help)
    })
}
