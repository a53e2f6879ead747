//! Workflow commands of GitHub Actions: annotations.
//!
//! Escaping is that of actions/toolkit (`packages/core/src/command.ts`), limits are those of actions/runner: ten annotations of a kind a
//! step, 4096 characters a message, columns only where an annotation stays on one line.

use super::Format;
use super::words::verdict_sentence;
use crate::model::{Finding, GateReport, Priority, Report, Severity, Trouble, Verdict};
use crate::text::{count, one_line};
use std::fmt::Write as _;

/// Annotations of one kind that a step may have; the last is left for the count of the others.
const SHOWN: usize = 9;
/// Longest message, in characters.
const LONGEST: usize = 4096;

/// One annotation before it is written.
struct Annotation<'run> {
    severity: Severity,
    finding: Option<&'run Finding>,
    title: String,
    message: String,
}

/// The annotations of a report, a command a line. `folder` is where the repository stands below the workspace, with `/` at its end;
/// empty where it is the workspace itself.
pub fn github(report: &Report, folder: &str) -> String {
    let mut annotations: Vec<Annotation<'_>> = troubles(report).map(trouble).collect();
    for gate in &report.gates {
        annotations.extend(gate.outcome.findings.iter().map(|finding| of_finding(gate, finding)));
    }
    annotations.extend(report.gates.iter().filter(|gate| fails_in_silence(gate)).map(|gate| Annotation {
        severity: Severity::Error,
        finding: None,
        title: format!("golive {}", gate.gate),
        message: gate.outcome.summary.clone(),
    }));
    annotations.extend(not_ready(report));
    // Stable: within a kind, what could not be looked at stays first, and findings stay in the order of the report.
    annotations.sort_by_key(|annotation| {
        let old = annotation.finding.is_some_and(|finding| finding.new != Some(true));
        (std::cmp::Reverse(annotation.severity), old)
    });
    let mut out = String::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let of_kind: Vec<&Annotation<'_>> = annotations.iter().filter(|annotation| annotation.severity == severity).collect();
        // A tenth fits where it is the last.
        let room = if of_kind.len() == SHOWN + 1 { SHOWN + 1 } else { SHOWN };
        for annotation in of_kind.iter().take(room) {
            out.push_str(&command(annotation, folder));
        }
        if of_kind.len() > room {
            let more = format!("{} more: the job summary and the report files list them", of_kind.len() - room);
            let _ = writeln!(out, "::{} title=golive::{}", kind(severity), data(&more));
        }
    }
    out
}

fn troubles(report: &Report) -> impl Iterator<Item = &Trouble> {
    report.gates.iter().flat_map(|gate| &gate.outcome.troubles).chain(&report.troubles)
}

fn trouble(trouble: &Trouble) -> Annotation<'_> {
    let help = if trouble.help.is_empty() { String::new() } else { format!("\n{}", trouble.help) };
    Annotation {
        severity: Severity::Error,
        finding: None,
        title: "golive could not look".to_owned(),
        message: format!("{}{help}", trouble.message),
    }
}

fn of_finding<'run>(gate: &GateReport, finding: &'run Finding) -> Annotation<'run> {
    let mut message = finding.message.clone();
    for note in &finding.notes {
        let _ = write!(message, "\n{note}");
    }
    if !finding.help.is_empty() {
        let _ = write!(message, "\n{}", finding.help);
    }
    Annotation { severity: finding.severity, finding: Some(finding), title: format!("{}: {}", gate.gate, finding.rule_id), message }
}

/// A gate that failed without an error to show for it: a number that is too low.
fn fails_in_silence(gate: &GateReport) -> bool {
    gate.outcome.verdict == Verdict::Fail && !gate.outcome.findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// Where nothing failed, what the exit code is about.
fn not_ready(report: &Report) -> Option<Annotation<'_>> {
    let open = |line: &&crate::model::RequirementReport| line.requirement.priority == Priority::P0 && line.verdict == Verdict::Unknown;
    let unknown: Vec<&str> = report.requirements.iter().filter(open).map(|line| line.requirement.id.as_str()).collect();
    (!unknown.is_empty()).then(|| Annotation {
        severity: Severity::Error,
        finding: None,
        title: format!("golive: {}", count(unknown.len(), "P0 requirement is unknown", "P0 requirements are unknown")),
        message: format!("{}: {}", verdict_sentence(report), unknown.join(", ")),
    })
}

