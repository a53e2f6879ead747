//! Judges assignments that no vendor's format or name explains.

use super::chosen::{is_chosen_password, is_chosen_secret, is_drawn, is_word_of_environment};
use super::jwt;
use super::likeness::Likeness;
use super::names::{Meaning, meaning, squash};
use super::other_values::is_plainly_something_else;
use super::passphrase::is_passphrase;
use super::placeholder::{is_instruction, is_placeholder, is_reference};
use super::rule::Detector;
use super::syntax::{Assignment, Tie};
use super::within::holds;

/// What an assignment stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings {
    /// Whether the file's path says that it is a test or an example.
    pub test_data: bool,
    /// Whether the file is known to hold live credentials: then a poor password is one all the same.
    pub lenient: bool,
}

/// The detector that the assignment of `value` to `name` speaks for, if it is likely a secret.
///
/// What is called a key and no more is one where `explained` says so.
pub(super) fn judge(
    name: &[u8],
    value: &[u8],
    assignment: &Assignment,
    around: Surroundings,
    explained: impl FnOnce() -> bool,
) -> Option<Detector> {
    let meaning = meaning(name);
    if assignment.tie == Tie::Given || is_account_key(name, value) {
        let is_key =
            matches!(meaning, Meaning::Secret | Meaning::Weak) || ["key", "keys", "tokens"].iter().any(|end| squash(name).ends_with(end));
        let detector = if is_key { Detector::ApiKey } else { Detector::Password };
        return (!around.test_data || Likeness::of(value).is_random()).then_some(detector);
    }
    if meaning == Meaning::Nothing || value.len() < 4 || value.len() > 1024 {
        return None;
    }
    if assignment.tie == Tie::Called && !is_setter(name) {
        return None;
    }
    // Beside a word on a command line stands the next option as often.
    if assignment.tie == Tie::Beside && value.starts_with(b"-") {
        return None;
    }
    if around.lenient && meaning == Meaning::Password && !says_otherwise(value) && !value.contains(&b' ') {
        return Some(Detector::Password);
    }
    let decoded = super::decode::base64(value).unwrap_or_default();
    if is_something_else(name, value, &decoded) || is_call(value, assignment) || is_counted_up(value) {
        return None;
    }
    // Of most keys the value says that they are none, and the text round them need not be read.
    let meaning = if meaning == Meaning::Weak && explained() { Meaning::Secret } else { meaning };
    let likeness = Likeness::of(value);
    // What a digest is compared with is a digest; what stands beside `"password"` in a call is its salt or digest.
    let constant = name.contains(&b'_') && !name.iter().any(u8::is_ascii_lowercase);
    let beside_a_word = assignment.tie == Tie::Argument && meaning == Meaning::Password && !constant;
    // What a header of a request is compared with is what it has to be.
    let header = name.starts_with(b"http_") || name.contains(&b'-');
    if ((assignment.tie == Tie::Compared && !header) || beside_a_word) && likeness.is_hexadecimal {
        return None;
    }
    if is_passphrase(value) && !around.test_data {
        return is_named_passphrase(name, meaning, value, assignment);
    }
    let random = likeness.is_random() || is_uuid(value);
    // In tests people make passwords up by the dozen, and those are words; what is none was copied from somewhere, or drawn.
    let drawn = is_drawn(value, meaning, assignment);
    if around.test_data && !random && !drawn {
        return None;
    }
    // Forty characters and more of every kind were made by a program (WordPress salts, Django keys).
    let dense = likeness.length >= 40 && likeness.kinds() >= 3 && likeness.symbols >= 3 && likeness.entropy >= 4.2;
    match meaning {
        Meaning::Password => {
            let inside = || decoded.len() >= 6 && is_chosen_password(&Likeness::of(&decoded), &decoded, assignment);
            let chosen = || is_chosen_password(&likeness, value, assignment) || is_word_of_environment(name, value, assignment);
            (random || dense || drawn || chosen() || inside()).then_some(Detector::Password)
        }
        Meaning::Secret => {
            let long = random && likeness.length >= 12;
            (dense || long || drawn || is_phrase(name, value) || is_chosen_secret(name, &likeness, value, assignment))
                .then_some(Detector::ApiKey)
        }
        Meaning::PasswordAgain => (random || drawn).then_some(Detector::Password),
        Meaning::Weak if is_cookie(name) => is_random_cookie(value).then_some(Detector::ApiKey),
        Meaning::Weak if squash(name).ends_with("auth") && assignment.quoted && assignment.tie == Tie::Assigned => {
            (random && is_long_for_its_kind(&likeness)).then_some(Detector::ApiKey)
        }
        Meaning::Weak => ((dense && !value.contains(&b' ')) || is_clearly_random(&likeness, assignment)).then_some(Detector::ApiKey),
        Meaning::Nothing => None,
    }
}

