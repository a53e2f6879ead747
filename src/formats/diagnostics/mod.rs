//! What linters, type checkers and compilers report, in one model.

mod model;

pub use model::{Diagnostic, Error, Place, Reading, Related};