fn kind(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    }
}

fn command(annotation: &Annotation<'_>, folder: &str) -> String {
    let mut properties: Vec<String> = Vec::new();
    if let Some(place) = annotation.finding.and_then(|finding| finding.place.as_ref())
        && let Some(path) = &place.path
    {
        properties.push(format!("file={}", property(&format!("{folder}{path}"))));
        let (start, end) = (place.start, place.end);
        if start.line > 0 {
            properties.push(format!("line={}", start.line));
        }
        if start.line > 0 && end.line >= start.line {
            properties.push(format!("endLine={}", end.line));
        }
        // The runner drops columns of an annotation over several lines.
        if start.line > 0 && start.line == end.line && start.column > 0 && end.column >= start.column {
            properties.push(format!("col={},endColumn={}", start.column, end.column));
        }
    }
    properties.push(format!("title={}", property(&annotation.title)));
    format!("::{} {}::{}\n", kind(annotation.severity), properties.join(","), data(&annotation.message))
}

/// Text behind the `::` of a command.
pub(super) fn data(text: &str) -> String {
    encoded(text, false)
}

/// The value of a command's property.
pub(super) fn property(text: &str) -> String {
    encoded(text, true)
}

/// Percent signs and line ends, and what separates properties; `##[`, which an older form of commands begins with wherever it stands; and
/// what a terminal would act on. Cut before it is encoded, so that no escape is torn.
fn encoded(text: &str, is_property: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut length = 0;
    for line in text.split_inclusive(['\r', '\n']) {
        let words = line.trim_end_matches(['\r', '\n']);
        let (words, end) = (broken(&one_line(words)), line.get(words.len()..).unwrap_or_default());
        for character in words.chars().chain(end.chars()) {
            length += 1;
            if length >= LONGEST {
                out.push('…');
                return out;
            }
            match character {
                '%' => out.push_str("%25"),
                '\r' => out.push_str("%0D"),
                '\n' => out.push_str("%0A"),
                ':' if is_property => out.push_str("%3A"),
                ',' if is_property => out.push_str("%2C"),
                other => out.push(other),
            }
        }
    }
    out
}

/// `##[` with a blank in it.
fn broken(text: &str) -> String {
    text.replace("##[", "## [")
}

