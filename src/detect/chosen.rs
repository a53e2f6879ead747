//! Passwords and secrets that people made up, and short ones that chance drew: what their letters, digits and signs say.

use super::likeness::{self, Likeness, chance};
use super::names::{Meaning, squash};
use super::odd;
use super::syntax::{Assignment, Tie};
use super::within::holds;

/// Letters that no language puts together so, or digits strewn among them: drawn by chance, however short. How sure that must be depends
/// on what the name says.
pub(super) fn is_drawn(value: &[u8], meaning: Meaning, assignment: &Assignment) -> bool {
    let (shortest, least) = match meaning {
        Meaning::Password if assignment.quoted => (5, 4.0),
        Meaning::Password | Meaning::PasswordAgain => (6, 5.0),
        Meaning::Secret if assignment.quoted && assignment.tie != Tie::Called => (10, 7.0),
        Meaning::Secret if assignment.tie == Tie::Assigned => (12, 9.0),
        _ => return false,
    };
    if value.len() < shortest || value.len() > 64 || value.iter().any(|byte| byte.is_ascii_whitespace() || b"(){}<>".contains(byte)) {
        return false;
    }
    // A list of names in quotes looks like a name with its value.
    let listed = assignment.tie == Tie::Argument && value.contains(&b'_');
    !listed && (likeness::is_drawn(value, least) || is_strewn(value, meaning))
}

/// Digits between letters, not at their end, where they do not stand for letters (`s3cr3t`); under names of tokens, hexadecimal digits too
/// few to be judged otherwise.
fn is_strewn(value: &[u8], meaning: Meaning) -> bool {
    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = value.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let changes = value.windows(2).filter(|pair| matches!(pair, [a, b] if a.is_ascii_digit() != b.is_ascii_digit())).count();
    match meaning {
        Meaning::Password => digits >= 2 && letters >= 2 && changes >= 3 && digits + letters + 2 >= value.len() && chance(value) > -1.0,
        // As long a number is none that anybody counts to.
        Meaning::Secret if digits == value.len() => value.len() >= 28,
        Meaning::Secret => value.len() >= 12 && value.iter().all(u8::is_ascii_hexdigit) && digits >= 3 && letters >= 3 && changes >= 4,
        _ => false,
    }
}

/// A password that a person made up: letters with digits or symbols, not a word, a name or a type.
pub(super) fn is_chosen_password(likeness: &Likeness, value: &[u8], assignment: &Assignment) -> bool {
    if value.contains(&b' ') || likeness.length > 64 {
        return false;
    }
    let letters = likeness.lower + likeness.upper;
    let all_letters = letters + likeness.digits == 0 || (likeness.digits == 0 && likeness.symbols == 0);
    // Letters alone are judged by how they follow each other.
    if all_letters {
        return false;
    }
    // `123456` and the like are caught by nobody's mistake; a date or a port is no password.
    if letters == 0 && likeness.symbols == 0 {
        return likeness.length >= 10
            && likeness.length == likeness.digits
            && likeness.entropy >= 2.3
            && assignment.quoted
            && assignment.tie == Tie::Assigned;
    }
    let spelled = likeness.digits >= 2 && letters >= 3;
    let long_enough = likeness.length >= if assignment.quoted || spelled { 6 } else { 7 };
    long_enough && likeness.kinds() >= 2 && letters >= 2
}

/// `APP_AUTH_PASSWORD=whiteduke`: where an environment is set, a plain word is the password itself.
pub(super) fn is_word_of_environment(name: &[u8], value: &[u8], assignment: &Assignment) -> bool {
    let is_variable = name.contains(&b'_') && name.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_');
    let set = is_variable && !assignment.quoted && assignment.tie == Tie::Assigned;
    // Defaults that everybody knows are made of these.
    let known = [&b"pass"[..], b"pwd", b"word", b"admin", b"root", b"user", b"test", b"demo", b"secret", b"default", b"postgres", b"mysql"];
    let speaks_of_itself = known.iter().any(|word| holds(value, word));
    set && value.len() >= 8 && value.iter().all(u8::is_ascii_lowercase) && !speaks_of_itself
}

/// As [`is_chosen_password`], stricter: keys and tokens are rarely made up, and their names are used for much else.
pub(super) fn is_chosen_secret(name: &[u8], likeness: &Likeness, value: &[u8], assignment: &Assignment) -> bool {
    let tied = assignment.quoted && assignment.tie == Tie::Assigned;
    // `development#product`: signs that no identifier holds.
    let signs = value.iter().skip(1).any(|byte| b"#!$%^&*?".contains(byte));
    let mixed = likeness.kinds() >= 3 && likeness.symbols > 0 && likeness.digits > 0;
    // People choose secrets as they choose passwords, and keys and tokens hardly ever.
    let ends_with_secret = squash(name).ends_with("secret");
    // What looks like a password and nothing else is one, whatever it is called.
    let strewn = value.iter().rev().skip_while(|byte| byte.is_ascii_digit()).any(u8::is_ascii_digit);
    let settled = matches!(assignment.tie, Tie::Assigned) || (assignment.tie == Tie::Beside && assignment.quoted);
    if settled && value.len() >= 8 && odd::is_odd(value) && (likeness.symbols > 0 || strewn && likeness.kinds() >= 3 || ends_with_secret) {
        return true;
    }
    if tied && ends_with_secret && !value.contains(&b' ') && likeness.kinds() >= 3 && likeness.digits >= 2 && likeness.length >= 10 {
        return true;
    }
    tied && !value.contains(&b' ') && likeness.length >= 12 && (mixed || (signs && likeness.lower >= 8))
}
