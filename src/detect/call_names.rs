//! What the name of a call says of a value that a machine made and that stands among its arguments: `AcmeClient("k3J9…")` uses a service,
//! `hmac.New(sha256.New, []byte("k3J9…"))` has a key.

use super::likeness::Likeness;
use super::names::words;
use super::odd::is_term;
use std::ops::Range;

/// How far before the value the call may start, in bytes.
const REACH: usize = 200;
/// Calls within calls that are looked at.
const MOST: usize = 4;

/// What a call does with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    /// Encrypts or signs with it.
    Key,
    /// Makes a client of a service with it.
    Client,
    /// Makes something with it, perhaps a client.
    Made,
}

/// Words of calls that encrypt or sign.
#[rustfmt::skip]
const KEY: &[&str] = &[
    "hmac", "hmac256", "hmac384", "hmac512", "cipher", "cipheriv", "decipher", "decipheriv", "encrypt", "decrypt", "encryptor", "decryptor", "sign", "signed", "signer", "signing", "signature",
    "serializer", "jwt", "jws", "secretbox", "fernet", "totp", "hotp", "otp", "secret", "aesgcm", "aescbc", "securecookie", "sign_with", "cryptor", "cryptography",
];
/// Last words of calls that make a client of a service.
#[rustfmt::skip]
const CLIENT: &[&str] = &[
    "client", "api", "sdk", "configure", "authenticate", "authorize", "authorise", "auth", "login", "apikey", "token", "credentials",
    "credential", "connector", "gateway", "notifier", "mailer", "messenger", "sender",
];
/// Last words of calls that make all kinds of things.
const MADE: &[&str] = &[
    "new",
    "init",
    "initialize",
    "initialise",
    "setup",
    "create",
    "connect",
    "start",
    "service",
    "session",
    "connection",
    "provider",
    "agent",
    "bot",
];
/// Words of calls whose argument is something else, however random it looks.
#[rustfmt::skip]
const OTHER: &[&str] = &[
    "error", "errors", "errorf", "exception", "public", "pubkey", "address", "hash", "digest", "sha1", "sha256", "md5", "id", "ids", "uuid", "guid", "object", "commit", "ref", "revision", "version", "tag",
    "checksum", "integrity", "fingerprint", "blob", "image", "font", "url", "uri", "path", "file", "import", "asset", "parse", "verify", "iv", "nonce",
    "salt", "cursor", "etag", "certificate", "cert", "x509", "translate", "event", "track", "log", "regex", "regexp", "date", "point", "contract", "account",
];

/// Words of calls that compare what a test got with what it expects.
const CHECKS: &[&str] = &["assert", "expect", "equal", "equals", "test", "matches"];

/// The name of the call round the place, and its parenthesis.
pub(super) fn name(text: &[u8], at: usize) -> Option<Range<usize>> {
    let from = at.saturating_sub(REACH);
    let before = text.get(from..at)?;
    let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let line = before.get(start..)?;
    let mut depth = 0_u32;
    for (position, byte) in line.iter().enumerate().rev() {
        match byte {
            b')' | b']' | b'}' => depth += 1,
            b'(' if depth == 0 => {
                let (name, _) = name_before(line, position);
                // `require('acme')(`: the module's name is the call's.
                let module = if name.is_empty() { memchr::memmem::find(line, b"require(")? } else { position - name.len() };
                return Some(from + start + module..from + start + position + 1);
            }
            b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
            b'{' | b';' => return None,
            _ => {}
        }
    }
    None
}

/// Whether a call round the value says that it is a credential.
pub(super) fn tell(text: &[u8], value: &Range<usize>) -> bool {
    let Some(quote) = value.start.checked_sub(1).and_then(|at| text.get(at)) else { return false };
    let escaped = value.start.checked_sub(2).and_then(|at| text.get(at)) == Some(&b'\\');
    if !matches!(quote, b'"' | b'\'' | b'`') || text.get(value.end + usize::from(escaped)) != Some(quote) {
        return false;
    }
    let Some(value_text) = text.get(value.clone()) else { return false };
    (value.len() >= 24 || !is_term(value_text)) && uses(text, value.start - 1).is_some_and(|found| fits(found, &Likeness::of(value_text)))
}

fn fits(found: Use, likeness: &Likeness) -> bool {
    match found {
        Use::Key => likeness.length >= 16,
        Use::Client => likeness.length >= 20,
        // Digests and ids are made into things all day.
        Use::Made => {
            (20..=80).contains(&likeness.length)
                && !likeness.is_hexadecimal
                && likeness.digits >= 3
                && likeness.changes * 3 >= likeness.length
        }
    }
}

