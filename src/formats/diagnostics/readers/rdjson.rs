//! Reviewdog's Diagnostic Format: `rdjson` (one document) and `rdjsonl` (a diagnostic a line).

use crate::formats::diagnostics::prelude::*;

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.object(&["/diagnostics/0/location/path", "/diagnostics/0/message"]) && !sample.has(&["/diagnostics/0/category"])
        || (sample.object(&["/diagnostics", "/source/name"]))
}

pub(in super::super) fn detect_lines(sample: &Sample<'_>) -> bool {
    sample.object(&["/message", "/location/path"])
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    let met = json::items("rdjson", report, |item| {
        demand("rdjson", &item, &["/diagnostics"])?;
        let tool = text(&item, "/source/name").map(|name| name.to_ascii_lowercase());
        let level = text(&item, "/severity");
        for diagnostic in list(&item, "/diagnostics") {
            reading.diagnostics.push(one(diagnostic, tool.as_deref(), level.as_deref()));
        }
        reading.tool = reading.tool.take().or(tool);
        Ok(())
    })?;
    reading.incomplete = met.said;
    Ok(reading)
}

pub(in super::super) fn read_lines(report: &str) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    let met = json::items("rdjsonl", report, |item| {
        demand("rdjsonl", &item, &["/message", "/location"])?;
        reading.diagnostics.push(one(&item, None, None));
        Ok(())
    })?;
    reading.incomplete = met.said;
    Ok(reading)
}

fn one(item: &Value, tool: Option<&str>, level: Option<&str>) -> Diagnostic {
    let location = |key: &str| number(item, &format!("/location/range/{key}"));
    let start = place(&words(item, "/location/path"), location("start/line"), location("start/column"));
    let place = until(start, location("end/line"), location("end/column"));
    // ruff knows no severities; that its report has one for all of them says nothing.
    let level = level.filter(|_| tool != Some("ruff"));
    let severity = match text(item, "/severity").or(level.map(str::to_owned)).as_deref() {
        Some("2") => Severity::Warning,
        Some("3") => Severity::Note,
        Some(word) => severity(word),
        None => Severity::Error,
    };
    let mut one = diagnostic(severity, text(item, "/code/value"), words(item, "/message"), place);
    one.tool = text(item, "/source/name").map(|name| name.to_ascii_lowercase()).or(tool.map(str::to_owned));
    one.help = text(item, "/code/url");
    one.fixable = !list(item, "/suggestions").is_empty();
    one
}
