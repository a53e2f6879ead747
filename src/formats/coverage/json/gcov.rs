//! `gcov --json-format`, versions 1 and 2, one document for every unit.

use super::super::model::{Branch, Error, FileCoverage, Format, Function, Head};
use super::super::trouble::quote;
use super::super::{Input, Sink, hash, settle};
use super::values::{Count, Many, Position};
use super::{Fields, items, path_of, walk};
use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess};

/// Reads a report.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader = Reader { head: Head::of(Format::Gcov), sink };
    walk(input, &mut reader, true, |reader| &mut reader.head)?;
    Ok(reader.head)
}

struct Reader<'s, 'k> {
    head: Head,
    sink: &'s mut Sink<'k>,
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
            "current_working_directory" => {
                let folder: String = map.next_value()?;
                if !self.head.roots.contains(&folder) && self.head.roots.len() < 1000 {
                    self.head.roots.push(path_of(&folder).map_err(serde::de::Error::custom)?);
                }
            }
            "gcc_version" => self.head.tool = Some(quote(format!("gcov {}", map.next_value::<String>()?).as_bytes())),
            _ => {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct File {
    #[serde(rename = "file")]
    path: String,
    #[serde(default)]
    functions: Many<Entered>,
    #[serde(default)]
    lines: Many<Line>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Entered {
    name: String,
    demangled_name: String,
    start_line: Position,
    execution_count: Count,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Line {
    #[serde(rename = "line_number")]
    number: Position,
    count: Count,
    unexecuted_block: bool,
    branches: Many<Arc>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Arc {
    count: Count,
}

/// Instances of templates and inline functions repeat lines: they add up.
fn file(data: File) -> Result<FileCoverage, Error> {
    let mut file = FileCoverage { path: path_of(&data.path)?, ..FileCoverage::default() };
    for line in data.lines.0 {
        let number = line.number.0;
        if number == 0 {
            continue;
        }
        file.lines.push((number, line.count.0));
        if line.unexecuted_block && line.count.0 > 0 && line.branches.0.is_empty() {
            file.partial_lines.push(number);
        }
        for (index, arc) in line.branches.0.iter().enumerate() {
            file.branches.push(Branch { line: number, key: hash::key_of_numbers(&[index as u64]), hits: arc.count.0 });
        }
    }
    for function in data.functions.0 {
        let name = if function.demangled_name.is_empty() { function.name } else { function.demangled_name };
        let line = (function.start_line.0 > 0).then_some(function.start_line.0);
        file.functions.push(Function { name, line, hits: function.execution_count.0 });
    }
    settle::file(&mut file);
    Ok(file)
}
