//! Objects that are told from others: what is copied and what is new (gitformat-pack, "Deltified representation").

use super::packs::Place;

/// A stretch that stands in an old and in a new text, byte for byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copy {
    /// Where it starts in the old text.
    pub old: usize,
    /// Where it starts in the new text.
    pub new: usize,
    /// Its bytes.
    pub length: usize,
}

/// What a text has of another one, as a pack says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Where the other one stands.
    pub base: Place,
    /// In the order of what is told. The same stretch may be copied more than once, and in any order.
    pub copies: Vec<Copy>,
}

/// One instruction of a delta.
enum Instruction<'delta> {
    Copy { start: usize, length: usize },
    Insert(&'delta [u8]),
}

/// What `delta` makes of `base`; `None` where it is damaged, or made for another base.
pub(super) fn apply(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
    let (base_length, delta) = length(delta)?;
    let (length, mut delta) = length(delta)?;
    if base_length != base.len() {
        return None;
    }
    let mut made = Vec::new();
    made.try_reserve_exact(length).ok()?;
    while !delta.is_empty() {
        let part = match next(&mut delta)? {
            Instruction::Copy { start, length } => base.get(start..start.checked_add(length)?)?,
            Instruction::Insert(part) => part,
        };
        if made.len() + part.len() > length {
            return None;
        }
        made.extend_from_slice(part);
    }
    (made.len() == length).then_some(made)
}

/// What `delta` copies of its base, in the order of what it makes. Those that go on from each other in both are one.
pub(super) fn copies(delta: &[u8]) -> Option<Vec<Copy>> {
    let (_, delta) = length(delta)?;
    let (_, mut delta) = length(delta)?;
    let mut copies: Vec<Copy> = Vec::new();
    let mut made = 0;
    while !delta.is_empty() {
        made += match next(&mut delta)? {
            Instruction::Copy { start, length } => {
                match copies.last_mut() {
                    Some(last) if last.old + last.length == start && last.new + last.length == made => last.length += length,
                    _ => copies.push(Copy { old: start, new: made, length }),
                }
                length
            }
            Instruction::Insert(part) => part.len(),
        };
    }
    Some(copies)
}

/// The first instruction, taken off.
#[inline]
fn next<'delta>(delta: &mut &'delta [u8]) -> Option<Instruction<'delta>> {
    let (command, rest) = delta.split_first()?;
    *delta = rest;
    if command & 0x80 == 0 {
        let part;
        (part, *delta) = delta.split_at_checked(usize::from(*command)).filter(|(part, _)| !part.is_empty())?;
        return Some(Instruction::Insert(part));
    }
    let mut number = |bits: std::ops::Range<u32>| {
        bits.clone().filter(|bit| command >> bit & 1 == 1).try_fold(0_usize, |number, bit| {
            let (byte, rest) = delta.split_first()?;
            *delta = rest;
            Some(number | usize::from(*byte) << (8 * (bit - bits.start)))
        })
    };
    let start = number(0..4)?;
    let length = number(4..7)?;
    Some(Instruction::Copy { start, length: if length == 0 { 0x1_0000 } else { length } })
}

/// A length in groups of seven bits, the lowest first, and what stands behind it.
fn length(mut bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut length = 0_usize;
    for shift in (0..usize::BITS).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        bytes = rest;
        length |= usize::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((length, bytes));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Copy, apply, copies};
    use proptest::prelude::*;

    /// One instruction, as git writes it.
    #[derive(Debug, Clone)]
    enum Instruction {
        Copy { start: usize, length: usize },
        Insert(Vec<u8>),
    }

    fn number(mut value: usize, delta: &mut Vec<u8>) {
        while value >= 0x80 {
            delta.push((value & 0x7f | 0x80) as u8);
            value >>= 7;
        }
        delta.push(value as u8);
    }

    fn encoded(base: &[u8], instructions: &[Instruction]) -> (Vec<u8>, Vec<u8>) {
        let (mut body, mut made) = (Vec::new(), Vec::new());
        for instruction in instructions {
            match instruction {
                Instruction::Insert(bytes) => {
                    body.push(bytes.len() as u8);
                    body.extend(bytes);
                    made.extend(bytes);
                }
                Instruction::Copy { start, length } => {
                    let at = body.len();
                    body.push(0x80);
                    let stored = if *length == 0x1_0000 { 0 } else { *length };
                    for (value, bits) in [(*start, 0..4), (stored, 4..7)] {
                        for bit in bits.clone() {
                            let byte = (value >> (8 * (bit - bits.start))) as u8;
                            if byte != 0 {
                                body[at] |= 1 << bit;
                                body.push(byte);
                            }
                        }
                    }
                    made.extend(&base[*start..start + length]);
                }
            }
        }
        let mut delta = Vec::new();
        number(base.len(), &mut delta);
        number(made.len(), &mut delta);
        delta.extend(body);
        (delta, made)
    }

    fn instruction() -> impl Strategy<Value = Instruction> {
        prop_oneof![
            (0_usize..70_000, prop_oneof![1_usize..2000, Just(0x1_0000)]).prop_map(|(start, length)| Instruction::Copy { start, length }),
            proptest::collection::vec(any::<u8>(), 1..127).prop_map(Instruction::Insert),
        ]
    }

    proptest! {
        #[test]
        fn every_instruction_is_followed(instructions in proptest::collection::vec(instruction(), 0..12)) {
            let base: Vec<u8> = (0..150_000_u32).map(|at| ((at * 31) >> 3) as u8).collect();
            let (delta, made) = encoded(&base, &instructions);
            prop_assert_eq!(&apply(&base, &delta).unwrap(), &made);
            for Copy { old, new, length } in copies(&delta).unwrap() {
                prop_assert_eq!(&base[old..old + length], &made[new..new + length]);
            }
            prop_assert_eq!(apply(&base[1..], &delta), None);
        }

        #[test]
        fn damage_is_no_panic(base in proptest::collection::vec(any::<u8>(), 0..40), delta in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut made_for_it = vec![base.len() as u8];
            made_for_it.extend(&delta);
            apply(&base, &delta);
            apply(&base, &made_for_it);
            copies(&delta);
        }
    }

    #[test]
    fn copies_that_go_on_from_each_other_are_one() {
        let copy = |start, length| Instruction::Copy { start, length };
        let (delta, _) = encoded(&[0; 99], &[copy(5, 10), copy(15, 7), Instruction::Insert(vec![1; 4]), copy(22, 3), copy(5, 2)]);
        let copied = |old, new, length| Copy { old, new, length };
        assert_eq!(copies(&delta).unwrap(), [copied(5, 0, 17), copied(22, 21, 3), copied(5, 24, 2)]);
        assert_eq!(copies(b"\x0a\x04\x91"), None);
    }

    #[test]
    fn damaged_deltas_are_refused() {
        let base = b"0123456789";
        for delta in [
            &b""[..],
            b"\x0a",
            b"\x0a\x02\x00",
            b"\x0a\x02\x02a",
            b"\x0a\x02\x03abc",
            b"\x0a\x03\x02ab",
            b"\x0a\x04\x91\x08\x04",
            b"\x0a\x04\x91",
            b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        ] {
            assert_eq!(apply(base, delta), None, "{delta:?}");
        }
        assert_eq!(apply(base, b"\x0a\x04\x91\x06\x04").unwrap(), b"6789");
    }
}
