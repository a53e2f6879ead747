//! Text that stands encoded in text: base64, hexadecimal, percent-encoding.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::ops::Range;

/// Shorter encoded runs are not decoded, in characters: they hold nothing that a rule with a format of its own would find.
const SHORTEST: usize = 20;
/// Longer ones neither: they are files, not credentials.
const LONGEST: usize = 64 << 10;
/// How much is decoded to see whether the rest is worth it, in characters; a multiple of four.
const PROBE: usize = 24;

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true);
static BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
static BASE64_URL: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// An encoded stretch of a text, and what it says.
#[derive(Debug)]
pub(super) struct Decoded {
    /// Where the encoded form stands.
    pub range: Range<usize>,
    /// What it says.
    pub text: Vec<u8>,
    /// How it was encoded, for people.
    pub encoding: &'static str,
}

/// What readable text stands encoded in the run at `run`.
pub(super) fn in_run(text: &[u8], run: &Range<usize>) -> Vec<Decoded> {
    let Some(slice) = text.get(run.clone()) else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(plain) = percent(slice) {
        found.push(Decoded { range: run.clone(), text: plain, encoding: "percent-encoding" });
    }
    let mut start = 0;
    while start < slice.len() {
        let rest = slice.get(start..).unwrap_or_default();
        let digits = rest.iter().take_while(|byte| is_base64(**byte)).count();
        let padding = rest.iter().skip(digits).take(2).take_while(|byte| **byte == b'=').count();
        let length = digits + padding;
        if (SHORTEST..=LONGEST).contains(&length)
            && let Some(part) = rest.get(..length)
        {
            let range = run.start + start..run.start + start + length;
            if let Some(plain) = hexadecimal(part) {
                found.push(Decoded { range, text: plain, encoding: "hexadecimal" });
            } else if let Some(plain) = base64(part) {
                found.push(Decoded { range, text: plain, encoding: "base64" });
            }
        }
        start += length.max(1);
    }
    found
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// The text that base64 (either alphabet, padded or not) stands for, if it is readable.
pub(super) fn base64(encoded: &[u8]) -> Option<Vec<u8>> {
    let engine = if encoded.iter().any(|byte| matches!(byte, b'-' | b'_')) { &BASE64_URL } else { &BASE64 };
    let probe = encoded.get(..PROBE.min(encoded.len() / 4 * 4))?;
    if !is_readable(&engine.decode(probe).ok()?) {
        return None;
    }
    engine.decode(encoded).ok().filter(|plain| is_readable(plain))
}

fn hexadecimal(encoded: &[u8]) -> Option<Vec<u8>> {
    if encoded.len() % 2 == 1 || !encoded.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let plain: Option<Vec<u8>> = encoded.chunks_exact(2).map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.last()?)?)).collect();
    plain.filter(|plain| is_readable(plain))
}

/// The text that percent-encoding stands for, if more than one letter or digit was encoded: a space or a slash is everyday, letters are not.
fn percent(encoded: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(encoded.len());
    let (mut at, mut hidden) = (0, 0);
    while let Some(byte) = encoded.get(at) {
        let pair = encoded.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match (byte, pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(value)) => {
                hidden += usize::from(value.is_ascii_alphanumeric() || matches!(value, b'_' | b'-'));
                plain.push(value);
                at += 3;
            }
            _ => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    (hidden > 1).then_some(plain)
}

/// Whether bytes are text that a person or a program wrote: printable ASCII and line breaks, with no exceptions.
fn is_readable(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::in_run;

    fn decoded(text: &str) -> Vec<(&str, String)> {
        let found = in_run(text.as_bytes(), &(0..text.len()));
        found.into_iter().map(|found| (found.encoding, String::from_utf8(found.text).unwrap())).collect()
    }

    #[test]
    fn readable_text_is_decoded_and_noise_is_not() {
        assert_eq!(decoded("aGVsbG8gd29ybGQsIHRoaXMgaXMgdGV4dA=="), [("base64", "hello world, this is text".to_owned())]);
        assert_eq!(decoded("68656c6c6f20776f726c642c2068657821"), [("hexadecimal", "hello world, hex!".to_owned())]);
        assert_eq!(decoded("x=%67%68%70_%41"), [("percent-encoding", "x=ghp_A".to_owned())]);
        assert_eq!(decoded("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b").len(), 0);
        assert_eq!(decoded("https://a.io/?q=a%20b%2Fc").len(), 0);
    }
}
