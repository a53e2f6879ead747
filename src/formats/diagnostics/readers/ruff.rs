//! Ruff: `json`, `json-lines`, `concise`, `full`, `grouped`, `pylint`, and the reports of before `concise`.

use super::annotated;
use crate::formats::diagnostics::prelude::*;

/// `a.py:3:5: F401 [*] message`; a notebook's cell stands before the line.
fn concise() -> &'static Pattern {
    regex!(
        r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?:cell \d+:)?(?P<line>\d+):(?P<column>\d+): (?:(?P<rule>[A-Z]{1,6}\d{1,5}|invalid-syntax|SyntaxError)(?::| ))(?P<fix>\s?\[\*\])?\s*(?P<message>.*)$"
    )
}

/// `  3:5  F401 [*] message`, below the file's name.
fn grouped() -> &'static Pattern {
    regex!(
        r"^\s+(?:cell \d+:)?(?P<line>\d+):(?P<column>\d+)\s+(?:(?P<rule>[A-Z]{1,6}\d{1,5}|invalid-syntax|SyntaxError)(?::| ))(?P<fix>\s?\[\*\])?\s*(?P<message>.*)$"
    )
}

/// `a.py:3: [F401] message`
fn pylint() -> &'static Pattern {
    regex!(r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+): \[(?P<rule>[A-Z]{1,6}\d{1,5}|invalid-syntax)\] (?P<message>.*)$")
}

/// `F401 [*] message`, above ` --> a.py:3:5`
fn head() -> &'static Pattern {
    regex!(
        r"^(?:(?P<severity>error|warning|info)\[)?(?P<rule>[A-Z]{1,6}\d{1,5}|invalid-syntax|[a-z]+(?:-[a-z]+)+)(?:\]|:)?:? (?P<fix>\[\*\] )?(?P<message>\S.*)$"
    )
}

fn passed() -> &'static Pattern {
    regex!(r"^(?:All checks passed!|Found \d+ errors?(?: \(.*\))?\.|\[\*\] \d+ fixable|No fixes available)")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.has(&["/filename", "/location/row", "/code"])
        || sample.line(regex!(r"^All checks passed!$|^(?:[^:]|:[^\s:\d])+:\d+: \[invalid-syntax\] "))
        || sample.line(regex!(r"^(?:Found \d+ errors?\.$|Found \d+ errors? \(\d+ fixed|\[\*\] \d+ fixable|No fixes available \()"))
        || (sample.line(regex!(r"^(?:[A-Z]{1,6}\d{1,5}|invalid-syntax):? (?:\[\*\] )?\S")) && sample.line(regex!(r"^\s*--> \S+:\d+:\d+")))
        || sample.line(regex!(r"^(?:[^:]|:[^\s:\d])+\.(?:pyi?|ipynb):(?:cell \d+:)?\d+:\d+: (?:[A-Z]{1,6}\d{1,5} \[\*\]|invalid-syntax: )"))
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading::default();
    let met = json::items("ruff", report, |item| {
        demand("ruff", &item, &["/filename", "/location", "/message"])?;
        reading.diagnostics.push(one(&item));
        Ok(())
    })?;
    reading.incomplete = met.said;
    unreadable(&mut reading);
    Ok(reading)
}

fn one(item: &Value) -> Diagnostic {
    let start = place(&words(item, "/filename"), number(item, "/location/row"), number(item, "/location/column"));
    let place = until(start, number(item, "/end_location/row"), number(item, "/end_location/column"));
    let mut one = diagnostic(severity(&words(item, "/severity")), text(item, "/code"), words(item, "/message"), place);
    one.fixable = item.get("fix").is_some_and(|fix| !fix.is_null());
    one.help = text(item, "/url");
    one
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut frames = annotated::Frames::default();
    let mut file = "";
    for line in text.lines() {
        if let Some(found) = concise().captures(line).or_else(|| pylint().captures(line)) {
            gather.push(fields(&found, group(&found, "file").unwrap_or_default()));
        } else if let Some(found) = grouped().captures(line) {
            gather.push(fields(&found, file));
        } else if passed().is_match(line) {
            gather.known = true;
            gather.reading.stated = count(regex!(r"^Found (?:\d+ errors? \(\d+ fixed, )?(\d+) (?:errors?|remaining)"), line)
                .map(|errors| (errors, 0))
                .or(gather.reading.stated);
        } else if frames.at(&mut gather, line) {
        } else if let Some(found) = head().captures(line).filter(|_| !line.starts_with("help:")) {
            frames.open(&mut gather, fields(&found, ""));
        } else {
            if !line.trim().is_empty() && !line.starts_with(' ') {
                file = line.trim_end_matches(':');
            }
            gather.other(line);
        }
    }
    frames.close(&mut gather);
    let mut reading = gather.finish("ruff", "JSON, line of its text or summary", text)?;
    unreadable(&mut reading);
    Ok(reading)
}

fn fields(found: &Captures<'_>, file: &str) -> Diagnostic {
    let place = place(file, number_in(found, "line"), number_in(found, "column"));
    let severity = severity(group(found, "severity").unwrap_or_default());
    let rule = group(found, "rule").map(|rule| if rule == "SyntaxError" { "invalid-syntax" } else { rule }.to_owned());
    let mut one = diagnostic(severity, rule, group(found, "message").unwrap_or_default().to_owned(), place);
    one.fixable = group(found, "fix").is_some();
    one
}

/// A file that cannot be read is `E902`.
fn unreadable(reading: &mut Reading) {
    for one in reading.diagnostics.iter().filter(|one| matches!(one.rule.as_deref(), Some("E902" | "io-error"))) {
        let path = one.place.as_ref().map(|place| format!("{}: ", trouble::words(&place.path))).unwrap_or_default();
        reading.incomplete.push(format!("{path}{}", trouble::words(&one.message)));
    }
}
