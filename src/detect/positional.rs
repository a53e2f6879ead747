//! Secrets whose place in a call or a statement says what they are: `SetBasicAuth(user, secret)`, `IDENTIFIED BY 'secret'`.

use super::calls::{self, Takes};
use super::likeness::{Likeness, is_drawn};
use super::lines;
use super::odd;
use super::other_values::is_plainly_something_else;
use super::passphrase::is_passphrase;
use super::placeholder::{is_placeholder, is_reference};
use super::places::{At, PLACES};
use std::ops::Range;

/// How far behind the literal the secret may stand, in bytes.
pub(super) const REACH: usize = 400;

/// The secret behind the literal at `start`, with the literal.
pub(super) fn read(text: &[u8], start: usize) -> Option<(Range<usize>, Range<usize>)> {
    let rest = text.get(start..text.len().min(start + REACH))?;
    let (literal, at) = PLACES.iter().find(|(literal, _)| rest.starts_with(literal.as_bytes()))?;
    let secret = in_call(text, start, literal, *at).or_else(|| in_line(text, start, literal, *at))?;
    let value = text.get(secret.clone())?;
    let is_key = matches!(at, At::KeyArgument(_));
    // Signals are connected to handlers as databases are to programs, and a handler's name may end in a number.
    let may_be_a_handler = *literal == "connect(" && !is_odd(value);
    let good = value.len() >= 4
        && (!is_key || is_made_key(value))
        && !may_be_a_handler
        && !value.contains(&b' ')
        && !is_reference(value)
        && !is_placeholder(value)
        && (!is_plainly_something_else(value) || is_passphrase(value))
        && !value.starts_with(b"$")
        && memchr::memmem::find(value, b"\\x").is_none()
        && (value.iter().any(|byte| !byte.is_ascii_alphabetic()) || is_drawn(value, 4.0));
    good.then_some((start..secret.end, secret))
}

/// The secret among the arguments of the call that the literal at `start` begins.
fn in_call(text: &[u8], start: usize, literal: &str, at: At) -> Option<Range<usize>> {
    let behind = start + literal.len();
    let head = text.get(..start)?;
    match at {
        At::String(wanted) => strings(text, behind).nth(wanted),
        // `jwt.sign(`, `simple_bind_s(`: the rest of the name is the method.
        At::Argument(wanted) | At::KeyArgument(wanted) if !literal.ends_with(['(', '[', ' ']) => {
            let rest = text.get(behind..)?;
            let method = rest.iter().take(24).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
            let open = behind + method;
            let known = literal == "simple_bind" || KEYED.iter().any(|keyed| text.get(behind..open) == Some(keyed.as_bytes()));
            (known && text.get(open) == Some(&b'(')).then(|| argument(text, open + 1, wanted))?
        }
        // C's function of MySQL takes a handle first.
        At::Argument(wanted) if head.ends_with(b"mysql_real_") => argument(text, behind, wanted + 1),
        // Oracle's in Python takes the host last.
        At::Argument(wanted) if [&b"racle."[..], b"racledb."].iter().any(|module| head.ends_with(module)) => {
            argument(text, behind, wanted.saturating_sub(1))
        }
        // Of other libraries the user or the password stand elsewhere.
        At::Argument(_) if literal == "connect(" => argument(text, behind, 2)
            .filter(|secret| text.get(secret.clone()).is_some_and(is_odd))
            .or_else(|| calls::password(text, behind - 1, Takes::Behind)),
        At::Argument(wanted) | At::KeyArgument(wanted) => argument(text, behind, wanted),
        At::Odd => calls::password(text, behind - 1, Takes::Behind),
        At::OddString => {
            let from = if literal.ends_with('"') { behind - 1 } else { behind };
            strings(text, from).filter(|string| text.get(string.clone()).is_some_and(odd::is_odd)).last()
        }
        At::MadeString => strings(text, behind).find(|string| text.get(string.clone()).is_some_and(is_made_key)),
        At::StringAfterColon => {
            let first = strings(text, behind).next()?;
            let colon = text.get(first.clone())?.iter().position(|byte| *byte == b':')?;
            Some(first.start + colon + 1..first.end)
        }
        _ => None,
    }
}

