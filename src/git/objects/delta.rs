//! Objects that are told from others: what is copied and what is new (gitformat-pack, "Deltified representation").

/// What `delta` makes of `base`; `None` where it is damaged, or made for another base.
pub(super) fn apply(base: &[u8], delta: &[u8]) -> Option<Vec<u8>> {
    let (base_length, delta) = length(delta)?;
    let (length, mut delta) = length(delta)?;
    if base_length != base.len() {
        return None;
    }
    let mut made = Vec::new();
    made.try_reserve_exact(length).ok()?;
    while let Some((command, rest)) = delta.split_first() {
        delta = rest;
        let part = if command & 0x80 == 0 {
            let part;
            (part, delta) = delta.split_at_checked(usize::from(*command)).filter(|(part, _)| !part.is_empty())?;
            part
        } else {
            let mut number = |bits: std::ops::Range<u32>| {
                bits.clone().filter(|bit| command >> bit & 1 == 1).try_fold(0_usize, |number, bit| {
                    let (byte, rest) = delta.split_first()?;
                    delta = rest;
                    Some(number | usize::from(*byte) << (8 * (bit - bits.start)))
                })
            };
            let start = number(0..4)?;
            let length = number(4..7)?;
            base.get(start..start.checked_add(if length == 0 { 0x1_0000 } else { length })?)?
        };
        if made.len() + part.len() > length {
            return None;
        }
        made.extend_from_slice(part);
    }
    (made.len() == length).then_some(made)
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
    use super::apply;
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
            prop_assert_eq!(apply(&base, &delta), Some(made));
            prop_assert_eq!(apply(&base[1..], &delta), None);
        }

        #[test]
        fn damage_is_no_panic(base in proptest::collection::vec(any::<u8>(), 0..40), delta in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut made_for_it = vec![base.len() as u8];
            made_for_it.extend(&delta);
            apply(&base, &delta);
            apply(&base, &made_for_it);
        }
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
