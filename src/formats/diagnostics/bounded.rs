//! A JSON value that is not larger than what may be held: a report of a few bytes a value takes many times its size in memory.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::Cell;

/// The most that a value may take, in bytes, roughly counted.
pub(super) const BUDGET: usize = 1 << 30;

/// What an object takes that has a member: a node of the map.
const OBJECT: usize = 700;
/// What a member or an element takes beside its text.
const MEMBER: usize = 40;

/// Builds a value within what is left of a budget.
#[derive(Clone, Copy)]
pub(super) struct Bounded<'b>(pub(super) &'b Cell<usize>);

impl Bounded<'_> {
    fn take<E: Error>(self, bytes: usize) -> Result<(), E> {
        let left = self.0.get().checked_sub(bytes).ok_or_else(|| E::custom("it holds more values than fit into memory"))?;
        self.0.set(left);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.take(value.len())?;
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        self.take(value.len())?;
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = elements.next_element_seed(self)? {
            self.take(MEMBER)?;
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            self.take(key.len() + if map.is_empty() { OBJECT } else { MEMBER })?;
            map.insert(key, members.next_value_seed(self)?);
        }
        Ok(map.into())
    }
}

#[cfg(test)]
mod tests {
    use super::Bounded;
    use serde::de::DeserializeSeed;
    use std::cell::Cell;

    #[test]
    fn a_value_is_built_within_its_budget() {
        let text = r#"{"a":[1,-2,1.5,true,null,"x\n"],"b":{}}"#;
        let read = |budget| Bounded(&Cell::new(budget)).deserialize(&mut serde_json::Deserializer::from_str(text));
        assert_eq!(read(10_000).unwrap(), serde_json::from_str::<serde_json::Value>(text).unwrap());
        assert!(read(800).unwrap_err().to_string().contains("fit into memory"));
    }
}
