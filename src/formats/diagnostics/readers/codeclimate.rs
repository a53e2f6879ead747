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
    let (rule, said) = named(text(item, "/check_name"), words(item, "/description"));
    let message = rule.as_ref().and_then(|rule| said.strip_prefix(&format!("{rule}: "))).unwrap_or(&said).to_owned();
    let mut one = diagnostic(level(&words(item, "/severity"), rule.as_deref()), rule, message, place);
    one.help = text(item, "/content/body");
    one
}

/// The rule and the message. Ruff before 0.5 has the rule in front of the message alone; a plugin of Flake8 names the tool behind the code.
fn named(check: Option<String>, said: String) -> (Option<String>, String) {
    let within = match check.as_deref() {
        None => regex!(r"^\((?P<rule>[A-Z]{1,5}\d{2,5})\) (?P<message>.+)$"),
        Some("pyflakes" | "pycodestyle" | "mccabe" | "flake8") => regex!(r"^(?P<message>.+) \[(?P<rule>[A-Z]{1,3}\d{1,5})\]$"),
        Some(_) => return (check, said),
    };
    match within.captures(&said).and_then(|found| Some((group(&found, "rule")?.to_owned(), group(&found, "message")?.to_owned()))) {
        Some((rule, message)) => (Some(rule), message),
        None => (check, said),
    }
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
