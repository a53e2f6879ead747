//! Istanbul's `coverage-final.json` and the files of `.nyc_output`: istanbul-lib-coverage, `FileCoverage`.

use super::super::model::{Branch, Error, FileCoverage, Format, Function, Head, Region};
use super::super::{Input, Sink, hash, settle};
use super::values::{Count, Many, Position};
use super::{Fields, path_of, walk};
use serde::Deserialize;
use serde::de::MapAccess;
use std::collections::BTreeMap;

/// Reads a report.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader = Reader { head: Head::of(Format::Istanbul), sink };
    reader.head.tool = Some("istanbul".to_owned());
    walk(input, &mut reader, false, |reader| &mut reader.head)?;
    Ok(reader.head)
}

/// Reads files by path, wherever they stand.
pub(super) struct Reader<'s, 'k> {
    pub(super) head: Head,
    pub(super) sink: &'s mut Sink<'k>,
}

impl Fields for Reader<'_, '_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let mut data: Data = map.next_value()?;
        if let Some(inner) = data.inner.take() {
            data = *inner;
        }
        let name = data.path.clone().unwrap_or_else(|| key.to_owned());
        let path = path_of(&name).map_err(serde::de::Error::custom)?;
        (self.sink)(file(path, &data));
        Ok(())
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Data {
    path: Option<String>,
    #[serde(rename = "statementMap")]
    statements: BTreeMap<String, Span>,
    #[serde(rename = "fnMap")]
    functions: BTreeMap<String, Named>,
    #[serde(rename = "branchMap")]
    branches: BTreeMap<String, Fork>,
    s: BTreeMap<String, Count>,
    f: BTreeMap<String, Count>,
    b: BTreeMap<String, Many<Count>>,
    /// Older tools wrap all of it once more.
    #[serde(rename = "data")]
    inner: Option<Box<Data>>,
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Span {
    start: Place,
    end: Place,
    skip: bool,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(default)]
struct Place {
    line: Position,
    column: Position,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Named {
    name: String,
    decl: Option<Span>,
    loc: Option<Span>,
    line: Position,
    skip: bool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Fork {
    loc: Option<Span>,
    line: Position,
    #[serde(rename = "type")]
    kind: String,
    locations: Many<Option<Span>>,
    skip: bool,
}

/// Lines are those on which a statement starts, with the most that one of them ran.
fn file(path: String, data: &Data) -> FileCoverage {
    let mut file = FileCoverage { path, ..FileCoverage::default() };
    let mut whole_lines = true;
    for (id, span) in &data.statements {
        let line = span.start.line.0;
        if span.skip || line == 0 {
            continue;
        }
        let hits = data.s.get(id).copied().unwrap_or_default().0;
        whole_lines &= span.start.column.0 == 0 && span.end.line == span.start.line;
        file.lines.push((line, hits));
        let end = if span.end.line.0 == 0 { span.start } else { span.end };
        let column = |column: Position| column.0.saturating_add(1);
        file.regions.push(Region { start: (line, column(span.start.column)), end: (end.line.0, column(end.column)), weight: 1, hits });
    }
    settle::lines(&mut file.lines, u64::max);
    settle::regions_apart(&mut file.regions);
    // Providers that count in V8's blocks have a statement for every line, blank ones too.
    file.lines_are_spans =
        whole_lines && file.lines.len() > 1 && file.lines.iter().zip(1_u32..).all(|((line, _), expected)| *line == expected);
    for (id, function) in &data.functions {
        let skipped = function.skip || function.loc.as_ref().is_some_and(|span| span.skip);
        if skipped {
            continue;
        }
        let place = function.decl.as_ref().or(function.loc.as_ref()).map_or(0, |span| span.start.line.0);
        let line = if place == 0 { function.line.0 } else { place };
        let hits = data.f.get(id).copied().unwrap_or_default().0;
        file.functions.push(Function { name: function.name.clone(), line: (line > 0).then_some(line), hits });
    }
    settle::functions_apart(&mut file.functions);
    for (id, fork) in &data.branches {
        let place = fork.loc.as_ref().map_or(0, |span| span.start.line.0);
        let first = fork.locations.0.iter().flatten().map(|span| span.start.line.0).find(|line| *line > 0).unwrap_or(0);
        let line = [place, fork.line.0, first].into_iter().find(|line| *line > 0).unwrap_or(0);
        let Some(taken) = data.b.get(id).filter(|_| !fork.skip && line > 0) else { continue };
        let loc = fork.loc.clone().unwrap_or_default();
        for (index, hits) in taken.0.iter().enumerate() {
            if fork.locations.0.get(index).and_then(Option::as_ref).is_some_and(|span| span.skip) {
                continue;
            }
            let numbers = [loc.start.column, loc.end.line, loc.end.column].map(|position| u64::from(position.0));
            let key = hash::key_of_numbers(&numbers) ^ hash::key(&[fork.kind.as_bytes()]) ^ hash::key_of_numbers(&[index as u64]);
            file.branches.push(Branch { line, key, hits: hits.0 });
        }
    }
    settle::branches(&mut file.branches, true);
    file
}
