//! JSON in what a tool prints: whole documents, several after another, objects line by line, with other lines around them.

use super::MOST;
use super::bounded::{BUDGET, Bounded};
use super::build::{error, quote, unlike};
use super::model::Error;
use super::trouble::Listener;
use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde_json::Value;
use std::cell::Cell;

/// What [`items`] met besides the items.
#[derive(Debug, Default)]
pub(super) struct Met {
    /// Documents, arrays and objects alike.
    pub(super) documents: usize,
    /// What lines around the documents say of a failure.
    pub(super) said: Vec<String>,
}

/// Whether `text` has a line that begins like a JSON document.
pub(super) fn is_in(text: &str) -> bool {
    start(text, 0).is_some()
}

/// Calls `take` with every document of `text`; of a document that is an array, with each of its elements.
///
/// An array is never held as a whole. An error where there is no document, and where one is cut off or broken.
pub(super) fn items(format: &str, text: &str, mut take: impl FnMut(Value) -> Result<(), Error>) -> Result<Met, Error> {
    let mut met = Met::default();
    let mut listener = Listener::default();
    let mut at = 0;
    while let Some(begin) = start(text, at) {
        text.get(at..begin).unwrap_or_default().lines().for_each(|line| listener.hear(line));
        let rest = text.get(begin..).unwrap_or_default();
        let mut deserializer = serde_json::Deserializer::from_str(rest);
        let mut failed = None;
        let outcome = Elements { take: &mut take, failed: &mut failed }.deserialize(&mut deserializer);
        if let Some(failed) = failed {
            return Err(failed);
        }
        if let Err(problem) = outcome {
            return Err(broken(format, text, begin, &problem));
        }
        met.documents += 1;
        if met.documents > MOST {
            return Err(error(format!("the {format} report has more than {MOST} documents"), "have the tool report on fewer files"));
        }
        at = begin + deserializer.into_iter::<Value>().byte_offset();
    }
    text.get(at..).unwrap_or_default().lines().for_each(|line| listener.hear(line));
    met.said = listener.finish();
    if met.documents == 0 {
        return Err(unlike(format, "JSON", text));
    }
    Ok(met)
}

/// Where the next document begins, at or after `from`: always at the start of a line.
fn start(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    let rest = text.get(from..)?;
    for line in rest.split_inclusive('\n') {
        let inner = line.trim_start();
        let begin = at + (line.len() - inner.len());
        if looks_like_json(text.get(begin..).unwrap_or_default()) {
            return Some(begin);
        }
        at += line.len();
    }
    None
}

/// `{"`, `{}`, `[{`, `[[`, `[]`, with blanks in between.
fn looks_like_json(text: &str) -> bool {
    let mut marks = text.chars().take(4096).filter(|character| !character.is_ascii_whitespace());
    match (marks.next(), marks.next()) {
        (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | ']')) => true,
        (Some('['), Some('"')) => text.chars().nth(1) == Some('"'),
        _ => false,
    }
}

fn broken(format: &str, text: &str, begin: usize, problem: &serde_json::Error) -> Error {
    let before = text.get(..begin).unwrap_or_default().matches('\n').count();
    let line = u64::try_from(before + problem.line().max(1)).ok();
    let what = if problem.is_eof() {
        format!("the {format} report is cut off: its JSON does not end")
    } else {
        let why = problem.to_string();
        format!("the {format} report is broken JSON ({})", quote(&why).trim_matches('`'))
    };
    Error { line, ..error(what, "see whether the tool was stopped, ran out of space, or wrote something else between") }
}

/// Hands the elements of an array on one by one, and anything else as it is.
struct Elements<'t, F> {
    take: &'t mut F,
    failed: &'t mut Option<Error>,
}

impl<'de, F: FnMut(Value) -> Result<(), Error>> DeserializeSeed<'de> for Elements<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, F: FnMut(Value) -> Result<(), Error>> Visitor<'de> for Elements<'_, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("an array or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let mut count = 0_usize;
        while let Some(element) = elements.next_element_seed(Bounded(&Cell::new(BUDGET)))? {
            count += 1;
            if count > MOST {
                return Err(serde::de::Error::custom(format!("it has more than {MOST} elements")));
            }
            if self.failed.is_none()
                && let Err(failure) = (self.take)(element)
            {
                *self.failed = Some(failure);
            }
        }
        Ok(())
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        let value = Bounded(&Cell::new(BUDGET)).visit_map(members)?;
        if let Err(failure) = (self.take)(value) {
            *self.failed = Some(failure);
        }
        Ok(())
    }
}

