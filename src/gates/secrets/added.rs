//! Where only added lines count: which lines are.

use super::decoded;
use crate::git::{AddedLines, added_lines};
use crate::model::Trouble;
use crate::source::Previous;

/// The lines of `text` that the text before it did not have.
pub(super) fn lines(text: &[u8], previous: Previous<'_>) -> Result<AddedLines, Trouble> {
    let trouble = |error: crate::git::Error| Trouble::new(error.to_string(), error.help());
    let before = previous().map_err(trouble)?;
    let before = decoded::text(&before);
    added_lines(&before, text).map_err(trouble)
}
