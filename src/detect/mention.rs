//! A value that looks like chance, and beside it on the same line a word that says what it is: `token - 'k3J9…'`, `Using Key=k3J9…`,
//! `the API key k3J9…`. Logs, notes and chats write credentials so, without the syntax of any language.

use super::call_names;
use super::likeness::Likeness;
use super::names::{is_numbered_key, says_that_it_is_none, words};
use super::other_values::is_plainly_something_else;
use super::placeholder::{is_placeholder, is_reference};
use super::prose;
use super::rule::Detector;
use super::vendors;
use super::within::holds;
use std::ops::Range;

/// Lengths, in bytes, of values that are judged: shorter ones look like chance too easily, longer ones are data.
const SHORTEST: usize = 16;
const LONGEST: usize = 256;
/// How far before the value the word may start, in bytes.
const REACH: usize = 40;
/// How far before the value it may say that an API is spoken of, in bytes.
const TOPIC: usize = 160;

/// A value with the word beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    /// The word, which may be a vendor's name. Empty where the value is an argument of a call.
    pub word: Range<usize>,
    /// The value.
    pub value: Range<usize>,
}

impl Mention {
    /// The line before the word, as far back as it may speak of the word.
    pub(super) fn head<'text>(&self, text: &'text [u8]) -> &'text [u8] {
        let head = text.get(self.word.start.saturating_sub(REACH)..self.word.start).unwrap_or_default();
        head.get(memchr::memrchr(b'\n', head).map_or(0, |newline| newline + 1)..).unwrap_or_default()
    }
}

/// The value in `run` and the word before it, if there is one.
pub(super) fn read(text: &[u8], run: &Range<usize>) -> Option<Mention> {
    if let Some(argument) = argument(text, run) {
        return Some(argument);
    }
    let value = value_of(text, run)?;
    let from = value.start.saturating_sub(REACH);
    let before = text.get(from..value.start)?;
    let line = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let before = before.get(line..)?;
    let tied = before.iter().rposition(|byte| !is_tie(*byte)).map(|at| at + 1)?;
    if tied == before.len() || before.len() - tied > 8 {
        return None;
    }
    let head = before.get(..tied)?;
    if matches!(head.last(), Some(b'(' | b',')) || before.ends_with(b"(b\"") {
        return Some(Mention { word: value.start..value.start, value });
    }
    // `secret: ['k3J9…']`
    let head = head.strip_suffix(b"['").or_else(|| head.strip_suffix(b"[")).map_or(head, |head| head.trim_ascii_end());
    let tied = head.iter().rposition(|byte| !is_tie(*byte)).map_or(0, |at| at + 1);
    let head = head.get(..tied)?;
    // `name:value` without a blank is a path or an id as often.
    if before.get(tied..)? == b":" && value.start > run.start {
        return None;
    }
    // What is called, indexed or has a member is a name of code.
    if matches!(text.get(value.end), Some(b'(' | b'<' | b'[' | b'.'))
        && !matches!(text.get(value.end + 1), None | Some(b' ' | b'\n' | b'\r'))
    {
        return None;
    }
    let start = head.iter().rposition(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_')).map_or(0, |at| at + 1);
    let offset = from + line;
    let word = offset + start..offset + tied;
    (word.len() >= 3).then_some(Mention { word, value })
}

/// The value that an argument of a call is, whole, and the name of the call up to its parenthesis.
fn argument(text: &[u8], run: &Range<usize>) -> Option<Mention> {
    let quote = run.start.checked_sub(1).and_then(|at| text.get(at)).filter(|byte| matches!(byte, b'"' | b'\'' | b'`'))?;
    // In a string of JSON the quotes are escaped. Letters before a quote change how a literal is read.
    let head = text.get(run.start.saturating_sub(5)..run.start - 1)?;
    let escaped = head.last() == Some(&b'\\');
    let head = head.strip_suffix(b"\\").unwrap_or(head);
    let head = head.strip_suffix(b"b").or_else(|| head.strip_suffix(b"@")).unwrap_or(head).trim_ascii_end();
    let closed =
        if escaped { text.get(run.end) == Some(&b'\\') && text.get(run.end + 1) == Some(quote) } else { text.get(run.end) == Some(quote) };
    if !closed || run.len() > LONGEST || !matches!(head.last(), Some(b'(' | b',')) {
        return None;
    }
    Some(Mention { word: call_names::name(text, run.start - 1 - usize::from(escaped))?, value: run.clone() })
}

/// What may stand between the word and the value.
fn is_tie(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'"' | b'\'' | b'`' | b'=' | b':' | b'-' | b'.' | b'>')
}

