//! Markdown for the summary of a job: what it came to, the checklist, the gates, coverage, keys, and the findings as far as they fit.
//!
//! Text from the repository is text: no markup, no link, no mention, no image comes of it.

mod metrics;

pub(super) use metrics::{Ratio, ratios};

use super::words::{at, duration, mark, tally, verdict_sentence, worst_first};
use crate::model::{Priority, Report, RequirementReport};
use crate::text::{count, one_line};
use std::fmt::Write as _;

/// GitHub takes 1 MiB for all summaries of a step, and shows nothing of a larger one; in bytes, with room for others.
pub const LARGEST: usize = 900 << 10;
/// Longest text in a cell, in characters.
const CELL: usize = 300;
/// Rows of what could not be looked at.
const TROUBLES: usize = 50;
/// Rows of the checklist.
const LINES: usize = 500;

/// The report in at most [`LARGEST`] bytes.
pub fn markdown(report: &Report) -> String {
    markdown_within(report, LARGEST)
}

/// The report in at most `room` bytes; nothing where not even its first line fits.
pub fn markdown_within(report: &Report, room: usize) -> String {
    let head = format!("## {} golive: {}\n\n", mark(report.verdict()), escaped(&verdict_sentence(report)));
    if head.len() > room {
        return String::new();
    }
    let mut out = head;
    let parts = [requirements(report), gates(report), troubles(report), metrics::coverage(report), metrics::rotation(report)];
    let mut left_out = 0;
    for part in parts {
        if out.len() + part.len() <= room.saturating_sub(END) {
            out.push_str(&part);
        } else {
            left_out += 1;
        }
    }
    findings(report, &mut out, room);
    if left_out > 0 && out.len() + END <= room {
        let _ = writeln!(out, "{} left out: too large for a summary", count(left_out, "section is", "sections are"));
    }
    out
}

/// Bytes kept for the line that counts what was left out.
const END: usize = 160;

fn requirements(report: &Report) -> String {
    if report.requirements.is_empty() {
        return String::new();
    }
    let mut out = "### Checklist\n\n| | | Requirement | Seen |\n|---|---|---|---|\n".to_owned();
    let by_priority = [Priority::P0, Priority::P1, Priority::P2]
        .into_iter()
        .flat_map(|priority| report.requirements.iter().filter(move |line| line.requirement.priority == priority));
    for line in by_priority.take(LINES) {
        let _ = writeln!(
            out,
            "| {} {} | {} | {} | {} |",
            mark(line.verdict),
            line.verdict.word(),
            line.requirement.priority.word(),
            cell(&line.requirement.title),
            seen(line)
        );
    }
    if report.requirements.len() > LINES {
        let _ = writeln!(out, "\n… and {} more", report.requirements.len() - LINES);
    }
    out.push('\n');
    out
}

fn seen(line: &RequirementReport) -> String {
    let Some(first) = line.evidence.first() else { return String::new() };
    let place = match (&first.path, first.line) {
        (Some(path), Some(number)) => format!(" {}", code(&format!("{path}:{number}"))),
        (Some(path), None) => format!(" {}", code(&path.to_string())),
        (None, _) => String::new(),
    };
    let more = if line.evidence.len() > 1 { format!(" and {} more", line.evidence.len() - 1) } else { String::new() };
    format!("{}{place}{more}", cell(&first.text))
}

fn gates(report: &Report) -> String {
    if report.gates.is_empty() {
        return String::new();
    }
    let mut out = "### Gates\n\n| | Gate | Summary | Time |\n|---|---|---|--:|\n".to_owned();
    for gate in &report.gates {
        let (verdict, summary) = (gate.outcome.verdict, cell(&gate.outcome.summary));
        let _ = writeln!(out, "| {} {} | {} | {summary} | {} |", mark(verdict), verdict.word(), code(gate.gate), duration(gate.took));
    }
    out.push('\n');
    out
}

fn troubles(report: &Report) -> String {
    let all: Vec<_> = report.gates.iter().flat_map(|gate| &gate.outcome.troubles).chain(&report.troubles).collect();
    if all.is_empty() {
        return String::new();
    }
    let mut out = "### Not looked at\n\n| What | What to do |\n|---|---|\n".to_owned();
    for trouble in all.iter().take(TROUBLES) {
        let _ = writeln!(out, "| {} | {} |", cell(&trouble.message), cell(&trouble.help));
    }
    if all.len() > TROUBLES {
        let _ = writeln!(out, "\n… and {} more", all.len() - TROUBLES);
    }
    out.push('\n');
    out
}

fn findings(report: &Report, out: &mut String, room: usize) {
    let all = worst_first(report);
    if all.is_empty() {
        return;
    }
    let head = format!("### Findings: {}\n\n| | Rule | Where | What |\n|---|---|---|---|\n", tally(report));
    if out.len() + END > room {
        return;
    }
    if out.len() + head.len() + END > room {
        let _ = writeln!(out, "{} left out", count(all.len(), "finding is", "findings are"));
        return;
    }
    out.push_str(&head);
    for (number, (gate, finding)) in all.iter().enumerate() {
        let rule = code(&format!("{}: {}", gate.gate, finding.rule_id));
        let place = at(finding);
        let place = if place.is_empty() { "–".to_owned() } else { code(&place) };
        let also = if finding.also.is_empty() { String::new() } else { format!(" and {} more", finding.also.len()) };
        let row = format!("| {} | {rule} | {place}{also} | {} |\n", finding.severity.word(), cell(&finding.message));
        if out.len() + row.len() + END > room {
            let _ = writeln!(out, "\n… and {}", count(all.len() - number, "more finding", "more findings"));
            return;
        }
        out.push_str(&row);
    }
}

