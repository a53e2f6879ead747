//! Reads the value behind an operator: quoted or bare, wrapped in a call, or the fallback of a variable that is not set.

use super::cursor::Cursor;
use super::kind::FileKind;
use super::syntax::Tie;
use super::within::holds;
use std::ops::Range;

/// Longest value that is read, in bytes.
pub(super) const LONGEST: usize = 4096;

/// The value at the cursor, without its quotes, and whether it had any.
pub(super) fn value(cursor: &mut Cursor<'_>, tie: Tie, kind: FileKind) -> Option<(Range<usize>, bool)> {
    skip_parenthesis(cursor);
    skip_wrapper(cursor);
    skip_environment(cursor);
    skip_condition(cursor);
    // Letters before a quote that change how a literal is read, not what it holds.
    if let Some([first, second, ..]) =
        cursor.rest().get(..2).map(|head| [head.first().copied().unwrap_or(0), head.get(1).copied().unwrap_or(0)])
        && matches!(first, b'b' | b'r' | b'u' | b'f' | b'L' | b'@' | b'$' | b'N' | b'B' | b'R' | b'F')
        && matches!(second, b'"' | b'\'')
    {
        cursor.at += 1;
    }
    skip_address(cursor);
    skip_anchor(cursor, kind);
    let text = cursor.text;
    if let Some((quote, escaped)) = cursor.quote() {
        return quoted(cursor, quote, escaped).map(|range| (fallback(text, range), true));
    }
    if !kind.has_bare_values() || matches!(tie, Tie::Called | Tie::Argument | Tie::Compared) {
        return None;
    }
    bare(cursor, kind).map(|range| (fallback(text, range), false))
}

/// `&name value`, as YAML names what other places repeat.
fn skip_anchor(cursor: &mut Cursor<'_>, kind: FileKind) {
    let Some(rest) = cursor.rest().strip_prefix(b"&").filter(|_| kind == FileKind::Config) else { return };
    let length = rest.iter().take(40).take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
    if length > 0 && rest.get(length) == Some(&b' ') {
        cursor.at += length + 2;
    }
}

/// `'https://…?token=' + 'value'`: what stands before the value is not it.
fn skip_address(cursor: &mut Cursor<'_>) {
    let Some([quote @ (b'"' | b'\''), b' ', b'+' | b'.' | b'&', b' ', again]) = cursor.rest().first_chunk() else { return };
    if quote == again {
        cursor.at += 4;
    }
}

/// Of `${NAME:-value}` the value that is taken where the variable is not set.
fn fallback(text: &[u8], range: Range<usize>) -> Range<usize> {
    let value = text.get(range.clone()).unwrap_or_default();
    let Some(inner) = value.strip_prefix(b"${").and_then(|rest| rest.strip_suffix(b"}")) else { return range };
    // `${NAME:?message}` has none.
    if memchr::memmem::find(inner, b":?").is_some() {
        return range;
    }
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
    if !holds(&head, b"env") {
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

/// `production ? "value" : "other"`: the first of the two.
fn skip_condition(cursor: &mut Cursor<'_>) {
    let line = cursor.line(80);
    let Some(mark) = memchr::memchr(b'?', line) else { return };
    let condition = line.get(..mark).unwrap_or_default();
    let plain = condition.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'$' || *byte == b'!')
        && !condition.iter().any(|byte| matches!(byte, b';' | b','));
    if plain && matches!(line.get(mark + 1..mark + 3), Some([b' ', b'"' | b'\''])) {
        cursor.at += mark + 2;
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
        b"fromhex",
        b"unhexlify",
        b"b64decode",
        b"urlsafe_b64decode",
        b"FromBase64String",
        b"FromHexString",
        b"DecodeString",
        b"decode",
        b"parseHex",
        b"hex2bin",
        b"base64_decode",
        b"hexToBytes",
        b"GetBytes",
        b"getBytes",
        b"atob",
        b"MD5",
        b"SHA1",
        b"SHA2",
        b"PASSWORD",
    ];
    let rest = cursor.rest();
    let length = rest.iter().take(48).take_while(|byte| byte.is_ascii_alphanumeric() || b"_.:[] ".contains(byte)).count();
    let (head, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    let Some(quote) = after.get(1) else { return };
    if length == 0 || after.first() != Some(&b'(') || !matches!(quote, b'"' | b'\'') {
        return;
    }
    let last = head.rsplit(|byte| b".: ]".contains(byte)).next().unwrap_or(head);
    // A digest of a digest.
    let digest = after.get(2..34).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
    if digest && matches!(last, b"MD5" | b"SHA1" | b"SHA2" | b"PASSWORD") {
        return;
    }
    if WRAPPERS.contains(&last) || is_constructor(last) {
        cursor.at += length + 1;
    }
}

/// `new StringCredentialValue("x")`, `ApiToken("x")`: a type that says that it holds the value.
fn is_constructor(name: &[u8]) -> bool {
    const HOLDERS: &[&[u8]] = &[b"Value", b"Password", b"Secret", b"Credential", b"Token"];
    name.first().is_some_and(u8::is_ascii_uppercase) && HOLDERS.iter().any(|holder| name.ends_with(holder))
}

fn quoted(cursor: &mut Cursor<'_>, quote: u8, escaped: bool) -> Option<Range<usize>> {
    // Triple quotes are the same value in more quotes, as are double backticks in prose.
    if !escaped && cursor.rest().starts_with(&[quote, quote]) {
        cursor.at += 2;
    } else if quote == b'`' && cursor.rest().first() == Some(&b'`') {
        cursor.at += 1;
    }
    // Spring's way to say that the password stands there as it is.
    let _ = cursor.eat(b"{noop}");
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

/// Whether the line has other values before this one: `{user: bob, password: …`, `user=bob;password=…`.
fn is_one_of_several(line: &[u8]) -> bool {
    let opened = memchr::memrchr(b'{', line);
    (opened.is_some() && opened > memchr::memrchr(b'}', line)) || memchr::memchr(b';', line).is_some_and(|at| at > 0)
}

fn bare(cursor: &Cursor<'_>, kind: FileKind) -> Option<Range<usize>> {
    let line = cursor.line(LONGEST);
    // A whole-line value may hold punctuation; in a command, a query string, a mapping or a connection string it ends there.
    let whole_line = kind == FileKind::Config && !is_one_of_several(cursor.line_so_far());
    let stop = |byte: &u8| {
        let always = matches!(byte, b' ' | b'\t' | b'\r' | b'"' | b'\'' | b'`');
        let punctuation = matches!(byte, b',' | b';' | b'&' | b'<' | b'>' | b')' | b'}' | b']' | b'\\');
        always || (!whole_line && punctuation)
    };
    let length = line.iter().position(stop).unwrap_or(line.len());
    (length > 0).then(|| cursor.at..cursor.at + length)
}
