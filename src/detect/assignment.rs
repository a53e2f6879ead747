//! Finds names that credentials have, and reads what is assigned to them.

use super::kind::FileKind;
use super::syntax::{self, Assignment};
use aho_corasick::packed;
use std::ops::Range;
use std::sync::LazyLock;

/// Stems that every name of a credential holds one of.
pub(super) const STEMS: &[&str] = &[
    "pass", "pwd", "secret", "token", "key", "auth", "cred", "psk", "salt", "sid", "pat", "cookie", "login", "mnemonic", "pepper",
    "session",
];

/// Longest name that is read, in bytes.
const LONGEST_NAME: usize = 80;

/// All stems in lower case, upper case and with a capital, for the packed searcher, which has no folding of its own.
static SEARCHER: LazyLock<Option<packed::Searcher>> = LazyLock::new(|| {
    let spellings = STEMS.iter().flat_map(|stem| {
        let mut capital = stem.as_bytes().to_vec();
        if let Some(first) = capital.first_mut() {
            first.make_ascii_uppercase();
        }
        [stem.as_bytes().to_vec(), stem.to_ascii_uppercase().into_bytes(), capital]
    });
    packed::Config::new().match_kind(packed::MatchKind::LeftmostFirst).builder().extend(spellings).build()
});

/// Calls `each` for every assignment to a name that holds a stem, in order.
pub(super) fn for_each(text: &[u8], kind: FileKind, mut each: impl FnMut(Assignment)) {
    let mut done = 0;
    for_each_stem(text, |hit| {
        if hit < done {
            return;
        }
        let name = identifier(text, hit);
        done = name.end;
        if let Some(assignment) = syntax::read(text, name, kind) {
            each(assignment);
        }
    });
}

fn for_each_stem(text: &[u8], mut each: impl FnMut(usize)) {
    let Some(searcher) = SEARCHER.as_ref() else { return };
    for hit in searcher.find_iter(text) {
        each(hit.start());
    }
}

/// The identifier round `at`: words joined by `_`, `-` and `.`.
fn identifier(text: &[u8], at: usize) -> Range<usize> {
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let left = text.get(at.saturating_sub(LONGEST_NAME)..at).unwrap_or_default();
    let mut start = at - left.iter().rev().take_while(|byte| part(byte)).count();
    let right = text.get(at..text.len().min(at + LONGEST_NAME)).unwrap_or_default();
    let end = at + right.iter().take_while(|byte| part(byte)).count();
    // `--password` is a flag named `password`; the dashes stay before it.
    while text.get(start).is_some_and(|byte| matches!(byte, b'-' | b'.')) && start < at {
        start += 1;
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::for_each;
    use crate::detect::kind::FileKind;

    #[test]
    fn a_name_is_read_whole_and_once() {
        let mut found = Vec::new();
        for_each(b"AUTH_SECRET_KEY=abc\nplain=1\n--db-password x9\n", FileKind::Shell, |assignment| {
            found.push((assignment.name, assignment.value));
        });
        assert_eq!(found, [(0..15, 16..19), (30..41, 42..44)]);
    }
}
