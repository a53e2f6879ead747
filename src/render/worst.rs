//! The files with the least coverage, as a table; drawn from the gate's metrics alone.

use super::Style;
use crate::model::GateReport;
use crate::text::one_line;
use serde_json::Value;
use std::fmt::Write as _;

/// Columns, by the names of metrics.
const COLUMNS: [&str; 4] = ["lines", "branches", "functions", "regions"];
/// Columns that stand for others where those are known.
const STAND_IN: &str = "regions";

/// The table; empty where the gate has none.
pub(super) fn table(gate: &GateReport, style: Style) -> String {
    let rows = gate.outcome.metrics.get("worst").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if rows.is_empty() || style.quiet {
        return String::new();
    }
    let is_known = |column: &str| rows.iter().any(|row| row.get(column).is_some_and(Value::is_object));
    let mut columns: Vec<&str> = COLUMNS.into_iter().filter(|column| is_known(column)).collect();
    if columns.len() > 1 {
        columns.retain(|column| *column != STAND_IN);
    }
    let cells: Vec<Vec<String>> = rows.iter().map(|row| columns.iter().map(|column| cell(row.get(*column))).collect()).collect();
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| cells.iter().filter_map(|row| row.get(at)).map(String::len).max().unwrap_or(0).max(column.len()))
        .collect();
    let mut out = String::new();
    for (column, width) in columns.iter().zip(&widths) {
        let _ = write!(out, "  {column:>width$}");
    }
    out.push_str("  file\n");
    for (row, cells) in rows.iter().zip(&cells) {
        for (cell, width) in cells.iter().zip(&widths) {
            let _ = write!(out, "  {cell:>width$}");
        }
        let path = row.get("path").and_then(Value::as_str).unwrap_or_default();
        let _ = writeln!(out, "  {}", one_line(path));
    }
    out.push('\n');
    out
}

/// `57.14 % 8/14`: the percentage is cut, never rounded up.
fn cell(figure: Option<&Value>) -> String {
    let number = |name: &str| figure.and_then(|figure| figure.get(name)).and_then(Value::as_u64);
    let (Some(covered), Some(total)) = (number("covered"), number("total")) else { return "-".to_owned() };
    let hundredths = (u128::from(covered) * 10_000).checked_div(u128::from(total));
    hundredths.map_or_else(|| "-".to_owned(), |cut| format!("{}.{:02} % {covered}/{total}", cut / 100, cut % 100))
}
