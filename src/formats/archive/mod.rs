//! Archives and compressed files, told by their first bytes and never by their names: a `.docx`, a `.jar` and a wheel are zip files.
//!
//! Unpacked text is handed on piece by piece and never written anywhere. What an archive may unpack to is bounded, whatever it says of itself.

mod budget;
mod tar;
mod unpack;
mod zip;

pub use budget::Budget;
pub use unpack::{Kind, unpack};

/// What was not looked at in an archive, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// It is damaged, or was never what its first bytes say: nobody can read it.
    Unreadable(String),
    /// It is encrypted: its finder cannot read it either.
    Encrypted(String),
    /// It holds more than may be unpacked.
    TooMuch(String),
}

#[cfg(test)]
mod tests;
