//! What the last look at history found clean, kept in the repository's own folder. It holds hashes of object ids and paths, and no text.

use crate::gates::{SecretsOptions, SecretsRules};
use crate::git::Repo;
use crate::source::{KnownClean, Seen};
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// How the file begins; another form gets another number.
const MAGIC: &[u8] = b"golive scan cache 1\n";
/// Bytes of a SHA-256 digest.
const DIGEST: usize = 32;
/// Larger files are not read, in bytes: some 16 million versions.
const LARGEST: u64 = 256 << 20;

/// The cache of one repository, for one set of rules.
pub(super) struct ScanCache {
    file: PathBuf,
    rules: [u8; DIGEST],
}

impl ScanCache {
    pub(super) fn new(repo: &Repo, options: &SecretsOptions) -> Self {
        let mut digest = Sha256::new().chain_update(SecretsRules::digest(options));
        // Rules are data, but the code that reads them decides too: another program looks for itself.
        if let Some(metadata) = std::env::current_exe().ok().and_then(|program| std::fs::metadata(program).ok()) {
            digest.update(metadata.len().to_le_bytes());
            digest.update(format!("{:?}", metadata.modified().ok()).as_bytes());
        }
        Self { file: repo.common_dir().join("golive").join("scan-cache"), rules: digest.finalize().into() }
    }

    /// What is known to be clean; nothing where the file is missing, damaged, or of other rules.
    pub(super) fn read(&self) -> KnownClean {
        let small = std::fs::symlink_metadata(&self.file).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= LARGEST);
        let bytes = if small { std::fs::read(&self.file).unwrap_or_default() } else { Vec::new() };
        KnownClean::new(self.parse(&bytes).unwrap_or_default())
    }

    fn parse(&self, bytes: &[u8]) -> Option<HashSet<Seen>> {
        let (content, sum) = bytes.split_at_checked(bytes.len().checked_sub(DIGEST)?)?;
        if Sha256::digest(content).as_slice() != sum {
            return None;
        }
        let entries = content.strip_prefix(MAGIC)?.strip_prefix(&self.rules)?;
        let (entries, rest) = entries.as_chunks::<16>();
        rest.is_empty().then(|| entries.iter().copied().collect())
    }

    /// Writes what the run found clean, whole or not at all. A cache that cannot be written costs time and nothing else.
    pub(super) fn write(&self, known: &KnownClean) {
        let mut bytes = [MAGIC, &self.rules].concat();
        known.clean().iter().for_each(|seen| bytes.extend_from_slice(seen));
        let sum = Sha256::digest(&bytes);
        bytes.extend_from_slice(&sum);
        drop(replace(&self.file, &bytes));
    }
}

fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = file.parent().unwrap_or(file);
    std::fs::create_dir_all(folder)?;
    let beside = folder.join(format!("scan-cache.{}", std::process::id()));
    let written =
        std::fs::File::create(&beside).and_then(|mut opened| opened.write_all(bytes)).and_then(|()| std::fs::rename(&beside, file));
    if written.is_err() {
        drop(std::fs::remove_file(&beside));
    }
    written
}
