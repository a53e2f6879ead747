//! golive: may this repository go live? Gates look, and each says pass, fail or unknown, with what it saw and where.
//!
//! The library exists so that tests, benchmarks and fuzz targets can call it; it promises nothing to other programs.

pub mod detect;
pub mod env;
pub mod exec;
pub mod git;
pub mod model;
pub mod source;
pub mod text;