/// The part of a run behind its last sign of assignment, without punctuation at its end.
fn value_of(text: &[u8], run: &Range<usize>) -> Option<Range<usize>> {
    let whole = text.get(run.clone())?;
    let end = whole.iter().rposition(|byte| byte.is_ascii_alphanumeric() || *byte == b'=')? + 1;
    let body = whole.get(..end)?;
    let unpadded = body.iter().rposition(|byte| *byte != b'=')? + 1;
    let start = body.get(..unpadded)?.iter().rposition(|byte| matches!(byte, b'=' | b':' | b'&' | b'?')).map_or(0, |at| at + 1);
    let start = start + behind_word(body.get(start..)?);
    let value = body.get(start..)?;
    let plain = value.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'+' | b'/' | b'='));
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    ((SHORTEST..=LONGEST).contains(&value.len()) && plain && digits >= 2).then(|| run.start + start..run.start + end)
}

/// Where the value starts in `ACCESS-k3J9…` or `private.k3J9…`: behind the last word that means a credential.
fn behind_word(piece: &[u8]) -> usize {
    let joints = piece.iter().take(REACH).enumerate().filter(|(_, byte)| matches!(byte, b'-' | b'.'));
    let tells = |at: usize| {
        let word = piece.get(..at).unwrap_or_default().to_ascii_lowercase();
        NOUNS.iter().any(|(noun, _)| word.ends_with(noun.as_bytes()))
    };
    joints.map(|(at, _)| at).rfind(|at| tells(*at)).map_or(0, |at| at + 1)
}

/// What the word says of the value, if it says that it is a credential, and the value looks like one.
pub(super) fn judge(text: &[u8], mention: &Mention) -> Option<Detector> {
    if mention.word.is_empty() || text.get(mention.word.end - 1) == Some(&b'(') {
        let value = text.get(mention.value.clone())?;
        return (is_made(value, 12) && call_names::tell(text, &mention.value)).then_some(Detector::ApiKey);
    }
    let parts = words(text.get(mention.word.clone())?);
    if says_that_it_is_none(&parts) || is_numbered_key(text, &mention.word) {
        return None;
    }
    let last = parts.last()?.as_str();
    let value = text.get(mention.value.clone())?;
    // `?cron_key=9f86…`, `&auth=9f86…`: what an address asks for.
    let asked = mention.word.start.checked_sub(1).and_then(|at| text.get(at)).is_some_and(|byte| matches!(byte, b'?' | b'&'));
    let asked_for = asked && matches!(last, "auth" | "sig");
    let known = NOUNS.iter().find(|(noun, _)| last == *noun);
    let Some(noun) = known.or(asked_for.then_some(&("auth", Noun::Credential))) else {
        if is_said_above(text, mention) {
            return (value.len() >= 20 && is_made(value, 10)).then_some(Detector::ApiKey);
        }
        return (is_of_a_user(text, mention) && is_made(value, 10)).then_some(Detector::Password);
    };
    if is_of_something_else(text, mention) || !is_made(value, 10) {
        return None;
    }
    let tells = noun.1 == Noun::Credential || speaks_of_an_api(text, mention) || (asked && value.len() >= 32);
    // Digests and ids are written so as well: then the word must leave no doubt.
    let likeness = Likeness::of(value);
    let digest = likeness.is_hexadecimal || value.iter().filter(|byte| **byte == b'-').count() >= 4;
    (tells || (!digest && likeness.length >= 20)).then_some(Detector::ApiKey)
}

