//! Small structures that hold a credential: PuTTY keys, registry logins, data source names, private JSON Web Keys.

use super::placeholder::{is_instruction, is_placeholder, is_reference};
use super::rule::Detector;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bstr::ByteSlice as _;
use std::ops::Range;

/// Literals at which [`read`] looks.
pub(super) const ANCHORS: &[&str] = &["PuTTY-User-Key-File-", "\"auth\":", "\\\"auth\\\":", "@tcp(", "@unix(", "\"kty\":"];

/// Longest structure that is read, in bytes.
const LONGEST: usize = 8192;

/// A credential and everything that makes it one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Credential {
    /// The structure.
    pub whole: Range<usize>,
    /// The secret in it.
    pub secret: Range<usize>,
    /// Which structure.
    pub detector: Detector,
}

/// The credential at the literal at `start`.
pub(super) fn read(text: &[u8], start: usize) -> Option<Credential> {
    let rest = text.get(start..text.len().min(start + LONGEST))?;
    if rest.starts_with(b"PuTTY") {
        putty(rest, start)
    } else if rest.starts_with(b"@") {
        data_source_name(text, start)
    } else if rest.starts_with(b"\"kty\"") {
        private_jwk(text, start)
    } else if rest.starts_with(b"\"auth\"") || rest.starts_with(b"\\\"auth") {
        registry_auth(rest, start)
    } else {
        None
    }
}

fn putty(rest: &[u8], start: usize) -> Option<Credential> {
    let head = rest.get(..rest.len().min(400))?;
    let plain = head.lines().take(4).any(|line| line.trim() == b"Encryption: none");
    let private = rest.find(b"Private-Lines:")?;
    let end = rest
        .find(b"Private-MAC:")
        .map_or(rest.len(), |mac| mac + rest.get(mac..).unwrap_or_default().find_byte(b'\n').unwrap_or(rest.len() - mac));
    (plain && end > private).then_some(Credential {
        whole: start..start + end,
        secret: start + private..start + end,
        detector: Detector::PuttyKey,
    })
}

/// `"auth": "…"`, base64 of `user:password`.
fn registry_auth(rest: &[u8], start: usize) -> Option<Credential> {
    let colon = rest.find_byte(b':')?;
    let after = rest.get(colon + 1..)?;
    let open = after.iter().position(|byte| !matches!(byte, b' ' | b'\\' | b'\n' | b'\t'))?;
    if after.get(open) != Some(&b'"') {
        return None;
    }
    let value = after.get(open + 1..)?;
    let length = value.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"+/=".contains(byte)))?;
    let decoded = STANDARD.decode(value.get(..length)?).ok()?;
    let password = decoded.get(decoded.find_byte(b':')? + 1..)?;
    let good = length >= 8 && decoded.iter().all(|byte| (b' '..=b'~').contains(byte)) && password.len() >= 3 && !is_instruction(password);
    let from = start + colon + 1 + open + 1;
    good.then_some(Credential { whole: start..from + length, secret: from..from + length, detector: Detector::RegistryAuth })
}

/// `user:password@tcp(host)`, as Go's `MySQL` driver has it.
fn data_source_name(text: &[u8], at: usize) -> Option<Credential> {
    let before = text.get(at.saturating_sub(200)..at)?;
    let open = before.iter().rposition(|byte| matches!(byte, b'"' | b'\'' | b'`' | b' ' | b'=' | b'\n')).map_or(0, |quote| quote + 1);
    let part = before.get(open..)?;
    let colon = part.find_byte(b':')?;
    let password = part.get(colon + 1..)?;
    let start = at - before.len() + open;
    let host = text.get(at..text.len().min(at + 100))?;
    let local = host.starts_with(b"@tcp(localhost") || host.starts_with(b"@tcp(127.0.0.1");
    let good = password.len() >= 3
        && !local
        && !is_reference(password)
        && !is_placeholder(password)
        && !password.contains(&b'%')
        && !password.contains(&b'$');
    good.then_some(Credential { whole: start..at + 4, secret: start + colon + 1..at, detector: Detector::DataSourceName })
}

/// A JSON object with `kty` and a private member (RFC 7518, 6): `d` of EC, OKP and RSA keys, `k` of symmetric ones.
fn private_jwk(text: &[u8], at: usize) -> Option<Credential> {
    let from = at.saturating_sub(2048);
    let open = from + text.get(from..at)?.rfind_byte(b'{')?;
    let object = text.get(open..text.len().min(open + LONGEST))?;
    let length = object.find_byte(b'}')? + 1;
    let key: serde_json::Value = serde_json::from_slice(object.get(..length)?).ok()?;
    let member = |name: &str| key.get(name).and_then(serde_json::Value::as_str);
    let private = if member("kty")? == "oct" { member("k")? } else { member("d")? };
    if private.len() < 32 || is_placeholder(private.as_bytes()) {
        return None;
    }
    let secret = open + object.find(private.as_bytes())?;
    Some(Credential { whole: open..open + length, secret: secret..secret + private.len(), detector: Detector::PrivateJwk })
}
