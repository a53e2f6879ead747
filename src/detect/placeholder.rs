//! Values that stand for a secret and are none.

use aho_corasick::AhoCorasick;
use bstr::ByteSlice as _;
use std::sync::LazyLock;

/// Whole values, lower case, that people write where a secret goes.
#[rustfmt::skip]
const WHOLE: &[&str] = &[
    "", "null", "none", "nil", "undefined", "true", "false", "empty", "unset", "n/a", "na", "tbd", "todo", "fixme", "password",
    "passwd", "pass", "pwd", "secret", "token", "key", "apikey", "api_key", "api-key", "foo", "bar", "baz", "foobar", "test", "testing",
    "tester", "dummy", "fake", "mock", "stub", "sample", "example", "default", "string", "str", "text", "value", "changeme",
    "change_me", "change-me", "changeit", "replaceme", "replace_me", "redacted", "hidden", "masked", "removed", "placeholder", "xxx",
    "abc", "abc123", "123", "1234", "12345", "123456", "password1", "password123", "pass123", "secret123", "test123", "testpassword",
    "testtoken", "testsecret", "testkey", "test-key", "test_key", "test-token", "test_token", "test-secret", "mysecret", "my-secret",
    "mypassword", "my-password", "my_password", "my-token", "mytoken", "supersecret", "super-secret", "topsecret", "s3cr3t", "p@ssw0rd", "passw0rd", "pa55word", "pa$$word", "pa$$w0rd",
    "hunter2", "letmein", "qwerty", "asdf", "asdfasdf", "asdfgh", "asdf1234", "zxcvbn", "zxcvbnm", "admin", "root", "user", "username", "guest", "required", "optional", "enabled", "disabled", "yes",
    "no", "on", "off", "latin1", "latin-1", "utf8", "utf16", "ascii", "bearer", "basic", "auto", "prompt", "ask", "env", "file", "plain", "plaintext", "md5", "sha256", "sha512",
    "bcrypt", "hex", "base64", "utf-8", "protected", "newpassword", "oldpassword", "wrongpassword", "new_password", "old_password",
    "wrong_password", "new-password", "old-password", "wrong-password", "userpassword", "adminpassword", "thepassword", "somepassword", "client-secret", "client_secret", "clientsecret",
];

/// Parts that mark a value as standing for another one.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "example", "changeme", "change-me", "change_me", "replace", "placeholder", "your-", "your_", "yourpass", "yourkey", "yourtoken",
    "yoursecret", "yourapi", "insert", "redacted", "dummy", "fake", "sample", "not-a-real", "notreal", "not_real", "xxxx", "****",
    "...", "…", "<your", "todo", "-here", "_here", "my-secret", "mysecret", "put-your", "enter-your", "enter_your", "some-", "some_",
    "super-secret", "supersecret", "lorem", "foobar", "0123456789", "1234567890", "123456789", "abcdefgh", "deadbeef", "00000000",
    "ffffffff", "11111111", "1234-1234", "qwertyui", "qwer1234", "hgfedcba", "place_holder", "place-holder", "1q2w3e", "q1w2e3", "geheim", "test-token", "test_token", "testtest", "johndoe", "janedoe", "do-not-use", "do_not_use", "donotuse", "invalid",
    "not-a-secret", "notasecret", "not_a_secret", "no-secret", "test test test",
];

/// Parts of values that are filled in from elsewhere.
#[rustfmt::skip]
const FILLED_IN: &[&[u8]] = &[
    b"${", b"$(", b"{{", b"}}", b"<%", b"#{", b"%{", b"$env:", b"process.env", b"os.environ", b"getenv(", b"env(", b"ENV[", b"{0}", b"{}",
];

