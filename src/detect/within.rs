//! Looks for a word in a line or two. A searcher for long texts takes longer to build than such a text takes to read.

/// Whether `word` stands in `text`.
pub(super) fn holds(text: &[u8], word: &[u8]) -> bool {
    let Some(first) = word.first() else { return true };
    memchr::memchr_iter(*first, text).any(|at| text.get(at..).is_some_and(|rest| rest.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::holds;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_are_found_wherever_they_stand(text in "[ab]{0,12}", word in "[ab]{0,4}") {
            prop_assert_eq!(holds(text.as_bytes(), word.as_bytes()), text.contains(&word));
        }
    }
}
