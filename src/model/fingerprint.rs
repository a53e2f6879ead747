//! What makes a finding the same finding after the code round it has moved.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fmt::Write as _;

/// A keyed hash in hexadecimal, 32 characters: equal for equal rule and value, wherever they stand.
///
/// HMAC-SHA-256 (RFC 2104), cut to 128 bits. The key only separates golive's fingerprints from other hashes of the same value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Of a rule and the value it found (or, for gates without values, whatever identifies the finding but its place).
    pub fn new(rule: &str, value: &[u8]) -> Self {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(b"golive/fingerprint/v1") else {
            return Self(String::new());
        };
        mac.update(rule.as_bytes());
        mac.update(&[0]);
        mac.update(value);
        let digest = mac.finalize().into_bytes();
        let mut text = String::with_capacity(32);
        for byte in digest.iter().take(16) {
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// One that a saved report holds.
    pub fn read(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The hexadecimal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn rule_and_value_both_count_and_cannot_run_together() {
        let one = Fingerprint::new("ab", b"c");
        assert_eq!(one, Fingerprint::new("ab", b"c"));
        assert_ne!(one, Fingerprint::new("a", b"bc"));
        assert_eq!(one.as_str().len(), 32);
    }
}