/// Whether the value, or what it is in base64, is a reference, a placeholder, a name, or a text that is read elsewhere.
fn is_something_else(name: &[u8], value: &[u8], decoded: &[u8]) -> bool {
    is_reference(value)
        || is_placeholder(value)
        || (is_plainly_something_else(value) && !is_phrase(name, value) && !is_drawn_from_all_signs(value) && !is_passphrase(value))
        || repeats_its_name(name, value)
        || (decoded.len() >= 4 && (is_placeholder(decoded) || is_reference(decoded)))
        || is_words(decoded)
        || (is_name_of_a_credential(value) && !is_passphrase(value))
        || is_cut_off(value)
        || jwt::is_readable(value)
}

fn is_call(value: &[u8], assignment: &Assignment) -> bool {
    !assignment.quoted && value.windows(2).any(|pair| matches!(pair, [before, b'('] if before.is_ascii_alphanumeric()))
}

/// `"primaryKey": "k3J9…="`: the first of two keys to an account, 32 or 64 bytes in base64, as clouds hand them out. Keys of tables are no base64.
fn is_account_key(name: &[u8], value: &[u8]) -> bool {
    let named = [&b"rimaryKey"[..], b"econdaryKey", b"rimary_key", b"econdary_key"].iter().any(|end| name.ends_with(end));
    named
        && matches!(value.len(), 44 | 88)
        && value.ends_with(b"=")
        && Likeness::of(value).is_random()
        && super::decode::base64(value).is_some()
}

/// What a passphrase under this name is. Names of secrets are also given to references to them, so that there words with blanks are a sentence.
fn is_named_passphrase(name: &[u8], meaning: Meaning, value: &[u8], assignment: &Assignment) -> Option<Detector> {
    let tied =
        matches!(assignment.tie, Tie::Assigned | Tie::Beside | Tie::Called) || (assignment.tie == Tie::Argument && assignment.quoted);
    let spaced = value.contains(&b' ');
    let says_phrase = || squash(name).contains("phrase");
    match meaning {
        Meaning::Password if tied && (!spaced || says_phrase() || value.iter().filter(|byte| **byte == b' ').count() >= 3) => {
            Some(Detector::Password)
        }
        Meaning::Secret if tied && !spaced && is_chosen_by_people(name) => Some(Detector::ApiKey),
        _ => None,
    }
}

/// Whether the name is one of a secret that people make up for their own programs. Keys to a store are called keys as well, and are words.
fn is_chosen_by_people(name: &[u8]) -> bool {
    let name = squash(name);
    ["secret", "sign", "crypt", "jwt", "hmac", "cipher"].iter().any(|word| name.contains(word))
}

/// Fifty characters and more of every kind without a blank, as the keys of Django and `WordPress` are: what looks like code in them is chance.
fn is_drawn_from_all_signs(value: &[u8]) -> bool {
    let likeness = Likeness::of(value);
    (50..=80).contains(&value.len())
        && !value.contains(&b' ')
        && likeness.kinds() >= 3
        && likeness.symbols >= 8
        && likeness.digits >= 3
        && likeness.entropy >= 4.5
        && likeness.chance > -4.0
}

