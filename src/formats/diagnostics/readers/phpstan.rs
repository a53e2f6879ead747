//! `PHPStan`: `json`, `raw` and `table`; its `checkstyle`, `gitlab`, `github` and `junit` are read as what they are.

use crate::formats::diagnostics::prelude::*;

/// `/w/a.php:12:Message [identifier=x.y]`
fn raw() -> &'static Pattern {
    regex!(
        r"^(?P<file>(?:[^:]|:[^\s:\d])+\.\w+)(?: \(in context of .*?\))?:(?P<line>\d+|\?):(?P<message>\S.*?)(?: \[identifier=(?P<rule>[\w.]+)\])?$"
    )
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.object(&["/totals/file_errors", "/files"])
        || sample.line(regex!(r"\[identifier=[\w.]+\]$"))
        || sample.line(regex!(r"^(?:[^:]|:[^\s:\d])+\.php:\d+:[A-Z\w]"))
        || sample.line(regex!(r"^\s*\[(?:OK\] No errors|ERROR\] Found \d+ errors?)\s*$"))
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading::default();
    let met = json::items("phpstan", report, |item| {
        demand("phpstan", &item, &["/files", "/totals"])?;
        // PHP writes an empty map as an array.
        for (path, file) in item.get("files").and_then(Value::as_object).into_iter().flatten() {
            reading.diagnostics.extend(list(file, "/messages").iter().map(|message| one(path, message)));
        }
        for error in list(&item, "/errors").iter().filter_map(Value::as_str) {
            if stops(error) {
                reading.incomplete.push(trouble::words(error));
            }
            reading.diagnostics.push(diagnostic(Severity::Error, None, error.to_owned(), None));
        }
        let errors = long(&item, "/totals/errors").unwrap_or_default() + long(&item, "/totals/file_errors").unwrap_or_default();
        reading.stated = Some((errors, 0));
        Ok(())
    })?;
    reading.incomplete.extend(met.said);
    Ok(reading)
}

fn one(path: &str, item: &Value) -> Diagnostic {
    let file = path.split_once(" (in context of ").map_or(path, |(file, _)| file);
    let mut one = diagnostic(Severity::Error, text(item, "/identifier"), words(item, "/message"), place(file, number(item, "/line"), None));
    one.help = text(item, "/tip");
    one
}

/// Whether an error without a file says that the analysis is not whole.
fn stops(error: &str) -> bool {
    regex!(r"(?i)internal error|child process error|result is incomplete|did not finish|memory|was not found|neither a file")
        .is_match(error)
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut file = String::new();
    for line in text.lines() {
        if let Some(found) = raw().captures(line) {
            let place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), None);
            let message = group(&found, "message").unwrap_or_default().to_owned();
            gather.push(diagnostic(Severity::Error, group(&found, "rule").map(str::to_owned), message, place));
        } else if let Some(found) = regex!(r"^  (?:Line|Error) {2,}(?P<file>\S.*)$").captures(line) {
            // The head of a table.
            group(&found, "file").unwrap_or_default().split(" (in context of ").next().unwrap_or_default().clone_into(&mut file);
        } else if let Some(found) = regex!(r"^  :?(?P<line>\d+) {2,}(?P<message>\S.*)$").captures(line) {
            let message = group(&found, "message").unwrap_or_default().to_owned();
            gather.push(diagnostic(Severity::Error, None, message, place(&file, number_in(&found, "line"), None)));
        } else if let Some(errors) = count(regex!(r"^\s*\[ERROR\] Found (\d+) errors?\s*$"), line) {
            gather.known = true;
            gather.reading.stated = Some((errors, 0));
        } else if line.trim() == "[OK] No errors" {
            gather.known = true;
            gather.reading.stated = Some((0, 0));
        } else if let Some(more) = line.strip_prefix("         ").filter(|more| !more.trim().is_empty()) {
            continued(&mut gather, more.trim());
        } else {
            gather.other(line);
        }
    }
    gather.finish("phpstan", "JSON and no line of its text", text)
}

/// Further lines of a table's cell: the message, its identifier, its tip.
fn continued(gather: &mut Gather, more: &str) {
    let Some(last) = gather.last() else { return };
    if let Some(rule) = more.strip_prefix("🪪").or_else(|| more.strip_prefix("🪪  ")) {
        last.rule = Some(rule.trim().to_owned());
    } else if let Some(tip) = more.strip_prefix("💡") {
        last.help = Some(tip.trim().to_owned());
    } else if last.help.is_none() && last.rule.is_none() {
        last.message.push(' ');
        last.message.push_str(more);
    }
}
