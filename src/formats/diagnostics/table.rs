//! The readers there are.

use super::model::{Error, Reading};
use super::readers::{checkstyle, eslint, sarif};
use super::sample::Sample;

/// One format.
pub struct Reader {
    /// Its name on the command line, kebab-case.
    pub name: &'static str,
    /// The tool that writes it; `None` where many do.
    pub tool: Option<&'static str>,
    /// What it is, in a few words.
    pub about: &'static str,
    /// Whether its tool prints nothing at all when it finds nothing: then an empty report is a clean one if the exit code says so.
    pub quiet: bool,
    /// Whether many tools write it.
    pub shared: bool,
    pub(super) detect: fn(&Sample<'_>) -> bool,
    pub(super) read: fn(&str) -> Result<Reading, Error>,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Reader").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A format of one tool, which says something even when it finds nothing.
const fn tool(
    name: &'static str,
    about: &'static str,
    detect: fn(&Sample<'_>) -> bool,
    read: fn(&str) -> Result<Reading, Error>,
) -> Reader {
    Reader { name, tool: Some(name), about, quiet: false, shared: false, detect, read }
}

/// A format that many tools write.
const fn shared(
    name: &'static str,
    about: &'static str,
    detect: fn(&Sample<'_>) -> bool,
    read: fn(&str) -> Result<Reading, Error>,
) -> Reader {
    Reader { name, tool: None, about, quiet: false, shared: true, detect, read }
}

/// All of them. The first that knows a text as its own reads it, so what is particular stands before what is general.
pub const READERS: &[Reader] = &[
    shared("sarif", "SARIF 2.1.0 and older", sarif::detect, sarif::read),
    shared("checkstyle", "Checkstyle XML, as many linters write it", checkstyle::detect, checkstyle::read),
    tool("eslint", "ESLint: json, json-with-metadata, stylish, compact, unix", eslint::detect, eslint::read),
];