/// Whether the value, or what it is in base64, says that the password stands elsewhere.
fn says_otherwise(value: &[u8]) -> bool {
    is_instruction(value) || super::decode::base64(value).is_some_and(|decoded| is_instruction(&decoded))
}

/// `ACCESS_KEY`, `client:secret`: words without a digit, as somebody put into base64 to have something there.
fn is_words(decoded: &[u8]) -> bool {
    let trimmed = decoded.trim_ascii();
    trimmed.len() >= 4 && !trimmed.iter().any(u8::is_ascii_digit) && Likeness::of(trimmed).is_wordy()
}

/// `pfx.password`, `db-auth-token`: the name of a credential, not the credential.
pub(super) fn is_name_of_a_credential(value: &[u8]) -> bool {
    let joiner = |byte: &u8| matches!(byte, b'.' | b'-' | b'_' | b'/' | b':');
    let names = value.iter().any(joiner) && value.iter().all(|byte| byte.is_ascii_lowercase() || joiner(byte));
    names && matches!(meaning(value), Meaning::Password | Meaning::Secret)
}

/// `ops_eyJzaWdu…`: the beginning of a token that holds JSON, up to where somebody cut it off.
fn is_cut_off(value: &[u8]) -> bool {
    let head = value.get(..value.len().min(18)).filter(|_| value.len() < 80).unwrap_or_default();
    let Some(at) = head.windows(3).position(|word| word == b"eyJ") else {
        return false;
    };
    // A token of three parts is whole; the first of two says what it would be.
    let mut parts = value.get(at..).unwrap_or_default().split(|byte| *byte == b'.');
    let body = parts.next().unwrap_or_default();
    if parts.clone().next().is_some() {
        return parts.count() < 2 && super::decode::base64(body).is_some_and(|header| header.starts_with(b"{\""));
    }
    let whole = body.get(..body.len() - body.len() % 4).and_then(super::decode::base64).unwrap_or_default();
    whole.len() >= 16 && whole.starts_with(b"{\"") && !whole.ends_with(b"}") && whole.iter().all(|byte| (b' '..=b'~').contains(byte))
}

fn is_cookie(name: &[u8]) -> bool {
    name.len() >= 6 && name.get(name.len() - 6..).is_some_and(|end| end.eq_ignore_ascii_case(b"cookie"))
}

/// Whether the value of a cookie, or of the first of several (`session=k3J9…; Path=/`, RFC 6265, 4.1), was drawn by chance.
fn is_random_cookie(value: &[u8]) -> bool {
    let pair = value.split(|byte| *byte == b';').next().unwrap_or(value);
    let inner =
        pair.iter().position(|byte| *byte == b'=').and_then(|at| pair.get(at + 1..)).filter(|inner| !inner.is_empty()).unwrap_or(pair);
    let likeness = Likeness::of(inner);
    !inner.contains(&b'%') && !inner.contains(&b' ') && inner.len() >= 20 && likeness.is_random() && likeness.digits > 0
}

/// Sixteen characters of three kinds, or forty of any.
fn is_long_for_its_kind(likeness: &Likeness) -> bool {
    likeness.length >= if likeness.kinds() >= 3 && !likeness.is_hexadecimal { 16 } else { 40 }
}

/// What it takes where the name alone says little: not an id or a digest, and long.
fn is_clearly_random(likeness: &Likeness, assignment: &Assignment) -> bool {
    let tied = matches!(assignment.tie, Tie::Assigned | Tie::Argument)
        && (assignment.quoted || likeness.length >= 48 || (likeness.length >= 40 && likeness.symbols > 0));
    tied && likeness.is_random() && !likeness.is_hexadecimal && likeness.length >= 24 && likeness.entropy >= 3.4 && likeness.digits > 0
}

/// A mnemonic (BIP-39): 12, 15, 18, 21 or 24 lower-case words of three to eight letters.
fn is_phrase(name: &[u8], value: &[u8]) -> bool {
    let words: Vec<&[u8]> = value.split(|byte| *byte == b' ').collect();
    squash(name).contains("mnemonic")
        && matches!(words.len(), 12 | 15 | 18 | 21 | 24)
        && words.iter().all(|word| (3..=8).contains(&word.len()) && word.iter().all(u8::is_ascii_lowercase))
}

