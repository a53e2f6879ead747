//! `PHP_CodeSniffer`: `json`, `csv`, `emacs`, `full`; its `checkstyle` and `junit` are read as what they are.

use crate::formats::diagnostics::prelude::*;

/// `a.php:2:1: error - message`
fn emacs() -> &'static Pattern {
    regex!(r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+):(?P<column>\d+): (?P<severity>error|warning) - (?P<message>.*)$")
}

/// ` 2 | ERROR   | [x] message`
fn full() -> &'static Pattern {
    regex!(r"^\s*(?P<line>\d+) \| (?P<severity>ERROR|WARNING)\s*\| (?P<fix>\[[x ]\] )?(?P<message>.*)$")
}

/// The first line of `csv`.
fn csv_head() -> &'static Pattern {
    regex!(r"^File,Line,Column,Type,Message,Source,Severity,Fixable$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.object(&["/totals/fixable", "/files"])
        || sample.root.as_deref() == Some("phpcs")
        || sample.line(csv_head())
        || sample.line(emacs())
        || (sample.line(full()) && sample.line(regex!(r"^FILE: ")))
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if xml::root(report).as_deref() == Some("phpcs") {
        return read_xml(report);
    }
    if report.lines().any(|line| csv_head().is_match(line)) {
        return read_csv(report);
    }
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading::default();
    let met = json::items("phpcs", report, |item| {
        demand("phpcs", &item, &["/files", "/totals"])?;
        let files = item.get("files").and_then(Value::as_object);
        // Those without findings are listed too.
        reading.files = files.map(|files| files.len() as u64);
        for (path, file) in files.into_iter().flatten() {
            reading.diagnostics.extend(list(file, "/messages").iter().map(|message| one(path, message)));
        }
        reading.stated = long(&item, "/totals/errors").zip(long(&item, "/totals/warnings"));
        Ok(())
    })?;
    reading.incomplete = met.said;
    for one in &reading.diagnostics {
        if one.rule.as_deref() == Some("Internal.Exception") {
            reading.incomplete.push(trouble::words(&one.message));
        }
    }
    Ok(reading)
}

fn one(path: &str, item: &Value) -> Diagnostic {
    let place = place(path, number(item, "/line"), number(item, "/column"));
    let mut one = diagnostic(severity(&words(item, "/type")), text(item, "/source"), words(item, "/message"), place);
    one.fixable = is_true(item, "/fixable");
    one
}

fn read_xml(text: &str) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    let mut file = String::new();
    xml::walk("phpcs", text, |step| match step {
        xml::Step::Open(element) if element.name == "file" => file = element.text("name").unwrap_or_default(),
        xml::Step::Close(element, inside) if matches!(element.name.as_str(), "error" | "warning") => {
            let place = place(&file, element.number("line"), element.number("column"));
            let mut one = diagnostic(severity(&element.name), element.text("source"), inside.to_owned(), place);
            one.fixable = element.get("fixable") == Some("1");
            reading.diagnostics.push(one);
        }
        _ => {}
    })?;
    Ok(reading)
}

fn read_csv(text: &str) -> Result<Reading, Error> {
    let row = regex!(
        r#"^"(?P<file>(?:[^"\\]|\\.)*)",(?P<line>\d+),(?P<column>\d+),(?P<severity>error|warning),"(?P<message>(?:[^"\\]|\\.)*)",(?P<rule>[^,"]*),\d+,(?P<fix>[01])$"#
    );
    let mut gather = Gather::default();
    for line in text.lines() {
        if csv_head().is_match(line) {
            gather.known = true;
        } else if let Some(found) = row.captures(line) {
            let place = place(&plain(&found, "file"), number_in(&found, "line"), number_in(&found, "column"));
            let rule = group(&found, "rule").map(str::to_owned);
            let mut one = diagnostic(severity(group(&found, "severity").unwrap_or_default()), rule, plain(&found, "message"), place);
            one.fixable = group(&found, "fix") == Some("1");
            gather.push(one);
        } else if line.starts_with('"') {
            gather.reading.incomplete.push(format!("a line of the report is cut off or broken: {}", trouble::words(line)));
        } else {
            gather.other(line);
        }
    }
    gather.finish("phpcs", "line of its CSV", text)
}

/// A quoted value: quotes in it stand behind `\`.
fn plain(found: &Captures<'_>, name: &str) -> String {
    group(found, name).unwrap_or_default().replace("\\\"", "\"").replace("\\\\", "\\")
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut file = String::new();
    for line in text.lines() {
        if let Some(found) = emacs().captures(line) {
            gather.push(fields(&found, group(&found, "file").unwrap_or_default()));
        } else if let Some(found) = full().captures(line) {
            gather.push(fields(&found, &file));
        } else if let Some(found) = regex!(r"^\s+\|\s+\|\s+(?P<more>\S.*)$").captures(line) {
            if let (Some(last), Some(more)) = (gather.last(), group(&found, "more")) {
                last.message.push(' ');
                last.message.push_str(more);
            }
        } else if let Some(name) = line.strip_prefix("FILE: ") {
            name.trim().clone_into(&mut file);
        } else if line.starts_with("ERROR: ") {
            gather.reading.incomplete.push(trouble::words(line));
        } else {
            gather.announced |= regex!(r"^FOUND \d+ (?:ERROR|WARNING)").is_match(line);
            gather.other(line);
        }
    }
    for one in &mut gather.reading.diagnostics {
        if let Some(found) = regex!(r"^(?s)(?P<message>.*) \((?P<rule>[A-Z]\w+(?:\.\w+){2,3})\)$").captures(&one.message) {
            one.rule = group(&found, "rule").map(str::to_owned);
            one.message = group(&found, "message").unwrap_or_default().to_owned();
        }
    }
    gather.finish("phpcs", "JSON and no line of its text", text)
}

fn fields(found: &Captures<'_>, file: &str) -> Diagnostic {
    let place = place(file, number_in(found, "line"), number_in(found, "column"));
    let message = group(found, "message").unwrap_or_default().to_owned();
    let mut one = diagnostic(severity(group(found, "severity").unwrap_or_default()), None, message, place);
    one.fixable = group(found, "fix") == Some("[x]");
    one
}
