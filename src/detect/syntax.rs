//! Reads what is assigned to a name, in the syntax of whatever language it stands in.

use super::kind::FileKind;
use super::pairs;
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

    /// What is left of the line, at most `most` bytes. Looks no further than that: lines of minified code are megabytes long.
    fn line(&self, most: usize) -> &[u8] {
        let rest = self.text.get(self.at..self.text.len().min(self.at + most)).unwrap_or_default();
        rest.get(..memchr::memchr(b'\n', rest).unwrap_or(rest.len())).unwrap_or_default()
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
    // `"--password"` is quoted too: the dashes belong to the option, not to its name.
    let dashes = text.get(..name.start).unwrap_or_default().iter().rev().take_while(|byte| **byte == b'-').count();
    let opening = (name.start - dashes).checked_sub(1).and_then(|at| text.get(at)).copied();
    let quoted_name = matches!(opening, Some(b'"' | b'\'' | b'`')) && cursor.quote().is_some();
    if quoted_name {
        let _ = cursor.eat(b"]") || cursor.eat(b")");
    } else if before == Some(b'<') {
        return element(&mut cursor, name);
    }
    if let Some(paired) = pairs::read(text, &name, cursor.at) {
        return Some(paired);
    }
    if !quoted_name && cursor.rest().starts_with(b"[") {
        let inside = cursor.rest().iter().take(12).position(|byte| *byte == b']')?;
        cursor.at += inside + 1;
    }
    let blanks = cursor.blanks();
    let may_stand_beside = blanks > 0 && (before == Some(b'-') || !matches!(kind, FileKind::Code | FileKind::Prose));
    if !may_stand_beside && !cursor.peek().is_some_and(|byte| b"=:?|<,>(!\"'`AiwvV".contains(&byte)) {
        return None;
    }
    // Inside of a string or a comment values have no quotes of their own.
    let loose =
        !kind.has_bare_values() && kind != FileKind::Lock && is_in_string_or_comment(text, name.start - dashes - usize::from(quoted_name));
    let (tie, typed) = operator(&mut cursor, quoted_name, before, blanks, kind, loose)?;
    if tie != Tie::Beside {
        cursor.blanks();
    }
    if kind == FileKind::Code && typed {
        skip_type(&mut cursor);
    }
    if tie == Tie::Assigned {
        next_line(&mut cursor);
    }
    let kind = if loose { FileKind::Shell } else { kind };
    let (value, quoted) = value(&mut cursor, tie, kind)?;
    Some(Assignment { name, value, quoted, tie })
}

/// Whether the place is inside of a string literal or behind a comment mark, as far as its own line shows.
fn is_in_string_or_comment(text: &[u8], at: usize) -> bool {
    let from = at.saturating_sub(400);
    let head = text.get(from..at).unwrap_or_default();
    let line = head.get(memchr::memrchr(b'\n', head).map_or(0, |newline| newline + 1)..).unwrap_or_default();
    let mut quote = None;
    let mut previous = 0;
    for (position, byte) in line.iter().enumerate() {
        match (quote, *byte) {
            (Some(open), close) if open == close && previous != b'\\' => quote = None,
            (None, b'"' | b'\'' | b'`') => quote = Some(*byte),
            (None, b'#' | b'*') if line.get(..position).is_some_and(|head| head.iter().all(u8::is_ascii_whitespace)) => {
                return true;
            }
            (None, b'/' | b'*') if previous == b'/' => return true,
            (None, b'#') if previous == b' ' => return true,
            (None, b'-') if previous == b'-' && line.get(..position - 1).is_some_and(|head| head.iter().all(u8::is_ascii_whitespace)) => {
                return true;
            }
            _ => {}
        }
        previous = *byte;
    }
    quote.is_some()
}

/// The operator at the cursor, and whether a type may follow it.
fn operator(
    cursor: &mut Cursor<'_>,
    quoted_name: bool,
    before: Option<u8>,
    blanks: usize,
    kind: FileKind,
    loose: bool,
) -> Option<(Tie, bool)> {
    if cursor.eat(b"===") || cursor.eat(b"==") || cursor.eat(b"!==") || cursor.eat(b"!=") {
        return Some((Tie::Compared, false));
    }
    if [&b"=>"[..], b":=", b"?=", b"||=", b"<-", b"="].iter().any(|operator| cursor.eat(operator)) {
        return Some((Tie::Assigned, false));
    }
    if cursor.rest().starts_with(b"::") {
        return None;
    }
    if cursor.eat(b":") {
        // `secret:prod/db` inside of a string is part of a name; a value has a blank before it.
        let part_of_a_name = loose && !quoted_name && !matches!(cursor.peek(), Some(b' ' | b'"' | b'\'' | b'\\'));
        return (!part_of_a_name).then_some((Tie::Assigned, true));
    }
    if (loose || kind == FileKind::Prose) && (cursor.eat(b"is ") || cursor.eat(b"is: ") || cursor.eat(b"was ")) {
        return Some((Tie::Beside, false));
    }
    if blanks > 0 && cursor.eat(b"As ") {
        let word = cursor.rest().iter().take(24).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        cursor.at += word;
        cursor.blanks();
        return cursor.eat(b"=").then_some((Tie::Assigned, false));
    }
    if quoted_name && cursor.eat(b",") {
        cursor.blanks();
        return argument(cursor);
    }
    if quoted_name && (cursor.eat(b"value=") || cursor.eat(b"Value=")) {
        return Some((Tie::Assigned, false));
    }
    if quoted_name && cursor.peek() == Some(b'>') {
        cursor.at += 1;
        return Some((Tie::Assigned, false));
    }
    if cursor.rest().starts_with(b"(\"") || cursor.rest().starts_with(b"('") {
        cursor.at += 1;
        return Some((Tie::Called, false));
    }
    let is_flag = before == Some(b'-');
    let quoted_value = matches!(cursor.peek(), Some(b'"' | b'\''));
    let is_word =
        quoted_value || (kind != FileKind::Code && kind != FileKind::Prose && matches!(before, None | Some(b' ' | b'\t' | b'\n')));
    (blanks > 0 && !quoted_name && (is_flag || is_word)).then_some((Tie::Beside, false))
}

