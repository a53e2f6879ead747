//! Flake8, and what prints as it does: pycodestyle, pydocstyle plugins. Formats `default` and `pylint`, and `json` of `flake8-json`.

use crate::formats::diagnostics::prelude::*;

/// `a.py:3:5: E501 message`
fn default() -> &'static Pattern {
    regex!(r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+):(?P<column>\d+): \[?(?P<rule>[A-Z]{1,3}[0-9]{1,5})\]?:? (?P<message>.*)$")
}

/// `a.py:3: [E501] message`
fn pylint() -> &'static Pattern {
    regex!(r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+): \[(?P<rule>[A-Z]{1,3}[0-9]{1,5})\] (?P<message>.*)$")
}

/// What `--statistics` adds.
fn statistics() -> &'static Pattern {
    regex!(r"^\d+\s+[A-Z]{1,3}[0-9]{1,5} ")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.line(default()) || sample.line(pylint()) || is_json(sample)
}

/// Whether it is what the plugin `flake8-json` writes: an object of lists, by file.
fn is_json(sample: &Sample<'_>) -> bool {
    let files = sample.json.as_ref().filter(|_| !sample.is_list).and_then(Value::as_object);
    files.is_some_and(|files| {
        files.values().any(|found| found.pointer("/0/physical_line").is_some() && found.pointer("/0/column_number").is_some())
    })
}

fn read_json(report: &str) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    let met = json::items("flake8", report, |item| {
        let files = item.as_object().filter(|files| files.values().all(Value::is_array));
        let Some(files) = files else { return Err(unlike("flake8", "list for each file", report)) };
        reading.files = Some(files.len() as u64);
        for one in files.values().filter_map(Value::as_array).flatten() {
            demand("flake8", one, &["/code", "/filename", "/text"])?;
            let rule = words(one, "/code");
            let place = place(&words(one, "/filename"), number(one, "/line_number"), number(one, "/column_number"));
            reading.diagnostics.push(diagnostic(level(&rule), Some(rule), words(one, "/text"), place));
        }
        Ok(())
    })?;
    reading.incomplete.extend(met.said);
    Ok(reading)
}

pub(in super::super) fn read(text: &str) -> Result<Reading, Error> {
    if json::is_in(text) && !text.lines().any(|line| default().is_match(line)) {
        return read_json(text);
    }
    let mut gather = Gather::default();
    // What `--count` adds: with `--show-source`, numbers may stand on other lines too.
    let last = text.trim_end().lines().next_back().unwrap_or_default();
    let counted: Option<usize> = last.parse().ok();
    gather.known = counted.is_some();
    for line in text.lines() {
        if let Some(found) = default().captures(line).or_else(|| pylint().captures(line)) {
            let rule = group(&found, "rule").unwrap_or_default();
            let place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), number_in(&found, "column"));
            let message = group(&found, "message").unwrap_or_default();
            if matches!(rule, "E902" | "E999") {
                // A syntax error is a finding; that a file cannot be read is not all.
                gather.reading.incomplete.extend((rule == "E902").then(|| trouble::words(message)));
            }
            gather.push(diagnostic(level(rule), Some(rule.to_owned()), message.to_owned(), place));
        } else if statistics().is_match(line) {
            gather.known = true;
        } else {
            gather.other(line);
        }
    }
    let read = gather.reading.diagnostics.len();
    if let Some(counted) = counted.filter(|counted| *counted > read) {
        gather.reading.incomplete.push(format!("it counts {counted} violations, and {read} of them are in what it printed"));
    }
    gather.finish("flake8", "line `file:line:column: CODE message`", text)
}

/// Flake8 has no severities: the letter of the code tells style from what is wrong.
fn level(rule: &str) -> Severity {
    if rule.starts_with(['W', 'C']) { Severity::Warning } else { Severity::Error }
}
