//! Expands the templates of rules' examples, so that no live-looking token has to stand in any file.
//!
//! `{class*N}` is N characters of a class, `{uuid}`, `{base64:TEXT}`, `{base64url:TEXT}`, `{jwt:JSON}` what they say, `{pem:LABEL}` a key in
//! armour, `{crc32-…}` the checksum of the token so far, `\n` a line break. Anything else stands for itself.

use super::{checksum, pem};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

const DIGITS: &str = "0123456789";
const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// A reproducible stream of numbers (SplitMix64, Steele, Lea and Flood 2014). Not for anything that must be unpredictable.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// A stream that is the same for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`; 0 where that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.number() % limit).unwrap_or(0)
    }

    /// `length` characters of `classes`; eight or more hold one of each class.
    pub fn characters(&mut self, classes: &[&str], length: usize) -> String {
        let all: Vec<char> = classes.iter().flat_map(|class| class.chars()).collect();
        loop {
            let text: String = (0..length).filter_map(|_| all.get(self.below(all.len()))).collect();
            let complete = classes.iter().all(|class| text.contains(|character| class.contains(character)));
            let calm = !has_run(&text, 4) || all.len() < 4;
            if (length < 8 || complete) && calm {
                return text;
            }
        }
    }
}

fn has_run(text: &str, length: usize) -> bool {
    let characters: Vec<char> = text.chars().collect();
    characters.windows(length).any(|window| window.iter().all(|character| Some(character) == window.first()))
}

/// Expands `template`; the same seed gives the same text.
pub fn expand(template: &str, seed: u64) -> String {
    expand_with(&template.replace("\\n", "\n"), &mut Random::new(seed))
}

/// Expands `template` with numbers from `random`; a backslash stays one.
pub fn expand_with(template: &str, random: &mut Random) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, from_brace) = rest.split_at(open);
        out.push_str(before);
        match closing(from_brace).and_then(|end| Some((end, directive(from_brace.get(1..end)?, &out, random)?))) {
            Some((end, text)) => {
                out.push_str(&text);
                rest = from_brace.get(end + 1..).unwrap_or_default();
            }
            None => {
                out.push('{');
                rest = from_brace.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

/// Where the brace that `text` starts with is closed.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn directive(body: &str, before: &str, random: &mut Random) -> Option<String> {
    if let Some((name, argument)) = body.split_once(':') {
        match name {
            "base64" => return Some(STANDARD.encode(expand_with(argument, random))),
            "base64url" => return Some(URL_SAFE_NO_PAD.encode(expand_with(argument, random))),
            "jwt" => return Some(jwt(&expand_with(argument, random), random)),
            "pem" => return Some(armour(argument, random)),
            "int" => {
                let (low, high) = argument.split_once(':')?;
                let (low, high) = (low.parse::<usize>().ok()?, high.parse::<usize>().ok()?);
                return Some((low + random.below(high.checked_sub(low)? + 1)).to_string());
            }
            _ => {}
        }
    }
    if let Some((class, count)) = body.split_once('*') {
        return Some(random.characters(class_of(class)?, count.parse().ok().filter(|count| *count <= 4096)?));
    }
    if let Some(text) = prose(body, random) {
        return Some(text);
    }
    let token = before.rsplit(|character: char| character.is_whitespace() || "\"'`<>(),;".contains(character)).next()?;
    // An assignment or a URL before the token is not part of it.
    let token = token.rsplit(['=', ':', '/', '@']).next().filter(|_| body != "crc32-hex-all").unwrap_or(token);
    let body_of_token = token.trim_end_matches('_').rsplit('_').next()?;
    let sum = match body {
        "uuid" => return Some(uuid(random)),
        "crc32-base62" => checksum::crc32_base62(body_of_token.as_bytes()),
        "crc32-hex" => checksum::crc32_hex(body_of_token.as_bytes()),
        "crc32-hex-all" => checksum::crc32_hex(token.as_bytes()),
        "crc32-hex-le" => checksum::crc32_hex_le(token.trim_end_matches('_').as_bytes()),
        _ => return None,
    };
    String::from_utf8(sum).ok()
}

const WORDS: &[&str] = &[
    "harbor", "winter", "maple", "falcon", "copper", "river", "summit", "orchid", "ember", "granite", "meadow", "cobalt", "lantern",
    "juniper", "saffron", "tundra", "anchor", "violet", "quartz", "breeze", "canyon", "ripple", "willow", "beacon", "pepper", "marble",
    "comet", "thistle", "walnut", "glacier",
];
const VERBS: &[&str] = &["fetch", "load", "parse", "render", "update", "validate", "build", "handle"];
const NOUNS: &[&str] = &["User", "Order", "Session", "Token", "Invoice", "Report", "Account", "Request"];

/// Words, names and passwords as people choose them, for corpora.
fn prose(name: &str, random: &mut Random) -> Option<String> {
    let mut pick = |from: &[&'static str]| from.get(random.below(from.len())).copied().unwrap_or_default();
    Some(match name {
        "word" => pick(WORDS).to_owned(),
        "ident" => format!("{}{}{}", pick(VERBS), pick(NOUNS), pick(NOUNS)),
        "user" => format!("{}_{}", pick(&["svc", "app", "jane", "deploy", "admin", "root"]), pick(WORDS)),
        "host" => format!("{}{}.{}.io", pick(&["db", "cache", "mq", "api"]), pick(&["1", "2", "3"]), pick(WORDS)),
        "vendor" => format!("{}{}", pick(WORDS), pick(&["ly", "hub", "base", "io"])),
        "password" => {
            let (first, second) = (capital(pick(WORDS)), capital(pick(WORDS)));
            let symbol = pick(&["!", "#", "@", "-", "_", "$", "*", "?"]);
            let short: String = second.chars().take(3 + random.below(4)).collect();
            let number = 10 + random.below(9000);
            match random.below(4) {
                0 => format!("{first}{symbol}{short}{number}"),
                1 => format!("{short}{number}{symbol}{first}"),
                2 => format!("{first}{number}{symbol}"),
                _ => format!("{}{number}{symbol}{}", first.to_lowercase(), short.to_lowercase()),
            }
        }
        _ => return None,
    })
}

fn capital(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters).collect()
}

fn class_of(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "alnum" => &[LOWER, UPPER, DIGITS],
        "alpha" => &[LOWER, UPPER],
        "lower" => &[LOWER],
        "upper" => &[UPPER],
        "digit" => &[DIGITS],
        "hex" => &[DIGITS, "abcdef"],
        "HEX" => &[DIGITS, "ABCDEF"],
        "lownum" => &[LOWER, DIGITS],
        "upnum" => &[UPPER, DIGITS],
        "b32" => &[UPPER, "234567"],
        "b64" => &[LOWER, UPPER, DIGITS, "+/"],
        "b64url" => &[LOWER, UPPER, DIGITS, "-_"],
        "b58" => &["123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"],
        "x" => &["x"],
        _ => return None,
    })
}

