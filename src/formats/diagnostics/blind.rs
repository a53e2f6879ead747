//! Diagnostics that speak of no source: the tool says in its own format that it could not read a file or its settings.

use super::model::{Diagnostic, Reading};
use super::trouble;
use crate::model::Severity;

/// Rules that stand for it, whichever format carries them: Ruff and pycodestyle (`E902`), Pylint (`F0001` and on).
const RULES: &[&str] = &["E902", "F0001", "F0002", "F0010", "F0011"];

/// Pylint's names of its rules of it.
const PYLINT: &[&str] = &["fatal", "astroid-error", "parse-error", "config-parse-error"];

/// Beginnings of Biome's categories of it.
const CATEGORIES: &[&str] = &["fs/", "internalError/"];

/// The TypeScript compiler's numbers of it: options and inputs that are not there or cannot be read; nothing is checked then.
const TYPESCRIPT: &[&str] = &[
    "TS18002", "TS18003", "TS5012", "TS5023", "TS5024", "TS5025", "TS5033", "TS5042", "TS5054", "TS5055", "TS5057", "TS5058", "TS5069",
    "TS5070", "TS5083", "TS6046", "TS6053", "TS6064",
];

/// What the message of a diagnostic without a line of source holds where a file could not be opened.
const MESSAGES: &[&str] =
    &["No such file or directory", "openBinaryFile: ", "file not found: ", "Cannot read file", "cannot open source file"];

/// Beginnings of messages with which a tool says that it broke, whatever place it gives.
const BROKEN: &[&str] = &["INTERNAL ERROR", "Internal error:"];

/// Whether the diagnostic says that the tool could not look, and nothing of a source.
fn is_blind(one: &Diagnostic, tool: Option<&str>) -> bool {
    let rule = one.rule.as_deref().unwrap_or_default();
    let tool = one.tool.as_deref().or(tool).unwrap_or_default();
    let has_line = one.place.as_ref().is_some_and(|place| place.line.is_some());
    let unopened = || MESSAGES.iter().any(|part| one.message.contains(part));
    RULES.contains(&rule)
        || (tool == "pylint" && PYLINT.contains(&rule))
        || CATEGORIES.iter().any(|category| rule.starts_with(category))
        || TYPESCRIPT.contains(&rule)
        || BROKEN.iter().any(|begin| one.message.starts_with(begin))
        || (tool == "msbuild" && one.place.is_none() && rule.starts_with("MSB10"))
        || (rule == "io" && (tool == "ty" || !has_line))
        || (one.severity == Severity::Error && unopened() && (!has_line || one.message.contains("openBinaryFile: ")))
}

/// Says of a reading what its own diagnostics say: that files or settings could not be read, and whether that is all there is.
pub(super) fn mark(reading: &mut Reading) {
    let tool = reading.tool.clone();
    let (mut blind, mut seeing) = (Vec::new(), 0_usize);
    for one in reading.diagnostics.iter().filter(|one| !one.suppressed) {
        if is_blind(one, tool.as_deref()) {
            blind.push(trouble::words(&one.message));
        } else {
            seeing += 1;
        }
    }
    reading.blind = !blind.is_empty() && seeing == 0;
    let said = reading.incomplete.join("\n");
    reading.incomplete.extend(blind.into_iter().filter(|words| !said.contains(words.trim_matches('`'))));
}