/// `// Razorpay token`, and below it `const razorpay = 'k3J9…'`: a comment that ends with what the value below it is.
fn is_said_above(text: &[u8], mention: &Mention) -> bool {
    const LONGEST: usize = 80;
    let quote = mention.value.start.checked_sub(1).and_then(|at| text.get(at));
    if !matches!(quote, Some(b'"' | b'\'' | b'`')) || text.get(mention.value.end) != quote {
        return false;
    }
    let from = mention.word.start.saturating_sub(2 * LONGEST);
    let before = text.get(from..mention.word.start).unwrap_or_default();
    let mut lines = before.rsplit(|byte| *byte == b'\n').skip(1);
    let above = lines.next().filter(|line| line.len() <= LONGEST && (from == 0 || lines.next().is_some())).unwrap_or_default();
    let said = prose::comment(above).map(words).unwrap_or_default();
    let Some((last, rest)) = said.split_last() else { return false };
    // What is only called a key has to be somebody's.
    let is_key =
        last == "key" && (vendors::are_among(rest) || rest.last().is_some_and(|word| matches!(word.as_str(), "api" | "access" | "secret")));
    let is_credential = NOUNS.iter().any(|(noun, said)| noun == last && *said == Noun::Credential);
    (is_key || is_credential) && !rest.last().is_some_and(|word| SOMETHING_ELSE.contains(&word.as_str()))
}

/// `users = { ["admin"] = "k3J9…"`: the value of a user in a table of them.
fn is_of_a_user(text: &[u8], mention: &Mention) -> bool {
    let head = mention.head(text).to_ascii_lowercase();
    let quoted = matches!(text.get(mention.value.end), Some(b'"' | b'\''));
    let name = head.iter().rposition(u8::is_ascii_alphanumeric).map_or(0, |at| at + 1);
    let opened = head.get(name..).is_some_and(|signs| signs.contains(&b'{'));
    let hexadecimal = text.get(mention.value.clone()).is_some_and(|value| value.iter().all(u8::is_ascii_hexdigit));
    quoted
        && opened
        && !hexadecimal
        && [&b"users"[..], b"accounts", b"logins"].iter().any(|word| head.get(..name).is_some_and(|head| head.ends_with(word)))
}

/// Whether a machine made the value, and it stands for nothing else.
/// One in `most` characters has to be a digit.
pub(super) fn is_made(value: &[u8], most: usize) -> bool {
    if is_plainly_something_else(value) || is_placeholder(value) || is_reference(value) || super::generic::is_counted_up(value) {
        return false;
    }
    // JSON Web Tokens are read whole elsewhere, and what is left of one here is none.
    let decoded = super::decode::base64(value).unwrap_or_default();
    if value.starts_with(b"eyJ")
        || (decoded.len() >= 4
            && (is_placeholder(&decoded)
                || is_reference(&decoded)
                || decoded.is_ascii() && decoded.iter().all(|byte| (b' '..=b'~').contains(byte))))
    {
        return false;
    }
    let likeness = Likeness::of(value);
    let slashes = value.iter().filter(|byte| matches!(byte, b'/' | b'.')).count();
    likeness.is_random() && slashes <= likeness.length / 24 && likeness.digits * most >= likeness.length
}

/// How much a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Noun {
    /// A credential and nothing else.
    Credential,
    /// A key, which may be one to a table, a map or a door.
    Key,
}

const NOUNS: &[(&str, Noun)] = &[
    ("token", Noun::Credential),
    ("secret", Noun::Credential),
    ("apikey", Noun::Credential),
    ("accesskey", Noun::Credential),
    ("secretkey", Noun::Credential),
    ("password", Noun::Credential),
    ("bearer", Noun::Credential),
    ("passkey", Noun::Credential),
    ("pat", Noun::Credential),
    ("creds", Noun::Credential),
    ("hmac", Noun::Key),
    ("signing", Noun::Key),
    ("cipher", Noun::Key),
    ("license", Noun::Key),
    ("licence", Noun::Key),
    ("jwt", Noun::Key),
    ("access", Noun::Key),
    ("private", Noun::Key),
    ("key", Noun::Key),
];

/// Words before `key` and `token` that make something else of it.
#[rustfmt::skip]
const SOMETHING_ELSE: &[&str] = &[
    "public", "primary", "foreign", "partition", "sort", "cache", "hash", "object", "map", "index", "row", "column", "range", "composite", "pub", "host",
    "idempotency", "dedup", "deduplication", "routing", "cancellation", "continuation", "page", "pagination", "next", "sync", "lookup", "storage", "s3", "bucket",
    "commit", "build", "lock", "dict", "group", "unique", "csrf", "xsrf", "x-csrf", "registry", "message", "fingerprint", "project", "site", "client", "the public", "verif", "distinct", "keyboard", "order", "checksum/",
];

