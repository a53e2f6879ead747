//! actionlint: text and `{{json .}}`.

use crate::formats::diagnostics::prelude::*;

/// `.github/workflows/ci.yml:11:19: message [expression]`
fn plain() -> &'static Pattern {
    regex!(r"^(?P<file>(?:[^:]|:[^\s:\d])+\.ya?ml):(?P<line>\d+):(?P<column>\d+): (?P<message>.*) \[(?P<rule>[a-z][a-z-]*)\]$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.list(&["/filepath", "/kind", "/snippet"]) || sample.list(&["/filepath", "/kind", "/message"]) || sample.line(plain())
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        let mut gather = Gather::default();
        for line in report.lines() {
            match plain().captures(line) {
                Some(found) => gather.push(fields(&found)),
                None => gather.other(line),
            }
        }
        return gather.finish("actionlint", "JSON and no line of its text", report);
    }
    let mut reading = Reading::default();
    let met = json::items("actionlint", report, |item| {
        demand("actionlint", &item, &["/filepath", "/message"])?;
        let start = place(&words(&item, "/filepath"), number(&item, "/line"), number(&item, "/column"));
        // The end column is the last character's.
        let place = until(start, number(&item, "/line"), number(&item, "/end_column").map(|column| column.saturating_add(1)));
        reading.diagnostics.push(diagnostic(Severity::Error, text(&item, "/kind"), words(&item, "/message"), place));
        Ok(())
    })?;
    reading.incomplete = met.said;
    Ok(reading)
}

fn fields(found: &Captures<'_>) -> Diagnostic {
    let place = place(group(found, "file").unwrap_or_default(), number_in(found, "line"), number_in(found, "column"));
    diagnostic(Severity::Error, group(found, "rule").map(str::to_owned), group(found, "message").unwrap_or_default().to_owned(), place)
}
