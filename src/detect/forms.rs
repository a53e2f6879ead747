//! Forms of assignment that are one language's or one format's own.

use super::cursor::Cursor;
use super::kind::FileKind;
use super::syntax::{Assignment, Tie};
use super::values::{self, value};
use std::ops::Range;

/// An assignment in a form that is found nowhere else.
pub(super) fn read(cursor: &mut Cursor<'_>, name: &Range<usize>, before: Option<u8>, kind: FileKind) -> Option<Assignment> {
    let text = cursor.text;
    // Robot Framework: `${PASSWORD}    value`.
    let variable = before == Some(b'{') && text.get(..name.start).is_some_and(|head| head.ends_with(b"${"));
    if variable && cursor.rest().starts_with(b"}  ") {
        cursor.at += 1;
        cursor.blanks();
        let (value, quoted) = value(cursor, Tie::Beside, FileKind::Config)?;
        return Some(Assignment { name: name.clone(), value, quoted, tie: Tie::Assigned });
    }
    if let Some(value) = in_reference(text, name) {
        return Some(Assignment { name: name.clone(), value, quoted: true, tie: Tie::Assigned });
    }
    // Erlang: `{password, "value"}`.
    if before == Some(b'{') && cursor.rest().starts_with(b", \"") {
        cursor.at += 2;
        let (value, quoted) = value(cursor, Tie::Argument, kind)?;
        return Some(Assignment { name: name.clone(), value, quoted, tie: Tie::Assigned });
    }
    None
}

/// `string Password { get; set; } = "value"`, as C# has it: the cursor is left behind the brace.
pub(super) fn skip_accessors(cursor: &mut Cursor<'_>) {
    const ACCESSORS: &[&[u8]] = &[b" { get; set; }", b" { get; init; }", b" { get; }", b" { get; private set; }"];
    let _ = ACCESSORS.iter().any(|accessors| cursor.eat(accessors));
}

/// `set password to "value"`, as `AppleScript` has it: the cursor is left at the value.
pub(super) fn is_set_to(cursor: &mut Cursor<'_>) -> bool {
    let set = cursor.rest().starts_with(b"to \"") && memchr::memmem::find(cursor.line_so_far(), b"set ").is_some();
    if set {
        cursor.at += b"to ".len();
    }
    set
}

/// Whether the line up to behind `"name",` is a call that puts the value that follows where the name says.
pub(super) fn is_put(line: &[u8]) -> bool {
    const CALLS: &[&[u8]] = &[b"put(", b"setProperty(", b"setenv(", b"putenv(", b"fill(", b"option(", b"addProperty("];
    let trimmed = line.strip_suffix(b",").and_then(|line| line.split_last()).map_or(line, |(_, head)| head);
    let open = trimmed.iter().rposition(|byte| matches!(byte, b'"' | b'\'' | b'`')).unwrap_or(0);
    trimmed.get(..open).is_some_and(|head| CALLS.iter().any(|call| head.ends_with(call)))
}

/// The length of `secure:` in `"secure:password"`.
pub(super) fn prefix(text: &[u8], start: usize) -> usize {
    let head = text.get(start.saturating_sub(16)..start).unwrap_or_default();
    let Some(word) = head.strip_suffix(b":") else { return 0 };
    let length = word.iter().rev().take_while(|byte| byte.is_ascii_lowercase()).count();
    let opened = length > 0 && length < word.len() && matches!(word.get(word.len() - length - 1), Some(b'"' | b'\''));
    if opened { length + 1 } else { 0 }
}

/// `<name`, `<prefix:name`.
pub(super) fn is_tag(text: &[u8], start: usize) -> bool {
    let head = text.get(start.saturating_sub(24)..start).unwrap_or_default();
    let prefix = head.strip_suffix(b":").map(|head| head.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count());
    let open = prefix.filter(|length| *length > 0).map_or(head.len(), |length| head.len() - 1 - length);
    open.checked_sub(1).and_then(|at| head.get(at)) == Some(&b'<')
}

