//! zizmor: `json` (rows and columns from 0) and `plain`; its `sarif` and `github` are read as what they are.

use super::annotated;
use crate::formats::diagnostics::prelude::*;

/// `warning[artipacked]: message`
fn head() -> &'static Pattern {
    regex!(r"^(?P<severity>error|warning|help|info|note)\[(?P<rule>[a-z0-9-]+)\]: (?P<message>.*)$")
}

/// `11 findings (1 suppressed, …): 0 informational, 0 low, 3 medium, 4 high`
fn summary() -> &'static Pattern {
    regex!(r"^(?:No findings to report\.|(?P<all>\d+) findings?\b)")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.list(&["/ident", "/determinations", "/locations"])
        || sample.line(regex!(r"audit documentation → https://docs\.zizmor\.sh/"))
        || sample.line(regex!(r"^\s+= note: audit confidence → "))
        || sample.line(regex!(r"^No findings to report\."))
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading::default();
    let met = json::items("zizmor", report, |item| {
        demand("zizmor", &item, &["/ident", "/desc", "/locations"])?;
        reading.diagnostics.push(one(&item));
        Ok(())
    })?;
    reading.incomplete = met.said;
    Ok(reading)
}

fn one(item: &Value) -> Diagnostic {
    let locations = list(item, "/locations");
    let main = locations.iter().find(|location| words(location, "/symbolic/kind") == "Primary").or(locations.first());
    let level = match words(item, "/determinations/severity").as_str() {
        "High" | "Unknown" | "" => Severity::Error,
        "Medium" => Severity::Warning,
        _ => Severity::Note,
    };
    let mut one = diagnostic(level, text(item, "/ident"), words(item, "/desc"), main.and_then(location));
    one.suppressed = is_true(item, "/ignored");
    one.help = text(item, "/url");
    one.fixable = !list(item, "/fixes").is_empty();
    one.related = locations
        .iter()
        .filter(|other| !main.is_some_and(|main| std::ptr::eq(main, *other)))
        .map(|other| related(location(other), words(other, "/symbolic/annotation")))
        .collect();
    one
}

fn location(item: &Value) -> Option<Place> {
    let keys = ["verbatim_path", "given_path", "display_path"];
    let key = item.pointer("/symbolic/key")?;
    let path = keys
        .iter()
        .find_map(|name| text(key, &format!("/Local/{name}")))
        .or_else(|| text(key, "/Remote/path"))
        .or_else(|| text(key, "/Stdin"))?;
    let from_one = |pointer: &str| number(item, pointer).map(|count| count.saturating_add(1));
    let start = place(&path, from_one("/concrete/location/start_point/row"), from_one("/concrete/location/start_point/column"));
    until(start, from_one("/concrete/location/end_point/row"), from_one("/concrete/location/end_point/column"))
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut frames = annotated::Frames::default();
    for line in text.lines() {
        if summary().is_match(line) {
            gather.known = true;
        } else if frames.at(&mut gather, line) {
        } else if let Some(found) = head().captures(line) {
            let message = group(&found, "message").unwrap_or_default().to_owned();
            let severity = severity(group(&found, "severity").unwrap_or_default());
            frames.open(&mut gather, diagnostic(severity, group(&found, "rule").map(str::to_owned), message, None));
        } else {
            gather.other(line);
        }
    }
    frames.close(&mut gather);
    gather.finish("zizmor", "JSON and no line of its text", text)
}
