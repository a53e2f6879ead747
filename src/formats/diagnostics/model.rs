//! What a linter, a type checker or a compiler reports, whichever it is.

use crate::model::Severity;

/// Where a diagnostic points. Everything counts from 1, as the tool's own text output shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The path as the tool names it, with `file://`, percent-encoding and `\` undone. Not yet relative to the repository.
    pub path: String,
    /// Line; `None` for a problem of the whole file.
    pub line: Option<u32>,
    /// Column, in the unit that the tool's text output uses.
    pub column: Option<u32>,
    /// Last line, where the tool tells.
    pub end_line: Option<u32>,
    /// One past the last column, where the tool tells.
    pub end_column: Option<u32>,
}

/// One problem that a tool reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The tool: `eslint`, `mypy`; where a format carries several tools' findings, the one that found this.
    pub tool: Option<String>,
    /// The tool's own name of the rule: `no-unused-vars`, `TS2322`, `arg-type`.
    pub rule: Option<String>,
    /// How bad the tool says it is.
    pub severity: Severity,
    /// What it says, whole, of several lines where it has several.
    pub message: String,
    /// Where; `None` for a problem of the whole run.
    pub place: Option<Place>,
    /// Whether it was silenced in the source, and the tool reports it all the same.
    pub suppressed: bool,
    /// Whether the tool offers to fix it.
    pub fixable: bool,
    /// An address or a sentence that explains the rule.
    pub help: Option<String>,
    /// Further places that belong to it.
    pub related: Vec<Related>,
}

/// A further place of a diagnostic, and what the tool says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub place: Option<Place>,
    /// What is said of it.
    pub message: String,
}

/// One report, read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The format's name, as it is given on the command line.
    pub format: String,
    /// The tool that wrote it, where that can be told.
    pub tool: Option<String>,
    /// What it reports, in its order.
    pub diagnostics: Vec<Diagnostic>,
    /// Why it does not tell the whole: a crash, a parse error that stopped the run, a limit on findings. In the tool's own words.
    pub incomplete: Vec<String>,
    /// Whether all that it reports is that it could not read files or settings.
    pub blind: bool,
    /// How many files the tool says it looked at.
    pub files: Option<u64>,
    /// How many errors and warnings the report's own summary counts, where it has one.
    pub stated: Option<(u64, u64)>,
    /// How many were said once more, word for word at the same place, and stand in `diagnostics` once: compilers do so for each target.
    pub repeated: u64,
}

/// Why a report cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What is wrong, in a sentence safe to print.
    pub message: String,
    /// The line of the report, from 1, where that is known.
    pub line: Option<u64>,
}
