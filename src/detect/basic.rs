//! Credentials in `Authorization` headers (RFC 7617, RFC 6750), whatever language writes the header.

use super::jwt;
use super::likeness::Likeness;
use super::odd::is_odd;
use super::placeholder::{is_placeholder, is_published, is_reference};
use super::rule::Detector;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::ops::Range;

/// A credential after the word for its scheme.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Credential {
    /// Scheme and credential.
    pub whole: Range<usize>,
    /// The credential.
    pub secret: Range<usize>,
    /// Which kind.
    pub detector: Detector,
}

/// The credential after the scheme word at `start`, where `Basic` or `Bearer` (in any case) stands.
pub(super) fn read(text: &[u8], start: usize) -> Option<Credential> {
    let rest = text.get(start..text.len().min(start + 4096))?;
    let (detector, length) = if starts_with_word(rest, b"basic") {
        (Detector::BasicAuthorization, 5)
    } else if starts_with_word(rest, b"bearer") {
        (Detector::BearerAuthorization, 6)
    } else {
        return None;
    };
    let word_before = start.checked_sub(1).and_then(|at| text.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    if word_before || rest.get(length) != Some(&b' ') {
        return None;
    }
    if detector == Detector::BasicAuthorization
        && let Some(secret) = encoded_there(rest, length + 1)
    {
        let secret = start + secret.start..start + secret.end;
        return Some(Credential { whole: start..secret.end, secret, detector });
    }
    let token_start = length + 1;
    let token = rest.get(token_start..)?;
    let token_length = token.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-._~+/=:".contains(byte)).count();
    let token = token.get(..token_length)?;
    let good = match detector {
        Detector::BasicAuthorization => is_basic(token),
        _ => is_bearer(token),
    };
    let secret = start + token_start..start + token_start + token_length;
    good.then_some(Credential { whole: start..secret.end, secret, detector })
}

/// `'Basic ' + btoa('user:password')`: the password in what is encoded right there.
fn encoded_there(rest: &[u8], from: usize) -> Option<Range<usize>> {
    let line = rest.get(from..rest.len().min(from + 160))?;
    let line = line.get(..memchr::memchr(b'\n', line).unwrap_or(line.len()))?;
    if !matches!(line.first(), Some(b'"' | b'\'' | b'$' | b'{' | b'#')) {
        return None;
    }
    let call = [&b"btoa("[..], b"b64encode(", b"base64_encode(", b"encode64(", b"Buffer.from(", b"EncodeToString([]byte(", b"GetBytes("]
        .iter()
        .find_map(|call| memchr::memmem::find(line, call).map(|at| at + call.len()))?;
    let letter = usize::from(line.get(call) == Some(&b'b'));
    let quote = *line.get(call + letter).filter(|byte| matches!(byte, b'"' | b'\'' | b'`'))?;
    let open = call + letter + 1;
    let length = memchr::memchr(quote, line.get(open..)?)?;
    let colon = memchr::memchr(b':', line.get(open..open + length)?)?;
    let secret = from + open + colon + 1..from + open + length;
    let value = rest.get(secret.clone())?;
    (is_odd(value) || value.len() >= 16 && Likeness::of(value).is_random() && !is_reference(value)).then_some(secret)
}

fn starts_with_word(text: &[u8], word: &[u8]) -> bool {
    text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
}

/// Base64 of `user:password`, the password being one.
fn is_basic(token: &[u8]) -> bool {
    if token.len() < 8 || is_published(token) {
        return false;
    }
    // Some services take a key as it is where user and password should stand.
    let is_key = || {
        (32..=128).contains(&token.len())
            && Likeness::of(token).is_random()
            && !is_placeholder(token)
            && token.iter().filter(|byte| byte.is_ascii_digit()).count() >= 1
    };
    let Ok(decoded) = STANDARD.decode(token) else { return is_key() };
    let printable = decoded.iter().all(|byte| (b' '..=b'~').contains(byte));
    let Some(colon) = memchr::memchr(b':', &decoded).filter(|_| printable) else { return !decoded.is_ascii() && is_key() };
    let password = decoded.get(colon + 1..).unwrap_or_default();
    let user = decoded.get(..colon).unwrap_or_default();
    if is_anybody(user) && !password.iter().any(u8::is_ascii_digit) && Likeness::of(password).is_wordy() {
        return false;
    }
    !password.is_empty() && !is_placeholder(password) && !is_reference(password)
}

/// Names of users that stand for any user.
fn is_anybody(user: &[u8]) -> bool {
    let lower = user.to_ascii_lowercase();
    matches!(
        lower.as_slice(),
        b"user" | b"username" | b"client" | b"clientid" | b"client-id" | b"client_id" | b"test" | b"foo" | b"myuser" | b"login" | b"id"
    )
}

fn is_bearer(token: &[u8]) -> bool {
    !jwt::is_readable(token) && token.len() >= 16 && Likeness::of(token).is_random() && !is_placeholder(token)
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::detect::rule::Detector;

    #[test]
    fn headers_hold_credentials_or_words() {
        let found = read(b"Basic YWRtaW46dHIwdWI0ZG9yJjM=", 0).unwrap();
        assert_eq!((found.detector, found.secret), (Detector::BasicAuthorization, 6..30));
        assert!(read(b"Bearer k3J9x2QmZ7vB4nT8s5", 0).is_some());
        for text in [
            "Basic authentication is used",
            "Bearer authentication",
            "Bearer your-token-goes-here",
            "Basic dXNlcjpwYXNzd29yZA==",
            "Basic Y2xpZW50SWQ6Y2xpZW50U2VjcmV0PQ==",
            "Bearer eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJkYXRhIjp7fX0.",
            "Bearer ${TOKEN}",
        ] {
            assert_eq!(read(text.as_bytes(), 0), None, "{text}");
        }
    }
}