/// How addresses in secret managers, encrypted values and names of settings start, in any case.
#[rustfmt::skip]
const POINTERS: &[&[u8]] = &[
    b"vault:", b"arn:aws:", b"op://", b"ref+", b"sm://", b"gcp-sm:", b"aws-sm:", b"azure-kv:", b"keyvault:", b"secret://", b"secretref:", b"ssm:", b"!ref", b"!sub",
    b"!vault", b"!secret", b"!env", b"!include", b"!lambda", b"$__file{", b"$__env{", b"$__vault{", b"enc[", b"enc(", b"enc:", b"{cipher}", b"$ansible_vault", b"file:", b"env:", b"var.", b"local.", b"data.", b"module.", b"secrets.", b"vars.",
    b"encrypted:", b"resolve:", b"projects/", b"credentials(", b"keyring:", b"keychain:",
];

/// Whether the value names where the secret is rather than being it: a variable, a template, a call, a path into a vault.
pub(super) fn is_reference(value: &[u8]) -> bool {
    let starts = |part: &&[u8]| value.get(..part.len()).is_some_and(|head| head.eq_ignore_ascii_case(part));
    is_variable(value)
        || starts_with_field(value)
        || is_bracketed(value)
        || FILLED_IN.iter().any(|part| value.find(part).is_some())
        || has_named_field(value)
        || POINTERS.iter().any(starts)
        || matches!(value, b"guest@" | b"anonymous@")
        || matches!(value, b"%s" | b"%v" | b"%d" | b"%q" | b"?" | b"-" | b"*" | b"...")
}

/// `$NAME`, and nothing but.
fn is_variable(value: &[u8]) -> bool {
    // `"'$NAME'"` in a shell.
    let value = value.strip_prefix(b"'").and_then(|value| value.strip_suffix(b"'")).unwrap_or(value);
    value.strip_prefix(b"$").is_some_and(|rest| {
        // `$BASE/path` starts with one.
        let rest = rest.split(|byte| *byte == b'/').next().unwrap_or(rest);
        rest.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
            && rest.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':'))
    })
}

/// `%(name)s`, as Python fills texts in. Keys made of every sign there is (Django's) hold the first two as well.
fn has_named_field(value: &[u8]) -> bool {
    memchr::memchr_iter(b'%', value).any(|at| {
        let Some(inside) = value.get(at + 1..).and_then(|rest| rest.strip_prefix(b"(")) else { return false };
        let name = inside.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')).count();
        name > 0 && inside.get(name) == Some(&b')')
    })
}

/// `{name}…`: a text that is put together.
fn starts_with_field(value: &[u8]) -> bool {
    let Some(inner) = value.strip_prefix(b"{") else { return false };
    let name = inner.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':')).count();
    name > 0 && inner.get(name).is_none_or(|byte| *byte == b'}')
}

/// `%NAME%`, `<name>`, `[name]`, `{name}`, `__NAME__`, `@NAME@`.
fn is_bracketed(value: &[u8]) -> bool {
    let between = |open: &[u8], close: &[u8]| value.len() > open.len() + close.len() && value.starts_with(open) && value.ends_with(close);
    between(b"%", b"%") || between(b"<", b">") || between(b"[", b"]") || between(b"{", b"}") || between(b"__", b"__") || between(b"@", b"@")
}

/// Whether the value is a word or pattern people write in place of a secret.
pub(super) fn is_placeholder(value: &[u8]) -> bool {
    let trimmed = value.trim_ascii().trim_end_with(|character| matches!(character, '?' | ',' | ';'));
    // Prose in quotes may put code in quotes of its own.
    let trimmed = trimmed.strip_prefix(b"`").and_then(|inner| inner.strip_suffix(b"`")).unwrap_or(trimmed);
    is_published(value)
        || WHOLE.iter().any(|word| trimmed.eq_ignore_ascii_case(word.as_bytes()))
        || is_numbered(trimmed)
        || counts_up(trimmed)
        || contains_any(&PART_SEARCHER, trimmed)
        || is_repetition(&trimmed.to_ascii_lowercase())
}

/// Whether a value that a setting has is none of its own: it names another place, or stands in for what is to be put there.
pub fn is_stand_in(value: &[u8]) -> bool {
    is_reference(value) || is_placeholder(value) || is_dummy_token(value)
}

