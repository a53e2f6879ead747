//! Names and values that stand in two places: `name: DB_PASSWORD`, then `value: …`.

use super::syntax::{Assignment, Tie};
use super::within::holds;
use std::ops::Range;

/// How far behind the name its value may stand, in bytes.
const REACH: usize = 400;
/// Keys (lower case) whose value is the name of something.
const NAMES: &[&[u8]] = &[b"name", b"key", b"variable", b"id", b"parameter_key", b"parameterkey", b"envkey"];
/// Keys whose value is that something's value.
const VALUES: &[&[u8]] = &[b"value", b"default", b"parametervalue", b"defaultvalue"];

/// The value that belongs to the name at `name`, where that name is itself a value (`name: DB_PASSWORD`) or heads a block
/// (`variable "db_password" {`, `"DbPassword": {`). `end` is where the name's quotes close.
pub(super) fn read(text: &[u8], name: &Range<usize>, end: usize) -> Option<Assignment> {
    let after = text.get(end..text.len().min(end + REACH))?;
    if let Some(value) = inserted(text, name, if end > name.end { name.end + 1 } else { end }) {
        return Some(Assignment { name: name.clone(), value, quoted: true, tie: Tie::Assigned });
    }
    if let Some((start, length)) = below(text, name, after) {
        let value = end + start..end + start + length;
        let quoted = matches!(text.get(value.start.checked_sub(1)?), Some(b'"' | b'\''));
        return Some(Assignment { name: name.clone(), value, quoted, tie: Tie::Assigned });
    }
    let heads_block = after.iter().take(4).copied().find(|byte| !matches!(byte, b' ' | b':' | b'=')) == Some(b'{');
    // A bare name is a value only where its line ends with it: `key: event.key,` is code.
    let ends_there = end > name.end || matches!(after.first(), Some(b'\n' | b'\r'));
    let is_named = ends_there && is_value_of_a_name(text, name);
    if let Some(value) = set_before(text, name) {
        return Some(Assignment { name: name.clone(), value, quoted: true, tie: Tie::Assigned });
    }
    if !heads_block && !is_named {
        return plist(text, name, end);
    }
    let in_tag =
        text.get(name.start.saturating_sub(120)..name.start).is_some_and(|head| memchr::memrchr(b'<', head) > memchr::memrchr(b'>', head));
    let (start, length) = content(after).or_else(|| find_value(after, heads_block, in_tag))?;
    let value = end + start..end + start + length;
    let quoted = matches!(text.get(value.start.checked_sub(1)?), Some(b'"' | b'\'' | b'>'));
    Some(Assignment { name: name.clone(), value, quoted: quoted || !heads_block, tie: Tie::Assigned })
}

/// `INSERT INTO users (name, password) VALUES ('bob', 'value')`: the value of the column, in the first row.
fn inserted(text: &[u8], name: &Range<usize>, end: usize) -> Option<Range<usize>> {
    if !matches!(text.get(end).copied().filter(|byte| *byte != b'`').or_else(|| text.get(end + 1).copied()), Some(b',' | b')')) {
        return None;
    }
    let head = text.get(name.start.saturating_sub(REACH)..name.start)?;
    let open = memchr::memrchr(b'(', head)?;
    let before = head.get(open.saturating_sub(100)..open)?;
    // Calls are many, and few of them are statements.
    if ![&b"INTO "[..], b"into ", b"Into "].iter().any(|word| holds(before, word)) {
        return None;
    }
    let before = before.to_ascii_uppercase();
    memchr::memmem::rfind(&before, b"INSERT INTO ").or_else(|| memchr::memmem::rfind(&before, b"REPLACE INTO "))?;
    let column = memchr::memchr_iter(b',', head.get(open..)?).count();
    let after = text.get(end..text.len().min(end + 4 * REACH))?;
    let close = memchr::memchr(b')', after)?;
    let values = after.get(close..)?.iter().take(24).position(|byte| *byte == b'(').map(|at| close + at + 1)?;
    after.get(close..values)?.to_ascii_uppercase().windows(6).any(|word| word == b"VALUES").then_some(())?;
    let (mut at, mut number) = (values, 0);
    while let Some(byte) = after.get(at) {
        match byte {
            b'\'' | b'"' => {
                let length = after.get(at + 1..)?.iter().position(|inner| inner == byte || *inner == b'\n')?;
                if number == column {
                    return (length > 0).then_some(end + at + 1..end + at + 1 + length);
                }
                at += length + 1;
            }
            b',' => number += 1,
            b'(' | b')' | b';' => return None,
            _ if number > column => return None,
            _ => {}
        }
        at += 1;
    }
    None
}

