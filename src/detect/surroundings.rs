//! What is known of a text besides its bytes.

use super::within::holds;
use super::{FileKind, KnownFile};

/// What is known of a text besides its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings {
    /// What kind of file it is.
    pub kind: FileKind,
    /// What its name says of its layout.
    pub known: KnownFile,
    /// Whether its path says that it is a test or an example.
    pub test_data: bool,
    /// The time of the run, in seconds since 1970, for tokens that expire.
    pub now: i64,
}

impl Surroundings {
    /// By the path alone; `None` for text that has none.
    pub fn of(path: Option<&[u8]>, now: i64) -> Self {
        let path = path.unwrap_or_default();
        let kind = if path.is_empty() { FileKind::Unknown } else { FileKind::of(path) };
        Self { kind, known: KnownFile::of(path), test_data: is_test_data(path), now }
    }
}

/// Whether a path says that its file is a test, a fixture or an example.
fn is_test_data(path: &[u8]) -> bool {
    #[rustfmt::skip]
    const FOLDERS: &[&[u8]] = &[
        b"test", b"tests", b"testing", b"testdata", b"test-data", b"test_data", b"spec", b"specs", b"__tests__", b"fixtures", b"fixture", b"mocks", b"__mocks__",
        b"__snapshots__", b"e2e", b"examples", b"example", b"samples", b"sample", b"benches", b"benchmarks", b"testutil", b"testutils",
    ];
    let lower = path.to_ascii_lowercase();
    let mut parts = lower.rsplit(|byte| *byte == b'/');
    let name = parts.next().unwrap_or_default();
    let stem = name.split(|byte| *byte == b'.').next().unwrap_or_default();
    parts.any(|folder| FOLDERS.contains(&folder))
        || stem.starts_with(b"test_")
        || stem.ends_with(b"_test")
        || stem.ends_with(b"_tests")
        || stem.ends_with(b"_spec")
        || holds(name, b".test.")
        || holds(name, b".spec.")
        || holds(name, b"example")
        || holds(name, b".sample")
        || holds(name, b".template")
}
