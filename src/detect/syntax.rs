//! Reads what is assigned to a name, in the syntax of whatever language it stands in.

use super::calls;
use super::cursor::Cursor;
use super::forms::{self, builds, element, is_tag, prefix};
use super::kind::FileKind;
use super::markup;
use super::names::{Meaning, is_numbered_key, meaning};
use super::operator::{next_line, operator, skip_type};
use super::pairs;
use super::prose;
use super::values::value;
use super::within::holds;
use std::cell::LazyCell;
use std::ops::Range;

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
    /// `login("user", "value")`: the call says what the value is, and the value was judged.
    Given,
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

/// The assignment to the name at `name`, if one follows it.
pub(super) fn read(text: &[u8], name: Range<usize>, kind: FileKind) -> Option<Assignment> {
    let mut cursor = Cursor { text, at: name.end };
    let before = name.start.checked_sub(1).and_then(|at| text.get(at)).copied();
    // `"--password"` is quoted too: the dashes belong to the option, not to its name.
    let dashes = text.get(..name.start).unwrap_or_default().iter().rev().take_while(|byte| **byte == b'-').count();
    // A selector's mark, and the prefix of a setting, are not part of the name either.
    let mark = usize::from(before == Some(b'#')) + prefix(text, name.start);
    let opening = (name.start - dashes - mark).checked_sub(1).and_then(|at| text.get(at)).copied();
    let quoted_name = matches!(opening, Some(b'"' | b'\'' | b'`')) && cursor.quote().is_some();
    if quoted_name {
        let _ = cursor.eat(b"]") || cursor.eat(b")");
    } else if is_tag(text, name.start) {
        return element(&mut cursor, name);
    }
    if is_part_of_something_else(text, &name, before, cursor.peek()) {
        return None;
    }
    if let Some(special) = forms::read(&mut cursor, &name, before, kind) {
        return Some(special);
    }
    if let Some(told) = (!quoted_name).then(|| told(text, &name, cursor.at, kind)).flatten() {
        return Some(told);
    }
    forms::skip_accessors(&mut cursor);
    if before == Some(b'[') && cursor.rest().starts_with(b"]=") {
        cursor.at += 1;
    }
    if let Some(paired) = pairs::read(text, &name, cursor.at) {
        return Some(paired);
    }
    if !quoted_name && cursor.rest().starts_with(b"[") {
        let inside = cursor.rest().iter().take(12).position(|byte| *byte == b']')?;
        cursor.at += inside + 1;
    }
    let blanks = cursor.blanks();
    let item = before == Some(b'-') && kind == FileKind::Config && cursor.peek() == Some(b'\n');
    let may_stand_beside = item || blanks > 0 && (before == Some(b'-') || !matches!(kind, FileKind::Code | FileKind::Prose));
    if !may_stand_beside
        && !cursor.peek().is_some_and(|byte| b"=:?|<,>(!\"'`AiwvV.+@)".contains(&byte) || (blanks > 0 && byte.is_ascii_alphabetic()))
    {
        return None;
    }
    // Inside of a string or a comment values have no quotes of their own.
    // Most names are followed by nothing that asks for it.
    let loose = LazyCell::new(|| {
        !kind.has_bare_values() && kind != FileKind::Lock && is_in_string_or_comment(text, name.start - dashes - usize::from(quoted_name))
    });
    let (tie, typed) = operator(&mut cursor, quoted_name, before, blanks, kind, || *loose)?;
    // `.token("value")` builds what `token = "value"` does.
    let tie =
        if tie == Tie::Called && before == Some(b'.') && builds(text.get(name.clone())?, cursor.rest()) { Tie::Assigned } else { tie };
    if tie != Tie::Beside {
        cursor.blanks();
    }
    if kind == FileKind::Code && typed {
        skip_type(&mut cursor);
    }
    if tie == Tie::Assigned {
        next_line(&mut cursor);
    }
    let kind = if *loose { FileKind::Shell } else { kind };
    if kind == FileKind::Code
        && tie == Tie::Assigned
        && let Some(bare) = forms::unquoted_in_code(&cursor, text.get(name.clone())?)
    {
        return Some(Assignment { name, value: bare, quoted: true, tie: Tie::Given });
    }
    let (value, quoted) = value(&mut cursor, tie, kind)?;
    if quoted && tie == Tie::Assigned && forms::is_key_in_hexadecimal(text, &name, &value) {
        return Some(Assignment { name, value, quoted, tie: Tie::Given });
    }
    Some(Assignment { name, value, quoted, tie })
}

