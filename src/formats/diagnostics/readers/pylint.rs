//! Pylint: `json`, `json2`, `text`, `colorized`, `parseable`, `msvs`. Its columns count from 0 in all of them, and stay as its text shows them.

use crate::formats::diagnostics::prelude::*;

/// `a.py:3:4: C0103: message (invalid-name)`
fn plain() -> &'static Pattern {
    regex!(
        r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+):(?P<column>\d+): (?P<rule>[EFWRCI]\d{4}): (?P<message>.*?)(?: \((?P<symbol>[a-z][a-z0-9-]*)\))?$"
    )
}

/// `a.py:3: [C0103(invalid-name), f] message`
fn parseable() -> &'static Pattern {
    regex!(
        r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+): \[(?P<rule>[EFWRCI]\d{4})\((?P<symbol>[a-z][a-z0-9-]*)\), ?[^\]]*\] (?P<message>.*)$"
    )
}

/// `a.py(3): [C0103(invalid-name)f] message`
fn msvs() -> &'static Pattern {
    regex!(r"^(?P<file>\S.*?)\((?P<line>\d+)\): \[(?P<rule>[EFWRCI]\d{4})\((?P<symbol>[a-z][a-z0-9-]*)\)[^\]]*\] ?(?P<message>.*)$")
}

fn rated() -> &'static Pattern {
    regex!(r"^Your code has been rated at ")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.list(&["/message-id", "/symbol"])
        || sample.object(&["/messages", "/statistics"])
        || [plain(), parseable(), msvs(), rated()].into_iter().any(|pattern| sample.line(pattern))
        || sample.line(regex!(r"^\*{13} Module "))
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading::default();
    let met = json::items("pylint", report, |item| {
        if item.get("messages").is_some() {
            reading.files = long(&item, "/statistics/modulesLinted");
            let counted = |key: &str| long(&item, &format!("/statistics/messageTypeCount/{key}")).unwrap_or_default();
            reading.stated = Some((counted("fatal") + counted("error"), counted("warning")));
            return list(&item, "/messages").iter().try_for_each(|message| take(&mut reading, message));
        }
        take(&mut reading, &item)
    })?;
    reading.incomplete.extend(met.said);
    fatal(&mut reading);
    Ok(reading)
}

fn take(reading: &mut Reading, item: &Value) -> Result<(), Error> {
    demand("pylint", item, &["/path", "/message", "/type"])?;
    let rule = text(item, "/symbol").or_else(|| text(item, "/messageId")).or_else(|| text(item, "/message-id"));
    let id = text(item, "/messageId").or_else(|| text(item, "/message-id"));
    let mut place = place(&words(item, "/path"), number(item, "/line"), None);
    if let Some(place) = &mut place {
        place.column = number(item, "/column");
        place.end_line = number(item, "/endLine");
        place.end_column = number(item, "/endColumn");
    }
    let mut one = diagnostic(severity(&words(item, "/type")), rule, words(item, "/message"), place);
    one.help = id;
    reading.diagnostics.push(one);
    Ok(())
}

/// A fatal message (`F`) is what kept pylint from looking, and so is a file that it cannot import by the name it was given.
fn fatal(reading: &mut Reading) {
    for one in &reading.diagnostics {
        if one.help.as_deref().is_some_and(|id| id.starts_with('F')) {
            reading.incomplete.push(trouble::words(&one.message));
        }
    }
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    for line in text.lines() {
        if let Some(found) = plain().captures(line).or_else(|| parseable().captures(line)).or_else(|| msvs().captures(line)) {
            let id = group(&found, "rule").unwrap_or_default();
            let mut place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), None);
            if let Some(place) = &mut place {
                place.column = number_in(&found, "column");
            }
            let rule = group(&found, "symbol").unwrap_or(id).to_owned();
            let message = group(&found, "message").unwrap_or_default().to_owned();
            let mut one = diagnostic(severity(id.get(..1).unwrap_or_default()), Some(rule), message, place);
            one.help = Some(id.to_owned());
            gather.push(one);
        } else if rated().is_match(line) {
            gather.known = true;
        } else if line.starts_with("************* Module ") {
            gather.announced = true;
        } else {
            gather.other(line);
        }
    }
    let mut reading = gather.finish("pylint", "JSON, line of its text or rating", text)?;
    fatal(&mut reading);
    Ok(reading)
}
