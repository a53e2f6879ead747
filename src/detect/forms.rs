//! Forms of assignment that are one language's or one format's own.

use super::calls::{self, Takes};
use super::cursor::Cursor;
use super::kind::FileKind;
use super::mention;
use super::names::{Meaning, meaning};
use super::odd::is_odd;
use super::passphrase::is_passphrase;
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
    if let Some(value) = listed(cursor, name)
        .or_else(|| of_item(cursor))
        .or_else(|| set_for(cursor))
        .or_else(|| session(text, name))
        .or_else(|| uci(cursor, name))
        .or_else(|| first_of(cursor, name))
    {
        return Some(value_of(name, value));
    }
    if let Some(value) = quoted_behind(cursor, name, before).or_else(|| header_field(text, name)) {
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

fn value_of(name: &Range<usize>, value: Range<usize>) -> Assignment {
    Assignment { name: name.clone(), value, quoted: true, tie: Tie::Given }
}

/// `auth = ["user", "value"]`, `"auth": ["user", "value"]`: the second of two strings.
fn listed(cursor: &Cursor<'_>, name: &Range<usize>) -> Option<Range<usize>> {
    let open = cursor.rest().iter().take(6).position(|byte| matches!(byte, b'[' | b'('))?;
    if open == 0 || !cursor.rest().get(..open)?.iter().all(|byte| matches!(byte, b' ' | b'=' | b':')) {
        return None;
    }
    let word = cursor.text.get(name.clone())?.to_ascii_lowercase();
    let names = [&b"auth"[..], b"login", b"credentials", b"creds", b"authentication"].iter().any(|end| word.ends_with(end));
    let secret = names.then(|| calls::password(cursor.text, cursor.at + open, Takes::Behind)).flatten()?;
    (secret.end < cursor.at + cursor.line(200).len()).then_some(secret)
}

/// `"password": {"S": "value"}`, as `DynamoDB` has items.
fn of_item(cursor: &Cursor<'_>) -> Option<Range<usize>> {
    let tied = cursor.rest().iter().take(4).take_while(|byte| matches!(byte, b' ' | b':')).count();
    if tied == 0 || cursor.rest().get(tied) != Some(&b'{') {
        return None;
    }
    let line = cursor.line(240);
    let inside = line.get(tied..)?.strip_prefix(b"{")?.trim_ascii_start().strip_prefix(b"\"S\"")?;
    let open = line.len() - inside.len() + memchr::memchr(b'"', inside)? + 1;
    let length = memchr::memchr(b'"', line.get(open..)?)?;
    let secret = cursor.at + open..cursor.at + open + length;
    cursor.text.get(secret.clone()).is_some_and(is_odd).then_some(secret)
}

/// `SET PASSWORD FOR 'user'@'host' = 'value'`, as `MySQL` has it.
fn set_for(cursor: &Cursor<'_>) -> Option<Range<usize>> {
    if !matches!(cursor.rest(), [b' ', b'F', b'O', b'R', b' ', ..] | [b' ', b'f', b'o', b'r', b' ', ..]) {
        return None;
    }
    let line = cursor.line(200).get(b" FOR ".len()..)?;
    let equals = memchr::memchr(b'=', line)?;
    let open = equals + line.get(equals..)?.iter().take(12).position(|byte| *byte == b'\'')? + 1;
    let length = memchr::memchr(b'\'', line.get(open..)?)?;
    let start = cursor.at + b" FOR ".len() + open;
    cursor.text.get(start..start + length).is_some_and(is_odd).then_some(start..start + length)
}

/// `API_KEYS = ["value", …]`, `const tokens = new Set(["value"`, `var tokens = map[string]string{"name": "value"`: the first of several.
fn first_of(cursor: &Cursor<'_>, name: &Range<usize>) -> Option<Range<usize>> {
    let spoken = cursor.text.get(name.clone())?;
    if !matches!(spoken.last(), Some(b's' | b'S')) {
        return None;
    }
    let words = super::names::words(spoken);
    let before = words.iter().rev().nth(1).map_or("", String::as_str);
    let several = match words.last()?.as_str() {
        "tokens" | "secrets" | "passwords" | "apikeys" => true,
        "keys" => matches!(before, "api" | "access" | "auth" | "allowed" | "valid" | "secret" | "client"),
        _ => false,
    };
    if !several {
        return None;
    }
    let rest = cursor.rest().get(..cursor.rest().len().min(200))?;
    let sign = rest.iter().take(24).position(|byte| matches!(byte, b'=' | b':'))?;
    let open = sign + rest.get(sign..)?.iter().take(48).position(|byte| matches!(byte, b'"' | b'\'' | b';'))?;
    let opened = rest.get(sign..open)?.iter().any(|byte| matches!(byte, b'[' | b'{' | b'('));
    let string = |from: usize| {
        let quote = *rest.get(from).filter(|byte| matches!(byte, b'"' | b'\''))?;
        Some(from + 1..from + 1 + memchr::memchr2(quote, b'\n', rest.get(from + 1..)?)?)
    };
    let first = string(open).filter(|_| opened)?;
    // Of a pair the second.
    let pair = rest.get(first.end + 1..)?.iter().take(4).position(|byte| matches!(byte, b'"' | b'\''));
    let behind = |at: usize| rest.get(first.end + 1..first.end + 1 + at).is_some_and(|sign| sign.contains(&b':') || sign.contains(&b'='));
    let found = pair.filter(|at| behind(*at)).and_then(|at| string(first.end + 1 + at)).unwrap_or(first);
    let secret = cursor.at + found.start..cursor.at + found.end;
    cursor.text.get(secret.clone()).is_some_and(|value| value.len() >= 20 && mention::is_made(value, 12)).then_some(secret)
}

/// `option key 'value'`, as `OpenWrt` has the passphrase of a network.
fn uci(cursor: &Cursor<'_>, name: &Range<usize>) -> Option<Range<usize>> {
    let is_key = cursor.text.get(name.clone())? == b"key" && cursor.text.get(..name.start)?.ends_with(b"option ");
    let value = cursor.line(120).strip_prefix(b" '").filter(|_| is_key)?;
    let secret = cursor.at + 2..cursor.at + 2 + memchr::memchr(b'\'', value)?;
    cursor.text.get(secret.clone()).is_some_and(|value| is_odd(value) || is_passphrase(value)).then_some(secret)
}

/// `a1 LOGIN user value`, as clients of IMAP say it (RFC 9051, 6.2.3).
fn session(text: &[u8], name: &Range<usize>) -> Option<Range<usize>> {
    let head = text.get(name.start.saturating_sub(24)..name.start)?;
    if text.get(name.clone())? != b"LOGIN" || !head.ends_with(b" ") {
        return None;
    }
    let tag = head.trim_ascii_end().rsplit(u8::is_ascii_whitespace).next()?;
    let rest = text.get(name.end..text.len().min(name.end + 160))?;
    let line = rest.get(..memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len()))?;
    let word = line.rsplit(|byte| *byte == b' ').next()?;
    let is_tag = tag.len() <= 12 && tag.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'*'));
    let one_user = line.iter().filter(|byte| **byte == b' ').count() == 2;
    let quoted = usize::from(word.starts_with(b"\"") && word.ends_with(b"\"") && word.len() > 2);
    let secret = name.end + line.len() - word.len() + quoted..name.end + line.len() - quoted;
    (is_tag && one_user && text.get(secret.clone()).is_some_and(is_odd)).then_some(secret)
}

