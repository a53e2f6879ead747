//! Secrets in lines that a literal leads to: a word that looks like a password and nothing else, the answer on the next line, what is typed into a
//! program below its command.

use super::odd::is_odd;
use super::other_values::is_plainly_something_else;
use super::passphrase::is_passphrase;
use super::positional::{REACH, is_made_key, word};
use std::ops::Range;

/// What is left of the line at `from`, as far as it is read.
fn line_at(text: &[u8], from: usize) -> Option<&[u8]> {
    let rest = text.get(from..text.len().min(from + REACH))?;
    rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len()))
}

/// Where `part` of `text` stands.
fn place(text: &[u8], part: &[u8]) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    Some(start..start + part.len())
}

/// What stands up to `quote`, in one line.
pub(super) fn up_to(text: &[u8], from: usize, quote: u8) -> Option<Range<usize>> {
    Some(from..from + memchr::memchr(quote, line_at(text, from)?)?)
}

/// The second line below the one at `from`.
pub(super) fn second_below(text: &[u8], from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..text.len().min(from + REACH))?;
    place(text, rest.split(|byte| *byte == b'\n').nth(2)?.trim_ascii())
}

/// The password in `user:password@(host)`.
pub(super) fn data_source(text: &[u8], from: usize) -> Option<Range<usize>> {
    let line = line_at(text, from)?;
    let at = memchr::memmem::find(line, b"@(")?;
    let colon = memchr::memchr(b':', line.get(..at)?)?;
    Some(from + colon + 1..from + at)
}

/// The value of `"result"` in the object that goes on at `from`.
pub(super) fn result(text: &[u8], from: usize) -> Option<Range<usize>> {
    const KEY: &[u8] = b"\"result\": \"";
    let key = memchr::memmem::find(text.get(from..text.len().min(from + 5 * REACH))?, KEY)?;
    up_to(text, from + key + KEY.len(), b'"')
}

/// The last word of the next line, where it is text in base64.
pub(super) fn encoded_below(text: &[u8], from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..text.len().min(from + REACH))?;
    let line = rest.split(|byte| *byte == b'\n').nth(1)?.trim_ascii_end();
    let encoded = line.rsplit(|byte| *byte == b' ').next()?;
    let decoded = super::decode::base64(encoded)?;
    (decoded.len() >= 4 && decoded.iter().all(u8::is_ascii_graphic)).then(|| place(text, encoded))?
}

/// The last word of the line at `from` that looks like a password and nothing else.
pub(super) fn odd_word(text: &[u8], from: usize) -> Option<Range<usize>> {
    let mark = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b';');
    let words = line_at(text, from)?.split(mark);
    place(text, words.rev().find(|word| is_odd(word) || word.len() >= 16 && is_made_key(word))?)
}

/// `Kennwort: value`, `$contrasena = 'value'`, `パスワード：value`: what is assigned to the name that the literal ends or starts.
pub(super) fn foreign(text: &[u8], start: usize, behind: usize) -> Option<Range<usize>> {
    let rest = text.get(start..text.len().min(behind + 120))?;
    let line = rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len()))?;
    // A full-width colon (U+FF1A) is three bytes.
    let sign = line.iter().position(|byte| matches!(byte, b'=' | b':')).map(|at| at + 1);
    let sign = sign.or_else(|| memchr::memmem::find(line, "：".as_bytes()).map(|at| at + "：".len()))?;
    let between = line.get(literal_letters(line).min(sign)..sign)?;
    let named = between.len() <= 24 && !between.iter().any(|byte| matches!(byte, b'(' | b'.' | b',' | b';' | b'/'));
    let open = sign + line.get(sign..)?.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'=' | b'>'))?;
    let secret = word(text, start + open).filter(|_| named)?;
    let value = text.get(secret.clone())?;
    // Code in a sentence stands between backticks.
    let marks = usize::from(value.len() > 2 && value.starts_with(b"`") && value.ends_with(b"`"));
    let secret = secret.start + marks..secret.end - marks;
    let value = text.get(secret.clone())?;
    let made = !value.contains(&b'`') && !is_plainly_something_else(value) && is_made_key(value);
    (is_odd(value) || is_passphrase(value) || made).then_some(secret)
}

/// The password that is typed into `ftp` in the lines below its command.
pub(super) fn typed(text: &[u8], from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..text.len().min(from + 2 * REACH))?;
    rest.split(|byte| *byte == b'\n').skip(1).take(8).find_map(|line| {
        let words: Vec<&[u8]> = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
        match words.as_slice() {
            [user, _, secret, ..] if user.eq_ignore_ascii_case(b"user") => place(text, secret),
            [quote, pass, secret] if quote.eq_ignore_ascii_case(b"quote") && pass.eq_ignore_ascii_case(b"pass") => place(text, secret),
            [pass, secret] if pass.eq_ignore_ascii_case(b"pass") => place(text, secret),
            _ => None,
        }
    })
}

/// How many bytes of the line the name itself takes.
fn literal_letters(line: &[u8]) -> usize {
    line.iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii() || **byte == b'_' || **byte == b'$')
        .count()
        .min(line.len())
}
