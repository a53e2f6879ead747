//! How a report is written, told by its beginning.

mod refused;
mod shape;

use super::model::{Error, ErrorKind, Format};
use super::trouble::quote;
use super::{json, xml};

/// Lines at whose beginning a JSON or XML document is looked for, so that a log of braces costs little.
const DOCUMENTS_MOST: usize = 20;

/// What was found, and where in the beginning the report starts.
pub(super) struct Found {
    pub(super) format: Format,
    pub(super) at: usize,
}

/// Tells the format. Lines of a log may stand before the report; `whole` says that `start` is all there is.
pub(super) fn find(start: &[u8], whole: bool) -> Result<Found, Error> {
    if start.trim_ascii().is_empty() {
        return Err(Error::new(ErrorKind::Empty, "the report is empty"));
    }
    if let Some(message) = refused::binary(start) {
        return Err(Error::new(ErrorKind::Unknown, message));
    }
    let (mut at, mut documents, mut trouble) = (0, 0, None);
    for line in start.split_inclusive(|byte| *byte == b'\n') {
        let begins = line.trim_ascii();
        if let Some(format) = text(begins) {
            return Ok(Found { format, at });
        }
        if let Some(b'{' | b'[' | b'<') = begins.first()
            && documents < DOCUMENTS_MOST
        {
            documents += 1;
            match document(start.get(at..).unwrap_or_default(), whole) {
                Ok(format) => return Ok(Found { format, at: at + (line.len() - line.trim_ascii_start().len()) }),
                Err(error) => {
                    trouble.get_or_insert(error);
                }
            }
        }
        at += line.len();
    }
    Err(trouble.unwrap_or_else(|| unknown(start)))
}

fn unknown(start: &[u8]) -> Error {
    if let Some(message) = refused::text(start) {
        return Error::new(ErrorKind::Unknown, message);
    }
    let first = start.trim_ascii_start().split(|byte| *byte == b'\n').next().unwrap_or_default();
    Error::new(
        ErrorKind::Unknown,
        format!("this is in no known format of coverage reports; it begins with `{}`", quote(first.trim_ascii())),
    )
}

/// Text formats by one of their first lines.
fn text(line: &[u8]) -> Option<Format> {
    if line.starts_with(b"TN:") || line.starts_with(b"SF:") {
        return Some(Format::Lcov);
    }
    matches!(line, b"mode: set" | b"mode: count" | b"mode: atomic").then_some(Format::GoProfile)
}

fn document(start: &[u8], whole: bool) -> Result<Format, Error> {
    let start = start.trim_ascii_start();
    if start.first() == Some(&b'<') {
        let outline = xml::outline(start);
        if outline.root.is_none() && whole {
            return Err(Error::truncated("the XML ends before its first element"));
        }
        return shape::of_xml(&outline);
    }
    match json::outline(start) {
        Some(outline) => match shape::of_json(&outline.value) {
            Err(_) if outline.cut && whole => Err(Error::truncated("the JSON ends in the middle, too early to tell what it is")),
            result => result,
        },
        None => Err(unknown(start)),
    }
}
