//! The configuration file: found, read, and its mistakes shown where they are. Knows no gate: what the sections hold is the caller's.

mod discover;
mod error;
mod parse;
mod point;

pub use discover::{File, Form, discover, from_bytes, named};
pub use error::{Error, Mistake};
pub use parse::parse;
pub use point::mistake_at;
