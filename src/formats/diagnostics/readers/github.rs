//! GitHub's workflow commands (`::error file=…::…`, `##[error]…`) and Azure's (`##vso[task.logissue …]…`).

use crate::formats::diagnostics::prelude::*;
use crate::formats::diagnostics::table;
use std::collections::BTreeMap;

/// `::error file=a.py,line=3,col=5::message`; a log has times in front.
fn command() -> &'static Pattern {
    regex!(r"^(?:\d{4}-\d\d-\d\dT\S+Z )?\s*::(?P<severity>error|warning|notice)(?: (?P<properties>.*?))?::(?P<message>.*)$")
}

/// `##vso[task.logissue type=error;sourcepath=a.py;linenumber=3;]message`
fn azure() -> &'static Pattern {
    regex!(r"^\s*##vso\[task\.logissue (?P<properties>[^\]]*)\](?P<message>.*)$")
}

/// `##[error]message`: all that a log keeps of a command.
fn logged() -> &'static Pattern {
    regex!(r"^(?:\d{4}-\d\d-\d\dT\S+Z )?##\[(?P<severity>error|warning|notice)\](?P<message>.*)$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    // A log of a job holds such lines too, beside what a tool printed: with a file they are a linter's.
    let is_command = |line: &str| command().is_match(line) || logged().is_match(line) || line.trim().is_empty() || line.starts_with("::");
    sample.line(regex!(r"^(?:\d{4}-\d\d-\d\dT\S+Z )?\s*::(?:error|warning|notice) [^:]*?file=\S"))
        || sample.line(regex!(r"^\s*::(?:error|warning|notice) title=[A-Za-z][\w-]* \([^\s()]+\)::"))
        || sample.line(azure())
        || ((sample.line(command()) || sample.line(logged())) && sample.text.lines().all(is_command))
}

pub(in super::super) fn read(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    for line in text.lines() {
        if let Some(found) = command().captures(line) {
            let properties = properties(group(&found, "properties").unwrap_or_default(), ',', github);
            gather.push(one(
                &properties,
                group(&found, "severity").unwrap_or_default(),
                &github(group(&found, "message").unwrap_or_default()),
            ));
        } else if let Some(found) = azure().captures(line) {
            let properties = properties(group(&found, "properties").unwrap_or_default(), ';', vso);
            let severity = properties.get("type").cloned().unwrap_or_default();
            gather.push(one(&properties, &severity, &vso(group(&found, "message").unwrap_or_default())));
        } else if let Some(found) = logged().captures(line) {
            let message = group(&found, "message").unwrap_or_default();
            if regex!(r"^Process completed with exit code").is_match(message) {
                gather.known = true;
                continue;
            }
            gather.push(one(&BTreeMap::new(), group(&found, "severity").unwrap_or_default(), message));
        } else if regex!(r"^\s*::(?:group|endgroup|debug)\b").is_match(line) {
            gather.known = true;
            gather.announced = line.trim_start().starts_with("::group");
        } else {
            gather.other(line);
        }
    }
    gather.finish("github", "workflow command", text)
}

fn properties(text: &str, between: char, decode: fn(&str) -> String) -> BTreeMap<String, String> {
    let pairs = text.split(between).filter_map(|pair| pair.split_once('='));
    pairs.map(|(key, value)| (key.trim().to_ascii_lowercase(), decode(value.trim()))).collect()
}

/// The escapes of workflow commands.
fn github(text: &str) -> String {
    text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
}

/// Azure's escapes.
fn vso(text: &str) -> String {
    text.replace("%3B", ";").replace("%0D", "\r").replace("%0A", "\n").replace("%5D", "]").replace("%AZP25", "%")
}

fn one(properties: &BTreeMap<String, String>, word: &str, said: &str) -> Diagnostic {
    let get = |names: &[&str]| names.iter().find_map(|name| properties.get(*name)).filter(|value| !value.is_empty());
    let count = |names: &[&str]| get(names).and_then(|value| value.parse().ok());
    let file = get(&["file", "sourcepath"]).map_or("", String::as_str);
    let mut start = place(file, count(&["line", "linenumber"]), count(&["col", "columnnumber"]));
    let (tool, mut rule) = title(get(&["title"]).map_or("", String::as_str));
    rule = get(&["code"]).cloned().or(rule);
    let mut message = said.trim();
    // ruff and others repeat the place, which has the column that the command left out.
    if let Some(found) = regex!(r"^(?s)(?P<file>[^\s:]+):(?P<line>\d+):(?:(?P<column>\d+):)? (?P<message>.*)$").captures(message)
        && let Some(place) = &mut start
        && place.path.ends_with(group(&found, "file").unwrap_or("\0"))
    {
        place.column = place.column.or(number_in(&found, "column"));
        message = found.name("message").map_or("", |rest| rest.as_str());
    }
    if let Some(rest) = rule.as_deref().and_then(|rule| message.strip_prefix(rule)) {
        message = rest.trim_start_matches([':', ' ']);
    } else if rule.is_none()
        && let Some(found) = regex!(r"^(?s)(?:\d+:\d+ )?(?:\[Correctable\] )?(?:\[(?P<id>[a-z][a-z-]*)\] |(?P<cop>[A-Z]\w*(?:/\w+)+): |(?P<code>[A-Z]{1,4}\d{2,5}|PRS):? )(?P<message>.*)$").captures(message)
    {
        rule = ["id", "cop", "code"].iter().find_map(|name| group(&found, name)).map(str::to_owned);
        message = found.name("message").map_or("", |rest| rest.as_str());
    }
    // stylelint and yamllint have the rule behind the message.
    if rule.is_none()
        && let Some(found) =
            regex!(r"^(?s)(?:\d+:\d+ )?(?P<message>.*) \((?P<rule>[A-Za-z@][\w@/-]*)\)(?: \[maybe fixable\])?(?: - https?://\S+)?$")
                .captures(message)
    {
        rule = group(&found, "rule").map(str::to_owned);
        message = found.name("message").map_or("", |rest| rest.as_str());
    }
    let place = until(start, count(&["endline"]), count(&["endcolumn"]));
    let mut one = diagnostic(severity(word), rule, message.to_owned(), place);
    one.tool = tool;
    one
}

/// What a title tells: `ruff (E401)` is a tool and its rule, one word is a rule, several are a sentence.
fn title(title: &str) -> (Option<String>, Option<String>) {
    if let Some(found) = regex!(r"^(?P<tool>[A-Za-z][\w-]*) \((?P<rule>[^\s()]+)\)$").captures(title) {
        return (group(&found, "tool").map(str::to_lowercase), group(&found, "rule").map(str::to_owned));
    }
    // A tool's name alone, or with the rule behind it.
    let (first, rest) = title.split_once(' ').unwrap_or((title, ""));
    if let Some(tool) = table::find(&first.to_lowercase()).and_then(|reader| reader.tool) {
        let is_rule = !rest.is_empty() && !rest.contains(char::is_whitespace) && rest != "problem";
        return (Some(tool.to_owned()), is_rule.then(|| rest.to_owned()));
    }
    let is_rule = !title.is_empty() && !title.contains(char::is_whitespace);
    (None, is_rule.then(|| title.to_owned()))
}
