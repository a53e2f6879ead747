//! What other tools write, read by its content: coverage reports and diagnostics. Bytes in, facts out.

pub mod archive;
pub mod coverage;
pub mod diagnostics;
