//! `RuboCop` (and `standardrb`): `json`, `emacs`, `clang`, `progress`, `simple`; its `github` and `junit` are read as what they are.

use crate::formats::diagnostics::prelude::*;

/// `a.rb:1:5: C: [Correctable] Style/X: message`
fn clang() -> &'static Pattern {
    regex!(
        r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+):(?P<column>\d+): (?P<severity>[CRWEFI]): (?P<fix>\[\w+\] )?(?:(?P<rule>[A-Z]\w*(?:/\w+)+): )?(?P<message>.*)$"
    )
}

/// `C:  1:  5: [Correctable] Style/X: message`
fn simple() -> &'static Pattern {
    regex!(
        r"^(?P<severity>[CRWEFI]):\s*(?P<line>\d+):\s*(?P<column>\d+): (?P<fix>\[\w+\] )?(?:(?P<rule>[A-Z]\w*(?:/\w+)+): )?(?P<message>.*)$"
    )
}

fn summary() -> &'static Pattern {
    regex!(r"^(?P<files>\d+) files? inspected, (?:no|\d+) offenses? detected")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.object(&["/metadata/rubocop_version"])
        || sample.object(&["/files", "/summary/offense_count"])
        || [clang(), simple(), summary()].into_iter().any(|pattern| sample.line(pattern))
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading::default();
    let met = json::items("rubocop", report, |item| {
        demand("rubocop", &item, &["/files"])?;
        for file in list(&item, "/files") {
            let path = words(file, "/path");
            let left = list(file, "/offenses").iter().filter(|offense| !is_true(offense, "/corrected"));
            reading.diagnostics.extend(left.map(|offense| one(&path, offense)));
        }
        reading.files = long(&item, "/summary/inspected_file_count");
        let wanted = long(&item, "/summary/target_file_count").unwrap_or_default();
        if let Some(inspected) = reading.files.filter(|files| *files < wanted) {
            reading.incomplete.push(format!("{inspected} of {wanted} files were inspected"));
        }
        Ok(())
    })?;
    reading.incomplete.extend(met.said);
    reading.incomplete.extend(report.lines().filter(|line| failed(line)).map(trouble::words));
    Ok(reading)
}

fn one(path: &str, offense: &Value) -> Diagnostic {
    let either = |new: &str, old: &str| number(offense, new).or_else(|| number(offense, old));
    let start = place(path, either("/location/start_line", "/location/line"), either("/location/start_column", "/location/column"));
    // The last column is the last character's.
    let place = until(
        start,
        number(offense, "/location/last_line"),
        number(offense, "/location/last_column").map(|column| column.saturating_add(1)),
    );
    let rule = text(offense, "/cop_name");
    let said = words(offense, "/message");
    let message = rule.as_ref().and_then(|rule| said.strip_prefix(&format!("{rule}: "))).unwrap_or(&said).to_owned();
    let mut one = diagnostic(severity(&words(offense, "/severity")), rule, message, place);
    one.fixable = is_true(offense, "/correctable");
    one
}

/// Whether a line says that a cop failed, or that the configuration is wrong.
fn failed(line: &str) -> bool {
    regex!(r"^(?:An error occurred while|\d+ errors? occurred:|Error: |.*: .* is concealed by|Errors are usually caused by)")
        .is_match(line.trim_start())
        && !is_of_the_runner(line)
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut file = String::new();
    for line in text.lines() {
        // Its TAP has the lines of `simple` as comments.
        let line = line.strip_prefix("# ").unwrap_or(line);
        if let Some(found) = clang().captures(line) {
            gather.push(fields(&found, group(&found, "file").unwrap_or_default()));
        } else if let Some(found) = simple().captures(line) {
            gather.push(fields(&found, &file));
        } else if let Some(found) = regex!(r"^(?:== (?P<file>.*) ==|(?:not )?ok \d+ - (?P<point>.*))$").captures(line) {
            group(&found, "file").or_else(|| group(&found, "point")).unwrap_or_default().clone_into(&mut file);
        } else if let Some(files) = summary().captures(line).and_then(|found| number_in(&found, "files")) {
            gather.known = true;
            gather.reading.files = Some(files.into());
            let detected = count(regex!(r", (\d+) offenses? detected"), line).unwrap_or_default();
            let corrected = count(regex!(r", (\d+) offenses? corrected"), line).unwrap_or_default();
            let read = gather.reading.diagnostics.len() as u64;
            if detected > read.max(read.saturating_add(corrected)) {
                gather.reading.incomplete.push(format!("{detected} offenses are detected, and {read} of them are in the report"));
            }
        } else if failed(line) {
            gather.reading.incomplete.push(trouble::words(line));
        } else {
            gather.other(line);
        }
    }
    gather.reading.diagnostics.retain(|one| !one.message.starts_with("[Corrected]"));
    gather.finish("rubocop", "JSON and no line of its text", text)
}

fn fields(found: &Captures<'_>, file: &str) -> Diagnostic {
    let place = place(file, number_in(found, "line"), number_in(found, "column"));
    let fix = group(found, "fix").unwrap_or_default();
    let gone = if fix == "[Corrected]" { "[Corrected] " } else { "" };
    let message = format!("{gone}{}", group(found, "message").unwrap_or_default());
    let mut one =
        diagnostic(severity(group(found, "severity").unwrap_or_default()), group(found, "rule").map(str::to_owned), message, place);
    one.fixable = fix == "[Correctable]";
    one
}
