//! `SQLFluff`: `json`, `yaml`, `github-annotation`, `human`; its `github-annotation-native` and `sarif` are read as what they are.

use crate::formats::diagnostics::prelude::*;

/// `L:   1 | P:   1 | LT09 | message`
fn human() -> &'static Pattern {
    regex!(r"^L:\s*(?P<line>\d+) \| P:\s*(?P<column>\d+) \|\s*(?P<rule>[A-Z]{2,4}\d*|\?+) \| (?P<warning>WARNING: )?(?P<message>.*)$")
}

fn verdict() -> &'static Pattern {
    regex!(r"^== \[(?P<file>.*)\] (?P<verdict>PASS|FAIL|WARN)")
}

/// `- filepath: a.sql`
fn yaml_file() -> &'static Pattern {
    regex!(r"^- filepath: ")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.list(&["/filepath", "/violations"])
        || sample.list(&["/annotation_level", "/start_line", "/file"])
        || (sample.line(yaml_file()) && sample.line(regex!(r"^  violations:")))
        || sample.line(verdict())
        || sample.line(human())
        || sample.line(regex!(r"^All Finished( .*)?!$"))
}

pub(in super::super) fn read(report: &str) -> Result<Reading, Error> {
    if !json::is_in(report) {
        let is_yaml = report.lines().any(|line| yaml_file().is_match(line));
        return if is_yaml { read(&yaml::to_json("sqlfluff", report)?) } else { read_text(report) };
    }
    let mut reading = Reading::default();
    let met = json::items("sqlfluff", report, |item| {
        if item.get("annotation_level").is_some() {
            reading.diagnostics.push(annotation(&item));
            return Ok(());
        }
        demand("sqlfluff", &item, &["/filepath", "/violations"])?;
        reading.files = Some(reading.files.unwrap_or_default() + 1);
        let path = words(&item, "/filepath");
        reading.diagnostics.extend(list(&item, "/violations").iter().map(|violation| one(&path, violation)));
        Ok(())
    })?;
    reading.incomplete = met.said;
    Ok(reading)
}

fn one(path: &str, item: &Value) -> Diagnostic {
    // Until 3.0 the keys are `line_no` and `line_pos`.
    let either = |new: &str, old: &str| number(item, new).or_else(|| number(item, old));
    let start = place(path, either("/start_line_no", "/line_no"), either("/start_line_pos", "/line_pos"));
    let place = until(start, number(item, "/end_line_no"), number(item, "/end_line_pos"));
    let severity = if is_true(item, "/warning") { Severity::Warning } else { Severity::Error };
    let mut one = diagnostic(severity, text(item, "/code"), words(item, "/description"), place);
    one.fixable = !list(item, "/fixes").is_empty();
    one.help = text(item, "/name");
    one
}

fn annotation(item: &Value) -> Diagnostic {
    let start = place(&words(item, "/file"), number(item, "/start_line"), number(item, "/start_column"));
    let place = until(start, number(item, "/end_line"), number(item, "/end_column"));
    let said = words(item, "/message");
    let (rule, message) = said.split_once(": ").unwrap_or(("", &said));
    diagnostic(severity(&words(item, "/annotation_level")), (!rule.is_empty()).then(|| rule.to_owned()), message.to_owned(), place)
}

fn read_text(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut file = String::new();
    for line in text.lines() {
        if let Some(found) = verdict().captures(line) {
            gather.known = true;
            gather.announced |= group(&found, "verdict") == Some("FAIL");
            group(&found, "file").unwrap_or_default().clone_into(&mut file);
        } else if let Some(found) = human().captures(line) {
            let place = place(&file, number_in(&found, "line"), number_in(&found, "column"));
            let severity = if group(&found, "warning").is_some() { Severity::Warning } else { Severity::Error };
            let message = group(&found, "message").unwrap_or_default().to_owned();
            gather.push(diagnostic(severity, group(&found, "rule").map(str::to_owned), message, place));
        } else if let Some(more) = line.trim_start().strip_prefix("| ").filter(|_| line.starts_with(' ')) {
            if let Some(last) = gather.last() {
                last.message.push(' ');
                last.message.push_str(more.trim());
            }
        } else if line.starts_with("All Finished") {
            gather.known = true;
        } else {
            gather.other(line);
        }
    }
    for one in &mut gather.reading.diagnostics {
        if let Some((message, name)) = one.message.rsplit_once(" [").filter(|(_, name)| name.ends_with(']')) {
            one.help = Some(name.trim_end_matches(']').to_owned());
            one.message = message.trim_end().to_owned();
        }
    }
    gather.finish("sqlfluff", "JSON and no line of its text", text)
}
