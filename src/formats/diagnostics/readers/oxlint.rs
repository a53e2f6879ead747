//! oxlint: `json`, `unix`, and its default text.

use super::eslint_text;
use crate::formats::diagnostics::prelude::*;

/// `a.js:1:7: message [Error/eslint(no-x)]`
fn unix() -> &'static Pattern {
    regex!(
        r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+):(?P<column>\d+): (?P<message>.*) \[(?P<severity>Error|Warning|Advice)(?:/(?P<rule>[\w@/-]+\([^)]*\)))?\]$"
    )
}

/// `  x eslint(no-x): message`, with `×` and `⚠` on terminals that have them.
fn head() -> &'static Pattern {
    regex!(r"^\s*(?P<sign>[x!×⚠☞>])\s(?:(?P<rule>[\w@/-]+\([^)]*\)): )?(?P<message>.+)$")
}

/// `   ,-[bad/b.js:1:7]`
fn at() -> &'static Pattern {
    regex!(r"^\s*[,╭][-─]+\[(?P<file>.+):(?P<line>\d+):(?P<column>\d+)\]$")
}

/// `Found 0 warnings and 1 error.`
fn summary() -> &'static Pattern {
    regex!(r"^Found (?P<warnings>\d+) warnings? and (?P<errors>\d+) errors?\.$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.object(&["/diagnostics", "/number_of_rules"])
        || sample.object(&["/diagnostics/0/labels", "/diagnostics/0/filename"])
        || sample.list(&["/message", "/causes", "/filename", "/labels", "/severity"])
        || sample.line(regex!(r"\[(?:Error|Warning)/[\w@/-]+\([^)]*\)\]$"))
        || sample.line(summary())
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading::default();
    let met = json::items("oxlint", report, |item| {
        // Before 1.0 it was the list alone, with offsets where lines are now.
        if item.get("diagnostics").is_none() && item.get("labels").is_some() && item.get("filename").is_some() {
            reading.diagnostics.push(one(&item));
            return Ok(());
        }
        demand("oxlint", &item, &["/diagnostics"])?;
        reading.diagnostics.extend(list(&item, "/diagnostics").iter().map(one));
        reading.files = long(&item, "/number_of_files");
        Ok(())
    })?;
    reading.incomplete = met.said;
    Ok(reading)
}

fn one(item: &Value) -> Diagnostic {
    let span = |key: &str| number(item, &format!("/labels/0/span/{key}"));
    let place = place(&words(item, "/filename"), span("line"), span("column"));
    let mut one = diagnostic(severity(&words(item, "/severity")), text(item, "/code"), words(item, "/message"), place);
    one.help = text(item, "/help").or_else(|| text(item, "/url"));
    one
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut open: Option<Diagnostic> = None;
    for line in text.lines() {
        if let Some(found) = unix().captures(line) {
            gather.push(fields(&found, severity(group(&found, "severity").unwrap_or_default())));
        } else if let Some(found) = at().captures(line) {
            // A second frame is a further place of the one before.
            let here = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), number_in(&found, "column"));
            match open.take() {
                Some(mut one) => {
                    one.place = here;
                    gather.push(one);
                }
                None => {
                    if let Some(last) = gather.last() {
                        last.related.push(related(here, ""));
                    }
                }
            }
        } else if let Some(found) = summary().captures(line) {
            gather.known = true;
            gather.reading.stated = number_in(&found, "errors").map(u64::from).zip(number_in(&found, "warnings").map(u64::from));
        } else if let Some(found) = head().captures(line).filter(|_| open.is_none() && line.starts_with([' ', '\t', 'x', '×', '⚠', '!']))
        {
            let severity = match group(&found, "sign") {
                Some("x" | "×") => Severity::Error,
                Some("!" | "⚠") => Severity::Warning,
                _ => Severity::Note,
            };
            open = Some(fields(&found, severity));
        } else if let Some(files) = count(regex!(r"^Finished in .* on (\d+) files?"), line) {
            gather.known = true;
            gather.reading.files = Some(files);
        } else {
            gather.other(line);
        }
    }
    // Its last words may have no place.
    if let Some(one) = open {
        gather.push(one);
    }
    // Its `stylish` and `compact` are those of ESLint.
    gather.finish("oxlint", "JSON and no line of its text", text).or_else(|error| eslint_text::read(text).map_err(|_other| error))
}

fn fields(found: &Captures<'_>, severity: Severity) -> Diagnostic {
    let place = place(group(found, "file").unwrap_or_default(), number_in(found, "line"), number_in(found, "column"));
    diagnostic(severity, group(found, "rule").map(str::to_owned), group(found, "message").unwrap_or_default().to_owned(), place)
}
