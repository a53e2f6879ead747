//! How much a value looks like words, and how much like chance.
//!
//! Entropy alone cannot tell `getAuthorizationToken` from `qVx8ZtRkWbN`: both use many different letters. What tells them apart is which
//! letters follow each other.

use super::entropy;
use super::within::holds;

/// Improbability of each pair of letters, in eighths of a bit: row is the first letter, column the second.
///
/// Counted over the words of identifiers, comments and prose in the source trees of Terraform and Flask, each distinct word with the
/// square root of its frequency, with add-half smoothing.
#[rustfmt::skip]
static PAIRS: [[u8; 26]; 26] = [
    [67, 37, 28, 35, 77, 53, 36, 81, 38, 85, 55, 23, 39, 25, 89, 36, 82, 27, 33, 20, 47, 50, 57, 67, 53, 67],
    [23, 51, 47, 50, 23, 63, 64, 72, 34, 36, 75, 17, 48, 63, 30, 61, 109, 42, 35, 53, 24, 69, 85, 83, 39, 83],
    [27, 68, 46, 67, 23, 67, 82, 27, 41, 123, 28, 33, 57, 81, 17, 63, 75, 40, 48, 23, 43, 74, 83, 98, 49, 123],
    [31, 55, 60, 33, 11, 69, 65, 87, 20, 80, 62, 44, 67, 60, 34, 56, 86, 36, 37, 66, 35, 60, 75, 58, 45, 83],
    [37, 65, 32, 25, 50, 41, 53, 68, 63, 89, 84, 37, 37, 25, 70, 40, 50, 20, 22, 33, 70, 45, 52, 37, 59, 104],
    [26, 77, 54, 49, 26, 32, 55, 77, 16, 93, 93, 34, 50, 65, 21, 46, 69, 38, 45, 43, 30, 61, 83, 79, 49, 112],
    [38, 93, 64, 86, 15, 63, 37, 36, 24, 77, 82, 41, 63, 32, 31, 55, 93, 26, 26, 57, 33, 79, 77, 85, 61, 61],
    [17, 76, 39, 59, 13, 84, 78, 80, 23, 110, 74, 58, 60, 60, 23, 79, 83, 47, 50, 35, 40, 83, 93, 93, 59, 81],
    [37, 47, 32, 34, 37, 41, 37, 100, 77, 87, 69, 34, 37, 15, 26, 48, 75, 42, 32, 29, 99, 43, 100, 55, 91, 49],
    [34, 66, 51, 51, 13, 67, 86, 86, 41, 62, 59, 68, 60, 86, 29, 51, 63, 86, 12, 69, 31, 53, 57, 56, 68, 62],
    [31, 64, 56, 45, 12, 53, 46, 63, 25, 65, 101, 50, 53, 34, 55, 46, 84, 55, 18, 60, 42, 57, 50, 77, 64, 59],
    [25, 63, 61, 38, 17, 53, 81, 73, 23, 98, 61, 26, 74, 73, 25, 58, 89, 66, 39, 40, 34, 58, 70, 95, 29, 99],
    [18, 46, 69, 56, 17, 84, 59, 87, 26, 90, 72, 56, 39, 62, 25, 21, 84, 64, 37, 52, 40, 71, 86, 97, 56, 98],
    [32, 78, 31, 28, 28, 38, 21, 70, 35, 75, 54, 53, 60, 47, 36, 55, 90, 65, 26, 20, 49, 44, 67, 91, 57, 92],
    [50, 47, 35, 35, 62, 53, 48, 80, 50, 73, 49, 36, 33, 16, 41, 36, 100, 21, 37, 35, 30, 36, 41, 70, 62, 79],
    [24, 71, 48, 53, 23, 68, 57, 45, 43, 102, 72, 23, 67, 68, 27, 31, 81, 19, 42, 32, 38, 73, 84, 83, 51, 119],
    [44, 51, 53, 58, 62, 62, 70, 51, 47, 62, 58, 40, 68, 47, 87, 61, 63, 53, 35, 63, 3, 70, 87, 58, 87, 63],
    [27, 70, 40, 49, 14, 56, 47, 77, 26, 127, 48, 54, 41, 43, 26, 48, 101, 35, 31, 37, 43, 52, 68, 95, 42, 99],
    [42, 79, 37, 64, 20, 56, 59, 35, 27, 85, 50, 53, 61, 55, 31, 35, 75, 58, 31, 15, 32, 69, 59, 99, 50, 105],
    [25, 87, 47, 55, 17, 44, 85, 30, 20, 109, 102, 51, 62, 67, 32, 50, 127, 28, 34, 41, 40, 84, 64, 64, 38, 95],
    [37, 38, 37, 46, 32, 50, 40, 80, 37, 93, 100, 27, 35, 21, 68, 34, 94, 23, 29, 23, 69, 83, 88, 68, 101, 72],
    [15, 90, 53, 61, 10, 91, 78, 76, 18, 78, 108, 67, 73, 76, 39, 62, 84, 84, 56, 57, 108, 64, 86, 108, 83, 84],
    [19, 77, 68, 50, 24, 70, 63, 27, 23, 70, 66, 51, 63, 29, 23, 77, 73, 27, 30, 62, 74, 81, 61, 69, 102, 76],
    [33, 58, 32, 55, 26, 55, 97, 53, 25, 71, 71, 65, 50, 61, 65, 13, 97, 76, 57, 18, 55, 79, 68, 58, 46, 58],
    [39, 50, 35, 57, 32, 63, 60, 67, 31, 56, 62, 45, 41, 24, 34, 17, 67, 43, 25, 27, 56, 59, 44, 72, 59, 50],
    [24, 55, 36, 69, 9, 61, 68, 50, 26, 86, 62, 38, 55, 56, 33, 86, 86, 51, 86, 60, 40, 86, 54, 61, 49, 34],
];

