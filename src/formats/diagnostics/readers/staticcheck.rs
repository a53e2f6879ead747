//! staticcheck: `text` and `json`; its `sarif` is read as that.

use crate::formats::diagnostics::prelude::*;

/// `a.go:9:9: empty branch (SA9003)`
fn plain() -> &'static Pattern {
    regex!(
        r"^(?P<file>[^:\s](?:[^:]|:[^\s:\d])*\.go):(?P<line>\d+):(?P<column>\d+): (?P<message>.*) \((?P<rule>[A-Z]{1,3}\d{4}|compile)\)$"
    )
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.object(&["/code", "/location/file", "/location/line", "/message"]) || sample.line(plain())
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading::default();
    let met = json::items("staticcheck", report, |item| {
        demand("staticcheck", &item, &["/code", "/location/file", "/message"])?;
        let start = place(&words(&item, "/location/file"), number(&item, "/location/line"), number(&item, "/location/column"));
        let place = until(start, number(&item, "/end/line"), number(&item, "/end/column"));
        let mut one = diagnostic(severity(&words(&item, "/severity")), text(&item, "/code"), words(&item, "/message"), place);
        one.suppressed = words(&item, "/severity") == "ignored";
        reading.diagnostics.push(one);
        Ok(())
    })?;
    reading.incomplete = met.said;
    Ok(reading)
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    for line in text.lines() {
        let Some(found) = plain().captures(line) else {
            gather.other(line);
            continue;
        };
        let place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), number_in(&found, "column"));
        let message = group(&found, "message").unwrap_or_default().to_owned();
        gather.push(diagnostic(Severity::Error, group(&found, "rule").map(str::to_owned), message, place));
    }
    gather.finish("staticcheck", "JSON and no line of its text", text)
}
