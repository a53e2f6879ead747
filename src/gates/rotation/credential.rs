//! What a source says of a key.

use super::when::When;
use crate::model::Place;

/// How much the date of a key is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Concluded from something that may have moved for another reason: a failure is certain, a pass is not.
    Inferred,
    /// A person wrote it down.
    #[default]
    Claimed,
    /// A person wrote it down in a commit that shows a cause.
    Attested,
    /// Whoever issued the key says so, or the key itself does.
    Provider,
}

impl Grade {
    /// The word of reports and of the configuration.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Inferred => "inferred",
            Self::Claimed => "claimed",
            Self::Attested => "attested",
            Self::Provider => "provider",
        }
    }
}

/// Whether a key can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Status {
    /// It can.
    #[default]
    Active,
    /// Somebody switched it off: it does not age.
    Disabled,
    /// Its value is gone: nothing valid is left.
    Destroyed,
}

/// When a key was last used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum LastUse {
    /// The source does not say.
    #[default]
    Unknown,
    /// It never was.
    Never,
    /// Then.
    At(When),
}

/// Something wrong with the rotation itself, seen by the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ailment {
    /// The provider should have rotated the key, and did not.
    Broken(String),
    /// A rotation was begun and not finished.
    Stuck(String),
}

/// One key, as a source sees it. Never holds its value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Credential {
    /// Its name at the source.
    pub(super) name: String,
    /// When the value that is valid now came into being.
    pub(super) made: Option<When>,
    /// When it ends by itself.
    pub(super) expires: Option<When>,
    /// When it was last used.
    pub(super) used: LastUse,
    /// Whether it can be used.
    pub(super) status: Status,
    /// What it shares with keys that stand for each other: the user, the account.
    pub(super) group: Option<String>,
    /// What its date is worth.
    pub(super) grade: Grade,
    /// Whether what its date is worth could not be looked up, which is said elsewhere.
    pub(super) unproven: bool,
    /// The field that the date was read from, for whoever doubts it.
    pub(super) field: &'static str,
    /// What is wrong with its rotation.
    pub(super) ailment: Option<Ailment>,
    /// More about it, in sentences.
    pub(super) notes: Vec<String>,
    /// Where it stands, for keys in files.
    pub(super) place: Option<Place>,
    /// Where its value stands in a tracked file, for keys whose value is at hand.
    pub(super) exposed: Option<Place>,
}

impl Credential {
    /// A key of this name that its issuer dates by `field`.
    pub(super) fn provided(name: impl Into<String>, field: &'static str, made: Option<When>) -> Self {
        Self { name: name.into(), made, grade: Grade::Provider, field, ..Self::default() }
    }
}
