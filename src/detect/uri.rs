//! Passwords in the user part of URIs (RFC 3986, 3.2.1).

use super::generic::is_name_of_a_credential;
use super::placeholder::{is_placeholder, is_reference};
use super::rule::Detector;
use bstr::ByteSlice as _;
use std::ops::Range;

/// A password that stands in a URI.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Credential {
    /// Scheme through host.
    pub whole: Range<usize>,
    /// The password; where the user alone is the token, the user.
    pub secret: Range<usize>,
    /// Whether the server is anybody's or the machine itself.
    pub detector: Detector,
}

/// The credential in the URI whose `://` stands at `separator`, if it has one that is worth a finding.
pub(super) fn read(text: &[u8], separator: usize) -> Option<Credential> {
    let left = text.get(separator.saturating_sub(32)..separator)?;
    // In properties colons are escaped.
    let escaped = left.ends_with(b"\\");
    let left = left.strip_suffix(b"\\").unwrap_or(left);
    let scheme_length = left.iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte)).count();
    let start = separator - usize::from(escaped) - scheme_length;
    let scheme = text.get(start..start + scheme_length)?;
    if scheme.is_empty() || !scheme.first().is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    let authority_start = separator + 3;
    let rest = text.get(authority_start..text.len().min(authority_start + 512))?;
    let length = rest
        .iter()
        .position(|byte| {
            matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'' | b'`' | b'<' | b'>' | b'|' | b')')
                || (*byte == b'\\' && !escaped)
                || byte.is_ascii_control()
        })
        .unwrap_or(rest.len());
    let token = rest.get(..length)?;
    // A password may hold `/`, `?` and `#` where a careless person wrote it; the last `@` before the path ends it.
    let path = token.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(token.len());
    let at = token.get(..path)?.iter().rposition(|byte| *byte == b'@').or_else(|| late_at(token, path))?;
    let user_part = token.get(..at)?;
    let host_end = token.get(at + 1..)?.iter().position(|byte| b"/:?#,;".contains(byte)).map_or(token.len(), |found| at + 1 + found);
    let host = token.get(at + 1..host_end)?;
    let colon = user_part.iter().position(|byte| *byte == b':')?;
    let (user, password) = (user_part.get(..colon)?, user_part.get(colon + 1..)?);
    let secret = authority_start + colon + 1..authority_start + at;
    let whole = start..authority_start + host_end;
    let detector = is_credential(user, password, host)?;
    Some(Credential { whole, secret, detector })
}

fn late_at(token: &[u8], path: usize) -> Option<usize> {
    let before_path = token.get(..path)?;
    // Only where a colon came first, so that an `@` in a path (npm scopes, Medium) is not taken for a user part.
    if !before_path.contains(&b':')
        || before_path.iter().rev().take_while(|byte| byte.is_ascii_digit()).count() + 1
            == before_path.len() - before_path.iter().position(|byte| *byte == b':')?
    {
        return None;
    }
    token.iter().rposition(|byte| *byte == b'@').filter(|at| *at > path)
}

fn is_credential(user: &[u8], password: &[u8], host: &[u8]) -> Option<Detector> {
    if password.len() < 3 || host.is_empty() || user.iter().any(|byte| b"{}<>$%*".contains(byte)) || is_filled_in(password) {
        return None;
    }
    let host_name = host.strip_prefix(b"[").unwrap_or(host);
    let local = matches!(
        host_name,
        b"localhost" | b"127.0.0.1" | b"::1" | b"0.0.0.0" | b"host.docker.internal" | b"host" | b"hostname" | b"server"
    );
    let lower = host_name.to_ascii_lowercase();
    let documentation = lower.ends_with(b"example.com")
        || lower.ends_with(b"example.org")
        || lower.ends_with(b"example.net")
        || lower.ends_with(b".example")
        || lower.ends_with(b".test")
        || lower.ends_with(b".invalid")
        || lower.ends_with(b".localhost")
        || lower == b"foo.com";
    let anybody = (user == b"user" || user == b"username") && password.starts_with(b"pass");
    let stands_for_nothing = documentation
        || anybody
        || is_reference(password)
        || is_placeholder(password)
        || password.eq_ignore_ascii_case(user)
        || is_name_of_a_credential(password)
        || is_word(password);
    // On the machine itself a poor password opens nothing to others; a good one may be used elsewhere too.
    let good = password.len() >= 8 && password.iter().any(u8::is_ascii_digit) && password.iter().any(u8::is_ascii_uppercase);
    match (stands_for_nothing, local) {
        (true, _) => None,
        (false, true) => good.then_some(Detector::LocalUri),
        (false, false) => Some(Detector::Uri),
    }
}

