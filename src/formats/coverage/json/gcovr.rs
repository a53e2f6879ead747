//! gcovr's JSON, and its summary.

use super::super::model::{Branch, Error, Figure, Figures, FileCoverage, Format, Function, Head};
use super::super::{Input, Sink, hash, settle};
use super::values::{Count, Many, Position};
use super::{Fields, items, path_of, walk};
use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess};

/// Reads a report.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader = Reader { head: Head::of(Format::Gcovr), sink, totals: Totals::default() };
    reader.head.tool = Some("gcovr".to_owned());
    walk(input, &mut reader, false, |reader| &mut reader.head)?;
    reader.head.stated = reader.totals.figures();
    Ok(reader.head)
}

struct Reader<'s, 'k> {
    head: Head,
    sink: &'s mut Sink<'k>,
    totals: Totals,
}

impl Fields for Reader<'_, '_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        let slot = match key {
            "files" => {
                let sink = &mut *self.sink;
                return map.next_value_seed(items(|data: File| {
                    sink(file(data)?);
                    Ok(())
                }));
            }
            "line_covered" => &mut self.totals.line_covered,
            "line_total" => &mut self.totals.line_total,
            "branch_covered" => &mut self.totals.branch_covered,
            "branch_total" => &mut self.totals.branch_total,
            "function_covered" => &mut self.totals.function_covered,
            "function_total" => &mut self.totals.function_total,
            _ => {
                map.next_value::<IgnoredAny>()?;
                return Ok(());
            }
        };
        *slot = map.next_value()?;
        Ok(())
    }
}

/// Figures of the summary.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Totals {
    line_covered: Option<Count>,
    line_total: Option<Count>,
    branch_covered: Option<Count>,
    branch_total: Option<Count>,
    function_covered: Option<Count>,
    function_total: Option<Count>,
}

impl Totals {
    fn figures(&self) -> Figures {
        let figure = |covered: Option<Count>, total: Option<Count>| Some(Figure { covered: covered?.0, total: total?.0 });
        Figures {
            lines: figure(self.line_covered, self.line_total),
            branches: figure(self.branch_covered, self.branch_total),
            functions: figure(self.function_covered, self.function_total),
            regions: None,
        }
    }
}

#[derive(Deserialize)]
struct File {
    /// Before version 0.5 `file`, in the summary `filename`.
    #[serde(rename = "file", alias = "filename")]
    path: String,
    #[serde(default)]
    lines: Many<Line>,
    #[serde(default)]
    functions: Many<Entered>,
    #[serde(flatten)]
    totals: Totals,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Line {
    #[serde(rename = "line_number")]
    number: Position,
    count: Count,
    #[serde(rename = "gcovr/noncode")]
    no_code: bool,
    #[serde(rename = "gcovr/excluded")]
    excluded: bool,
    branches: Many<Arc>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Arc {
    count: Count,
    branchno: Option<Count>,
    source_block_id: Option<Count>,
    destination_block_id: Option<Count>,
    #[serde(rename = "gcovr/excluded")]
    excluded: bool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Entered {
    name: String,
    demangled_name: String,
    lineno: Position,
    execution_count: Count,
    #[serde(rename = "gcovr/excluded")]
    excluded: bool,
}

fn file(data: File) -> Result<FileCoverage, Error> {
    let mut file = FileCoverage { path: path_of(&data.path)?, stated: data.totals.figures(), ..FileCoverage::default() };
    for line in data.lines.0 {
        let number = line.number.0;
        if number == 0 || line.no_code || line.excluded {
            continue;
        }
        file.lines.push((number, line.count.0));
        for (index, arc) in line.branches.0.iter().enumerate().filter(|(_, arc)| !arc.excluded) {
            let key = match (arc.branchno, arc.source_block_id, arc.destination_block_id) {
                (Some(number), from, to) => [number.0, from.map_or(0, |id| id.0), to.map_or(0, |id| id.0)],
                (None, Some(from), Some(to)) => [u64::MAX, from.0, to.0],
                _ => [index as u64, 0, 0],
            };
            file.branches.push(Branch { line: number, key: hash::key_of_numbers(&key), hits: arc.count.0 });
        }
    }
    for function in data.functions.0.into_iter().filter(|function| !function.excluded) {
        let name = if function.demangled_name.is_empty() { function.name } else { function.demangled_name };
        let line = (function.lineno.0 > 0).then_some(function.lineno.0);
        file.functions.push(Function { name, line, hits: function.execution_count.0 });
    }
    settle::file(&mut file);
    Ok(file)
}
