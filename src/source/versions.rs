//! Versions of one file differ in little: what a version and its neighbour share need not be looked at twice.
//!
//! Whether something is found at a place depends on the text near it and on the file's name. So where a version was looked at, of another
//! version of the same path only what differs is looked at, and where something was found before, each with a margin on both sides.

use super::Blob;
use super::copies::{Copy, copies};
use crate::formats::archive::Kind;
use crate::model::Origin;
use crate::source::Noticed;
use crate::text::RepoPath;
use bstr::ByteSlice as _;
use memchr::memmem;
use std::ops::Range;
use std::sync::LazyLock;

/// What starts so far before a change may reach into it, in bytes, and the rest of the line that it stands in.
const NEAR: usize = 512;
/// The most that one line may add, in bytes: as far as any pattern reads.
const REACH: usize = 4608;
/// What stands so far before a place may decide what is found there, in bytes: names, words near by, the line it is in.
const CONTEXT: usize = 448;
/// What is longer than that by its nature, private keys above all, begins with one of these; a change behind one is looked at from there, if
/// it is within so many bytes.
static LONG: LazyLock<[(memmem::Finder<'static>, usize); 3]> = LazyLock::new(|| {
    let long = |beginning: &'static [u8], length| (memmem::Finder::new(beginning), length);
    [long(b"-----BEGIN ", FARTHEST), long(b"PuTTY-User-Key-File-", FARTHEST), long(b"\"kty\"", 8 << 10)]
});
/// The farthest that anything of them may reach, in bytes.
const FARTHEST: usize = 32 << 10;
/// Larger files are always looked at whole, in bytes.
const LARGEST: usize = 4 << 20;

/// The versions of one file, one after another.
pub(super) struct Versions<'path> {
    path: &'path RepoPath,
    last: Option<Version>,
}

/// A version, and where something was found in it.
struct Version {
    bytes: Vec<u8>,
    noticed: Vec<Range<usize>>,
}

impl<'path> Versions<'path> {
    /// Of the file at `path`.
    pub(super) fn new(path: &'path RepoPath) -> Self {
        Self { path, last: None }
    }

