//! stylelint: `json`, and its text formatters `string`, `unix`, `compact`.

use crate::formats::diagnostics::prelude::*;

/// `  1:3  ✖  Empty block  block-no-empty`
fn string() -> &'static Pattern {
    regex!(r"^\s+(?:(?P<line>\d+):(?P<column>\d+)\s+)?(?P<severity>[✖×⚠‼])\s+(?P<message>.*?)(?:\s{2,}(?P<rule>[\w@/-]+))?\s*$")
}

/// `/w/a.css:1:3: Empty block (block-no-empty) [error]`
fn unix() -> &'static Pattern {
    regex!(
        r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+):(?P<column>\d+): (?P<message>.*?)(?: \((?P<rule>[\w@/-]+)\))? \[(?P<severity>error|warning)\]$"
    )
}

/// `/w/a.css: line 1, col 3, error - Empty block (block-no-empty)`
fn compact() -> &'static Pattern {
    regex!(
        r"^(?P<file>.+): line (?P<line>\d+), col (?P<column>\d+), (?P<severity>error|warning) - (?P<message>.*?)(?: \((?P<rule>[\w@/-]+)\))?$"
    )
}

/// `✖ 3 problems (2 errors, 1 warning)`
fn summary() -> &'static Pattern {
    regex!(r"^[✖×⚠‼]? ?(?P<all>\d+) problems?(?: \((?P<errors>\d+) errors?, (?P<warnings>\d+) warnings?\))?$")
}

/// `1 source checked`, of `verbose`.
fn checked() -> &'static Pattern {
    regex!(r"^(\d+) (?:of \d+ )?sources? checked$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.list(&["/source", "/warnings"])
        || sample.list(&["/invalidOptionWarnings"])
        || sample.line(regex!(r"^\s+\d+:\d+\s+[✖×⚠‼]\s+.*\s{2,}[\w@/-]+\s*$"))
        || sample.line(unix())
        || sample.line(compact())
        || (sample.line(checked()) && sample.line(regex!(r"^\d+ (?:problems?|errors?|warnings?) found$")))
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading { files: Some(0), ..Reading::default() };
    let met = json::items("stylelint", report, |file| {
        demand("stylelint", &file, &["/warnings"])?;
        reading.files = reading.files.map(|files| files + u64::from(!is_true(&file, "/ignored")));
        let path = words(&file, "/source");
        for warning in list(&file, "/warnings").iter().chain(list(&file, "/parseErrors")) {
            reading.diagnostics.push(one(&path, warning));
        }
        for wrong in list(&file, "/invalidOptionWarnings") {
            reading.incomplete.push(format!("the configuration is wrong: {}", trouble::words(&words(wrong, "/text"))));
        }
        Ok(())
    })?;
    for one in &reading.diagnostics {
        // A rule that does not exist is reported on each file.
        if one.message.starts_with("Unknown rule ") {
            reading.incomplete.push(format!("the configuration is wrong: {}", trouble::words(&one.message)));
        }
    }
    reading.incomplete.extend(met.said);
    Ok(reading)
}

fn one(path: &str, warning: &Value) -> Diagnostic {
    let start = place(path, number(warning, "/line"), number(warning, "/column"));
    let rule = text(warning, "/rule");
    let message = without_rule(&words(warning, "/text"), rule.as_deref());
    let mut one = diagnostic(
        severity(&words(warning, "/severity")),
        rule,
        message,
        until(start, number(warning, "/endLine"), number(warning, "/endColumn")),
    );
    one.fixable = warning.get("fix").is_some_and(|fix| !fix.is_null());
    one
}

/// The text ends with the rule in parentheses, which its own text formatters leave out.
fn without_rule(message: &str, rule: Option<&str>) -> String {
    rule.and_then(|rule| message.strip_suffix(&format!(" ({rule})"))).unwrap_or(message).to_owned()
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut file = "";
    for line in text.lines() {
        if let Some(found) = string().captures(line) {
            gather.push(fields(&found, file));
        } else if let Some(found) = unix().captures(line).or_else(|| compact().captures(line)) {
            gather.push(fields(&found, group(&found, "file").unwrap_or_default()));
        } else if let Some(found) = summary().captures(line.trim()) {
            gather.known = true;
            let stated = number_in(&found, "errors").map(u64::from).zip(number_in(&found, "warnings").map(u64::from));
            gather.reading.stated = stated.or(gather.reading.stated);
        } else if let Some(files) = count(checked(), line) {
            gather.known = true;
            gather.reading.files = Some(files);
        } else {
            if !line.trim().is_empty() && !line.starts_with([' ', '\t']) {
                file = line;
            }
            gather.other(line);
        }
    }
    gather.finish("stylelint", "JSON and no line of its text formatters", text)
}

fn fields(found: &Captures<'_>, file: &str) -> Diagnostic {
    let severity = match group(found, "severity") {
        Some("⚠" | "‼" | "warning") => Severity::Warning,
        _ => Severity::Error,
    };
    let place = place(file, number_in(found, "line"), number_in(found, "column"));
    diagnostic(severity, group(found, "rule").map(str::to_owned), group(found, "message").unwrap_or_default().to_owned(), place)
}
