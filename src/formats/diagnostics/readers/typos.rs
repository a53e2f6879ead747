//! typos: `json`, `brief`, `long`.

use super::annotated;
use crate::formats::diagnostics::prelude::*;

/// ``a.txt:1:7: error: `teh` should be `the` ``
fn brief() -> &'static Pattern {
    regex!(
        r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+):(?P<column>\d+): (?:(?P<severity>error|warning): )?(?P<message>`.*` (?:should be|->) .*|`.*` is disallowed.*)$"
    )
}

fn head() -> &'static Pattern {
    regex!(r"^(?P<severity>error|warning): (?P<message>`.*` should be .*|`.*` is disallowed.*)$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.text_at("/type").is_some_and(|kind| matches!(kind, "typo" | "error" | "binary_file" | "file"))
        && sample.has(&["/type"])
        && !sample.is_list
        || sample.line(brief())
        || sample.line(head())
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading::default();
    let met = json::items("typos", report, |item| {
        demand("typos", &item, &["/type"])?;
        match words(&item, "/type").as_str() {
            "typo" => reading.diagnostics.push(one(&item)),
            "error" => reading.incomplete.push(trouble::words(&words(&item, "/msg"))),
            _ => {}
        }
        Ok(())
    })?;
    reading.incomplete.extend(met.said);
    Ok(reading)
}

fn one(item: &Value) -> Diagnostic {
    // The JSON has the offset in bytes; the text has the column.
    let column = number(item, "/byte_offset").map(|offset| offset.saturating_add(1));
    let corrections: Vec<String> = list(item, "/corrections").iter().filter_map(Value::as_str).map(|word| format!("`{word}`")).collect();
    let typo = words(item, "/typo");
    let message =
        if corrections.is_empty() { format!("`{typo}` is disallowed") } else { format!("`{typo}` should be {}", corrections.join(", ")) };
    let place = place(&words(item, "/path"), number(item, "/line_num"), column);
    diagnostic(Severity::Error, Some("typo".to_owned()), message, place)
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut frames = annotated::Frames::default();
    // A typo in a path has a frame with the path as its only line.
    let mut in_path: Option<Diagnostic> = None;
    for line in text.lines() {
        if let Some(mut one) = in_path.take() {
            if let Some(found) = regex!(r"^1 │ (?P<file>.+)$").captures(line) {
                one.place = place(group(&found, "file").unwrap_or_default(), None, None);
            }
            gather.push(one);
        } else if let Some(found) = brief().captures(line) {
            gather.push(fields(&found));
        } else if regex!(r"^\s*(?:╭▸|-->)\s*$").is_match(line) {
            in_path = frames.bare();
        } else if frames.at(&mut gather, line) {
        } else if let Some(found) = head().captures(line) {
            gather.reading.diagnostics.extend(frames.bare());
            frames.open(&mut gather, fields(&found));
        } else {
            gather.other(line);
        }
    }
    gather.reading.diagnostics.extend(frames.bare());
    gather.finish("typos", "JSON and no line of its text", text)
}

fn fields(found: &Captures<'_>) -> Diagnostic {
    let place = place(group(found, "file").unwrap_or_default(), number_in(found, "line"), number_in(found, "column"));
    let message = group(found, "message").unwrap_or_default().to_owned();
    diagnostic(severity(group(found, "severity").unwrap_or_default()), Some("typo".to_owned()), message, place)
}