/// `$PASS`, `%s`, `<password>`, `****`: what is put there later. A sign alone in the midst of a password is one of its characters.
fn is_filled_in(password: &[u8]) -> bool {
    let next = |at: usize| password.get(at + 1).copied().unwrap_or(0);
    let variable = |at: usize| {
        let name = password.get(at + 1..).unwrap_or_default();
        next(at) == b'(' || at == 0 || (name.len() >= 4 && name.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'_'))
    };
    let format = |at: usize| matches!(next(at), b's' | b'd' | b'v' | b'q' | b'(' | b'[') || at == 0 && password.ends_with(b"%");
    password.iter().any(|byte| b"{}<>".contains(byte))
        || memchr::memchr_iter(b'$', password).any(variable)
        || memchr::memchr_iter(b'%', password).any(format)
        || memchr::memmem::find(password, b"**").is_some()
        || password.starts_with(b"*")
}

/// Words that stand for a password in documentation of URIs.
fn is_word(password: &[u8]) -> bool {
    let lower = password.to_ascii_lowercase();
    matches!(
        lower.trim_end_with(|character| character.is_ascii_digit()),
        b"password"
            | b"pass"
            | b"passwd"
            | b"pwd"
            | b"pw"
            | b"secret"
            | b"token"
            | b"user"
            | b"postgres"
            | b"mysql"
            | b"root"
            | b"admin"
            | b"guest"
            | b"redis"
            | b"rabbitmq"
            | b"x-oauth-basic"
            | b"port"
    ) || password.iter().all(|byte| matches!(byte, b'x' | b'X' | b'*' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::detect::rule::Detector;

    fn password(text: &str) -> Option<&str> {
        let separator = text.find("://").unwrap();
        read(text.as_bytes(), separator).map(|found| &text[found.secret])
    }

    #[test]
    fn passwords_in_uris_are_found() {
        assert_eq!(password("postgres://app:s3cr3tPw9@db.internal:5432/app"), Some("s3cr3tPw9"));
        assert_eq!(password("redis://:Kd83hf92@cache.prod/0"), Some("Kd83hf92"));
        assert_eq!(password("url=\"amqp://u:p%40ss9word@mq.acme.io\""), Some("p%40ss9word"));
        assert_eq!(password("mysql://root:a/b9?cQz@db.acme.io/x"), Some("a/b9?cQz"));
    }

    #[test]
    fn on_the_machine_itself_only_a_good_password_counts() {
        let found = |text: &str| read(text.as_bytes(), text.find("://").unwrap()).map(|found| found.detector);
        assert_eq!(found("postgres://app:s3cr3tPw9@localhost/app"), Some(Detector::LocalUri));
        assert_eq!(found("postgres://app:s3cr3tPw9@db.acme.io/app"), Some(Detector::Uri));
        assert_eq!(found("postgres://postgres:postgres@localhost/app"), None);
    }

    #[test]
    fn what_is_no_password_is_left_alone() {
        for text in [
            "https://example.com:8080/a@b",
            "postgres://user:password@db.internal/app",
            "postgres://app:${DB_PASSWORD}@db/app",
            "redis://localhost:6379/0",
            "postgres://app:s3cr3tpw@localhost/app",
            "https://medium.com/@user:name/x",
            "ssh://git@github.com/x",
            "http://user:pass@example.com",
            "http://%s:%s@%s/",
            "http://user:pass%20pass@complex.url.com/path",
            "http://username:pas:word@foo.com/data",
            "nats://user1:pwd1@host2.acme.io",
        ] {
            assert_eq!(password(text), None, "{text}");
        }
    }
}
