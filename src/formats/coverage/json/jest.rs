//! Results of tests as Jest's `--json` and Vitest's `json` reporter write them, with Istanbul's files under `coverageMap`: Jest,
//! `formatTestResults` and `CoverageReporter`.

use super::super::model::{Error, ErrorKind, Format, Head};
use super::super::{Input, Sink};
use super::istanbul::Reader;
use super::{Fields, Object, walk};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// Reads a report.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut files = 0_u64;
    let mut counted = |file| {
        files += 1;
        sink(file);
    };
    let mut results = Results { files: Reader { head: Head::of(Format::Jest), sink: &mut counted }, has_map: false };
    results.files.head.tool = Some("istanbul".to_owned());
    walk(input, &mut results, false, |results| &mut results.files.head)?;
    let Results { files: Reader { head, .. }, has_map } = results;
    if !has_map {
        return Err(Error::new(ErrorKind::Unknown, "these are results of tests, without coverage: run Jest or Vitest with `--coverage`"));
    }
    if files == 0 {
        return Err(Error::new(ErrorKind::Empty, "`coverageMap` is empty: nothing was measured"));
    }
    Ok(head)
}

/// The top of the results.
struct Results<'s, 'k> {
    files: Reader<'s, 'k>,
    has_map: bool,
}

impl Fields for Results<'_, '_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        if key == "coverageMap" {
            self.has_map |= map.next_value_seed(Coverage(&mut self.files))?;
        } else {
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// Files by path, or `null` where no coverage was asked for; whether there are any.
struct Coverage<'a, 's, 'k>(&'a mut Reader<'s, 'k>);

impl<'de> DeserializeSeed<'de> for Coverage<'_, '_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Coverage<'_, '_, '_> {
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("coverage by file")
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<bool, A::Error> {
        Object(self.0).visit_map(map).map(|()| true)
    }
}
