//! Reads what is assigned to a name, in the syntax of whatever language it stands in.

use super::kind::FileKind;
use std::ops::Range;

/// Longest value that is read, in bytes.
const LONGEST: usize = 4096;

/// How a value is tied to its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tie {
    /// `name = value`, `name: value`, `name => value`, `<name>value</name>`, `name="x" value="y"`.
    Assigned,
    /// `name == value`.
    Compared,
    /// `("name", "value")`.
    Argument,
    /// `setName("value")`.
    Called,
    /// `--name value`, `NAME value`.
    Beside,
}

/// A name and what stands for its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Assignment {
    /// The name, without quotes.
    pub name: Range<usize>,
    /// The value, without quotes.
    pub value: Range<usize>,
    /// Whether the value stands in quotes (or between tags).
    pub quoted: bool,
    /// How they are tied.
    pub tie: Tie,
}

/// Walks over text from one place.
struct Cursor<'text> {
    text: &'text [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn rest(&self) -> &[u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn eat(&mut self, literal: &[u8]) -> bool {
        let found = self.rest().starts_with(literal);
        if found {
            self.at += literal.len();
        }
        found
    }

    fn blanks(&mut self) -> usize {
        let blanks = self.rest().iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        self.at += blanks;
        blanks
    }

    /// A quote, escaped or not. Returns the quote's byte and whether a backslash stood before it.
    fn quote(&mut self) -> Option<(u8, bool)> {
        let escaped = self.rest().first() == Some(&b'\\');
        let quote = *self.rest().get(usize::from(escaped))?;
        if !matches!(quote, b'"' | b'\'' | b'`') {
            return None;
        }
        self.at += 1 + usize::from(escaped);
        Some((quote, escaped))
    }
}

/// The assignment to the name at `name`, if one follows it.
pub(super) fn read(text: &[u8], name: Range<usize>, kind: FileKind) -> Option<Assignment> {
    let mut cursor = Cursor { text, at: name.end };
    let before = name.start.checked_sub(1).and_then(|at| text.get(at)).copied();
    let quoted_name = matches!(before, Some(b'"' | b'\'' | b'`')) && cursor.quote().is_some();
    if quoted_name {
        let _ = cursor.eat(b"]") || cursor.eat(b")");
    } else if before == Some(b'<') {
        return element(&mut cursor, name);
    }
    let blanks = cursor.blanks();
    let tie = operator(&mut cursor, quoted_name, before, blanks, kind)?;
    if tie != Tie::Beside {
        cursor.blanks();
    }
    if kind == FileKind::Code && tie == Tie::Assigned {
        skip_type(&mut cursor);
    }
    if tie == Tie::Assigned {
        next_line(&mut cursor);
    }
    // Inside of a string, a query (`?key=…&`) or a list of settings (`…;Password=…;`) has values without quotes of their own.
    let in_string = matches!(before, Some(b'?' | b'&' | b';'))
        || (before == Some(b' ') && name.start.checked_sub(2).and_then(|at| text.get(at)) == Some(&b';'));
    let kind = if in_string { FileKind::Shell } else { kind };
    let (value, quoted) = value(&mut cursor, tie, kind)?;
    Some(Assignment { name, value, quoted, tie })
}

fn operator(cursor: &mut Cursor<'_>, quoted_name: bool, before: Option<u8>, blanks: usize, kind: FileKind) -> Option<Tie> {
    if cursor.eat(b"===") || cursor.eat(b"==") || cursor.eat(b"!==") || cursor.eat(b"!=") {
        return Some(Tie::Compared);
    }
    if cursor.eat(b"=>") || cursor.eat(b":=") || cursor.eat(b"?=") || cursor.eat(b"||=") || cursor.eat(b"=") {
        return Some(Tie::Assigned);
    }
    if cursor.rest().starts_with(b"::") {
        return None;
    }
    if cursor.eat(b":") {
        return Some(Tie::Assigned);
    }
    if quoted_name && cursor.eat(b",") {
        cursor.blanks();
        return matches!(cursor.peek(), Some(b'"' | b'\'' | b'`' | b'\\')).then_some(Tie::Argument);
    }
    if quoted_name && (cursor.eat(b"value=") || cursor.eat(b"Value=")) {
        return Some(Tie::Assigned);
    }
    if cursor.rest().starts_with(b"(\"") || cursor.rest().starts_with(b"('") {
        cursor.at += 1;
        return Some(Tie::Called);
    }
    let is_flag = before == Some(b'-');
    let is_word = kind != FileKind::Code && kind != FileKind::Prose && matches!(before, None | Some(b' ' | b'\t' | b'\n'));
    (blanks > 0 && (is_flag || is_word)).then_some(Tie::Beside)
}