/// Text for a cell of a table: one line, cut, without markup.
fn cell(text: &str) -> String {
    escaped(&cut(text))
}

fn cut(text: &str) -> String {
    if text.chars().count() <= CELL { text.to_owned() } else { text.chars().take(CELL - 1).chain(['…']).collect() }
}

/// Text on one line that is nothing but text. GitHub's Markdown is more than the standard: mentions, references, links and mathematics
/// are made of plain words, and are broken up here.
pub(super) fn escaped(text: &str) -> String {
    let text = one_line(text.trim());
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // A mention is a mention even where the sign is escaped: a character of no width stands between.
            '@' => out.push_str("@&#8203;"),
            // `http://` and `www.` are links by themselves.
            '/' if before == ':' => out.push_str("&#47;"),
            '.' if out.to_ascii_lowercase().ends_with("www") => out.push_str("&#46;"),
            '\\' | '`' | '*' | '_' | '~' | '[' | ']' | '(' | ')' | '!' | '#' | '|' | '{' | '}' | '$' => {
                out.push('\\');
                out.push(character);
            }
            other => out.push(other),
        }
        before = character;
    }
    out
}

/// Text as code, on one line. A code span cannot hold a backtick or, in a table, a bar: then it is an element with escaped text.
fn code(text: &str) -> String {
    let text = one_line(text);
    if text.is_empty() {
        return String::new();
    }
    let cannot = text.contains(['`', '|']) || text.starts_with(' ') || text.ends_with(' ');
    if !cannot {
        return format!("`{text}`");
    }
    let mut out = "<code>".to_owned();
    for character in text.chars() {
        if character.is_ascii_punctuation() {
            let _ = write!(out, "&#{};", u32::from(character));
        } else {
            out.push(character);
        }
    }
    out + "</code>"
}

#[cfg(test)]
mod tests {
    use super::{LARGEST, code, escaped, markdown, markdown_within};
    use crate::model::{Outcome, Severity, Verdict};
    use crate::render::example::{self, finding, place};
    use proptest::prelude::*;

    #[test]
    fn hostile_text_makes_no_markup() {
        let text = markdown(&example::full());
        for markup in ["<script", "](https", "@octocat", "http://", "https://", "\n::", "\u{1b}", "\u{202e}", "`a`"] {
            assert!(!text.contains(markup), "{markup} in {text}");
        }
        // Every row has the columns of its table, so that no cell got out of its own.
        let bars = |line: &str| line.replace("\\|", "").matches('|').count();
        let (mut columns, mut rows) = (0, 0);
        for line in text.lines() {
            if line.starts_with("|---") {
                columns = bars(line);
            } else if line.is_empty() {
                columns = 0;
            } else if columns > 0 {
                rows += 1;
                assert_eq!(bars(line), columns, "{line}");
            }
        }
        assert_eq!(rows, 4 + 4 + 2 + 3 + 1 + 2 + 5);
        assert!(text.contains("title of auth.no-secrets \\| &lt;b&gt;"), "{text}");
    }

    #[test]
    fn all_parts_are_there_and_the_worst_comes_first() {
        let text = markdown(&example::full());
        let order = [
            "## ✘ golive: fail: secrets",
            "### Checklist",
            "| P0 |",
            "| P1 |",
            "### Gates",
            "### Not looked at",
            "### Coverage",
            "### Keys",
            "### Findings: 2 errors, 2 warnings, 1 note",
            "| error |",
            "| warning |",
            "| note |",
        ];
        let places: Vec<usize> = order.iter().map(|part| text.find(part).unwrap_or_else(|| panic!("{part} in {text}"))).collect();
        assert!(places.is_sorted(), "{places:?} {text}");
    }

    #[test]
    fn it_is_cut_at_a_row_and_says_how_many_are_left_out() {
        let many = |number| {
            let all = (1..=number).map(|line| finding(Severity::Error, Some(place("a.py", (line, 1), (line, 2))), "x")).collect();
            example::report(vec![example::gate("secrets", Outcome { verdict: Verdict::Fail, findings: all, ..Outcome::skipped("x") })])
        };
        let text = markdown(&many(30_000));
        assert!(text.len() <= LARGEST && text.len() > LARGEST - 1000, "{}", text.len());
        let rows = text.lines().filter(|line| line.starts_with("| error")).count();
        assert_eq!(text.lines().last().unwrap(), format!("… and {} more findings", 30_000 - rows));
        for room in [0, 50, 400, 1000, 5000] {
            assert!(markdown_within(&many(500), room).len() <= room, "{room}");
        }
    }

    #[test]
    fn code_is_code_whatever_is_in_it() {
        assert_eq!(code("src/__init__.py"), "`src/__init__.py`");
        assert_eq!(code("a|b`<i>"), "<code>a&#124;b&#96;&#60;i&#62;</code>");
        assert_eq!(escaped("see www.evil.example"), "see www&#46;evil.example");
    }

    proptest! {
        #[test]
        fn no_text_opens_an_element_or_a_mention(text in "[<>&@`|*_\\[\\]()!a-z:/.\n]{0,60}") {
            let out = escaped(&text);
            prop_assert!(!out.contains('<') && !out.contains('\n') && !out.contains("://"));
            prop_assert!(!out.replace("@&#8203;", "").contains('@'));
        }
    }
}
