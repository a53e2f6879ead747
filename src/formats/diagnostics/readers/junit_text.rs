//! Where a `JUnit` failure of a linter is, and what it says.

use crate::formats::diagnostics::prelude::*;
use crate::formats::diagnostics::xml::Element;

/// `line 3, col 7, Error - message (rule)`, of the formatters that stem from `ESLint`'s.
fn lined() -> &'static Pattern {
    regex!(
        r"^(?s)\s*line (?P<line>\d+), col(?:umn)? (?P<column>\d+), (?:(?P<severity>Error|Warning) - )?(?P<message>.*?)(?: \((?P<rule>[@\w][\w@/.-]*)\))?\s*$"
    )
}

/// `rule at /w/a.php (2:11)`, of PHPCS.
fn at() -> &'static Pattern {
    regex!(r"^(?P<rule>\S+) at (?P<file>.+) \((?P<line>\d+):(?P<column>\d+)\)$")
}

/// `/w/a.rb:1:5`, on a line of its own or before the message.
fn placed() -> &'static Pattern {
    regex!(r"(?m)^\s*(?P<file>(?:[A-Za-z]:)?[^:\s<>]+):(?P<line>\d+)(?::(?P<column>\d+))?(?::|\s*$)")
}

/// The diagnostic of a failure, from what its suite, its case and itself tell.
pub(super) fn diagnostic_of(suite: &Element, case: &Element, failure: &Element, inside: &str) -> Diagnostic {
    let said = failure.text("message").unwrap_or_else(|| inside.trim().to_owned());
    let word = failure.get("type").and_then(known);
    let package = suite.get("package").unwrap_or_default();
    let name = case.get("name").unwrap_or_default();
    let own = package.strip_prefix("org.").map(|tool| (tool.to_owned(), name.strip_prefix(&format!("{package}.")).unwrap_or(name)));
    if let Some(found) = at().captures(name) {
        let place = place(group(&found, "file").unwrap_or_default(), number_in(&found, "line"), number_in(&found, "column"));
        return diagnostic(word.unwrap_or(Severity::Error), group(&found, "rule").map(str::to_owned), said, place);
    }
    // Bandit.
    if let (Some(test), Some(at)) = (
        regex!(r"^Test ID: (?P<rule>B\d+) ").captures(inside),
        regex!(r"(?m)^Location (?P<file>.+?):(?P<line>\d+)(?::(?P<column>\d+))?$").captures(inside),
    ) {
        let place = place(group(&at, "file").unwrap_or_default(), number_in(&at, "line"), number_in(&at, "column"));
        return diagnostic(word.unwrap_or(Severity::Error), group(&test, "rule").map(str::to_owned), said, place);
    }
    let lined = lined().captures(inside);
    let text = |group_name: &str| lined.as_ref().and_then(|found| group(found, group_name)).map(str::to_owned);
    let count = |group_name: &str| lined.as_ref().and_then(|found| number_in(found, group_name));
    let placed = placed().captures(inside).filter(|_| lined.is_none());
    let file = case
        .text("file")
        .or_else(|| placed.as_ref().and_then(|found| group(found, "file")).map(str::to_owned))
        .or_else(|| lined.as_ref().and_then(|_| suite.text("name")))
        .or_else(|| own.as_ref().and_then(|_| suite.text("name")))
        .unwrap_or_default();
    let line = case.number("line").or_else(|| count("line")).or_else(|| placed.as_ref().and_then(|found| number_in(found, "line")));
    let column = case.number("column").or_else(|| count("column")).or_else(|| placed.as_ref().and_then(|found| number_in(found, "column")));
    let severity = text("severity").as_deref().and_then(known).or(word).unwrap_or(Severity::Error);
    // A rule is in the name; a sentence is none.
    let named = own.as_ref().map_or(name, |(_, rule)| rule);
    let rule = (!named.is_empty() && !named.contains(char::is_whitespace) && named != file)
        .then(|| rule_of(own.as_ref().map(|(tool, _)| tool.as_str()), named));
    let rule = rule.flatten();
    let said = rule.as_ref().and_then(|rule| said.strip_prefix(&format!("{rule}: "))).map(str::to_owned).unwrap_or(said);
    let mut one = diagnostic(severity, rule, said, place(&file, line, column));
    one.tool = own.map(|(tool, _)| tool);
    one
}

/// Biome writes `lint.suspicious.noX` for `lint/suspicious/noX`, `ESLint` `null` where there is no rule.
fn rule_of(tool: Option<&str>, name: &str) -> Option<String> {
    match tool {
        Some("biome") => Some(name.replace('.', "/")),
        Some("eslint") if matches!(name, "null" | "undefined" | "unknown") => None,
        _ => Some(name.to_owned()),
    }
}
