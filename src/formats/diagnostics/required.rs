//! What a text must hold for a pattern to find anything in it. To compile a pattern takes longer than to read a short report, and of those
//! that tell formats apart nearly all are of others.

use super::lines::compiled;
use regex::Regex;
use std::ops::Deref;
use std::sync::OnceLock;

/// A pattern compiled at its first use.
pub(super) struct Pattern {
    source: &'static str,
    regex: OnceLock<Regex>,
}

impl Pattern {
    /// Of a pattern that compiles.
    pub(super) const fn new(source: &'static str) -> Self {
        Self { source, regex: OnceLock::new() }
    }

    /// Whether it may find something in a text that holds `text`; only looks for what it needs.
    pub(super) fn may_be_in(&self, text: &str) -> bool {
        self.regex.get().is_some() || memchr::memmem::find(text.as_bytes(), required(self.source).as_bytes()).is_some()
    }
}

impl Deref for Pattern {
    type Target = Regex;

    fn deref(&self) -> &Regex {
        self.regex.get_or_init(|| compiled(self.source))
    }
}

/// The longest text that everything holds which `pattern` finds; empty where that is not plain to see.
fn required(pattern: &str) -> String {
    if pattern.contains("(?i") {
        return String::new();
    }
    let (mut longest, mut run) = (String::new(), String::new());
    let mut depth = 0_u32;
    let mut rest = pattern.chars().peekable();
    loop {
        let next = rest.next();
        let literal = match next {
            // Other escapes spell a character out.
            Some('\\') => match rest.next() {
                Some(escaped) if escaped.is_ascii_punctuation() => Some(escaped),
                Some('d' | 'D' | 'w' | 'W' | 's' | 'S' | 'b' | 'B') => None,
                _ => return String::new(),
            },
            Some('|') if depth == 0 => return String::new(),
            Some('[') => {
                while let Some(inside) = rest.next() {
                    match inside {
                        '\\' => drop(rest.next()),
                        ']' => break,
                        _ => {}
                    }
                }
                None
            }
            Some('(') => {
                depth += 1;
                None
            }
            Some(')') => {
                depth = depth.saturating_sub(1);
                None
            }
            Some('{') => {
                rest.by_ref().find(|end| *end == '}');
                None
            }
            Some('.' | '^' | '$' | '|' | '?' | '*' | '+') | None => None,
            Some(plain) => Some(plain),
        };
        let may_be_absent = matches!(rest.peek(), Some('?' | '*' | '{'));
        if let Some(literal) = literal.filter(|_| depth == 0 && !may_be_absent) {
            run.push(literal);
            continue;
        }
        if run.len() > longest.len() {
            longest.clone_from(&run);
        }
        run.clear();
        if next.is_none() {
            return longest;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Pattern, required};

    #[test]
    fn the_longest_plain_part_is_required() {
        for (pattern, expected) in [
            (r"^  violations:", "  violations:"),
            (r"^(?:[^:]|:[^\s:\d])+\.php:\d+:[A-Z\w]", ".php:"),
            (r"^a|b$", ""),
            (r"(?i)error", ""),
            (r"^\s*--> \S+:\d+$", "--> "),
            (r"^Found \d+ errors?\.$", "Found "),
            (r"^ab?c{2}de+f", "de"),
            (r"[\]x]yz", "yz"),
            (r"\x1b\[31m", ""),
            (r"", ""),
        ] {
            assert_eq!(required(pattern), expected, "{pattern}");
        }
    }

    #[test]
    fn a_pattern_is_not_compiled_where_it_finds_nothing() {
        static PATTERN: Pattern = Pattern::new(r"^All \d+ done!$");
        assert!(!PATTERN.may_be_in("All done"));
        assert!(PATTERN.regex.get().is_none());
        assert!(PATTERN.may_be_in("All 3 done!") && PATTERN.is_match("All 3 done!"));
    }
}
