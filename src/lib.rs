//! golive: may this repository go live? Gates look, and each says pass, fail or unknown, with what it saw and where.
//!
//! The library exists so that tests, benchmarks and fuzz targets can call it; it promises nothing to other programs.

#![cfg_attr(test, expect(clippy::string_slice, clippy::cast_possible_truncation, reason = "a test may panic, and its numbers are small"))]

pub mod ci;
pub mod cli;
pub mod config;
pub mod detect;
pub mod engine;
pub mod env;
pub mod exec;
pub mod formats;
pub mod gate;
pub mod gates;
pub mod git;
pub mod model;
pub mod net;
pub mod profile;
pub mod render;
pub mod source;
pub mod text;
