//! Cargo's `--message-format=json` and rustc's `--error-format=json`: the same diagnostics, wrapped and bare.

use super::rustc;
use crate::formats::diagnostics::prelude::*;

/// How many macro expansions are followed outwards.
const EXPANSIONS: usize = 64;

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.object(&["/reason", "/package_id"])
        || sample.object(&["/reason", "/success"])
        || sample.object(&["/message", "/level", "/spans", "/children"])
        || sample.object(&["/$message_type"])
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return rustc::read(report);
    }
    let mut reading = Reading::default();
    let mut finished = None;
    let mut wrapped = false;
    let met = json::items("cargo", report, |item| {
        if let Some(reason) = text(&item, "/reason") {
            wrapped = true;
            match reason.as_str() {
                "compiler-message" => reading.diagnostics.extend(item.get("message").and_then(one)),
                "build-finished" => finished = Some(is_true(&item, "/success")),
                _ => {}
            }
            return Ok(());
        }
        if item.get("$message_type").is_some_and(|kind| kind != "diagnostic") || item.get("artifact").is_some() {
            return Ok(());
        }
        demand("cargo", &item, &["/message", "/level", "/spans"])?;
        reading.diagnostics.extend(one(&item));
        Ok(())
    })?;
    reading.incomplete = met.said;
    once(&mut reading);
    if wrapped && finished.is_none() {
        reading.incomplete.push("cargo did not get to the end of the build: its last message is missing".to_owned());
    }
    let has_error = reading.diagnostics.iter().any(|one| one.severity == Severity::Error);
    if finished == Some(false) && !has_error {
        reading.incomplete.push("cargo says that the build failed, and no error tells why".to_owned());
    }
    Ok(reading)
}

/// A diagnostic of the compiler; none for the lines that only count others.
fn one(item: &Value) -> Option<Diagnostic> {
    let level = words(item, "/level");
    let message = words(item, "/message");
    let spans = list(item, "/spans");
    if level == "failure-note" || (spans.is_empty() && is_count(&message)) {
        return None;
    }
    let main = spans.iter().find(|span| is_true(span, "/is_primary")).or(spans.first());
    // `error: internal compiler error`
    let severity = if level.starts_with("error") { Severity::Error } else { severity(&level) };
    let mut one = diagnostic(severity, text(item, "/code/code"), message, main.and_then(at));
    let by_clippy = one.rule.as_deref().is_some_and(|rule| rule.starts_with("clippy::"));
    one.tool = Some(if by_clippy { "clippy" } else { "rustc" }.to_owned());
    one.help = text(item, "/code/explanation")
        .map(|_| "rustc --explain".to_owned())
        .and(text(item, "/code/code").map(|code| format!("rustc --explain {code}")));
    for span in spans.iter().filter(|span| !main.is_some_and(|main| std::ptr::eq(main, *span))) {
        one.related.push(related(at(span), words(span, "/label")));
    }
    for child in list(item, "/children") {
        let place = list(child, "/spans").first().and_then(at);
        let said = words(child, "/message");
        if let Some(address) = said.strip_prefix("for further information visit ") {
            one.help = Some(address.to_owned());
        }
        one.fixable |= list(child, "/spans").iter().any(|span| words(span, "/suggestion_applicability") == "MachineApplicable");
        one.related.push(related(place, said));
    }
    Some(one)
}

/// `aborting due to 2 previous errors`, `3 warnings emitted`
pub(super) fn is_count(message: &str) -> bool {
    regex!(r"^(?:aborting due to |\d+ warnings? emitted|Some errors have detailed explanations|For more information about this error|`.*` \(.*\) generated \d+ warning|could not compile `|build failed|\d+ errors?)").is_match(message)
}

/// The place of a span. One in a macro of the standard library is followed to where the macro is called; so the compiler's text does.
fn at(span: &Value) -> Option<Place> {
    let mut span = span;
    for _ in 0..EXPANSIONS {
        let file = words(span, "/file_name");
        let foreign = file.starts_with("/rustc/") || file.starts_with('<');
        match span.pointer("/expansion/span").filter(|outer| foreign && !outer.is_null()) {
            Some(outer) => span = outer,
            None => break,
        }
    }
    let start = place(&words(span, "/file_name"), number(span, "/line_start"), number(span, "/column_start"));
    until(start, number(span, "/line_end"), number(span, "/column_end"))
}
