//! rustc's and Clippy's text, as cargo shows it; with `--message-format=short` too.

use super::{annotated, cargo};
use crate::formats::diagnostics::prelude::*;

/// `error[E0308]: mismatched types`
fn head() -> &'static Pattern {
    regex!(r"^(?P<severity>error|warning)(?:\[(?P<rule>[A-Z]\d{4}|[a-z_:]+)\])?: (?P<message>.*)$")
}

/// `src/lib.rs:3:9: warning: unused variable`
fn short() -> &'static Pattern {
    regex!(
        r"^(?P<file>[^:\s](?:[^:]|:[^\s:\d])*\.rs):(?P<line>\d+):(?P<column>\d+): (?P<severity>error|warning)(?:\[(?P<rule>[A-Z]\d{4})\])?: (?P<message>.*)$"
    )
}

/// Where the lint is named: `#[warn(unused_variables)]`, or the address of its page.
fn lint() -> &'static Pattern {
    regex!(
        r"(?:`#\[(?:warn|deny|forbid)\((?P<lint>[\w:]+)\)\]`|rust-clippy/[\w.-]+/index\.html#(?P<page>\w+)|requested on the command line with `-[DFW] (?P<flag>[\w:-]+)`)"
    )
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.line(short())
        || (sample.line(head()) && sample.line(regex!(r"^\s*--> \S+\.rs:\d+:\d+")))
        || sample.line(regex!(r"^\s+Finished `?(?:dev|release|test)"))
        || sample.line(regex!(r"^error: could not compile `"))
}

pub(in super::super) fn read(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut frames = annotated::Frames::default();
    for line in text.lines() {
        if let Some(found) = short().captures(line) {
            let place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), number_in(&found, "column"));
            gather.push(Diagnostic { place, ..fields(&found) });
        } else if let Some(found) = head().captures(line) {
            bare(&mut gather, frames.bare());
            frames.open(&mut gather, fields(&found));
        } else if regex!(r"^\s+(?:Finished|Checking|Compiling|Updating|Downloading|Downloaded|Blocking|Locking|Fresh) ").is_match(line) {
            gather.known |= line.trim_start().starts_with("Finished");
        } else {
            if let (Some(found), Some(last)) = (lint().captures(line), gather.last())
                && last.rule.is_none()
            {
                let page = group(&found, "page").map(|page| format!("clippy::{page}"));
                let flag = group(&found, "flag").map(|flag| flag.replace('-', "_"));
                last.rule = group(&found, "lint").map(str::to_owned).or(page).or(flag);
            }
            if !frames.at(&mut gather, line) {
                gather.other(line);
            }
        }
    }
    bare(&mut gather, frames.bare());
    once(&mut gather.reading);
    broken_manifest(&mut gather.reading);
    gather.finish("rustc", "line of the compiler's text", text)
}

fn fields(found: &Captures<'_>) -> Diagnostic {
    let message = group(found, "message").unwrap_or_default().to_owned();
    diagnostic(severity(group(found, "severity").unwrap_or_default()), group(found, "rule").map(str::to_owned), message, None)
}

/// A manifest that cargo cannot read is no problem of the code: nothing was compiled.
fn broken_manifest(reading: &mut Reading) {
    let is_manifest = |one: &Diagnostic| {
        let name = one.place.as_ref().and_then(|place| place.path.rsplit(['/', '\\']).next());
        one.severity == Severity::Error && matches!(name, Some("Cargo.toml" | "Cargo.lock" | "config.toml"))
    };
    let (manifest, code): (Vec<_>, Vec<_>) = std::mem::take(&mut reading.diagnostics).into_iter().partition(is_manifest);
    reading.diagnostics = code;
    reading.incomplete.extend(manifest.iter().map(|one| trouble::words(&one.message)));
}

/// What has no place is a count of the others, or about the run.
fn bare(gather: &mut Gather, one: Option<Diagnostic>) {
    let Some(one) = one else { return };
    gather.known = true;
    if cargo::is_count(&one.message) {
        return;
    }
    if one.severity == Severity::Error {
        gather.reading.incomplete.push(trouble::words(&one.message));
    }
    gather.push(one);
}
