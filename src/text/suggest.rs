//! "Did you mean": the nearest known name to a mistyped one.

/// The known name most like `typed`, if one is near enough to be worth saying.
///
/// Near enough is a Jaro-Winkler similarity of 0.8, the threshold clap uses for its own suggestions.
pub fn nearest<'names>(typed: &str, known: impl IntoIterator<Item = &'names str>) -> Option<&'names str> {
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(typed, name), name))
        .filter(|(similarity, _)| *similarity >= 0.8)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typo_finds_its_name_and_noise_finds_none() {
        let known = ["secrets", "gitignore", "coverage"];
        assert_eq!(nearest("secerts", known), Some("secrets"));
        assert_eq!(nearest("covrage", known), Some("coverage"));
        assert_eq!(nearest("zzz", known), None);
    }
}
