//! TAP (Test Anything Protocol) with the YAML blocks that linters put below a failed point.

use crate::formats::diagnostics::prelude::*;

fn point() -> &'static Pattern {
    regex!(r"^\s*(?P<not>not )?ok(?: \d+)?(?: ?-)?(?: (?P<name>.*?))?(?: # (?P<directive>.*))?$")
}

fn key() -> &'static Pattern {
    regex!(r#"^\s+(?:- )?["']?(?P<key>[\w-]+)["']?: ?["']?(?P<value>.*?)["']?,?$"#)
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    sample.line(regex!(r"^TAP version 1[34]$")) || (sample.line(regex!(r"^1\.\.\d+$")) && sample.line(regex!(r"^(?:not )?ok \d+")))
}

pub(in super::super) fn read(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut plan: Option<u64> = None;
    let mut points = 0;
    let mut file = None;
    let mut rule: Option<String> = None;
    let mut bare: Option<String> = None;
    for line in text.lines() {
        if let Some(all) = count(regex!(r"^1\.\.(\d+)"), line) {
            plan = Some(all);
            gather.known = true;
        } else if line.starts_with("TAP version") {
            gather.known = true;
        } else if let Some(said) = line.strip_prefix("Bail out!") {
            gather.reading.incomplete.push(format!("the tool bailed out: {}", trouble::words(said)));
        } else if let Some(found) = point().captures(line).filter(|_| !line.starts_with(' ')) {
            settle(&mut gather, &mut bare);
            points += 1;
            let excused = group(&found, "directive").is_some_and(|directive| regex!(r"(?i)^(?:skip|todo)").is_match(directive));
            let failed = found.name("not").is_some() && !excused;
            file = failed.then(|| group(&found, "name").unwrap_or("a point without a name failed").to_owned());
            bare.clone_from(&file);
            rule = None;
        } else if let (Some(found), Some(file)) = (key().captures(line), &file) {
            bare = None.or(take(&mut gather, &found, file, &mut rule, bare.take()));
        } else {
            gather.other(line);
        }
    }
    settle(&mut gather, &mut bare);
    if plan == Some(0) && points == 0 {
        gather.reading.files = Some(0);
    }
    if plan.is_none_or(|plan| plan != points) && gather.known {
        gather.reading.incomplete.push(match plan {
            Some(plan) => format!("{plan} points are planned, and {points} are there"),
            None => "the plan is missing, so that the end may be too".to_owned(),
        });
    }
    gather.finish("tap", "line of TAP", text)
}

/// A failed point that says no more.
fn settle(gather: &mut Gather, bare: &mut Option<String>) {
    if let Some(name) = bare.take() {
        gather.push(diagnostic(Severity::Error, None, name, None));
    }
}

/// A key of a YAML block: `message` begins a diagnostic, the others belong to the last; a key alone is a rule.
fn take(gather: &mut Gather, found: &Captures<'_>, file: &str, rule: &mut Option<String>, bare: Option<String>) -> Option<String> {
    let name = group(found, "key").unwrap_or_default();
    let value = group(found, "value").unwrap_or_default();
    if value.is_empty() {
        *rule = (!matches!(name, "data" | "messages")).then(|| name.to_owned());
        return bare;
    }
    if name == "message" {
        let message = value.replace("\\\"", "\"");
        let ended = rule.as_ref().and_then(|rule| message.strip_suffix(&format!(" ({rule})"))).unwrap_or(&message).to_owned();
        gather.push(diagnostic(Severity::Error, rule.clone(), ended, place(file, None, None)));
        return None;
    }
    if let Some(last) = gather.last().filter(|_| bare.is_none()) {
        let count = value.parse().ok();
        match (name, &mut last.place) {
            ("severity", _) => last.severity = severity(value),
            ("ruleId" | "rule", _) => last.rule = Some(value.to_owned()),
            ("line", Some(place)) => place.line = count,
            ("column", Some(place)) => place.column = count,
            ("endLine", Some(place)) => place.end_line = count,
            ("endColumn", Some(place)) => place.end_column = count,
            _ => {}
        }
    }
    bare
}
