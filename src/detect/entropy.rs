//! Shannon entropy.

/// Shannon entropy of `text` in bits a byte; 0 for empty text.
pub(super) fn bits_per_byte(text: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let length = text.len().max(1) as f64;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| {
            let share = f64::from(*count) / length;
            -share * share.log2()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::bits_per_byte;

    #[test]
    fn known_values() {
        assert!(bits_per_byte(b"").abs() < f64::EPSILON);
        assert!(bits_per_byte(b"aaaa").abs() < f64::EPSILON);
        assert!((bits_per_byte(b"abcd") - 2.0).abs() < 1e-12);
        assert!((bits_per_byte(b"0123456789abcdef") - 4.0).abs() < 1e-12);
    }
}
