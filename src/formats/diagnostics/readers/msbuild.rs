//! `MSBuild`, `dotnet build`, the C# compiler and MSVC. `MSBuild` prints what it found a second time at the end, and once for each project
//! and framework.

use crate::formats::diagnostics::prelude::*;
use ::regex::Regex;
use std::sync::LazyLock;

/// The words for errors in the languages that `MSBuild` speaks.
const ERROR: &str = "error|fatal error|Fehler|erreur|errore|ошибка|エラー|错误|錯誤|오류|chyba|błąd|hata|erro";
/// The words for warnings.
const WARNING: &str = "warning|Warnung|avertissement|advertencia|avviso|предупреждение|警告|경고|upozornění|ostrzeżenie|uyarı|aviso";

/// `a.cs(3,5,3,9): warning CS0168: message [/w/a.csproj]`; an origin alone (`CSC`, `MSBUILD`) has no place.
fn head() -> &'static Regex {
    static REGEX: LazyLock<Regex> = LazyLock::new(|| {
        crate::formats::diagnostics::lines::compiled(&format!(
            r"^\s*(?:\d+>)?(?:(?P<file>[^\s(:][^(]*?(?:\([^\d][^)]*\)[^(]*?)*)\((?P<line>\d+)(?:-\d+)?(?:,(?P<column>\d+)(?:-\d+)?(?:,(?P<end_line>\d+),(?P<end_column>\d+))?)?\)|(?P<origin>(?:[A-Za-z]:[\\/])?[^\s:(][^:(]*?))\s*: (?:[^\s:()]+ )??(?P<severity>(?P<error>{ERROR})|(?P<warning>{WARNING})|message|info|note)(?:\s+(?P<rule>[A-Za-z]{{1,10}}\d{{1,6}}|WHITESPACE|IMPORTS|ENDOFLINE|FINALNEWLINE|CHARSET))?\s*: (?P<message>.*?)(?: \[(?P<project>[^\]]+)\])?$"
        ))
    });
    &REGEX
}

/// `    2 Warning(s)`
fn summary() -> &'static Pattern {
    regex!(r"^\s+(?P<all>\d+) (?P<what>Warning|Error)\(s\)$")
}

pub(in super::super) fn detect(sample: &Sample<'_>) -> bool {
    let words = ERROR.split('|').chain(WARNING.split('|')).chain(["message", "info", "note"]);
    let has_word = words.into_iter().any(|word| memchr::memmem::find(sample.head.as_bytes(), word.as_bytes()).is_some());
    let has_rule = |line: &str| head().captures(line).is_some_and(|found| group(&found, "rule").is_some());
    (sample.is_text() && has_word && sample.head.lines().any(has_rule))
        || sample.line(regex!(r"^(?:Build succeeded\.|Build FAILED\.|Build succeeded (?:with|in) .*)$"))
}

pub(in super::super) fn read(text: &str) -> Result<Reading, Error> {
    let mut gather = Gather::default();
    let mut stated: Option<(u64, u64)> = None;
    let mut failed = false;
    for line in text.lines() {
        if let Some(found) = head().captures(line) {
            let one = one(&found);
            if stops(&one) {
                gather.reading.incomplete.push(trouble::words(&one.message));
            }
            gather.push(one);
        } else if let Some(found) = summary().captures(line) {
            let all = number_in(&found, "all").map_or(0, u64::from);
            let (errors, warnings) = stated.unwrap_or_default();
            stated = Some(if group(&found, "what") == Some("Error") { (all, warnings) } else { (errors, all) });
        } else if regex!(r"^(?:Build (?:succeeded|FAILED|failed)\b.*|\s*0 Error\(s\))").is_match(line) {
            gather.known = true;
            failed |= line.to_ascii_lowercase().starts_with("build failed");
        } else {
            gather.other(line);
        }
    }
    once(&mut gather.reading);
    gather.reading.stated = stated;
    if failed && !gather.reading.diagnostics.iter().any(|one| one.severity == Severity::Error) {
        gather.reading.incomplete.push("the build failed, and no error tells why".to_owned());
    }
    gather.finish("msbuild", "line `file(line,column): error CODE: …`", text)
}

fn one(found: &Captures<'_>) -> Diagnostic {
    // An origin with a folder in it is a file.
    let file = group(found, "file").or_else(|| group(found, "origin").filter(|origin| origin.contains(['/', '\\'])));
    let start = place(file.unwrap_or_default(), number_in(found, "line"), number_in(found, "column"));
    let place = until(start, number_in(found, "end_line"), number_in(found, "end_column"));
    let severity = if group(found, "error").is_some() {
        Severity::Error
    } else if group(found, "warning").is_some() {
        Severity::Warning
    } else {
        Severity::Note
    };
    diagnostic(severity, group(found, "rule").map(str::to_owned), group(found, "message").unwrap_or_default().to_owned(), place)
}

/// Errors of `MSBuild` itself, of the SDK and of `NuGet`: nothing was compiled.
fn stops(one: &Diagnostic) -> bool {
    one.severity == Severity::Error
        && one.rule.as_deref().is_some_and(|rule| regex!(r"^(?:MSB\d+|NETSDK\d+|NU1\d+|CS5001)$").is_match(rule) && rule != "CS5001")
}