/// `: str =`, `: &'static str =`, `: Option<String> =`: the type is not the value.
fn skip_type(cursor: &mut Cursor<'_>) {
    let rest = cursor.rest();
    let length = rest.iter().take(60).take_while(|byte| byte.is_ascii_alphanumeric() || b"_&'<>[]|.? *".contains(byte)).count();
    let first = rest.first().copied().unwrap_or(b' ');
    if !(first.is_ascii_alphabetic() || matches!(first, b'&' | b'*' | b'[')) {
        return;
    }
    let after = rest.get(length..).unwrap_or_default();
    if after.starts_with(b"=") && !after.starts_with(b"==") && !after.starts_with(b"=>") {
        cursor.at += length + 1;
        cursor.blanks();
    }
}

/// Where nothing follows the operator on its line, the value may stand on the next one, further in.
fn next_line(cursor: &mut Cursor<'_>) {
    let rest = cursor.rest();
    let marker = usize::from(matches!(rest.first(), Some(b'|' | b'>' | b'\\' | b'(')));
    let after = rest.get(marker..).unwrap_or_default();
    let marker = marker + usize::from(marker > 0 && after.first() == Some(&b'-'));
    let after = rest.get(marker..).unwrap_or_default();
    let line_end = usize::from(after.first() == Some(&b'\r'));
    if after.get(line_end) != Some(&b'\n') {
        return;
    }
    let indented = after.get(line_end + 1..).unwrap_or_default();
    let blanks = indented.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    if blanks > 0 {
        cursor.at += marker + line_end + 1 + blanks;
    }
}

/// `<name>value</name>`, with or without attributes.
fn element(cursor: &mut Cursor<'_>, name: Range<usize>) -> Option<Assignment> {
    let tag = cursor.rest().iter().take(120).position(|byte| matches!(byte, b'>' | b'<' | b'\n'))?;
    if cursor.rest().get(tag) != Some(&b'>') || (tag > 0 && !cursor.rest().starts_with(b" ")) || cursor.rest().get(..tag)?.ends_with(b"/") {
        return None;
    }
    cursor.at += tag + 1;
    let rest = cursor.rest();
    let length = memchr::memchr2(b'<', b'\n', rest)?;
    (length > 0 && rest.get(length) == Some(&b'<')).then(|| Assignment {
        name,
        value: cursor.at..cursor.at + length,
        quoted: true,
        tie: Tie::Assigned,
    })
}

fn value(cursor: &mut Cursor<'_>, tie: Tie, kind: FileKind) -> Option<(Range<usize>, bool)> {
    skip_wrapper(cursor);
    // Letters before a quote that change how a literal is read, not what it holds.
    if let Some([first, second, ..]) =
        cursor.rest().get(..2).map(|head| [head.first().copied().unwrap_or(0), head.get(1).copied().unwrap_or(0)])
        && matches!(first, b'b' | b'r' | b'u' | b'f' | b'L' | b'@' | b'$' | b'N' | b'B' | b'R' | b'F')
        && matches!(second, b'"' | b'\'')
    {
        cursor.at += 1;
    }
    if let Some((quote, escaped)) = cursor.quote() {
        return quoted(cursor, quote, escaped).map(|range| (range, true));
    }
    if !kind.has_bare_values() || matches!(tie, Tie::Called | Tie::Argument | Tie::Compared) {
        return None;
    }
    bare(cursor, kind).map(|range| (range, false))
}

