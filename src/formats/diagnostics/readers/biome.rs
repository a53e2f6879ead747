//! Biome: `json`; its `rdjson`, `gitlab`, `junit`, `checkstyle`, `sarif` and `github` are read as what they are.

use crate::formats::diagnostics::prelude::*;

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.object(&["/diagnostics", "/summary", "/command"]) || sample.object(&["/summary/diagnosticsNotPrinted"])
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
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
    for one in &reading.diagnostics {
        if one.rule.as_deref().is_some_and(|rule| rule.starts_with("fs/") || rule.starts_with("internalError/") || rule == "configuration")
        {
            let path = one.place.as_ref().map(|place| format!("{}: ", trouble::words(&place.path))).unwrap_or_default();
            reading.incomplete.push(format!("{path}{}", trouble::words(&one.message)));
        }
    }
    reading.incomplete.extend(met.said);
    Ok(reading)
}

fn one(item: &Value) -> Diagnostic {
    // Until 2.x a path is an object and the span one of bytes.
    let path = text(item, "/location/path").or_else(|| text(item, "/location/path/file")).unwrap_or_default();
    let at = |key: &str| number(item, &format!("/location/{key}"));
    let place = until(place(&path, at("start/line"), at("start/column")), at("end/line"), at("end/column"));
    let message = text(item, "/message")
        .or_else(|| text(item, "/description"))
        .unwrap_or_else(|| list(item, "/message").iter().map(|part| words(part, "/content")).collect::<String>());
    let mut one = diagnostic(severity(&words(item, "/severity")), text(item, "/category"), message, place);
    one.fixable = list(item, "/tags").iter().any(|tag| tag.as_str() == Some("fixable"));
    one
}
