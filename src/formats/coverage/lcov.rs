//! lcov tracefiles, 1.x and 2.x: geninfo(1), "FILES".

mod section;

use super::Sink;
use super::input::{Input, each_line};
use super::model::{Error, Format, Head};
use super::trouble::quote;
use section::Section;

/// Reads a tracefile. What is written of a file ends with `end_of_record`; the same file may come again.
pub(super) fn read(input: &mut Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut section: Option<Section> = None;
    let mut opened_at = 0;
    let mut files = 0_u64;
    let mut head = Head::of(Format::Lcov);
    each_line(input, |number, line, ended| {
        let result = if let Some(open) = section.as_mut() {
            if line == b"end_of_record" {
                if let Some(done) = section.take() {
                    sink(done.finish(&mut head));
                    files += 1;
                }
                return Ok(());
            }
            open.record(line, &mut head)
        } else if let Some(path) = line.strip_prefix(b"SF:") {
            opened_at = number;
            Section::new(path).map(|new| section = Some(new))
        } else {
            between(line, ended, &mut head)
        };
        match result {
            Err(error) if !ended => Err(Error::truncated(format!("the report ends in the middle of a line: {}", error.message))),
            result => result,
        }
    })?;
    if let Some(open) = section {
        let path = quote(open.path().as_bytes());
        return Err(Error::truncated(format!("the report ends before the records of {path} do: `end_of_record` is missing")).at(opened_at));
    }
    if files == 0 {
        head.notes.push("no file is in the report".to_owned());
    }
    Ok(head)
}

/// A line that belongs to no file: the name of a test, a comment, or what a log left there.
fn between(line: &[u8], ended: bool, head: &mut Head) -> Result<(), Error> {
    let expected = line.is_empty() || line.starts_with(b"TN:") || line.starts_with(b"#") || line.trim_ascii().is_empty();
    if expected {
        return Ok(());
    }
    if section::is_record(line) {
        return Err(Error::malformed(format!("`{}` belongs to no file: an `SF:` line must come before it", quote(line))));
    }
    if !ended && [b"TN:", b"SF:"].iter().any(|record| record.starts_with(line)) {
        return Err(Error::truncated("no file follows"));
    }
    head.note("lines that are no records stand between files");
    Ok(())
}

#[cfg(test)]
mod tests;
