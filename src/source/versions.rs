//! Versions of one file differ in little: what a version and its neighbour share need not be looked at twice.
//!
//! Whether something is found at a place depends on the text near it and on the file's name. So where a version was looked at, of another
//! version of the same path only what differs is looked at, and where something was found before, each with a margin on both sides.

use super::Blob;
use super::copies::copies;
use super::sections::{SMALLEST, Section, sections};
use crate::formats::archive::Kind;
use crate::git::{Place, Told};
use crate::model::Origin;
use crate::source::Noticed;
use crate::text::RepoPath;
use bstr::ByteSlice as _;
use hashbrown::{DefaultHashBuilder, HashMap, HashSet};
use std::hash::BuildHasher as _;
use std::ops::Range;
use std::rc::Rc;

/// Larger files are always looked at whole, in bytes.
const LARGEST: usize = 4 << 20;

/// The versions of one file, one after another.
pub(super) struct Versions<'path, Bytes> {
    path: &'path RepoPath,
    last: Option<Seen<Bytes>>,
    /// Those that stand in packs; others are told from them.
    packed: HashMap<Place, Outcome>,
    /// Parts in which nothing was found, by a hash that nobody outside of this process can tell: branches bring the same change in again.
    clean: HashSet<u64>,
    hash: DefaultHashBuilder,
}

/// A version that was looked at.
struct Seen<Bytes> {
    bytes: Bytes,
    outcome: Outcome,
}

/// What a look at a version came to.
#[derive(Debug, Clone)]
struct Outcome {
    /// How many bytes it has.
    length: usize,
    /// Where something was found in it, in order.
    noticed: Rc<[Range<usize>]>,
}

/// A version to look at.
pub(super) struct Next<Bytes> {
    pub(super) bytes: Bytes,
    /// Where it stands, if in a pack.
    pub(super) place: Option<Place>,
    /// What it is told from there, if anything.
    pub(super) told: Option<Told>,
}

impl<'path, Bytes: AsRef<[u8]>> Versions<'path, Bytes> {
    /// Of the file at `path`.
    pub(super) fn new(path: &'path RepoPath) -> Self {
        Self { path, last: None, packed: HashMap::new(), clean: HashSet::new(), hash: DefaultHashBuilder::default() }
    }

