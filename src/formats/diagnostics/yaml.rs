//! Reports in YAML of tools that write the same in JSON.

use super::build::error;
use super::model::Error;
use serde_json::Value;

/// The report as JSON text.
///
/// An error where it is no YAML, is cut off in the middle of a value, or is larger than the parser's budget allows.
pub(super) fn to_json(format: &str, text: &str) -> Result<String, Error> {
    let broken = || {
        let help = "see whether the tool was stopped, or have it write JSON";
        error(format!("the {format} report is broken or cut off YAML"), help)
    };
    let value: Value = serde_saphyr::from_str(text).map_err(|_error| broken())?;
    serde_json::to_string(&value).map_err(|_error| broken())
}
