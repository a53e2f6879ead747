//! What may be shown of a secret.

use bstr::ByteSlice as _;

/// What stands for the hidden part of a secret.
const HIDDEN: &str = "****";

/// The part of a secret that may be shown: at most its first four characters, and never more than a quarter of it, so that a
/// short password shows nothing.
pub fn head(secret: &[u8]) -> String {
    let characters = secret.chars().count();
    secret.chars().take((characters / 4).min(4)).filter(|character| !character.is_control()).collect()
}

/// A secret as it appears in output: its [`head`], then asterisks, whatever its length.
pub fn mask(secret: &[u8]) -> String {
    format!("{}{HIDDEN}", head(secret))
}

#[cfg(test)]
mod tests {
    use super::mask;
    use proptest::prelude::*;

    #[test]
    fn a_token_shows_its_prefix_and_a_password_nothing() {
        assert_eq!(mask(b"ghp_0123456789abcdef"), "ghp_****");
        assert_eq!(mask(b"abc"), "****");
        assert_eq!(mask(b"hunter2!"), "hu****");
    }

    proptest! {
        #[test]
        fn at_most_a_quarter_is_shown(secret in "\\PC{0,80}") {
            let shown = mask(secret.as_bytes()).chars().count() - 4;
            prop_assert!(shown <= 4 && shown * 4 <= secret.chars().count());
        }
    }
}
