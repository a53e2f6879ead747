//! Makes text from a repository safe to print on a terminal.
//!
//! File names, lines of code and commit authors are an attacker's in a pull request: escape sequences can repaint the screen,
//! bidirectional controls can make a line read backwards, and zero-width characters hide text.

use std::borrow::Cow;

/// Replaces what a terminal would act on rather than show; line feeds and tabs are kept.
///
/// C0 and C1 controls become `\x1b`-style escapes, bidirectional and zero-width characters become `\u{202e}`-style ones.
pub fn terminal(text: &str) -> Cow<'_, str> {
    clean(text, |character| character == '\n' || character == '\t')
}

/// As [`terminal`], and line feeds and tabs are escaped too: the result stays on one line.
pub fn one_line(text: &str) -> Cow<'_, str> {
    clean(text, |_| false)
}

fn clean(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(|character| is_active(character) && !keep(character)) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_active(character) && !keep(character) {
            cleaned.extend(character.escape_default());
        } else {
            cleaned.push(character);
        }
    }
    Cow::Owned(cleaned)
}

/// Characters a terminal or a reader's eye is steered by: controls, bidirectional formatting (UAX #9), zero-width characters,
/// line and paragraph separators, the byte-order mark and the tag characters (used to smuggle text).
fn is_active(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{00ad}'
                | '\u{061c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::{one_line, terminal};

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(terminal("naïve ✔"), std::borrow::Cow::Borrowed(_)));
    }

    #[test]
    fn escape_sequences_and_bidi_controls_are_spelled_out() {
        assert_eq!(terminal("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(terminal("a\u{202e}b\n"), "a\\u{202e}b\n");
        assert_eq!(one_line("a\r\nb"), "a\\r\\nb");
    }
}
