//! Counts in prose.

/// `1 finding`, `2 findings`: the number, then the noun in the right form.
///
/// `plural` is given whole, since English does not only add an `s`.
pub fn count(number: usize, singular: &str, plural: &str) -> String {
    let noun = if number == 1 { singular } else { plural };
    format!("{number} {noun}")
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn only_one_is_singular() {
        assert_eq!(count(0, "finding", "findings"), "0 findings");
        assert_eq!(count(1, "finding", "findings"), "1 finding");
        assert_eq!(count(2, "entry", "entries"), "2 entries");
    }
}
