//! A format that a user describes by a regular expression.

use super::build::{diagnostic, place, until};
use super::lines::{Gather, group, number};
use super::model::Reading;
use super::{decode, words};
use regex::Regex;

/// Reads `bytes` line by line with `regex`, of whose named groups `file`, `line`, `column`, `end_line`, `end_column`, `severity`, `rule`
/// and `message` those are used that it has.
///
/// A line that it does not find is no diagnostic. The reading is incomplete where nothing at all was found in a report that says something.
pub fn pattern(regex: &Regex, bytes: &[u8]) -> Reading {
    let text = match decode::text(bytes) {
        Ok(text) => text,
        Err(error) => return Reading { incomplete: vec![error.message], ..Reading::default() },
    };
    let mut gather = Gather::default();
    for line in text.lines() {
        let Some(found) = regex.captures(line) else {
            gather.other(line);
            continue;
        };
        let severity = words::severity(group(&found, "severity").unwrap_or_default());
        let start = place(group(&found, "file").unwrap_or_default(), number(&found, "line"), number(&found, "column"));
        let place = until(start, number(&found, "end_line"), number(&found, "end_column"));
        let message = group(&found, "message").unwrap_or(line.trim()).to_owned();
        gather.push(diagnostic(severity, group(&found, "rule").map(str::to_owned), message, place));
    }
    gather
        .finish("pattern", "line that the pattern finds", &text)
        .unwrap_or_else(|error| Reading { incomplete: vec![error.message], ..Reading::default() })
}