/// `UPDATE settings SET value = 'value' WHERE name = 'smtp_password'`.
fn set_before(text: &[u8], name: &Range<usize>) -> Option<Range<usize>> {
    let from = name.start.saturating_sub(200);
    let head = text.get(from..name.start)?;
    // The name stands alone, or at the end of a path.
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/._-".contains(byte);
    let path = head.iter().rposition(|byte| !plain(byte)).map_or(0, |at| at + 1);
    let before = head.get(..path)?.strip_suffix(b"'")?.trim_ascii_end();
    before.ends_with(b"=").then_some(())?;
    let clause = memchr::memmem::rfind(head, b"' WHERE ").or_else(|| memchr::memmem::rfind(head, b"' where "))?;
    let open = memchr::memrchr(b'\'', head.get(..clause)?)? + 1;
    let set = head.get(..open - 1)?.trim_ascii_end().strip_suffix(b"=")?.trim_ascii_end().to_ascii_lowercase();
    (set.ends_with(b"value") && open < clause).then_some(from + open..from + clause)
}

/// `DbPassword:` in YAML, and `Default: value` among what is further in: offset and length of the value.
fn below(text: &[u8], name: &Range<usize>, after: &[u8]) -> Option<(usize, usize)> {
    let mut rest = after.strip_prefix(b":")?;
    rest = rest.strip_prefix(b"\r").unwrap_or(rest).strip_prefix(b"\n")?;
    let head = text.get(name.start.saturating_sub(80)..name.start)?;
    let margin = head.get(memchr::memrchr(b'\n', head).map_or(0, |newline| newline + 1)..)?;
    if !margin.iter().all(|byte| *byte == b' ') {
        return None;
    }
    while let Some(length) = memchr::memchr(b'\n', rest) {
        let (line, next) = rest.split_at(length);
        let indented = line.iter().take_while(|byte| **byte == b' ').count();
        if indented <= margin.len() {
            return None;
        }
        let word = line.get(indented..)?;
        let key = word.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if matches!(word.get(..key)?, b"Default" | b"default") && word.get(key) == Some(&b':') {
            return assigned(after, after.len() - rest.len() + indented + key);
        }
        rest = next.get(1..)?;
    }
    None
}

/// Whether `name:`, `"key":`, `name=` or `variable` stands before it.
fn is_value_of_a_name(text: &[u8], name: &Range<usize>) -> bool {
    let head = text.get(name.start.saturating_sub(24)..name.start).unwrap_or_default();
    // `"secure:password"`: a prefix belongs to the name.
    let prefix = head.strip_suffix(b":").map_or(0, |word| word.iter().rev().take_while(|byte| byte.is_ascii_lowercase()).count() + 1);
    let head = if prefix > 1 && matches!(head.get(head.len().wrapping_sub(prefix + 1)), Some(b'"' | b'\'')) {
        head.get(..head.len() - prefix).unwrap_or_default()
    } else {
        head
    };
    let trimmed = trim_end(head, b"\"' \\");
    let Some(trimmed) = trimmed.strip_suffix(b":").or_else(|| trimmed.strip_suffix(b"=")) else { return false };
    let trimmed = trim_end(trimmed, b"\"' \\").to_ascii_lowercase();
    // `{"type": "password", "value": …}`: a type is a name only where it is a plain word.
    let plain = text.get(name.clone()).is_some_and(|name| matches!(name, b"password" | b"secret" | b"token"));
    let by_type = plain && trimmed.ends_with(b"type") && !trimmed.ends_with(b"_type");
    by_type
        || NAMES.iter().any(|known| {
            trimmed
                .strip_suffix(*known)
                .is_some_and(|before| before.last().is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_' && *byte != b'-'))
        })
}

fn trim_end<'text>(text: &'text [u8], these: &[u8]) -> &'text [u8] {
    let end = text.iter().rposition(|byte| !these.contains(byte)).map_or(0, |last| last + 1);
    text.get(..end).unwrap_or_default()
}

/// `<string name="api_secret">value</string>`: offset and length of what stands in the element.
fn content(after: &[u8]) -> Option<(usize, usize)> {
    // Other attributes may stand between.
    let close = after.iter().take(80).position(|byte| matches!(byte, b'>' | b'<' | b'\n' | b'/'))?;
    let inside = after.get(close..)?.strip_prefix(b">")?;
    // `<property name="password"><value>…`
    let nested = inside.strip_prefix(b"<value>");
    let close = if nested.is_some() { close + b"<value>".len() } else { close };
    let inside = nested.unwrap_or(inside);
    let length = memchr::memchr2(b'<', b'\n', inside).filter(|length| inside.get(*length..length + 2) == Some(b"</"))?;
    (length > 0).then_some((close + 1, length))
}

