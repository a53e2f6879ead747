//! What of a text has to be looked at where another version of it was looked at.
//!
//! Whether something is found at a place depends on the text near it. So of a changed text only the changes are looked at, each with what
//! starts before it and may reach into it, and what starts behind it and may depend on it.

use crate::git::Copy;
use bstr::ByteSlice as _;
use memchr::memmem;
use std::ops::Range;
use std::sync::LazyLock;

/// So many lines, and at most so many bytes.
#[derive(Debug, Clone, Copy)]
struct Reach {
    lines: usize,
    bytes: usize,
}

/// What starts so far before a change may reach into it: statements, calls and blocks of several lines.
const FORWARD: Reach = Reach { lines: 10, bytes: 512 };
/// What stands so far before a place may decide what is found there: names, words near by.
const BACK: Reach = Reach { lines: 4, bytes: 448 };
/// The most that the rest of a line adds to that, in bytes: as far as any pattern reads.
const REST_OF_LINE: usize = 4096;
/// What is longer than that by its nature, private keys above all, begins with one of these; a change behind one is looked at from there, if
/// it is within so many bytes, and if what ends it, where that is known, does not stand between.
static LONG: LazyLock<[Beginning; 3]> = LazyLock::new(|| {
    let beginning = |text: &'static [u8], reach, end| Beginning { finder: memmem::Finder::new(text), reach, end };
    [
        beginning(b"-----BEGIN ", FARTHEST, b"-----END "),
        beginning(b"PuTTY-User-Key-File-", FARTHEST, b""),
        beginning(b"\"kty\"", 8 << 10, b""),
    ]
});
/// The farthest that anything of them may reach, in bytes.
const FARTHEST: usize = 32 << 10;
/// Rows of a table that are looked through for its head, in bytes.
const TABLE: usize = 16 << 10;

/// Shorter stretches that stand in both texts are looked at with what is round them, in bytes.
const SHORTEST: usize = 384;
/// Smaller texts are not worth a look at parts of them, in bytes.
pub(super) const SMALLEST: usize = 1024;

struct Beginning {
    finder: memmem::Finder<'static>,
    reach: usize,
    end: &'static [u8],
}

/// A part of a text that is looked at: what is read, and what of that is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) read: Range<usize>,
    pub(super) owned: Range<usize>,
}

/// What of `new` has to be looked at, in order, where `copies` of it stand in a text of `old_length` bytes in which something was found at the
/// places `noticed`, in order; `None` where that is most of it.
pub(super) fn sections(copies: &[Copy], old_length: usize, noticed: &[Range<usize>], new: &[u8]) -> Option<Vec<Section>> {
    let mut wanted = Vec::new();
    let (mut old_done, mut done) = (0, 0);
    let end = Copy { old: old_length, new: new.len(), length: 0 };
    let longest = noticed.iter().map(Range::len).max().unwrap_or(0);
    for copy in copies.iter().copied().filter(|copy| copy.length >= SHORTEST).chain([end]) {
        // Where something is gone and nothing is new, what was before and behind it meet.
        if old_done != copy.old || done != copy.new {
            wanted.push(done..copy.new);
        }
        (old_done, done) = (copy.old + copy.length, copy.new + copy.length);
        let first = noticed.partition_point(|place| place.start + longest <= copy.old);
        for place in noticed.get(first..).unwrap_or_default().iter().take_while(|place| place.start < old_done) {
            let (start, end) = (place.start.max(copy.old), place.end.min(old_done));
            if start < end {
                wanted.push(start - copy.old + copy.new..end - copy.old + copy.new);
            }
        }
    }
    wanted.sort_unstable_by_key(|part| part.start);
    wanted.dedup_by(|next, part| {
        let is_near = next.start <= part.end + SHORTEST;
        if is_near {
            part.end = part.end.max(next.end);
        }
        is_near
    });
    let mut long = Long::default();
    let mut sections: Vec<Section> = Vec::new();
    for part in wanted {
        let section = Section::around(new, &part, &mut long);
        match sections.last_mut() {
            // Two parts of one credential may stand in neighbouring sections: they are looked at together.
            Some(last) if section.read.start <= last.read.end => {
                last.read.end = last.read.end.max(section.read.end);
                last.owned.end = last.owned.end.max(section.owned.end);
            }
            _ => sections.push(section),
        }
    }
    let length: usize = sections.iter().map(|section| section.owned.end - section.read.start).sum();
    (length < new.len() / 10 * 9).then_some(sections)
}