/// `password2`, `secret12`, `user01`: one of several, as tests and examples number them.
fn is_numbered(value: &[u8]) -> bool {
    const NUMBERED: &[&str] = &["password", "passwd", "pass", "pwd", "secret", "token", "key", "test", "user", "foo", "bar", "value"];
    let word = value.trim_end_with(|character| character.is_ascii_digit());
    value.len() - word.len() <= 4 && NUMBERED.iter().any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
}

/// Whether the value says that something has to be put in its place, or that it was taken out: even a file that holds live credentials may
/// say so.
pub(super) fn is_instruction(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    let says = [&b"your"[..], b"changeme", b"change-me", b"change_me", b"replace", b"redacted", b"insert", b"xxxx", b"***"];
    says.iter().any(|part| lower.find(part).is_some()) || is_reference(value)
}

/// Whether a token of a vendor's format is a documentation dummy: such tokens are random, so a readable part was put there.
pub(super) fn is_dummy_token(token: &[u8]) -> bool {
    is_published(token)
        || counts_up(token)
        || contains_any(&DUMMY_SEARCHER, token)
        || (longest_repeat(token) >= 8 && longest_repeat(token) * 4 >= token.len())
}

/// `klmnopqr`: eight characters in the order of the alphabet or of numbers.
fn counts_up(token: &[u8]) -> bool {
    let mut run = 1;
    token.windows(2).any(|pair| {
        let next = matches!(pair, [first, second] if first.is_ascii_alphanumeric() && first.to_ascii_lowercase() + 1 == second.to_ascii_lowercase());
        run = if next { run + 1 } else { 1 };
        run >= 8
    })
}

/// Parts that no random token holds.
#[rustfmt::skip]
const DUMMY_PARTS: &[&str] = &[
    "example", "xxxxx", "changeme", "placeholder", "redacted", "your_", "your-", "yourtoken", "yourkey", "dummy", "12345678",
    "abcdefghij", "0123456789",
];

static PART_SEARCHER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| searcher(PARTS));
static DUMMY_SEARCHER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| searcher(DUMMY_PARTS));

fn searcher(parts: &[&str]) -> Option<AhoCorasick> {
    AhoCorasick::builder().ascii_case_insensitive(true).build(parts).ok()
}

fn contains_any(searcher: &LazyLock<Option<AhoCorasick>>, text: &[u8]) -> bool {
    searcher.as_ref().is_some_and(|searcher| searcher.is_match(text))
}

/// The first characters of credentials that their makers publish for everybody's use, and of samples in standards.
const PUBLISHED: &[&[u8]] = &[
    // Azurite and the storage emulator (Microsoft Learn, "Use the Azurite emulator").
    b"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50u",
    // Azure Cosmos DB emulator (Microsoft Learn, "Develop locally using the emulator").
    b"C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5",
    // reCAPTCHA's key pair for automated tests (Google, reCAPTCHA FAQ).
    b"6LeIxAcTAAAAA",
    // Google API keys of public samples (Firebase and Android documentation and quickstarts).
    b"AIzaSyAnLA7Nfe",
    b"AIzaSyCkEhVjf3",
    b"AIzaSyDMAScliy",
    b"AIzaSyD3asb-2p",
    b"AIzayDNSXIbFml",
    b"AIzaSyAdOS2zB6",
    b"AIzaSyASWm6HmT",
    b"AIzaSyANUvH9H9",
    b"AIzaSyA5_iVawF",
    b"AIzaSyA4UrcGxg",
    b"AIzaSyDSb51JiI",
    b"AIzaSyBF2RrAIm",
    b"AIzaSyBcE-OOIb",
    b"AIzaSyB8qGxt4e",
    b"AIzaSyA8vmApnr",
    // Digests of nothing at all: SHA-256 in hexadecimal and base64url, SHA-1, MD5.
    b"e3b0c44298fc1c149afbf4c8996fb924",
    b"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NM",
    b"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NM",
    b"da39a3ee5e6b4b0d3255bfef95601890",
    b"d41d8cd98f00b204e9800998ecf8427e",
    // The secret in texts about one-time passwords: base32 of `Hello!` and four bytes.
    b"JBSWY3DPEHPK3PXP",
    // `Aladdin:open sesame` and `Aladdin:OpenSesame` (RFC 7617, and texts that quote it).
    b"QWxhZGRpbjpvcGVuIHNlc2FtZQ",
    b"QWxhZGRpbjpPcGVuU2VzYW1l",
    b"YWxhZGRpbjpvcGVuc2VzYW1l",
    // Tokens and secrets of the examples in RFC 6749, RFC 6750 and RFC 9449.
    b"2YotnFZFEjr1zCsicMWpAA",
    b"tGzv3JOkF0XG5Qx2TlKWIA",
    b"SplxlOBeZQQYbYS6WxSbIA",
    b"7Fjfp0ZBr1KtDRbnfVdmIw",
    b"czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3",
    b"mF_9.B5f-4.1JqM",
    b"Kz~8mXK1EalYznwH-LC-1fBAo",
];

