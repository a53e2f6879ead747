//! How a report is written, told by its beginning.

use super::model::{Error, ErrorKind, Format};

/// What was found, and where in the beginning the report starts.
pub(super) struct Found {
    pub(super) format: Format,
    pub(super) at: usize,
}

/// Tells the format. Lines of a log may stand before the report.
pub(super) fn find(start: &[u8]) -> Result<Found, Error> {
    if start.trim_ascii().is_empty() {
        return Err(Error::new(ErrorKind::Empty, "the report is empty"));
    }
    let mut at = 0;
    for line in start.split_inclusive(|byte| *byte == b'\n') {
        if let Some(format) = text(line.trim_ascii_end()) {
            return Ok(Found { format, at });
        }
        at += line.len();
    }
    Err(Error::new(ErrorKind::Unknown, "this is in no format of coverage reports that is known"))
}

/// Text formats by one of their first lines.
fn text(line: &[u8]) -> Option<Format> {
    if line.starts_with(b"TN:") || line.starts_with(b"SF:") {
        return Some(Format::Lcov);
    }
    matches!(line, b"mode: set" | b"mode: count" | b"mode: atomic").then_some(Format::GoProfile)
}
