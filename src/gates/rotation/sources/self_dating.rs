//! Keys that tell when they were made or when they end. Nothing but dates leaves this file.

use super::super::credential::Credential;
use super::super::when::When;
use super::certificate;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use serde_json::Value;

/// The key in `value`, if it dates itself.
pub(super) fn read(name: &str, value: &str) -> Option<Credential> {
    jwt(name, value)
        .or_else(|| certificate::read(name, value.as_bytes()).map(|(credential, _)| credential))
        .or_else(|| certificate::read(name, &STANDARD.decode(value).ok()?).map(|(credential, _)| credential))
        .or_else(|| signed_url(name, value))
        .or_else(|| age_identity(name, value))
}

/// A JSON Web Token (RFC 7519): `iat`, `exp`. So are the keys of the MaintainX API, whose `sub` is `REST_API_AUTH`.
fn jwt(name: &str, value: &str) -> Option<Credential> {
    let token = value.strip_prefix("Bearer ").unwrap_or(value);
    let mut parts = token.split('.');
    let (header, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || signature.is_empty() {
        return None;
    }
    let decode = |part: &str| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?).ok();
    decode(header)?.get("alg")?;
    let claims = decode(payload)?;
    let date = |claim: &str| claims.get(claim).filter(|value| value.is_number()).and_then(When::from_json);
    let made = date("iat").or_else(|| date("nbf"));
    let mut credential = Credential::provided(name, "iat", made);
    credential.expires = date("exp");
    if made.is_none() {
        credential.notes.push("the token has no claim iat that is a time in seconds".to_owned());
    }
    if claims.get("sub").and_then(Value::as_str) == Some("REST_API_AUTH") {
        credential.notes.push("a key of the MaintainX API".to_owned());
    }
    Some(credential)
}

/// Azure shared access signatures (`st`, `se`), URLs presigned for S3 and Google Cloud Storage.
fn signed_url(name: &str, value: &str) -> Option<Credential> {
    let parameter = |wanted: &str| {
        let mut pairs = value.split(['?', '&', ';', ' ']).filter_map(|part| {
            // A connection string has the signature as a value of its own.
            let part = part.strip_prefix("SharedAccessSignature=").unwrap_or(part);
            part.split_once('=')
        });
        pairs.find(|(key, _)| key.eq_ignore_ascii_case(wanted)).map(|(_, text)| text.replace("%3A", ":").replace("%3a", ":"))
    };
    if parameter("sig").is_some()
        && let Some(end) = parameter("se").and_then(|text| moment(&text))
    {
        let mut credential = Credential::provided(name, "st", parameter("st").and_then(|text| moment(&text)));
        credential.expires = Some(end);
        return Some(credential);
    }
    for vendor in ["X-Amz", "X-Goog"] {
        if parameter(&format!("{vendor}-Signature")).is_some()
            && let Some(made) = parameter(&format!("{vendor}-Date")).and_then(|text| basic(&text))
        {
            let mut credential = Credential::provided(name, "the date it was signed", Some(made));
            let seconds = parameter(&format!("{vendor}-Expires")).and_then(|text| text.parse::<u32>().ok());
            credential.expires =
                seconds.and_then(|seconds| made.at.checked_add(SignedDuration::from_secs(seconds.into())).ok()).map(When::exact);
            return Some(credential);
        }
    }
    if parameter("Signature").is_some()
        && let Some(end) = parameter("Expires").and_then(|text| text.parse::<i64>().ok()).and_then(When::from_second)
    {
        let mut credential = Credential::provided(name, "Expires", None);
        credential.expires = Some(end);
        return Some(credential);
    }
    None
}

/// A date of a shared access signature: RFC 3339, maybe without seconds, or seconds since 1970.
fn moment(text: &str) -> Option<When> {
    When::parse(text).or_else(|| When::from_second(text.parse().ok()?))
}

