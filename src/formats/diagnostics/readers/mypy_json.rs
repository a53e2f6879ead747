//! mypy's `--output json`: an object a line, columns from 0.

use crate::formats::diagnostics::prelude::*;

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.object(&["/file", "/line", "/column", "/message", "/hint", "/severity"])
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    let met = json::items("mypy-json", report, |item| {
        demand("mypy-json", &item, &["/file", "/message", "/severity"])?;
        let one = one(&item);
        if one.rule.as_deref() == Some("syntax") && one.severity == Severity::Error {
            reading.incomplete.push(format!("a syntax error keeps mypy from checking any further: {}", trouble::words(&one.message)));
        }
        reading.diagnostics.push(one);
        Ok(())
    })?;
    for line in report.lines() {
        if line.contains("errors prevented further checking") || line.starts_with("mypy: ") {
            reading.incomplete.push(trouble::words(line));
        }
    }
    reading.incomplete.extend(met.said);
    Ok(reading)
}

fn one(item: &Value) -> Diagnostic {
    let from_one = |pointer: &str| number(item, pointer).map(|column| column.saturating_add(1));
    let start = place(&words(item, "/file"), number(item, "/line"), from_one("/column"));
    let place = until(start, number(item, "/end_line"), from_one("/end_column"));
    let mut one = diagnostic(severity(&words(item, "/severity")), text(item, "/code"), words(item, "/message"), place);
    one.related = words(item, "/hint").lines().map(|hint| related(one.place.clone(), hint)).collect();
    one
}
