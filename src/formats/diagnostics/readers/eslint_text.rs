//! `ESLint`'s text formatters: `stylish`, `compact`, `unix`, `visualstudio`, `codeframe`.

use crate::formats::diagnostics::build::{diagnostic, place};
use crate::formats::diagnostics::lines::{Gather, group, number, regex};
use crate::formats::diagnostics::model::{Diagnostic, Error, Reading};
use crate::formats::diagnostics::required::Pattern;
use crate::formats::diagnostics::sample::Sample;
use crate::formats::diagnostics::words::severity;

/// `  3:7  error  'x' is never used  no-unused-vars`
fn stylish() -> &'static Pattern {
    regex!(
        r"^\s+(?P<line>\d+):(?P<column>\d+)\s+(?P<severity>error|warning)\s+(?P<message>.*?)(?:\s{2,}(?P<rule>[@\w][\w@/.-]*(?:\([\w@/.-]+\))?))?\s*$"
    )
}

/// `/w/a.js: line 3, col 7, Error - 'x' is never used. (no-unused-vars)`
fn compact() -> &'static Pattern {
    regex!(
        r"^(?P<file>.+): line (?P<line>\d+), col (?P<column>\d+), (?P<severity>Error|Warning) - (?P<message>.*?)(?: \((?P<rule>[@\w][\w@/.-]*)\))?$"
    )
}

/// `/w/a.js:3:7: 'x' is never used. [Error/no-unused-vars]`
fn unix() -> &'static Pattern {
    regex!(
        r"^(?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+):(?P<column>\d+): (?P<message>.*) \[(?P<severity>Error|Warning)(?:/(?P<rule>[^\]]+))?\]$"
    )
}

/// `visualstudio`: `/w/a.js(3,7): error no-x : 'x' is never used.`
fn visual_studio() -> &'static Pattern {
    regex!(
        r"^(?P<file>\S.*?)\((?P<line>\d+)(?:,(?P<column>\d+))?\): (?P<severity>error|warning) (?:(?P<rule>@?[A-Za-z][\w@/.-]*) )?: (?P<message>.*)$"
    )
}

/// `codeframe`: `error: 'x' is never used (no-x) at a.js:3:7:`
fn code_frame() -> &'static Pattern {
    regex!(
        r"^(?P<severity>error|warning): (?P<message>.*?)(?: \((?P<rule>[@\w][\w@/.-]*)\))? at (?P<file>(?:[^:]|:[^\s:\d])+):(?P<line>\d+):(?P<column>\d+):$"
    )
}

/// `✖ 3 problems (2 errors, 1 warning)`
fn summary() -> &'static Pattern {
    regex!(r"^(?:✖ |x )?(?P<all>\d+) problems?(?: \((?P<errors>\d+) errors?, (?P<warnings>\d+) warnings?\))?$")
}

/// All that `visualstudio` writes where there is nothing to report.
const NO_PROBLEMS: &str = "no problems";

/// `2 errors and 5 warnings found.`, of `codeframe`.
fn frames() -> &'static Pattern {
    regex!(r"^(?:(?P<errors>\d+) errors?)?(?: and )?(?:(?P<warnings>\d+) warnings?)? found\.$")
}

pub(super) fn detect(sample: &Sample<'_>) -> bool {
    sample.line(compact())
        || sample.line(unix())
        || sample.line(visual_studio())
        || sample.line(code_frame())
        || sample.line(regex!(r"^no problems$"))
        || (sample.line(stylish()) && sample.text.contains(" problem"))
}

pub(super) fn read(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut file = "";
    for line in text.lines() {
        if let Some(found) = stylish().captures(line) {
            gather.push(one(&found, file));
        } else if let Some(found) = [compact(), unix(), visual_studio(), code_frame()].iter().find_map(|one| one.captures(line)) {
            gather.push(one(&found, group(&found, "file").unwrap_or_default()));
        } else if let Some(found) = frames().captures(line) {
            let count = |name| number(&found, name).map_or(0, u64::from);
            gather.known = true;
            gather.reading.stated = Some((count("errors"), count("warnings")));
        } else if line.trim() == NO_PROBLEMS {
            gather.known = true;
        } else if let Some(found) = summary().captures(line.trim()) {
            gather.known = true;
            let count = |name| number(&found, name).map(u64::from);
            gather.reading.stated = count("errors").zip(count("warnings")).or(gather.reading.stated);
        } else if line.starts_with([' ', '\t']) {
            gather.other(line);
        } else {
            file = if line.trim().is_empty() { file } else { line };
            gather.other(line);
        }
    }
    let mut reading = gather.finish("eslint", "JSON and no line of its text formatters", text)?;
    let is_ignored = |one: &Diagnostic| one.rule.is_none() && one.message.starts_with("File ignored ");
    if !reading.diagnostics.is_empty() && reading.diagnostics.iter().all(is_ignored) {
        reading.files = Some(0);
    }
    Ok(reading)
}

fn one(found: &regex::Captures<'_>, file: &str) -> Diagnostic {
    let message = group(found, "message").unwrap_or_default();
    let rule = group(found, "rule");
    let place = place(file, number(found, "line"), number(found, "column"));
    diagnostic(severity(group(found, "severity").unwrap_or_default()), rule.map(str::to_owned), message.to_owned(), place)
}
