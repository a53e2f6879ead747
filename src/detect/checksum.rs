//! Checksums and encodings inside tokens, verified without asking anybody.

use super::rule::Check;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

/// Base 62 digits as GitHub and npm order them.
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Base 58 digits of Bitcoin.
const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// Whether `token` passes `check`. A token too short for its checksum does not.
pub(super) fn passes(check: Check, token: &[u8]) -> bool {
    match check {
        Check::Crc32Base62 => tail(token, 6).is_some_and(|(head, sum)| crc32_base62(body(head)) == sum),
        Check::Crc32Hex => tail(token, 8).is_some_and(|(head, sum)| {
            let head = head.strip_suffix(b"_").unwrap_or(head);
            crc32_hex(body(head)) == lower(sum)
        }),
        Check::Crc32HexAll => tail(token, 8).is_some_and(|(head, sum)| crc32_hex(head) == lower(sum)),
        Check::Crc32HexLe => tail(token, 8).is_some_and(|(head, sum)| {
            let head = head.strip_suffix(b"_").unwrap_or(head);
            crc32_hex_le(head) == lower(sum)
        }),
        Check::GitlabRoutable => gitlab_routable(token),
        Check::Nkey => nkey(token),
        Check::Base58check => base58check(token),
        Check::Bech32 => bech32(token),
        Check::Base64 => STANDARD.decode(token).is_ok() || STANDARD_NO_PAD.decode(token).is_ok(),
        Check::Base64Json => base64_json(token),
        Check::Jwt => super::jwt::parse(token).is_some(),
    }
}

fn tail(token: &[u8], length: usize) -> Option<(&[u8], &[u8])> {
    token.split_at_checked(token.len().checked_sub(length)?)
}

/// What follows the prefix: everything after the last underscore.
fn body(head: &[u8]) -> &[u8] {
    head.rsplit(|byte| *byte == b'_').next().unwrap_or(head)
}

fn lower(text: &[u8]) -> Vec<u8> {
    text.to_ascii_lowercase()
}

/// CRC-32 (IEEE) in base 62, six digits.
pub(super) fn crc32_base62(text: &[u8]) -> Vec<u8> {
    let mut rest = crc32fast::hash(text);
    let mut digits = vec![b'0'; 6];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62.get((rest % 62) as usize).copied().unwrap_or(b'0');
        rest /= 62;
    }
    digits
}

/// CRC-32 (IEEE) in hexadecimal, eight digits.
pub(super) fn crc32_hex(text: &[u8]) -> Vec<u8> {
    format!("{:08x}", crc32fast::hash(text)).into_bytes()
}

/// As [`crc32_hex`], bytes in little-endian order.
pub(super) fn crc32_hex_le(text: &[u8]) -> Vec<u8> {
    format!("{:08x}", crc32fast::hash(text).swap_bytes()).into_bytes()
}

/// `<prefix>-<payload>.<length, 2 base-36 digits><CRC-32, 7 base-36 digits>` (version `.01.` also allowed before them).
fn gitlab_routable(token: &[u8]) -> bool {
    let Some((head, sum)) = tail(token, 7) else { return false };
    let Ok(text) = std::str::from_utf8(sum) else { return false };
    u64::from_str_radix(text, 36).is_ok_and(|sum| sum == u64::from(crc32fast::hash(head)))
}

/// NATS keys: base 32 (RFC 4648, no padding) whose last two bytes are the CRC-16/XMODEM of the others, little-endian.
fn nkey(token: &[u8]) -> bool {
    let mut bytes = Vec::with_capacity(token.len() * 5 / 8);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for digit in token {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'2'..=b'7' => digit - b'2' + 26,
            _ => return false,
        };
        bits = (bits << 5) | u32::from(value);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push(((bits >> held) & 0xff) as u8);
            bits &= (1 << held) - 1;
        }
    }
    let Some((data, sum)) = tail(&bytes, 2) else { return false };
    let crc = data.iter().fold(0_u16, |crc, byte| {
        (0..8).fold(crc ^ (u16::from(*byte) << 8), |crc, _| if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 })
    });
    sum == crc.to_le_bytes()
}