/// Of `"${db.password:value}"`, as Spring has it, the value that is taken where the setting is missing.
fn in_reference(text: &[u8], name: &Range<usize>) -> Option<Range<usize>> {
    let opened = text.get(..name.start)?.ends_with(b"\"${");
    let rest = text.get(name.end..text.len().min(name.end + 200)).filter(|_| opened)?.strip_prefix(b":")?;
    let length = rest.iter().position(|byte| matches!(byte, b'}' | b'\n' | b'$'))?;
    (length > 0 && rest.get(length) == Some(&b'}')).then_some(name.end + 1..name.end + 1 + length)
}

/// `- --password`, and `- value` on the next line: the cursor is left at the value.
pub(super) fn argument_below(cursor: &mut Cursor<'_>) -> bool {
    let rest = cursor.rest();
    let quote = usize::from(matches!(rest.first(), Some(b'"' | b'\'')));
    let Some(below) = rest.get(quote..).and_then(|rest| rest.strip_prefix(b"\n")) else { return false };
    let blanks = below.iter().take(80).take_while(|byte| **byte == b' ').count();
    let is_item = below.get(blanks..).is_some_and(|item| item.starts_with(b"- ") && !item.starts_with(b"- -"));
    if is_item {
        cursor.at += quote + 1 + blanks + 2;
    }
    is_item
}

/// Whether a method of a builder takes what it is named after. `pass("…")` says that a test did; `pass(Some("…"))` does not.
pub(super) fn builds(name: &[u8], argument: &[u8]) -> bool {
    const METHODS: &[&[u8]] = &[
        b"passwd",
        b"token",
        b"api_key",
        b"apiKey",
        b"auth_token",
        b"authToken",
        b"access_token",
        b"accessToken",
        b"secret_key",
        b"secretKey",
        b"client_secret",
        b"clientSecret",
    ];
    METHODS.contains(&name) || (name == b"pass" && argument.starts_with(b"Some("))
}

/// `<name>value</name>`, with or without attributes.
pub(super) fn element(cursor: &mut Cursor<'_>, name: Range<usize>) -> Option<Assignment> {
    let tag = cursor.rest().iter().take(120).position(|byte| matches!(byte, b'>' | b'<' | b'\n'))?;
    if cursor.rest().get(tag) != Some(&b'>') || (tag > 0 && !cursor.rest().starts_with(b" ")) || cursor.rest().get(..tag)?.ends_with(b"/") {
        return None;
    }
    cursor.at += tag + 1;
    let rest = cursor.rest();
    // The value may stand on a line of its own.
    let indented = rest.iter().take(120).take_while(|byte| byte.is_ascii_whitespace()).count();
    let alone = rest.get(..indented).is_some_and(|blanks| blanks.contains(&b'\n'));
    let indented = if alone { indented } else { 0 };
    let rest = rest.get(indented..)?;
    if let Some(inside) = rest.strip_prefix(b"<![CDATA[") {
        let length = memchr::memmem::find(inside.get(..inside.len().min(values::LONGEST))?, b"]]>").filter(|length| *length > 0)?;
        let start = cursor.at + indented + b"<![CDATA[".len();
        return Some(Assignment { name, value: start..start + length, quoted: true, tie: Tie::Assigned });
    }
    let length = memchr::memchr2(b'<', b'\n', rest.get(..rest.len().min(values::LONGEST))?)?;
    let tail = if alone { rest.get(length..)?.iter().take(120).take_while(|byte| byte.is_ascii_whitespace()).count() } else { 0 };
    // `List<Token> tokens = new List<>()` is no element: one is closed.
    let closed = rest.get(length + tail..length + tail + 2) == Some(b"</");
    (length > 0 && closed).then(|| Assignment {
        name,
        value: cursor.at + indented..cursor.at + indented + length,
        quoted: true,
        tie: Tie::Assigned,
    })
}
