//! Values that only their place gives away: no name says that they are passwords, so they have to look as nothing but a password does.

use super::likeness::{Likeness, is_drawn};
use super::other_values::is_plainly_something_else;
use super::placeholder::{is_placeholder, is_reference};
use bstr::ByteSlice as _;
use std::cell::LazyCell;

/// Lengths of values that are judged, in bytes.
const SHORTEST: usize = 6;
const LONGEST: usize = 64;

/// Parts of names of algorithms, encodings, versions and places, which have digits and are no passwords.
#[rustfmt::skip]
const TERMS: &[&str] = &[
    "sha1", "sha2", "sha3", "sha5", "sha-", "md5", "aes", "hs256", "hs384", "hs512", "rs256", "rs512", "es256", "ps256", "utf", "iso-8859", "iso8859", "windows-125", "cp125",
    "tls", "ssl", "x509", "x86", "amd64", "arm64", "base64", "base32", "hex", "oauth", "http", "ipv4", "ipv6", "eth0", "wlan0", "-east-", "-west-", "-central-",
    "-north", "-south", "pkcs", "pbkdf2", "hmac", "secp", "ed25519", "curve25519", "prime256", "rsa", "ecdsa", "crc32", "h264", "mp3", "mp4", "sqlite", "localhost", "version", "beta", "alpha", "password", "sigv4",
];

/// Words that people number.
const NUMBERED: &[&str] = &[
    "test", "user", "admin", "guest", "demo", "pass", "secret", "token", "index", "item", "node", "host", "server", "port", "table",
    "column", "field",
];

/// Whether a value looks like a password and like nothing else that stands in calls and on command lines.
pub(super) fn is_odd(value: &[u8]) -> bool {
    if !(SHORTEST..=LONGEST).contains(&value.len())
        || value.iter().any(|byte| byte.is_ascii_whitespace() || b"(){}<>[]\"'`,;|\\".contains(byte))
        || value.starts_with(b"=")
        || value.starts_with(b"-")
        || value.starts_with(b"$")
        || value.starts_with(b"#")
        || value.starts_with(b"%")
    {
        return false;
    }
    let likeness = Likeness::of(value);
    // Most values are words: what says so first is asked first.
    let drawn = LazyCell::new(|| is_drawn(value, 5.0) || likeness.is_random());
    likeness.lower + likeness.upper >= 2
        && (is_made_up(&likeness, value) || *drawn)
        && (!is_term(value) || value.len() >= 24 && *drawn)
        && !is_place(value)
        && !is_reference(value)
        && !is_placeholder(value)
        && !is_plainly_something_else(value)
}

/// As people make passwords up: letters, and two digits or more or a sign that no name has.
fn is_made_up(likeness: &Likeness, value: &[u8]) -> bool {
    // Base64 is filled up with the sign of equality.
    let inner = value.iter().position(|byte| *byte != b'=').and_then(|start| value.get(start..)).unwrap_or_default();
    let sign = inner.iter().rev().skip_while(|byte| **byte == b'=').any(|byte| b"!$%^&*+?=~#@".contains(byte));
    let number = value.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let joints = value.iter().filter(|byte| matches!(byte, b'-' | b'_' | b'.')).count();
    let behind_letter = value.len().checked_sub(number + 1).and_then(|at| value.get(at)).is_some_and(u8::is_ascii_alphabetic);
    // `orders2024`, `item_17`, `v1beta12` are names; a capital or a sign among them makes a password.
    let capital = likeness.upper > 0 && likeness.lower > 0;
    likeness.digits >= 1 && sign && likeness.lower + likeness.upper >= 3
        || likeness.digits >= 2 && capital
        || likeness.digits >= 2
            && joints <= 2
            && number < likeness.digits
            && likeness.changes >= 3
            && !value.contains(&b'_')
            && !value.contains(&b'.')
        || likeness.digits >= 2 && value.contains(&b'-') && value.len() >= 10 && number >= 2 && behind_letter && !value.contains(&b'.')
}

/// Whether a value names an algorithm, an encoding or the like.
pub(super) fn is_term(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    // `test12`, `user_01`: nothing but letters before the number.
    let head = lower.trim_end_with(|character| character.is_ascii_digit());
    let plain = !head.iter().any(u8::is_ascii_digit);
    let letters: Vec<u8> = head.iter().copied().filter(u8::is_ascii_alphabetic).collect();
    let numbered =
        |word: &&str| letters.len() <= word.len() + 4 && (letters.starts_with(word.as_bytes()) || letters.ends_with(word.as_bytes()));
    // Three letters stand in a row by chance.
    let likeness = Likeness::of(value);
    let chance = value.len() >= 12 && likeness.kinds() >= 3 && likeness.digits >= 2 && likeness.is_random();
    let holds = |term: &&str| (term.len() > 3 || !chance) && memchr::memmem::find(&lower, term.as_bytes()).is_some();
    TERMS.iter().any(holds) || (plain && NUMBERED.iter().any(numbered))
}

/// `db1.acme.io`, `10.0.0.1:5432`, `2024-01-31`, `C:/x`, `bob@acme.io`, `q=1`: an address, a date or a path.
fn is_place(value: &[u8]) -> bool {
    let numbers = value.iter().all(|byte| byte.is_ascii_digit() || b".:-/T+Z".contains(byte));
    let host = |text: &[u8]| {
        let mut labels = text.split(|byte| *byte == b'.');
        let last = labels.next_back().unwrap_or_default();
        labels.next().is_some()
            && last.len() >= 2
            && last.iter().all(u8::is_ascii_lowercase)
            && text.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'/'))
    };
    let mail = value.iter().position(|byte| *byte == b'@').is_some_and(|at| value.get(at + 1..).is_some_and(host));
    let slashes = value.iter().filter(|byte| matches!(byte, b'/')).count();
    numbers || mail || host(value) || slashes > value.len() / 16 || value.contains(&b':')
}

#[cfg(test)]
mod tests {
    use super::is_odd;

    #[test]
    fn passwords_are_told_from_what_else_stands_in_calls() {
        for value in ["Falcon4711", "f@lc0n9977!", "kzqwxv9t", "3xY9kQ2pLm", "cactusVelvet55", "maple-harbor67", "Pirate643&", "hRkTzQwPbn"]
        {
            assert!(is_odd(value.as_bytes()), "{value}");
        }
        for value in [
            "orders",
            "handler_2x",
            "db1.acme.io",
            "10.0.0.1:5432",
            "sha256",
            "aes-256-cbc",
            "us-east-1",
            "bob@acme.io",
            "orders2024",
            "utf8mb4",
            "v1beta1",
            "/var/lib/x86",
            "clicked",
            "2024-01-31",
            "getUser2",
            "application/json",
            "TLSv1_2",
            "%H:%M:%S",
            "a1b2",
            "on-change-12",
        ] {
            assert!(!is_odd(value.as_bytes()), "{value}");
        }
    }
}