fn low_byte(number: usize) -> u8 {
    number.to_le_bytes().first().copied().unwrap_or(0)
}

/// Base 58 whose last four bytes are the head of the double SHA-256 of the others.
fn base58check(token: &[u8]) -> bool {
    let mut bytes: Vec<u8> = Vec::new();
    for digit in token {
        let Some(value) = BASE58.iter().position(|known| known == digit) else { return false };
        let mut carry = value;
        for byte in bytes.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = low_byte(carry);
            carry >>= 8;
        }
        while carry > 0 {
            bytes.insert(0, low_byte(carry));
            carry >>= 8;
        }
    }
    // Each leading 1 stands for a leading zero byte.
    let zeros = token.iter().take_while(|digit| **digit == b'1').count();
    bytes.splice(0..0, std::iter::repeat_n(0, zeros));
    let Some((data, sum)) = tail(&bytes, 4) else { return false };
    Sha256::digest(Sha256::digest(data)).starts_with(sum)
}

/// BIP-173: the polymod of the expanded human-readable part and the data is 1.
fn bech32(token: &[u8]) -> bool {
    const DIGITS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let token = lower(token);
    let Some(separator) = token.iter().rposition(|byte| *byte == b'1') else { return false };
    let (name, data) = token.split_at(separator);
    let mut values: Vec<u8> = name.iter().map(|byte| byte >> 5).collect();
    values.push(0);
    values.extend(name.iter().map(|byte| byte & 31));
    for digit in data.iter().skip(1) {
        let Some(value) = DIGITS.iter().position(|known| known == digit) else { return false };
        values.push(u8::try_from(value).unwrap_or(0));
    }
    let residue = values.iter().fold(1_u32, |sum, value| {
        let top = sum >> 25;
        GENERATOR.iter().enumerate().fold(((sum & 0x01ff_ffff) << 5) ^ u32::from(*value), |sum, (bit, generator)| {
            if (top >> bit) & 1 == 1 { sum ^ generator } else { sum }
        })
    });
    residue == 1
}

/// The longest tail that starts with `eyJ` (base64 of `{"`) decodes to JSON, up to the first character that is not base64.
fn base64_json(token: &[u8]) -> bool {
    let Some(start) = memchr::memmem::find(token, b"eyJ") else { return false };
    let encoded: Vec<u8> = token
        .get(start..)
        .unwrap_or_default()
        .iter()
        .copied()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte))
        .map(|byte| match byte {
            b'+' => b'-',
            b'/' => b'_',
            other => other,
        })
        .collect();
    // A signature may be joined on by `_`, which is a base64url digit too; the JSON object ends before it.
    (0..=64).any(|cut| {
        let end = encoded.len().saturating_sub(cut);
        let decoded = URL_SAFE_NO_PAD.decode(encoded.get(..end).unwrap_or_default());
        decoded.is_ok_and(|json| serde_json::from_slice::<serde_json::Value>(&json).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use super::{Check, crc32_base62, passes};

    #[test]
    fn crc_tails_are_recomputed() {
        let body = "0123456789abcdefghijABCDEFGHIJ";
        let sum = String::from_utf8(crc32_base62(body.as_bytes())).unwrap();
        assert!(passes(Check::Crc32Base62, format!("ghp_{body}{sum}").as_bytes()));
        assert!(!passes(Check::Crc32Base62, format!("ghp_{body}000000").as_bytes()));
        assert!(!passes(Check::Crc32Base62, b"abc"));
    }

    /// The first address of BIP-173's own test vectors, and the same with one character changed.
    #[test]
    fn bech32_vector() {
        assert!(passes(Check::Bech32, b"A12UEL5L"));
        assert!(!passes(Check::Bech32, b"A12UEL5A"));
    }

    /// The address of Bitcoin's genesis block.
    #[test]
    fn base58check_vector() {
        assert!(passes(Check::Base58check, b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"));
        assert!(!passes(Check::Base58check, b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"));
    }
}
