//! Keys by the days that are left: a table with a bar, from `metrics.keys` of whichever gate has them.

use super::Style;
use crate::model::{GateReport, Report};
use crate::text::one_line;
use anstyle::{AnsiColor, Style as Ansi};
use serde_json::Value;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr as _;

/// Cells of the bar.
const BAR: i64 = 12;
/// Rows that are shown; the rest is counted.
const SHOWN: usize = 40;
/// Widest name, in columns.
const NAME: usize = 40;

/// One key, as renderers need it.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeyRow<'run> {
    pub(super) name: &'run str,
    pub(super) source: &'run str,
    pub(super) evidence: &'run str,
    pub(super) state: &'run str,
    pub(super) due: Option<&'run str>,
    pub(super) due_by: Option<&'run str>,
    pub(super) owner: Option<&'run str>,
    pub(super) runbook: Option<&'run str>,
    pub(super) left: Option<i64>,
    max_age: i64,
}

impl<'run> KeyRow<'run> {
    fn of(value: &'run Value) -> Option<Self> {
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let number = |name: &str| value.get(name).and_then(Value::as_i64);
        Some(Self {
            name: text("name")?,
            source: text("source").unwrap_or_default(),
            evidence: text("evidence").unwrap_or_default(),
            state: text("state").unwrap_or_default(),
            due: text("due"),
            due_by: text("due_by"),
            owner: text("owner"),
            runbook: text("runbook"),
            left: number("days_left"),
            max_age: number("max_age_days").unwrap_or(1).max(1),
        })
    }
}

/// The keys of a report, in the order that the gate gave.
pub(super) fn rows(report: &Report) -> Vec<KeyRow<'_>> {
    report.gates.iter().flat_map(of_gate).collect()
}

fn of_gate(gate: &GateReport) -> Vec<KeyRow<'_>> {
    let keys = gate.outcome.metrics.get("keys").and_then(Value::as_array);
    keys.into_iter().flatten().filter_map(KeyRow::of).collect()
}

/// The table of one gate; empty where it has no keys.
pub(super) fn table(gate: &GateReport, style: Style) -> String {
    let rows = of_gate(gate);
    let Some(widest) = rows.iter().take(SHOWN).map(|row| one_line(row.name).width()).max() else { return String::new() };
    let width = widest.clamp(3, NAME);
    let mut out = format!("{}  {:>6}  {:<12}  {:<10}  {:<9}  source\n", pad("key", width), "left", "", "due", "evidence");
    for row in rows.iter().take(SHOWN) {
        let name = cut(&one_line(row.name), width);
        let left = row.left.map_or_else(|| "–".to_owned(), |days| format!("{days}d"));
        let due = row.due.and_then(|due| due.split('T').next()).unwrap_or(row.state);
        let bar = painted(&bar(row), row.state, style);
        let _ = writeln!(out, "{name}  {left:>6}  {bar}  {due:<10}  {:<9}  {}", row.evidence, one_line(row.source));
    }
    if rows.len() > SHOWN {
        let _ = writeln!(out, "… and {}: --format json lists them all", crate::text::count(rows.len() - SHOWN, "more key", "more keys"));
    }
    out.push('\n');
    out
}

/// What is left of the longest time that the key may have, as filled cells.
fn bar(row: &KeyRow<'_>) -> String {
    let full = match row.left {
        Some(left) if left >= 0 => (left.min(row.max_age) * BAR + row.max_age - 1).div_euclid(row.max_age).clamp(0, BAR),
        _ => 0,
    };
    (0..BAR).map(|cell| if cell < full { '█' } else { '░' }).collect()
}

fn painted(bar: &str, state: &str, style: Style) -> String {
    let colour = match state {
        _ if !style.colour => return bar.to_owned(),
        "overdue" | "expired" | "destroyed" | "future" => AnsiColor::Red,
        "due-soon" | "expires-soon" | "undated" => AnsiColor::Yellow,
        "disabled" | "retired" => AnsiColor::BrightBlack,
        _ => AnsiColor::Green,
    };
    let ansi = Ansi::new().fg_color(Some(colour.into()));
    format!("{ansi}{bar}{ansi:#}")
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// As wide as `width`, with an ellipsis where it was wider.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return pad(text, width);
    }
    let mut short = String::new();
    for character in text.chars() {
        if short.width() + 2 > width {
            break;
        }
        short.push(character);
    }
    pad(&(short + "…"), width)
}
