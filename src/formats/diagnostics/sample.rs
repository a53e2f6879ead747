//! What telling a format needs: the beginning of the text, the outline of its JSON, the root of its XML.

use super::required::Pattern;
use super::{json, xml};
use serde_json::Value;

/// How many lines are looked at.
const LINES: usize = 4000;

/// A report that is to be told.
pub(super) struct Sample<'t> {
    /// All of the text.
    pub(super) text: &'t str,
    /// Its first lines.
    pub(super) head: &'t str,
    /// The first document or the first element of the first array, without what is deep inside.
    pub(super) json: Option<Value>,
    /// Whether the first document is an array.
    pub(super) is_list: bool,
    /// The first element's name.
    pub(super) root: Option<String>,
}

impl<'t> Sample<'t> {
    /// Looks at `text`.
    pub(super) fn new(text: &'t str) -> Self {
        let root = xml::root(text);
        let outline = if root.is_some() { None } else { json::outline(text) };
        let is_list = outline.as_ref().is_some_and(Value::is_array);
        let json = match outline {
            Some(Value::Array(mut elements)) => (!elements.is_empty()).then(|| elements.swap_remove(0)),
            other => other,
        };
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).nth(LINES - 1);
        let head = ends.and_then(|end| text.get(..end)).unwrap_or(text);
        Self { text, head, json, is_list, root }
    }

    /// Whether it is `[]`: all that many tools write when they find nothing.
    pub(super) fn is_empty_list(&self) -> bool {
        self.is_list && self.json.is_none()
    }

    /// Whether it is text, neither JSON nor XML.
    pub(super) fn is_text(&self) -> bool {
        self.json.is_none() && self.root.is_none() && !self.is_list
    }

    /// Whether a text has a line that `pattern` finds.
    pub(super) fn line(&self, pattern: &Pattern) -> bool {
        self.is_text() && pattern.may_be_in(self.head) && self.head.lines().any(|line| pattern.is_match(line))
    }

    /// Whether an object has all `pointers`.
    pub(super) fn object(&self, pointers: &[&str]) -> bool {
        !self.is_list && self.has(pointers)
    }

    /// Whether an array of objects has all `pointers` in its first.
    pub(super) fn list(&self, pointers: &[&str]) -> bool {
        self.is_list && self.has(pointers)
    }

    /// Whether the object, or the first of an array, has all `pointers`.
    pub(super) fn has(&self, pointers: &[&str]) -> bool {
        self.json.as_ref().is_some_and(|value| pointers.iter().all(|pointer| value.pointer(pointer).is_some()))
    }

    /// The text at a pointer.
    pub(super) fn text_at(&self, pointer: &str) -> Option<&str> {
        self.json.as_ref()?.pointer(pointer)?.as_str()
    }
}