/// `20261118T180508Z`.
fn basic(text: &str) -> Option<When> {
    let parts: Option<Vec<&str>> = [0..4, 4..6, 6..8, 9..11, 11..13, 13..15].into_iter().map(|range| text.get(range)).collect();
    match parts?.as_slice() {
        [year, month, day, hour, minute, second] => When::parse(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z")),
        _ => None,
    }
}

/// An identity of age, whose comment says when it was made.
fn age_identity(name: &str, value: &str) -> Option<Credential> {
    let made = value.lines().find_map(|line| line.trim().strip_prefix("# created:")).and_then(When::parse)?;
    value.contains("AGE-SECRET-KEY-").then(|| Credential::provided(name, "# created", Some(made)))
}

#[cfg(test)]
mod tests {
    use super::read;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    fn jwt(claims: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.{}", part(r#"{"alg":"HS256"}"#), part(claims), part("signature"))
    }

    fn dates(value: &str) -> Option<(Option<String>, Option<String>)> {
        let credential = read("K", value)?;
        assert!(!format!("{credential:?}").contains("signature") && !format!("{credential:?}").contains("c2lnbmF0dXJl"));
        let text = |when: Option<super::When>| when.map(|when| when.to_string());
        Some((text(credential.made), text(credential.expires)))
    }

    #[expect(clippy::unnecessary_wraps, reason = "what it is compared with")]
    fn both(made: &str, expires: &str) -> Option<(Option<String>, Option<String>)> {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Some((some(made), some(expires)))
    }

    #[test]
    fn every_form_tells_its_dates() {
        assert_eq!(dates(&jwt(r#"{"sub":"REST_API_AUTH","iat":1795029908}"#)), both("2026-11-18T19:25:08Z", ""));
        assert_eq!(dates(&jwt(r#"{"iat":1795029908.5,"exp":1795029909}"#)), both("2026-11-18T19:25:08Z", "2026-11-18T19:25:09Z"));
        assert_eq!(dates(&jwt("{}")), both("", ""));
        assert_eq!(dates(&jwt(r#"{"iat":"1795029908"}"#)), both("", ""));
        assert_eq!(
            dates("sv=2024-11-04&st=2026-09-01T00%3A00%3A00Z&se=2026-12-01&sig=signature"),
            both("2026-09-01T00:00:00Z", "2026-12-01")
        );
        assert_eq!(dates("https://a.blob.example/c?sig=signature&se=2026-12-01T08:00Z"), both("", "2026-12-01T08:00:00Z"));
        assert_eq!(dates("SharedAccessSignature sr=x&sig=signature&se=1795029908&skn=n"), both("", "2026-11-18T19:25:08Z"));
        assert_eq!(
            dates("BlobEndpoint=https://a/;SharedAccessSignature=sv=1&st=2026-09-01&se=2026-12-01&sig=signature"),
            both("2026-09-01", "2026-12-01")
        );
        assert_eq!(
            dates("https://b.s3.example/k?X-Amz-Date=20261118T180508Z&X-Amz-Expires=3600&X-Amz-Signature=signature"),
            both("2026-11-18T18:05:08Z", "2026-11-18T19:05:08Z")
        );
        assert_eq!(dates("https://b/k?Expires=1795029908&Signature=signature"), both("", "2026-11-18T19:25:08Z"));
        let age = format!("# created: 2026-11-23T19:41:48Z\n{}{}", "AGE-SECRET-", "KEY-1X");
        assert_eq!(dates(&age), both("2026-11-23T19:41:48Z", ""));
    }

    #[test]
    fn what_does_not_date_itself_says_nothing() {
        for value in
            ["", "hunter2", "a.b.c", "Expires=1&x=2", "sig=x&se=never", "X-Amz-Date=é20261118T180508Z&X-Amz-Signature=s", "# created: x"]
        {
            assert_eq!(dates(value), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn no_value_is_too_much(value in "\\PC{0,60}", date in "\\PC{0,20}") {
            let _ = read("K", &value);
            let _ = read("K", &format!("X-Amz-Date={date}&X-Amz-Expires={date}&X-Amz-Signature=s"));
        }
    }
}