/// The beginning of the first document that is not empty: of arrays the first element, of text the first words, and nothing that is
/// deeper than a report's own keys. What is broken further on does not matter.
pub(super) fn outline(text: &str) -> Option<Value> {
    let mut at = 0;
    let mut last = None;
    while let Some(begin) = start(text, at) {
        let mut deserializer = serde_json::Deserializer::from_str(text.get(begin..).unwrap_or_default());
        let mut value = Value::Null;
        let whole = Outline { into: &mut value, depth: 0 }.deserialize(&mut deserializer).is_ok();
        let empty = match &value {
            Value::Object(members) => members.is_empty(),
            Value::Array(elements) => elements.is_empty(),
            _ => true,
        };
        if !empty || !whole {
            return (!value.is_null()).then_some(value);
        }
        last = Some(value);
        at = begin + deserializer.into_iter::<Value>().byte_offset();
    }
    last
}

/// How deep an outline goes, and how much of a text and of an object it keeps.
const DEEP: usize = 5;
const LONG: usize = 200;
const WIDE: usize = 64;

/// Fills `into` as far as it gets.
struct Outline<'o> {
    into: &'o mut Value,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Outline<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Outline<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        *self.into = value.into();
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        *self.into = value.into();
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        *self.into = value.into();
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        *self.into = value.into();
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        *self.into = value.chars().take(LONG).collect::<String>().into();
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        *self.into = Value::Array(Vec::new());
        if self.depth < DEEP {
            let mut first = Value::Null;
            let outcome = elements.next_element_seed(Outline { into: &mut first, depth: self.depth + 1 });
            if !matches!(outcome, Ok(None))
                && let Value::Array(into) = self.into
            {
                into.push(first);
            }
            if outcome?.is_none() {
                return Ok(());
            }
        }
        while elements.next_element::<serde::de::IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        *self.into = Value::Object(serde_json::Map::new());
        while let Some(key) = members.next_key::<String>()? {
            let mut value = Value::Null;
            let outcome = if self.depth < DEEP {
                members.next_value_seed(Outline { into: &mut value, depth: self.depth + 1 })
            } else {
                members.next_value::<serde::de::IgnoredAny>().map(drop)
            };
            if let Value::Object(into) = &mut *self.into
                && into.len() < WIDE
            {
                into.insert(key, value);
            }
            outcome?;
        }
        Ok(())
    }
}

/// Text at a JSON pointer; a number is text too, an empty string is none.
pub(super) fn text(value: &Value, pointer: &str) -> Option<String> {
    match value.pointer(pointer)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Text at a JSON pointer, empty where there is none.
pub(super) fn words(value: &Value, pointer: &str) -> String {
    text(value, pointer).unwrap_or_default()
}

/// A number at a JSON pointer, written as one or as text.
pub(super) fn number(value: &Value, pointer: &str) -> Option<u32> {
    long(value, pointer).and_then(|number| u32::try_from(number).ok())
}

/// As [`number`], for counts.
pub(super) fn long(value: &Value, pointer: &str) -> Option<u64> {
    match value.pointer(pointer)? {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Whether it is `true` at a JSON pointer.
pub(super) fn is_true(value: &Value, pointer: &str) -> bool {
    value.pointer(pointer).and_then(Value::as_bool).unwrap_or(false)
}

/// The elements at a JSON pointer; none where there is no array.
pub(super) fn list<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The document, which has to have what every report of its format has.
pub(super) fn demand(format: &str, value: &Value, pointers: &[&str]) -> Result<(), Error> {
    match pointers.iter().find(|pointer| value.pointer(pointer).is_none()) {
        None => Ok(()),
        Some(missing) => Err(unlike(format, &format!("`{}`", missing.trim_start_matches('/')), &shown(value))),
    }
}

/// The beginning of a value.
fn shown(value: &Value) -> String {
    match value {
        Value::Object(members) => format!("{{{}", members.keys().take(6).map(|key| format!("\"{key}\": …")).collect::<Vec<_>>().join(", ")),
        Value::Array(_) => "[…".to_owned(),
        other => other.to_string(),
    }
}
