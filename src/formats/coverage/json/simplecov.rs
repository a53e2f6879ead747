//! `SimpleCov`: `.resultset.json`, the JSON formatter's `coverage.json`, and the file of the older gem simplecov-json.

use super::super::model::{Branch, Error, FileCoverage, Format, Function, Head};
use super::super::number::line;
use super::super::trouble::quote;
use super::super::xml::made;
use super::super::{Input, Sink, hash, settle};
use super::values::{Column, Count, Many, Position};
use super::{Fields, Object, entries, items, path_of, walk};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;

/// Reads a report. Every command of a resultset hands over its files: runs of the same line add up.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader = Reader { head: Head::of(Format::SimpleCov), sink };
    reader.head.tool = Some("simplecov".to_owned());
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
                let meta: Meta = map.next_value()?;
                self.head.tool = meta.simplecov_version.map(|version| quote(format!("simplecov {version}").as_bytes()));
                Ok(())
            }
            "coverage" => files(self, map),
            "files" => {
                let sink = &mut *self.sink;
                map.next_value_seed(items(|listed: Listed| {
                    sink(file(&listed.filename, listed.coverage)?);
                    Ok(())
                }))
            }
            _ => map.next_value_seed(Other(&mut Command(self))),
        }
    }
}

fn files<'de, A: MapAccess<'de>>(reader: &mut Reader<'_, '_>, map: &mut A) -> Result<(), A::Error> {
    let sink = &mut *reader.sink;
    map.next_value_seed(entries(|name: String, source: Source| {
        sink(file(&name, source)?);
        Ok(())
    }))
}

/// What ran under one name.
struct Command<'a, 's, 'k>(&'a mut Reader<'s, 'k>);

impl Fields for Command<'_, '_, '_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "coverage" => files(self.0, map),
            "timestamp" => {
                let stamp: Count = map.next_value()?;
                self.0.head.made = self.0.head.made.max(made(stamp.0));
                Ok(())
            }
            _ => map.next_value::<IgnoredAny>().map(drop),
        }
    }
}

/// A command, or a value of the other shapes that says nothing here.
struct Other<'a, T>(&'a mut T);

impl<'de, T: Fields> DeserializeSeed<'de> for Other<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Fields> Visitor<'de> for Other<'_, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        Object(self.0).visit_map(map)
    }
}

#[derive(Deserialize)]
struct Meta {
    simplecov_version: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    filename: String,
    coverage: Source,
}

/// A file: before version 0.18 only its lines.
#[derive(Deserialize)]
#[serde(untagged)]
enum Source {
    Lines(Column),
    Full(Full),
}

#[derive(Deserialize)]
struct Full {
    lines: Option<Column>,
    #[serde(default)]
    branches: Branches,
    #[serde(default)]
    methods: Methods,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Branches {
    /// Condition → arm → hits, both as Ruby shows them: `[:then, 1, 4, 6, 4, 12]`.
    Raw(BTreeMap<String, BTreeMap<String, Count>>),
    Listed(Many<Arm>),
}

impl Default for Branches {
    fn default() -> Self {
        Self::Listed(Many::default())
    }
}

#[derive(Deserialize)]
struct Arm {
    #[serde(rename = "type", default)]
    kind: String,
    start_line: Position,
    #[serde(default)]
    end_line: Position,
    coverage: Hits,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Methods {
    /// `["Stack", :push, 3, 2, 5, 5]` → hits.
    Raw(BTreeMap<String, Count>),
    Listed(Many<Method>),
}

impl Default for Methods {
    fn default() -> Self {
        Self::Listed(Many::default())
    }
}

#[derive(Deserialize)]
struct Method {
    name: String,
    start_line: Position,
    coverage: Hits,
}

/// A count, or `"ignored"`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Hits {
    Counted(Count),
    Ignored(IgnoredAny),
}

fn file(name: &str, source: Source) -> Result<FileCoverage, Error> {
    let mut file = FileCoverage { path: path_of(name)?, ..FileCoverage::default() };
    let full = match source {
        Source::Lines(lines) => {
            file.lines = lines.0;
            return Ok(file);
        }
        Source::Full(full) => full,
    };
    file.lines = full.lines.unwrap_or_default().0;
    match full.branches {
        Branches::Raw(conditions) => {
            for (condition, arms) in conditions {
                for (arm, hits) in arms {
                    let line = place(&arm).or_else(|| place(&condition)).ok_or_else(|| unreadable(&arm))?;
                    file.branches.push(Branch { line, key: hash::key(&[condition.as_bytes(), arm.as_bytes()]), hits: hits.0 });
                }
            }
        }
        Branches::Listed(arms) => {
            for arm in arms.0 {
                if let (Hits::Counted(hits), true) = (arm.coverage, arm.start_line.0 > 0) {
                    let key = hash::key(&[arm.kind.as_bytes(), &arm.end_line.0.to_le_bytes()]);
                    file.branches.push(Branch { line: arm.start_line.0, key, hits: hits.0 });
                }
            }
        }
    }
    settle::branches(&mut file.branches, true);
    match full.methods {
        Methods::Raw(methods) => {
            for (name, hits) in methods {
                let line = place(&name).ok_or_else(|| unreadable(&name))?;
                file.functions.push(Function { name, line: Some(line), hits: hits.0 });
            }
        }
        Methods::Listed(methods) => {
            for method in methods.0 {
                if let Hits::Counted(hits) = method.coverage {
                    let line = (method.start_line.0 > 0).then_some(method.start_line.0);
                    file.functions.push(Function { name: method.name, line, hits: hits.0 });
                }
            }
        }
    }
    Ok(file)
}

fn unreadable(name: &str) -> Error {
    Error::malformed(format!("`{}` has no place in it", quote(name.as_bytes())))
}

/// The first line of what Ruby shows as `[…, line, column, line, column]`.
fn place(shown: &str) -> Option<u32> {
    let number = shown.trim_end_matches(']').rsplit(',').nth(3)?.trim();
    line(number.as_bytes()).filter(|line| *line > 0)
}
