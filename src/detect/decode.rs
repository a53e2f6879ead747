//! Text that stands encoded in text: base64, hexadecimal, percent-encoding.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::io::Read as _;
use std::ops::Range;

/// Shorter encoded runs are not decoded, in characters: they hold nothing that a rule with a format of its own would find.
const SHORTEST: usize = 20;
/// Longer ones neither: they are files, not credentials.
const LONGEST: usize = 64 << 10;
/// How much is decoded to see whether the rest is worth it, in characters; a multiple of four.
const PROBE: usize = 24;

/// How gzip (RFC 1952: 1f 8b 08) starts in base64.
const GZIP: &[u8] = b"H4sI";
/// Longest packed text that is unpacked, in characters, and the most that it may unpack to, in bytes.
const LONGEST_PACKED: usize = 2 << 20;
const MOST_UNPACKED: u64 = 8 << 20;

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
    found.extend(wrapped(text, run));
    let mut start = 0;
    while start < slice.len() {
        let rest = slice.get(start..).unwrap_or_default();
        let digits = rest.iter().take_while(|byte| is_base64(**byte)).count();
        let padding = rest.iter().skip(digits).take(2).take_while(|byte| **byte == b'=').count();
        let length = digits + padding;
        if rest.starts_with(GZIP)
            && let Some(plain) = rest.get(..length).and_then(gzip)
        {
            found.push(Decoded { range: run.start + start..run.start + start + length, text: plain, encoding: "gzip in base64" });
        } else if (SHORTEST..=LONGEST).contains(&length)
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

/// Base64 in lines of one length, as mail and many programs write it (RFC 2045, 6.8; RFC 7468, 2), whose first line is the run.
fn wrapped(text: &[u8], run: &Range<usize>) -> Option<Decoded> {
    const WIDTHS: std::ops::RangeInclusive<usize> = 60..=76;
    let is_line = |line: &[u8]| line.iter().all(|byte| is_base64(*byte));
    let first = text.get(run.clone()).filter(|line| WIDTHS.contains(&line.len()) && is_line(line))?;
    // Told by its first characters, before anything is put together; and once, where it starts.
    base64(first.get(..PROBE)?)?;
    let above = text.get(run.start.saturating_sub(first.len() + 2)..run.start).unwrap_or_default();
    let above = above.strip_suffix(b"\n").unwrap_or_default();
    let above = above.strip_suffix(b"\r").unwrap_or(above);
    if above.len() >= first.len() && above.get(above.len() - first.len()..).is_some_and(is_line) {
        return None;
    }
    let mut whole = first.to_vec();
    let mut end = run.end;
    while whole.len() < LONGEST {
        let rest = text.get(end..).unwrap_or_default();
        let Some(rest) = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")) else { break };
        let length = rest.iter().take(first.len() + 3).take_while(|byte| is_base64(**byte) || **byte == b'=').count();
        if length == 0 || length > first.len() {
            break;
        }
        whole.extend_from_slice(rest.get(..length)?);
        end = text.len() - rest.len() + length;
        if length < first.len() {
            break;
        }
    }
    let unpadded = whole.len() - whole.iter().rev().take_while(|byte| **byte == b'=').count();
    let plain = base64(whole.get(..unpadded)?)?;
    (end > run.end).then_some(Decoded { range: run.start..end, text: plain, encoding: "base64" })
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

/// The text that gzip in base64 stands for, if it is readable: what Helm keeps its releases in.
fn gzip(encoded: &[u8]) -> Option<Vec<u8>> {
    let packed = BASE64.decode(encoded.get(..encoded.len().min(LONGEST_PACKED))?).ok()?;
    let mut plain = Vec::new();
    // What was unpacked until an error is text all the same.
    drop(flate2::read::GzDecoder::new(packed.as_slice()).take(MOST_UNPACKED).read_to_end(&mut plain));
    let sample = plain.get(..plain.len().min(1024))?;
    (plain.len() >= SHORTEST && sample.iter().filter(|byte| **byte == 0).count() == 0).then_some(plain)
}

fn hexadecimal(encoded: &[u8]) -> Option<Vec<u8>> {
    if encoded.len() % 2 == 1 || !encoded.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let plain: Option<Vec<u8>> = encoded.chunks_exact(2).map(hexadecimal_pair).collect();
    plain.filter(|plain| is_readable(plain))
}

/// The text that percent-encoding stands for, if a letter or digit was encoded: a space or a slash is everyday, letters are not.
fn percent(encoded: &[u8]) -> Option<Vec<u8>> {
    let first = memchr::memchr(b'%', encoded)?;
    let mut plain = encoded.get(..first)?.to_vec();
    let (mut at, mut hidden) = (first, 0);
    while let Some(byte) = encoded.get(at) {
        let value = if *byte == b'%' { encoded.get(at + 1..at + 3).and_then(hexadecimal_pair) } else { None };
        if let Some(value) = value {
            hidden += usize::from(value.is_ascii_alphanumeric() || matches!(value, b'_' | b'-'));
        }
        plain.push(value.unwrap_or(*byte));
        at += if value.is_some() { 3 } else { 1 };
    }
    (hidden > 0).then_some(plain)
}

fn hexadecimal_pair(pair: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(*pair.first()?)? << 4 | digit(*pair.last()?)?)
}

/// Whether bytes are text that a person or a program wrote: printable ASCII and line breaks, with no exceptions.
fn is_readable(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::in_run;
    use base64::Engine as _;
    use std::io::Write as _;

    fn decoded(text: &str) -> Vec<(&str, String)> {
        let found = in_run(text.as_bytes(), &(0..text.len()));
        found.into_iter().map(|found| (found.encoding, String::from_utf8(found.text).unwrap())).collect()
    }

    #[test]
    fn readable_text_is_decoded_and_noise_is_not() {
        assert_eq!(decoded("aGVsbG8gd29ybGQsIHRoaXMgaXMgdGV4dA=="), [("base64", "hello world, this is text".to_owned())]);
        let long =
            base64::engine::general_purpose::STANDARD.encode("some header text that is long enough\ntoken = abc\nand a third line, too");
        let lines = format!("{}\n{}\n", &long[..64], &long[64..]);
        let found: Vec<_> = in_run(lines.as_bytes(), &(0..64)).into_iter().map(|found| String::from_utf8(found.text).unwrap()).collect();
        assert!(found.iter().any(|text| text.ends_with("third line, too")), "{found:?}");
        assert_eq!(decoded("68656c6c6f20776f726c642c2068657821"), [("hexadecimal", "hello world, hex!".to_owned())]);
        assert_eq!(decoded("x=%67%68%70_%41"), [("percent-encoding", "x=ghp_A".to_owned())]);
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(b"apiVersion: v1\npassword: x\n").unwrap();
        let packed = base64::engine::general_purpose::STANDARD.encode(packed.finish().unwrap());
        assert_eq!(decoded(&packed), [("gzip in base64", "apiVersion: v1\npassword: x\n".to_owned())]);
        assert_eq!(decoded("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b").len(), 0);
        assert_eq!(decoded("https://a.io/?q=a%20b%2Fc").len(), 0);
    }
}
