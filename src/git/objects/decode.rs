//! Reads objects out of packs: decompressed, and put together from what they are told from.

use super::delta::{self, Told};
use super::packs::{Kind, Mapped, Packs, Place, kind};
use clru::{CLruCache, CLruCacheConfig, WeightScale};
use gix_pack::data::entry::Header;
use hashbrown::DefaultHashBuilder;
use libdeflater::Decompressor;
use std::num::NonZeroUsize;
use std::sync::Arc;

/// Decoded objects that are kept, in bytes. Those that are told from each other lie side by side.
const KEPT: NonZeroUsize = NonZeroUsize::new(5 << 20).unwrap();
/// Objects that are told from each other in a row; git makes no more than 4,095 (`--depth`, git-pack-objects).
const LONGEST_CHAIN: usize = 4095;
/// Bytes that one compressed byte may come to, at most (zlib, "Maximum Compression Factor").
const MOST_FROM_ONE: u64 = 1032;

/// An object.
#[derive(Debug)]
pub(in crate::git) struct Object {
    pub(in crate::git) kind: Kind,
    pub(in crate::git) bytes: Vec<u8>,
}

struct Bytes;

impl WeightScale<Place, Arc<Object>> for Bytes {
    fn weight(&self, _: &Place, object: &Arc<Object>) -> usize {
        object.bytes.len()
    }
}

type Kept = CLruCache<Place, Arc<Object>, DefaultHashBuilder, Bytes>;

/// Reads objects out of packs; quick where they are asked for as they lie on disk.
pub(in crate::git) struct PackReader<'packs> {
    packs: &'packs Packs,
    mapped: Mapped,
    kept: Kept,
    decompressor: Decompressor,
    delta: Vec<u8>,
    told: Option<Place>,
}

impl<'packs> PackReader<'packs> {
    pub(in crate::git) fn new(packs: &'packs Packs) -> Self {
        let kept = CLruCacheConfig::new(KEPT).with_hasher(DefaultHashBuilder::default()).with_scale(Bytes);
        Self {
            packs,
            mapped: Mapped::default(),
            kept: CLruCache::with_config(kept),
            decompressor: Decompressor::new(),
            delta: Vec::new(),
            told: None,
        }
    }

    /// Reads the object at `place`; `None` where the pack is damaged.
    pub(in crate::git) fn read(&mut self, place: Place) -> Option<Arc<Object>> {
        let Self { packs, mapped, kept, decompressor, delta, told } = self;
        *told = None;
        let file = mapped.at(packs, place)?;
        let mut chain = Vec::new();
        let mut at = place;
        let mut object = loop {
            if let Some(known) = kept.get(&at) {
                break Arc::clone(known);
            }
            let entry = file.entry(at.offset).ok()?;
            let (start, length) = (entry.data_offset, entry.decompressed_size);
            match entry.header {
                Header::OfsDelta { base_distance } => {
                    chain.push((at, start, length));
                    at.offset = entry.checked_base_pack_offset(base_distance)?;
                }
                Header::RefDelta { base_id } => {
                    chain.push((at, start, length));
                    at.offset = packs.find_in(at.pack, &base_id)?;
                }
                whole => {
                    let mut bytes = Vec::new();
                    decompress(decompressor, file, start, length, &mut bytes)?;
                    let object = Arc::new(Object { kind: kind(whole.as_kind()?), bytes });
                    keep(kept, at, &object);
                    break object;
                }
            }
            if chain.len() > LONGEST_CHAIN {
                return None;
            }
        };
        for (next, start, length) in chain.into_iter().rev() {
            decompress(decompressor, file, start, length, delta)?;
            object = Arc::new(Object { kind: object.kind, bytes: delta::apply(&object.bytes, delta)? });
            keep(kept, next, &object);
            *told = Some(at);
            at = next;
        }
        Some(object)
    }

    /// Where the base stands of the object that was read last, and what is copied from there; `None` where it has none, or stood ready.
    pub(in crate::git) fn told(&self) -> Option<Told> {
        Some(Told { base: self.told?, copies: delta::copies(&self.delta)? })
    }
}

/// Keeps an object, unless it is larger than all that may be kept.
fn keep(kept: &mut Kept, at: Place, object: &Arc<Object>) {
    let _too_large = kept.put_with_weight(at, Arc::clone(object));
}

/// Decompresses what starts at `start` and comes to `length` bytes.
fn decompress(decompressor: &mut Decompressor, file: &gix_pack::data::File, start: u64, length: u64, bytes: &mut Vec<u8>) -> Option<()> {
    let packed = file.entry_slice(start..file.pack_end() as u64)?;
    if length > (packed.len() as u64).saturating_mul(MOST_FROM_ONE) {
        return None;
    }
    let length = usize::try_from(length).ok()?;
    bytes.try_reserve_exact(length.saturating_sub(bytes.len())).ok()?;
    bytes.resize(length, 0);
    let made = decompressor.zlib_decompress(packed, bytes).ok()?;
    (made == length).then_some(())
}