    /// Visits what `bytes` has that the version before it has not, and where something was found in that one; all of it where none is
    /// known. Says whether nothing was noticed in it.
    pub(super) fn visit(&mut self, bytes: &[u8], origin: &Origin, visit: &(dyn Fn(&Blob<'_>) + Sync)) -> bool {
        let path = self.path;
        let mut is_whole = !(3 * (NEAR + CONTEXT)..=LARGEST).contains(&bytes.len()) || is_one_piece(path, bytes);
        let old = if is_whole { None } else { self.last.take() };
        let sections = old.as_ref().and_then(|old| sections(old, bytes));
        // What is copied from a text without a zero has none.
        is_whole |= match &sections {
            Some(sections) => sections.iter().any(|section| holds_zero(bytes.get(section.read.clone()).unwrap_or_default())),
            None => holds_zero(bytes),
        };
        let sections = sections.filter(|_| !is_whole);
        let mut noticed = Some(Vec::new());
        let mut visit_one = |blob: Blob<'_>, offset: usize| {
            visit(&blob);
            let places = blob.noticed.into_places();
            let shifted = |places: Vec<Range<usize>>| places.into_iter().map(move |place| place.start + offset..place.end + offset);
            noticed = noticed.take().zip(places).map(|(known, places)| known.into_iter().chain(shifted(places)).collect());
        };
        match sections {
            Some(sections) => {
                let mut lines = Lines::default();
                for section in sections {
                    let offset = section.read.start;
                    visit_one(section.of(path, bytes, origin, lines.before(bytes, offset)), offset);
                }
            }
            None => visit_one(Blob::whole(Some(path), bytes, origin), 0),
        }
        let is_clean = noticed.as_ref().is_some_and(Vec::is_empty);
        self.last = noticed.filter(|_| !is_whole).map(|noticed| {
            let mut kept = old.map(|old| old.bytes).unwrap_or_default();
            kept.clear();
            kept.extend_from_slice(bytes);
            Version { bytes: kept, noticed }
        });
        is_clean
    }
}

/// Whether a text is understood only as a whole: in a table the header says what a cell far below it is, an archive is unpacked, and what
/// encodes text otherwise than byte by byte is decoded from its beginning.
fn is_one_piece(path: &RepoPath, bytes: &[u8]) -> bool {
    let name = path.file_name().to_ascii_lowercase();
    name.ends_with(b".csv")
        || name.ends_with(b".tsv")
        || Kind::of(bytes).is_some()
        || [&b"\xff\xfe"[..], b"\xfe\xff", b"\xef\xbb\xbf"].iter().any(|mark| bytes.starts_with(mark))
}

/// Whether a text is binary, or UTF-16, as git tells it.
fn holds_zero(bytes: &[u8]) -> bool {
    memchr::memchr(0, bytes).is_some()
}

/// What of `new` has to be looked at, in order; `None` where that is most of it.
fn sections(old: &Version, new: &[u8]) -> Option<Vec<Section>> {
    let copies = copies(&old.bytes, new);
    let mut wanted = Vec::new();
    let (mut old_done, mut done) = (0, 0);
    let end = Copy { old: old.bytes.len(), new: new.len(), length: 0 };
    for copy in copies.into_iter().chain([end]) {
        // Where something is gone and nothing is new, what was before and behind it meet.
        if old_done < copy.old || done < copy.new {
            wanted.push(done..copy.new);
        }
        (old_done, done) = (copy.old + copy.length, copy.new + copy.length);
        for place in &old.noticed {
            let (start, end) = (place.start.max(copy.old), place.end.min(old_done));
            if start < end {
                wanted.push(start - copy.old + copy.new..end - copy.old + copy.new);
            }
        }
    }
    wanted.sort_unstable_by_key(|part| part.start);
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
    let length: usize = sections.iter().map(|section| section.read.len()).sum();
    (length < new.len() / 10 * 9).then_some(sections)
}

/// Where things that are long by their nature begin in a text, in order, and how far each may reach, in bytes; as far as it was looked for.
#[derive(Default)]
struct Long {
    places: Vec<(usize, usize)>,
    done: usize,
}

impl Long {
    /// The first beginning before `at` of what may reach so far. `at` grows from call to call.
    fn reaching(&mut self, bytes: &[u8], at: usize) -> Option<usize> {
        let from = self.done.max(at.saturating_sub(FARTHEST));
        // What stands across the end of the last look is found as well.
        let from = from.saturating_sub(LONG.iter().map(|(beginning, _)| beginning.needle().len()).max().unwrap_or(0));
        let window = bytes.get(from..at).unwrap_or_default();
        self.places
            .extend(LONG.iter().flat_map(|(beginning, length)| beginning.find_iter(window).map(move |start| (from + start, *length))));
        self.places.sort_unstable();
        self.done = at;
        let near = self.places.partition_point(|(start, _)| start + FARTHEST < at);
        self.places.get(near..)?.iter().find(|(start, length)| at - start <= *length).map(|(start, _)| *start)
    }
}

/// Where lines stand, counted on from where it was asked for last.
#[derive(Default)]
struct Lines {
    done: usize,
    lines: usize,
}

impl Lines {
    /// How many lines end before `at`, which grows from call to call.
    fn before(&mut self, bytes: &[u8], at: usize) -> usize {
        self.lines += memchr::memchr_iter(b'\n', bytes.get(self.done..at).unwrap_or_default()).count();
        self.done = at;
        self.lines
    }
}

/// A part of a text that is looked at: what is read, and what of that is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Section {
    read: Range<usize>,
    owned: Range<usize>,
}

impl Section {
    /// The part, what before it may reach into it, what behind it may depend on it, and the context of both.
    fn around(bytes: &[u8], part: &Range<usize>, long: &mut Long) -> Self {
        let near = part.start.saturating_sub(NEAR);
        let farthest = part.start.saturating_sub(REACH);
        let line = bytes.get(farthest..near).and_then(|head| head.rfind_byte(b'\n')).map_or(farthest, |newline| farthest + newline + 1);
        let first = long.reaching(bytes, part.start).unwrap_or(line).min(line);
        let last = bytes.len().min(part.end + CONTEXT);
        let near = bytes.len().min(last + NEAR);
        let farthest = bytes.len().min(last + REACH);
        let end = bytes.get(near..farthest).and_then(|tail| tail.find_byte(b'\n')).map_or(farthest, |newline| near + newline + 1);
        Self { read: first.saturating_sub(CONTEXT)..end, owned: first..last }
    }

