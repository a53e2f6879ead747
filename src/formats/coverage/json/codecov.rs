//! Codecov's own JSON: `{"coverage": {path: {"12": hits | "covered/total" | true | null}}}`, or an array with an entry a line.

use super::super::model::{Error, FileCoverage, Format, Head, LineSum};
use super::super::number::{digits, line, whole};
use super::super::{Input, Sink, settle};
use super::{Fields, entries, path_of, walk};
use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Reads a report.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader = Reader { head: Head::of(Format::Codecov), sink };
    walk(input, &mut reader, false, |reader| &mut reader.head)?;
    Ok(reader.head)
}

struct Reader<'s, 'k> {
    head: Head,
    sink: &'s mut Sink<'k>,
}

impl Fields for Reader<'_, '_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        if key != "coverage" {
            map.next_value::<IgnoredAny>()?;
            return Ok(());
        }
        let sink = &mut *self.sink;
        map.next_value_seed(entries(|name: String, Lines(mut file): Lines| {
            file.path = path_of(&name)?;
            settle::file(&mut file);
            sink(file);
            Ok(())
        }))
    }
}

/// The lines of a file, without its path.
struct Lines(FileCoverage);

impl Lines {
    fn add(&mut self, line: u32, cell: Cell) {
        let file = &mut self.0;
        match cell {
            _ if line == 0 => {}
            Cell::Hits(hits) => file.lines.push((line, hits)),
            Cell::Partial => {
                file.lines.push((line, 1));
                file.partial_lines.push(line);
            }
            Cell::Ratio(covered, total) => {
                file.lines.push((line, u64::from(covered)));
                if 0 < covered && covered < total {
                    file.partial_lines.push(line);
                }
                file.region_sums.push(LineSum { line, covered, total, missed: (covered == total).then(Vec::new) });
            }
            Cell::Silent => {}
        }
    }
}

impl<'de> Deserialize<'de> for Lines {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LinesVisitor;
        impl<'de> Visitor<'de> for LinesVisitor {
            type Value = Lines;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("lines by number, or an array of them")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Lines, A::Error> {
                let mut lines = Lines(FileCoverage::default());
                while let Some((key, cell)) = map.next_entry::<String, Cell>()? {
                    let number = line(key.as_bytes()).ok_or_else(|| de::Error::custom("a key is no line number"))?;
                    lines.add(number, cell);
                    super::super::input::bounded(lines.0.lines.len()).map_err(de::Error::custom)?;
                }
                Ok(lines)
            }

            /// The first entry is for a line 0 that does not exist.
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Lines, A::Error> {
                let mut lines = Lines(FileCoverage::default());
                let mut number = 0;
                while let Some(cell) = seq.next_element::<Cell>()? {
                    lines.add(number, cell);
                    number += 1;
                    super::super::input::bounded(number as usize).map_err(de::Error::custom)?;
                }
                Ok(lines)
            }
        }
        deserializer.deserialize_any(LinesVisitor)
    }
}

/// What is said of a line.
#[derive(Clone, Copy)]
enum Cell {
    Hits(u64),
    Ratio(u32, u32),
    Partial,
    Silent,
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CellVisitor;
        impl Visitor<'_> for CellVisitor {
            type Value = Cell;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("hits, a ratio, true or null")
            }

            fn visit_u64<E>(self, value: u64) -> Result<Cell, E> {
                Ok(Cell::Hits(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Cell, E> {
                // -1 is a line that was left out.
                Ok(u64::try_from(value).map_or(Cell::Silent, Cell::Hits))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Cell, E> {
                Ok(super::super::number::hits_of_float(value).map_or(Cell::Silent, Cell::Hits))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Cell, E> {
                Ok(if value { Cell::Partial } else { Cell::Hits(0) })
            }

            fn visit_unit<E>(self) -> Result<Cell, E> {
                Ok(Cell::Silent)
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<Cell, E> {
                ratio(value.as_bytes()).ok_or_else(|| E::custom("a line is neither a count nor a ratio"))
            }
        }
        deserializer.deserialize_any(CellVisitor)
    }
}

fn ratio(text: &[u8]) -> Option<Cell> {
    let small = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    match digits(text)? {
        (hits, []) => Some(Cell::Hits(hits)),
        (covered, [b'/', total @ ..]) => match whole(total)? {
            0 => Some(Cell::Silent),
            total => Some(Cell::Ratio(small(covered.min(total)), small(total))),
        },
        _ => None,
    }
}
