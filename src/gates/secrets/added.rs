//! Where only added lines count: which candidates touch one.

use super::decoded;
use crate::detect::Candidate;
use crate::git::added_lines;
use crate::model::Trouble;
use crate::source::Previous;
use crate::text::LineIndex;

/// Keeps the candidates that touch a line of `text` which the text before it did not have.
pub(super) fn retain(candidates: &mut Vec<Candidate>, text: &[u8], lines: &LineIndex<'_>, previous: Previous<'_>) -> Result<(), Trouble> {
    let trouble = |error: crate::git::Error| Trouble::new(error.to_string(), error.help());
    let before = previous().map_err(trouble)?;
    let before = decoded::text(&before);
    let added = added_lines(&before, text).map_err(trouble)?;
    candidates.retain(|candidate| {
        let first = lines.place(candidate.whole.start).line;
        let last = lines.place(candidate.whole.end.saturating_sub(1)).line;
        added.touches(first, last)
    });
    Ok(())
}
