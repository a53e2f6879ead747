//! The words that tools have for how bad something is.

use crate::model::Severity;

/// The severity of a tool's word. No word, or one that says nothing, is an error: a tool that knows no severities fails on everything.
pub(super) fn severity(word: &str) -> Severity {
    known(word).unwrap_or(Severity::Error)
}

/// The severity of a word that is one.
pub(super) fn known(word: &str) -> Option<Severity> {
    Some(match word.trim().to_ascii_lowercase().as_str() {
        "error" | "fatal" | "fatal error" | "critical" | "blocker" | "major" | "high" | "err" | "failure" | "bug" | "e" | "f" => {
            Severity::Error
        }
        "warning" | "warn" | "minor" | "medium" | "moderate" | "w" => Severity::Warning,
        "note" | "info" | "information" | "informational" | "notice" | "hint" | "help" | "style" | "low" | "none" | "ignore"
        | "convention" | "refactor" | "advice" | "suggestion" | "message" | "remark" | "debug" | "unused" | "c" | "r" | "i" | "n" => {
            Severity::Note
        }
        _ => return None,
    })
}
