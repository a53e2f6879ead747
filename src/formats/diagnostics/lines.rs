//! Reading text line by line.

use super::MOST;
use super::build::unlike;
use super::model::{Diagnostic, Error, Reading};
use super::trouble::Listener;
use regex::{Captures, Regex};

/// A pattern that is known to compile.
#[expect(clippy::expect_used, reason = "the patterns are constants, and a test compiles each")]
pub(super) fn compiled(pattern: &str) -> Regex {
    Regex::new(&ascii(pattern)).expect("a pattern of a reader")
}

/// A [`Pattern`].
macro_rules! regex {
    ($pattern:expr) => {{
        static REGEX: $crate::formats::diagnostics::required::Pattern = $crate::formats::diagnostics::required::Pattern::new($pattern);
        &REGEX
    }};
}
pub(super) use regex;

/// The pattern with `\d`, `\w`, `\s` and `\b` of ASCII: tools write no other digits and blanks, and those of Unicode take most of the time
/// that a short report takes.
fn ascii(pattern: &str) -> String {
    let mut plain = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern.chars();
    let mut in_class = false;
    while let Some(character) = rest.next() {
        if character != '\\' {
            in_class = (in_class || character == '[') && character != ']';
            plain.push(character);
            continue;
        }
        let class = match rest.next() {
            Some('d') => "0-9",
            Some('w') => "0-9A-Za-z_",
            Some('s') => r" \t\n\r\x0b\x0c",
            Some('S') if !in_class => r"^ \t\n\r\x0b\x0c",
            Some('b') if !in_class => {
                plain.push_str(r"(?-u:\b)");
                continue;
            }
            other => {
                plain.push('\\');
                plain.extend(other);
                continue;
            }
        };
        if in_class {
            plain.push_str(class);
        } else {
            plain.push('[');
            plain.push_str(class);
            plain.push(']');
        }
    }
    plain
}

/// Whether `line` is blank, or what npm, yarn, pnpm, make or a shell with `-x` print before they start a tool.
pub(super) fn is_banner(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with("> ") || line.starts_with("$ ") || line.starts_with("+ ") || line.starts_with("yarn run v")
}

/// Whether a line is what starts tools says when one failed.
pub(super) fn is_of_the_runner(line: &str) -> bool {
    regex!(r"^(?:##\[|npm (?:ERR!|error)|make(?:\[\d+\])?: \*\*\*|error Command failed|info Visit |Error: Process completed)")
        .is_match(line)
}

/// The number in a group.
pub(super) fn number(found: &Captures<'_>, group: &str) -> Option<u32> {
    found.name(group)?.as_str().parse().ok()
}

/// The text of a group, where it is there and not empty.
pub(super) fn group<'t>(found: &Captures<'t>, name: &str) -> Option<&'t str> {
    found.name(name).map(|part| part.as_str().trim()).filter(|part| !part.is_empty())
}

/// The number that the first group of `pattern` finds in `text`.
pub(super) fn count(pattern: &Regex, text: &str) -> Option<u64> {
    pattern.captures(text)?.get(1)?.as_str().parse().ok()
}

/// What a reader of text gathers.
#[derive(Default)]
pub(super) struct Gather {
    /// What was read.
    pub(super) reading: Reading,
    /// Whether a line was of the format, though it is no diagnostic.
    pub(super) known: bool,
    /// Whether a line, such as a heading, says that findings follow.
    pub(super) announced: bool,
    listener: Listener,
}

impl Gather {
    /// A diagnostic.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        if self.reading.diagnostics.len() < MOST {
            self.reading.diagnostics.push(diagnostic);
        } else {
            self.reading.incomplete.clear();
            self.reading.incomplete.push(format!("the report has more than {MOST} findings, and the rest is not read"));
        }
    }

    /// The one before.
    pub(super) fn last(&mut self) -> Option<&mut Diagnostic> {
        self.reading.diagnostics.last_mut()
    }

    /// A line that is no part of the format.
    pub(super) fn other(&mut self, line: &str) {
        self.listener.hear(line);
    }

    /// The reading; an error where no line was of the format.
    pub(super) fn finish(mut self, format: &str, expected: &str, text: &str) -> Result<Reading, Error> {
        self.reading.incomplete.extend(self.listener.finish());
        let is_bare = self.reading.diagnostics.is_empty() && self.reading.incomplete.is_empty();
        if is_bare && self.announced {
            self.reading.incomplete.push("the report is cut off: what it announces is not there".to_owned());
        } else if is_bare && !self.known {
            return Err(unlike(format, expected, text));
        }
        Ok(self.reading)
    }
}