/// The secret among the words behind the literal at `start`, or in the lines below.
fn in_line(text: &[u8], start: usize, literal: &str, at: At) -> Option<Range<usize>> {
    let behind = start + literal.len();
    match at {
        At::WordAfterColon => {
            let word = word(text, behind)?;
            let colon = text.get(word.clone())?.iter().position(|byte| *byte == b':')?;
            Some(word.start + colon + 1..word.end)
        }
        // `"value" | ConvertTo-SecureString`
        At::Word if literal.starts_with("ConvertTo") && text.get(..start)?.ends_with(b"\" | ") => {
            let end = start - b"\" | ".len();
            let open = memchr::memrchr(b'"', text.get(end.saturating_sub(100)..end)?)?;
            Some(end.saturating_sub(100) + open + 1..end)
        }
        At::Word => word(text, behind),
        At::SecondWord => word(text, word(text, behind)?.end),
        At::ThirdWord => word(text, word(text, word(text, behind)?.end)?.end),
        At::RandomWord => word(text, behind).filter(|word| text.get(word.clone()).is_some_and(|word| Likeness::of(word).is_random())),
        At::QuotedWord => {
            let secret = word(text, behind)?;
            let quoted = matches!(text.get(secret.start.checked_sub(1)?), Some(b'"' | b'\''));
            // Oracle takes passwords without quotes too.
            let oracle = literal == "IDENTIFIED BY " && text.get(secret.clone())?.iter().any(u8::is_ascii_digit);
            (quoted || oracle).then_some(secret)
        }
        At::Quoted => lines::up_to(text, behind, *literal.as_bytes().last()?),
        At::LineBelow => lines::second_below(text, behind),
        At::Typed => lines::typed(text, behind),
        At::Foreign => lines::foreign(text, start, behind),
        At::OddWord => lines::odd_word(text, behind),
        At::DataSource => lines::data_source(text, behind),
        At::Result => lines::result(text, behind),
        At::EncodedBelow => lines::encoded_below(text, behind),
        _ => None,
    }
}

/// Methods of libraries for JSON Web Tokens that take the key second.
const KEYED: &[&str] = &["sign", "verify", "encode", "decode", "Sign", "Verify", "create", "signAsync", "verifyAsync"];

/// Whether a key that stands in a call was made by a machine, or by a person who took care: tests and examples have words there.
pub(super) fn is_made_key(value: &[u8]) -> bool {
    let likeness = Likeness::of(value);
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let made_up = odd::is_odd(value) && (likeness.symbols > 0 || digits >= 3);
    likeness.is_random()
        || is_passphrase(value)
        || made_up
        || (value.len() >= 16 && digits >= 4 && !likeness.is_hexadecimal && likeness.kinds() >= 3)
}

/// Whether a value has two digits, a sign that no name has, or letters drawn by chance.
fn is_odd(value: &[u8]) -> bool {
    let likeness = Likeness::of(value);
    likeness.digits >= 2 || likeness.symbols > 0 || is_drawn(value, 4.0)
}

