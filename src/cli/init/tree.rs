//! A YAML or JSON document as a tree that knows where each value stands, so that text can be put in without touching the rest.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Options, Spanned};
use std::fmt;
use std::ops::Range;

/// What a value is. Two documents that mean the same have equal values, whatever their layout.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// A scalar, as it reads; `null` is the empty text.
    Scalar(String),
    /// A sequence.
    Sequence(Vec<Node>),
    /// A mapping, in the order of the file.
    Mapping(Vec<(Node, Node)>),
}

/// A value and where it begins and ends, in bytes.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) value: Value,
    /// The parser's place: for a sequence or mapping it is where it begins only.
    pub(super) at: Range<usize>,
    /// Whether what is shown here is written elsewhere: an alias, or a merged key.
    elsewhere: bool,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Node {
    /// The document in `text`; `None` where it is no single document that golive's parser understands.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut options = Options::default();
        options.with_snippet = false;
        serde_saphyr::from_str_with_options(text, options).ok()
    }

    /// The value of a key of this mapping.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|(_, value)| value)
    }

    /// A key of this mapping and its value.
    pub(super) fn entry(&self, key: &str) -> Option<(&Self, &Self)> {
        let Value::Mapping(entries) = &self.value else { return None };
        entries.iter().find(|(name, _)| name.text() == Some(key)).map(|(name, value)| (name, value))
    }

    /// The value below these keys.
    pub(super) fn below(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text of a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }

    /// Where the last thing in it that is written here ends, in bytes.
    pub(super) fn end(&self) -> usize {
        if self.elsewhere {
            return self.at.end;
        }
        match &self.value {
            Value::Scalar(_) => self.at.end,
            Value::Sequence(items) => items.iter().map(Self::end).max().unwrap_or(self.at.end).max(self.at.end),
            Value::Mapping(entries) => {
                entries.iter().map(|(key, value)| key.end().max(value.end())).max().unwrap_or(self.at.end).max(self.at.end)
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Value>::deserialize(deserializer)?;
        Ok(Self { value: spanned.value, at: bytes(spanned.referenced), elsewhere: spanned.referenced != spanned.defined })
    }
}

fn bytes(location: Location) -> Range<usize> {
    let whole = |number: Option<u64>| number.and_then(|number| usize::try_from(number).ok()).unwrap_or_default();
    let start = whole(location.span().byte_offset());
    start..start + whole(location.span().byte_len())
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Scalar(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Scalar(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Scalar(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Scalar(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Scalar(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Scalar(String::new()))
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Scalar(String::new()))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut found = Vec::new();
        while let Some(item) = items.next_element()? {
            found.push(item);
        }
        Ok(Value::Sequence(found))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut found = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            found.push(entry);
        }
        Ok(Value::Mapping(found))
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, Value};

    /// The text of every scalar, as the document writes it.
    fn written<'text>(text: &'text str, node: &Node, out: &mut Vec<&'text str>) {
        match &node.value {
            Value::Scalar(_) => out.push(&text[node.at.clone()]),
            Value::Sequence(items) => items.iter().for_each(|item| written(text, item, out)),
            Value::Mapping(entries) => entries.iter().for_each(|(key, value)| {
                written(text, key, out);
                written(text, value, out);
            }),
        }
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "# é\nrepos:\n  - repo: a # c\n    rev: \"1\"\n  # last\nother: |\n  x\n\nlist: [a, {b: c}]\nnone:\n";
        let tree = Node::parse(text).unwrap();
        let mut found = Vec::new();
        written(text, &tree, &mut found);
        assert_eq!(found, ["repos", "repo", "a", "rev", "\"1\"", "other", "x\n\n", "list", "a", "b", "c", "none", ""]);
        let repos = tree.get("repos").unwrap();
        assert!(text[repos.at.start..].starts_with("- repo"));
        assert!(text[..repos.end()].ends_with("\"1\""));
    }

    #[test]
    fn an_alias_ends_where_it_stands() {
        let text = "a: &x {b: c}\nd: *x\n";
        let tree = Node::parse(text).unwrap();
        assert!(text[tree.get("d").unwrap().at.start..].starts_with("*x"));
        assert_eq!(text[..tree.end()].matches('x').count(), 2);
        assert!(Node::parse("a: b\n---\nc: d\n").is_none());
    }
}
