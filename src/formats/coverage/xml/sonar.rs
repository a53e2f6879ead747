//! `SonarQube`'s generic coverage, version 1.

use super::super::Sink;
use super::super::input::{Input, bounded, path};
use super::super::model::{Error, FileCoverage, Format, Head, LineSum};
use super::super::settle;
use super::{Element, Handler, walk};

/// Reads a report.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader = Reader { head: Head::of(Format::Sonar), sink, file: None };
    walk(input, &mut reader)?;
    Ok(reader.head)
}

struct Reader<'s, 'k> {
    head: Head,
    sink: &'s mut Sink<'k>,
    file: Option<FileCoverage>,
}

impl Reader<'_, '_> {
    fn line(&mut self, element: &Element<'_>) -> Result<(), Error> {
        let Some(file) = self.file.as_mut() else { return Ok(()) };
        let (mut number, mut covered) = (0, None);
        let (mut branches, mut covered_branches) = (0, 0);
        element.each(|key, value| {
            match key {
                b"lineNumber" => number = value.line()?,
                b"covered" => covered = Some(matches!(value.raw(), b"true" | b"True" | b"1")),
                b"branchesToCover" => branches = value.line()?,
                b"coveredBranches" => covered_branches = value.line()?,
                _ => {}
            }
            Ok(())
        })?;
        let Some(covered) = covered.filter(|_| number > 0) else {
            return Err(Error::malformed("a `lineToCover` needs `lineNumber` and `covered`"));
        };
        file.lines.push((number, u64::from(covered)));
        if branches > 0 {
            let covered = covered_branches.min(branches);
            file.branch_sums.push(LineSum { line: number, covered, total: branches, missed: (covered == branches).then(Vec::new) });
        }
        bounded(file.lines.len())
    }
}

impl Handler for Reader<'_, '_> {
    fn open(&mut self, element: &Element<'_>) -> Result<(), Error> {
        match element.name() {
            "lineToCover" => self.line(element)?,
            "file" => {
                let name = element.attribute("path").unwrap_or_default();
                self.file = Some(FileCoverage { path: path(name.as_bytes())?, ..FileCoverage::default() });
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Error> {
        if name == "file"
            && let Some(mut file) = self.file.take()
        {
            settle::lines(&mut file.lines, u64::max);
            settle::file(&mut file);
            (self.sink)(file);
        }
        Ok(())
    }
}