fn uuid(random: &mut Random) -> String {
    let hex = &[DIGITS, "abcdef"][..];
    [8, 4, 4, 4, 12].map(|length| random.characters(hex, length)).join("-")
}

fn jwt(payload: &str, random: &mut Random) -> String {
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let payload = URL_SAFE_NO_PAD.encode(payload);
    let signature = random.characters(&[LOWER, UPPER, DIGITS, "-_"], 43);
    format!("{header}.{payload}.{signature}")
}

fn armour(label: &str, random: &mut Random) -> String {
    let content: Vec<u8> = (0..600).map(|_| u8::try_from(random.below(256)).unwrap_or(0)).collect();
    pem::armour(label, &content)
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn templates_expand_and_other_braces_stay() {
        let text = expand("a={hex*8} ${VAR} { \"k\": 1 } {uuid}\\nx", 7);
        assert_eq!(text.len(), "a=".len() + 8 + " ${VAR} { \"k\": 1 } ".len() + 36 + 2);
        assert!(text.contains("${VAR} { \"k\": 1 }") && text.ends_with("\nx"));
        assert_eq!(text, expand("a={hex*8} ${VAR} { \"k\": 1 } {uuid}\\nx", 7));
    }

    #[test]
    fn checksums_are_those_the_check_recomputes() {
        use crate::detect::Check;
        use crate::detect::checksum::passes;
        let token = expand("ghp_{alnum*30}{crc32-base62}", 3);
        assert!(passes(Check::Crc32Base62, token.as_bytes()));
        let token = expand("ATATT3xFfGF0{b64url*160}={crc32-hex-all}", 3);
        assert!(passes(Check::Crc32HexAll, token.as_bytes()));
        let token = expand("glsa_{alnum*32}_{crc32-hex-le}", 3);
        assert!(passes(Check::Crc32HexLe, token.as_bytes()));
    }
}
