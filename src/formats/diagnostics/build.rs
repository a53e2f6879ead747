//! Small makers: errors, places, diagnostics.

use super::model::{Diagnostic, Error, Place, Reading, Related};
use super::path;
use crate::model::Severity;
use crate::text::{nearest, one_line};

/// How many characters of a report an error quotes.
const QUOTED: usize = 120;

/// An error: what is wrong, and what to do.
pub(super) fn error(what: impl AsRef<str>, help: &str) -> Error {
    Error { message: format!("{}: {help}", what.as_ref()), line: None }
}

/// The first words of `text`, safe to print and bounded.
pub(super) fn quote(text: &str) -> String {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let mut cut: String = first.chars().take(QUOTED).collect();
    if cut.len() < first.len() {
        cut.push('…');
    }
    format!("`{}`", one_line(&cut))
}

/// The report is not what its format says: `expected` is what a report of that format looks like.
pub(super) fn unlike(format: &str, expected: &str, text: &str) -> Error {
    error(
        format!("this is no {format} report: it has no {expected}, and begins with {}", quote(text)),
        "give the format that the tool wrote (or `auto`), and see whether the tool failed",
    )
}

/// No reader knows the text.
pub(super) fn unknown(text: &str) -> Error {
    error(
        format!("the format cannot be told from the content, which begins with {}", quote(text)),
        "name it as FORMAT=FILE, and see whether the tool failed",
    )
}

/// There is no format of that name.
pub(super) fn no_such_format(name: &str) -> Error {
    let cut: String = name.chars().take(QUOTED).collect();
    let help = nearest(&cut, super::names()).map_or_else(
        || format!("use `auto` or one of {}", super::names().collect::<Vec<_>>().join(", ")),
        |near| format!("did you mean `{near}`? `auto` finds the format out"),
    );
    error(format!("there is no format `{}`", one_line(&cut)), &help)
}

/// A place; line and column 0 stand for none, as tools write them.
pub(super) fn place(file: &str, line: Option<u32>, column: Option<u32>) -> Option<Place> {
    let path = path::clean(file);
    let line = line.filter(|line| *line > 0);
    (!path.is_empty()).then(|| Place {
        path,
        line,
        column: column.filter(|column| *column > 0 && line.is_some()),
        end_line: None,
        end_column: None,
    })
}

/// The place with its end.
pub(super) fn until(place: Option<Place>, line: Option<u32>, column: Option<u32>) -> Option<Place> {
    place.map(|place| {
        let end_line = line.filter(|line| *line > 0 && place.line.is_some());
        let end_column = column.filter(|column| *column > 0 && end_line.is_some());
        Place { end_line, end_column, ..place }
    })
}

/// A diagnostic with what every one has.
pub(super) fn diagnostic(severity: Severity, rule: Option<String>, message: String, place: Option<Place>) -> Diagnostic {
    Diagnostic { tool: None, rule, severity, message, place, suppressed: false, fixable: false, help: None, related: Vec::new() }
}

/// A further place, and what is said of it.
pub(super) fn related(place: Option<Place>, message: impl Into<String>) -> Related {
    Related { place, message: message.into() }
}

/// Leaves one of each diagnostic that is there several times: compilers repeat what they say for each unit, target or project.
pub(super) fn once(reading: &mut Reading) {
    let mut seen = std::collections::HashSet::new();
    let before = reading.diagnostics.len();
    reading.diagnostics.retain(|one| {
        let place = one.place.as_ref().map(|place| (place.path.clone(), place.line, place.column));
        seen.insert((place, one.rule.clone(), one.severity, one.message.clone()))
    });
    reading.repeated = (before - reading.diagnostics.len()) as u64;
}
