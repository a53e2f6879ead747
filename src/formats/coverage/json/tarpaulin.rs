//! tarpaulin's JSON: traces of every file.

use super::super::model::{Error, Figure, FileCoverage, Format, Head};
use super::super::{Input, Sink, settle};
use super::values::{Count, Many, Position};
use super::{Fields, items, path_of, walk};
use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess};

/// Reads a report.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader = Reader { head: Head::of(Format::Tarpaulin), sink, covered: None, total: None };
    reader.head.tool = Some("tarpaulin".to_owned());
    walk(input, &mut reader, false, |reader| &mut reader.head)?;
    if let (Some(covered), Some(total)) = (reader.covered, reader.total) {
        reader.head.stated.lines = Some(Figure { covered: covered.0, total: total.0 });
    }
    Ok(reader.head)
}

struct Reader<'s, 'k> {
    head: Head,
    sink: &'s mut Sink<'k>,
    covered: Option<Count>,
    total: Option<Count>,
}

impl Fields for Reader<'_, '_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "files" => {
                let sink = &mut *self.sink;
                map.next_value_seed(items(|data: File| {
                    sink(file(data)?);
                    Ok(())
                }))?;
            }
            "covered" => self.covered = map.next_value()?,
            "coverable" => self.total = map.next_value()?,
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct File {
    path: Many<String>,
    #[serde(default)]
    traces: Many<Trace>,
    covered: Option<Count>,
    coverable: Option<Count>,
}

#[derive(Deserialize)]
struct Trace {
    line: Position,
    stats: Stats,
}

#[derive(Deserialize)]
struct Stats {
    #[serde(rename = "Line")]
    line: Option<Count>,
}

fn file(data: File) -> Result<FileCoverage, Error> {
    let mut file = FileCoverage { path: path_of(&joined(&data.path.0))?, ..FileCoverage::default() };
    if let (Some(covered), Some(total)) = (data.covered, data.coverable) {
        file.stated.lines = Some(Figure { covered: covered.0, total: total.0 });
    }
    for trace in data.traces.0 {
        if let Some(hits) = trace.stats.line.filter(|_| trace.line.0 > 0) {
            file.lines.push((trace.line.0, hits.0));
        }
    }
    settle::file(&mut file);
    Ok(file)
}

/// A path from its parts, the first of which may be the root or a drive.
fn joined(parts: &[String]) -> String {
    let mut path = String::new();
    for part in parts {
        if !path.is_empty() && !path.ends_with(['/', '\\']) {
            path.push('/');
        }
        path.push_str(part);
    }
    path
}
