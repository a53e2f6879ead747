//! Calls that log somebody in: `client.Login("bot", "secret")`, `ssh2_auth_password($c, 'deploy', 'secret')`, `jedis.auth("secret")`.

use super::names::words;
use super::odd::is_odd;
use std::ops::Range;

/// How far behind its name a call is read, in bytes.
const REACH: usize = 400;
/// How the names of calls that [`takes`] knows end.
const ENDINGS: [&[u8]; 11] = [b"ogin", b"ogon", b"ials", b"tial", b"reds", b"auth", b"cate", b"uals", b"word", b"sswd", b"rase"];
/// Most arguments that are looked at.
const MOST: usize = 8;

/// The password among the arguments of the call whose parenthesis stands at `open`, if the call's name says that it takes one.
pub(super) fn read(text: &[u8], name: &Range<usize>, open: usize) -> Option<Range<usize>> {
    let spoken = text.get(name.clone())?;
    // Calls are many, and few end so.
    let end = spoken.strip_suffix(b"Async").or_else(|| spoken.strip_suffix(b"async")).unwrap_or(spoken).trim_ascii_end();
    let end = end.get(..end.iter().rposition(u8::is_ascii_alphabetic)? + 1)?;
    let end = end.get(end.len().saturating_sub(4)..)?.to_ascii_lowercase();
    if !ENDINGS.contains(&end.as_slice()) {
        return None;
    }
    password(text, open, takes(&words(spoken))?)
}

/// Where in a call the password stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Behind the user, or whatever else comes first.
    Behind,
    /// There, or alone.
    BehindOrAlone,
    /// First of all.
    First,
}

/// Where a call of this name takes a password.
fn takes(words: &[String]) -> Option<Takes> {
    // `AuthenticateAsync` of .NET does the same.
    let words = words.strip_suffix(&["async".to_owned()]).unwrap_or(words);
    let last = words.last()?.trim_end_matches(|character: char| character.is_ascii_digit());
    match last {
        "login" | "logon" | "credentials" | "credential" | "creds" => Some(Takes::Behind),
        "auth" | "authenticate" => Some(Takes::BehindOrAlone),
        "equals" if words.iter().rev().nth(1).is_some_and(|word| word.ends_with("password") || word == "pass" || word == "pwd") => {
            Some(Takes::First)
        }
        "password" | "passwd" if words.len() > 1 => Some(Takes::Behind),
        // Of SQL Server.
        "encryptbypassphrase" | "decryptbypassphrase" => Some(Takes::First),
        "phrase" if words.len() == 4 => Some(Takes::First),
        _ => None,
    }
}

/// The password among the arguments of the call whose parenthesis stands at `open`: of the strings that may be one, the oddest.
pub(super) fn password(text: &[u8], open: usize, takes: Takes) -> Option<Range<usize>> {
    let arguments = arguments(text, open)?;
    let strings = || arguments.iter().enumerate().filter_map(|(at, string)| Some((at, string.clone()?)));
    let good = |at: usize| match takes {
        Takes::Behind => at > 0,
        Takes::BehindOrAlone => at > 0 || arguments.len() == 1,
        Takes::First => at == 0,
    };
    let odd = strings().filter(|(at, string)| good(*at) && text.get(string.clone()).is_some_and(is_odd));
    odd.map(|(_, string)| string).max_by_key(|string| oddness(text.get(string.clone()).unwrap_or_default()))
}

/// How odd a value is: how many kinds of characters it has, and how many.
fn oddness(value: &[u8]) -> (usize, usize) {
    (super::likeness::Likeness::of(value).kinds(), value.len())
}

/// The arguments behind the parenthesis at `open`: for each its string, where it is one and nothing else but a conversion round it. `None` where
/// the call does not end near by.
fn arguments(text: &[u8], open: usize) -> Option<Vec<Option<Range<usize>>>> {
    let end = text.len().min(open + REACH);
    let closing = if text.get(open) == Some(&b'[') { b']' } else { b')' };
    let (mut at, mut depth) = (open + 1, 0_u32);
    let mut arguments: Vec<Option<Range<usize>>> = vec![None];
    let (mut mixed, mut empty) = (false, true);
    while at < end && arguments.len() <= MOST {
        let byte = *text.get(at)?;
        match byte {
            b'"' | b'\'' | b'`' => {
                let length = text.get(at + 1..end)?.iter().position(|inner| *inner == byte || *inner == b'\n')?;
                if text.get(at + 1 + length) == Some(&b'\n') {
                    return None;
                }
                let last = arguments.last_mut()?;
                if last.replace(at + 1..at + 1 + length).is_some() || mixed {
                    *last = None;
                    mixed = true;
                }
                empty = false;
                at += length + 1;
            }
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth > 0 => depth -= 1,
            b')' | b']' if depth == 0 && byte == closing => return (!(empty && arguments.len() == 1)).then_some(arguments),
            b')' | b']' | b'}' => return None,
            b',' | b';' if depth == 0 => {
                arguments.push(None);
                mixed = false;
            }
            // What is put together, compared or named is not the value alone; inside of braces stand other things.
            b'+' | b'%' | b'=' | b':' | b'?' => {
                *arguments.last_mut()? = None;
                mixed = true;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Takes, password, read};

    fn found(text: &str) -> Option<&str> {
        let open = text.rfind('(').unwrap();
        let start = text[..open].rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |at| at + 1);
        read(text.as_bytes(), &(start..open), open).map(|secret| &text[secret])
    }

    #[test]
    fn the_password_is_told_from_other_arguments() {
        for text in [
            "c.Login(\"bot\", \"Hx82!qTr\")",
            "client.Authenticate(user, \"Hx82!qTr\")",
            "ssh2_auth_password($c, 'deploy', 'Hx82!qTr');",
            "jedis.auth(\"Hx82!qTr\");",
            "agent.get(u).auth('ci', 'Hx82!qTr', false)",
            "keyring.set_password(\"acme\", \"bob\", \"Hx82!qTr\")",
            "EncryptByPassPhrase('Hx82!qTr', ssn)",
        ] {
            assert_eq!(found(text), Some("Hx82!qTr"), "{text}");
        }
        assert_eq!(password(b"f(\"db1.acme.io\", 10000, \"app\", \"Hx82!qTr\")", 1, Takes::Behind), Some(32..40));
    }

    #[test]
    fn other_calls_and_arguments_are_left_alone() {
        for text in [
            "c.login(\"bot\", password)",
            "c.login(\"bot\", \"password\")",
            "auth(\"read:user\", \"write_repo2\")",
            "c.login(\"bot\", \"Hx82!\" + x)",
            "getToken(\"bot\", \"Hx82!qTr\")",
            "auth(h, { key: 'Hx82!qTr' })",
            "auth()",
            "c.login(\"bot\", \"Hx82!qTr\"",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