/// `("name", "value")`; of `("--name", default="value")` the default.
fn argument(cursor: &mut Cursor<'_>) -> Option<(Tie, bool)> {
    if matches!(cursor.peek(), Some(b'"' | b'\'' | b'`' | b'\\')) {
        return Some((Tie::Argument, false));
    }
    let line = cursor.line(200);
    let default = memchr::memmem::find(line, b"default=")?;
    cursor.at += default + b"default=".len();
    Some((Tie::Assigned, false))
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
    let length = memchr::memchr2(b'<', b'\n', rest.get(..rest.len().min(LONGEST))?)?;
    (length > 0 && rest.get(length) == Some(&b'<')).then(|| Assignment {
        name,
        value: cursor.at..cursor.at + length,
        quoted: true,
        tie: Tie::Assigned,
    })
}

fn value(cursor: &mut Cursor<'_>, tie: Tie, kind: FileKind) -> Option<(Range<usize>, bool)> {
    skip_parenthesis(cursor);
    skip_wrapper(cursor);
    skip_environment(cursor);
    // Letters before a quote that change how a literal is read, not what it holds.
    if let Some([first, second, ..]) =
        cursor.rest().get(..2).map(|head| [head.first().copied().unwrap_or(0), head.get(1).copied().unwrap_or(0)])
        && matches!(first, b'b' | b'r' | b'u' | b'f' | b'L' | b'@' | b'$' | b'N' | b'B' | b'R' | b'F')
        && matches!(second, b'"' | b'\'')
    {
        cursor.at += 1;
    }
    let text = cursor.text;
    if let Some((quote, escaped)) = cursor.quote() {
        return quoted(cursor, quote, escaped).map(|range| (fallback(text, range), true));
    }
    if !kind.has_bare_values() || matches!(tie, Tie::Called | Tie::Argument | Tie::Compared) {
        return None;
    }
    bare(cursor, kind).map(|range| (fallback(text, range), false))
}

/// Of `${NAME:-value}` the value that is taken where the variable is not set.
fn fallback(text: &[u8], range: Range<usize>) -> Range<usize> {
    let value = text.get(range.clone()).unwrap_or_default();
    let Some(inner) = value.strip_prefix(b"${").and_then(|rest| rest.strip_suffix(b"}")) else { return range };
    match memchr::memmem::find(inner, b":-").map(|at| at + 2).or_else(|| memchr::memchr(b':', inner).map(|at| at + 1)) {
        Some(at) if at < inner.len() => range.start + 2 + at..range.end - 1,
        _ => range,
    }
}

/// A value in parentheses, which may start on the next line.
fn skip_parenthesis(cursor: &mut Cursor<'_>) {
    let Some(inside) = cursor.rest().strip_prefix(b"(") else { return };
    let blanks = inside.iter().take(80).take_while(|byte| byte.is_ascii_whitespace()).count();
    if matches!(inside.get(blanks), Some(b'"' | b'\'')) {
        cursor.at += 1 + blanks;
    }
}

/// `process.env.NAME || "value"`, `os.environ.get("NAME", "value")`: the value that is taken where the variable is not set.
fn skip_environment(cursor: &mut Cursor<'_>) {
    let line = cursor.line(240);
    let word = line.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"._[:".contains(byte)).count();
    let head = line.get(..word).unwrap_or_default().to_ascii_lowercase();
    if memchr::memmem::find(&head, b"env").is_none() {
        return;
    }
    for separator in [&b"|| "[..], b"?? ", b" or ", b"?: ", b"\", ", b"', ", b"', default=", b"\", default="] {
        if let Some(at) = memchr::memmem::find(line, separator)
            && matches!(line.get(at + separator.len()), Some(b'"' | b'\'' | b'`'))
        {
            cursor.at += at + separator.len();
            return;
        }
    }
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
    let line = cursor.line(LONGEST);
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
