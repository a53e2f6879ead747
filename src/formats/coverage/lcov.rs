//! lcov tracefiles, 1.x and 2.x: geninfo(1), "FILES".

mod section;

use super::Sink;
use super::input::{Input, LineTaker, each_line};
use super::model::{Error, Format, Head};
use super::trouble::quote;
use section::Section;

/// Reads a tracefile. What is written of a file ends with `end_of_record`; the same file may come again.
pub(super) fn read(input: &mut Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader = Reader { section: None, opened_at: 0, files: 0, lines: 0, head: Head::of(Format::Lcov), sink };
    each_line(input, &mut reader)?;
    if let Some(open) = &reader.section {
        let path = quote(open.path().as_bytes());
        let message = format!("the report ends before the records of {path} do: `end_of_record` is missing");
        return Err(Error::truncated(message).at(reader.opened_at));
    }
    if reader.files == 0 {
        reader.head.notes.push("no file is in the report".to_owned());
    }
    Ok(reader.head)
}

struct Reader<'s, 'k> {
    section: Option<Section>,
    /// The line that the section begins with.
    opened_at: u64,
    files: u64,
    /// How many lines the last file had: the next one has about as many.
    lines: usize,
    head: Head,
    sink: &'s mut Sink<'k>,
}

impl LineTaker for Reader<'_, '_> {
    fn line(&mut self, number: u64, line: &[u8], ended: bool) -> Result<(), Error> {
        let result = if let Some(open) = self.section.as_mut() {
            if line == b"end_of_record" {
                if let Some(done) = self.section.take() {
                    let file = done.finish(&mut self.head);
                    self.lines = file.lines.len();
                    (self.sink)(file);
                    self.files += 1;
                }
                return Ok(());
            }
            open.record(line, &mut self.head)
        } else if let Some(path) = line.strip_prefix(b"SF:") {
            self.opened_at = number;
            Section::new(path, self.lines).map(|new| self.section = Some(new))
        } else {
            between(line, ended, &mut self.head)
        };
        match result {
            Err(error) if !ended => Err(Error::truncated(format!("the report ends in the middle of a line: {}", error.message))),
            result => result,
        }
    }

    fn plain(&mut self, ahead: &[u8]) -> Result<(usize, u64), Error> {
        self.section.as_mut().map_or(Ok((0, 0)), |open| open.plain_lines(ahead))
    }
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
