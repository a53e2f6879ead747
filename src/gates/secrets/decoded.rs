//! Text as a person opens it: UTF-16 turned into UTF-8.

use bstr::ByteSlice as _;
use std::borrow::Cow;

/// How much of a file without a byte-order mark is looked at to tell UTF-16, in bytes.
const SAMPLE: usize = 4096;

/// The text of `bytes`: UTF-16 (by its byte-order mark, or by a zero in nearly every other byte) as UTF-8, all else as it is.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, [u8]> {
    match byte_order(bytes) {
        None => Cow::Borrowed(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)),
        Some((read, start)) => {
            let units =
                bytes.get(start..).unwrap_or_default().chunks_exact(2).filter_map(|pair| Some(read(<[u8; 2]>::try_from(pair).ok()?)));
            let decoded: String = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
            Cow::Owned(decoded.into_bytes())
        }
    }
}

type ReadUnit = fn([u8; 2]) -> u16;

fn byte_order(bytes: &[u8]) -> Option<(ReadUnit, usize)> {
    if bytes.starts_with(b"\xff\xfe") {
        return Some((u16::from_le_bytes, 2));
    }
    if bytes.starts_with(b"\xfe\xff") {
        return Some((u16::from_be_bytes, 2));
    }
    let sample = bytes.get(..bytes.len().min(SAMPLE))?;
    if sample.len() < 8 || sample.find_byte(0).is_none() {
        return None;
    }
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    if odd * 10 >= half * 7 && even * 20 <= half {
        Some((u16::from_le_bytes, 0))
    } else if even * 10 >= half * 7 && odd * 20 <= half {
        Some((u16::from_be_bytes, 0))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn utf16_is_decoded_with_and_without_a_mark() {
        let plain = "token = \"ñ\"\n";
        for (mark, big) in [(true, false), (true, true), (false, false), (false, true)] {
            let units = mark.then_some(0xfeff).into_iter().chain(plain.encode_utf16());
            let bytes: Vec<u8> = units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
            assert_eq!(text(&bytes).as_ref(), plain.as_bytes(), "mark {mark}, big {big}");
        }
    }

    #[test]
    fn anything_else_is_left_as_it_is() {
        for bytes in [&b"plain"[..], b"\xef\xbb\xbfplain", b"\x00\x01\x02\x00\xff\x00\x00\x01\x09", b""] {
            assert_eq!(text(bytes).as_ref(), bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
        }
    }
}
