//! yamllint: `standard`, `colored`, `parsable`; its `github` is read as that.

use crate::formats::diagnostics::prelude::*;

/// `  1:5       error    too many spaces after colon  (colons)`
fn standard() -> &'static Pattern {
    regex!(r"^\s+(?P<line>\d+):(?P<column>\d+)\s+(?P<severity>error|warning)\s+(?P<message>.*?)(?:\s+\((?P<rule>[a-z][a-z-]*)\))?$")
}

/// `a.yaml:1:5: [error] too many spaces after colon (colons)`
fn parsable() -> &'static Pattern {
    regex!(
        r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+):(?P<column>\d+): \[(?P<severity>error|warning)\] (?P<message>.*?)(?: \((?P<rule>[a-z][a-z-]*)\))?$"
    )
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.line(parsable())
        || sample.line(regex!(r"^\s+\d+:\d+\s+(?:error|warning)\s+.*\((?:[a-z]+(?:-[a-z]+)*)\)$")) && !sample.text.contains(" problem")
}

pub(in super::super) fn read(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut file = "";
    for line in text.lines() {
        if let Some(found) = parsable().captures(line) {
            gather.push(fields(&found, group(&found, "file").unwrap_or_default()));
        } else if let Some(found) = standard().captures(line) {
            gather.push(fields(&found, file));
        } else {
            file = if line.trim().is_empty() { file } else { line };
            gather.other(line);
        }
    }
    gather.finish("yamllint", "line of its formats", text)
}

fn fields(found: &Captures<'_>, file: &str) -> Diagnostic {
    let place = place(file, number_in(found, "line"), number_in(found, "column"));
    let message = group(found, "message").unwrap_or_default().to_owned();
    diagnostic(severity(group(found, "severity").unwrap_or_default()), group(found, "rule").map(str::to_owned), message, place)
}
