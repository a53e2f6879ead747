//! Biome: `json`, and its text in `biome_text`; its `rdjson`, `gitlab`, `junit`, `checkstyle`, `sarif` and `github` are read as what they are.

use super::biome_text;
use crate::formats::diagnostics::prelude::*;

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.object(&["/diagnostics", "/summary", "/command"])
        || sample.object(&["/summary/diagnosticsNotPrinted"])
        || biome_text::detect(sample)
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return biome_text::read(report);
    }
    let mut reading = Reading::default();
    let met = json::items("biome", report, |item| {
        demand("biome", &item, &["/diagnostics", "/summary"])?;
        reading.diagnostics.extend(list(&item, "/diagnostics").iter().map(one));
        let counted = |key: &str| long(&item, &format!("/summary/{key}")).unwrap_or_default();
        reading.stated = Some((counted("errors"), counted("warnings")));
        reading.files = long(&item, "/summary/unchanged").map(|unchanged| unchanged + counted("changed"));
        let shown = list(&item, "/diagnostics").len() as u64;
        let said = counted("errors") + counted("warnings") + counted("infos");
        let left = counted("diagnosticsNotPrinted").max(said.saturating_sub(shown));
        if left > 0 {
            reading.incomplete.push(format!("{left} diagnostics are not printed (--max-diagnostics)"));
        }
        Ok(())
    })?;
    for one in reading.diagnostics.iter().filter(|one| stops(one)) {
        let path = one.place.as_ref().map(|place| format!("{}: ", trouble::words(&place.path))).unwrap_or_default();
        reading.incomplete.push(format!("{path}{}", trouble::words(&one.message)));
    }
    reading.incomplete.extend(met.said);
    Ok(reading)
}

/// Whether Biome could not look because of it.
pub(super) fn stops(one: &Diagnostic) -> bool {
    one.rule.as_deref().is_some_and(|rule| rule.starts_with("fs/") || rule.starts_with("internalError/") || rule == "configuration")
}

/// The place of a span of bytes in the source that stands beside it. Columns count characters, as Biome's other formats do.
fn by_span(item: &Value, path: &str) -> Option<Place> {
    let source = item.pointer("/location/sourceCode").and_then(Value::as_str).unwrap_or_default();
    let at = |index: usize| -> Option<(u32, u32)> {
        let offset = usize::try_from(long(item, &format!("/location/span/{index}"))?).ok()?;
        let before = source.get(..offset)?;
        let line = before.rsplit('\n').next().unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', before.as_bytes()).count();
        Some((u32::try_from(lines + 1).ok()?, u32::try_from(line.chars().count() + 1).ok()?))
    };
    let Some((line, column)) = at(0) else { return place(path, None, None) };
    let end = at(1);
    until(place(path, Some(line), Some(column)), end.map(|(line, _)| line), end.map(|(_, column)| column))
}

fn one(item: &Value) -> Diagnostic {
    // Until 2.x a path is an object and the span one of bytes.
    let path = text(item, "/location/path").or_else(|| text(item, "/location/path/file")).unwrap_or_default();
    let at = |key: &str| number(item, &format!("/location/{key}"));
    let place = match at("start/line") {
        None => by_span(item, &path),
        line => until(place(&path, line, at("start/column")), at("end/line"), at("end/column")),
    };
    let message = text(item, "/message")
        .or_else(|| text(item, "/description"))
        .unwrap_or_else(|| list(item, "/message").iter().map(|part| words(part, "/content")).collect::<String>());
    let mut one = diagnostic(severity(&words(item, "/severity")), text(item, "/category"), message, place);
    one.fixable = list(item, "/tags").iter().any(|tag| tag.as_str() == Some("fixable"));
    one
}
