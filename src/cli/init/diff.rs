//! What would be written, as a unified diff.

use super::step::Change;
use similar::TextDiff;

/// The change to a file as a unified diff, under the name it is shown by.
pub(super) fn unified(change: &Change, name: &str) -> String {
    let before = change.before.as_deref().unwrap_or_default();
    let (old, new) = match change.before {
        Some(_) => (format!("a/{name}"), format!("b/{name}")),
        None => ("/dev/null".to_owned(), format!("b/{name}")),
    };
    TextDiff::from_lines(before, &change.after).unified_diff().header(&old, &new).to_string()
}
