//! Secrets for tests, made at run time: nothing that looks alive stands in the tree.

use golive::detect::example::expand;

/// A GitHub token whose checksum is right; another for every seed.
pub(crate) fn github_pat(seed: u64) -> String {
    expand("ghp_{alnum*30}{crc32-base62}", seed)
}

/// A line that assigns such a token.
pub(crate) fn assignment(seed: u64) -> String {
    format!("token = \"{}\"\n", github_pat(seed))
}
