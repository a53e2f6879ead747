//! Pyrefly: `json`, `min-text`, `full-text`.

use super::annotated;
use crate::formats::diagnostics::prelude::*;

/// `ERROR a.py:4:12-13: message [rule]`
fn minimal() -> &'static Pattern {
    regex!(
        r"^\s*(?P<severity>ERROR|WARN|INFO) (?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+):(?P<column>\d+)(?:-(?:(?P<end_line>\d+):)?(?P<end_column>\d+))?: (?P<message>.*?)(?: \[(?P<rule>[a-z-]+)\])?$"
    )
}

/// `ERROR message [rule]`, above ` --> a.py:4:12`
fn head() -> &'static Pattern {
    regex!(r"^\s*(?P<severity>ERROR|WARN|INFO) (?P<message>.*?)(?: \[(?P<rule>[a-z-]+)\])$")
}

fn summary() -> &'static Pattern {
    regex!(r"^\s*INFO (?:Checking .*|(?P<errors>[\d,]+) errors?.*)$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.object(&["/errors/0/stop_line", "/errors/0/path"])
        || (sample.object(&["/errors"]) && sample.json.as_ref().and_then(Value::as_object).is_some_and(|object| object.len() == 1))
        || sample.line(minimal())
        || (sample.line(head()) && sample.line(regex!(r"^\s*--> \S+:\d+:\d+")))
        || sample.line(regex!(r"^\s*INFO [\d,]+ errors?(?: \(.*\))?$"))
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading::default();
    let met = json::items("pyrefly", report, |item| {
        demand("pyrefly", &item, &["/errors"])?;
        reading.diagnostics.extend(list(&item, "/errors").iter().map(one));
        Ok(())
    })?;
    reading.incomplete = met.said;
    Ok(reading)
}

fn one(item: &Value) -> Diagnostic {
    let start = place(&words(item, "/path"), number(item, "/line"), number(item, "/column"));
    let place = until(start, number(item, "/stop_line"), number(item, "/stop_column"));
    let message = text(item, "/description").or_else(|| text(item, "/concise_description")).unwrap_or_default();
    diagnostic(severity(&words(item, "/severity")), text(item, "/name"), message, place)
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut frames = annotated::Frames::default();
    for line in text.lines() {
        if let Some(found) = minimal().captures(line) {
            gather.push(fields(&found));
        } else if let Some(found) = summary().captures(line) {
            gather.known = true;
            let errors = group(&found, "errors").and_then(|errors| errors.replace(',', "").parse().ok());
            gather.reading.stated = errors.map(|errors| (errors, 0)).or(gather.reading.stated);
        } else if frames.at(&mut gather, line) {
        } else if let Some(found) = head().captures(line) {
            frames.open(&mut gather, fields(&found));
        } else {
            gather.other(line);
        }
    }
    frames.close(&mut gather);
    gather.finish("pyrefly", "JSON, line of its text or summary", text)
}

fn fields(found: &Captures<'_>) -> Diagnostic {
    let start = place(group(found, "file").unwrap_or_default(), number_in(found, "line"), number_in(found, "column"));
    let place = until(start, number_in(found, "end_line").or_else(|| number_in(found, "line")), number_in(found, "end_column"));
    let message = group(found, "message").unwrap_or_default().to_owned();
    diagnostic(severity(group(found, "severity").unwrap_or_default()), group(found, "rule").map(str::to_owned), message, place)
}
