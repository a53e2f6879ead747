//! coverlet's JSON: module → file → class → method → lines and branches.

use super::super::model::{Branch, Error, FileCoverage, Format, Function, Head};
use super::super::number::line;
use super::super::{Input, Sink, hash, settle};
use super::values::{Count, Many, Position};
use super::{Fields, entries, path_of, walk};
use serde::Deserialize;
use serde::de::MapAccess;
use std::collections::BTreeMap;

/// Reads a report.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader = Reader { head: Head::of(Format::Coverlet), sink };
    reader.head.tool = Some("coverlet".to_owned());
    walk(input, &mut reader, false, |reader| &mut reader.head)?;
    Ok(reader.head)
}

struct Reader<'s, 'k> {
    head: Head,
    sink: &'s mut Sink<'k>,
}

type Classes = BTreeMap<String, BTreeMap<String, Method>>;

impl Fields for Reader<'_, '_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, module: &str, map: &mut A) -> Result<(), A::Error> {
        let sink = &mut *self.sink;
        map.next_value_seed(entries(|name: String, classes: Classes| {
            let mut file = file(classes)?;
            file.path = path_of(&name)?;
            file.group = Some(module.to_owned());
            sink(file);
            Ok(())
        }))
    }
}

#[derive(Deserialize)]
struct Method {
    #[serde(rename = "Lines", default)]
    lines: BTreeMap<String, Count>,
    #[serde(rename = "Branches", default)]
    branches: Many<Point>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[derive(Default)]
struct Point {
    line: Position,
    offset: Count,
    path: Count,
    ordinal: Count,
    hits: Count,
}

/// The file, without its path.
fn file(classes: Classes) -> Result<FileCoverage, Error> {
    let mut file = FileCoverage::default();
    for (name, method) in classes.into_values().flatten() {
        let (mut first, mut most) = (None, 0);
        for (number, hits) in method.lines {
            let number =
                line(number.as_bytes()).filter(|line| *line > 0).ok_or_else(|| Error::malformed("a key of `Lines` is no line number"))?;
            first = Some(first.map_or(number, |line: u32| line.min(number)));
            most = most.max(hits.0);
            file.lines.push((number, hits.0));
        }
        for point in method.branches.0 {
            if point.line.0 > 0 {
                let key = hash::key_of_numbers(&[point.offset.0, point.path.0, point.ordinal.0]);
                file.branches.push(Branch { line: point.line.0, key, hits: point.hits.0 });
            }
        }
        if first.is_some() {
            file.functions.push(Function { name, line: first, hits: most });
        }
    }
    settle::lines(&mut file.lines, u64::max);
    settle::file(&mut file);
    Ok(file)
}
