//! Programs from elsewhere, at the versions that scripts/test-tools.sh installs.

use std::path::{Path, PathBuf};

/// The checkout under test.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// An installed tool. Without it a test cannot run: under CI that fails, elsewhere it says how to get it and gives `None`.
pub(crate) fn tool(name: &str) -> Option<PathBuf> {
    let path = project().join("tests/.tools/bin").join(name);
    if path.exists() {
        return Some(path);
    }
    assert!(!golive::env::is_set(golive::env::CI), "{name} is missing: run scripts/test-tools.sh");
    eprintln!("NOT RUN: {name} is missing; scripts/test-tools.sh installs it");
    None
}
