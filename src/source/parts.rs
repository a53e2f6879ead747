//! Reads text of any size in bounded memory.

use super::{Blob, Noticed};
use crate::formats::archive::Kind;
use crate::model::Origin;
use crate::text::RepoPath;
use bstr::ByteSlice as _;
use std::io::{self, Read};

/// Text is held in memory up to this many bytes; longer text is visited part by part.
const PART: usize = 8 << 20;
/// Archives are held in memory up to this many bytes.
const ARCHIVE: usize = 64 << 20;
/// What neighbouring parts share, so that nothing shorter than this is cut in two: longer than the longest thing a rule looks for.
const MARGIN: usize = 64 << 10;

/// Reads `input` to its end into `buffer` and visits it, in as many parts as its length asks for. Returns its length in bytes.
pub(super) fn visit_reader(
    mut input: impl Read,
    buffer: &mut Vec<u8>,
    path: Option<&RepoPath>,
    origin: &Origin,
    visit: &(dyn Fn(&Blob<'_>) + Sync),
) -> io::Result<u64> {
    visit_in_parts(&mut input, buffer, path, origin, visit, PART, MARGIN)
}

fn visit_in_parts(
    input: &mut dyn Read,
    buffer: &mut Vec<u8>,
    path: Option<&RepoPath>,
    origin: &Origin,
    visit: &(dyn Fn(&Blob<'_>) + Sync),
    part: usize,
    margin: usize,
) -> io::Result<u64> {
    buffer.clear();
    let mut total = 0_u64;
    let (mut context, mut lines_before, mut columns_before) = (0, 0_u32, 0_u32);
    loop {
        let wanted = (part + 2 * margin).saturating_sub(buffer.len());
        let read = input.take(wanted as u64).read_to_end(buffer)?;
        total += read as u64;
        let mut last = read < wanted;
        // An archive can only be read whole.
        if !last && total == read as u64 && Kind::of(buffer).is_some() {
            let more = input.take((ARCHIVE - buffer.len()) as u64).read_to_end(buffer)?;
            total += more as u64;
            last = buffer.len() < ARCHIVE;
        }
        let owned_end = if last { buffer.len() } else { buffer.len().saturating_sub(margin) };
        visit(&Blob {
            path,
            bytes: buffer,
            owned: context..owned_end,
            lines_before,
            columns_before,
            origin,
            previous: None,
            names: None,
            noticed: Noticed::default(),
        });
        if last {
            return Ok(total);
        }
        let keep_from = owned_end.saturating_sub(margin);
        let gone = buffer.get(..keep_from).unwrap_or_default();
        let newlines = memchr::memchr_iter(b'\n', gone).count();
        lines_before = lines_before.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
        let after_newline = gone.rfind_byte(b'\n').map_or(0, |at| at + 1);
        let characters = gone.get(after_newline..).unwrap_or_default().chars().count();
        let characters = u32::try_from(characters).unwrap_or(u32::MAX);
        columns_before = if newlines == 0 { columns_before.saturating_add(characters) } else { characters };
        buffer.drain(..keep_from);
        context = owned_end - keep_from;
    }
}

#[cfg(test)]
mod tests {
    use super::visit_in_parts;
    use crate::model::Origin;
    use proptest::prelude::*;
    use std::sync::Mutex;

    proptest! {
        /// Owned ranges tile the text, in order, each at the line and column it really has.
        #[test]
        fn parts_tile_the_text(text in "[ab\n]{0,300}", part in 1usize..40, margin in 1usize..20) {
            let seen = Mutex::new((0_usize, Vec::new()));
            let length = visit_in_parts(
                &mut text.as_bytes(), &mut Vec::new(), None, &Origin::Stdin,
                &|blob| {
                    let mut seen = seen.lock().unwrap();
                    let start = seen.0 - blob.owned.start;
                    let before = &text[..start];
                    assert_eq!(blob.lines_before as usize, before.matches('\n').count());
                    assert_eq!(blob.columns_before as usize, before.rsplit('\n').next().unwrap().len());
                    seen.1.extend_from_slice(&blob.bytes[blob.owned.clone()]);
                    seen.0 += blob.owned.len();
                },
                part, margin,
            ).unwrap();
            prop_assert_eq!(length as usize, text.len());
            prop_assert_eq!(seen.into_inner().unwrap().1, text.into_bytes());
        }
    }
}
