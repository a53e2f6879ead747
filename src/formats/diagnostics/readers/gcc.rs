//! GCC, Clang and clang-tidy: text. Notes belong to what stands above them.

use super::gcc_json;
use crate::formats::diagnostics::prelude::*;

/// `a.c:3:5: warning: message [-Wx]`
fn head() -> &'static Pattern {
    regex!(
        r"^(?P<file>[^:\s](?:[^:]|:[^\s:\d])*):(?P<line>\d+)(?::(?P<column>\d+)(?::(?:\{[\d:-]+\})+)?)?: (?:(?P<severity>fatal error|error|warning|note|remark|sorry, unimplemented|internal compiler error): )(?P<message>.*)$"
    )
}

/// `-fdiagnostics-format=msvc` and `=vi` of Clang: `a.c(3,5): warning: message`, `a.c +3:5: warning: message`.
fn otherwise() -> &'static Pattern {
    regex!(
        r"^(?P<file>[^:\s(](?:[^:(]|:[^\s:\d])*?)(?:\(| \+)(?P<line>\d+)(?:[,:](?P<column>\d+))?\)?: (?P<severity>fatal error|error|warning|note|remark): (?P<message>.*)$"
    )
}

/// A warning of no place: `warning: unknown warning option '-Wx' [-Wunknown-warning-option]`.
fn placeless() -> &'static Pattern {
    regex!(r"^(?:[\w.+-]+: )?(?P<severity>warning): (?P<message>.* \[-W[^\]]+\])$")
}

/// What stands in brackets at the end: `[-Wx]`, `[-Werror=x]`, `[check-a,check-b]`.
fn option() -> &'static Pattern {
    regex!(r"^(?P<message>.*?)(?P<weakness> \[CWE-\d+\])? \[(?P<rule>-W[^\]]+|[A-Za-z][\w.-]*(?:,-?[\w.-]+)*)\]$")
}

/// What a driver says of its own: `gcc: error: a.c: No such file or directory`, `error: no input files [clang-diagnostic-error]`.
fn driver() -> &'static Pattern {
    regex!(
        r"^(?:(?P<tool>[\w.+-]*(?:gcc|g\+\+|clang|clang\+\+|cc1|cc1plus|cc|c\+\+|collect2|clang-tidy|ld)(?:-[\d.]+)?): )?(?P<severity>fatal error|error): (?P<message>.*)$"
    )
}

fn summary() -> &'static Pattern {
    regex!(r"^(?:(?P<warnings>\d+) warnings?)?(?: and )?(?:(?P<errors>\d+) errors?)? generated(?: when compiling for \w+)?\.$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample
        .line(regex!(r"^[^:\s](?:[^:]|:[^\s:\d])*:\d+(?::\d+(?::\{[^ ]*\})?)?: (?:fatal error|error|warning|internal compiler error): .*"))
        || sample.line(regex!(r"^[^:\s(](?:[^:(]|:[^\s:\d])*? \+\d+:\d+: (?:fatal error|error|warning): .*"))
        || sample.line(regex!(r"^\d+ (?:warnings?|errors?)(?: and \d+ errors?)? generated\.$"))
}

pub(in super::super) fn read(text: &str) -> Result<Reading, Error> {
    if json::is_in(text) && !text.lines().any(|line| head().is_match(line)) {
        return gcc_json::read(text);
    }
    let mut gather = Gather::default();
    let mut stated: Option<(u64, u64)> = None;
    let mut hides = false;
    for line in text.lines() {
        let found = otherwise().captures(line).or_else(|| head().captures(line)).or_else(|| placeless().captures(line));
        if let Some(found) = found {
            let one = one(&found);
            if one.message.starts_with("in expansion of macro") || group(&found, "severity") == Some("note") {
                match gather.last() {
                    Some(last) => last.related.push(related(one.place, one.message)),
                    None => gather.push(one),
                }
                continue;
            }
            if group(&found, "severity") == Some("internal compiler error") {
                gather.reading.incomplete.push(trouble::words(line));
            }
            gather.push(one);
        } else if let Some(found) = summary().captures(line) {
            gather.known = true;
            // Once for each unit that is compiled.
            let (errors, warnings) = stated.unwrap_or_default();
            let more = |name| number_in(&found, name).map_or(0, u64::from);
            stated = Some((errors + more("errors"), warnings + more("warnings")));
        } else if let Some(found) = driver().captures(line) {
            // A missing file, a wrong option, a failed link: no diagnostic of a source.
            if !regex!(r"(?:all|some) warnings being treated as errors").is_match(line) {
                gather.reading.incomplete.push(trouble::words(line));
                let mut one = one(&found);
                one.place = None;
                gather.push(one);
            }
        } else if line.starts_with("Error while processing ") || line.starts_with("Error while trying to load a compilation database") {
            gather.reading.incomplete.push(trouble::words(line));
        } else {
            hides |= line.starts_with("Suppressed ");
            gather.other(line);
        }
    }
    if !hides {
        gather.reading.stated = stated;
    }
    once(&mut gather.reading);
    gather.finish("gcc", "line `file:line:column: warning: …`", text)
}

fn one(found: &Captures<'_>) -> Diagnostic {
    // Cppcheck names what has no file so.
    let file = group(found, "file").filter(|file| *file != "nofile").unwrap_or_default();
    let place = place(file, number_in(found, "line"), number_in(found, "column"));
    let severity = match group(found, "severity") {
        Some("warning") => Severity::Warning,
        Some("note" | "remark") => Severity::Note,
        _ => Severity::Error,
    };
    let said = group(found, "message").unwrap_or_default();
    let (message, rule) = match option().captures(said) {
        Some(ended) => (group(&ended, "message").unwrap_or_default(), group(&ended, "rule").and_then(rule_of)),
        None => (said, None),
    };
    diagnostic(severity, rule, message.to_owned(), place)
}

/// The warning's own name: `-Werror=x` and `-Werror,-Wx` are `-Wx` made an error; of a check and its aliases, the first.
pub(super) fn rule_of(option: &str) -> Option<String> {
    if let Some(name) = option.strip_prefix("-Werror=") {
        return Some(format!("-W{name}"));
    }
    let named = option.split(',').find(|part| !matches!(*part, "-Werror" | "-warnings-as-errors") && !part.is_empty());
    named.map(str::to_owned)
}