/// What a call, a sentence or an element says of the value: `login("user", "value")`, `the password is value`, `<td>Password</td><td>value</td>`.
fn told(text: &[u8], name: &Range<usize>, at: usize, kind: FileKind) -> Option<Assignment> {
    if text.get(at) == Some(&b'(') {
        let value = calls::read(text, name, at)?;
        return Some(Assignment { name: name.clone(), value, quoted: true, tie: Tie::Given });
    }
    let spoken = if prose::is_spoken(text, name, kind) { prose::read(text, name) } else { None };
    spoken.or_else(|| markup::read(text, name, at).filter(|told| kind != FileKind::Code && is_credential(text, &told.name)))
}

/// Whether the name is a part of an address, a digest's, or what a shell complains of.
fn is_part_of_something_else(text: &[u8], name: &Range<usize>, before: Option<u8>, after: Option<u8>) -> bool {
    let head = text.get(name.start.saturating_sub(80)..name.start).unwrap_or_default();
    // `arn:aws:secretsmanager:…:secret:name`
    let word = || head.rsplit(u8::is_ascii_whitespace).next().unwrap_or_default();
    let in_address = before == Some(b':') && after == Some(b':') && holds(word(), b"arn:");
    // `${PASSWORD:?missing}`
    let complains = before == Some(b'{') && text.get(name.end..).is_some_and(|rest| rest.starts_with(b":?"));
    // `checksum/secret: 9f86…` is a digest of what it names. `badge.svg?token=…`: who shows a badge shows its token.
    in_address || complains || is_numbered_key(text, name) || head.ends_with(b"checksum/") || head.ends_with(b".svg?")
}

fn is_credential(text: &[u8], name: &Range<usize>) -> bool {
    text.get(name.clone()).is_some_and(|name| matches!(meaning(name), Meaning::Password | Meaning::Secret))
}

/// Whether the place is inside of a string literal or behind a comment mark, as far as its own line shows.
fn is_in_string_or_comment(text: &[u8], at: usize) -> bool {
    let from = at.saturating_sub(400);
    let head = text.get(from..at).unwrap_or_default();
    let line = head.get(memchr::memrchr(b'\n', head).map_or(0, |newline| newline + 1)..).unwrap_or_default();
    if holds(line, b"<!--") {
        return true;
    }
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
            ("var password string = \"v4l\"", Code),
            ("password config.Secret = \"v4l\"", Code),
            ("<password>\n    v4l\n</password>", Markup),
            ("password :::= \"v4l\"", Shell),
            (":password => 'v4l',", Code),
            ("set_password(\"v4l\")", Code),
            ("define('password', 'v4l');", Code),
            ("{\\\"password\\\":\\\"v4l\\\"}", Code),
            ("let password = String::from(\"v4l\");", Code),
            ("password = b'v4l'", Code),
            ("password=v4l\n", Config),
            ("password: v4l  # note\n", Config),
            ("password:\n  v4l\n", Config),
            ("password: &shared v4l\n", Config),
            ("<!-- password: v4l -->", Markup),
            ("set password to \"v4l\"", Code),
            ("declare -A C=([password]=v4l)", Shell),
            ("<Property Name=\"password\" Sensitive=\"1\">v4l</Property>", Markup),
            ("--password v4l --user x", Shell),
            ("--password=v4l", Shell),
            ("ENV PASSWORD v4l\n", Shell),
            ("users: [{user: bob, password: v4l}]", Config),
            ("user=bob;password=v4l;host=h", Config),
            ("> Password: ``v4l``", Code),
            ("password = new StringCredentialValue(\"v4l\")", Code),
            ("<password>v4l</password>", Markup),
            ("<add key=\"password\" value=\"v4l\"/>", Markup),
            ("<x:password>v4l</x:password>", Markup),
            ("<password><![CDATA[v4l]]></password>", Markup),
            ("public string Password { get; set; } = \"v4l\";", Code),
            ("@Value(\"${password:v4l}\")", Code),
            ("{password, \"v4l\"},", Code),
            ("#define password @\"v4l\"", Code),
            ("x = process.env.PASSWORD || 'v4l';", Code),
            ("builder.password(Some(\"v4l\"))", Code),
            ("get(url + '?password=' + 'v4l')", Code),
            ("page.fill('#password', 'v4l')", Code),
            ("\"{noop}\"; password = \"{noop}v4l\"", Code),
            ("args:\n- --password\n- v4l\n", Config),
            ("<param name=\"secure:password\" value=\"v4l\"/>", Markup),
            ("<add key=\"Smtp:Relay:password\" value=\"v4l\"/>", Markup),
            ("Parameters:\n  Password:\n    Type: String\n    Default: v4l\n", Config),
            ("INSERT INTO users (name, password) VALUES ('bob', 'v4l');", Code),
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
