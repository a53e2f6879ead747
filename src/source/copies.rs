//! What two versions of a text share.

use crate::git::Copy;
use memchr::memmem;

/// What is looked for to find where the texts run together again, in bytes.
const NEEDLE: usize = 32;
/// How far it is looked for at first, in bytes; the first times it was in vain, twice as far.
const WINDOW: usize = 2 << 10;
/// How often in a row it is looked for in vain before the rest is taken for new.
const MOST_IN_VAIN: u32 = 16;
/// Shorter copies are not worth a look apart, in bytes.
const SHORTEST: usize = 768;
/// Copies at least so long show where the texts run together, in bytes; a line alone may stand in many places.
const CONVINCING: usize = 128;
/// After so many copies in a row that are too short, the texts are taken for different throughout.
const MOST_SHORT: u32 = 24;

/// Stretches of `new` that are copied from `old`, in the order of both; not always all there are. One at the beginning and one at the end
/// of any length, and long ones between.
pub(super) fn copies(old: &[u8], new: &[u8]) -> Vec<Copy> {
    let head = common(old, new, |bytes, at, length| bytes.get(at..at + length));
    let (old_rest, new_rest) = (old.get(head..).unwrap_or_default(), new.get(head..).unwrap_or_default());
    let from_end = |bytes: &[u8], at: usize, length: usize| {
        let end = bytes.len().checked_sub(at)?;
        Some(end.checked_sub(length)?..end)
    };
    let tail = common(old_rest, new_rest, |bytes, at, length| bytes.get(from_end(bytes, at, length)?));
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let mut copies = Vec::new();
    if head > 0 {
        copies.push(Copy { old: 0, new: 0, length: head });
    }
    between(old.get(..old_end).unwrap_or_default(), new.get(..new_end).unwrap_or_default(), head, &mut copies);
    if tail > 0 {
        copies.push(Copy { old: old_end, new: new_end, length: tail });
    }
    copies
}

/// Long copies behind `head` bytes that both texts begin with. Changes come as whole lines: at the beginning of each line of the new text,
/// and of fewer and fewer the longer nothing is found, it is asked whether the old text goes on so.
fn between(old: &[u8], new: &[u8], head: usize, copies: &mut Vec<Copy>) {
    let (mut old_at, mut new_at) = (head, head);
    let (mut in_vain, mut too_short) = (0, 0);
    while in_vain < MOST_IN_VAIN && too_short < MOST_SHORT && new.len().saturating_sub(new_at) > SHORTEST {
        let step = (1_usize << in_vain) - 1;
        let Some(line) = new.get(new_at + step..).and_then(|rest| memchr::memchr(b'\n', rest)) else { return };
        let start = new_at + step + line + 1;
        let Some(needle) = new.get(start..start + NEEDLE) else { return };
        let from = next_line(old, old_at).filter(|at| old.get(*at..).is_some_and(|rest| rest.starts_with(needle)));
        let from = from.or_else(|| {
            let window = old.get(old_at..old.len().min(old_at + (WINDOW << in_vain.min(6)))).unwrap_or_default();
            memmem::find(window, needle).map(|offset| old_at + offset)
        });
        let from = from.unwrap_or(old.len());
        let rests = (old.get(from..).unwrap_or_default(), new.get(start..).unwrap_or_default());
        let length = common(rests.0, rests.1, |bytes, at, length| bytes.get(at..at + length));
        let is_near = from - old_at <= 2 * (start - new_at) + WINDOW / 2;
        if length < SHORTEST && !(length >= CONVINCING && is_near) {
            in_vain += 1;
            new_at = start;
            continue;
        }
        in_vain = 0;
        too_short += 1;
        if length >= SHORTEST {
            too_short = 0;
            copies.push(Copy { old: from, new: start, length });
        }
        (old_at, new_at) = (from + length, start + length);
    }
}

/// Where the line behind `at` starts: most often it is the one that was changed, and nothing else.
fn next_line(text: &[u8], at: usize) -> Option<usize> {
    text.get(at..).and_then(|rest| memchr::memchr(b'\n', rest)).map(|newline| at + newline + 1)
}

/// How many bytes two texts share, counted from where `part` counts from. Compared in blocks, which vector instructions do.
fn common(left: &[u8], right: &[u8], part: impl for<'text> Fn(&'text [u8], usize, usize) -> Option<&'text [u8]>) -> usize {
    let mut shared = 0;
    for length in [4096, 64, 1] {
        while let (Some(left), Some(right)) = (part(left, shared, length), part(right, shared, length))
            && left == right
        {
            shared += length;
        }
    }
    shared
}

#[cfg(test)]
mod tests {
    use super::{Copy, SHORTEST, copies};
    use proptest::prelude::*;

    #[test]
    fn the_beginning_and_the_end_are_copied() {
        let copied = |old: &str, new: &str| copies(old.as_bytes(), new.as_bytes());
        assert_eq!(copied("abcdef", "abXdef"), [Copy { old: 0, new: 0, length: 2 }, Copy { old: 3, new: 3, length: 3 }]);
        assert_eq!(copied("aaaa", "aaaaaa"), [Copy { old: 0, new: 0, length: 4 }]);
        assert_eq!(copied("ab", "xyz"), []);
        assert_eq!(copied("", "ab"), []);
        assert_eq!(copied("ab", ""), []);
    }

    #[test]
    fn long_stretches_between_changes_are_copied() {
        let line = |number: usize| format!("line {number} of a text whose lines are all different from each other\n");
        let old: Vec<String> = (0..600).map(line).collect();
        let mut new = old.clone();
        new[100] = "changed\n".to_owned();
        new.drain(300..320);
        new.splice(450..450, (1000..1100).map(line));
        let (old, new) = (old.concat(), new.concat());
        let found = copies(old.as_bytes(), new.as_bytes());
        assert_eq!(found.len(), 4, "{found:?}");
        let copied: usize = found.iter().map(|copy| copy.length).sum();
        assert!(copied > old.len() - 40 * 70, "{copied} of {}", old.len());
    }

    proptest! {
        #[test]
        fn what_is_copied_stands_in_both_and_in_order(
            old in "[ab\n]{0,200}", new in "[ab\n]{0,200}", block in "[a-z\n]{3000,3100}", order in proptest::collection::vec(0usize..4, 0..12),
        ) {
            // Blocks that are repeated, left out and moved.
            let pieces = [old.repeat(30), new.clone(), block.clone(), block.repeat(2)];
            let put: String = order.iter().map(|piece| pieces[*piece].as_str()).collect();
            let other: String = order.iter().rev().map(|piece| pieces[*piece].as_str()).collect();
            for (old, new) in [(&old, &new), (&put, &other), (&(put.clone() + &new), &put)] {
                let mut ends = (0, 0);
                let copies = copies(old.as_bytes(), new.as_bytes());
                for (at, copy) in copies.iter().enumerate() {
                    prop_assert!(copy.old >= ends.0 && copy.new >= ends.1);
                    prop_assert_eq!(&old[copy.old..copy.old + copy.length], &new[copy.new..copy.new + copy.length]);
                    prop_assert!(copy.length >= SHORTEST || copy.new == 0 || at + 1 == copies.len());
                    ends = (copy.old + copy.length, copy.new + copy.length);
                }
            }
        }
    }
}