/// `password.equals("value")`; `var("PASSWORD").unwrap_or("value")`, `getByLabel("Password").fill("value")`: methods that compare, put or fall
/// back. The cursor is left at the value.
pub(super) fn method(cursor: &mut Cursor<'_>, quoted_name: bool) -> Option<Tie> {
    const COMPARE: &[&[u8]] = &[b".equals(", b".equalsIgnoreCase(", b".Equals(", b".compareTo(", b".eq("];
    #[rustfmt::skip]
    const PUT: &[&[u8]] = &[
        b".fill(", b".type(", b".send_keys(", b".sendKeys(", b".setValue(", b".unwrap_or(", b".unwrap_or_else(|_| ", b".unwrap_or_else(|| ", b".orElse(", b".getOrElse(",
        b".or_else(|_| Ok(", b".into(), ", b".to_string(), ", b".to_owned(), ", b"), ",
    ];
    let first = cursor.peek();
    if first == Some(b'.') && COMPARE.iter().any(|method| cursor.eat(method)) {
        return Some(Tie::Compared);
    }
    if !quoted_name || !matches!(first, Some(b'.' | b')')) {
        return None;
    }
    let closed = cursor.rest().starts_with(b").");
    cursor.at += usize::from(closed);
    if PUT.iter().any(|method| cursor.eat(method)) {
        return Some(Tie::Assigned);
    }
    cursor.at -= usize::from(closed);
    None
}

