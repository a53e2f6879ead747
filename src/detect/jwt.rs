//! JSON Web Tokens (RFC 7519): three base64url parts, of which the first two are JSON.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use std::ops::Range;

/// What a token says of itself.
#[derive(Debug)]
pub(super) struct Jwt {
    /// Signature algorithm.
    pub algorithm: String,
    /// Claims.
    pub payload: Value,
}

/// Decodes `token` if it is a whole JSON Web Token.
pub(super) fn parse(token: &[u8]) -> Option<Jwt> {
    let mut parts = token.split(|byte| *byte == b'.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || signature.len() < 16 {
        return None;
    }
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    let payload: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
    let algorithm = header.get("alg")?.as_str()?.to_owned();
    payload.is_object().then_some(Jwt { algorithm, payload })
}

/// Whether header and payload can be read, signed or not: such a token is judged as what it is, and not by its looks.
pub(super) fn is_readable(token: &[u8]) -> bool {
    let is_object = |part: &[u8]| {
        URL_SAFE_NO_PAD.decode(part).is_ok_and(|part| serde_json::from_slice::<Value>(&part).is_ok_and(|value| value.is_object()))
    };
    let mut parts = token.split(|byte| *byte == b'.');
    token.starts_with(b"eyJ") && parts.next().is_some_and(is_object) && parts.next().is_some_and(is_object)
}

/// The tokens of base64url parts in a run of token characters that start with `eyJ`.
pub(super) fn find(text: &[u8], run: Range<usize>, mut each: impl FnMut(Range<usize>, Jwt)) {
    let mut from = run.start;
    while let Some(found) = text.get(from..run.end).and_then(|rest| memchr::memmem::find(rest, b"eyJ")) {
        let start = from + found;
        let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let length = text.get(start..run.end).unwrap_or_default().iter().take_while(|byte| part(byte)).count();
        let mut end = start + length;
        while text.get(end.wrapping_sub(1)) == Some(&b'.') && end > start {
            end -= 1;
        }
        let word_before = start.checked_sub(1).and_then(|at| text.get(at)).is_some_and(u8::is_ascii_alphanumeric);
        if !word_before && let Some(jwt) = text.get(start..end).and_then(parse) {
            each(start..end, jwt);
        }
        from = end.max(start + 3);
    }
}

#[cfg(test)]
mod tests {
    use super::{find, parse};
    use crate::detect::example;

    #[test]
    fn a_token_is_decoded_and_noise_is_not() {
        let token = example::expand(r#"{jwt:{"sub":"REST_API_AUTH"}}"#, 1);
        let jwt = parse(token.as_bytes()).unwrap();
        assert_eq!(jwt.algorithm, "HS256");
        assert_eq!(jwt.payload["sub"], "REST_API_AUTH");
        assert!(parse(b"eyJh.eyJi.c").is_none());
        let text = format!("Bearer={token}.");
        let mut found = Vec::new();
        find(text.as_bytes(), 0..text.len(), |range, _| found.push(range));
        assert_eq!(found, vec![7..text.len() - 1]);
    }
}
