//! golangci-lint: `json` of 1.x and 2.x, and text; its `checkstyle`, `code-climate`, `junit-xml` and `sarif` are read as what they are.

use crate::formats::diagnostics::prelude::*;

/// `a.go:6:2: message (govet)`, and with names of rules `govet: message` in it.
fn plain() -> &'static Pattern {
    regex!(r"^(?P<file>[^:\s](?:[^:]|:[^\s:\d])*):(?P<line>\d+)(?::(?P<column>\d+))?: (?P<message>.*) \((?P<rule>[a-z][a-z0-9_-]*)\)$")
}

/// `a.go:6:2   govet   message`, of `tab`, whose columns are filled up with blanks.
fn tab() -> &'static Pattern {
    regex!(
        r"^(?P<file>[^:\s](?:[^:]|:[^\s:\d])*\.go):(?P<line>\d+)(?::(?P<column>\d+))?(?:\t| {2,}) *(?P<rule>[a-z][a-z0-9_-]*)(?:\t| {2,}) *(?P<message>\S.*)$"
    )
}

fn summary() -> &'static Pattern {
    regex!(r"^(?P<all>\d+) issues?[:.]$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.object(&["/Issues", "/Report"])
        || sample.object(&["/Issues/0/FromLinter"])
        || (sample.line(regex!(r"^[^:\s](?:[^:]|:[^\s:\d])*\.go:\d+(?::\d+)?: .* \([a-z][a-z0-9_-]*\)$")) && !sample.line(regex!(r"^# \S")))
        || sample.line(tab())
        || sample.line(summary())
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading::default();
    let met = json::items("golangci-lint", report, |item| {
        demand("golangci-lint", &item, &["/Issues"])?;
        reading.diagnostics.extend(list(&item, "/Issues").iter().map(one));
        reading.incomplete.extend(text(&item, "/Report/Error").map(|error| trouble::words(&error)));
        for warning in list(&item, "/Report/Warnings") {
            let said = words(warning, "/Text");
            if is_loss(&said) {
                reading.incomplete.push(trouble::words(&said));
            }
        }
        Ok(())
    })?;
    reading.incomplete.extend(met.said);
    reading.incomplete.extend(report.lines().filter(|line| is_log(line)).map(trouble::words));
    Ok(reading)
}

fn one(item: &Value) -> Diagnostic {
    let start = place(&words(item, "/Pos/Filename"), number(item, "/Pos/Line"), number(item, "/Pos/Column"));
    let end = number(item, "/LineRange/To");
    let mut one = diagnostic(severity(&words(item, "/Severity")), text(item, "/FromLinter"), words(item, "/Text"), until(start, end, None));
    one.fixable = item.get("Replacement").or(item.get("SuggestedFixes")).is_some_and(|fix| !fix.is_null());
    one
}

/// Whether a warning says that something was left out.
fn is_loss(said: &str) -> bool {
    regex!(r"(?i)can't run linter|were hidden|timeout|context deadline|failed to|panic|isn't compatible").is_match(said)
}

/// Whether it is a line of its log that says that it failed, or that issues were left out.
fn is_log(line: &str) -> bool {
    (line.starts_with("level=error") || line.starts_with("level=fatal"))
        || (line.starts_with("level=warning") && is_loss(line))
        || regex!(r"^(?:ERRO|FATA)\b|^Error: ").is_match(line)
        || (line.starts_with("WARN") && is_loss(line))
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    for line in text.lines() {
        if is_log(line) {
            gather.reading.incomplete.push(trouble::words(line));
        } else if let Some(found) = plain().captures(line).or_else(|| tab().captures(line)) {
            let place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), number_in(&found, "column"));
            let message = group(&found, "message").unwrap_or_default().to_owned();
            gather.push(diagnostic(Severity::Error, group(&found, "rule").map(str::to_owned), message, place));
        } else if let Some(found) = summary().captures(line) {
            gather.known = true;
            gather.reading.stated = number_in(&found, "all").map(|all| (all.into(), 0));
        } else {
            gather.other(line);
        }
    }
    gather.finish("golangci-lint", "JSON and no line of its text", text)
}
