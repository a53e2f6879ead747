//! ty: `concise` and `full`; its `gitlab`, `github`, `junit` and `sarif` are read as what they are.

use super::{annotated, codeclimate};
use crate::formats::diagnostics::prelude::*;

/// `a.py:4:12: error[rule] message`
fn concise() -> &'static Pattern {
    regex!(
        r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?:cell \d+:)?(?P<line>\d+):(?P<column>\d+): (?P<severity>fatal|error|warning|info)\[(?P<rule>[a-z0-9-]+)\] (?P<message>.*)$"
    )
}

/// `error[rule]: message`; what has no place has no colon in the concise form.
fn head() -> &'static Pattern {
    regex!(r"^(?P<severity>fatal|error|warning|info)\[(?P<rule>[a-z0-9-]+)\]:? (?P<message>.*)$")
}

fn summary() -> &'static Pattern {
    regex!(r"^Found (?P<all>\d+) diagnostics?$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.line(summary()) || sample.line(concise())
}

pub(in super::super) fn read(text: &str) -> Result<Reading, Error> {
    // Its only JSON is GitLab's.
    if json::is_in(text) && !text.lines().any(|line| head().is_match(line) || concise().is_match(line)) {
        return codeclimate::read(text);
    }
    let mut gather = Gather::default();
    let mut frames = annotated::Frames::default();
    for line in text.lines() {
        if let Some(found) = concise().captures(line) {
            gather.push(fields(&found));
        } else if summary().is_match(line) || line == "All checks passed!" {
            gather.known = true;
        } else if frames.at(&mut gather, line) {
        } else if let Some(found) = head().captures(line) {
            bare(&mut gather, frames.bare());
            frames.open(&mut gather, fields(&found));
        } else {
            gather.other(line);
        }
    }
    bare(&mut gather, frames.bare());
    gather.finish("ty", "line of its text or summary", text)
}

fn fields(found: &Captures<'_>) -> Diagnostic {
    let place = place(group(found, "file").unwrap_or_default(), number_in(found, "line"), number_in(found, "column"));
    let message = group(found, "message").unwrap_or_default().to_owned();
    diagnostic(severity(group(found, "severity").unwrap_or_default()), group(found, "rule").map(str::to_owned), message, place)
}

/// What has no place is about the run: a file that cannot be read.
fn bare(gather: &mut Gather, one: Option<Diagnostic>) {
    if let Some(one) = one {
        if one.severity == Severity::Error {
            gather.reading.incomplete.push(trouble::words(&one.message));
        }
        gather.push(one);
    }
}
