//! Slips of the pen: lines that look like a rule and match nothing that was meant.

use bstr::ByteSlice as _;

/// A slip, and what was likely meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slip {
    /// Why the line does nothing.
    pub(super) reason: String,
    /// What to write instead.
    pub(super) help: String,
    /// The patterns that were likely meant.
    pub(super) meant: Vec<String>,
}

/// Characters that nobody sees, by name. git takes each for a part of the name.
const INVISIBLE: &[(char, &str)] = &[
    ('\u{a0}', "a no-break space"),
    ('\u{ad}', "a soft hyphen"),
    ('\u{200b}', "a zero-width space"),
    ('\u{200c}', "a zero-width non-joiner"),
    ('\u{200d}', "a zero-width joiner"),
    ('\u{200e}', "a left-to-right mark"),
    ('\u{200f}', "a right-to-left mark"),
    ('\u{202f}', "a narrow no-break space"),
    ('\u{2007}', "a figure space"),
    ('\u{2060}', "a word joiner"),
    ('\u{3000}', "an ideographic space"),
    ('\u{feff}', "a byte-order mark"),
];

/// What is wrong with the line, if it can do nothing of what its writer meant. `raw` is the whole line, `pattern` what git compares.
pub(super) fn slip(raw: &[u8], pattern: &[u8]) -> Option<Slip> {
    let text = pattern.to_str().ok()?;
    let found = invisible(text)
        .or_else(|| blanks(text))
        .or_else(|| conflict(raw))
        .or_else(|| comment(text))
        .or_else(|| quotes(text))
        .or_else(|| braces(text))
        .or_else(|| list(text))
        .or_else(|| regex(text))
        .or_else(|| place(text))
        .or_else(|| unfinished(text))?;
    Some(found)
}

fn slip_of(reason: impl Into<String>, meant: Vec<String>) -> Slip {
    let help = match meant.as_slice() {
        [] => "remove the line, or write it as a pattern".to_owned(),
        [one] => format!("write `{one}`"),
        several => format!("write one pattern a line: {}", several.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ")),
    };
    Slip { reason: reason.into(), help, meant }
}

fn invisible(text: &str) -> Option<Slip> {
    let (character, name) = INVISIBLE.iter().find(|(character, _)| text.contains(*character))?;
    let clean: String = text.chars().filter(|one| !INVISIBLE.iter().any(|(character, _)| character == one)).collect();
    Some(slip_of(format!("it holds {name} (U+{:04X}), which git takes for a part of the name", u32::from(*character)), vec![clean]))
}

fn blanks(text: &str) -> Option<Slip> {
    let clean = || vec![text.trim().to_owned()];
    if text.ends_with('\t') {
        return Some(slip_of("it ends in a TAB, which git takes for a part of the name", clean()));
    }
    let first = text.chars().next()?;
    match first {
        ' ' => Some(slip_of("it starts with a blank, which git takes for a part of the name", clean())),
        '\t' => Some(slip_of("it starts with a TAB, which git takes for a part of the name", clean())),
        _ => None,
    }
}

fn conflict(raw: &[u8]) -> Option<Slip> {
    let mark = raw.starts_with(b"<<<<<<< ") || raw.starts_with(b">>>>>>> ") || raw == b"=======" || raw.starts_with(b"||||||| ");
    mark.then(|| slip_of("it is left over from a merge conflict", Vec::new()))
}

fn comment(text: &str) -> Option<Slip> {
    let at = text.find(" #").or_else(|| text.find("\t#"))?;
    let before = text.get(..at)?.trim();
    (!before.is_empty() && !before.ends_with('\\'))
        .then(|| slip_of("a comment must have a line of its own; here it is a part of the name", vec![before.to_owned()]))
}

fn quotes(text: &str) -> Option<Slip> {
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inner.is_empty()).then(|| slip_of("git takes the quotes for a part of the name", vec![inner.to_owned()]))
}

fn braces(text: &str) -> Option<Slip> {
    let open = text.find('{')?;
    let (before, rest) = (text.get(..open)?, text.get(open + 1..)?);
    let (inside, after) = rest.split_once('}')?;
    if !inside.contains(',') || inside.contains('{') || before.ends_with('\\') {
        return None;
    }
    let meant = inside.split(',').map(|one| format!("{before}{}{after}", one.trim())).collect();
    Some(slip_of("git knows no braces: `{a,b}` is taken letter for letter", meant))
}

/// Several patterns on one line, with commas or blanks between them.
fn list(text: &str) -> Option<Slip> {
    let like_pattern = |word: &&str| word.starts_with(['.', '*', '/']) && word.len() > 1;
    let by_comma: Vec<&str> = text.split([',', ';']).map(str::trim).filter(|word| !word.is_empty()).collect();
    let by_blank: Vec<&str> = text.split_whitespace().collect();
    let words = if by_comma.len() > 1 && by_comma.iter().all(like_pattern) {
        by_comma
    } else if by_blank.len() > 1 && by_blank.iter().all(like_pattern) && !text.contains('\\') {
        by_blank
    } else {
        return None;
    };
    Some(slip_of("each pattern needs a line of its own", words.into_iter().map(str::to_owned).collect()))
}

