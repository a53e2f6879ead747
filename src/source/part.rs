//! A part of the work: one shard of several, or what no earlier run has looked at.

use crate::text::RepoPath;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The K-th of N parts that do not overlap and together are everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    number: u32,
    of: u32,
}

impl Shard {
    /// `K/N`, both from 1.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text} is no shard: write it as K/N, for example 2/4, with K from 1 to N");
        let (number, of) = text.split_once('/').ok_or_else(wrong)?;
        let (number, of): (u32, u32) = (number.parse().map_err(|_error| wrong())?, of.parse().map_err(|_error| wrong())?);
        if number == 0 || number > of { Err(wrong()) } else { Ok(Self { number, of }) }
    }

    /// Whether what `key` names is in this part. The same on every machine and in every version.
    pub fn holds(self, key: &[u8]) -> bool {
        hash(key) % u64::from(self.of) == u64::from(self.number - 1)
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.number, self.of)
    }
}

/// FNV-1a, 64 bits, its high half folded onto the low one (Fowler, Noll, Vo).
fn hash(key: &[u8]) -> u64 {
    let hash = key.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    hash ^ (hash >> 32)
}

/// A version of a file that was looked at: its content's id and its path, as a hash.
pub type Seen = [u8; 16];

/// Versions of files that an earlier run looked at and found nothing in, and those that this run adds.
#[derive(Debug, Default)]
pub struct KnownClean {
    before: HashSet<Seen>,
    now: Mutex<HashSet<Seen>>,
    skipped: std::sync::atomic::AtomicUsize,
}

impl KnownClean {
    /// With what an earlier run has seen.
    pub fn new(before: HashSet<Seen>) -> Self {
        Self { before, ..Self::default() }
    }

    /// The key of a version: the same content may be judged otherwise under another name.
    fn key(id: &str, path: &RepoPath) -> Seen {
        use sha2::Digest as _;
        let digest = sha2::Sha256::new().chain_update(id.as_bytes()).chain_update(b"\0").chain_update(path.as_bytes()).finalize();
        digest.first_chunk().copied().unwrap_or_default()
    }

    pub(super) fn knows(&self, id: &str, path: &RepoPath) -> bool {
        let key = Self::key(id, path);
        let known = self.before.contains(&key);
        if known {
            self.skipped.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            self.now.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
        }
        known
    }

    pub(super) fn note(&self, id: &str, path: &RepoPath) {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).insert(Self::key(id, path));
    }

    /// Versions that this run did not look at again.
    pub fn skipped(&self) -> usize {
        self.skipped.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// What the next run need not look at, sorted. What no reference reaches any more is not in it.
    pub fn clean(&self) -> Vec<Seen> {
        let mut all: Vec<Seen> = self.now.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect();
        all.sort_unstable();
        all
    }
}

impl PartialEq for KnownClean {
    fn eq(&self, other: &Self) -> bool {
        self.before == other.before
    }
}

impl Eq for KnownClean {}

/// What of a source is looked at; everything by default.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Part {
    /// The shard, where the work is divided.
    pub shard: Option<Shard>,
    /// What need not be looked at again; for history alone.
    pub known: Option<Arc<KnownClean>>,
}

impl Part {
    /// Whether the shard holds what `key` names.
    pub(super) fn holds(&self, key: &[u8]) -> bool {
        self.shard.is_none_or(|shard| shard.holds(key))
    }
}

#[cfg(test)]
mod tests {
    use super::Shard;

    #[test]
    fn shards_tile_the_work_evenly() {
        let shards: Vec<Shard> = (1..=4).map(|number| Shard::parse(&format!("{number}/4")).unwrap()).collect();
        let mut sizes = [0; 4];
        for number in 0..4000_u32 {
            let key = format!("src/file{number}.rs");
            let holding: Vec<usize> = (0..4).filter(|at| shards[*at].holds(key.as_bytes())).collect();
            assert_eq!(holding.len(), 1);
            sizes[holding[0]] += 1;
        }
        assert!(sizes.iter().all(|size| (800..1200).contains(size)), "{sizes:?}");
        for text in ["", "1", "0/2", "3/2", "1/0", "a/b", "-1/2", "1/2/3"] {
            assert!(Shard::parse(text).is_err(), "{text}");
        }
    }
}
