//! coverage.py's JSON, formats 1 to 3.

use super::super::model::{Branch, Error, Figure, Figures, FileCoverage, Format, Function, Head};
use super::super::trouble::quote;
use super::super::{Input, Sink, hash, settle};
use super::values::{Count, Many, Position};
use super::{Fields, entries, path_of, walk};
use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess};
use std::collections::{BTreeMap, BTreeSet};

/// Reads a report.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader = Reader { head: Head::of(Format::CoveragePy), sink };
    walk(input, &mut reader, false, |reader| &mut reader.head)?;
    Ok(reader.head)
}

struct Reader<'s, 'k> {
    head: Head,
    sink: &'s mut Sink<'k>,
}

impl Fields for Reader<'_, '_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "meta" => {
                // Its time stamp is local and has no zone, so that it says nothing.
                let meta: Meta = map.next_value()?;
                self.head.tool = meta.version.map(|version| quote(format!("coverage.py {version}").as_bytes()));
            }
            "files" => {
                let sink = &mut *self.sink;
                map.next_value_seed(entries(|name: String, data: File| {
                    sink(file(path_of(&name)?, data));
                    Ok(())
                }))?;
            }
            "totals" => self.head.stated = map.next_value::<Summary>()?.figures(),
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Meta {
    version: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct File {
    executed_lines: Many<Position>,
    missing_lines: Many<Position>,
    excluded_lines: Many<Position>,
    executed_branches: Many<(i64, i64)>,
    missing_branches: Many<(i64, i64)>,
    functions: BTreeMap<String, Part>,
    summary: Summary,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Part {
    executed_lines: Many<Position>,
    missing_lines: Many<Position>,
    start_line: Option<Position>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Summary {
    covered_lines: Option<Count>,
    num_statements: Option<Count>,
    covered_branches: Option<Count>,
    num_branches: Option<Count>,
}

impl Summary {
    fn figures(&self) -> Figures {
        let figure = |covered: Option<Count>, total: Option<Count>| Some(Figure { covered: covered?.0, total: total?.0 });
        Figures {
            lines: figure(self.covered_lines, self.num_statements),
            branches: figure(self.covered_branches, self.num_branches),
            ..Figures::default()
        }
    }
}

fn file(path: String, data: File) -> FileCoverage {
    let mut file = FileCoverage { path, stated: data.summary.figures(), ..FileCoverage::default() };
    // Before 7.4 excluded lines that ran are among the executed ones too, and in no figure.
    let excluded: BTreeSet<u32> = data.excluded_lines.0.iter().map(|line| line.0).collect();
    for (lines, hits) in [(data.executed_lines, 1), (data.missing_lines, 0)] {
        file.lines.extend(lines.0.into_iter().filter(|line| line.0 > 0 && !excluded.contains(&line.0)).map(|line| (line.0, hits)));
    }
    for (branches, hits) in [(data.executed_branches, 1), (data.missing_branches, 0)] {
        // The target tells branches of a line apart; below 0 it is an exit.
        file.branches.extend(branches.0.into_iter().filter_map(|(from, to)| {
            let line = u32::try_from(from.unsigned_abs()).ok().filter(|line| *line > 0)?;
            Some(Branch { line, key: hash::key(&[&to.to_le_bytes()]), hits })
        }));
    }
    for (name, part) in data.functions {
        // The nameless one is the module.
        if name.is_empty() {
            continue;
        }
        let first = part.executed_lines.0.iter().chain(&part.missing_lines.0).map(|line| line.0).min();
        let line = part.start_line.map(|line| line.0).or(first).filter(|line| *line > 0);
        file.functions.push(Function { name, line, hits: u64::from(!part.executed_lines.0.is_empty()) });
    }
    settle::file(&mut file);
    file
}
