//! What a credential's provider says of it.

/// Whether a provider takes a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Liveness {
    /// It could not be asked, or the answer says neither.
    Unknown,
    /// The provider does not accept it.
    Inactive,
    /// The provider accepts it.
    Active,
}

impl Liveness {
    /// As it stands in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Inactive => "inactive",
            Self::Active => "active",
        }
    }

    /// What a report means by a word.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Unknown, Self::Inactive, Self::Active].into_iter().find(|liveness| liveness.word() == word)
    }
}

/// What came of asking a provider whether a found credential works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validation {
    /// What the answer came to.
    pub status: Liveness,
    /// Id of the provider; `None` where golive knows no harmless request for this kind of credential.
    pub provider: Option<String>,
    /// When it was asked, RFC 3339.
    pub checked_at: String,
    /// Why, in a sentence. Never anything of an answer's body.
    pub detail: String,
}
