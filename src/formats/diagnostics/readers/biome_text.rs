//! Biome's default text.

use crate::formats::diagnostics::prelude::*;

/// `bad/b.js:1:7 lint/correctness/noUnusedVariables  FIXABLE  ━━━━`
fn head() -> &'static Pattern {
    regex!(
        r"^(?P<file>\S.*?)(?::(?P<line>\d+):(?P<column>\d+))? (?P<rule>(?:lint|assist|syntax|suppressions|organizeImports|internalError|fs|configuration|project|plugin|parse|format|lint|check|ci)(?:/\w+)*)(?P<tags>(?:\s+[A-Z]{4,})*)\s+━+$"
    )
}

/// `  × message`; `!` for warnings, `i` for what is only said.
fn said() -> &'static Pattern {
    regex!(r"^\s{2}(?P<sign>[×!ixⅹ✖⚠ℹ])\s+(?P<message>\S.*)$")
}

fn found() -> &'static Pattern {
    regex!(r"^Found (?P<all>\d+) (?P<what>errors?|warnings?|infos?)\.$")
}

fn checked() -> &'static Pattern {
    regex!(r"^Checked (?P<files>\d+) files? in ")
}

pub(super) fn detect(sample: &Sample<'_>) -> bool {
    sample.line(head()) || sample.line(checked())
}

pub(super) fn read(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut stated = (0, 0);
    // The first sign below a head is the message's.
    let mut waiting = false;
    let mut closing = false;
    for line in text.lines() {
        if regex!(r"^\w+ ━{20,}$").is_match(line) {
            // The last words, of the run as a whole.
            (waiting, closing) = (false, true);
        } else if let Some(found) = head().captures(line) {
            let place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), number_in(&found, "column"));
            let mut one = diagnostic(Severity::Error, group(&found, "rule").map(str::to_owned), String::new(), place);
            one.fixable = group(&found, "tags").is_some_and(|tags| tags.contains("FIXABLE"));
            gather.push(one);
            (waiting, closing) = (true, false);
        } else if let Some(found) = said().captures(line).filter(|_| waiting) {
            waiting = false;
            if let Some(last) = gather.last() {
                group(&found, "message").unwrap_or_default().clone_into(&mut last.message);
                last.severity = match group(&found, "sign") {
                    Some("!" | "⚠") => Severity::Warning,
                    Some("i" | "ℹ") => Severity::Note,
                    _ => Severity::Error,
                };
            }
        } else if let Some(found) = found().captures(line) {
            gather.known = true;
            let all = number_in(&found, "all").map_or(0, u64::from);
            match group(&found, "what") {
                Some("error" | "errors") => stated.0 = all,
                Some("warning" | "warnings") => stated.1 = all,
                _ => {}
            }
            gather.reading.stated = Some(stated);
        } else if let Some(files) = checked().captures(line).and_then(|found| number_in(&found, "files")) {
            gather.known = true;
            gather.reading.files = Some(files.into());
        } else if regex!(r"^Diagnostics not shown: \d+|number of diagnostics exceeds the limit").is_match(line) {
            gather.reading.incomplete.push(trouble::words(line));
        } else if let Some(found) = said().captures(line).filter(|_| closing) {
            let message = group(&found, "message").unwrap_or_default();
            if !regex!(r"^Some (?:errors|warnings) were emitted").is_match(message) {
                gather.reading.incomplete.push(trouble::words(message));
            }
            gather.known = true;
        } else {
            gather.other(line);
        }
    }
    let unread = gather
        .reading
        .diagnostics
        .iter()
        .filter(|one| super::biome::stops(one))
        .map(|one| trouble::words(&one.message))
        .collect::<Vec<_>>();
    gather.reading.incomplete.extend(unread);
    gather.finish("biome", "JSON and no line of its text", text)
}
