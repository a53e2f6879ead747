//! A few hundred small keys, and what each leads to. That most keys are unknown is told by one look at 8 KiB, which stay in the processor's nearest
//! cache; a tree or a table of all keys would not.

/// Bits of a key's hash.
const HASH_BITS: u32 = 16;
/// Words of the set of hashes.
const WORDS: usize = (1 << HASH_BITS) / 64;

/// Values by their keys; a key may have several.
#[derive(Debug)]
pub(super) struct KeyMap<Value> {
    /// Which hashes the keys have, as a set of bits.
    known: Box<[u64; WORDS]>,
    /// For each word of the set, where the entries of its hashes start; one more for their end.
    starts: Vec<u32>,
    entries: Vec<(u32, Value)>,
}

impl<Value> KeyMap<Value> {
    /// Of keys and their values.
    pub(super) fn new(entries: impl IntoIterator<Item = (u32, Value)>) -> Self {
        let mut entries: Vec<(u32, Value)> = entries.into_iter().collect();
        entries.sort_by_key(|(key, _)| hash(*key));
        let mut known = Box::new([0; WORDS]);
        for (key, _) in &entries {
            if let Some(word) = known.get_mut(hash(*key) / 64) {
                *word |= 1 << (hash(*key) % 64);
            }
        }
        let start = |word: usize| u32::try_from(entries.partition_point(|(key, _)| hash(*key) / 64 < word)).unwrap_or(u32::MAX);
        let starts = (0..=WORDS).map(start).collect();
        Self { known, starts, entries }
    }

    /// 1 where the key may be known, 0 where it is not: a number, so that many answers can be put together without a branch.
    #[inline]
    pub(super) fn may_know(&self, key: u32) -> u64 {
        let hash = hash(key);
        self.known.get(hash / 64).map_or(0, |word| word >> (hash % 64) & 1)
    }

    /// The key's values.
    pub(super) fn get(&self, key: u32) -> impl Iterator<Item = &Value> {
        let word = hash(key) / 64;
        let bounds = self.starts.get(word).zip(self.starts.get(word + 1));
        let near = bounds.and_then(|(start, end)| self.entries.get(*start as usize..*end as usize)).unwrap_or_default();
        near.iter().filter(move |(other, _)| *other == key).map(|(_, value)| value)
    }
}

/// Multiplicative hashing with the golden ratio (Knuth, The Art of Computer Programming, 6.4).
#[inline]
fn hash(key: u32) -> usize {
    (key.wrapping_mul(0x9E37_79B1) >> (u32::BITS - HASH_BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::KeyMap;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_key_leads_to_all_its_values(entries in proptest::collection::vec((0_u32..40, any::<u8>()), 0..60), key in any::<u32>()) {
            let map = KeyMap::new(entries.clone());
            for key in (0..40).chain([key]) {
                let mut expected: Vec<u8> = entries.iter().filter(|(other, _)| *other == key).map(|(_, value)| *value).collect();
                let mut found: Vec<u8> = map.get(key).copied().collect();
                expected.sort_unstable();
                found.sort_unstable();
                prop_assert!(found.is_empty() || map.may_know(key) == 1);
                prop_assert_eq!(found, expected);
            }
        }
    }
}
