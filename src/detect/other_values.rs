//! Values that are plainly something else than a secret: paths, addresses, code, sentences, digests, public keys, names.

use super::likeness::Likeness;
use bstr::ByteSlice as _;

/// How values start that are public by design or say what they are.
#[rustfmt::skip]
const STARTS: &[&[u8]] = &[
    b"ssh-", b"ecdsa-", b"MII", b"-----BEGIN", b"sha1-", b"sha256-", b"sha384-", b"sha512-", b"sha256:", b"md5:", b"data:", b"urn:",
    b"$2a$", b"$2b$", b"$2y$", b"$argon2", b"$6$", b"$5$", b"$1$", b"pbkdf2", b"{bcrypt}",
    b"{SHA", b"{SSHA", b"{pbkdf2", b"{argon2", b"{MD5", b"{scrypt", b"{crypt", b"{CRYPT", b"{PBKDF2", b"Basic ", b"Digest ", b"Bearer ", b"Negotiate ",
    b"[", b"pk_live_", b"pk_test_", b"pk.eyJ", b"phc_", b"age1", b"e1NTSEF9", b"e1NIQX", b"e0NSWVBU", b"G-", b"UA-", b"GTM-", b"arn:", b"(", b"./", b"../", b"~/",
];

/// What only code holds, or patterns for text.
#[rustfmt::skip]
const CODE: &[&[u8]] = &[
    b"://", b"::", b"->", b"=>", b"/{", b"()", b");", b"\\d", b"\\w", b"[a-z", b"[A-Z", b"[0-9", b"(?", b".*", b"&&", b"||", b"==", b"${", b"...", b".+", b":=", b"($", b"localhost",
];

/// How the names of files and hosts end.
#[rustfmt::skip]
const ENDS: &[&[u8]] = &[
    b".txt", b".pem", b".key", b".json", b".yml", b".yaml", b".crt", b".cer", b".p12", b".jks", b".env", b".md", b".py", b".js", b".ts", b".go",
    b".html", b".conf", b".xml", b".com", b".org", b".net", b".io", b".text", b".value", b".png", b".jpg", b".jpeg", b".gif", b".svg", b".webp", b".ico", b".css",
    b".woff", b".woff2", b".ttf", b".zip", b".tgz", b".jar", b".exe",
];

/// Whether the value is plainly something else than a secret.
pub(super) fn is_plainly_something_else(value: &[u8]) -> bool {
    // Base64 is filled up with signs that stand for a comparison elsewhere.
    let unpadded = value.trim_end_with(|character| character == '=');
    is_prose(value)
        || STARTS.iter().any(|start| value.starts_with(start))
        || (CODE.iter().any(|part| unpadded.find(part).is_some()) && !is_of_all_signs(value))
        || ENDS.iter().any(|end| value.ends_with(end))
        || is_path(value)
        || is_sealed(value)
        || is_public_point(value)
        || is_list_of_rules(value)
        || (value.ends_with(b")") && value.contains(&b'('))
        || value.ends_with(b"[")
        || value.ends_with(b"(")
        || is_joined_words(value)
        || is_escaped_text(value)
        || is_colour(value)
        || is_constant_name(value)
        || is_path_of_a_file(value)
        || is_address(value)
        || is_digest_in_crypt_format(value)
        || (value.starts_with(b"^") && value.ends_with(b"$"))
        || value.find(b"aws4_request").is_some()
}

/// Words with blanks between them, words of a language that English letters do not suffice for, or bytes that are no text.
fn is_prose(value: &[u8]) -> bool {
    let blanks = value.iter().filter(|byte| **byte == b' ').count();
    (blanks >= 2 && value.len() < 40)
        || blanks > value.len() / 12
        || value.iter().any(|byte| *byte < b' ')
        || value.to_str().is_ok_and(is_foreign_word)
        || value.to_str().is_err()
}

/// `Contraseña`, `Jelszó`, `2FA驗證碼`: letters beyond ASCII, and hardly a digit or sign.
fn is_foreign_word(value: &str) -> bool {
    let foreign = value.chars().filter(|character| character.is_alphabetic() && !character.is_ascii()).count();
    let other = value.chars().filter(|character| !character.is_alphabetic() && !character.is_whitespace()).count();
    foreign > other
}

/// Letters of both cases, digits and signs in turn, without brackets: what looks like an operator in it is chance.
fn is_of_all_signs(value: &[u8]) -> bool {
    let likeness = Likeness::of(value);
    let brackets = value.iter().any(|byte| b"()[]{}\\<>\"' ".contains(byte));
    (10..=64).contains(&value.len())
        && !brackets
        && !value.starts_with(b"=")
        && likeness.kinds() == 4
        && likeness.symbols >= 2
        && likeness.changes * 2 >= value.len()
        && value.find(b"://").is_none()
        && value.find(b"::").is_none()
}

fn is_path(value: &[u8]) -> bool {
    value.starts_with(b"/") && value.iter().filter(|byte| **byte == b'/').count() >= 2 && Likeness::of(value).is_wordy()
}

/// What Bitnami's sealed secrets look like: base64 whose first bytes are the length of an RSA-encrypted session key; and `OpenPGP` messages
/// without armour (RFC 9580, 5.1), as Renovate's settings have them.
fn is_sealed(value: &[u8]) -> bool {
    let openpgp = [&b"wcFMA"[..], b"wcBMA", b"hQEMA", b"hQIMA", b"hF4D"].iter().any(|head| value.starts_with(head));
    value.len() > 60 && (openpgp || (value.starts_with(b"Ag") && matches!(value.get(2), Some(b'A'..=b'D'))))
}

