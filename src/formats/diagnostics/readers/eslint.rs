//! `ESLint`: its `json` and `json-with-metadata` formatters; its text formatters are in `eslint_text`.

use super::eslint_text;
use crate::formats::diagnostics::build::{diagnostic, place, until};
use crate::formats::diagnostics::json::{self, demand, list, number, text, words};
use crate::formats::diagnostics::model::{Diagnostic, Error, Reading};
use crate::formats::diagnostics::sample::Sample;
use crate::model::Severity;
use serde_json::Value;
use std::collections::BTreeMap;

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.list(&["/filePath", "/messages"])
        || sample.object(&["/results/0/filePath", "/results/0/messages"])
        || sample.object(&["/results", "/metadata/rulesMeta"])
        || eslint_text::detect(sample)
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return eslint_text::read(report);
    }
    let mut found = Reading { files: Some(0), stated: Some((0, 0)), ..Reading::default() };
    let met = json::items("eslint", report, |item| {
        if item.get("results").is_some() {
            let help = helps(&item);
            return list(&item, "/results").iter().try_for_each(|file| take(&mut found, file, &help));
        }
        take(&mut found, &item, &BTreeMap::new())
    })?;
    found.incomplete = met.said;
    Ok(found)
}

/// The addresses of the rules, from the metadata.
fn helps(item: &Value) -> BTreeMap<String, String> {
    let rules = item.pointer("/metadata/rulesMeta").and_then(Value::as_object);
    rules.into_iter().flatten().filter_map(|(rule, meta)| Some((rule.clone(), text(meta, "/docs/url")?))).collect()
}

fn take(found: &mut Reading, file: &Value, help: &BTreeMap<String, String>) -> Result<(), Error> {
    demand("eslint", file, &["/filePath", "/messages"])?;
    let path = words(file, "/filePath");
    let ignored = list(file, "/messages").iter().any(|message| words(message, "/message").starts_with("File ignored "));
    found.files = found.files.map(|files| files + u64::from(!ignored));
    for message in list(file, "/messages") {
        found.diagnostics.push(one(&path, message, help, false));
    }
    for message in list(file, "/suppressedMessages") {
        found.diagnostics.push(one(&path, message, help, true));
    }
    let stated = |pointer: &str| json::long(file, pointer).unwrap_or_default();
    found.stated = found.stated.map(|(errors, warnings)| (errors + stated("/errorCount"), warnings + stated("/warningCount")));
    Ok(())
}

fn one(path: &str, message: &Value, help: &BTreeMap<String, String>, suppressed: bool) -> Diagnostic {
    let severity = match number(message, "/severity") {
        Some(1) => Severity::Warning,
        Some(0) => Severity::Note,
        _ => Severity::Error,
    };
    let start = place(path, number(message, "/line"), number(message, "/column"));
    let rule = text(message, "/ruleId");
    let mut one =
        diagnostic(severity, rule, words(message, "/message"), until(start, number(message, "/endLine"), number(message, "/endColumn")));
    one.fixable = message.get("fix").is_some_and(|fix| !fix.is_null());
    one.help = one.rule.as_ref().and_then(|rule| help.get(rule).cloned());
    one.suppressed = suppressed;
    one
}
