//! Lines by which a tool says that it failed, or that it looked at nothing.

use super::build::quote;

/// Beginnings of such lines.
const BEGIN: &[&str] = &[
    "FATAL ERROR:",
    "Segmentation fault",
    "Aborted",
    "Killed",
    "INTERNAL ERROR",
    "Internal error",
    "internal error:",
    "error: internal compiler error",
    "Oops! Something went wrong",
    "panic:",
    "runtime: goroutine stack exceeds",
    "Unhandled exception",
    "Uncaught ",
    "Exception in thread ",
    "java.lang.OutOfMemoryError",
    "Error: Cannot find module",
    "Fatal error:",
    "PHP Fatal error:",
    "No files matching",
    "No files found to lint",
    "No files were processed",
    "No source files found",
    "No inputs were found in config file",
    "warning: No Python files found",
    "There are no .py[i] files in directory",
    "go: warning: ",
    "no packages to vet",
    "usage: ",
    "Usage: ",
];

/// What such lines hold.
const HOLD: &[&str] = &[
    "panicked at ",
    ": command not found",
    ": not found",
    "matched no packages",
    "no go files to analyze",
    "core dumped",
    "errors prevented further checking",
    "JavaScript heap out of memory",
    ": No such file or directory",
    "unrecognized arguments",
    "unexpected argument '",
];

/// What `line`, which is no diagnostic, says of a failure.
pub(super) fn said(line: &str) -> Option<String> {
    let line = line.trim();
    let line = line.strip_prefix("npm ERR!").or(line.strip_prefix("npm error")).unwrap_or(line).trim();
    (BEGIN.iter().any(|begin| line.starts_with(begin)) || HOLD.iter().any(|part| line.contains(part))).then(|| words(line))
}

/// A tool's own words, safe to print and bounded.
pub(super) fn words(text: &str) -> String {
    quote(text)
}

/// What `lines`, which are no diagnostics, say of a failure; of a Python traceback, the exception.
#[derive(Debug, Default)]
pub(super) struct Listener {
    in_traceback: bool,
    /// What was heard.
    pub(super) said: Vec<String>,
}

impl Listener {
    /// Listens to a line.
    pub(super) fn hear(&mut self, line: &str) {
        if line.trim_start().starts_with("Traceback (most recent call last)") {
            self.in_traceback = true;
        } else if self.in_traceback {
            if !line.starts_with([' ', '\t']) && !line.trim().is_empty() {
                self.in_traceback = false;
                self.said.push(words(line));
            }
        } else {
            self.said.extend(said(line));
        }
    }

    /// What was heard, at the end.
    pub(super) fn finish(mut self) -> Vec<String> {
        if self.in_traceback {
            self.said.push("`Traceback (most recent call last)`".to_owned());
        }
        self.said
    }
}