    /// Visits what `next` has that the version it is told from, or else the one before it, has not, and where something was found in that one;
    /// all of it where none is known. Says whether nothing was noticed in it.
    pub(super) fn visit(&mut self, next: Next<Bytes>, origin: &Origin, visit: &(dyn Fn(&Blob<'_>) + Sync)) -> bool {
        let path = self.path;
        let Next { bytes: held, place, told } = next;
        let bytes = held.as_ref();
        let mut is_whole = !(SMALLEST..=LARGEST).contains(&bytes.len()) || is_one_piece(path, bytes);
        let sections = if is_whole { None } else { self.sections(bytes, told) };
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
            let is_clean = places.as_ref().is_some_and(Vec::is_empty);
            let shifted = |places: Vec<Range<usize>>| places.into_iter().map(move |place| place.start + offset..place.end + offset);
            noticed = noticed.take().zip(places).map(|(known, places)| known.into_iter().chain(shifted(places)).collect());
            is_clean
        };
        match sections {
            Some(sections) => {
                let mut lines = Lines::default();
                for section in sections {
                    let offset = section.read.start;
                    let known = self.hash.hash_one((bytes.get(section.read.clone()), section.owned.start - offset, section.owned.len()));
                    // What a path alone tells is told where the file begins.
                    if offset > 0 && self.clean.contains(&known) {
                        continue;
                    }
                    if visit_one(section.of(path, bytes, origin, lines.before(bytes, offset)), offset) {
                        self.clean.insert(known);
                    }
                }
            }
            None => {
                visit_one(Blob::whole(Some(path), bytes, origin), 0);
            }
        }
        let is_clean = noticed.as_ref().is_some_and(Vec::is_empty);
        let length = bytes.len();
        let outcome = noticed.filter(|_| !is_whole).map(|mut noticed| {
            noticed.sort_unstable_by_key(|place| place.start);
            Outcome { length, noticed: noticed.into() }
        });
        if let (Some(place), Some(outcome)) = (place, &outcome) {
            self.packed.insert(place, outcome.clone());
        }
        self.last = outcome.map(|outcome| Seen { bytes: held, outcome });
        is_clean
    }

    /// What of a version has to be looked at.
    fn sections(&self, bytes: &[u8], told: Option<Told>) -> Option<Vec<Section>> {
        let known = told.and_then(|told| Some((self.packed.get(&told.base)?, told.copies)));
        let (Outcome { length, noticed }, copies) = match known {
            Some(known) => known,
            None => self.last.as_ref().map(|last| (&last.outcome, copies(last.bytes.as_ref(), bytes)))?,
        };
        sections(&copies, *length, noticed, bytes)
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

impl Section {
    /// As it is visited.
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
    use super::{Next, Versions};
    use crate::git::{Copy, Place, Told};
    use crate::model::Origin;
    use crate::source::Blob;
    use crate::text::RepoPath;
    use std::sync::Mutex;

    fn next(bytes: Vec<u8>) -> Next<Vec<u8>> {
        Next { bytes, place: None, told: None }
    }

    /// What is looked at of each of `texts`: the line that it begins in, and its length.
    fn looked_at(path: &str, texts: impl IntoIterator<Item = Next<Vec<u8>>>, notice: impl Fn(&Blob<'_>) + Sync) -> Vec<(usize, usize)> {
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

    /// A text of lines that are empty but for an `x` at some of them.
    fn text(marks: &[usize]) -> Vec<u8> {
        (0..LINES).flat_map(|line| if marks.contains(&line) { "x\n" } else { ".\n" }.bytes()).collect()
    }

    const LINES: usize = 50_000;
    const LENGTH: usize = 2 * LINES;
    /// Lines that are read before and behind a change, beside its own.
    const MARGIN: usize = 14;
    /// Bytes that are read of a change of a line.
    const SECTION: usize = 2 * (2 * MARGIN + 2);

    #[test]
    fn a_clean_version_spares_the_next_one() {
        let seen = looked_at("a", [text(&[]), text(&[25_000])].map(next), |_| ());
        assert_eq!(seen, [(0, LENGTH), (25_000 - MARGIN, SECTION)]);
    }

    #[test]
    fn a_version_is_held_against_the_one_it_is_told_from() {
        let place = |offset| Place { pack: 0, offset };
        let copies = |line: usize| {
            let behind = Copy { old: 2 * line + 1, new: 2 * line + 1, length: LENGTH - 2 * line - 1 };
            Some(Told { base: place(1), copies: vec![Copy { old: 0, new: 0, length: 2 * line }, behind] })
        };
        let first = Next { bytes: text(&[]), place: Some(place(1)), told: None };
        let other = Next { bytes: vec![b'\n'; LENGTH], place: Some(place(2)), told: None };
        let told = Next { bytes: text(&[25_000]), place: Some(place(3)), told: copies(25_000) };
        assert_eq!(looked_at("a", [first, other, told], |_| ())[2], (25_000 - MARGIN, SECTION));
        // Of what was not looked at as text nothing is known.
        let binary = Next { bytes: [text(&[]), vec![0]].concat(), place: Some(place(1)), told: None };
        let told = Next { bytes: text(&[25_000]), place: Some(place(3)), told: copies(25_000) };
        assert_eq!(looked_at("a", [binary, told], |_| ())[1], (0, LENGTH));
    }

    #[test]
    fn a_change_that_comes_in_again_is_looked_at_once_if_it_is_clean() {
        let changed = || [text(&[]), text(&[25_000]), text(&[]), text(&[25_000])].map(next);
        assert_eq!(looked_at("a", changed(), |_| ()).len(), 3);
        let notice =
            |blob: &Blob<'_>| blob.bytes.iter().position(|byte| *byte == b'x').into_iter().for_each(|at| blob.noticed.at(at..at + 1));
        assert_eq!(looked_at("a", changed(), notice).len(), 4);
    }

    #[test]
    fn what_was_noticed_is_looked_at_again_wherever_it_is_now() {
        let notice = |blob: &Blob<'_>| {
            for (at, _) in blob.bytes.iter().enumerate().filter(|(_, byte)| **byte == b'x') {
                blob.noticed.at(at..at + 1);
            }
        };
        let mut longer = text(&[5_000, 45_000]);
        longer.splice(50_000..50_000, *b"yyyyyyy\n");
        let seen = looked_at("a", [text(&[5_000, 45_000]), longer.clone(), longer].map(next), notice);
        let lines: Vec<usize> = seen.iter().map(|(lines, _)| *lines).collect();
        let (first, change, second) = (5_000 - MARGIN, 25_000 - MARGIN, 45_001 - MARGIN);
        assert_eq!(lines, [0, first, change, second, first, second]);
        let somewhere = looked_at("a", [text(&[]), text(&[25_000])].map(next), |blob| blob.noticed.somewhere());
        assert_eq!(somewhere, [(0, LENGTH), (0, LENGTH)]);
    }

    #[test]
    fn what_is_gone_leaves_a_place_to_look_at() {
        let half = text(&[])[..LENGTH / 2].to_vec();
        assert_eq!(looked_at("a", [text(&[]), half].map(next), |_| ()), [(0, LENGTH), (LINES / 2 - MARGIN, 2 * MARGIN)]);
        let numbered: Vec<u8> = (0..9000).flat_map(|line| format!("line {line:08}\n").into_bytes()).collect();
        let without = |gone: std::ops::Range<usize>| [&numbered[..gone.start], &numbered[gone.end..]].concat();
        let lines = |first: usize| looked_at("a", [numbered.clone(), without(first * 14..(first + 1000) * 14)].map(next), |_| ())[1].0;
        assert_eq!(lines(0), 0);
        assert_eq!(lines(4000), 4000 - MARGIN);
    }

    #[test]
    fn what_is_understood_only_as_a_whole_is_looked_at_whole() {
        let starting = |head: &[u8], marks: &[usize]| next([head, &text(marks)].concat());
        for (path, head) in [("users.CSV", &b""[..]), ("a.jar", b"PK\x03\x04"), ("a", b"\xff\xfe"), ("a", b"a\0b"), ("a", b"\xef\xbb\xbf")]
        {
            let whole = (0, LENGTH + head.len());
            assert_eq!(looked_at(path, [starting(head, &[]), starting(head, &[25_000])], |_| ()), [whole, whole], "{path}");
        }
    }

    #[test]
    fn a_text_that_became_binary_is_looked_at_whole() {
        let mut binary = text(&[]);
        binary[50_000] = 0;
        assert_eq!(looked_at("a", [text(&[]), binary].map(next), |_| ()), [(0, LENGTH), (0, LENGTH)]);
    }

    #[test]
    fn a_change_in_armour_is_looked_at_from_its_beginning() {
        let mut old = text(&[]);
        old[30_000..30_011].copy_from_slice(b"-----BEGIN ");
        let owned = |old: &[u8]| {
            let mut new = old.to_vec();
            new[50_000] = b'x';
            let first = Mutex::new(0);
            looked_at("a", [old.to_vec(), new].map(next), |blob| *first.lock().unwrap() = blob.bytes.len());
            first.into_inner().unwrap()
        };
        assert!(owned(&old) > 20_000);
        // What has ended before the change does not reach into it.
        old[40_000..40_010].copy_from_slice(b"-----END .");
        assert_eq!(owned(&old), SECTION);
        old[40_000..40_010].copy_from_slice(&text(&[])[..10]);
        old[49_990..50_000].copy_from_slice(b"-----END .");
        assert!(owned(&old) > 20_000);
        // What ends behind the change is read to its end: half of a key is another finding than the whole.
        old[49_990..50_000].copy_from_slice(&text(&[])[..10]);
        old[60_000..60_010].copy_from_slice(b"-----END .");
        assert!(owned(&old) > 30_000);
    }

    #[test]
    fn a_row_of_a_table_is_looked_at_with_its_head() {
        let table =
            |row: &str| format!("{}| Host | Password |\n|---|---|\n{}{row}", "text\n".repeat(9000), "| a | b |\n".repeat(500)).into_bytes();
        assert_eq!(looked_at("a.md", ["", "| c | d |\n"].map(|row| next(table(row))), |_| ())[1].0, 8999);
    }

    #[test]
    fn a_long_line_is_read_from_its_beginning() {
        let line = |letter: u8| next([text(&[]), vec![b'a'; 4000], vec![letter], text(&[])].concat());
        let seen = looked_at("a", [line(b'x'), line(b'y')], |_| ());
        assert_eq!(seen[1].0, LINES - 4);
    }
}