/// What the calls round the place, from the inmost out, do.
fn uses(text: &[u8], at: usize) -> Option<Use> {
    let from = at.saturating_sub(REACH);
    let before = text.get(from..at)?;
    let line = before.get(memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1)..)?;
    let (mut depth, mut calls, mut best) = (0_u32, 0, None);
    for (position, byte) in line.iter().enumerate().rev() {
        match byte {
            b')' | b']' | b'}' => depth += 1,
            b'(' if depth == 0 => {
                let (name, made) = name_before(line, position);
                let words = words(name);
                let here = use_of(&words, made, line.get(..position).unwrap_or_default(), line.get(position..).unwrap_or_default());
                let is_one_of = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
                if is_one_of(CHECKS) || (best.is_none() && here != Some(Use::Key) && is_one_of(OTHER)) {
                    return None;
                }
                best = best.or(here);
                calls += 1;
            }
            b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
            b'{' | b';' => break,
            _ => {}
        }
        if calls == MOST {
            break;
        }
    }
    best
}

fn use_of(words: &[String], made: bool, head: &[u8], inside: &[u8]) -> Option<Use> {
    let Some(last) = words.last() else {
        // `require('acme')('k3J9…')`.
        if head.ends_with(b"auth=") || head.ends_with(b"auth = ") {
            return Some(Use::Client);
        }
        return (head.ends_with(b")") && memchr::memmem::find(head, b"require(").is_some()).then_some(Use::Made);
    };
    if words.iter().any(|word| KEY.contains(&word.as_str())) || (words.len() == 2 && words.first().is_some_and(|first| first == "aes")) {
        return Some(Use::Key);
    }
    // `open("host", "user", "k3J9…")`.
    let behind_two = memchr::memchr_iter(b',', inside).count() >= 2;
    if matches!(last.as_str(), "open" | "connect" | "connection") && behind_two {
        return Some(Use::Key);
    }
    let is_client = |word: &String| CLIENT.contains(&word.as_str());
    let oauth = words.iter().any(|word| word == "oauth");
    if is_client(last)
        || (oauth && matches!(last.as_str(), "handler" | "session" | "service" | "new"))
        || (MADE.contains(&last.as_str()) && !last.starts_with("init") && words.iter().any(is_client))
    {
        return Some(Use::Client);
    }
    // A thing of its own, made: `new Acme(`, `statuspage.New(`.
    (made || (words.len() >= 2 && MADE.contains(&last.as_str()))).then_some(Use::Made)
}

/// The name before the parenthesis at `open`, dots and all, and whether `new` stands before it.
fn name_before(line: &[u8], open: usize) -> (&[u8], bool) {
    let head = line.get(..open).unwrap_or_default();
    let length = head.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || b"_.:\\>-".contains(byte)).count();
    let (before, name) = head.split_at(head.len() - length);
    (name, before.ends_with(b"new "))
}

#[cfg(test)]
mod tests {
    use super::tell;

    const MADE: &str = "k3J9x2QmZ7vB4nT8s5Lw";

    fn found(text: &str) -> bool {
        let text = text.replace('§', MADE);
        let start = text.find(MADE).unwrap();
        tell(text.as_bytes(), &(start..start + MADE.len()))
    }

    #[test]
    fn clients_and_keys_are_made_of_credentials() {
        for text in [
            "c := acme.NewClient(\"§\")",
            "Shipmate::Client.new('§')",
            "new Acme('§')",
            "require('acme')('§')",
            "acme.init(context, \"§\")",
            "Client(\"AC12\", \"§\")",
            "hmac.New(sha256.New, []byte(\"§\"))",
            "tok.SignedString([]byte(\"§\"))",
            "crypto.createDecipher('aes192', '§')",
            "hash_hmac('sha256', $d, '§')",
            "AES.new(b\"§\", AES.MODE_GCM)",
        ] {
            assert!(found(text), "{text}");
        }
    }

    #[test]
    fn other_things_are_made_too() {
        for text in [
            "new PublicKey('§')",
            "errors.New(\"§\")",
            "f('§')",
            "new Blob(['§'])",
            "assert.Equal(client.New(\"§\"))",
            "x = '§'",
            "hash('§')",
        ] {
            assert!(!found(text), "{text}");
        }
    }
}
