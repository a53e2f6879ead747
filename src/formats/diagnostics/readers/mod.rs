//! The readers, one a file.

pub(super) mod checkstyle;
pub(super) mod eslint;
mod eslint_text;
pub(super) mod sarif;
mod sarif_run;
