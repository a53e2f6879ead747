//! What can be set for the gitignore gate.

use serde::Deserialize;

/// `[gitignore]` in the configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Options {
    /// More names that must be ignored, beside the built-in set.
    pub require: Vec<String>,
    /// Names or paths that may be committed although the built-in set asks for them to be ignored.
    pub allow: Vec<String>,
}
