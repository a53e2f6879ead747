//! Coverage reports of every make, in one model.

mod model;

pub use model::{Branch, Error, ErrorKind, Figure, Figures, FileCoverage, Format, Function, Head, LineSum, Region};
