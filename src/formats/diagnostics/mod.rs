//! What linters, type checkers and compilers report, in one model.
//!
//! A reader is a file in `readers`, a line in `table.rs` and a fixture in `tests/fixtures/diagnostics`. It takes text (decoded, without
//! colours) and gives a [`Reading`]. It never guesses: text that is not of its format is an [`Error`], and what says that the tool did
//! not look at everything goes into [`Reading::incomplete`].

mod blind;
mod bounded;
mod build;
mod decode;
mod json;
mod lines;
mod model;
mod path;
mod pattern;
mod prelude;
mod readers;
mod required;
mod sample;
mod table;
mod trouble;
mod words;
mod xml;
mod yaml;

#[cfg(test)]
mod tests;

pub use model::{Diagnostic, Error, Place, Reading, Related};
pub use pattern::pattern;
pub use table::{READERS, Reader};

use sample::Sample;
use std::io::{self, Read};

/// The most bytes that a report may have.
pub const LARGEST: usize = 256 << 20;

/// The most findings that a report may have.
pub const MOST: usize = 1_000_000;

/// The name of the format that is read as a stream.
const SARIF: &str = "sarif";

/// How much of a stream is looked at to tell its format, in bytes.
const START: u64 = 64 << 10;

/// The name that stands for finding the format out.
pub const AUTO: &str = "auto";

/// The names of all formats, without [`AUTO`].
pub fn names() -> impl Iterator<Item = &'static str> {
    READERS.iter().map(|reader| reader.name)
}

/// The reader of a name: one of [`names`], another name of it (`clippy`, `govet`), or with its output format behind (`ruff-json`).
pub fn reader(name: &str) -> Option<&'static Reader> {
    table::find(name)
}

/// As [`reader`], but `None` for a name that says that the tool wrote a document (`eslint-json`), which is never empty.
pub fn reader_of_text(name: &str) -> Option<&'static Reader> {
    table::plain(name)
}

/// The format of `bytes`, by their content; `None` where it is not clear.
pub fn detect(bytes: &[u8]) -> Option<&'static str> {
    let text = decode::text(bytes).ok()?;
    find(&Sample::new(&text)).map(|reader| reader.name)
}

/// Whether `bytes` hold nothing but blanks and the banner of what started the tool (`> app@1.0.0 lint`).
///
/// What it means depends on the tool: [`Reader::quiet`] ones print nothing when they find nothing.
pub fn says_nothing(bytes: &[u8]) -> bool {
    decode::text(bytes).is_ok_and(|text| text.lines().all(lines::is_banner))
}

/// What `bytes` hold as text for people: without colours, times of a log and marks of an encoding. Empty where they are too many.
pub fn plain(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    decode::text(bytes).unwrap_or_default()
}

/// Reads a report.
///
/// # Errors
///
/// An unknown format, and a report that is empty, too large, cut off, or not of the format: with what was seen and what to do.
pub fn read(format: &str, bytes: &[u8]) -> Result<Reading, Error> {
    let text = decode::text(bytes)?;
    if text.lines().all(lines::is_banner) {
        return Err(build::error("the report is empty", "see whether the tool ran at all, and whether it writes its report there"));
    }
    let sample = Sample::new(&text);
    if format == AUTO {
        if let Some(reader) = find(&sample) {
            return read_as(reader, &text);
        }
        if sample.is_empty_list() {
            let met = json::items(AUTO, &text, |_| Ok(()))?;
            return Ok(Reading { format: AUTO.to_owned(), incomplete: met.said, ..Reading::default() });
        }
        return Err(build::unknown(&text));
    }
    let Some(reader) = reader(format) else {
        return Err(build::no_such_format(format));
    };
    // A tool's name with another report that the tool can write: one in a format that many tools share, or another of its own.
    let other = || find(&sample).filter(|found| !reader.shared && found.name != reader.name);
    let reading = match other().filter(|found| found.shared) {
        Some(found) => read_as(found, &text),
        None => read_as(reader, &text).or_else(|error| {
            let found = other().filter(|found| found.tool == reader.tool).ok_or(error)?;
            read_as(found, &text)
        }),
    };
    reading.map(|reading| Reading { tool: reading.tool.or(reader.tool.map(str::to_owned)), ..reading })
}

/// Reads a large report without holding it, where its format allows for that: SARIF in UTF-8. `None` where it does not.
///
/// `open` gives the report from its beginning, several times.
pub fn read_stream(format: &str, open: &mut dyn FnMut() -> io::Result<Box<dyn Read>>) -> Option<Result<Reading, Error>> {
    let mut start = Vec::new();
    open().ok()?.take(START).read_to_end(&mut start).ok()?;
    let reader = READERS.iter().find(|reader| reader.name == SARIF)?;
    let text = decode::text(&start).ok()?;
    let is_plain = start.trim_ascii_start().first() == Some(&b'{') && !start.contains(&0);
    if !is_plain || (format != SARIF && !(reader.detect)(&Sample::new(&text))) {
        return None;
    }
    Some(readers::sarif_stream::read(open).map(|reading| finished(reader, reading)))
}

/// What is said of a report whose own summary counts more than `read` findings.
pub fn counts_more((errors, warnings): (u64, u64), read: u64) -> String {
    format!("the report counts {errors} errors and {warnings} warnings, and {read} of them are in it")
}

fn find(sample: &Sample<'_>) -> Option<&'static Reader> {
    READERS.iter().find(|reader| (reader.detect)(sample))
}

fn read_as(reader: &Reader, text: &str) -> Result<Reading, Error> {
    (reader.read)(text).map(|reading| finished(reader, reading))
}

/// What holds of a reading in whatever format.
fn finished(reader: &Reader, mut reading: Reading) -> Reading {
    reader.name.clone_into(&mut reading.format);
    reading.tool = reading.tool.or(reader.tool.map(str::to_owned));
    if reading.files == Some(0) && reading.incomplete.is_empty() {
        reading.incomplete.push("the tool says that it looked at no file".to_owned());
    }
    blind::mark(&mut reading);
    let (errors, warnings) = reading.stated.unwrap_or_default();
    let read = reading.diagnostics.len() as u64 + reading.repeated;
    if errors.saturating_add(warnings) > read && reading.incomplete.is_empty() {
        reading.incomplete.push(counts_more((errors, warnings), read));
    }
    let mut seen = std::collections::BTreeSet::new();
    reading.incomplete.retain(|reason| seen.insert(reason.clone()));
    reading
}
