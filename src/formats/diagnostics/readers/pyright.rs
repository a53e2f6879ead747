//! Pyright and basedpyright: `--outputjson` (places from 0) and text.

use crate::formats::diagnostics::prelude::*;

/// `  /w/a.py:3:5 - error: message (reportX)`
fn head() -> &'static Pattern {
    regex!(
        r"^\s*(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+):(?P<column>\d+) - (?P<severity>error|warning|information|info|hint|note): (?P<message>.*)$"
    )
}

/// The rule at the end of the message.
fn rule() -> &'static Pattern {
    regex!(r"^(?s)(?P<message>.*?)\s*\((?P<rule>report[A-Za-z]+)\)$")
}

/// `3 errors, 1 warning, 0 informations `
fn summary() -> &'static Pattern {
    regex!(r"^(?P<errors>\d+) errors?, (?P<warnings>\d+) warnings?, \d+ (?:informations?|notes?)\s*$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.object(&["/generalDiagnostics"]) || sample.line(head()) || sample.line(summary())
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading::default();
    let met = json::items("pyright", report, |item| {
        demand("pyright", &item, &["/generalDiagnostics"])?;
        reading.diagnostics.extend(list(&item, "/generalDiagnostics").iter().map(one));
        reading.files = long(&item, "/summary/filesAnalyzed");
        reading.stated = long(&item, "/summary/errorCount").zip(long(&item, "/summary/warningCount"));
        Ok(())
    })?;
    reading.incomplete = met.said;
    Ok(reading)
}

fn one(item: &Value) -> Diagnostic {
    let from_one = |pointer: &str| number(item, pointer).map(|count| count.saturating_add(1));
    let file = text(item, "/file").or_else(|| text(item, "/uri/_filePath")).unwrap_or_default();
    let start = place(&file, from_one("/range/start/line"), from_one("/range/start/character"));
    let place = until(start, from_one("/range/end/line"), from_one("/range/end/character"));
    diagnostic(severity(&words(item, "/severity")), text(item, "/rule"), words(item, "/message"), place)
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    for line in text.lines() {
        if let Some(found) = head().captures(line) {
            let place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), number_in(&found, "column"));
            let message = group(&found, "message").unwrap_or_default().to_owned();
            gather.push(diagnostic(severity(group(&found, "severity").unwrap_or_default()), None, message, place));
        } else if let Some(found) = summary().captures(line) {
            gather.known = true;
            gather.reading.stated = number_in(&found, "errors").map(u64::from).zip(number_in(&found, "warnings").map(u64::from));
        } else if line.chars().count() > 4 && line.chars().take(4).all(char::is_whitespace) && gather.last().is_some() {
            // Further lines of a message are indented, with no-break spaces after the first ones.
            if let Some(last) = gather.last() {
                last.message.push('\n');
                last.message.push_str(line.chars().skip(4).collect::<String>().trim_end());
            }
        } else {
            gather.other(line);
        }
    }
    for one in &mut gather.reading.diagnostics {
        if let Some(found) = rule().captures(&one.message) {
            one.rule = group(&found, "rule").map(str::to_owned);
            one.message = group(&found, "message").unwrap_or_default().to_owned();
        }
    }
    gather.finish("pyright", "JSON, line of its text or summary", text)
}