/// `setPassword("x")`, `with_password("x")`, `password("x")`; not `hash_password("x")` or `t("password")`.
fn is_setter(name: &[u8]) -> bool {
    let last = name.rsplit(|byte| *byte == b'.').next().unwrap_or(name).to_ascii_lowercase();
    last.starts_with(b"set") || last.starts_with(b"with") || last == b"password" || last == b"secret"
}

/// The value only says the name again: `password: "passwordField"`, `apiKey: "api-key"`.
fn repeats_its_name(name: &[u8], value: &[u8]) -> bool {
    let (name, value) = (squash(name), squash(value));
    let shorter = name.len().min(value.len());
    shorter >= 4 && (name.contains(&value) || (value.contains(&name) && value.len() <= name.len() + 6))
}

/// `a1b2c3d4e5…`: letters and digits typed in turn.
pub(super) fn is_counted_up(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    holds(&lower, b"a1b2c3d4") || holds(&lower, b"1a2b3c4d")
}

fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::{Surroundings, judge};
    use crate::detect::rule::Detector;
    use crate::detect::syntax::{Assignment, Tie};

    fn verdict(name: &str, value: &str) -> Option<Detector> {
        verdict_in(false, name, value)
    }

    fn verdict_in(test_data: bool, name: &str, value: &str) -> Option<Detector> {
        let assignment = Assignment { name: 0..0, value: 0..0, quoted: true, tie: Tie::Assigned };
        judge(name.as_bytes(), value.as_bytes(), &assignment, Surroundings { test_data, lenient: false }, || false)
    }

    #[test]
    fn in_tests_only_what_chance_drew_is_found() {
        for (name, value) in [
            ("password", "hkmdsrt"),
            ("password", "c6mc6cq"),
            ("password_confirmation", "lvbgtuug"),
            ("secret", "txnrasmfnudz"),
            ("api_token", "f89a01f43bd10e"),
            ("api_token", "34391895960656419636436079036195"),
        ] {
            assert!(verdict_in(true, name, value).is_some(), "{name} = {value}");
        }
        for (name, value) in [
            ("password", "whiteduke"),
            ("password", "s3cr3t-w0rd"),
            ("password", "user1pass2"),
            ("password", "vkcloudpasswd"),
            ("password_confirmation", "Confirm-it"),
            ("secret", "topsecretvalue"),
            ("fakePassword", "einge8Goo2eBaiXievuj"),
        ] {
            assert_eq!(verdict_in(true, name, value), None, "{name} = {value}");
        }
    }

    #[test]
    fn likely_secrets_are_found() {
        for (name, value) in [
            ("db_password", "tr0ub4dor&3"),
            ("DB_PASS", "Summer2024"),
            ("api_key", "k3J9x2QmZ7vB4nT8"),
            ("client_secret", "9f86d081884c7d659a2feaa0c55ad015"),
            ("authToken", "5f8a7c1e-2b3d-4e5f-8a9b-0c1d2e3f4a5b"),
        ] {
            assert!(verdict(name, value).is_some(), "{name} = {value}");
        }
    }

    #[test]
    fn everything_else_is_left_alone() {
        for (name, value) in [
            ("password", "password"),
            ("password", "Enter your password"),
            ("password_label", "tr0ub4dor&3"),
            ("api_key", "apiKeyHeader"),
            ("token", "access_token"),
            ("secret", "my-service-credentials"),
            ("primary_key", "k3J9x2QmZ7vB4nT8"),
            ("password_hash", "$2b$12$abcdefghijklmnopqrstuv"),
            ("secret_key", "/run/secrets/key"),
            ("token", "getTokenFromRequest"),
            ("key", "sort-order-2"),
        ] {
            assert_eq!(verdict(name, value), None, "{name} = {value}");
        }
    }
}
