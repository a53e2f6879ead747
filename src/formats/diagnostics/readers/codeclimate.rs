//! Code Climate issues, and GitLab's Code Quality reports, which are arrays of them.

use crate::formats::diagnostics::prelude::*;

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.has(&["/location/path", "/description"])
        || sample.text_at("/type").is_some_and(|kind| kind == "issue") && sample.has(&["/check_name"])
}

/// GitLab's: an array.
pub(in super::super) fn detect_gitlab(sample: &Sample<'_>) -> bool {
    sample.is_list && detect(sample)
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    let met = json::items("codeclimate", report, |item| {
        // Code Climate's engines print measurements as well.
        if text(&item, "/type").is_some_and(|kind| kind != "issue") {
            return Ok(());
        }
        demand("codeclimate", &item, &["/location/path", "/description"])?;
        reading.diagnostics.push(one(&item));
        Ok(())
    })?;
    reading.incomplete = met.said;
    Ok(reading)
}

fn one(item: &Value) -> Diagnostic {
    let line = |which: &str| {
        let lines = number(item, &format!("/location/lines/{which}"));
        lines
            .or_else(|| number(item, &format!("/location/positions/{which}/line")))
            .or_else(|| number(item, &format!("/location/lines/{which}/line")))
    };
    let column = |which: &str| number(item, &format!("/location/positions/{which}/column"));
    let place = until(place(&words(item, "/location/path"), line("begin"), column("begin")), line("end"), column("end"));
    let rule = text(item, "/check_name");
    let said = words(item, "/description");
    let message = rule.as_ref().and_then(|rule| said.strip_prefix(&format!("{rule}: "))).unwrap_or(&said).to_owned();
    let mut one = diagnostic(level(&words(item, "/severity"), rule.as_deref()), rule, message, place);
    one.help = text(item, "/content/body");
    one
}

/// The five levels. Most writers call an error `major` and a warning `minor`; Biome, oxlint and hadolint are one step higher.
fn level(word: &str, rule: Option<&str>) -> Severity {
    let higher =
        rule.is_some_and(|rule| regex!(r"^(?:lint/|parse$|format$|assist/|[\w@/-]+\([\w/-]+\)$|DL\d{4}$|SC\d{4}$)").is_match(rule));
    match (word, higher) {
        ("major", true) => Severity::Warning,
        ("minor", true) => Severity::Note,
        ("", _) => Severity::Error,
        _ => severity(word),
    }
}
