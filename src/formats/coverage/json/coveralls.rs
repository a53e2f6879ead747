//! Coveralls JSON: `source_files` with an entry for every line.

use super::super::model::{Branch, Error, FileCoverage, Format, Head};
use super::super::{Input, Sink, hash, settle};
use super::values::{Column, Count, Many};
use super::{Fields, items, path_of, walk};
use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess};

/// Reads a report.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader = Reader { head: Head::of(Format::Coveralls), sink };
    walk(input, &mut reader, false, |reader| &mut reader.head)?;
    Ok(reader.head)
}

struct Reader<'s, 'k> {
    head: Head,
    sink: &'s mut Sink<'k>,
}

impl Fields for Reader<'_, '_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        if key != "source_files" {
            map.next_value::<IgnoredAny>()?;
            return Ok(());
        }
        let sink = &mut *self.sink;
        map.next_value_seed(items(|source: Source| {
            sink(file(source)?);
            Ok(())
        }))
    }
}

#[derive(Deserialize)]
struct Source {
    name: String,
    #[serde(default)]
    coverage: Column,
    /// Line, block, branch, hits; line, block, branch, hits; …
    #[serde(default)]
    branches: Many<Count>,
}

fn file(source: Source) -> Result<FileCoverage, Error> {
    let mut file = FileCoverage { path: path_of(&source.name)?, lines: source.coverage.0, ..FileCoverage::default() };
    let (groups, rest) = source.branches.0.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(Error::malformed("`branches` is no list of groups of four"));
    }
    for [line, block, branch, hits] in groups {
        if let Some(line) = u32::try_from(line.0).ok().filter(|line| *line > 0) {
            file.branches.push(Branch { line, key: hash::key_of_numbers(&[block.0, branch.0]), hits: hits.0 });
        }
    }
    settle::file(&mut file);
    Ok(file)
}
