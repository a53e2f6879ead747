//! Coverage reports of every make, in one model.
//!
//! [`read`] finds out by content how a report is written and hands over file after file, so that no report is held as a whole.

mod detect;
mod go;
mod hash;
mod input;
mod json;
mod lcov;
mod model;
mod number;
mod settle;
mod trouble;
mod xml;

pub use model::{Branch, Error, ErrorKind, Figure, Figures, FileCoverage, Format, Function, Head, LineSum, Region};

use input::Input;
use std::io::BufRead;

/// Takes each file of a report as soon as it is complete.
type Sink<'a> = dyn FnMut(FileCoverage) + 'a;

/// Reads a report of any known format.
///
/// The format is told by content, whatever the file is called; gzip, UTF-16 and lines of a log before the report are seen through.
/// Files of the report go to `sink` one after the other; a path may come several times, and the parts belong together.
/// What `sink` got is worth nothing when this returns an error.
pub fn read(input: &mut dyn BufRead, sink: &mut dyn FnMut(FileCoverage)) -> Result<Head, Error> {
    let opened = input::open(input, false)?;
    let found = detect::find(opened.start(), opened.is_whole())?;
    let mut input = opened.skip(found.at);
    match found.format {
        Format::Lcov => lcov::read(&mut input, sink),
        Format::GoProfile => go::read(&mut input, sink),
        Format::Cobertura => xml::cobertura::read(input, sink),
        Format::Jacoco => xml::jacoco::read(input, sink),
        Format::Clover => xml::clover::read(input, sink),
        Format::Sonar => xml::sonar::read(input, sink),
        Format::OpenCover => xml::opencover::read(input, sink),
        Format::Istanbul => json::istanbul::read(input, sink),
        Format::Jest => json::jest::read(input, sink),
        Format::IstanbulSummary => json::istanbul_summary::read(input, sink),
        Format::Llvm => json::llvm::read(input, sink),
        Format::CoveragePy => json::coverage_py::read(input, sink),
        Format::SimpleCov => json::simplecov::read(input, sink),
        Format::Gcov => json::gcov::read(input, sink),
        Format::Gcovr => json::gcovr::read(input, sink),
        Format::Tarpaulin => json::tarpaulin::read(input, sink),
        Format::Codecov => json::codecov::read(input, sink),
        Format::Coveralls => json::coveralls::read(input, sink),
        Format::Coverlet => json::coverlet::read(input, sink),
    }
}

/// Tells by its beginning how a report is written. A few KiB are enough for most formats; `start` may be compressed.
pub fn detect(start: &[u8]) -> Result<Format, Error> {
    let mut bytes = start;
    let opened = input::open(&mut bytes, true)?;
    detect::find(opened.start(), false).map(|found| found.format)
}

#[cfg(test)]
mod tests;
