//! Numbers as reports write them.

/// Leading decimal digits of `bytes` as a number that stops at its largest value, and what follows them.
pub(super) fn digits(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value: u64 = 0;
    let mut rest = bytes;
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
        rest = after;
    }
    match bytes.len() - rest.len() {
        0 => None,
        // As many nines fit.
        1..=19 => Some((value, rest)),
        length => Some((
            bytes.iter().take(length).fold(0, |value: u64, digit| value.saturating_mul(10).saturating_add(u64::from(digit - b'0'))),
            rest,
        )),
    }
}

/// All of `bytes` as a whole number.
pub(super) fn whole(bytes: &[u8]) -> Option<u64> {
    match digits(bytes)? {
        (value, []) => Some(value),
        _ => None,
    }
}

/// All of `bytes` as the number of a line.
pub(super) fn line(bytes: &[u8]) -> Option<u32> {
    whole(bytes).and_then(|value| u32::try_from(value).ok())
}

/// How often something ran. Counters that overflowed are negative in some reports, and some tools write fractions.
pub(super) fn hits(bytes: &[u8]) -> Option<u64> {
    if let Some(value) = whole(bytes) {
        return Some(value);
    }
    std::str::from_utf8(bytes).ok()?.trim().parse().ok().and_then(hits_of_float)
}

/// [`hits`] of a number that is not whole, or negative: anything above 0 was run at least once.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "casts from floats stop at the ends of the integer")]
pub(super) fn hits_of_float(value: f64) -> Option<u64> {
    value.is_finite().then(|| value.ceil() as u64)
}
