//! GCC's `-fdiagnostics-format=json`: an array for each unit.

use super::gcc;
use crate::formats::diagnostics::prelude::*;

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.list(&["/kind", "/locations", "/message", "/children"])
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    let met = json::items("gcc-json", report, |item| {
        demand("gcc-json", &item, &["/kind", "/message"])?;
        let one = one(&item);
        if words(&item, "/kind").starts_with("internal") || (one.place.is_none() && one.severity == Severity::Error) {
            reading.incomplete.push(trouble::words(&one.message));
        }
        reading.diagnostics.push(one);
        Ok(())
    })?;
    reading.incomplete.extend(met.said);
    once(&mut reading);
    Ok(reading)
}

fn one(item: &Value) -> Diagnostic {
    let kind = words(item, "/kind");
    let severity = match kind.as_str() {
        "warning" | "pedwarn" | "permerror" => Severity::Warning,
        "note" => Severity::Note,
        _ => Severity::Error,
    };
    let rule = text(item, "/option").and_then(|option| gcc::rule_of(&option));
    let mut one = diagnostic(severity, rule, words(item, "/message"), list(item, "/locations").first().and_then(at));
    one.help = text(item, "/option_url");
    one.fixable = !list(item, "/fixits").is_empty();
    one.related = list(item, "/children")
        .iter()
        .map(|child| related(list(child, "/locations").first().and_then(at), words(child, "/message")))
        .collect();
    one
}

/// `column` is in the unit that the text uses; before GCC 11 there is no other.
fn at(location: &Value) -> Option<Place> {
    let caret = location.get("caret")?;
    let column =
        |holder: &Value| number(holder, "/column").or_else(|| number(holder, "/display-column")).or_else(|| number(holder, "/byte-column"));
    let start = place(&words(caret, "/file"), number(caret, "/line"), column(caret));
    let finish = location.get("finish").unwrap_or(&Value::Null);
    // The finish is the last character.
    until(start, number(finish, "/line"), column(finish).map(|column| column.saturating_add(1)))
}
