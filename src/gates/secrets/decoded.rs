//! Text as a person opens it: UTF-16 and UTF-32 turned into UTF-8, also where only a part of a file is.

use bstr::ByteSlice as _;
use std::borrow::Cow;

/// How much of a file without a byte-order mark is looked at to tell how it is encoded, in bytes.
const SAMPLE: usize = 4096;
/// From how many characters on ASCII within UTF-16, or UTF-16 within ASCII, is taken for what it looks like.
const STRETCH: usize = 16;

/// The text of `bytes`: UTF-16 and UTF-32 (by their byte-order mark, or by where their zeros are) as UTF-8, all else as it is.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, [u8]> {
    let zeros = zeros(bytes);
    if let Some((read, start)) = order_of_four(bytes, zeros) {
        let units = bytes.get(start..).unwrap_or_default().chunks_exact(4).filter_map(|unit| Some(read(<[u8; 4]>::try_from(unit).ok()?)));
        let decoded: String = units.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        return Cow::Owned(decoded.into_bytes());
    }
    match order_of_two(bytes, zeros) {
        None => narrowed(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)),
        Some((read, start)) => Cow::Owned(utf16(bytes.get(start..).unwrap_or_default(), read)),
    }
}

/// UTF-16 as UTF-8. ASCII that a program appended to it stays what it is: sixteen pairs of printable characters in a row are no words of
/// any language.
fn utf16(bytes: &[u8], read: ReadTwo) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 2);
    let mut rest = bytes;
    while !rest.is_empty() {
        let narrow = rest.iter().take_while(|byte| is_plain(**byte)).count();
        if narrow >= 2 * STRETCH {
            let (head, tail) = rest.split_at(narrow - narrow % 2 * usize::from(narrow < rest.len()));
            out.extend_from_slice(head);
            rest = tail;
            continue;
        }
        let wide = rest.chunks_exact(2).take_while(|pair| !pair.iter().all(|byte| is_plain(*byte))).count().max(1) * 2;
        let (head, tail) = rest.split_at(wide.min(rest.len()));
        let units = head.chunks_exact(2).filter_map(|pair| Some(read(<[u8; 2]>::try_from(pair).ok()?)));
        let decoded: String = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        out.extend_from_slice(decoded.as_bytes());
        rest = tail;
    }
    out
}

/// `bytes` with the zeros taken out of stretches of UTF-16: PowerShell appends such to files that are ASCII, and programs hold strings so.
fn narrowed(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut out: Vec<u8> = Vec::new();
    let mut copied = 0;
    let mut from = 0;
    while let Some(zero) = bytes.get(from..).and_then(|rest| rest.find_byte(0)).map(|at| from + at) {
        let start = zero.saturating_sub(1);
        let wide = |from: usize| {
            bytes.get(from..).unwrap_or_default().chunks_exact(2).take_while(|pair| matches!(pair, [byte, 0] if is_plain(*byte))).count()
        };
        let pairs = if start >= copied { wide(start) } else { 0 };
        if pairs >= STRETCH {
            out.extend_from_slice(bytes.get(copied..start).unwrap_or_default());
            out.extend(bytes.get(start..start + 2 * pairs).unwrap_or_default().iter().step_by(2));
            copied = start + 2 * pairs;
        }
        // Programs are full of zeros in a row.
        let behind = (start + 2 * pairs).max(zero + 1);
        from = bytes.get(behind..).and_then(|rest| rest.find_not_byteset(b"\0")).map_or(bytes.len(), |at| behind + at);
    }
    if copied == 0 {
        return Cow::Borrowed(bytes);
    }
    out.extend_from_slice(bytes.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// Whether a byte is printable ASCII, a tab or the end of a line.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n')
}

type ReadTwo = fn([u8; 2]) -> u16;
type ReadFour = fn([u8; 4]) -> u32;

/// How often a zero stands at each of four places, of how many times.
type Zeros = ([usize; 4], usize);

/// Those of the beginning of a file; `None` where there are none, or it is too short to tell.
fn zeros(bytes: &[u8]) -> Option<Zeros> {
    let sample = bytes.get(..bytes.len().min(SAMPLE))?;
    if sample.len() < 8 || sample.find_byte(0).is_none() {
        return None;
    }
    let (units, _) = sample.as_chunks::<4>();
    let counts = units.iter().fold([0; 4], |mut counts: [usize; 4], unit| {
        counts.iter_mut().zip(unit).for_each(|(count, byte)| *count += usize::from(*byte == 0));
        counts
    });
    Some((counts, units.len()))
}

fn order_of_four(bytes: &[u8], zeros: Option<Zeros>) -> Option<(ReadFour, usize)> {
    if bytes.starts_with(b"\xff\xfe\0\0") {
        return Some((u32::from_le_bytes, 4));
    }
    if bytes.starts_with(b"\0\0\xfe\xff") {
        return Some((u32::from_be_bytes, 4));
    }
    let ([first, second, third, fourth], quarter) = zeros?;
    let (mostly, hardly) = (|count: usize| count * 10 >= quarter * 9, |count: usize| count * 20 <= quarter);
    if mostly(second) && mostly(third) && mostly(fourth) && hardly(first) {
        Some((u32::from_le_bytes, 0))
    } else if mostly(first) && mostly(second) && mostly(third) && hardly(fourth) {
        Some((u32::from_be_bytes, 0))
    } else {
        None
    }
}

fn order_of_two(bytes: &[u8], zeros: Option<Zeros>) -> Option<(ReadTwo, usize)> {
    if bytes.starts_with(b"\xff\xfe") {
        return Some((u16::from_le_bytes, 2));
    }
    if bytes.starts_with(b"\xfe\xff") {
        return Some((u16::from_be_bytes, 2));
    }
    let ([first, second, third, fourth], quarter) = zeros?;
    let (even, odd, half) = (first + third, second + fourth, quarter * 2);
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
    fn utf32_is_decoded_with_and_without_a_mark() {
        let plain = "token = \"ñ\"\n";
        for (mark, big) in [(true, false), (true, true), (false, false), (false, true)] {
            let units = mark.then_some('\u{feff}').into_iter().chain(plain.chars()).map(u32::from);
            let bytes: Vec<u8> = units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
            assert_eq!(text(&bytes).as_ref(), plain.as_bytes(), "mark {mark}, big {big}");
        }
    }

    #[test]
    fn what_was_appended_in_another_encoding_is_read_too() {
        let (ascii, appended) = ("first = 1\nand a second line of it = 2\n", "token = \"a value that is long enough\"\n");
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let both = [ascii.as_bytes(), appended.as_bytes()].concat();
        assert_eq!(
            text(&[ascii.as_bytes(), &ascii.repeat(40).into_bytes(), &wide(appended)].concat()).len(),
            ascii.len() * 41 + appended.len()
        );
        assert_eq!(text(&[ascii.as_bytes(), &wide(appended)].concat()).as_ref(), both);
        assert_eq!(text(&[&b"\xff\xfe"[..], &wide(ascii), appended.as_bytes()].concat()).as_ref(), both);
        let chinese = "密码是什么东西呢我们不知道也不想知道的东西";
        assert_eq!(text(&[&b"\xff\xfe"[..], &wide(chinese)].concat()).as_ref(), chinese.as_bytes());
    }

    #[test]
    fn anything_else_is_left_as_it_is() {
        for bytes in [&b"plain"[..], b"\xef\xbb\xbfplain", b"\x00\x01\x02\x00\xff\x00\x00\x01\x09", b""] {
            assert_eq!(text(bytes).as_ref(), bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
        }
    }
}
