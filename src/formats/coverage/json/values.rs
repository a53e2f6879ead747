//! Values as reports write them.

use super::super::input::{ENTRIES_MOST, path};
use super::super::model::Error;
use super::super::number::hits_of_float;
use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// How often something ran: whole, negative (an overflow), a fraction, or beyond 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Count(pub(super) u64);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CountVisitor;
        impl Visitor<'_> for CountVisitor {
            type Value = Count;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a count")
            }

            fn visit_u64<E>(self, value: u64) -> Result<Count, E> {
                Ok(Count(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Count, E> {
                Ok(Count(u64::try_from(value).unwrap_or(0)))
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Count, E> {
                hits_of_float(value).map(Count).ok_or_else(|| E::custom("a count is no number"))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Count, E> {
                Ok(Count(u64::from(value)))
            }

            fn visit_unit<E>(self) -> Result<Count, E> {
                Ok(Count(0))
            }
        }
        deserializer.deserialize_any(CountVisitor)
    }
}

/// A line or a column. What is no whole number (`null`, below 0, beyond 32 bits) is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Position(pub(super) u32);

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PositionVisitor;
        impl Visitor<'_> for PositionVisitor {
            type Value = Position;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a place")
            }

            fn visit_u64<E>(self, value: u64) -> Result<Position, E> {
                Ok(Position(u32::try_from(value).unwrap_or(0)))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Position, E> {
                Ok(Position(u32::try_from(value).unwrap_or(0)))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Position, E> {
                Ok(Position(hits_of_float(value).and_then(|value| u32::try_from(value).ok()).unwrap_or(0)))
            }

            fn visit_str<E>(self, value: &str) -> Result<Position, E> {
                Ok(Position(value.parse().unwrap_or(0)))
            }

            fn visit_unit<E>(self) -> Result<Position, E> {
                Ok(Position(0))
            }
        }
        deserializer.deserialize_any(PositionVisitor)
    }
}

/// An array that has no more entries than a source can have lines; `null` is an empty one.
#[derive(Debug, Clone)]
pub(super) struct Many<T>(pub(super) Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ManyVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for ManyVisitor<T> {
            type Value = Many<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an array")
            }

            fn visit_unit<E>(self) -> Result<Many<T>, E> {
                Ok(Many::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Many<T>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    if items.len() >= ENTRIES_MOST {
                        return Err(de::Error::custom("an array has more than 10 million entries"));
                    }
                    items.push(item);
                }
                Ok(Many(items))
            }
        }
        deserializer.deserialize_any(ManyVisitor(PhantomData))
    }
}

/// A path of a report.
pub(super) fn path_of(name: &str) -> Result<String, Error> {
    path(name.as_bytes())
}

/// Lines of an array that has an entry for every line of the source: `null` and words are lines that do not count.
#[derive(Debug, Clone, Default)]
pub(super) struct Column(pub(super) Vec<(u32, u64)>);

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let cells: Many<Cell> = Many::deserialize(deserializer)?;
        let numbered = (1_u32..).zip(cells.0);
        Ok(Self(numbered.filter_map(|(line, cell)| Some((line, cell.0?))).collect()))
    }
}

/// Hits of one line, or nothing.
#[derive(Debug, Clone, Copy)]
struct Cell(Option<u64>);

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CellVisitor;
        impl Visitor<'_> for CellVisitor {
            type Value = Cell;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("hits or null")
            }

            fn visit_u64<E>(self, value: u64) -> Result<Cell, E> {
                Ok(Cell(Some(value)))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Cell, E> {
                Ok(Cell(Some(u64::try_from(value).unwrap_or(0))))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Cell, E> {
                Ok(Cell(hits_of_float(value)))
            }

            fn visit_str<E>(self, value: &str) -> Result<Cell, E> {
                Ok(Cell(value.parse().ok()))
            }

            fn visit_unit<E>(self) -> Result<Cell, E> {
                Ok(Cell(None))
            }
        }
        deserializer.deserialize_any(CellVisitor)
    }
}
