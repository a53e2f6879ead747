//! From bytes to text: encodings, line ends, colours.

use super::LARGEST;
use super::build::error;
use super::lines::regex;
use super::model::Error;
use super::required::Pattern;
use std::borrow::Cow;

/// The text of a report: UTF-8 or UTF-16, without byte-order mark and terminal escapes, without the times of a
/// log, with line feeds for line ends. NUL bytes, which
/// some tools write after each object, become line feeds too; bytes that are no text become U+FFFD.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Error> {
    if bytes.len() > LARGEST {
        let message = format!("the report has {} MiB, more than the {} MiB that are read", bytes.len() >> 20, LARGEST >> 20);
        return Err(error(message, "have the tool report on fewer files, or with fewer details"));
    }
    let mut text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        [0xff, 0xfe, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)),
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Cow::Owned(utf16(bytes, u16::from_le_bytes)),
        _ => String::from_utf8_lossy(bytes),
    };
    if text.contains('\u{1b}') {
        text = Cow::Owned(without_escapes(&text));
    }
    if text.contains(['\r', '\0']) {
        text = Cow::Owned(text.replace("\r\n", "\n").replace(['\r', '\0'], "\n"));
    }
    if has_times(&text) {
        text = Cow::Owned(without(time(), &text));
    }
    if let Some(front) = front(&text) {
        text = Cow::Owned(without(front, &text));
    }
    Ok(text)
}

/// What a log puts before each line: job and step, as GitHub's command line names them, then a time, in brackets on Jenkins, with the
/// stream behind it on GitLab.
fn time() -> &'static Pattern {
    regex!(r"^(?:[^\t\n]*\t[^\t\n]*\t)?\u{feff}?\[?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)\]?(?: (?:\d\d[OE][ +])?)?")
}

/// Whether every one of the first lines that hold anything has a time in front. A tool's own lines begin otherwise.
fn has_times(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(20).peekable();
    // A date and a time are fourteen digits.
    let may_be = |line: &&str| line.contains('T') && line.bytes().filter(u8::is_ascii_digit).count() >= 14;
    lines.peek().is_some_and(may_be) && lines.all(|line| time().is_match(line))
}

/// The lines of `text` without what `front` finds at their beginnings.
fn without(front: &Pattern, text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        plain.push_str(line.get(front.find(line).map_or(0, |found| found.end())..).unwrap_or_default());
    }
    plain
}

/// What a runner of several tasks or containers puts before each line: `app-1  | ` (Compose), `#12 0.345 ` (`BuildKit`), `web:lint: `
/// (Turborepo), `packages/web lint: ` (pnpm), `[lint] ` (concurrently).
fn fronts() -> [&'static Pattern; 4] {
    [
        regex!(r"^[A-Za-z][\w.-]*-\d+ +\| ?"),
        regex!(r"^#\d+ \d+\.\d+ ?"),
        regex!(r"^[@\w/-]+[: ](?:lint|typecheck|type-check|check|check-types|types|tsc|eslint|test|build)(?::[\w-]+)?: ?"),
        regex!(r"^\[(?:\d{1,2}|lint|typecheck|type-check|check|types|tsc|eslint|npm:[\w:-]+)\] ?"),
    ]
}

/// The front that every one of the first lines that hold anything has.
fn front(text: &str) -> Option<&'static Pattern> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty()).take(20).peekable();
    let first = lines.peek()?;
    let front = fronts().into_iter().find(|front| front.is_match(first))?;
    lines.all(|line| front.is_match(line)).then_some(front)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Leaves out control sequences (ECMA-48: CSI, OSC, and other escapes of two characters).
fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        if character != '\u{1b}' {
            plain.push(character);
            continue;
        }
        match rest.next() {
            Some('[') => {
                while rest.next_if(|character| matches!(character, ' '..='?')).is_some() {}
                rest.next_if(|character| matches!(character, '@'..='~'));
            }
            Some(']') => {
                while let Some(character) = rest.next_if(|character| *character != '\n') {
                    if character == '\u{7}' {
                        break;
                    }
                    if character == '\u{1b}' {
                        rest.next_if_eq(&'\\');
                        break;
                    }
                }
            }
            Some('\n') => plain.push('\n'),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn encodings_and_line_ends_are_evened_out() {
        assert_eq!(text(b"\xef\xbb\xbfa\r\nb\0c").unwrap(), "a\nb\nc");
        assert_eq!(text(b"\xff\xfea\0\xe9\0").unwrap(), "aé");
        assert_eq!(text(b"\xfe\xff\0a").unwrap(), "a");
        assert_eq!(text(b"[\0{\0").unwrap(), "[{");
        assert_eq!(text(b"a\xffb").unwrap(), "a\u{fffd}b");
    }

    #[test]
    fn the_times_of_a_log_are_left_out() {
        assert_eq!(text(b"2026-11-23T10:00:00.1234567Z a:1\n2026-11-23T10:00:01.1234567Z   b\n").unwrap(), "a:1\n  b\n");
        assert_eq!(text(b"lint\tRun it\t\xef\xbb\xbf2026-11-23T10:00:00.1Z a\nlint\tRun it\t2026-11-23T10:00:00.1Z\n").unwrap(), "a\n\n");
        assert_eq!(text(b"[2026-11-23T10:00:00.123Z] a\n[2026-11-23T10:00:00.123Z] b").unwrap(), "a\nb");
        assert_eq!(text(b"2026-11-23T10:00:00.123456Z 00O a\n2026-11-23T10:00:00.123456Z 01E b").unwrap(), "a\nb");
        assert_eq!(text(b"2026-11-23T10:00:00Z a\nb").unwrap(), "2026-11-23T10:00:00Z a\nb");
    }

    #[test]
    fn what_runners_put_before_each_line_is_left_out() {
        for (front, other) in
            [("app-1  | ", ""), ("#12 0.345 ", "#12 1.5 "), ("web:lint: ", ""), ("packages/web lint: ", ""), ("[lint] ", ""), ("[0] ", "")]
        {
            let second = if other.is_empty() { front } else { other };
            assert_eq!(text(format!("{front}a.js:1\n{second}  b\n{front}\n").as_bytes()).unwrap(), "a.js:1\n  b\n\n", "{front}");
        }
        for own in
            ["src/a.js: line 3\nsrc/a.js: line 4\n", "[ERROR] a\n[ERROR] b\n", "12 | a\n13 | b\n", "[lint] a\nb\n", "src/test:3: a\n"]
        {
            assert_eq!(text(own.as_bytes()).unwrap(), own);
        }
    }

    #[test]
    fn colours_and_links_are_left_out() {
        assert_eq!(text(b"\x1b[31;1mred\x1b[0m \x1b]8;;http://x\x1b\\link\x1b]8;;\x07!").unwrap(), "red link!");
        assert_eq!(text(b"cut\x1b[3").unwrap(), "cut");
        assert_eq!(text(b"cut\x1b").unwrap(), "cut");
    }
}
