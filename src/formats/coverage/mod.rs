//! Coverage reports of every make, in one model.
//!
//! [`read`] finds out by content how a report is written and hands over file after file, so that no report is held as a whole.

mod detect;
mod go;
mod hash;
mod input;
mod lcov;
mod model;
mod number;
mod settle;
mod trouble;

pub use model::{Branch, Error, ErrorKind, Figure, Figures, FileCoverage, Format, Function, Head, LineSum, Region};

use std::io::BufRead;

/// Takes each file of a report as soon as it is complete.
type Sink<'a> = dyn FnMut(FileCoverage) + 'a;

/// Reads a report of any known format.
///
/// The format is told by content, whatever the file is called; gzip, UTF-16 and lines of a log before the report are seen through.
/// Files of the report go to `sink` one after the other; a path may come several times, and the parts belong together.
/// What `sink` got is worth nothing when this returns an error.
pub fn read(input: &mut dyn BufRead, sink: &mut dyn FnMut(FileCoverage)) -> Result<Head, Error> {
    let opened = input::open(input)?;
    let found = detect::find(opened.start())?;
    let mut input = opened.skip(found.at);
    match found.format {
        Format::GoProfile => go::read(&mut input, sink),
        _ => lcov::read(&mut input, sink),
    }
}

/// Tells by its beginning how a report is written. A few KiB are enough for most formats; `start` may be compressed.
pub fn detect(start: &[u8]) -> Result<Format, Error> {
    let mut bytes = start;
    let opened = input::open(&mut bytes)?;
    detect::find(opened.start()).map(|found| found.format)
}

#[cfg(test)]
mod tests;
