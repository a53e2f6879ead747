//! Runs of token characters: the only places where a token with a format of its own can stand.
//!
//! Every run of at least [`SHORTEST`] characters covers a position that is a multiple of it, so only those positions are looked at
//! until one falls into a run. Most runs are words of prose and code; they are told from tokens by what they are made of.

use std::ops::Range;

/// Shorter runs are not looked at. Rules whose shortest match is shorter than this are searched for in the whole text instead.
pub(super) const SHORTEST: usize = 16;

const TOKEN: u8 = 1;
const DIGIT: u8 = 2;
const UPPER: u8 = 4;
const LOWER: u8 = 8;
const UNDERSCORE: u8 = 16;

static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    loop {
        let class = match byte {
            b'0'..=b'9' => TOKEN | DIGIT,
            b'A'..=b'Z' => TOKEN | UPPER,
            b'a'..=b'z' => TOKEN | LOWER,
            b'_' => TOKEN | UNDERSCORE,
            b'-' | b'.' | b'/' | b'+' | b'=' | b':' | b'@' | b'~' | b'%' | b'$' | b'&' | b'?' | b'!' => TOKEN,
            _ => 0,
        };
        #[expect(clippy::indexing_slicing, reason = "a u8 cannot be out of range of 256 entries")]
        {
            table[byte as usize] = class;
        }
        if byte == u8::MAX {
            return table;
        }
        byte += 1;
    }
}

/// Whether a run may hold the byte.
#[cfg(test)]
pub(super) fn is_token_byte(byte: u8) -> bool {
    class(byte) & TOKEN != 0
}

#[inline]
fn class(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(0)
}

/// Calls `each` for every run that could hold a token and starts well before `end`, in order, and says whether it holds a digit: nearly all tokens do, and nearly no
/// words.
pub(super) fn for_each(text: &[u8], end: usize, mut each: impl FnMut(Range<usize>, bool)) {
    let mut free = 0;
    let mut probe = SHORTEST - 1;
    while probe < end
        && let Some(byte) = text.get(probe)
    {
        if class(*byte) & TOKEN == 0 {
            free = probe + 1;
            probe += SHORTEST;
            continue;
        }
        if !may_be_long(text, free, probe) {
            free = probe + 1;
            probe += SHORTEST;
            continue;
        }
        let mut seen = 0;
        let before = text.get(free..probe).unwrap_or_default();
        let start = free
            + before
                .iter()
                .rposition(|byte| {
                    let class = class(*byte);
                    seen |= class;
                    class & TOKEN == 0
                })
                .map_or(0, |stop| stop + 1);
        let after = text.get(probe..).unwrap_or_default();
        let end = probe
            + after
                .iter()
                .position(|byte| {
                    let class = class(*byte);
                    seen |= class;
                    class & TOKEN == 0
                })
                .unwrap_or(after.len());
        if end - start >= SHORTEST && may_hold_a_token(seen) {
            each(start..end, seen & DIGIT != 0);
        }
        free = end;
        probe = end + SHORTEST;
    }
}

/// Whether the run at `probe`, which starts at `free` or later, may be long enough: then half of it is before or half of it behind. Both are looked
/// at to their ends, since where words end no processor can foresee.
#[inline]
fn may_be_long(text: &[u8], free: usize, probe: usize) -> bool {
    const HALF: usize = SHORTEST / 2;
    let are_tokens = |bytes: Option<&[u8; HALF]>| bytes.is_some_and(|bytes| bytes.iter().fold(TOKEN, |all, byte| all & class(*byte)) != 0);
    let before = text.get(free..probe).and_then(|before| before.last_chunk());
    let after = text.get(probe + 1..).and_then(|after| after.first_chunk());
    are_tokens(before) || are_tokens(after)
}

/// Without a digit, lower-case words (paths, snake case) and upper-case words joined by underscores are names, not tokens: a random
/// token of sixteen characters or more that has no digit has both cases, or is upper-case base 32 without an underscore.
fn may_hold_a_token(seen: u8) -> bool {
    seen & DIGIT != 0 || (seen & UPPER != 0 && (seen & LOWER != 0 || seen & UNDERSCORE == 0))
}

#[cfg(test)]
mod tests {
    use super::{SHORTEST, for_each, is_token_byte, may_hold_a_token};
    use proptest::prelude::*;

    proptest! {
        /// The skipping search finds what looking at every byte finds.
        #[test]
        fn skipping_loses_nothing(text in "[aB1_ ]{0,120}") {
            let text = text.as_bytes();
            let mut found = Vec::new();
            for_each(text, text.len(), |run, _| found.push(run));
            let mut naive = Vec::new();
            let mut start = 0;
            for end in 0..=text.len() {
                if end == text.len() || !is_token_byte(text[end]) {
                    let seen = text[start..end].iter().fold(0, |seen, byte| seen | super::class(*byte));
                    if end - start >= SHORTEST && may_hold_a_token(seen) {
                        naive.push(start..end);
                    }
                    start = end + 1;
                }
            }
            prop_assert_eq!(found, naive);
        }
    }
}
