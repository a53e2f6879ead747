//! The beginning of a JSON document as a tree, however it was cut.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// What could be read of a document, and whether it ended too early.
pub(in super::super) struct Outline {
    pub(in super::super) value: Value,
    /// The text ended before the document did.
    pub(in super::super) cut: bool,
}

/// Reads as much of `start` as there is. `None` where it is no JSON from its first bytes on.
pub(in super::super) fn outline(start: &[u8]) -> Option<Outline> {
    let mut value = Value::Null;
    let mut deserializer = serde_json::Deserializer::from_slice(start);
    match Slot(&mut value).deserialize(&mut deserializer) {
        Ok(()) => Some(Outline { value, cut: false }),
        Err(error) if error.is_eof() => Some(Outline { value, cut: true }),
        // Broken further on: what comes before tells the format, and its reader says what is wrong.
        Err(_) if value.as_object().is_some_and(|object| !object.is_empty()) => Some(Outline { value, cut: false }),
        Err(_) => None,
    }
}

/// Fills a value in place, so that what was read stays when an error ends the reading.
struct Slot<'a>(&'a mut Value);

impl<'de> DeserializeSeed<'de> for Slot<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Slot<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        *self.0 = Value::Bool(value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        *self.0 = value.into();
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        *self.0 = value.into();
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        *self.0 = value.into();
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        *self.0 = value.into();
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        *self.0 = Value::Object(Map::new());
        while let Some(key) = map.next_key::<String>()? {
            let Value::Object(object) = &mut *self.0 else { break };
            let slot = object.entry(key).or_insert(Value::Null);
            map.next_value_seed(Slot(slot))?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        *self.0 = Value::Array(Vec::new());
        while let Value::Array(array) = &mut *self.0 {
            array.push(Value::Null);
            let Some(slot) = array.last_mut() else { break };
            if seq.next_element_seed(Slot(slot))?.is_none() {
                array.pop();
                break;
            }
        }
        Ok(())
    }
}
