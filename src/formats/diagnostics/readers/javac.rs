//! javac's text, and what Maven makes of it.

use crate::formats::diagnostics::prelude::*;

/// `A.java:3: warning: [rawtypes] message`
fn head() -> &'static Pattern {
    regex!(
        r"^(?P<file>(?:[A-Za-z]:[\\/])?[^:\s][^:]*\.(?:java|kt|class|jar)):(?P<line>\d+): (?P<kind>error: |warning: |Note: )(?:\[(?P<rule>[\w-]+)\] )?(?P<message>.*)$"
    )
}

/// `[ERROR] /w/A.java:[3,5] message`, of the compiler plugin
fn maven() -> &'static Pattern {
    regex!(
        r"^\[(?P<severity>ERROR|WARNING)\] +(?P<file>(?:[A-Za-z]:[\\/])?[^:]+\.(?:java|kt)):\[(?P<line>\d+),(?P<column>\d+)\] (?:error: |warning: )?(?:\[(?P<rule>[\w-]+)\] )?(?P<message>.*)$"
    )
}

/// `error: file not found: A.java`, `warning: [options] …`
fn bare() -> &'static Pattern {
    regex!(r"^(?P<severity>error|warning): (?:\[(?P<rule>[\w-]+)\] )?(?P<message>.*)$")
}

fn summary() -> &'static Pattern {
    regex!(r"^(?P<all>\d+) (?P<what>errors?|warnings?)$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.line(head())
        || sample.line(regex!(r"^\s*\[javac\] \S+\.java:\d+: "))
        || sample.line(maven())
        || sample.line(regex!(r"^error: (?:file not found: |invalid flag: |no source files)"))
        || sample.line(regex!(r"^Note: (?:\S+\.java|Some input files) (?:uses?|overrides?|additionally) "))
}

pub(in super::super) fn read(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut stated: Option<(u64, u64)> = None;
    // Below the head: further lines of the message, the line of source, the caret, further lines.
    let mut below: Vec<&str> = Vec::new();
    for line in text.lines() {
        // Ant puts the task in front.
        let line = regex!(r"^\s*\[javac\] ?").find(line).and_then(|prefix| line.get(prefix.end()..)).unwrap_or(line);
        if let Some(found) = head().captures(line).or_else(|| maven().captures(line)).or_else(|| bare().captures(line)) {
            close(&mut gather, &mut below);
            let one = one(&found);
            if one.place.is_none() && one.severity == Severity::Error && !one.message.starts_with("warnings found and -Werror") {
                gather.reading.incomplete.push(trouble::words(line));
                if is_of_the_command(&one.message) {
                    continue;
                }
            }
            gather.push(one);
        } else if let Some(found) = summary().captures(line) {
            close(&mut gather, &mut below);
            gather.known = true;
            let (errors, warnings) = stated.unwrap_or_default();
            let all = number_in(&found, "all").map_or(0, u64::from);
            stated =
                Some(if group(&found, "what").is_some_and(|what| what.starts_with("error")) { (all, warnings) } else { (errors, all) });
        } else if regex!(r"^only showing the first \d+ (?:errors|warnings), of \d+ total").is_match(line) {
            close(&mut gather, &mut below);
            gather.reading.incomplete.push(trouble::words(line));
        } else if regex!(r"^\s*\^\s*$").is_match(line) {
            let column = u32::try_from(line.find('^').unwrap_or_default()).ok().map(|blank| blank.saturating_add(1));
            below.pop();
            close(&mut gather, &mut below);
            if let Some(place) = gather.last().and_then(|last| last.place.as_mut()) {
                place.column = place.column.or(column);
            }
        } else if line.starts_with("Note: ") {
            // A compiler that has remarks has looked.
            gather.known = true;
            close(&mut gather, &mut below);
        } else if gather.last().is_some() && !line.is_empty() && !line.starts_with('[') && !is_of_the_runner(line) {
            below.push(line);
        } else {
            gather.other(line);
        }
    }
    close(&mut gather, &mut below);
    gather.reading.stated = stated;
    if text.lines().any(|line| maven().is_match(line)) {
        once(&mut gather.reading);
    }
    gather.finish("javac", "line `A.java:line: error: …`", text)
}

/// Whether an error is about the command line, and no source was looked at.
fn is_of_the_command(message: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "invalid flag: ",
        "file not found: ",
        "no source files",
        "invalid source release: ",
        "invalid target release: ",
        "release version ",
        "option ",
        "directory not found: ",
    ];
    BEGINNINGS.iter().any(|beginning| message.starts_with(beginning))
}

/// Puts the lines below a message into it.
fn close(gather: &mut Gather, below: &mut Vec<&str>) {
    for line in below.drain(..) {
        match gather.last() {
            Some(last) => {
                last.message.push('\n');
                last.message.push_str(line.trim_end());
            }
            None => gather.other(line),
        }
    }
}

fn one(found: &Captures<'_>) -> Diagnostic {
    let place = place(group(found, "file").unwrap_or_default(), number_in(found, "line"), number_in(found, "column"));
    let word = group(found, "severity").or_else(|| group(found, "kind")).unwrap_or_default();
    let message = group(found, "message").unwrap_or_default().to_owned();
    diagnostic(severity(word.trim_end_matches(':')), group(found, "rule").map(str::to_owned), message, place)
}