/// Whether the value is one that everybody knows.
pub(super) fn is_published(value: &[u8]) -> bool {
    PUBLISHED.iter().any(|known| value.starts_with(known))
}

/// Few distinct characters for the length, or one character over and over.
fn is_repetition(value: &[u8]) -> bool {
    let mut distinct = [false; 256];
    for byte in value {
        if let Some(seen) = distinct.get_mut(usize::from(*byte)) {
            *seen = true;
        }
    }
    let distinct = distinct.iter().filter(|seen| **seen).count();
    (value.len() >= 4 && distinct <= 2) || (value.len() >= 8 && distinct <= 3) || longest_repeat(value) >= 6
}

fn longest_repeat(value: &[u8]) -> usize {
    let (mut longest, mut current, mut previous) = (0, 0, None);
    for byte in value {
        current = if previous == Some(*byte) { current + 1 } else { 1 };
        longest = longest.max(current);
        previous = Some(*byte);
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::{is_dummy_token, is_instruction, is_placeholder, is_reference};

    #[test]
    fn references_point_elsewhere() {
        for value in [
            "${DB_PASSWORD}",
            "$PASSWORD",
            "'$PASSWORD'",
            "{{ secrets.x }}",
            "process.env.KEY",
            "<password>",
            "op://vault/x",
            "ENC[AES256_GCM,data:x]",
            "%s",
            "%DB_PASS%",
            "%(password)s",
            "var.password",
        ] {
            assert!(is_reference(value.as_bytes()), "{value}");
        }
        for value in ["pa$$word1", "$ecret!9", "hunter2", "a<b>c", "_du9e^cm!%(^+=gr@cu@v9-v7"] {
            assert!(!is_reference(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn placeholders_are_words_for_secrets() {
        for value in [
            "changeme",
            "your-api-key",
            "xxxxxxxx",
            "AKIAIOSFODNN7EXAMPLE",
            "aaaaaaaa",
            "Password123",
            "1234567890",
            "password2",
            "secret12",
            "tGzv3JOkF0XG5Qx2TlKWIA",
        ] {
            assert!(is_placeholder(value.as_bytes()), "{value}");
        }
        assert!(!is_placeholder(b"tr0ub4dor&3"));
    }

    #[test]
    fn instructions_are_told_from_poor_passwords() {
        for value in ["changeme", "your-password", "********", "<password>", "${PASS}"] {
            assert!(is_instruction(value.as_bytes()), "{value}");
        }
        for value in ["password", "admin", "root123"] {
            assert!(!is_instruction(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn tokens_with_readable_parts_are_dummies() {
        assert!(is_dummy_token(b"AKIAIOSFODNN7EXAMPLE"));
        assert!(is_dummy_token(b"sk-x-9f3-klmnopqrstuvwx-3456yza"));
        assert!(is_dummy_token(b"ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"));
        assert!(!is_dummy_token(b"ghp_k2J8sLq0WmZx7Vb4NcT1yRh5Pd9Gf3Ue6AiO"));
    }
}