/// A report for a log that a runner reads: no line of it is a command. A document stays the same document, in other words; what is for
/// people has a blank between.
pub fn harmless(text: &str, format: Format) -> String {
    let (bracket, colons) = match format {
        Format::Github => return text.to_owned(),
        // In JSON `##[` can only stand in a string, and no line begins with colons.
        Format::Json | Format::Jsonl | Format::Sarif | Format::Gitlab => return text.replace("##[", "##\\u005b"),
        Format::Junit | Format::Html | Format::Markdown => ("##&#91;", "&#58;:"),
        Format::Human | Format::Ics => ("## [", ": :"),
    };
    let text = text.replace("##[", bracket);
    let lines = text.split_inclusive('\n').map(|line| {
        let (before, rest) = line.split_at_checked(line.len() - line.trim_start().len()).unwrap_or((line, ""));
        match rest.strip_prefix("::") {
            Some(rest) => format!("{before}{colons}{rest}"),
            None => line.to_owned(),
        }
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::{Format, data, github, harmless, property};
    use crate::model::{Outcome, Severity, Verdict};
    use crate::render::example::{self, finding, place};
    use proptest::prelude::*;

    /// What the runner makes of an encoded value (`ActionCommand.cs`): `%25` last.
    fn decoded(text: &str) -> String {
        text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back(text in "[ -~é\r\n]{0,200}") {
            prop_assume!(!text.contains("##["));
            prop_assert_eq!(decoded(&data(&text)), text.clone());
            prop_assert_eq!(decoded(&property(&text)), text);
        }

        #[test]
        fn an_encoded_value_stays_in_its_place(text in "\\PC{0,60}|[:,%\r\n#\\[]{0,40}") {
            let (value, message) = (property(&text), data(&text));
            prop_assert!(!value.contains([':', ',', '\r', '\n']), "{}", value);
            prop_assert!(!message.contains(['\r', '\n']) && !message.contains("##["), "{}", message);
        }

        #[test]
        fn no_line_for_people_is_a_command(text in "[:#\\[ \ta\n]{0,60}") {
            for line in harmless(&text, Format::Human).lines() {
                prop_assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{}", line);
            }
        }
    }

    #[test]
    fn a_document_stays_the_same_document() {
        let value = serde_json::json!({ "a": "x ##[error]y", "##[": 1 });
        let text = harmless(&value.to_string(), Format::Json);
        assert!(!text.contains("##["));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }

    #[test]
    fn hostile_text_makes_no_command_of_its_own() {
        let out = github(&example::full(), "");
        for line in out.lines() {
            assert!(line.starts_with("::error ") || line.starts_with("::warning ") || line.starts_with("::notice "), "{line}");
            assert!(!line.contains("##[") && !line.contains('\u{1b}') && !line.contains('\u{202e}'), "{line}");
        }
        let expected = "::error file=src/a%2Cb%3Ac %25|`x`%0A%3A%3Aerror%3A%3A<i>é.py,line=3,endLine=3,col=10,endColumn=18,";
        assert!(out.contains(expected), "{out}");
        // Over several lines there are no columns; a whole file has no line.
        assert!(out.contains("::warning file=src/app.py,line=3,endLine=6,title="), "{out}");
        assert!(out.contains("::notice file=Cargo.toml,title="), "{out}");
    }

    #[test]
    fn a_folder_below_the_workspace_is_put_before_paths() {
        assert!(github(&example::full(), "sub/").contains("file=sub/Cargo.toml,"));
    }

    #[test]
    fn nine_of_a_kind_and_how_many_more_the_worst_and_the_new_first() {
        let at = |line| Some(place("a", (line, 1), (line, 2)));
        for (findings, shown, more) in [(9, 9, None), (10, 10, None), (11, 9, Some("2 more")), (25, 9, Some("16 more"))] {
            let mut all: Vec<_> = (1..=findings).map(|line| finding(Severity::Error, at(line), "x")).collect();
            all.push(finding(Severity::Warning, at(1), "x"));
            let last = usize::try_from(findings).unwrap() - 1;
            all[last].new = Some(true);
            let outcome = Outcome { verdict: Verdict::Fail, findings: all, ..Outcome::skipped("") };
            let out = github(&example::report(vec![example::gate("secrets", outcome)]), "");
            let errors: Vec<&str> = out.lines().filter(|line| line.starts_with("::error")).collect();
            assert_eq!(errors.len(), shown + usize::from(more.is_some()));
            assert!(errors[0].contains(&format!("line={findings},")), "{out}");
            assert!(more.is_none_or(|more| errors.last().unwrap().contains(more)), "{out}");
            assert_eq!(out.lines().filter(|line| line.starts_with("::warning")).count(), 1);
        }
    }

    #[test]
    fn a_message_is_cut_before_the_runner_cuts_it() {
        assert_eq!(decoded(&data(&"%".repeat(10_000))).chars().count(), 4096);
    }

    #[test]
    fn a_failure_without_a_finding_is_said() {
        let outcome = Outcome { verdict: Verdict::Fail, ..Outcome::skipped("61 % of lines, less than 80 %") };
        let out = github(&example::report(vec![example::gate("coverage", outcome)]), "");
        assert_eq!(out, "::error title=golive coverage::61 %25 of lines, less than 80 %25\n");
        assert_eq!(github(&example::clean(), ""), "");
    }
}