/// `:password, 'value'`, as Capistrano sets it; `-define(PASSWORD, "value")` of Erlang; `PASSWORD PIC X(9) VALUE 'value'`, `TYPE string VALUE 'value'`
/// of COBOL and ABAP: where the quoted value starts.
fn quoted_behind(cursor: &Cursor<'_>, name: &Range<usize>, before: Option<u8>) -> Option<Range<usize>> {
    if !matches!(cursor.peek(), Some(b',' | b' ')) {
        return None;
    }
    let whole = cursor.line(160);
    // COBOL sets its clauses in columns.
    let blanks = whole.iter().take_while(|byte| **byte == b' ').count();
    let line = whole.get(blanks.saturating_sub(1)..)?;
    let skipped = whole.len() - line.len();
    let head = cursor.text.get(name.start.saturating_sub(8)..name.start)?;
    let set = before == Some(b':') && head.ends_with(b"set :") && line.starts_with(b", ");
    let defined = head.ends_with(b"define(") && line.starts_with(b", ");
    let typed = [&b" TYPE "[..], b" PIC ", b" pic ", b" type "].iter().any(|word| line.starts_with(word));
    let open = match (set || defined, typed) {
        (true, _) => 2,
        (_, true) => memchr::memmem::find(line, b" VALUE '").or_else(|| memchr::memmem::find(line, b" value '"))? + b" VALUE ".len(),
        _ => return None,
    };
    let quote = *line.get(open).filter(|byte| matches!(byte, b'"' | b'\''))?;
    let length = memchr::memchr(quote, line.get(open + 1..)?)?;
    let start = cursor.at + skipped + open + 1;
    (length > 0).then_some(start..start + length)
}

/// `password = f83Q_1c1JP!j6d` in a language where that means nothing: a line of a configuration that stands in a string of several lines.
pub(super) fn unquoted_in_code(cursor: &Cursor<'_>, name: &[u8]) -> Option<Range<usize>> {
    let line = cursor.line(80).trim_ascii_end();
    let capital = line.iter().any(u8::is_ascii_uppercase) && line.iter().any(u8::is_ascii_lowercase);
    let digits = line.iter().filter(|byte| byte.is_ascii_digit()).count();
    let sign = line.windows(3).any(
        |part| matches!(part, [a, b'!' | b'^' | b'#' | b'@' | b'~' | b'?', b] if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric()),
    );
    let odd = line.len() >= 10 && capital && digits >= 2 && sign && is_odd(line);
    (odd && meaning(name) == Meaning::Password).then_some(cursor.at..cursor.at + line.len())
}

