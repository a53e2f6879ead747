//! `llvm-cov export`, JSON 2.0 and 3.x. Segments and their meaning: llvm/ProfileData/Coverage/CoverageMapping.h.

mod segments;

use super::super::model::{Branch, Error, Figure, Figures, FileCoverage, Format, Function, Head, Region};
use super::super::trouble::quote;
use super::super::{Input, Sink, hash, settle};
use super::values::{Count, Many};
use super::{Fields, Object, items, path_of, walk};
use segments::{Segment, lines};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;

/// Reads a report.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader = Reader { head: Head::of(Format::Llvm), sink, functions: BTreeMap::new() };
    walk(input, &mut reader, false, |reader| &mut reader.head)?;
    for (path, functions) in reader.functions {
        let (named, regions) = (functions.entered.into_values().collect(), functions.regions.into_iter());
        let regions = regions.map(|((start, end), hits)| Region { start, end, weight: 1, hits }).collect();
        let mut file = FileCoverage { path: path_of(&path)?, functions: named, regions, lines_are_spans: true, ..FileCoverage::default() };
        settle::functions_apart(&mut file.functions);
        (reader.sink)(file);
    }
    Ok(reader.head)
}

struct Reader<'s, 'k> {
    head: Head,
    sink: &'s mut Sink<'k>,
    /// Functions by file. They are held, as an instantiation is only known by standing where another does.
    functions: BTreeMap<String, Functions>,
}

/// Start and end of a region.
type Place = ((u32, u32), (u32, u32));

#[derive(Default)]
struct Functions {
    entered: BTreeMap<(u32, u32), Function>,
    regions: BTreeMap<Place, u64>,
}

impl Fields for Reader<'_, '_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "data" => map.next_value_seed(Exports(self)),
            "cargo_llvm_cov" => {
                let cargo: Cargo = map.next_value()?;
                self.head.tool = cargo.version.map(|version| quote(format!("cargo-llvm-cov {version}").as_bytes()));
                Ok(())
            }
            _ => map.next_value::<IgnoredAny>().map(drop),
        }
    }
}

#[derive(Deserialize)]
struct Cargo {
    version: Option<String>,
}

/// The array `data`, mostly of one export.
struct Exports<'a, 's, 'k>(&'a mut Reader<'s, 'k>);

impl<'de> serde::de::DeserializeSeed<'de> for Exports<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Exports<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array of exports")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Object(&mut Export(self.0)))?.is_some() {}
        Ok(())
    }
}

struct Export<'a, 's, 'k>(&'a mut Reader<'s, 'k>);

impl Fields for Export<'_, '_, '_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "files" => {
                let sink = &mut *self.0.sink;
                map.next_value_seed(items(|data: File| {
                    sink(file(data)?);
                    Ok(())
                }))
            }
            "functions" => {
                let known = &mut self.0.functions;
                map.next_value_seed(items(|data: Entered| {
                    function(known, data);
                    Ok(())
                }))
            }
            "totals" => {
                self.0.head.stated = map.next_value::<Summary>()?.figures();
                Ok(())
            }
            _ => map.next_value::<IgnoredAny>().map(drop),
        }
    }
}

#[derive(Deserialize)]
struct File {
    filename: String,
    #[serde(default)]
    segments: Many<Segment>,
    #[serde(default)]
    branches: Many<Fork>,
    #[serde(default)]
    summary: Summary,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Summary {
    lines: Option<Covered>,
    functions: Option<Covered>,
    regions: Option<Covered>,
    branches: Option<Covered>,
}

#[derive(Deserialize)]
struct Covered {
    count: Count,
    covered: Count,
}

impl Summary {
    fn figures(self) -> Figures {
        let figure = |covered: Option<Covered>| covered.map(|covered| Figure { covered: covered.covered.0, total: covered.count.0 });
        // Branches are only counted where that was asked for: 0 of 0 says nothing.
        let branches = figure(self.branches).filter(|figure| figure.total > 0);
        Figures { lines: figure(self.lines), branches, functions: figure(self.functions), regions: figure(self.regions) }
    }
}

/// `[line, column, end line, end column, times true, times false, …]`
struct Fork([u64; 6]);

impl<'de> Deserialize<'de> for Fork {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        numbers(deserializer).map(Self)
    }
}

/// `[line, column, end line, end column, hits, file, expanded file, kind, …]`
struct Span([u64; 8]);

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        numbers(deserializer).map(Self)
    }
}

/// The first `N` numbers of an array.
fn numbers<'de, D: Deserializer<'de>, const N: usize>(deserializer: D) -> Result<[u64; N], D::Error> {
    struct Numbers<const N: usize>;
    impl<'de, const N: usize> Visitor<'de> for Numbers<N> {
        type Value = [u64; N];

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(formatter, "an array of {N} numbers or more")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<[u64; N], A::Error> {
            let mut numbers = [0; N];
            for slot in &mut numbers {
                *slot = seq.next_element::<Count>()?.ok_or_else(|| serde::de::Error::custom("an array is too short"))?.0;
            }
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok(numbers)
        }
    }
    deserializer.deserialize_seq(Numbers)
}

#[derive(Deserialize)]
struct Entered {
    name: String,
    count: Count,
    #[serde(default)]
    regions: Many<Span>,
    #[serde(default)]
    filenames: Many<String>,
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

fn file(data: File) -> Result<FileCoverage, Error> {
    let mut file = FileCoverage { path: path_of(&data.filename)?, lines_are_spans: true, ..FileCoverage::default() };
    file.stated = data.summary.figures();
    (file.lines, file.partial_lines) = lines(&data.segments.0)?;
    for Fork([line, column, end, end_column, yes, no]) in data.branches.0 {
        for (side, hits) in [(1, yes), (0, no)] {
            if small(line) > 0 {
                file.branches.push(Branch { line: small(line), key: hash::key_of_numbers(&[column, end, end_column, side]), hits });
            }
        }
    }
    settle::branches(&mut file.branches, false);
    Ok(file)
}

/// Instantiations of a function start at the same place, and are one function.
fn function(known: &mut BTreeMap<String, Functions>, data: Entered) {
    const CODE: u64 = 0;
    let Some(name) = data.filenames.0.first() else { return };
    let start = data.regions.0.first().map_or((0, 0), |Span([line, column, ..])| (small(*line), small(*column)));
    let functions = known.entry(name.clone()).or_default();
    let entered =
        functions.entered.entry(start).or_insert_with(|| Function { name: data.name, line: (start.0 > 0).then_some(start.0), hits: 0 });
    entered.hits = entered.hits.saturating_add(data.count.0);
    for Span([line, column, end, end_column, hits, file, _, kind]) in data.regions.0 {
        let Some(name) = usize::try_from(file).ok().and_then(|index| data.filenames.0.get(index)) else { continue };
        if kind == CODE && small(line) > 0 {
            let place = ((small(line), small(column)), (small(end), small(end_column)));
            let times = known.entry(name.clone()).or_default().regions.entry(place).or_default();
            *times = times.saturating_add(hits);
        }
    }
}