    fn of<'run>(&self, path: &'run RepoPath, bytes: &'run [u8], origin: &'run Origin, lines_before: usize) -> Blob<'run> {
        let before = bytes.get(..self.read.start).unwrap_or_default();
        let line_start = before.rfind_byte(b'\n').map_or(0, |newline| newline + 1);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Blob {
            path: Some(path),
            bytes: bytes.get(self.read.clone()).unwrap_or_default(),
            owned: self.owned.start - self.read.start..self.owned.end - self.read.start,
            lines_before: count(lines_before),
            columns_before: count(before.get(line_start..).unwrap_or_default().chars().count()),
            origin,
            previous: None,
            names: None,
            noticed: Noticed::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CONTEXT, NEAR, Versions};
    use crate::model::Origin;
    use crate::source::Blob;
    use crate::text::RepoPath;
    use std::sync::Mutex;

    /// What is looked at of each of `texts`, by its place in it.
    fn looked_at(path: &str, texts: &[Vec<u8>], notice: impl Fn(&Blob<'_>) + Sync) -> Vec<(usize, usize)> {
        let seen = Mutex::new(Vec::new());
        let path = RepoPath::new(path);
        let mut versions = Versions::new(&path);
        for text in texts {
            versions.visit(text, &Origin::WorkTree, &|blob| {
                notice(blob);
                seen.lock().unwrap().push((blob.lines_before as usize, blob.bytes.len()));
            });
        }
        seen.into_inner().unwrap()
    }

    /// A text of `LENGTH` lines that are empty but for an `x` at some places.
    fn text(marks: &[usize]) -> Vec<u8> {
        let mut text = vec![b'\n'; LENGTH];
        for at in marks {
            text[*at] = b'x';
        }
        text
    }

    const LENGTH: usize = 100_000;
    const MARGIN: usize = NEAR + CONTEXT;

    #[test]
    fn a_clean_version_spares_the_next_one() {
        let seen = looked_at("a", &[text(&[]), text(&[50_000])], |_| ());
        assert_eq!(seen, [(0, LENGTH), (50_000 - MARGIN, 2 * MARGIN + 2)]);
    }

    #[test]
    fn what_was_noticed_is_looked_at_again_wherever_it_is_now() {
        let notice = |blob: &Blob<'_>| {
            for (at, _) in blob.bytes.iter().enumerate().filter(|(_, byte)| **byte == b'x') {
                blob.noticed.at(at..at + 1);
            }
        };
        let mut longer = text(&[10_000, 90_000]);
        longer.splice(50_000..50_000, [b'y'; 7]);
        let seen = looked_at("a", &[text(&[10_000, 90_000]), longer.clone(), longer], notice);
        let lines: Vec<usize> = seen.iter().map(|(lines, _)| *lines).collect();
        // A mark stands in the place of a line's end.
        let (first, change, second) = (10_000 - MARGIN, 49_999 - MARGIN, 89_999 - MARGIN);
        assert_eq!(lines, [0, first, change, second, first, second]);
        let somewhere = looked_at("a", &[text(&[]), text(&[50_000])], |blob| blob.noticed.somewhere());
        assert_eq!(somewhere, [(0, LENGTH), (0, LENGTH)]);
    }

    #[test]
    fn what_is_gone_leaves_a_place_to_look_at() {
        let (whole, half) = (text(&[]), text(&[])[..LENGTH / 2].to_vec());
        assert_eq!(looked_at("a", &[whole, half], |_| ()), [(0, LENGTH), (LENGTH / 2 - MARGIN, MARGIN)]);
        let numbered: Vec<u8> = (0..9000).flat_map(|line| format!("line {line:08}\n").into_bytes()).collect();
        let without = |gone: std::ops::Range<usize>| [&numbered[..gone.start], &numbered[gone.end..]].concat();
        let lines = |first: usize| looked_at("a", &[numbered.clone(), without(first * 14..(first + 1000) * 14)], |_| ())[1].0;
        assert_eq!(lines(0), 0);
        // The first lines behind the gap begin as those in it did.
        let same = "line 0000".len();
        assert_eq!(lines(4000), ((4000 * 14 + same - NEAR) / 14 * 14 - CONTEXT) / 14);
    }

    #[test]
    fn what_is_understood_only_as_a_whole_is_looked_at_whole() {
        let starting = |head: &[u8], marks: &[usize]| [head, &text(marks)].concat();
        for (path, head) in [("users.CSV", &b""[..]), ("a.jar", b"PK\x03\x04"), ("a", b"\xff\xfe"), ("a", b"a\0b"), ("a", b"\xef\xbb\xbf")]
        {
            let whole = (0, LENGTH + head.len());
            assert_eq!(looked_at(path, &[starting(head, &[]), starting(head, &[50_000])], |_| ()), [whole, whole], "{path}");
        }
    }

    #[test]
    fn a_text_that_became_binary_is_looked_at_whole() {
        let mut binary = text(&[]);
        binary[50_000] = 0;
        assert_eq!(looked_at("a", &[text(&[]), binary], |_| ()), [(0, LENGTH), (0, LENGTH)]);
    }

    #[test]
    fn a_change_in_armour_is_looked_at_from_its_beginning() {
        let mut old = text(&[]);
        old[30_000..30_011].copy_from_slice(b"-----BEGIN ");
        let mut new = old.clone();
        new[50_000] = b'x';
        let first_owned = Mutex::new(0);
        looked_at("a", &[old, new], |blob| *first_owned.lock().unwrap() = blob.lines_before as usize + blob.owned.start);
        assert_eq!(*first_owned.lock().unwrap(), 30_000);
    }

    #[test]
    fn a_long_line_is_read_from_its_beginning() {
        let line = |letter: u8| [text(&[]), vec![b'a'; 4000], vec![letter], text(&[])].concat();
        let seen = looked_at("a", &[line(b'x'), line(b'y')], |_| ());
        assert_eq!(seen[1].0, LENGTH - CONTEXT);
    }
}
