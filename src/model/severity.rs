//! How bad a finding is.

/// Ordered from harmless to bad. Only an error fails a gate on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; most likely harmless.
    Note,
    /// Wrong, but not by itself a reason to stop.
    Warning,
    /// A reason to stop.
    Error,
}

impl Severity {
    /// The contract's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