/// `String::from("x")`, `bytes("x")`, `Some("x")`: the argument is the value. `getenv("X")` is not: its argument is a name.
fn skip_wrapper(cursor: &mut Cursor<'_>) {
    const WRAPPERS: &[&[u8]] = &[
        b"from",
        b"String",
        b"str",
        b"bytes",
        b"Bytes",
        b"new",
        b"Some",
        b"Secret",
        b"SecretString",
        b"SecretStr",
        b"of",
        b"valueOf",
        b"Just",
        b"quote",
        b"byte",
        b"to_string",
        b"encode",
        b"SecureString",
        b"Password",
        b"literal",
        b"toCharArray",
    ];
    let rest = cursor.rest();
    let length = rest.iter().take(48).take_while(|byte| byte.is_ascii_alphanumeric() || b"_.:[] ".contains(byte)).count();
    let (head, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    let Some(quote) = after.get(1) else { return };
    if length == 0 || after.first() != Some(&b'(') || !matches!(quote, b'"' | b'\'') {
        return;
    }
    let last = head.rsplit(|byte| b".: ]".contains(byte)).next().unwrap_or(head);
    if WRAPPERS.contains(&last) {
        cursor.at += length + 1;
    }
}

fn quoted(cursor: &mut Cursor<'_>, quote: u8, escaped: bool) -> Option<Range<usize>> {
    // Triple quotes are the same value in more quotes.
    if !escaped && cursor.rest().starts_with(&[quote, quote]) {
        cursor.at += 2;
    }
    let start = cursor.at;
    let rest = cursor.text.get(start..cursor.text.len().min(start + LONGEST))?;
    let mut position = 0;
    while let Some(found) = rest.get(position..).and_then(|rest| memchr::memchr3(quote, b'\\', b'\n', rest)) {
        let at = position + found;
        match rest.get(at) {
            Some(b'\n') => return None,
            Some(b'\\') if escaped && rest.get(at + 1) == Some(&quote) => return Some(start..start + at),
            Some(b'\\') => position = at + 2,
            _ => return (at > 0).then_some(start..start + at),
        }
    }
    None
}

fn bare(cursor: &Cursor<'_>, kind: FileKind) -> Option<Range<usize>> {
    let rest = cursor.rest();
    let line = rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len()).min(LONGEST))?;
    let stop = |byte: &u8| {
        let always = matches!(byte, b' ' | b'\t' | b'\r' | b'"' | b'\'' | b'`');
        // A whole-line value may hold punctuation; in a command or a query string it ends there.
        let punctuation = matches!(byte, b',' | b';' | b'&' | b'<' | b'>' | b')' | b'}' | b']' | b'\\');
        always || (kind != FileKind::Config && punctuation)
    };
    let length = line.iter().position(stop).unwrap_or(line.len());
    (length > 0).then(|| cursor.at..cursor.at + length)
}

#[cfg(test)]
mod tests {
    use super::{Tie, read};
    use crate::detect::kind::FileKind;

    fn assigned(text: &str, kind: FileKind) -> Option<(String, Tie)> {
        let start = text.to_lowercase().find("password")?;
        let end = start + text[start..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap();
        read(text.as_bytes(), start..end, kind).map(|found| (text[found.value].to_owned(), found.tie))
    }

    #[test]
    fn every_syntax_gives_its_value() {
        use FileKind::{Code, Config, Markup, Shell};
        for (text, kind) in [
            ("password = \"v4l\"", Code),
            ("\"password\": \"v4l\"", Code),
            ("config['password'] = 'v4l'", Code),
            ("password: str = \"v4l\"", Code),
            ("const password: &'static str = \"v4l\";", Code),
            ("password := `v4l`", Code),
            (":password => 'v4l',", Code),
            ("set_password(\"v4l\")", Code),
            ("define('password', 'v4l');", Code),
            ("{\\\"password\\\":\\\"v4l\\\"}", Code),
            ("let password = String::from(\"v4l\");", Code),
            ("password = b'v4l'", Code),
            ("password=v4l\n", Config),
            ("password: v4l  # note\n", Config),
            ("password:\n  v4l\n", Config),
            ("--password v4l --user x", Shell),
            ("--password=v4l", Shell),
            ("ENV PASSWORD v4l\n", Shell),
            ("<password>v4l</password>", Markup),
            ("<add key=\"password\" value=\"v4l\"/>", Markup),
        ] {
            assert_eq!(assigned(text, kind).map(|found| found.0).as_deref(), Some("v4l"), "{text}");
        }
    }

    #[test]
    fn names_and_calls_are_no_values() {
        for text in ["password = other;", "password = getenv(\"X\")", "password: string,", "if (password) {", "password::new()"] {
            assert_eq!(assigned(text, FileKind::Code), None, "{text}");
        }
    }
}