/// Pairs of letters in words cost about 3.3 bits on average, in random text 6.9; one word in a hundred costs more than this.
const WORDY: f64 = 4.8;

/// What a value is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Likeness {
    /// Length in bytes.
    pub length: usize,
    /// Decimal digits.
    pub digits: usize,
    /// Lower-case letters.
    pub lower: usize,
    /// Upper-case letters.
    pub upper: usize,
    /// Anything else but separators (`-_. `).
    pub symbols: usize,
    /// Shannon entropy, bits a byte.
    pub entropy: f64,
    /// Mean improbability of its pairs of letters, in bits; `None` without pairs.
    pub improbability: Option<f64>,
    /// Whether it holds nothing but hexadecimal digits and hyphens, letters of one case.
    pub is_hexadecimal: bool,
    /// Changes between lower case, upper case, digits and the rest.
    pub changes: usize,
    /// How much its letters speak for chance, in bits; see [`chance`].
    pub chance: f64,
}

impl Likeness {
    /// Looks at `value` once.
    pub(super) fn of(value: &[u8]) -> Self {
        let mut likeness = Self {
            length: value.len(),
            digits: 0,
            lower: 0,
            upper: 0,
            symbols: 0,
            entropy: entropy::bits_per_byte(value),
            improbability: improbability(value),
            is_hexadecimal: value.iter().all(|byte| byte.is_ascii_hexdigit() || *byte == b'-'),
            changes: 0,
            chance: chance(value),
        };
        let mut previous = None;
        for byte in value {
            let class = match byte {
                b'0'..=b'9' => {
                    likeness.digits += 1;
                    0
                }
                b'a'..=b'z' => {
                    likeness.lower += 1;
                    1
                }
                b'A'..=b'Z' => {
                    likeness.upper += 1;
                    2
                }
                b'-' | b'_' | b'.' | b' ' => 3,
                _ => {
                    likeness.symbols += 1;
                    4
                }
            };
            if previous.is_some_and(|previous| previous != class) {
                likeness.changes += 1;
            }
            previous = Some(class);
        }
        likeness
    }

    /// Whether its letters read like words.
    pub(super) fn is_wordy(&self) -> bool {
        self.improbability.is_none_or(|bits| bits < WORDY)
    }

    /// Kinds of characters it holds: digits, lower case, upper case, symbols.
    pub(super) fn kinds(&self) -> usize {
        [self.digits, self.lower, self.upper, self.symbols].iter().filter(|count| **count > 0).count()
    }

    /// Whether chance, not a person, seems to have made it.
    pub(super) fn is_random(&self) -> bool {
        let letters = self.lower + self.upper;
        if self.length < 10 || letters + self.digits + self.symbols < 8 || self.entropy < self.expected_entropy() * 0.72 {
            return false;
        }
        if self.is_hexadecimal {
            // The letters a to f spell words too easily to be judged by their pairs.
            return self.length >= 16 && self.digits > 0 && letters > 0;
        }
        // Digits that stand for letters: `s3cr3t-w0rd`.
        if self.length < 24 && self.chance < -6.0 {
            return false;
        }
        // Digits strewn between letters are no words; a number at the end of a name is.
        let strewn = self.digits > 0 && letters > 0 && self.changes * 5 >= self.length;
        let much_strewn = self.changes * 3 >= self.length && self.digits >= 3;
        let odd_letters = letters >= 8 && !self.is_wordy() && self.chance >= 0.4 * letters as f64;
        let mixed_case = self.lower > 0 && self.upper > 0 && self.changes * 3 >= self.length;
        (strewn && !self.is_wordy()) || much_strewn || (odd_letters && self.kinds() >= 2) || (mixed_case && self.digits > 0)
    }

