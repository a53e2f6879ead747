//! mypy's text, plain and pretty.

use super::mypy_json;
use crate::formats::diagnostics::prelude::*;

/// `a.py:3:5:3:9: error: message  [code]`; line, column and end may be missing.
fn head() -> &'static Pattern {
    regex!(
        r"^(?P<file>(?:[^:]|:[^\s:\d])+?):(?:(?P<line>\d+):(?:(?P<column>\d+):(?:(?P<end_line>\d+):(?P<end_column>\d+):)?)?)? (?P<severity>error|warning|note): (?P<message>.*)$"
    )
}

fn code() -> &'static Pattern {
    regex!(r"^(?P<message>.*?)\s+\[(?P<rule>[a-z][a-z0-9-]*)\]$")
}

fn summary() -> &'static Pattern {
    regex!(
        r"^Found (?P<errors>\d+) errors? in \d+ files? \((?:checked (?P<files>\d+) source files?|(?P<stopped>errors prevented further checking))\)$"
    )
}

/// The marks below a line of source.
fn marks() -> &'static Pattern {
    regex!(r"^\s*\^[~^]*(?:\.\.\.)?\s*$")
}

/// What stands above errors with `--show-error-context`.
fn context() -> &'static Pattern {
    regex!(r"^(?:In (?:function|member|class) .*|At top level):$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.line(summary())
        || sample.line(regex!(r"^Success: no issues found in \d+ source files?$"))
        || sample.line(regex!(r"^(?:[^:]|:[^\s:\d])+\.(?:pyi?|ipynb)(?::\d+){0,4}: (?:error|note): .*(?:  \[[a-z][a-z0-9-]*\]|[^\]])$"))
}

pub(in super::super) fn read(text: &str) -> Result<Reading, Error> {
    if json::is_in(text) && !text.lines().any(|line| head().is_match(line)) {
        return mypy_json::read(text);
    }
    let mut gather = Gather::default();
    // With --pretty: lines that continue a message, then the line of source, then marks.
    let mut below: Vec<&str> = Vec::new();
    let is_pretty = text.lines().any(|line| marks().is_match(line));
    for line in text.lines() {
        if let Some(found) = head().captures(line).filter(|found| group(found, "file") != Some("mypy")) {
            settle(&mut gather, &mut below);
            if group(&found, "line").is_none() && context().is_match(group(&found, "message").unwrap_or_default()) {
                gather.known = true;
            } else {
                gather.push(one(&found));
            }
        } else if let Some(found) = summary().captures(line) {
            settle(&mut gather, &mut below);
            gather.known = true;
            gather.reading.stated = number_in(&found, "errors").map(|errors| (errors.into(), 0));
            gather.reading.files = number_in(&found, "files").map(u64::from);
            gather.reading.incomplete.extend(group(&found, "stopped").map(|_| trouble::words(line)));
        } else if let Some(files) = count(regex!(r"^Success: no issues found in (\d+) source files?$"), line) {
            gather.known = true;
            gather.reading.files = Some(files);
            gather.reading.stated = Some((0, 0));
        } else if marks().is_match(line) {
            below.pop();
            settle(&mut gather, &mut below);
        } else if is_pretty && !line.trim().is_empty() && !is_of_the_runner(line) && gather.last().is_some() {
            below.push(line.trim());
        } else {
            settle(&mut gather, &mut below);
            if let Some(said) = line.strip_prefix("mypy: ") {
                gather.reading.incomplete.push(trouble::words(said));
            }
            gather.other(line);
        }
    }
    settle(&mut gather, &mut below);
    gather.reading.diagnostics = joined(std::mem::take(&mut gather.reading.diagnostics));
    let unread: Vec<String> = gather.reading.diagnostics.iter().filter(|one| stops(one)).map(|one| trouble::words(&one.message)).collect();
    gather.reading.incomplete.extend(unread);
    gather.finish("mypy", "line `file:line: error: …` and no summary", text)
}

/// Whether mypy could not look at a file because of it.
fn stops(one: &Diagnostic) -> bool {
    one.message.starts_with("Cannot read file")
        || one.message.starts_with("INTERNAL ERROR")
        || (one.place.as_ref().is_some_and(|place| place.line.is_none()) && one.severity == Severity::Error)
}

/// Puts the lines below a message into it.
fn settle(gather: &mut Gather, below: &mut Vec<&str>) {
    if let Some(last) = gather.last() {
        for line in below.drain(..) {
            last.message.push(' ');
            last.message.push_str(line);
        }
        if last.rule.is_none()
            && let Some(found) = code().captures(&last.message)
        {
            last.rule = group(&found, "rule").map(str::to_owned);
            last.message = group(&found, "message").unwrap_or_default().to_owned();
        }
    }
    below.clear();
}

fn one(found: &Captures<'_>) -> Diagnostic {
    let start = place(group(found, "file").unwrap_or_default(), number_in(found, "line"), number_in(found, "column"));
    // The end that mypy shows is the last character.
    let place = until(start, number_in(found, "end_line"), number_in(found, "end_column").map(|column| column.saturating_add(1)));
    let message = group(found, "message").unwrap_or_default();
    diagnostic(severity(group(found, "severity").unwrap_or_default()), None, message.to_owned(), place)
}

/// Gives notes to the error that they explain: the last at the same place, as mypy's own JSON does.
fn joined(all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(all.len());
    let place = |one: &Diagnostic| one.place.as_ref().map(|place| (place.path.clone(), place.line, place.column));
    for one in all {
        let near = kept.iter_mut().rev().take(8).find(|error| error.severity == Severity::Error && place(error) == place(&one));
        match near.filter(|_| one.severity == Severity::Note) {
            Some(error) => error.related.push(related(one.place, one.message)),
            None => kept.push(one),
        }
    }
    kept
}
