//! What stands between a name and its value, in the syntax of whatever language it is.

use super::cursor::Cursor;
use super::forms::{self, argument_below};
use super::kind::FileKind;
use super::syntax::Tie;
use super::within::holds;

/// The sign that a text begins with that ties a value to a name, and its length.
fn sign(text: &[u8]) -> Option<(Tie, usize)> {
    match text {
        [b'=' | b'!', b'=', b'=', ..] => Some((Tie::Compared, 3)),
        [b'=' | b'!', b'=', ..] => Some((Tie::Compared, 2)),
        [b':', b':', b':', b'=', ..] => Some((Tie::Assigned, 4)),
        [b':', b':', b'=', ..] | [b'|', b'|', b'=', ..] | [b'?', b'?', b'=', ..] => Some((Tie::Assigned, 3)),
        [b'=', b'>', ..] | [b':' | b'?' | b'.' | b'+', b'=', ..] | [b'<', b'-', ..] => Some((Tie::Assigned, 2)),
        [b'=', ..] => Some((Tie::Assigned, 1)),
        _ => None,
    }
}

/// The operator at the cursor, and whether a type may follow it.
pub(super) fn operator(
    cursor: &mut Cursor<'_>,
    quoted_name: bool,
    before: Option<u8>,
    blanks: usize,
    kind: FileKind,
    loose: impl Fn() -> bool,
) -> Option<(Tie, bool)> {
    if let Some(tie) = forms::method(cursor, quoted_name) {
        return Some((tie, false));
    }
    if let Some((tie, length)) = sign(cursor.rest()) {
        cursor.at += length;
        return Some((tie, false));
    }
    // Lists of terms in AsciiDoc; in code no blank follows.
    if matches!(kind, FileKind::Prose | FileKind::Unknown) && cursor.eat(b":: ") {
        return Some((Tie::Assigned, false));
    }
    if cursor.rest().starts_with(b"::") {
        return None;
    }
    // `process.env.SECRET || "value"`: the value where the variable is not set.
    let or = matches!(cursor.rest(), [b'|', b'|', b' ', ..] | [b'?', b'?', b' ', ..] | [b'o', b'r', b' ', ..]);
    if or && holds(cursor.line_so_far(), b"env") {
        cursor.at += 3;
        return matches!(cursor.peek(), Some(b'"' | b'\'' | b'`')).then_some((Tie::Assigned, false));
    }
    if cursor.eat(b":") {
        // `**Password:** value` in Markdown.
        let _ = matches!(kind, FileKind::Prose | FileKind::Unknown) && cursor.eat(b"**");
        // `secret:prod/db` inside of a string is part of a name; a value has a blank before it.
        // `"Password:"` ends there.
        let ends = !quoted_name && matches!(before, Some(b'"' | b'\'' | b'`')) && cursor.peek() == before;
        let part_of_a_name = ends || !quoted_name && !matches!(cursor.peek(), Some(b' ' | b'"' | b'\'' | b'\\')) && loose();
        return (!part_of_a_name).then_some((Tie::Assigned, true));
    }
    let is = matches!(cursor.peek(), Some(b'i' | b'w')) && (matches!(kind, FileKind::Prose | FileKind::Unknown) || loose());
    if is && (cursor.eat(b"is ") || cursor.eat(b"is: ") || cursor.eat(b"was ")) {
        return Some((Tie::Beside, false));
    }
    if blanks > 0 && !quoted_name && (forms::is_set_to(cursor) || typed(cursor)) {
        return Some((Tie::Assigned, false));
    }
    if blanks > 0 && cursor.eat(b"As ") {
        let word = cursor.rest().iter().take(24).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        cursor.at += word;
        cursor.blanks();
        return cursor.eat(b"=").then_some((Tie::Assigned, false));
    }
    if quoted_name && cursor.eat(b",") {
        let puts = forms::is_put(cursor.line_so_far());
        cursor.blanks();
        return argument(cursor).map(|(tie, typed)| if puts { (Tie::Assigned, typed) } else { (tie, typed) });
    }
    if quoted_name && (cursor.eat(b"value=") || cursor.eat(b"Value=")) {
        return Some((Tie::Assigned, false));
    }
    if quoted_name && cursor.peek() == Some(b'>') {
        cursor.at += 1;
        return Some((Tie::Assigned, false));
    }
    if [&b"(\""[..], b"('", b"(b\"", b"(b'", b"(@\"", b"(r'", b"(r\""].iter().any(|open| cursor.rest().starts_with(open)) {
        cursor.at += 1;
        return Some((Tie::Called, false));
    }
    let is_flag = before == Some(b'-');
    // The next of a list of arguments in YAML.
    if is_flag && kind == FileKind::Config && argument_below(cursor) {
        return Some((Tie::Beside, false));
    }
    if cursor.rest().starts_with(b"(Some(\"") {
        cursor.at += 1;
        return Some((Tie::Called, false));
    }
    // Prose marks code so, and speaks of it: "Pass `x=1` to f".
    if !is_flag && cursor.peek() == Some(b'`') {
        return None;
    }
    let quoted_value = matches!(cursor.peek(), Some(b'"' | b'\'')) || cursor.rest().starts_with(b"@\"");
    // In a line that assigns already, or a sentence, a word is beside another one all the time.
    let assigns = !is_flag && kind == FileKind::Config && cursor.line_so_far().contains(&b'=');
    let is_word = !assigns && quoted_value
        || (kind != FileKind::Code && kind != FileKind::Prose && matches!(before, None | Some(b' ' | b'\t' | b'\n')));
    (blanks > 0 && !quoted_name && (is_flag || is_word)).then_some((Tie::Beside, false))
}

/// `name type = "value"`, as Go and others have it: the cursor is left behind the operator.
fn typed(cursor: &mut Cursor<'_>) -> bool {
    let rest = cursor.rest();
    let length = rest.iter().take(48).take_while(|byte| byte.is_ascii_alphanumeric() || b"_.*[]&".contains(byte)).count();
    let after = rest.get(length..).unwrap_or_default();
    let blanks = after.iter().take_while(|byte| **byte == b' ').count();
    let quoted = matches!(after.get(blanks..), Some([b'=', b' ', b'"' | b'`' | b'\'', ..] | [b'=', b'"' | b'`' | b'\'', ..]));
    let is_type = (2..48).contains(&length) && blanks > 0 && quoted;
    if is_type {
        cursor.at += length + blanks + 1;
    }
    is_type
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
pub(super) fn skip_type(cursor: &mut Cursor<'_>) {
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
pub(super) fn next_line(cursor: &mut Cursor<'_>) {
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
