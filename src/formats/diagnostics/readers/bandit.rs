//! Bandit: `json`, `yaml`, and its text (`txt`, `screen`).

use crate::formats::diagnostics::prelude::*;

/// `>> Issue: [B307:blacklist] message`
fn issue() -> &'static Pattern {
    regex!(r"^>> Issue: \[(?P<rule>B\d+)(?::[^\]]*)?\] (?P<message>.*)$")
}

/// Whether it is its YAML, whose first key is `errors` and whose second is `generated_at`.
fn is_yaml(text: &str) -> bool {
    let mut keys = text.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_alphabetic()));
    keys.next().is_some_and(|line| line.starts_with("errors:")) && keys.next().is_some_and(|line| line.starts_with("generated_at: "))
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.object(&["/results", "/metrics", "/errors", "/generated_at"])
        || is_yaml(sample.text)
        || sample.line(issue())
        || sample.line(regex!(r"^Test results:$"))
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if is_yaml(report) {
        return read(&yaml::to_json("bandit", report)?);
    }
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading::default();
    let met = json::items("bandit", report, |item| {
        demand("bandit", &item, &["/results", "/metrics"])?;
        reading.diagnostics.extend(list(&item, "/results").iter().map(one));
        for error in list(&item, "/errors") {
            reading.incomplete.push(format!(
                "{}: {}",
                trouble::words(&words(error, "/filename")),
                trouble::words(&words(error, "/reason"))
            ));
        }
        let metrics = item.get("metrics").and_then(Value::as_object);
        reading.files = metrics.map(|metrics| metrics.keys().filter(|key| key.as_str() != "_totals").count() as u64);
        Ok(())
    })?;
    reading.incomplete.extend(met.said);
    Ok(reading)
}

fn one(item: &Value) -> Diagnostic {
    // `col_offset` counts from 0, and the text shows it so.
    let start = place(&words(item, "/filename"), number(item, "/line_number"), number(item, "/col_offset"));
    let end = list(item, "/line_range").last().and_then(Value::as_u64).and_then(|line| u32::try_from(line).ok());
    let place = until(start, end, number(item, "/end_col_offset"));
    let mut one = diagnostic(severity(&words(item, "/issue_severity")), text(item, "/test_id"), words(item, "/issue_text"), place);
    one.help = text(item, "/more_info");
    one
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut skipped = false;
    for line in text.lines() {
        if let Some(found) = issue().captures(line) {
            let message = group(&found, "message").unwrap_or_default().to_owned();
            gather.push(diagnostic(Severity::Error, group(&found, "rule").map(str::to_owned), message, None));
        } else if let Some(found) = regex!(r"^\s+Severity: (\w+)\s").captures(line) {
            if let (Some(last), Some(word)) = (gather.last(), found.get(1)) {
                last.severity = severity(word.as_str());
            }
        } else if let Some(found) = regex!(r"^\s+Location: (?P<file>.+?):(?P<line>\d+)(?::(?P<column>\d+))?$").captures(line) {
            if let Some(last) = gather.last() {
                let column = number_in(&found, "column");
                last.place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), column);
            }
        } else if let Some(files) = count(regex!(r"^Files skipped \((\d+)\):"), line) {
            skipped = files > 0;
            gather.known = true;
        } else if skipped && line.starts_with([' ', '\t']) && !line.trim().is_empty() {
            gather.reading.incomplete.push(trouble::words(line));
        } else if line.starts_with("Test results:") {
            gather.known = true;
        } else {
            gather.other(line);
        }
    }
    gather.finish("bandit", "JSON and no line of its text", text)
}
