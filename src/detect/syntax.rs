//! Reads what is assigned to a name, in the syntax of whatever language it stands in.

use super::calls;
use super::cursor::Cursor;
use super::forms::{self, argument_below, builds, element, is_tag, prefix};
use super::kind::FileKind;
use super::markup;
use super::names::{Meaning, is_numbered_key, meaning};
use super::pairs;
use super::prose;
use super::values::value;
use bstr::ByteSlice as _;
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
    // `arn:aws:secretsmanager:…:secret:name`: a part of an address.
    let word = text.get(name.start.saturating_sub(80)..name.start).unwrap_or_default();
    let word = word.rsplit(u8::is_ascii_whitespace).next().unwrap_or_default();
    if before == Some(b':') && cursor.peek() == Some(b':') && word.find(b"arn:").is_some() {
        return None;
    }
    // `${PASSWORD:?missing}`: a shell's complaint.
    if before == Some(b'{') && cursor.rest().starts_with(b":?") {
        return None;
    }
    // `checksum/secret: 9f86…`: a digest of what it names.
    let behind = |end: &[u8]| text.get(..name.start).is_some_and(|head| head.ends_with(end));
    // `badge.svg?token=…`: who shows a badge shows its token.
    if is_numbered_key(text, &name) || behind(b"checksum/") || behind(b".svg?") {
        return None;
    }
    if let Some(special) = forms::read(&mut cursor, &name, before, kind) {
        return Some(special);
    }
    if !quoted_name
        && cursor.peek() == Some(b'(')
        && let Some(value) = calls::read(text, &name, cursor.at)
    {
        return Some(Assignment { name, value, quoted: true, tie: Tie::Given });
    }
    if !quoted_name
        && is_spoken(text, &name, kind)
        && let Some(spoken) = prose::read(text, &name)
    {
        return Some(spoken);
    }
    forms::skip_accessors(&mut cursor);
    if before == Some(b'[') && cursor.rest().starts_with(b"]=") {
        cursor.at += 1;
    }
    if let Some(paired) = pairs::read(text, &name, cursor.at) {
        return Some(paired);
    }
    if !quoted_name
        && kind != FileKind::Code
        && let Some(told) = markup::read(text, &name, cursor.at).filter(|told| is_credential(text, &told.name))
    {
        return Some(told);
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
    let loose =
        !kind.has_bare_values() && kind != FileKind::Lock && is_in_string_or_comment(text, name.start - dashes - usize::from(quoted_name));
    let (tie, typed) = operator(&mut cursor, quoted_name, before, blanks, kind, loose)?;
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
    let kind = if loose { FileKind::Shell } else { kind };
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

fn is_credential(text: &[u8], name: &Range<usize>) -> bool {
    text.get(name.clone()).is_some_and(|name| matches!(meaning(name), Meaning::Password | Meaning::Secret))
}

/// Whether the name may be a word of a sentence: in text for people or a comment, with no sign of assignment behind it, or a word that
/// announces a user and a password.
fn is_spoken(text: &[u8], name: &Range<usize>, kind: FileKind) -> bool {
    let head = text.get(name.start.saturating_sub(200)..name.start).unwrap_or_default();
    let line = head.get(memchr::memrchr(b'\n', head).map_or(0, |newline| newline + 1)..).unwrap_or_default().trim_ascii_start();
    let marks = [&b"#"[..], b"//", b"*", b"--", b";", b"<!--", b"REM ", b"rem "];
    let comment = matches!(kind, FileKind::Code | FileKind::Config | FileKind::Shell | FileKind::Markup)
        && marks.iter().any(|mark| line.starts_with(mark));
    let announces = text
        .get(name.clone())
        .is_some_and(|name| [&b"login"[..], b"logins", b"creds", b"credentials"].iter().any(|word| name.eq_ignore_ascii_case(word)));
    let next = text.get(name.end).copied();
    let spoken = matches!(next, Some(b' ')) && !matches!(text.get(name.end + 1), Some(b'=' | b':' | b'-' | b'>' | b'<' | b'\'' | b'"'));
    // A sentence in a text of several lines (a docstring): words, and no sign of code before.
    let words = line.len() >= 16
        && line.first().is_some_and(u8::is_ascii_uppercase)
        && line.iter().all(|byte| byte.is_ascii_alphanumeric() || b" .,:/-_'".contains(byte));
    // So is a text in quotes.
    let quoted =
        line.iter().rposition(|byte| matches!(byte, b'"' | b'\'')).and_then(|at| line.get(at + 1..)).filter(|text| text.len() >= 4);
    let words = words
        || quoted
            .is_some_and(|text| text.contains(&b' ') && text.iter().all(|byte| byte.is_ascii_alphanumeric() || b" .,-".contains(byte)));
    (comment || (words && kind == FileKind::Code) || matches!(kind, FileKind::Prose | FileKind::Unknown)) && (spoken || announces)
}

/// Whether the place is inside of a string literal or behind a comment mark, as far as its own line shows.
fn is_in_string_or_comment(text: &[u8], at: usize) -> bool {
    let from = at.saturating_sub(400);
    let head = text.get(from..at).unwrap_or_default();
    let line = head.get(memchr::memrchr(b'\n', head).map_or(0, |newline| newline + 1)..).unwrap_or_default();
    if line.find(b"<!--").is_some() {
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

/// The operator at the cursor, and whether a type may follow it.
fn operator(
    cursor: &mut Cursor<'_>,
    quoted_name: bool,
    before: Option<u8>,
    blanks: usize,
    kind: FileKind,
    loose: bool,
) -> Option<(Tie, bool)> {
    if let Some(tie) = forms::method(cursor, quoted_name) {
        return Some((tie, false));
    }
    if cursor.eat(b"===") || cursor.eat(b"==") || cursor.eat(b"!==") || cursor.eat(b"!=") {
        return Some((Tie::Compared, false));
    }
    if [&b"=>"[..], b":=", b"::=", b":::=", b"?=", b"||=", b"??=", b".=", b"+=", b"<-", b"="].iter().any(|operator| cursor.eat(operator)) {
        return Some((Tie::Assigned, false));
    }
    // Lists of terms in AsciiDoc; in code no blank follows.
    if matches!(kind, FileKind::Prose | FileKind::Unknown) && cursor.eat(b":: ") {
        return Some((Tie::Assigned, false));
    }
    if cursor.rest().starts_with(b"::") {
        return None;
    }
    // `process.env.SECRET || "value"`: the value where the variable is not set.
    let of_environment = cursor.line_so_far().rfind(b"env").is_some();
    if of_environment && (cursor.eat(b"|| ") || cursor.eat(b"?? ") || cursor.eat(b"or ")) {
        return matches!(cursor.peek(), Some(b'"' | b'\'' | b'`')).then_some((Tie::Assigned, false));
    }
    if cursor.eat(b":") {
        // `**Password:** value` in Markdown.
        let _ = matches!(kind, FileKind::Prose | FileKind::Unknown) && cursor.eat(b"**");
        // `secret:prod/db` inside of a string is part of a name; a value has a blank before it.
        // `"Password:"` ends there.
        let ends = !quoted_name && matches!(before, Some(b'"' | b'\'' | b'`')) && cursor.peek() == before;
        let part_of_a_name = ends || loose && !quoted_name && !matches!(cursor.peek(), Some(b' ' | b'"' | b'\'' | b'\\'));
        return (!part_of_a_name).then_some((Tie::Assigned, true));
    }
    if (loose || matches!(kind, FileKind::Prose | FileKind::Unknown)) && (cursor.eat(b"is ") || cursor.eat(b"is: ") || cursor.eat(b"was "))
    {
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
