//! String literals that a statement joins: `"ghp_" + "abc"` is one token to whoever runs it.

use std::ops::Range;

/// Most pieces that are joined, and most bytes between two of them.
const MOST_PIECES: usize = 32;
const LONGEST_GAP: usize = 160;

/// Pieces of a joined text, in order, and the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Joined {
    /// Where each piece stands.
    pub pieces: Vec<Range<usize>>,
    /// The pieces, run together.
    pub text: Vec<u8>,
}

impl Joined {
    /// Where in the original text a stretch of the joined one stands, first piece to last.
    pub(super) fn locate(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let start = self.original(range.start)?;
        let end = self.original(range.end.checked_sub(1)?)? + 1;
        Some(start..end)
    }

    /// Whether a stretch of the joined text reaches over more than one piece.
    pub(super) fn crosses(&self, range: &Range<usize>) -> bool {
        self.locate(range).is_some_and(|located| located.len() != range.len())
    }

    fn original(&self, mut offset: usize) -> Option<usize> {
        for piece in &self.pieces {
            if offset < piece.len() {
                return Some(piece.start + offset);
            }
            offset -= piece.len();
        }
        None
    }
}

/// The literals joined to the one that `run` stands in, if there are any.
pub(super) fn around(text: &[u8], run: &Range<usize>) -> Option<Joined> {
    let mut pieces = vec![literal(text, run)?];
    while pieces.len() < MOST_PIECES
        && let Some(before) = pieces.first().and_then(|first| before(text, first))
    {
        pieces.insert(0, before);
    }
    while pieces.len() < MOST_PIECES
        && let Some(after) = pieces.last().and_then(|last| after(text, last))
    {
        pieces.push(after);
    }
    let joined = pieces.iter().filter_map(|piece| text.get(piece.clone())).flatten().copied().collect();
    (pieces.len() > 1).then_some(Joined { pieces, text: joined })
}

fn is_quote(byte: Option<&u8>) -> bool {
    matches!(byte, Some(b'"' | b'\'' | b'`'))
}

/// The inside of the quotes that the run touches on at least one side.
fn literal(text: &[u8], run: &Range<usize>) -> Option<Range<usize>> {
    let touches = is_quote(run.start.checked_sub(1).and_then(|at| text.get(at))) || is_quote(text.get(run.end));
    touches.then(|| run.clone())
}

/// Whether a gap between a closing and an opening quote joins: white space and at most one operator.
fn joins(gap: &[u8]) -> bool {
    let mut operators = gap.iter().filter(|byte| !byte.is_ascii_whitespace());
    match (operators.next(), operators.next(), operators.next()) {
        (None, ..) => !gap.is_empty(),
        (Some(one), None, _) => matches!(one, b'+' | b'.' | b'&' | b'\\' | b'~'),
        (Some(one), Some(two), None) => matches!([*one, *two], [b'.', b'.'] | [b'+', b'+'] | [b'<', b'>'] | [b'|', b'|']),
        _ => false,
    }
}

fn after(text: &[u8], piece: &Range<usize>) -> Option<Range<usize>> {
    let close = piece.end;
    if !is_quote(text.get(close)) {
        return None;
    }
    let window = text.get(close + 1..text.len().min(close + 1 + LONGEST_GAP))?;
    let gap = window.iter().position(|byte| is_quote(Some(byte)))?;
    if !joins(window.get(..gap)?) {
        return None;
    }
    let quote = *window.get(gap)?;
    let start = close + 1 + gap + 1;
    let rest = text.get(start..text.len().min(start + 4096))?;
    let length = rest.iter().position(|byte| *byte == quote || *byte == b'\n')?;
    (rest.get(length) == Some(&quote)).then_some(start..start + length)
}

fn before(text: &[u8], piece: &Range<usize>) -> Option<Range<usize>> {
    let open = piece.start.checked_sub(1)?;
    if !is_quote(text.get(open)) {
        return None;
    }
    let from = open.saturating_sub(LONGEST_GAP);
    let window = text.get(from..open)?;
    let close = window.iter().rposition(|byte| is_quote(Some(byte)))?;
    if !joins(window.get(close + 1..)?) {
        return None;
    }
    let quote = *window.get(close)?;
    let end = from + close;
    let head = text.get(end.saturating_sub(4096)..end)?;
    let start = head.iter().rposition(|byte| *byte == quote || *byte == b'\n')?;
    (head.get(start) == Some(&quote)).then(|| end - head.len() + start + 1..end)
}

#[cfg(test)]
mod tests {
    use super::around;

    fn joined(text: &str, piece: &str) -> Option<String> {
        let start = text.find(piece).unwrap();
        around(text.as_bytes(), &(start..start + piece.len())).map(|joined| String::from_utf8(joined.text).unwrap())
    }

    #[test]
    fn pieces_are_joined_from_any_of_them() {
        for text in
            ["x = \"abc\" + \"def\" + \"ghi\"", "'abc' . 'def' . 'ghi'", "\"abc\" \"def\"\n  \"ghi\"", "\"abc\" ..\n \"def\" .. \"ghi\""]
        {
            for piece in ["abc", "def", "ghi"] {
                assert_eq!(joined(text, piece).as_deref(), Some("abcdefghi"), "{text}");
            }
        }
        assert_eq!(joined("[\"abc\", \"def\"]", "abc"), None);
        assert_eq!(joined("f(\"abc\") + g(\"def\")", "abc"), None);
        assert_eq!(joined("\"abc\"", "abc"), None);
    }
}
