//! The TypeScript compiler (and `vue-tsc`), plain and pretty.

use crate::formats::diagnostics::prelude::*;

/// `src/a.ts(3,5): error TS2322: …` and, pretty, `src/a.ts:3:5 - error TS2322: …`; `error TS18003: …` where there is no file.
fn head() -> &'static Pattern {
    regex!(
        r"^(?:(?:(?P<file>\S.*?)\((?P<line>\d+),(?P<column>\d+)\): )|(?:(?P<pfile>\S.*?):(?P<pline>\d+):(?P<pcolumn>\d+) - ))?(?P<severity>error|warning|message|suggestion) (?P<rule>TS\d+): (?P<message>.*)$"
    )
}

/// A further place: `  src/a.ts:1:29`, and what is said of it below its frame.
fn further() -> &'static Pattern {
    regex!(r"^  (?P<file>\S.*):(?P<line>\d+):(?P<column>\d+)(?: - (?P<message>.*))?$")
}

/// `Found 8 errors in 2 files.`, `Found 3 errors in the same file, starting at: a.ts:3`, `Found 1 error in src/a.ts:3`; of watch mode
/// `[10:21:03 AM] Found 0 errors. Watching for file changes.`
fn summary() -> &'static Pattern {
    regex!(r"(?:^|\s)Found (?P<errors>\d+) errors?(?:\.| in )")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.line(head())
        || sample.line(regex!(
            r"^Found \d+ errors? in (?:\d+ files\.?$|the same file|.*\.[cm]?tsx?:\d+)|\bFound \d+ errors?\. Watching for file changes\."
        ))
}

pub(in super::super) fn read(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut stated: Option<u64> = None;
    // Code frames end the message; after a further place, what follows its frame is said of it.
    let mut inside = Inside::Nothing;
    for line in text.lines() {
        if let Some(found) = head().captures(line) {
            gather.push(one(&found));
            inside = Inside::Message;
        } else if let Some(found) = further().captures(line).filter(|_| !matches!(inside, Inside::Nothing)) {
            let place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), number_in(&found, "column"));
            if let Some(last) = gather.last() {
                last.related.push(related(place, group(&found, "message").unwrap_or_default()));
            }
            inside = Inside::Further;
        } else if let Some(found) = summary().captures(line) {
            gather.known = true;
            stated = Some(stated.unwrap_or_default() + number_in(&found, "errors").map_or(0, u64::from));
            inside = Inside::Nothing;
        } else if line.trim().is_empty() {
            if matches!(inside, Inside::Message) {
                inside = Inside::Frame;
            }
        } else if line.starts_with(' ') && continued(&mut gather, &inside, line) {
        } else if !matches!(inside, Inside::Frame | Inside::Further) || !is_frame(line) {
            gather.other(line);
        }
    }
    once(&mut gather.reading);
    gather.reading.stated = stated.map(|errors| (errors, 0));
    let troubles: Vec<String> =
        gather.reading.diagnostics.iter().filter(|one| stops(one)).map(|one| trouble::words(&one.message)).collect();
    gather.reading.incomplete.extend(troubles);
    gather.finish("tsc", "line with a TS code", text)
}

enum Inside {
    Nothing,
    Message,
    Frame,
    Further,
}

/// Takes an indented line as what it continues.
fn continued(gather: &mut Gather, inside: &Inside, line: &str) -> bool {
    let Some(last) = gather.last() else { return false };
    match inside {
        Inside::Message => {
            last.message.push('\n');
            last.message.push_str(line.trim_end());
            true
        }
        Inside::Further => {
            if let Some(further) = last.related.last_mut()
                && !is_frame(line)
            {
                if !further.message.is_empty() {
                    further.message.push('\n');
                }
                further.message.push_str(line.trim());
            }
            true
        }
        Inside::Frame => is_frame(line),
        Inside::Nothing => false,
    }
}

/// Whether it is a line of source below a diagnostic, or the marks below that.
fn is_frame(line: &str) -> bool {
    regex!(r"^\s*(?:\d+ |\d+$|[~\s]+$|\.\.\.)").is_match(line)
}

fn one(found: &Captures<'_>) -> Diagnostic {
    let pick = |plain: &str, pretty: &str| number_in(found, plain).or_else(|| number_in(found, pretty));
    let file = group(found, "file").or_else(|| group(found, "pfile")).unwrap_or_default();
    let place = place(file, pick("line", "pline"), pick("column", "pcolumn"));
    let rule = group(found, "rule").map(str::to_owned);
    diagnostic(severity(group(found, "severity").unwrap_or_default()), rule, group(found, "message").unwrap_or_default().to_owned(), place)
}

/// Whether the compiler did not get to look because of it: its options (5000 to 5999), files that are not there (6053, 6231), no input
/// (18002, 18003).
fn stops(one: &Diagnostic) -> bool {
    let code = one.rule.as_deref().and_then(|rule| rule.strip_prefix("TS")).and_then(|code| code.parse::<u32>().ok());
    one.severity == Severity::Error && matches!(code, Some(5000..=5999 | 6053 | 6231 | 18002 | 18003))
}
