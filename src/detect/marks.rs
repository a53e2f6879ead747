//! What readers of their own start from, found in one pass: escapes, and the dashes of options.

use super::literal_search::LiteralSearch;
use std::sync::LazyLock;

/// How escapes start.
const ESCAPES: [&[u8]; 4] = [b"\\u", b"\\x", b"&#", b"U+"];
/// What a word of a command follows, and the dash it starts with.
const DASHES: [&[u8]; 4] = [b" -", b"\t-", b"\\\n-", b"\r\n-"];

static SEARCH: LazyLock<Option<LiteralSearch>> = LazyLock::new(|| LiteralSearch::new(&[ESCAPES, DASHES].concat()));

/// Places in a text, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// Where what may be an escape starts.
    pub(super) escapes: Vec<usize>,
    /// Where a word starts with a dash.
    pub(super) dashes: Vec<usize>,
}

/// Those of `text`.
pub(super) fn find(text: &[u8]) -> Marks {
    let mut marks = Marks::default();
    if let Some(search) = SEARCH.as_ref() {
        search.for_each(text, |number, hit| {
            if number < ESCAPES.len() {
                marks.escapes.push(hit.start);
            } else {
                marks.dashes.push(hit.end - 1);
            }
        });
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::{Marks, find};

    #[test]
    fn each_mark_is_found_once() {
        let marks = find(b"a -b\t-c \\\n-d \\\r\n-e --f x-g \\u0041 \\x41 &#65; U+0041 \\n & # -");
        assert_eq!(marks, Marks { escapes: vec![27, 34, 39, 45], dashes: vec![2, 5, 10, 16, 19, 59] });
    }
}
