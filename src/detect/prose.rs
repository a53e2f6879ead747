//! What sentences, notes and chats say of a password: `the password for the staging box is …`, `root pw on nas1 - …`, `creds: bob / …`.

use super::kind::FileKind;
use super::mention;
use super::names::{Meaning, meaning_of, words};
use super::odd::is_odd;
use super::passphrase::is_passphrase;
use super::syntax::{Assignment, Tie};
use std::ops::Range;

/// How far behind the word the password may stand, in bytes.
const REACH: usize = 96;
/// Most words between them.
const MOST: usize = 8;

/// The password that the sentence behind `name` gives away.
pub(super) fn read(text: &[u8], name: &Range<usize>) -> Option<Assignment> {
    let spoken = text.get(name.clone())?;
    // In a path or an address it is a word like any other.
    let in_address = name.start.checked_sub(1).and_then(|at| text.get(at)).is_some_and(|byte| b"/?&#.".contains(byte));
    if in_address || spoken.contains(&b'.') || spoken.contains(&b'_') {
        return None;
    }
    let words = words(spoken);
    let last = words.last()?.as_str();
    let meaning = meaning_of(&words);
    let announces = matches!(last, "login" | "logins" | "creds" | "credentials" | "passwords" | "cred");
    // `the wifi is …, key …`
    let meaning = if last == "key" && speaks_of_a_network(text, name.start) { Meaning::Password } else { meaning };
    let tells = matches!(meaning, Meaning::Password | Meaning::Secret) || last == "key" || announces;
    // To pass something is what functions do.
    if !tells || last == "pass" {
        return None;
    }
    let rest = text.get(name.end..text.len().min(name.end + REACH))?;
    let line = rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len()))?;
    let cut = line.len() == REACH;
    let (mut at, mut passed, mut introduced) = (0, 0, false);
    while at < line.len() && passed < MOST {
        let start = at + line.get(at..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let length = line.get(start..)?.iter().position(u8::is_ascii_whitespace).unwrap_or(line.len() - start);
        if cut && start + length == line.len() {
            return None;
        }
        let word = unwrapped(line, start..start + length);
        let value = line.get(word.clone())?;
        let parted = pair(value).map_or(word.clone(), |offset| word.start + offset..word.end);
        let raw = line.get(start..start + length)?;
        // `what's the password for web03?`
        let marked = |byte: &u8| matches!(byte, b'`' | b'"' | b'\'');
        if start + length == line.len() && raw.iter().rev().find(|byte| !marked(byte)) == Some(&b'?') {
            return None;
        }
        let phrase = code(line, start).filter(|phrase| line.get(phrase.clone()).is_some_and(is_passphrase) && meaning == Meaning::Password);
        let parted = phrase.unwrap_or(parted);
        let given = line.get(parted.clone())?;
        let fits = if announces || meaning == Meaning::Password {
            is_odd(given) && is_no_word(given) || meaning == Meaning::Password && is_passphrase(given)
        } else {
            passed > 0 && is_key(given, introduced)
        };
        if fits {
            let value = name.end + parted.start..name.end + parted.end;
            return Some(Assignment { name: name.clone(), value, quoted: true, tie: Tie::Given });
        }
        // A quote that closes ends the sentence.
        let closes = raw.contains(&b'"') && !raw.starts_with(b"\"") || raw == b"\"";
        if closes || !is_plain(value) || is_about(value) {
            return None;
        }
        introduced = raw.ends_with(b":") || matches!(raw, b"is" | b"was" | b"=" | b"->");
        at = start + length;
        passed += 1;
    }
    None
}

/// Words behind which a sentence tells of a key what everybody may know.
fn is_about(word: &[u8]) -> bool {
    [&b"id"[..], b"ids", b"fingerprint", b"hash", b"digest", b"checksum", b"name", b"commit"]
        .iter()
        .any(|about| word.eq_ignore_ascii_case(about))
}

fn speaks_of_a_network(text: &[u8], at: usize) -> bool {
    let head = text.get(at.saturating_sub(80)..at).unwrap_or_default();
    let line = head.get(memchr::memrchr(b'\n', head).map_or(0, |newline| newline + 1)..).unwrap_or_default().to_ascii_lowercase();
    [&b"wifi"[..], b"wi-fi", b"wlan", b"ssid"].iter().any(|word| memchr::memmem::find(&line, word).is_some())
}

/// Whether a key that a machine made stands in a sentence. Digests stand there too, unless a colon or a verb leads up to it.
fn is_key(value: &[u8], introduced: bool) -> bool {
    let plain = value.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.+/~".contains(byte));
    let hexadecimal = value.iter().all(u8::is_ascii_hexdigit);
    value.len() >= 20 && plain && (introduced || !hexadecimal) && mention::is_made(value, if introduced { 24 } else { 10 })
}

/// What stands between backticks or quotes from `start` on.
fn code(line: &[u8], start: usize) -> Option<Range<usize>> {
    let quote = *line.get(start).filter(|byte| matches!(byte, b'`' | b'"' | b'\''))?;
    let length = memchr::memchr(quote, line.get(start + 1..)?)?;
    Some(start + 1..start + 1 + length)
}