fn regex(text: &str) -> Option<Slip> {
    let regex = text.starts_with('^') || (text.ends_with('$') && text.len() > 1 && !text.ends_with("\\$")) || text.contains(".*\\.");
    let meant = text.trim_start_matches('^').trim_end_matches('$').replace(".*\\.", "*.").replace("\\.", ".").replace(".*", "*");
    regex.then(|| slip_of("git knows globs, not regular expressions", vec![meant]))
}

/// Written from a place that patterns cannot name.
fn place(text: &str) -> Option<Slip> {
    if let Some(rest) = text.strip_prefix("./") {
        return Some(slip_of("a path is compared without `./`, so nothing matches it", vec![format!("/{rest}")]));
    }
    if text.starts_with("../") || text.contains("/../") || text.contains("/./") {
        return Some(slip_of("`.` and `..` mean nothing in a pattern", Vec::new()));
    }
    if let Some(rest) = text.strip_prefix("~/").or_else(|| text.strip_prefix("$HOME/")) {
        return Some(slip_of("git does not expand the home folder in a pattern", vec![rest.to_owned()]));
    }
    let drive = text.as_bytes().get(1..3) == Some(b":\\") || text.as_bytes().get(1..3) == Some(b":/");
    if drive {
        return Some(slip_of("patterns are relative to the folder of their file", Vec::new()));
    }
    let mut slash = text.as_bytes().windows(3);
    let windows = slash.any(|three| {
        matches!(three, [before, b'\\', after] if before.is_ascii_alphanumeric() && (after.is_ascii_alphanumeric() || *after == b'.' || *after == b'_'))
    });
    // `config\.env` may be somebody's escaped dot, but then it stands for `config.env`, which the same line without it would match.
    windows.then(|| slip_of("`\\` escapes the next letter; folders are separated by `/`", vec![text.replace('\\', "/")]))
}

/// A backslash with nothing behind it, or a class that is not closed: git's wildmatch then never matches.
fn unfinished(text: &str) -> Option<Slip> {
    let slashes = text.bytes().rev().take_while(|byte| *byte == b'\\').count();
    if slashes % 2 == 1 {
        return Some(slip_of("it ends in a backslash with nothing to escape", vec![text.trim_end_matches('\\').to_owned()]));
    }
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'[' => {
                bytes.next_if(|next| matches!(next, b'!' | b'^'));
                bytes.next_if_eq(&b']');
                let mut closed = false;
                while let Some(inside) = bytes.next() {
                    match inside {
                        b'\\' => drop(bytes.next()),
                        b']' => {
                            closed = true;
                            break;
                        }
                        _ => {}
                    }
                }
                if !closed {
                    return Some(slip_of("its `[` is never closed", vec![text.replacen('[', "\\[", 1)]));
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::slip;

    #[test]
    fn slips_are_named_and_what_was_meant_is_said() {
        for (line, reason, meant) in [
            (".env # secrets", "comment", &[".env"][..]),
            ("  .env", "blank", &[".env"]),
            ("\t.env", "TAB", &[".env"]),
            (".env\t", "TAB", &[".env"]),
            (".env\u{a0}", "no-break", &[".env"]),
            (".e\u{200b}nv", "zero-width", &[".env"]),
            ("\".env\"", "quotes", &[".env"]),
            ("'.env'", "quotes", &[".env"]),
            ("./.env", "./", &["/.env"]),
            ("*.{key,pem}", "braces", &["*.key", "*.pem"]),
            (".env, .env.local", "own", &[".env", ".env.local"]),
            (".env,.env.local", "own", &[".env", ".env.local"]),
            (".env .env.local", "own", &[".env", ".env.local"]),
            (r".*\.pem$", "regular", &["*.pem"]),
            ("~/.env", "home", &[".env"]),
            (r"config\.env", "escapes", &["config/.env"]),
            ("../.env", "nothing", &[]),
            ("a\\", "backslash", &["a"]),
            ("[ab", "closed", &["\\[ab"]),
            (r"C:\x", "relative", &[]),
            ("<<<<<<< HEAD", "conflict", &[]),
        ] {
            let slip = slip(line.as_bytes(), line.as_bytes()).unwrap_or_else(|| panic!("{line}"));
            assert!(slip.reason.contains(reason), "{line}: {}", slip.reason);
            assert_eq!(slip.meant, meant, "{line}");
        }
    }

    #[test]
    fn sound_lines_are_left_alone() {
        for line in [
            ".env",
            "*.key",
            "!.env.example",
            "a b.txt",
            "#x",
            r"\#x",
            r"\!x",
            "[ab].key",
            "[]a].key",
            "{{cookiecutter.x}}/.env",
            "**/foo/**",
            "my file, copy.txt",
            "$RECYCLE.BIN/",
            "*.py[cod]",
            "~$*.docx",
            r"a\ ",
            "*~",
            ".#*",
            r"\$x",
            "*$py.class",
            "[Bb]in/",
        ] {
            assert_eq!(slip(line.as_bytes(), line.as_bytes()), None, "{line}");
        }
    }
}
