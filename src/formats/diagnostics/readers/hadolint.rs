//! hadolint: `json`, `tty`, `gnu`, `sonarqube`, `codacy`; its `codeclimate`, `gitlab_codeclimate`, `checkstyle` and `sarif` are read as what they are.

use crate::formats::diagnostics::prelude::*;

/// `Dockerfile:3 DL3006 warning: message`
fn tty() -> &'static Pattern {
    regex!(
        r"^(?:hadolint:)?(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+):? (?P<rule>(?:DL|SC)\d{4}) (?:(?P<severity>error|warning|info|style|ignore): )?(?P<message>.*)$"
    )
}

/// A Dockerfile that cannot be parsed: `Dockerfile:2:4 message`
fn unparsed() -> &'static Pattern {
    regex!(r"^(?:hadolint:)?(?P<file>[^:\s](?:[^:]|:[^\s:\d])*):(?P<line>\d+):(?P<column>\d+):? (?:(?P<rule>DL1000):? )?(?P<message>.*)$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    let code = sample.is_list && sample.text_at("/code").is_some_and(|code| code.starts_with("DL") || code.starts_with("SC"));
    (code && sample.has(&["/file", "/level", "/line"]))
        || sample.text_at("/issues/0/engineId") == Some("Hadolint")
        || (sample.object(&["/issues"]) && sample.json.as_ref().and_then(|value| value.as_object()).is_some_and(|object| object.len() == 1))
        || sample.line(tty())
        || sample.object(&["/patternId", "/filename", "/line"])
        || sample.line(regex!(r"^hadolint:[^:]+:\d+:"))
        || sample.line(regex!(r"^[^:\s][^:]*:\d+:\d+ (?:unexpected|expecting|invalid|missing) .*$"))
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        return read_text(report);
    }
    let mut reading = Reading::default();
    let met = json::items("hadolint", report, |item| {
        if item.get("issues").is_some() {
            reading.diagnostics.extend(list(&item, "/issues").iter().map(sonar));
            return Ok(());
        }
        if item.get("patternId").is_some() {
            let place = place(&words(&item, "/filename"), number(&item, "/line"), None);
            reading.diagnostics.push(diagnostic(Severity::Error, text(&item, "/patternId"), words(&item, "/message"), place));
            return Ok(());
        }
        demand("hadolint", &item, &["/file", "/line", "/code", "/message"])?;
        let place = place(&words(&item, "/file"), number(&item, "/line"), number(&item, "/column"));
        reading.diagnostics.push(diagnostic(severity(&words(&item, "/level")), text(&item, "/code"), words(&item, "/message"), place));
        Ok(())
    })?;
    reading.incomplete = met.said;
    Ok(reading)
}

fn sonar(item: &Value) -> Diagnostic {
    let place = place(&words(item, "/primaryLocation/filePath"), number(item, "/primaryLocation/textRange/startLine"), None);
    let severity = match words(item, "/severity").as_str() {
        "BLOCKER" | "CRITICAL" => Severity::Error,
        "MAJOR" => Severity::Warning,
        _ => Severity::Note,
    };
    diagnostic(severity, text(item, "/ruleId"), words(item, "/primaryLocation/message"), place)
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    for line in text.lines() {
        if let Some(found) = tty().captures(line).or_else(|| unparsed().captures(line)) {
            let place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), number_in(&found, "column"));
            let message = group(&found, "message").unwrap_or_default().to_owned();
            // What it cannot parse has no code in the text; in its JSON it is DL1000.
            let rule = group(&found, "rule").unwrap_or("DL1000").to_owned();
            gather.push(diagnostic(severity(group(&found, "severity").unwrap_or_default()), Some(rule), message, place));
        } else {
            gather.other(line);
        }
    }
    gather.finish("hadolint", "JSON and no line of its text", text)
}
