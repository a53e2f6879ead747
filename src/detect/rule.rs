//! One rule as it is written down.

use crate::model::Severity;
use serde::Deserialize;

/// What a rule looks for, what a finder could do with it, and what to do once it is out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rule {
    /// Public name, kebab-case, unique.
    pub id: String,
    /// What it is, as a finding's message.
    pub title: String,
    /// What somebody who finds it can do.
    pub access: String,
    /// How to revoke and rotate it.
    pub revoke: String,
    /// How bad a find is.
    #[serde(default = "Rule::default_severity")]
    pub severity: Severity,
    /// Literals of which every match holds at least one.
    #[serde(default)]
    pub anchors: Vec<String>,
    /// Whether the anchors are looked for in the whole text. Without it, only in runs of 16 token characters and more, which is right
    /// where every match is such a run (a test sees to it).
    #[serde(default)]
    pub anywhere: bool,
    /// Whether every match starts with an anchor. The build script finds this out.
    #[serde(default)]
    pub anchored: bool,
    /// Regular expression that the secret (or its group `secret`) matches.
    pub pattern: Option<String>,
    /// Which sides of a match must not touch other word characters.
    #[serde(default)]
    pub boundary: Boundary,
    /// Whose credential it is, for values that only their name tells: words of the name or near it.
    #[serde(default)]
    pub vendor: Vec<String>,
    /// Which credential of that vendor: words the name must hold.
    #[serde(default)]
    pub words: Vec<String>,
    /// Regular expression for the whole assigned value.
    pub value: Option<String>,
    /// Structure that code recognises.
    pub detector: Option<Detector>,
    /// Lower-case words of which one must stand within three lines.
    #[serde(default)]
    pub near: Vec<String>,
    /// Least Shannon entropy of the secret, in bits a character.
    #[serde(default)]
    pub min_entropy: f64,
    /// Character classes that the secret must hold.
    #[serde(default)]
    pub require: Vec<Charset>,
    /// Whether the assigned value must also look like chance: for values whose shape says little.
    #[serde(default)]
    pub random: bool,
    /// Checksum or encoding that tells a real one from a look-alike.
    pub check: Option<Check>,
    /// Rule of the identifier that this secret belongs to.
    pub pairs_with: Option<String>,
    /// Templates that must be found; see [`super::example`]. Left out of the embedded rules.
    #[serde(default)]
    pub examples: Vec<String>,
    /// Templates that must not be found.
    #[serde(default)]
    pub near_misses: Vec<String>,
}

impl Rule {
    fn default_severity() -> Severity {
        Severity::Error
    }

    /// A rule that somebody else wrote: its name, what it is, how bad. It looks for nothing yet.
    pub fn named(id: &str, title: &str, severity: Severity) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            access: "Whoever made this rule knows what it opens.".to_owned(),
            revoke: "Revoke it where it was issued, and make a new one.".to_owned(),
            severity,
            anchors: Vec::new(),
            anywhere: true,
            anchored: false,
            pattern: None,
            boundary: Boundary::Both,
            vendor: Vec::new(),
            words: Vec::new(),
            value: None,
            detector: None,
            near: Vec::new(),
            min_entropy: 0.0,
            random: false,
            require: Vec::new(),
            check: None,
            pairs_with: None,
            examples: Vec::new(),
            near_misses: Vec::new(),
        }
    }
}

/// Sides of a match that must not touch another word character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Boundary {
    /// Both.
    #[default]
    Both,
    /// The left one.
    Left,
    /// The right one.
    Right,
    /// Neither.
    None,
}

impl Boundary {
    /// Whether the character before the match counts.
    pub fn left(self) -> bool {
        matches!(self, Self::Both | Self::Left)
    }

    /// Whether the character after the match counts.
    pub fn right(self) -> bool {
        matches!(self, Self::Both | Self::Right)
    }
}

/// A class of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Charset {
    /// `0-9`.
    Digit,
    /// `a-z`.
    Lower,
    /// `A-Z`.
    Upper,
    /// `a-zA-Z`.
    Letter,
}

impl Charset {
    /// Whether `text` holds a character of the class.
    pub fn occurs_in(self, text: &[u8]) -> bool {
        text.iter().any(|byte| match self {
            Self::Digit => byte.is_ascii_digit(),
            Self::Lower => byte.is_ascii_lowercase(),
            Self::Upper => byte.is_ascii_uppercase(),
            Self::Letter => byte.is_ascii_alphabetic(),
        })
    }
}

/// Structure that code recognises rather than a regular expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Detector {
    /// A password in the user part of a URI.
    Uri,
    /// The same, where the server is the machine itself.
    LocalUri,
    /// A private key in PEM or OpenSSH form.
    PrivateKey,
    /// A PGP private key block.
    PgpPrivateKey,
    /// A signed JSON Web Token.
    Jwt,
    /// A JSON Web Token that the MaintainX API takes as its key.
    MaintainxKey,
    /// An `Authorization: Basic` header or its like.
    BasicAuthorization,
    /// An `Authorization: Bearer` header or its like.
    BearerAuthorization,
    /// An option of a command that holds a secret.
    CommandLine,
    /// A hash of a password, in a file that lists them.
    PasswordHash,
    /// The key of a Rails application's encrypted credentials.
    RailsMasterKey,
    /// A PuTTY private key that is not encrypted.
    PuttyKey,
    /// User and password of a container registry, base64 in a client's configuration.
    RegistryAuth,
    /// User and password of a data source name in the form of Go's `MySQL` driver.
    DataSourceName,
    /// A private JSON Web Key.
    PrivateJwk,
    /// A value assigned to a name that means a password.
    Password,
    /// A value assigned to a name that means a key, a token or another secret.
    ApiKey,
}

/// Ways to tell a real token from one that only looks like it, without asking anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// Last 6 characters: CRC-32 of the body in base 62 (GitHub, npm, Vercel).
    Crc32Base62,
    /// Last 8 characters: CRC-32 of the body in hexadecimal (Cloudflare, Zuplo).
    Crc32Hex,
    /// Last 8 characters: CRC-32 of all before them in hexadecimal (Atlassian, Bitbucket).
    Crc32HexAll,
    /// Last 8 characters: CRC-32 of the first 37, bytes in little-endian order (Grafana).
    Crc32HexLe,
    /// GitLab's routable tokens: base-36 length and CRC-32.
    GitlabRoutable,
    /// NATS keys: base 32 with a CRC-16 tail.
    Nkey,
    /// Bitcoin's Base58Check.
    Base58check,
    /// BIP-173 Bech32 (age).
    Bech32,
    /// Must decode as base64.
    Base64,
    /// The part after the prefix must decode to JSON.
    Base64Json,
    /// The header must decode to JSON with `alg`.
    Jwt,
}

impl Check {
    /// Whether failing the check speaks against a find: the checksum was recomputed for published tokens of that vendor. The others
    /// only speak for a find that passes.
    pub fn is_decisive(self) -> bool {
        matches!(self, Self::Crc32Base62 | Self::Crc32Hex | Self::Crc32HexAll | Self::Crc32HexLe)
    }
}