impl Section {
    /// The part, what before it may reach into it, what behind it may depend on it, and the context of both.
    fn around(text: &[u8], part: &Range<usize>, long: &mut Long) -> Self {
        let reaching = long.reaching(text, part.start);
        let near = up(text, part.start, FORWARD);
        let first = reaching.as_ref().map_or(near, |long| near.min(long.start));
        let last = down(text, part.end, BACK);
        let read = up(text, first, BACK);
        let end = down(text, last, FORWARD).max(reaching.map_or(0, |long| long.end));
        Self { read: table_head(text, read)..end, owned: first..last }
    }
}

/// Where what is within `reach` before `at` starts: at the start of a line, unless that line is very long.
fn up(text: &[u8], at: usize, reach: Reach) -> usize {
    let near = at.saturating_sub(reach.bytes);
    let before = text.get(near..at).unwrap_or_default();
    if let Some(newline) = memchr::memrchr_iter(b'\n', before).nth(reach.lines) {
        return near + newline + 1;
    }
    let farthest = near.saturating_sub(REST_OF_LINE);
    text.get(farthest..near).and_then(|head| head.rfind_byte(b'\n')).map_or(farthest, |newline| farthest + newline + 1)
}

/// Where what is within `reach` behind `at` ends: at the end of a line, unless that line is very long.
fn down(text: &[u8], at: usize, reach: Reach) -> usize {
    let near = text.len().min(at + reach.bytes);
    let behind = text.get(at..near).unwrap_or_default();
    if let Some(newline) = memchr::memchr_iter(b'\n', behind).nth(reach.lines) {
        return at + newline + 1;
    }
    let farthest = text.len().min(near + REST_OF_LINE);
    text.get(near..farthest).and_then(|tail| tail.find_byte(b'\n')).map_or(farthest, |newline| near + newline + 1)
}

/// Where the table's head starts, if the line at `at` is a row of one (`| a | b |`): it says what a cell far below it is.
fn table_head(text: &[u8], at: usize) -> usize {
    let is_row = |start: usize| text.get(start..).is_some_and(|rest| rest.trim_start_with(|letter| letter == ' ').first() == Some(&b'|'));
    let mut start = at;
    while start > 0 && at - start < TABLE && is_row(start) {
        let head = text.get(..start - 1).unwrap_or_default();
        start = head.rfind_byte(b'\n').map_or(0, |newline| newline + 1);
    }
    start
}

/// Where something that is long by its nature stands.
struct Piece {
    start: usize,
    /// Where it ends, if that is known.
    end: Option<usize>,
    /// Where it ends at the latest.
    farthest: usize,
}

/// Where things that are long by their nature begin in a text, in order; as far as it was looked for.
#[derive(Default)]
struct Long {
    places: Vec<Piece>,
    done: usize,
}

impl Long {
    /// What begins before `at` and may reach so far, from the first beginning to the last end that is known. `at` grows from call to call.
    fn reaching(&mut self, text: &[u8], at: usize) -> Option<Range<usize>> {
        let from = self.done.max(at.saturating_sub(FARTHEST));
        // What stands across the end of the last look is found as well.
        let from = from.saturating_sub(LONG.iter().map(|beginning| beginning.finder.needle().len()).max().unwrap_or(0));
        let window = text.get(from..at).unwrap_or_default();
        for beginning in LONG.iter() {
            self.places.extend(beginning.finder.find_iter(window).map(|offset| beginning.place(text, from + offset)));
        }
        self.places.retain(|place| place.farthest >= at);
        self.done = at;
        let start = self.places.iter().map(|place| place.start).min()?;
        Some(start..self.places.iter().filter_map(|place| place.end).max().unwrap_or(at))
    }
}

impl Beginning {
    /// What begins at `start`.
    fn place(&self, text: &[u8], start: usize) -> Piece {
        let farthest = text.len().min(start + self.reach);
        let body = text.get(start + self.finder.needle().len()..farthest).unwrap_or_default();
        let end = if self.end.is_empty() { None } else { memmem::find(body, self.end) };
        let line = |end: usize| down(text, start + self.finder.needle().len() + end, Reach { lines: 1, bytes: 0 });
        let end = end.map(line);
        Piece { start, end, farthest: end.unwrap_or(start + self.reach) }
    }
}
