//! What the tests of this gate are written with.

use super::items::Item;
use super::key::{About, key};
use crate::model::{Finding, Fingerprint, Origin, Place, Severity};
use crate::text::{LineColumn, RepoPath};

/// A finding of a tool.
pub(super) fn item(tool: &str, rule: &str, path: &str, line: u32, column: u32, message: &str) -> Item {
    let path = RepoPath::new(path);
    let place = Place { path: Some(path.clone()), start: LineColumn { line, column }, end: LineColumn { line: 0, column: 0 } };
    Item {
        key: key(Some(&path), Some(rule), message, About::default()),
        finding: Finding {
            rule_id: rule.to_owned(),
            severity: Severity::Error,
            message: message.to_owned(),
            help: String::new(),
            place: Some(place),
            also: Vec::new(),
            snippet: None,
            fingerprint: Fingerprint::new(rule, message.as_bytes()),
            origin: Origin::WorkTree,
            notes: Vec::new(),
            tool: Some(tool.to_owned()),
            new: None,
            validation: None,
        },
        tools: vec![tool.to_owned()],
        is_placed: true,
        overridden: false,
        tool_failed: false,
    }
}
