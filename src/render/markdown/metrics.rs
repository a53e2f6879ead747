//! Tables of the gates' numbers.

use super::{cell, code};
use crate::model::Report;
use serde_json::{Map, Value};
use std::fmt::Write as _;

/// What coverage is counted in, as the metrics have it.
const COUNTED: [(&str, &str); 5] =
    [("lines", "lines"), ("branches", "branches"), ("functions", "functions"), ("regions", "regions"), ("diff", "changed lines")];
/// Characters of a whole bar.
const BAR: u64 = 20;
/// Files with the least coverage that are shown.
const FILES: usize = 10;
/// Keys that are shown.
const KEYS: usize = 200;
/// Columns of the table of keys.
const COLUMNS: usize = 6;

/// The coverage of every kind that was counted, and the files with the least.
pub(super) fn coverage(report: &Report) -> String {
    let rows = ratios(report);
    if rows.is_empty() {
        return String::new();
    }
    let mut out = "### Coverage\n\n| Of | | | Covered |\n|---|---|--:|--:|\n".to_owned();
    for (words, ratio) in rows {
        let _ = writeln!(out, "| {words} | {} | {} % | {} of {} |", ratio.bar(), ratio.percent(), ratio.covered, ratio.total);
    }
    out.push_str(&files(metrics(report).and_then(|metrics| metrics.get("files"))));
    out.push('\n');
    out
}

fn metrics(report: &Report) -> Option<&Map<String, Value>> {
    report.gates.iter().find(|gate| gate.gate == "coverage").map(|gate| &gate.outcome.metrics)
}

/// The coverage of every kind that was counted, in words.
pub(in crate::render) fn ratios(report: &Report) -> Vec<(&'static str, Ratio)> {
    let Some(metrics) = metrics(report) else { return Vec::new() };
    COUNTED.iter().filter_map(|(key, words)| Some((*words, Ratio::of(metrics.get(*key)?)?))).collect()
}

fn files(value: Option<&Value>) -> String {
    let Some(Value::Object(files)) = value else { return String::new() };
    let mut all: Vec<(&String, Ratio)> = files.iter().filter_map(|(path, counts)| Some((path, Ratio::of(counts.get("lines")?)?))).collect();
    if all.is_empty() {
        return String::new();
    }
    all.sort_by(|(_, one), (_, other)| one.order(other));
    let mut out = "\n| File | | | Lines |\n|---|---|--:|--:|\n".to_owned();
    for (path, ratio) in all.iter().take(FILES) {
        let _ = writeln!(out, "| {} | {} | {} % | {} of {} |", code(path), ratio.bar(), ratio.percent(), ratio.covered, ratio.total);
    }
    if all.len() > FILES {
        let _ = writeln!(out, "\n… and {} more, which have as much or more", all.len() - FILES);
    }
    out
}

/// Covered of total.
pub(in crate::render) struct Ratio {
    pub covered: u64,
    pub total: u64,
}

impl Ratio {
    fn of(value: &Value) -> Option<Self> {
        let number = |key: &str| value.get(key).and_then(Value::as_u64);
        let ratio = Self { covered: number("covered")?, total: number("total")? };
        (ratio.total > 0).then_some(ratio)
    }

    /// Never rounded up: what is short of a limit must not look as if it met it.
    pub(in crate::render) fn percent(&self) -> String {
        let hundredths = u128::from(self.covered) * 10_000 / u128::from(self.total.max(1));
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    }

    fn bar(&self) -> String {
        let full = usize::try_from(u128::from(self.covered.min(self.total)) * u128::from(BAR) / u128::from(self.total.max(1))).unwrap_or(0);
        let empty = usize::try_from(BAR).unwrap_or(0).saturating_sub(full);
        format!("{}{}", "█".repeat(full), "░".repeat(empty))
    }

    fn order(&self, other: &Self) -> std::cmp::Ordering {
        let (left, right) = (u128::from(self.covered) * u128::from(other.total), u128::from(other.covered) * u128::from(self.total));
        left.cmp(&right).then(other.total.cmp(&self.total))
    }
}

/// The keys that were looked at, with what is known of each.
pub(super) fn rotation(report: &Report) -> String {
    let keys = report.gates.iter().find(|gate| gate.gate == "rotation").and_then(|gate| gate.outcome.metrics.get("keys"));
    let Some(Value::Array(keys)) = keys else { return String::new() };
    let rows: Vec<&Map<String, Value>> = keys.iter().filter_map(Value::as_object).collect();
    let columns = columns(&rows);
    if columns.is_empty() {
        return String::new();
    }
    let titles: Vec<String> = columns.iter().map(|column| cell(&title(column))).collect();
    let mut out = format!("### Keys\n\n| {} |\n|{}\n", titles.join(" | "), "---|".repeat(columns.len()));
    for row in rows.iter().take(KEYS) {
        let cells: Vec<String> = columns.iter().map(|column| cell(&row.get(*column).map(plain).unwrap_or_default())).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    if rows.len() > KEYS {
        let _ = writeln!(out, "\n… and {} more", rows.len() - KEYS);
    }
    out.push('\n');
    out
}

/// The plain values that keys have, the name first.
fn columns<'run>(rows: &[&'run Map<String, Value>]) -> Vec<&'run str> {
    let mut columns: Vec<&str> = Vec::new();
    for row in rows.iter().take(KEYS) {
        for (key, value) in *row {
            if !value.is_object() && !value.is_array() && !value.is_null() && !columns.contains(&key.as_str()) {
                columns.push(key);
            }
        }
    }
    columns.sort_by_key(|column| match *column {
        "name" | "key" | "id" => 0,
        "verdict" | "status" => 1,
        _ => 2,
    });
    columns.truncate(COLUMNS);
    columns
}

fn title(key: &str) -> String {
    let words = key.replace(['_', '-'], " ");
    let mut characters = words.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::Ratio;

    #[test]
    fn a_percentage_is_never_rounded_up_and_a_bar_is_full_only_when_all_is_covered() {
        let ratio = |covered, total| Ratio { covered, total };
        assert_eq!(ratio(79_999, 100_000).percent(), "79.99");
        assert_eq!(ratio(2, 3).percent(), "66.66");
        assert_eq!(ratio(3, 3).percent(), "100.00");
        assert!(ratio(99_999, 100_000).bar().contains('░') && !ratio(1, 1).bar().contains('░'));
    }
}
