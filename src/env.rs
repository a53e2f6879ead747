//! The only reader of environment variables, so that what a run depends on can be listed.

use std::ffi::OsString;

/// Set by git for its hooks, and by people who keep the repository apart from the work tree.
pub const GIT_DIR: &str = "GIT_DIR";
/// Set by git beside [`GIT_DIR`], where the work tree is not the folder that the repository is in.
pub const GIT_WORK_TREE: &str = "GIT_WORK_TREE";
/// Set by git in hooks of `git commit -a` and partial commits: the index this commit is made from.
pub const GIT_INDEX_FILE: &str = "GIT_INDEX_FILE";
/// Set (to anything) by most CI systems.
pub const CI: &str = "CI";
/// A file of certificates of further authorities to trust, as OpenSSL and curl take it.
pub const SSL_CERT_FILE: &str = "SSL_CERT_FILE";

/// The variable's value, if it is set and not empty.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
pub fn var_os(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// As [`var_os`], where the value is text.
pub fn var(name: &str) -> Option<String> {
    var_os(name).and_then(|value| value.into_string().ok())
}

/// Whether the variable is set and not empty.
pub fn is_set(name: &str) -> bool {
    var_os(name).is_some()
}
