//! One JSON object a finding, a line each.

use super::json::findings;
use crate::model::Report;

/// The findings, a line each; nothing where there are none.
pub fn jsonl(report: &Report) -> String {
    findings(report).iter().filter_map(|finding| serde_json::to_string(finding).ok()).map(|line| line + "\n").collect()
}