fn is_of_something_else(text: &[u8], mention: &Mention) -> bool {
    let word = text.get(mention.word.clone()).unwrap_or_default().to_ascii_lowercase();
    let head = mention.head(text).to_ascii_lowercase();
    if head.ends_with(b".svg?") {
        return true;
    }
    let trimmed = head.trim_ascii_end();
    let trimmed = trimmed.strip_suffix(b"-").unwrap_or(trimmed);
    SOMETHING_ELSE.iter().any(|other| trimmed.ends_with(other.as_bytes()) || word.starts_with(other.as_bytes()))
}

/// Whether the lines before say that an API or a login is spoken of.
fn speaks_of_an_api(text: &[u8], mention: &Mention) -> bool {
    let before = text.get(mention.word.start.saturating_sub(TOPIC)..mention.value.start).unwrap_or_default().to_ascii_lowercase();
    [&b" api"[..], b"api ", b"_api", b"credential", b"secret", b"access key", b"auth"].iter().any(|topic| holds(&before, topic))
}

#[cfg(test)]
mod tests {
    use super::{judge, read};
    use crate::detect::runs;

    fn found(text: &str) -> Option<String> {
        let mut found = None;
        runs::for_each(text.as_bytes(), text.len(), |run, _| {
            if let Some(mention) = read(text.as_bytes(), &run)
                && judge(text.as_bytes(), &mention).is_some()
            {
                found = Some(text[mention.value].to_owned());
            }
        });
        found
    }

    #[test]
    fn logs_and_notes_give_credentials_away() {
        for (text, value) in [
            ("[DEBUG] Using Key=4ve4aj6v38uiadaq9hcgpupp2b3lh2k8\n", "4ve4aj6v38uiadaq9hcgpupp2b3lh2k8"),
            ("nimble PRIVATE q9k2vHJZ4BTG6A8l2mNK3v9JH7tN1j", "q9k2vHJZ4BTG6A8l2mNK3v9JH7tN1j"),
            ("// Razorpay token\nconst razorpay = 'qFj32Da8vf8qLu9Pk8XPyAHGrvKrzGTQ';\n", "qFj32Da8vf8qLu9Pk8XPyAHGrvKrzGTQ"),
            ("plivo token - 'qFj32Da8vf8qLu9Pk8XPyAHGrvKrzGTQ'", "qFj32Da8vf8qLu9Pk8XPyAHGrvKrzGTQ"),
            ("VAULT_CLIENT_TOKEN=\"s.Z4bTMtngfLeQ18AqVoBBkUAO\"", "s.Z4bTMtngfLeQ18AqVoBBkUAO"),
            ("newsapi token b6907d289e10d714a6e88b30761fae22", "b6907d289e10d714a6e88b30761fae22"),
            ("request to the x API\n using key = 81a1411a7e276fd88819df3137eb406e", "81a1411a7e276fd88819df3137eb406e"),
        ] {
            assert_eq!(found(text).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn ids_and_digests_are_left_alone() {
        for text in [
            "cache key 4ve4aj6v38uiadaq9hcgpupp2b3lh2k8",
            "key 9f86d081884c7d659a2feaa0c55ad015",
            "GRAYLOG_SHA256_PASSWORD=b1cb6e31e172577918c9e7806c572b5ed8477d3f",
            "primary key 4f1c2b3a-9d8e-4c7b-a6f5-0123456789ab",
            "monkey q9k2vHJZ4BTG6A8l2mNK3v9JH7tN1j",
            "see https://example.com/token/a1b2c3d4e5f6a7b8c9",
            "access getAuthorizationToken2ForUser10",
            "\n// cache key\nconst entry = 'qFj32Da8vf8qLu9Pk8XPyAHGrvKrzGTQ';\n",
            "\n// CSRF token\nconst form = 'qFj32Da8vf8qLu9Pk8XPyAHGrvKrzGTQ';\n",
            "\n// what the token is for\nconst note = 'qFj32Da8vf8qLu9Pk8XPyAHGrvKrzGTQ';\n",
            "token = sha256-Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
