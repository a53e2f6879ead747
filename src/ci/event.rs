//! The document of the event that set off a run.

use super::Error;
use serde_json::Value;
use std::io::Read as _;
use std::path::Path;

/// Largest document that is read, in bytes; GitHub's own limit for a webhook's payload is 25 MB.
const LARGEST: u64 = 32 << 20;

/// Reads it.
///
/// # Errors
/// [`Error`] where it is not there, too large, or no JSON.
pub fn read(path: &Path) -> Result<Value, Error> {
    let failed = |why: String| {
        Error::new(
            format!("the event of this run could not be read from {}: {why}", path.display()),
            "GITHUB_EVENT_PATH must name the event's document; the base input names the base by hand",
        )
    };
    let file = std::fs::File::open(path).map_err(|error| failed(error.to_string()))?;
    let mut text = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut text).map_err(|error| failed(error.to_string()))?;
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > LARGEST {
        return Err(failed("it is too large".to_owned()));
    }
    serde_json::from_slice(&text).map_err(|error| failed(error.to_string()))
}

/// A text in the document, by its keys from the outside in.
pub(super) fn text<'event>(event: &'event Value, path: &[&str]) -> Option<&'event str> {
    path.iter().try_fold(event, |value, key| value.get(key)).and_then(Value::as_str)
}
