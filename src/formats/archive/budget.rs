//! How much an archive may cost.

use std::io::{self, Read};

/// What may still be unpacked. Shared by an archive and those inside of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Bytes, unpacked.
    pub bytes: u64,
    /// Entries.
    pub entries: u32,
    /// Archives within archives.
    pub depth: u8,
}

impl Default for Budget {
    /// 256 MiB, 20,000 entries, four layers.
    fn default() -> Self {
        Self { bytes: 256 << 20, entries: 20_000, depth: 4 }
    }
}

/// Longest entry that is held in memory, in bytes.
const LONGEST: u64 = 64 << 20;

impl Budget {
    /// Takes one entry; false where there are too many.
    pub(super) fn entry(&mut self) -> bool {
        let some = self.entries > 0;
        self.entries = self.entries.saturating_sub(1);
        some
    }

    /// Reads `from` to its end; `None` where it is longer than may be unpacked.
    pub(super) fn read(&mut self, from: &mut dyn Read) -> io::Result<Option<Vec<u8>>> {
        let most = self.bytes.min(LONGEST);
        let mut bytes = Vec::new();
        from.take(most + 1).read_to_end(&mut bytes)?;
        let length = bytes.len() as u64;
        if length > most {
            self.bytes = 0;
            return Ok(None);
        }
        self.bytes -= length;
        Ok(Some(bytes))
    }
}
