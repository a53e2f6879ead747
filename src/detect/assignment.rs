//! Finds names that credentials have, and reads what is assigned to them.

use super::kind::FileKind;
use super::literal_search::LiteralSearch;
use super::syntax::{self, Assignment};
use std::ops::Range;
use std::sync::LazyLock;

/// Stems that every name of a credential holds one of.
const STEMS: &[&str] = &["pass", "pwd", "secret", "token", "key", "auth", "cred", "psk", "salt", "cookie", "login", "mnemonic", "pepper"];

/// Stems whose plain spelling stands in too many other words (`path`, `inside`, `session`) to be looked for.
#[rustfmt::skip]
const RARE_SPELLINGS: &[&str] = &["PAT", "_pat", "SID", "_sid", "sessionid", "sessionId", "session_id", "SESSION_ID", "pw:", "pw =", "pw :=", "_pw", "_PW", "Pat =", "Pat:", "Pat\"", "pat =", "pat=", "pat:", "pw=", "pw ", "Pw ", "Pw =", "Pw:", "Pw\"", "pswd", "bindpw"];

/// Longest name that is read, in bytes.
const LONGEST_NAME: usize = 80;

/// All stems in lower case, upper case and with a capital, for packed searchers, which have no folding of their own. Two of them: short
/// literals make such a searcher stop far more often for nothing.
static SEARCHERS: LazyLock<Vec<LiteralSearch>> = LazyLock::new(|| {
    let spellings = STEMS.iter().flat_map(|stem| {
        let mut capital = stem.as_bytes().to_vec();
        if let Some(first) = capital.first_mut() {
            first.make_ascii_uppercase();
        }
        [stem.as_bytes().to_vec(), stem.to_ascii_uppercase().into_bytes(), capital]
    });
    let rare = RARE_SPELLINGS.iter().map(|spelling| spelling.as_bytes().to_vec());
    let (long, short): (Vec<_>, Vec<_>) = spellings.chain(rare).partition(|spelling| spelling.len() > 3);
    let search = |spellings: &Vec<Vec<u8>>| LiteralSearch::new(&spellings.iter().map(Vec::as_slice).collect::<Vec<_>>());
    [long, short].iter().filter_map(search).collect()
});

/// Where stems stand, in order.
fn stems(text: &[u8]) -> Vec<usize> {
    let mut hits = Vec::new();
    for searcher in SEARCHERS.iter() {
        searcher.for_each(text, |_, hit| hits.push(hit.start));
    }
    hits.sort_unstable();
    hits
}

/// Calls `each` for every assignment to a name that holds a stem which starts before `end`.
pub(super) fn for_each(text: &[u8], end: usize, kind: FileKind, mut each: impl FnMut(Assignment)) {
    let mut done = 0;
    for hit in stems(text.get(..text.len().min(end)).unwrap_or_default()) {
        if hit < done {
            continue;
        }
        let name = identifier(text, hit);
        done = name.end;
        if let Some(assignment) = syntax::read(text, name, kind) {
            each(assignment);
        }
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
    first_word(text, start, end).unwrap_or(start)..end
}

/// Where the first word of a name in two words starts: `Consumer Key: …`, as people write it.
fn first_word(text: &[u8], start: usize, end: usize) -> Option<usize> {
    #[rustfmt::skip]
    const FIRST: &[&[u8]] = &[
        b"api", b"access", b"secret", b"private", b"consumer", b"client", b"auth", b"app", b"application", b"account", b"encryption", b"signing",
        b"license", b"master", b"shared", b"subscription", b"service",
    ];
    let last = text.get(start..end)?;
    let is_noun = last.eq_ignore_ascii_case(b"key") || last.eq_ignore_ascii_case(b"token") || last.eq_ignore_ascii_case(b"secret");
    let before = text.get(start.saturating_sub(20)..start)?.strip_suffix(b" ")?;
    let length = before.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = before.get(before.len() - length..)?;
    (is_noun && FIRST.iter().any(|first| word.eq_ignore_ascii_case(first))).then(|| start - 1 - length)
}

#[cfg(test)]
mod tests {
    use super::for_each;
    use crate::detect::kind::FileKind;

    #[test]
    fn a_name_is_read_whole_and_once() {
        let mut found = Vec::new();
        for_each(b"AUTH_SECRET_KEY=abc\nplain=1\n--db-password x9\n", usize::MAX, FileKind::Shell, |assignment| {
            found.push((assignment.name, assignment.value));
        });
        assert_eq!(found, [(0..15, 16..19), (30..41, 42..44)]);
        found.clear();
        for_each(b"Consumer Key: ab\nmy Key: cd\n", usize::MAX, FileKind::Config, |assignment| {
            found.push((assignment.name, assignment.value));
        });
        assert_eq!(found, [(0..12, 14..16), (20..23, 25..27)]);
    }
}