/// The `wanted`-th argument of the call whose arguments start at `from`, where it is one string; a prefix, a cast or a conversion round it
/// (`b"…"`, `[]byte("…")`, `"…".getBytes()`) does not matter.
fn argument(text: &[u8], from: usize, wanted: usize) -> Option<Range<usize>> {
    let end = text.len().min(from + REACH);
    let (mut at, mut number, mut depth) = (from, 0, 0_i32);
    let mut found: Option<Range<usize>> = None;
    while at < end {
        match *text.get(at)? {
            quote @ (b'"' | b'\'' | b'`') => {
                let length = text.get(at + 1..end)?.iter().position(|inner| *inner == quote || *inner == b'\n')?;
                if number == wanted && found.replace(at + 1..at + 1 + length).is_some() {
                    return None;
                }
                at += length + 1;
            }
            // What is put together from parts is not all here.
            b'+' | b'%' | b'=' | b':' if number == wanted && depth == 0 => return None,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth > 0 => depth -= 1,
            b')' | b']' | b';' => break,
            // A call without parentheses ends with its line.
            b'\n' if found.is_some() && depth == 0 => break,
            b',' if depth == 0 => {
                if number == wanted {
                    break;
                }
                number += 1;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The quoted strings from `from` on, up to the end of the call or statement.
fn strings(text: &[u8], from: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = from;
    let mut depth = 0_i32;
    let end = text.len().min(from + REACH);
    std::iter::from_fn(move || {
        while at < end {
            let byte = *text.get(at)?;
            match byte {
                b'"' | b'\'' | b'`' => {
                    let inside = text.get(at + 1..end)?;
                    let length = inside.iter().position(|inner| *inner == byte || *inner == b'\n')?;
                    let found = at + 1..at + 1 + length;
                    at = found.end + 1;
                    return Some(found);
                }
                b'(' | b'[' => depth += 1,
                b')' | b']' if depth == 0 => return None,
                b')' | b']' => depth -= 1,
                b';' => return None,
                _ => {}
            }
            at += 1;
        }
        None
    })
}

pub(super) fn word(text: &[u8], from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..text.len().min(from + REACH))?;
    let start = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t'))?;
    if let Some(quote @ (b'"' | b'\'')) = rest.get(start).copied() {
        let inside = rest.get(start + 1..)?;
        let length = inside.iter().position(|byte| *byte == quote || *byte == b'\n')?;
        return Some(from + start + 1..from + start + 1 + length);
    }
    if rest.get(start) == Some(&b'-') {
        let option = rest.get(start..)?.iter().position(|byte| *byte == b' ')?;
        return word(text, from + start + option);
    }
    let length = rest
        .get(start..)?
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b';' | b',' | b')'))
        .unwrap_or(rest.len() - start);
    Some(from + start..from + start + length)
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::detect::places::anchors;

    fn secret(text: &str) -> Option<&str> {
        let start = anchors().filter_map(|literal| text.find(literal)).min()?;
        read(text.as_bytes(), start).map(|(_, secret)| &text[secret])
    }

    #[test]
    fn the_place_tells() {
        assert_eq!(secret("req.SetBasicAuth(\"bob\", \"Hx82!q\")"), Some("Hx82!q"));
        assert_eq!(secret("new PDO('mysql:host=x', 'bob', 'Hx82!q', [])"), Some("Hx82!q"));
        assert_eq!(secret("requests.get(u, auth=('bob', 'Hx82!q'))"), Some("Hx82!q"));
        assert_eq!(secret("curl_setopt($ch, CURLOPT_USERPWD, 'bob:Hx82!q');"), Some("Hx82!q"));
        assert_eq!(secret("CREATE USER b IDENTIFIED BY 'Hx82!q';"), Some("Hx82!q"));
        assert_eq!(secret("CREATE USER b IDENTIFIED BY 'wqkzvdx';"), Some("wqkzvdx"));
        assert_eq!(secret("ALTER USER b IDENTIFIED WITH mysql_native_password BY 'Hx82!q'"), Some("Hx82!q"));
        assert_eq!(secret("rabbitmqctl add_user bob Hx82!q\n"), Some("Hx82!q"));
        assert_eq!(secret("vault login k3J9x2QmZ7vB4nT8\n"), Some("k3J9x2QmZ7vB4nT8"));
        assert_eq!(secret("requirepass Hx82!q\n"), Some("Hx82!q"));
        assert_eq!(secret("pymysql.connect('db1', 'app', 'Hx82!q', 'shop')"), Some("Hx82!q"));
        assert_eq!(secret("mysql_real_connect(c, \"h\", \"app\", \"Hx82!q\", \"db\", 0, NULL, 0)"), Some("Hx82!q"));
        assert_eq!(secret("DriverManager.getConnection(url, \"app\", \"Hx82!q\")"), Some("Hx82!q"));
        assert_eq!(secret("jwt.sign(payload, 'k3J9x2QmZ7vB4nT8', {})"), Some("k3J9x2QmZ7vB4nT8"));
        assert_eq!(secret("sessions.NewCookieStore([]byte(\"k3J9x2QmZ7vB4nT8\"))"), Some("k3J9x2QmZ7vB4nT8"));
        assert_eq!(secret("conn.simple_bind_s(\"cn=admin,dc=x\", \"Hx82!q\")"), Some("Hx82!q"));
        assert_eq!(secret("cx_Oracle.connect('app', 'Hx82!q', 'db1/orcl')"), Some("Hx82!q"));
        assert_eq!(secret("creds = ['admin', 'Hx82!q']"), Some("Hx82!q"));
        assert_eq!(secret("url.UserPassword(\"app\", \"Hx82!q\")"), Some("Hx82!q"));
        assert_eq!(secret("Credentials::new(\"bot\".to_string(), \"Hx82!q\".to_string())"), Some("Hx82!q"));
        assert_eq!(secret("stats auth admin:Hx82!q\n"), Some("Hx82!q"));
        assert_eq!(secret("bindpw Hx82!q\n"), Some("Hx82!q"));
        assert_eq!(secret("req.basic_auth \"ci\", \"Hx82!q\"\n"), Some("Hx82!q"));
    }

    #[test]
    fn variables_and_words_do_not() {
        for text in [
            "req.SetBasicAuth(user, pass)",
            "socket.connect('tcp', 'h1', 'x' + port2)",
            "signal.connect(button, 'clicked', on_click2)",
            "jwt.sign(payload, 'shhhhh')",
            "jwt.verify(token, publicKey, { issuer: 'k3J9x2QmZ7vB4nT8' })",
            "createHmac('sha256', secret).update('k3J9x2QmZ7vB4nT8')",
            "rootpw --iscrypted $6$abcdefgh$0123456789012345",
            "req.SetBasicAuth(\"user\", \"password\")",
            "client.login(\"a\", \"b\")",
            "page.login(user); f(\"x\", \"Hx82!q\")",
            "IDENTIFIED BY '${PASS}'",
            "vault login -method=userpass username=bob2",
            "rabbitmqctl add_user $U $P",
            "the scope that is identified by `self.0`",
            "the process identified by source_pid.",
        ] {
            assert_eq!(secret(text), None, "{text}");
        }
    }
}