    /// Entropy of an even choice from the alphabet that the value seems to be written in, in bits a byte.
    fn expected_entropy(&self) -> f64 {
        let alphabet = match (self.lower > 0, self.upper > 0, self.is_hexadecimal) {
            (true, true, _) => 62,
            (_, _, true) => 16,
            _ => 36,
        };
        (self.length.min(alphabet) as f64).log2()
    }
}

/// How much the letters of `value` speak for chance and against words, in bits: the logarithm of how many times likelier each pair of
/// letters is in an even choice of letters than in words. Digits and signs that stand for letters (`s3cr3t`) are read as those, and digits
/// at the end are left out: people put them there.
pub(super) fn chance(value: &[u8]) -> f64 {
    /// An even choice of 26 letters, in bits.
    const EVEN: f64 = 4.70;
    let end = value.iter().rposition(|byte| !(byte.is_ascii_digit() || matches!(byte, b'!' | b'-' | b'_' | b'.'))).map_or(0, |at| at + 1);
    let letter = |byte: &u8| match byte {
        b'0' => b'o',
        b'1' | b'!' => b'i',
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' | b'$' => b's',
        b'7' => b't',
        other => other.to_ascii_lowercase(),
    };
    let cost = |pair: &[u8]| {
        let (first, second) = (letter(pair.first()?), letter(pair.last()?));
        let cost = PAIRS.get(usize::from(first.wrapping_sub(b'a')))?.get(usize::from(second.wrapping_sub(b'a')))?;
        Some(f64::from(*cost) / 8.0 - EVEN)
    };
    value.get(..end).unwrap_or_default().windows(2).filter_map(cost).sum()
}

/// Whether the letters of `value` were drawn by chance, as surely as `least` bits say, and evenly: long words may hold an odd joint or two.
/// Abbreviations of the word for a password, which no language has, do not count.
pub(super) fn is_drawn(value: &[u8], least: f64) -> bool {
    const EVENLY: f64 = 0.7;
    let lower = value.to_ascii_lowercase();
    let speaks_of_itself = [&b"pwd"[..], b"psw", b"pass"].iter().any(|word| holds(&lower, word));
    let letters = value.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    !speaks_of_itself && chance(value) >= least.max(EVENLY * letters as f64)
}

fn improbability(value: &[u8]) -> Option<f64> {
    let letter = |byte: u8| usize::from(byte.to_ascii_lowercase().wrapping_sub(b'a'));
    let (mut sum, mut pairs) = (0_u32, 0_u32);
    for pair in value.windows(2) {
        let &[first, second] = pair else { continue };
        if let Some(cost) = PAIRS.get(letter(first)).and_then(|row| row.get(letter(second))) {
            sum += u32::from(*cost);
            pairs += 1;
        }
    }
    (pairs > 0).then(|| f64::from(sum) / f64::from(pairs) / 8.0)
}

#[cfg(test)]
mod tests {
    use super::{Likeness, chance};

    #[test]
    fn letters_drawn_by_chance_are_told_from_words_however_short() {
        for value in ["hkmdsrt", "znnsrvdrqu", "fdxrgq", "vq7kzt12"] {
            assert!(chance(value.as_bytes()) > 4.0, "{value}");
        }
        for value in ["whiteduke", "s3cr3t", "p4ssw0rd!", "hunter2", "raspberry", "mot-de-passe", "zhangsan", "blink5678"] {
            assert!(chance(value.as_bytes()) < 0.0, "{value}: {}", chance(value.as_bytes()));
        }
    }

    #[test]
    fn words_and_chance_are_told_apart() {
        for value in
            ["getAuthorizationToken", "my-database-password", "AuthenticationMiddleware", "user_session_token_v2", "application/json"]
        {
            assert!(!Likeness::of(value.as_bytes()).is_random(), "{value}");
        }
        for value in ["qVx8ZtRkWbNq3", "9f86d081884c7d659a2feaa0c55ad015", "kq3v9x7m2p4w8t", "Zm9vYmFyYmF6cXV4MTIz"] {
            assert!(Likeness::of(value.as_bytes()).is_random(), "{value}");
        }
    }
}