/// Offset and length of the value behind the first value key; none where another name comes first.
fn find_value(after: &[u8], heads_block: bool, in_tag: bool) -> Option<(usize, usize)> {
    let mut at = 0;
    while at < after.len() {
        let rest = after.get(at..)?;
        // The next tag is about something else.
        if rest.first() == Some(&b'<') || (heads_block && at > 0 && rest.first() == Some(&b'}')) {
            return None;
        }
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        let word = rest.get(..length)?;
        let is_one_of = |known: &[&[u8]]| known.iter().any(|known| known.eq_ignore_ascii_case(word));
        if (is_one_of(VALUES) || in_tag && word.eq_ignore_ascii_case(b"content"))
            && let Some(found) = assigned(after, at + length)
        {
            return Some(found);
        }
        // A tag may say what it is after it says of which type: `<input type="password" name="pw" value="…">`.
        if !heads_block && !in_tag && length > 0 && is_one_of(NAMES) {
            return None;
        }
        at += length.max(1);
    }
    None
}

/// The value behind the quotes, blanks and operator at `at`.
fn assigned(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let rest = text.get(at..)?;
    let blanks = |from: usize| rest.get(from..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let mut offset = usize::from(matches!(rest.first(), Some(b'"' | b'\'')));
    offset += blanks(offset);
    if !matches!(rest.get(offset), Some(b':' | b'=')) {
        return None;
    }
    offset += 1;
    offset += blanks(offset);
    let quote = rest.get(offset).copied().filter(|byte| matches!(byte, b'"' | b'\''));
    offset += usize::from(quote.is_some());
    let value = rest.get(offset..)?;
    let length = match quote {
        Some(quote) => value.iter().position(|byte| *byte == quote || *byte == b'\n')?,
        None => value.iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b',' | b';')).unwrap_or(value.len()),
    };
    (length > 0).then_some((at + offset, length))
}

/// `<key>Password</key><string>value</string>`, as property lists have it, and the like.
fn plist(text: &[u8], name: &Range<usize>, end: usize) -> Option<Assignment> {
    if name.start.checked_sub(1).and_then(|at| text.get(at)) != Some(&b'>') || name.end != end {
        return None;
    }
    let after = text.get(end..text.len().min(end + REACH))?;
    let close = after.strip_prefix(b"</").and_then(|rest| memchr::memchr(b'>', rest))? + 3;
    let blanks = after.get(close..)?.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let open = close + blanks;
    if after.get(open) != Some(&b'<') || after.get(open + 1) == Some(&b'/') {
        return None;
    }
    let start = open + memchr::memchr(b'>', after.get(open..)?)? + 1;
    let length = memchr::memchr2(b'<', b'\n', after.get(start..)?)?;
    (length > 0).then(|| Assignment { name: name.clone(), value: end + start..end + start + length, quoted: true, tie: Tie::Assigned })
}

#[cfg(test)]
mod tests {
    use super::read;

    fn value(text: &str) -> Option<&str> {
        let start = text.find("DB_PASSWORD").unwrap();
        let end = start + "DB_PASSWORD".len();
        let quote = usize::from(matches!(text.as_bytes()[end], b'"' | b'\''));
        read(text.as_bytes(), &(start..end), end + quote).map(|found| &text[found.value])
    }

    #[test]
    fn values_are_found_behind_their_names() {
        assert_eq!(value("- name: DB_PASSWORD\n  value: \"v4l\"\n"), Some("v4l"));
        assert_eq!(value("{\"key\": \"DB_PASSWORD\", \"value\": \"v4l\"}"), Some("v4l"));
        assert_eq!(value("variable \"DB_PASSWORD\" {\n  type = string\n  default = \"v4l\"\n}"), Some("v4l"));
        assert_eq!(value("\"DB_PASSWORD\": { \"Type\": \"String\", \"Default\": \"v4l\" }"), Some("v4l"));
        assert_eq!(value("<key>DB_PASSWORD</key>\n  <string>v4l</string>"), Some("v4l"));
    }

    #[test]
    fn values_of_other_names_are_not() {
        assert_eq!(value("- name: DB_PASSWORD\n  valueFrom: x\n- name: OTHER\n  value: v4l\n"), None);
        assert_eq!(value("variable \"DB_PASSWORD\" {\n  type = string\n}\nvariable \"x\" {\n default = \"v4l\"\n}"), None);
        assert_eq!(value("x = DB_PASSWORD;\nvalue = \"v4l\""), None);
    }
}
