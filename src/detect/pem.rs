//! Private keys in armour: PEM (RFC 7468), OpenSSH, PGP (RFC 9580).

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose};
use std::ops::Range;

const BEGIN: &[u8] = b"-----BEGIN ";
const DASHES: &[u8] = b"-----";
/// Longest armour that is read, in bytes: a 16384-bit RSA key takes 13 KB.
const LONGEST: usize = 32 << 10;

/// From how many bytes on what stands in the armour is at least half a key of some kind rather than an illustration: 2048-bit RSA keys take
/// 1,190 bytes, elliptic curve keys 120.
const HALF_A_KEY: usize = 140;

/// From how many characters on a key without its last line is worth a finding: two thirds of a 2048-bit RSA key.
const MOST_OF_A_KEY: usize = 1000;

static LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true),
);

/// A key that stands in the text, not encrypted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// The whole armour.
    pub range: Range<usize>,
    /// What the armour calls it: `RSA PRIVATE KEY`.
    pub label: String,
}

/// The unencrypted private key whose armour starts at `start`, where `-----BEGIN ` stands.
pub(super) fn read(text: &[u8], start: usize) -> Option<Key> {
    let window = text.get(start..text.len().min(start + LONGEST))?;
    let after = window.get(BEGIN.len()..)?;
    let label_end = memchr::memmem::find(after.get(..64.min(after.len()))?, DASHES)?;
    let label = std::str::from_utf8(after.get(..label_end)?).ok()?.to_owned();
    let is_static = label == "OpenVPN Static key V1";
    if !label.ends_with("PRIVATE KEY") && label != "PGP PRIVATE KEY BLOCK" && !is_static {
        return None;
    }
    let body_start = BEGIN.len() + label_end + DASHES.len();
    let end_marker = format!("-----END {label}-----");
    let after = window.get(body_start..)?;
    let (body_length, key_length) = match memchr::memmem::find(after, end_marker.as_bytes()) {
        Some(length) => (length, body_start + length + end_marker.len()),
        // Cut off before its end: what is left must be most of a key.
        None => encoded_length(after).filter(|length| *length >= MOST_OF_A_KEY).map(|length| (length, body_start + length))?,
    };
    let body = after.get(..body_length)?;
    let key = Key { range: start..start + key_length, label };
    let lines = lines(body);
    if lines.iter().any(|line| line.starts_with("Proc-Type:") && line.contains("ENCRYPTED")) || key.label.starts_with("ENCRYPTED") {
        return None;
    }
    let encoded: String = lines.iter().filter(|line| !line.contains(':') && !line.starts_with('=')).flat_map(|line| line.chars()).collect();
    if is_static {
        return (encoded.len() >= 128 && encoded.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(key);
    }
    let decoded = decoded(encoded.trim_end_matches('='))?;
    is_whole(&key.label, &decoded).then_some(key)
}

/// How far base64 and line breaks, written as they are or as `\\n`, go on.
fn encoded_length(text: &[u8]) -> Option<usize> {
    let other = |byte: &u8| !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\n' | b'\r' | b'\\'));
    let length = text.iter().position(other).unwrap_or(text.len());
    (length > 0).then_some(length)
}

/// What base64 stands for. A character too many or too few at the end, as a careless copy leaves it, costs no more than the last bytes.
/// Neither does a character here and there that was garbled on the way.
fn decoded(encoded: &str) -> Option<Vec<u8>> {
    const GARBLED: usize = 4;
    let good = |character: &char| character.is_ascii_alphanumeric() || matches!(character, '+' | '/');
    let kept: String = encoded.chars().filter(good).collect();
    let lost = encoded.chars().count() - kept.len();
    let encoded = if (1..=GARBLED).contains(&lost) && kept.len() >= MOST_OF_A_KEY { &kept } else { encoded };
    let whole = encoded.len() - usize::from(encoded.len() % 4 == 1);
    LENIENT.decode(encoded.get(..whole)?).ok()
}

/// The armour's lines, whatever the text they stand in did to them: real line breaks, `\n` escapes, quotes, indentation, joins by `+`.
fn lines(body: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(body).replace("\\r", "\n").replace("\\n", "\n").replace("\\/", "/");
    let around = |character: char| character.is_whitespace() || matches!(character, '"' | '\'' | ',' | '\\' | '#' | '*' | '>' | ';');
    text.lines()
        .map(|line| {
            let line = line.trim_matches(around);
            // A `+` belongs to the base64 unless a closing quote before it says that it joins strings.
            let joined = line.strip_suffix('+').map(str::trim_end).filter(|head| head.is_empty() || head.ends_with(['"', '\'']));
            joined.unwrap_or(line).trim_matches(around).to_owned()
        })
        .filter(|line| !line.is_empty())
        .collect()
}

/// Whether the decoded body is what the label says, whole and not encrypted. A body that is long and starts like nothing known is
/// taken for a key: what made it cannot be told, and it was called a private key.
fn is_whole(label: &str, body: &[u8]) -> bool {
    if label.starts_with("OPENSSH") {
        // openssh-key-v1, NUL, then the cipher's name with its length before it (PROTOCOL.key).
        let plain = body.starts_with(b"openssh-key-v1\0\0\0\0\x04none");
        return body.len() > 100 && (plain || !body.starts_with(b"openssh-key-v1"));
    }
    if label.starts_with("PGP") {
        return body.len() > 60;
    }
    match der_sequence_length(body) {
        // A key that somebody cut in two is still half a key; a few lines of one are an illustration.
        Some(length) => length > 20 && body.len() >= length.min(HALF_A_KEY),
        None => body.len() >= 90 && body.first() != Some(&0x30),
    }
}

/// Length, header included, of the DER SEQUENCE that `body` starts with.
fn der_sequence_length(body: &[u8]) -> Option<usize> {
    if body.first() != Some(&0x30) {
        return None;
    }
    match *body.get(1)? {
        short @ 0..=0x7f => Some(usize::from(short) + 2),
        long @ 0x81..=0x83 => {
            let count = usize::from(long & 0x7f);
            let bytes = body.get(2..2 + count)?;
            Some(bytes.iter().fold(0, |length, byte| (length << 8) | usize::from(*byte)) + 2 + count)
        }
        _ => None,
    }
}

/// Armour for tests: a DER SEQUENCE (or OpenSSH body) of the given content, in lines of 64.
pub(super) fn armour(label: &str, content: &[u8]) -> String {
    let body = if label.starts_with("OPENSSH") {
        [b"openssh-key-v1\0\0\0\0\x04none".as_slice(), content].concat()
    } else {
        let length = u16::try_from(content.len()).unwrap_or(u16::MAX).to_be_bytes();
        [&[0x30, 0x82], length.as_slice(), content].concat()
    };
    let encoded = general_purpose::STANDARD.encode(body);
    let mut armour = format!("-----BEGIN {label}-----\n");
    for line in encoded.as_bytes().chunks(64) {
        armour.push_str(&String::from_utf8_lossy(line));
        armour.push('\n');
    }
    armour + "-----END " + label + "-----"
}

#[cfg(test)]
mod tests {
    use super::{armour, read};

    #[test]
    fn whole_keys_are_found_in_every_wrapping() {
        let content: Vec<u8> = (0..600_u32).map(|number| (number * 7 % 251) as u8).collect();
        for label in ["RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY"] {
            let key = armour(label, &content);
            assert_eq!(read(key.as_bytes(), 0).map(|key| key.label).as_deref(), Some(label));
            let escaped = key.replace('\n', "\\n");
            assert!(read(escaped.as_bytes(), 0).is_some());
            let indented = key.replace('\n', "\n    ");
            assert!(read(indented.as_bytes(), 0).is_some());
            let joined = format!("\"{}\\n\"", key.replace('\n', "\\n\" +\n\""));
            assert!(read(joined.as_bytes(), 1).is_some());
        }
    }

    #[test]
    fn encrypted_truncated_and_public_ones_are_not() {
        let content = vec![7; 600];
        let key = armour("RSA PRIVATE KEY", &content);
        let encrypted = key.replacen('\n', "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n", 1);
        assert_eq!(read(encrypted.as_bytes(), 0), None);
        assert_eq!(read(armour("ENCRYPTED PRIVATE KEY", &content).as_bytes(), 0), None);
        assert_eq!(read(armour("PUBLIC KEY", &content).as_bytes(), 0), None);
        let lines: Vec<&str> = key.lines().collect();
        let truncated = [lines[0], lines[1], "...", lines[lines.len() - 1]].join("\n");
        assert_eq!(read(truncated.as_bytes(), 0), None);
        assert_eq!(read(b"-----BEGIN RSA PRIVATE KEY-----", 0), None);
        assert_eq!(read(lines[..6].join("\n").as_bytes(), 0), None);
        let long = armour("RSA PRIVATE KEY", &[9; 1180]);
        assert!(read(&long.as_bytes()[..1300], 0).is_some());
    }
}