/// What a line that is a comment says, without the mark that makes it one.
pub(super) fn comment(line: &[u8]) -> Option<&[u8]> {
    const MARKS: &[&[u8]] = &[b"#", b"//", b"/*", b"*", b"--", b";", b"<!--", b"REM ", b"rem "];
    let line = line.trim_ascii_start();
    MARKS.iter().find_map(|mark| line.strip_prefix(*mark))
}

/// Whether the name may be a word of a sentence: in text for people or a comment, with no sign of assignment behind it, or a word that
/// announces a user and a password.
pub(super) fn is_spoken(text: &[u8], name: &Range<usize>, kind: FileKind) -> bool {
    let announces = text
        .get(name.clone())
        .is_some_and(|name| [&b"login"[..], b"logins", b"creds", b"credentials"].iter().any(|word| name.eq_ignore_ascii_case(word)));
    let next = text.get(name.end).copied();
    let spoken = matches!(next, Some(b' ')) && !matches!(text.get(name.end + 1), Some(b'=' | b':' | b'-' | b'>' | b'<' | b'\'' | b'"'));
    if !(spoken || announces) {
        return false;
    }
    let head = text.get(name.start.saturating_sub(200)..name.start).unwrap_or_default();
    let line = head.get(memchr::memrchr(b'\n', head).map_or(0, |newline| newline + 1)..).unwrap_or_default().trim_ascii_start();
    let comment = matches!(kind, FileKind::Code | FileKind::Config | FileKind::Shell | FileKind::Markup) && comment(line).is_some();
    // A sentence in a text of several lines (a docstring): words, and no sign of code before.
    let words = line.len() >= 16
        && line.first().is_some_and(u8::is_ascii_uppercase)
        && line.iter().all(|byte| byte.is_ascii_alphanumeric() || b" .,:/-_'".contains(byte));
    // So is a text in quotes.
    let quoted =
        line.iter().rposition(|byte| matches!(byte, b'"' | b'\'')).and_then(|at| line.get(at + 1..)).filter(|text| text.len() >= 2);
    let words = words
        || quoted
            .is_some_and(|text| text.contains(&b' ') && text.iter().all(|byte| byte.is_ascii_alphanumeric() || b" .,-".contains(byte)));
    comment || (words && kind == FileKind::Code) || matches!(kind, FileKind::Prose | FileKind::Unknown)
}

/// Where the password starts in `bob:secret`, `bob/secret`.
fn pair(value: &[u8]) -> Option<usize> {
    let user = value.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'@')).count();
    (user >= 2 && matches!(value.get(user), Some(b':' | b'/'))).then_some(user + 1)
}

/// Sentences hold all kinds of odd words; passwords among them have digits.
fn is_no_word(value: &[u8]) -> bool {
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let named = value.iter().position(|byte| *byte == b'=').is_some_and(|at| {
        let right = value.get(at + 1..).unwrap_or_default();
        right.iter().all(u8::is_ascii_digit) || right.iter().all(u8::is_ascii_alphabetic)
    });
    // Digests and ids of objects are spoken of more than hexadecimal passwords.
    let digest = value.len() >= 24 && value.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-');
    let mixed = value.iter().any(u8::is_ascii_uppercase) && value.len() >= 10;
    (digits >= 2 || digits == 1 && mixed) && value.iter().any(u8::is_ascii_lowercase) && !named && !digest && !value.contains(&b'/')
}

/// A word without the quotes and stops round it.
fn unwrapped(line: &[u8], word: Range<usize>) -> Range<usize> {
    let value = line.get(word.clone()).unwrap_or_default();
    let mark = |byte: &u8| b"\"'`*_(),;:[]<>".contains(byte);
    let stop = |byte: &u8| mark(byte) || *byte == b'.';
    let lead = value.iter().take_while(|byte| mark(byte)).count();
    let tail = value.iter().rev().take_while(|byte| stop(byte)).count();
    if lead + tail >= value.len() { word.start..word.start } else { word.start + lead..word.end - tail }
}

/// Words and names that may stand between: those of sentences, hosts and users; no code.
fn is_plain(word: &[u8]) -> bool {
    word.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-/:@._=|>".contains(byte))
        && !word.ends_with(b"=")
        && word.iter().filter(|byte| **byte == b'=').count() == usize::from(word == b"=")
}

#[cfg(test)]
mod tests {
    use super::read;

    fn found(text: &str) -> Option<&str> {
        let (start, length) = ["password", "pw", "creds", "login"].iter().find_map(|word| Some((text.find(word)?, word.len())))?;
        read(text.as_bytes(), &(start..start + length)).map(|found| &text[found.value])
    }

    #[test]
    fn sentences_give_passwords_away() {
        for text in [
            "the password for the staging box is Hx82qTr9.",
            "root pw on nas1 - Hx82qTr9",
            "creds: bob / Hx82qTr9",
            "login: `bob` / `Hx82qTr9`",
            "login with bob:Hx82qTr9",
            "with password Hx82qTr9 and change it",
        ] {
            assert_eq!(found(text), Some("Hx82qTr9"), "{text}");
        }
    }

    #[test]
    fn sentences_about_passwords_do_not() {
        for text in [
            "the password is hashed with SHA256",
            "password = getPassword(Hx82qTr9)",
            "the password (see Hx82) must have 12 characters",
            "password reset was added in v2.14.0",
            "login at https://x.io/Hx82qTr9",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
