//! markdownlint (`markdownlint-cli`, `markdownlint-cli2`): text and JSON.

use crate::formats::diagnostics::prelude::*;

/// `a.md:1:1 error MD018/no-missing-space-atx message`; older versions have no severity.
fn plain() -> &'static Pattern {
    regex!(
        r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+)(?::(?P<column>\d+))? (?:(?P<severity>error|warning) )?(?P<rule>MD\d{3})(?:/\S+)? (?P<message>.*)$"
    )
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.list(&["/fileName", "/ruleNames", "/lineNumber"]) || sample.line(plain()) || sample.line(regex!(r"^markdownlint-cli2 v"))
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading::default();
    let met = json::items("markdownlint", report, |item| {
        demand("markdownlint", &item, &["/fileName", "/ruleNames", "/lineNumber"])?;
        let column = list(&item, "/errorRange").first().and_then(Value::as_u64).and_then(|column| u32::try_from(column).ok());
        let place = place(&words(&item, "/fileName"), number(&item, "/lineNumber"), column);
        let details = text(&item, "/errorDetail").map(|detail| format!(" [{detail}]")).unwrap_or_default();
        let message = format!("{}{details}", words(&item, "/ruleDescription"));
        let mut one = diagnostic(severity(&words(&item, "/severity")), text(&item, "/ruleNames/0"), message, place);
        one.help = text(&item, "/ruleInformation");
        one.fixable = item.get("fixInfo").is_some_and(|fix| !fix.is_null());
        reading.diagnostics.push(one);
        Ok(())
    })?;
    reading.incomplete = met.said;
    Ok(reading)
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    for line in text.lines() {
        if let Some(found) = plain().captures(line) {
            let place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), number_in(&found, "column"));
            let message = group(&found, "message").unwrap_or_default().to_owned();
            gather.push(diagnostic(
                severity(group(&found, "severity").unwrap_or_default()),
                group(&found, "rule").map(str::to_owned),
                message,
                place,
            ));
        } else if let Some(files) = count(regex!(r"^Linting: (\d+) file"), line) {
            gather.reading.files = Some(files);
        } else if let Some(errors) = count(regex!(r"^Summary: (\d+) error"), line) {
            gather.known = true;
            gather.reading.stated = Some((errors, 0));
        } else {
            gather.other(line);
        }
    }
    gather.finish("markdownlint", "JSON and no line of its text", text)
}
