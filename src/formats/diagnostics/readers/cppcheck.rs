//! Cppcheck: XML of version 2, and text.

use crate::formats::diagnostics::prelude::*;
use crate::formats::diagnostics::xml::{Element, Step, walk};

/// `a.c:5:14: portability: message [id]`
fn plain() -> &'static Pattern {
    regex!(
        r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+):(?P<column>\d+): (?P<severity>error|warning|style|performance|portability|information|note): (?P<message>.*?)(?: \[(?P<rule>\w[\w.-]*)\])?$"
    )
}

/// `[a.c:5]: (error) message`, of 1.x
fn old() -> &'static Pattern {
    regex!(
        r"^\[(?P<file>[^\]:]+):(?P<line>\d+)\](?: -> \[[^\]]+\])*: \((?P<severity>error|warning|style|performance|portability|information)(?:, inconclusive)?\) (?P<message>.*)$"
    )
}

/// `--template=vs` and `=edit`: `a.c(5): style: message`, `a.c +5: style: message`
fn template() -> &'static Pattern {
    regex!(
        r"^(?P<file>[^:\s(](?:[^:(]|:[^\s:\d])*?)(?:\(| \+)(?P<line>\d+)\)?: (?P<severity>error|warning|style|performance|portability|information): (?P<message>.*)$"
    )
}

/// As [`old`], of no file.
fn of_none() -> &'static Pattern {
    regex!(r"^: \((?P<severity>error|warning|style|performance|portability|information)\) (?P<message>.*)$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    (sample.root.as_deref() == Some("results") && sample.text.contains("<cppcheck"))
        || sample.line(regex!(r": (?:style|performance|portability|information): .* \[\w[\w.-]*\]$"))
        || sample.line(regex!(r"^\d+/\d+ files checked \d+% done$"))
        || sample.line(regex!(r"^Checking \S.* \.\.\.$"))
        || sample.line(old())
        || sample.line(regex!(r"^[^:\s(][^:(]*?(?:\(| \+)\d+\)?: (?:style|performance|portability|information): "))
}

pub(in super::super) fn read(text: &str) -> Result<Reading, Error> {
    if xml::root(text).is_none() {
        return read_text(text);
    }
    let mut reading = Reading::default();
    let mut open: Option<Diagnostic> = None;
    let mut rooted = false;
    walk("cppcheck", text, |step| match step {
        Step::Open(element) => match element.name.as_str() {
            "cppcheck" => rooted = true,
            "error" => open = Some(one(element)),
            "location" => {
                if let Some(one) = &mut open {
                    locate(one, element);
                }
            }
            _ => {}
        },
        Step::Close(element, _) if element.name == "error" => {
            reading.diagnostics.extend(open.take());
        }
        Step::Close(..) => {}
    })?;
    if !rooted {
        return Err(unlike("cppcheck", "element `cppcheck` (XML of version 2)", text));
    }
    for one in &reading.diagnostics {
        if matches!(one.rule.as_deref(), Some("internalError" | "internalAstError" | "cppcheckError" | "noFiles")) {
            reading.incomplete.push(trouble::words(&one.message));
        }
    }
    Ok(reading)
}

fn one(element: &Element) -> Diagnostic {
    let message = element.text("msg").or_else(|| element.text("verbose")).unwrap_or_default();
    diagnostic(level(element.get("severity").unwrap_or_default()), element.text("id"), message, None)
}

/// The first location is where it is; others lead there. `column` 0 is none.
fn locate(one: &mut Diagnostic, element: &Element) {
    let place = place(element.get("file").unwrap_or_default(), element.number("line"), element.number("column"));
    if one.place.is_none() {
        one.place = place;
    } else {
        one.related.push(related(place, element.get("info").unwrap_or_default()));
    }
}

/// Only `error` is one; the other classes are advice of several kinds.
fn level(word: &str) -> Severity {
    match word {
        "error" => Severity::Error,
        "warning" | "performance" | "portability" => Severity::Warning,
        _ => severity(word),
    }
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    for line in text.lines() {
        if let Some(found) = [plain(), old(), template(), of_none()].iter().find_map(|pattern| pattern.captures(line)) {
            let file = group(&found, "file").filter(|file| *file != "nofile").unwrap_or_default();
            let place = place(file, number_in(&found, "line"), number_in(&found, "column"));
            let message = group(&found, "message").unwrap_or_default().to_owned();
            let word = group(&found, "severity").unwrap_or_default();
            match gather.last().filter(|_| word == "note") {
                Some(last) => last.related.push(related(place, message)),
                None => gather.push(diagnostic(level(word), group(&found, "rule").map(str::to_owned), message, place)),
            }
        } else if line.starts_with("cppcheck: error:") {
            gather.reading.incomplete.push(trouble::words(line));
        } else if regex!(r"^(?:Checking .* ?\.\.\.|\d+/\d+ files checked \d+% done)$").is_match(line) {
            gather.known = true;
        } else {
            gather.other(line);
        }
    }
    gather.finish("cppcheck", "XML and no line of its text", text)
}
