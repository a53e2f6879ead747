//! JSON reports, entry by entry: what is held is one file of the report.

pub(super) mod codecov;
pub(super) mod coverage_py;
pub(super) mod coveralls;
pub(super) mod coverlet;
pub(super) mod gcov;
pub(super) mod gcovr;
mod guard;
pub(super) mod istanbul;
pub(super) mod istanbul_summary;
pub(super) mod jest;
pub(super) mod llvm;
mod outline;
pub(super) mod simplecov;
pub(super) mod tarpaulin;
mod values;

pub(super) use outline::outline;

use super::input::Input;
use super::model::{Error, ErrorKind, Head};
use super::trouble::quote;
use guard::Guard;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::io::BufReader;
use std::marker::PhantomData;
use values::path_of;

/// How much is read at once, in bytes.
const BUFFER: usize = 64 * 1024;

/// What reads the top of one format, key after key.
trait Fields {
    /// Reads the value of `key`, which must be consumed.
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error>;
}

/// An object whose keys [`Fields`] reads.
struct Object<'a, T>(&'a mut T);

impl<'de, T: Fields> DeserializeSeed<'de> for Object<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Fields> Visitor<'de> for Object<'_, T> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            self.0.field(&key, &mut map)?;
        }
        Ok(())
    }
}

/// Hands over every entry of an object, its value read as `V`.
struct Entries<V, F>(F, PhantomData<V>);

fn entries<V, F: FnMut(String, V) -> Result<(), Error>>(take: F) -> Entries<V, F> {
    Entries(take, PhantomData)
}

impl<'de, V: Deserialize<'de>, F: FnMut(String, V) -> Result<(), Error>> DeserializeSeed<'de> for Entries<V, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, V: Deserialize<'de>, F: FnMut(String, V) -> Result<(), Error>> Visitor<'de> for Entries<V, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some((key, value)) = map.next_entry()? {
            (self.0)(key, value).map_err(serde::de::Error::custom)?;
        }
        Ok(())
    }
}

/// Hands over every item of an array.
struct Items<V, F>(F, PhantomData<V>);

fn items<V, F: FnMut(V) -> Result<(), Error>>(take: F) -> Items<V, F> {
    Items(take, PhantomData)
}

impl<'de, V: Deserialize<'de>, F: FnMut(V) -> Result<(), Error>> DeserializeSeed<'de> for Items<V, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, V: Deserialize<'de>, F: FnMut(V) -> Result<(), Error>> Visitor<'de> for Items<V, F> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        while let Some(value) = seq.next_element()? {
            (self.0)(value).map_err(serde::de::Error::custom)?;
        }
        Ok(())
    }
}

/// Reads documents with `reader`: one, or with `several` as many as there are.
fn walk<T: Fields>(input: Input<'_>, fields: &mut T, several: bool, head: fn(&mut T) -> &mut Head) -> Result<(), Error> {
    let before = input.lines_before;
    let guarded = BufReader::with_capacity(BUFFER, Guard::new(input.reader));
    let mut deserializer = serde_json::Deserializer::from_reader(guarded);
    loop {
        Object(&mut *fields).deserialize(&mut deserializer).map_err(|error| translate(&error, before))?;
        if deserializer.end().is_ok() {
            return Ok(());
        }
        if !several {
            break;
        }
    }
    match IgnoredAny::deserialize(&mut deserializer) {
        Ok(_) => Err(Error::malformed("a second JSON document follows the first")),
        Err(_) => {
            head(fields).note("text after the end of the JSON was left out");
            Ok(())
        }
    }
}

fn translate(error: &serde_json::Error, lines_before: u64) -> Error {
    let line = lines_before + error.line().max(1) as u64;
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or_default();
    let translated = match error.classify() {
        serde_json::error::Category::Eof => Error::truncated("the JSON ends in the middle"),
        serde_json::error::Category::Io if message.contains(guard::TOO_LONG) => Error::malformed(guard::TOO_LONG),
        serde_json::error::Category::Io if message.contains(guard::TOO_DEEP) => Error::malformed(guard::TOO_DEEP),
        serde_json::error::Category::Io => match error.io_error_kind() {
            Some(kind) => std::io::Error::new(kind, message.to_owned()).into(),
            None => Error::new(ErrorKind::Io, "reading failed"),
        },
        serde_json::error::Category::Syntax => Error::malformed(format!("the JSON cannot be read: {}", quote(message.as_bytes()))),
        serde_json::error::Category::Data => Error::malformed(quote_longer(message)),
    };
    translated.at(line)
}

#[cfg(test)]
mod tests;

/// A message of the reader itself, or of a value that does not fit.
fn quote_longer(message: &str) -> String {
    let short: String = message.chars().take(200).collect();
    crate::text::one_line(&short).into_owned()
}