/// `key = Buffer.from("9f86…", "hex")`, `key = bytes.fromhex("9f86…")`: digits that are made into the bytes of a key.
pub(super) fn is_key_in_hexadecimal(text: &[u8], name: &Range<usize>, value: &Range<usize>) -> bool {
    const DECODERS: &[&[u8]] =
        &[b"fromhex(", b"unhexlify(", b"DecodeString(", b"parseHex(", b"hex2bin(", b"hexToBytes(", b"FromHexString(", b"hex.decode("];
    let digits = text.get(value.clone()).unwrap_or_default();
    if !matches!(digits.len(), 32 | 48 | 64) || !digits.iter().all(u8::is_ascii_hexdigit) {
        return false;
    }
    let head = text.get(value.start.saturating_sub(24)..value.start.saturating_sub(1)).unwrap_or_default();
    let head = head.strip_suffix(b"b").unwrap_or(head);
    let tail = text.get(value.end + 1..text.len().min(value.end + 12)).unwrap_or_default();
    let decoded = DECODERS.iter().any(|decoder| head.ends_with(decoder))
        || (head.ends_with(b"from(") && memchr::memmem::find(tail, b"hex").is_some());
    let is_key =
        || text.get(name.clone()).is_some_and(|name| meaning(name) == Meaning::Weak && name.to_ascii_lowercase().ends_with(b"key"));
    decoded && is_odd_hexadecimal(digits) && is_key()
}

/// Digits drawn by chance: none of those that count up or repeat.
fn is_odd_hexadecimal(digits: &[u8]) -> bool {
    super::likeness::Likeness::of(digits).is_random() && !super::placeholder::is_placeholder(digits)
}

/// `setValue("value", forHTTPHeaderField: "X-Api-Key")`, as Swift has it.
fn header_field(text: &[u8], name: &Range<usize>) -> Option<Range<usize>> {
    let head = text.get(name.start.saturating_sub(400)..name.start)?;
    let head = head.strip_suffix(b"\"")?.strip_suffix(b"forHTTPHeaderField: ")?.trim_ascii_end().strip_suffix(b"\",")?;
    let open = memchr::memrchr(b'"', head)?;
    let end = name.start - b"\", forHTTPHeaderField: \"".len();
    (head.len() - open > 1).then_some(end - (head.len() - open - 1)..end)
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
    const CALLS: &[&[u8]] =
        &[b"put(", b"setProperty(", b"setenv(", b"putenv(", b"fill(", b"option(", b"addProperty(", b"VALUES (", b"VALUES(", b"values ("];
    let trimmed = line.strip_suffix(b",").and_then(|line| line.split_last()).map_or(line, |(_, head)| head);
    let open = trimmed.iter().rposition(|byte| matches!(byte, b'"' | b'\'' | b'`')).unwrap_or(0);
    trimmed.get(..open).is_some_and(|head| CALLS.iter().any(|call| head.ends_with(call)))
}

/// The length of `secure:` in `"secure:password"`, of `Smtp:Relay:` in `"Smtp:Relay:Password"`.
pub(super) fn prefix(text: &[u8], start: usize) -> usize {
    let head = text.get(start.saturating_sub(64)..start).unwrap_or_default();
    let Some(word) = head.strip_suffix(b":") else { return 0 };
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'.' | b'_');
    let length = word.iter().rev().take_while(is_part).count();
    let opened = length > 0 && length < word.len() && matches!(word.get(word.len() - length - 1), Some(b'"' | b'\''));
    let parts = word.get(word.len() - length..).unwrap_or_default();
    // Sections of .NET are written with a capital; of small words one alone is a prefix.
    let is_prefix = parts.first().is_some_and(u8::is_ascii_uppercase) || parts.iter().all(u8::is_ascii_lowercase);
    if opened && is_prefix { length + 1 } else { 0 }
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
    // In a shell `?` complains, and `+` puts something else there.
    if matches!(rest.first(), Some(b'?' | b'+')) {
        return None;
    }
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