/// A point on the curve P-256, uncompressed: 65 bytes of which the first is 4 (SEC 1, 2.3.3), in base64url. Web Push hands them out as public keys.
fn is_public_point(value: &[u8]) -> bool {
    (value.len() == 87 || value.len() == 88)
        && value.starts_with(b"B")
        && value.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'='))
}

/// `uploads/2026/01/report.pdf`: folders, and a file with an ending.
fn is_path_of_a_file(value: &[u8]) -> bool {
    let plain = value.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_'));
    let Some(slash) = value.rfind_byte(b'/') else { return false };
    let name = value.get(slash + 1..).unwrap_or_default();
    let ending = name.rfind_byte(b'.').and_then(|dot| name.get(dot + 1..)).unwrap_or_default();
    plain && value.find_iter(b"/").count() >= 2 && (2..=5).contains(&ending.len()) && ending.iter().all(u8::is_ascii_lowercase)
}

/// `$pbkdf2-sha512$310000$…`: a digest that says how it was made (PHC string format, modular crypt format).
fn is_digest_in_crypt_format(value: &[u8]) -> bool {
    let Some(rest) = value.strip_prefix(b"$") else { return false };
    let mut parts = rest.split(|byte| *byte == b'$');
    let says = [&b"pbkdf2"[..], b"scrypt", b"argon2", b"bcrypt", b"sha", b"7", b"y"];
    parts.next().is_some_and(|name| says.iter().any(|known| name.starts_with(known))) && parts.count() >= 2 && value.len() >= 40
}

/// `0x5aAe…`: the address of an account or a contract on Ethereum, which is as public as a house number. Keys have 64 digits.
fn is_address(value: &[u8]) -> bool {
    value.strip_prefix(b"0x").is_some_and(|digits| digits.len() == 40 && digits.iter().all(u8::is_ascii_hexdigit))
}

/// `required|string|max:256`: words in bars.
fn is_list_of_rules(value: &[u8]) -> bool {
    value.contains(&b'|') && value.split(|byte| *byte == b'|').all(|part| part.iter().take(3).all(u8::is_ascii_lowercase) && part.len() > 2)
}

/// `#1a7f37`: a colour.
fn is_colour(value: &[u8]) -> bool {
    value.strip_prefix(b"#").is_some_and(|digits| matches!(digits.len(), 3 | 4 | 6 | 8) && digits.iter().all(u8::is_ascii_hexdigit))
}

/// `CI_API_V4_URL`: the name of a variable.
fn is_constant_name(value: &[u8]) -> bool {
    let plain = value.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_');
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    plain && value.contains(&b'_') && digits <= 2 && value.split(|byte| *byte == b'_').all(|word| word.len() <= 12)
}

/// `Ung\u00fcltige`: text of another language, escaped.
fn is_escaped_text(value: &[u8]) -> bool {
    let escapes = value.windows(6).filter(|part| part.starts_with(b"\\u") && part.iter().skip(2).all(u8::is_ascii_hexdigit)).count();
    escapes > 0 && (escapes * 6 * 3 >= value.len() || Likeness::of(value).digits <= escapes * 4)
}

/// `config.db.password`, `some-kebab-name`, `SOME_NAME`, `@@auth/RESET`: words joined, with no digit in them.
fn is_joined_words(value: &[u8]) -> bool {
    let joiner = |byte: &u8| matches!(byte, b'.' | b'-' | b'_' | b'/' | b':' | b'@' | b'$');
    // In the midst of a word a dollar stands for a letter.
    let spelled = value.windows(3).any(|part| matches!(part, [a, b'$', b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic()));
    !spelled
        && value.iter().any(joiner)
        && value.iter().all(|byte| byte.is_ascii_alphabetic() || joiner(byte))
        && Likeness::of(value).is_wordy()
}

#[cfg(test)]
mod tests {
    use super::is_plainly_something_else;

    #[test]
    fn other_things_are_told_from_secrets() {
        for value in [
            "Enter your password",
            "/run/secrets/db",
            "config.db.password",
            "RESET_PASSWORD",
            "@@auth/RESET",
            "required|string|max:256",
            "pk_live_x",
            "tls/server.key",
            "foo()",
            "a::b",
            "$2b$12$abc",
            "passwordController.text",
            "Ung\\u00fcltige",
            "[PROTECTED]",
            "#1a7f37",
            "CI_API_V4_URL",
            "Contraseña",
            "Hazırki Şifrə",
            "2FA驗證碼",
            "2.5.13.18:=x",
            "{SSHA}25ro4PKC8jhQZ26jVsozhX/xaP0suHgX",
            "uploads/2026/01/3f9c2a7e/report.pdf",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "e1NTSEF9u+KE/ntmtyI1MtNNCdrfiXgcF6daCADzz+dDGQ==",
            "key-3044eccb50d2e3f7bd2d00c8ad.png",
            "$pbkdf2-sha512$310000$c8p78n7pUMln0jzvd4aK4Q$JNRBzwAo0ek5qKn50cFzzvE9",
            "^(abc123|zyx789)$",
        ] {
            assert!(is_plainly_something_else(value.as_bytes()), "{value}");
        }
        for value in [
            "tr0ub4dor&3",
            "/XiZJKxubpjmsvi6acK9/Xkc/KIL1o8UbauH7LTPxns=",
            "Hx82|q",
            "super$ecret",
            "Q29tZXQzNTA4Xw==",
            "k3J9-x2Qm_Z7vB",
            "Grün!38-x92",
        ] {
            assert!(!is_plainly_something_else(value.as_bytes()), "{value}");
        }
    }
}
