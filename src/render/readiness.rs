//! The readiness table, and the line under it.

use super::Style;
use super::words::{mark, verdict_sentence};
use crate::model::{GateReport, Priority, Report, RequirementReport, Verdict};
use crate::text::one_line;
use anstyle::{AnsiColor, Style as Ansi};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr as _;

/// Every gate, a line each.
pub(super) fn gates(report: &Report, style: Style) -> String {
    if style.quiet {
        return String::new();
    }
    let mut out = String::new();
    for gate in &report.gates {
        let notes = notes(gate);
        let verdict = gate.outcome.verdict;
        let _ = writeln!(out, "{} {}: {}", painted(verdict, style), gate.gate, one_line(&gate.outcome.summary));
        for note in notes {
            let _ = writeln!(out, "  note: {}", one_line(&note));
        }
    }
    out
}

fn notes(gate: &GateReport) -> Vec<String> {
    let notes = gate.outcome.metrics.get("notes").and_then(serde_json::Value::as_array);
    notes.into_iter().flatten().filter_map(|note| note.as_str()).map(str::to_owned).collect()
}

/// The requirements by priority, P0 first, each with what was seen.
pub(super) fn table(report: &Report, style: Style) -> String {
    let mut out = String::new();
    if style.quiet {
        return out;
    }
    let width = report.requirements.iter().map(|line| line.requirement.title.width()).max().unwrap_or(0).min(64);
    for priority in [Priority::P0, Priority::P1, Priority::P2] {
        let lines: Vec<&RequirementReport> = report.requirements.iter().filter(|line| line.requirement.priority == priority).collect();
        if lines.is_empty() {
            continue;
        }
        let _ = writeln!(out, "{} {}", priority.word(), tally(&lines));
        // What somebody chose to leave out is counted above; the list is about the rest.
        for line in lines.into_iter().filter(|line| style.verbose || line.verdict != Verdict::Skipped) {
            let title = &line.requirement.title;
            let pad = width.saturating_sub(title.width());
            let seen = line.evidence.first().map(|evidence| match (&evidence.path, evidence.line) {
                (Some(path), Some(number)) => format!("{} ({path}:{number})", evidence.text),
                (Some(path), None) => format!("{} ({path})", evidence.text),
                (None, _) => evidence.text.clone(),
            });
            let seen = seen.unwrap_or_default();
            let room = style.width.saturating_sub(width + 6).max(24);
            let _ = writeln!(out, "  {} {title}{}  {}", painted(line.verdict, style), " ".repeat(pad), shorten(&one_line(&seen), room));
        }
        out.push('\n');
    }
    for gate in &report.gates {
        for note in notes(gate) {
            let _ = writeln!(out, "note: {}: {}", gate.gate, one_line(&note));
        }
    }
    out
}

fn tally(lines: &[&RequirementReport]) -> String {
    let of = |verdict| lines.iter().filter(|line| line.verdict == verdict).count();
    format!("({} pass, {} fail, {} unknown, {} skipped)", of(Verdict::Pass), of(Verdict::Fail), of(Verdict::Unknown), of(Verdict::Skipped))
}

fn shorten(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    text.chars().take(room.saturating_sub(1)).collect::<String>() + "…"
}

fn painted(verdict: Verdict, style: Style) -> String {
    if !style.colour {
        return mark(verdict).to_owned();
    }
    let colour = match verdict {
        Verdict::Pass => AnsiColor::Green,
        Verdict::Fail => AnsiColor::Red,
        Verdict::Unknown => AnsiColor::Yellow,
        Verdict::Skipped => AnsiColor::BrightBlack,
    };
    let ansi = Ansi::new().fg_color(Some(colour.into()));
    format!("{ansi}{}{ansi:#}", mark(verdict))
}

/// One line: what it came to, and what to do next.
pub(super) fn closing(report: &Report, style: Style) -> String {
    let verdict = report.verdict();
    let next = if verdict == Verdict::Fail { "; start with the first error above" } else { "" };
    format!("{} {}{next}\n", painted(verdict, style), verdict_sentence(report))
}
