//! Lines from segments, as `LineCoverageStats` of LLVM counts them.

use super::super::super::input::bounded;
use super::super::super::model::Error;
use super::super::values::{Count, Position};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, SeqAccess, Visitor};
use std::fmt;

/// From a place on, until the next segment: `[line, column, hits, has a count, begins a region, is a gap]`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    line: u32,
    hits: u64,
    counted: bool,
    entry: bool,
    gap: bool,
}

impl Segment {
    /// Whether a region begins here that counts for its line.
    fn starts(&self) -> bool {
        self.counted && self.entry && !self.gap
    }
}

impl<'de> Deserialize<'de> for Segment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SegmentVisitor;
        impl<'de> Visitor<'de> for SegmentVisitor {
            type Value = Segment;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a segment")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Segment, A::Error> {
                let short = || A::Error::custom("a segment is too short");
                let line = seq.next_element::<Position>()?.ok_or_else(short)?.0;
                seq.next_element::<Position>()?.ok_or_else(short)?;
                let hits = seq.next_element::<Count>()?.ok_or_else(short)?.0;
                // Booleans were numbers once.
                let counted = seq.next_element::<Count>()?.ok_or_else(short)?.0 > 0;
                let entry = seq.next_element::<Count>()?.ok_or_else(short)?.0 > 0;
                let gap = seq.next_element::<Count>()?.is_some_and(|flag| flag.0 > 0);
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Segment { line, hits, counted, entry, gap })
            }
        }
        deserializer.deserialize_seq(SegmentVisitor)
    }
}

/// Lines and their hits, and lines of which a part was missed.
type Lines = (Vec<(u32, u64)>, Vec<u32>);

/// Lines with their hits, and those of which a region was missed.
///
/// What is open from the line before counts, and every region that begins on the line; the most of them is what the line ran.
/// A line on which skipped code begins is not measured unless another region begins there too.
pub(super) fn lines(segments: &[Segment]) -> Result<Lines, Error> {
    let (mut lines, mut partial) = (Vec::new(), Vec::new());
    let mut open: Option<Segment> = None;
    let mut next_line = 0;
    for group in segments.chunk_by(|before, after| before.line == after.line) {
        let Some(first) = group.first() else { continue };
        if let Some(open) = open.filter(|open| open.counted) {
            bounded(lines.len().saturating_add(first.line.saturating_sub(next_line) as usize))?;
            lines.extend((next_line..first.line).map(|line| (line, open.hits)));
        }
        let skipped = !first.counted && first.entry;
        let starts = group.iter().filter(|segment| segment.starts());
        let most = starts.clone().map(|segment| segment.hits).max();
        let wrapped = open.filter(|open| open.counted);
        let begins = group.iter().any(|segment| segment.entry && segment.counted);
        if first.line > 0 && (begins || (!skipped && (wrapped.is_some() || most.is_some()))) {
            let hits = open.map_or(0, |open| open.hits).max(most.unwrap_or(0));
            lines.push((first.line, hits));
            bounded(lines.len())?;
            if hits > 0 && starts.clone().any(|segment| segment.hits == 0) {
                partial.push(first.line);
            }
        }
        next_line = first.line.saturating_add(1);
        open = group.last().copied();
    }
    super::super::super::settle::lines(&mut lines, u64::max);
    Ok((lines, partial))
}
