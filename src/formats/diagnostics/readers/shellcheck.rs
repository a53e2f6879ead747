//! `ShellCheck`: `json`, `json1`, `gcc`, `tty`; its `checkstyle` is read as that.

use crate::formats::diagnostics::prelude::*;

/// `a.sh:3:6: note: message [SC2086]`
fn gcc() -> &'static Pattern {
    regex!(
        r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+):(?P<column>\d+): (?P<severity>error|warning|note): (?P<message>.*) \[(?P<rule>SC\d+)\]$"
    )
}

/// `In a.sh line 3:`
fn place_line() -> &'static Pattern {
    regex!(r"^In (?P<file>.+) line (?P<line>\d+):$")
}

/// `     ^--^ SC2086 (info): message`
fn mark() -> &'static Pattern {
    regex!(r"^(?P<blank>\s*)\^[-^]* (?P<rule>SC\d+)(?: \((?P<severity>error|warning|info|style)\))?: (?P<message>.*)$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.list(&["/file", "/code", "/level", "/endColumn"])
        || sample.object(&["/comments"])
        || sample.line(gcc())
        || (sample.line(place_line()) && sample.line(mark()))
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading::default();
    let met = json::items("shellcheck", report, |item| {
        if item.get("comments").is_some() {
            return list(&item, "/comments").iter().try_for_each(|comment| take(&mut reading, comment));
        }
        take(&mut reading, &item)
    })?;
    reading.incomplete = met.said;
    Ok(reading)
}

fn take(reading: &mut Reading, item: &Value) -> Result<(), Error> {
    demand("shellcheck", item, &["/file", "/line", "/code", "/message"])?;
    let start = place(&words(item, "/file"), number(item, "/line"), number(item, "/column"));
    let place = until(start, number(item, "/endLine"), number(item, "/endColumn"));
    let rule = Some(format!("SC{}", words(item, "/code")));
    let mut one = diagnostic(severity(&words(item, "/level")), rule, words(item, "/message"), place);
    one.fixable = item.get("fix").is_some_and(|fix| !fix.is_null());
    reading.diagnostics.push(one);
    Ok(())
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut at = (String::new(), None);
    for line in text.lines() {
        if let Some(found) = gcc().captures(line) {
            let place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), number_in(&found, "column"));
            gather.push(fields(&found, place));
        } else if let Some(found) = place_line().captures(line) {
            at = (group(&found, "file").unwrap_or_default().to_owned(), number_in(&found, "line"));
        } else if let Some(found) = mark().captures(line) {
            // The marks stand below the source as a terminal shows it.
            let blank = found.name("blank").map_or(0, |blank| blank.as_str().chars().count());
            let column = u32::try_from(blank).ok().map(|blank| blank.saturating_add(1));
            gather.push(fields(&found, place(&at.0, at.1, column)));
        } else {
            gather.other(line);
        }
    }
    gather.finish("shellcheck", "JSON and no line of its text", text)
}

fn fields(found: &Captures<'_>, place: Option<Place>) -> Diagnostic {
    let message = group(found, "message").unwrap_or_default().to_owned();
    diagnostic(severity(group(found, "severity").unwrap_or_default()), group(found, "rule").map(str::to_owned), message, place)
}
