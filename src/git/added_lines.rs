//! Which lines of a text were not in the text before it.

use super::Error;
use hashbrown::HashSet;

/// Line numbers, from 1, as sorted, disjoint, inclusive ranges.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddedLines(Vec<(u32, u32)>);

impl AddedLines {
    /// Whether any line from `first` to `last` was added.
    pub fn touches(&self, first: u32, last: u32) -> bool {
        let next = self.0.partition_point(|(_, end)| *end < first);
        self.0.get(next).is_some_and(|(start, _)| *start <= last)
    }

    /// The ranges, first and last line of each.
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// How many lines there are in all.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(first, last)| u64::from(last - first) + 1).sum()
    }

    /// Every line of a text of `lines` lines.
    pub fn all(lines: u32) -> Self {
        Self(if lines == 0 { Vec::new() } else { vec![(1, lines)] })
    }
}

/// Lines of a change that are few.
const FEW: usize = 50;
/// Bytes that are compared at once.
const PIECE: usize = 256;

/// The lines of `new` that a line diff against `old` shows as added or changed.
///
/// Two buffers are compared, with no path: attributes such as `-diff` or a text-conversion filter have no say in it.
///
/// # Errors
/// [`Error::Git`] where libgit2 cannot compare them.
pub fn added_lines(old: &[u8], new: &[u8]) -> Result<AddedLines, Error> {
    let (start, behind) = alike(old, new);
    let (old, middle) = (between(old, start, behind), between(new, start, behind));
    if old == middle {
        return Ok(AddedLines::default());
    }
    let before = new.get(..start).map_or(0, |before| memchr::memchr_iter(b'\n', before).count());
    let before = u32::try_from(before).unwrap_or(u32::MAX);
    if let Some(added) = of_few(old, middle, before) {
        return Ok(added);
    }
    ranges(&git2::Patch::from_buffers(old, None, middle, None, Some(&mut options()))?, before)
}

/// What is added where there is but one way to see it: few lines, each once, and those that stay in the same order. To set libgit2 up takes
/// longer.
fn of_few(old: &[u8], new: &[u8], before: u32) -> Option<AddedLines> {
    let lines = |text: &'_ [u8]| memchr::memchr_iter(b'\n', text).count();
    if lines(old) > FEW || lines(new) > FEW || old.last() != new.last() {
        return None;
    }
    let mut olds: Vec<(&[u8], usize)> = old.split_inclusive(|byte| *byte == b'\n').zip(0..).collect();
    olds.sort_unstable();
    let is_once = olds.windows(2).all(|pair| matches!(pair, [one, two] if one.0 != two.0));
    let (mut seen, mut last, mut added) = (HashSet::new(), None, Vec::<(u32, u32)>::new());
    for (line, number) in new.split_inclusive(|byte| *byte == b'\n').zip(before.saturating_add(1)..) {
        if !seen.insert(line) {
            return None;
        }
        match olds.binary_search_by(|(known, _)| (*known).cmp(line)).ok().and_then(|at| olds.get(at)) {
            Some((_, at)) if last.is_some_and(|last| last > at) => return None,
            Some((_, at)) => last = Some(at),
            None => match added.last_mut().filter(|(_, end)| *end + 1 == number) {
                Some((_, end)) => *end = number,
                None => added.push((number, number)),
            },
        }
    }
    is_once.then_some(AddedLines(added))
}

/// How many bytes of whole lines are the same at the start of both texts, and at their ends.
///
/// A change may as well be said to begin some lines earlier or later where the lines around it are the same as some in it. Those stay, and
/// one more, so that it is said of the part what would be said of the whole.
fn alike(old: &[u8], new: &[u8]) -> (usize, usize) {
    let same = common(old.chunks(PIECE).zip(new.chunks(PIECE)), |piece, other| piece.iter().zip(other).take_while(|(a, b)| a == b).count());
    let mut start = new.get(..same).and_then(|before| memchr::memrchr(b'\n', before)).map_or(0, |end| end + 1);
    let rests = (between(old, start, 0), between(new, start, 0));
    let behind = common(rests.0.rchunks(PIECE).zip(rests.1.rchunks(PIECE)), |piece, other| {
        piece.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count()
    });
    // The line in which the end begins belongs to what differs.
    let mut tail = line_and_rest(between(new, new.len() - behind, 0)).1;
    if new.len() - start - tail.len() > new.len() / 2 {
        return (0, 0);
    }
    let mut inside: HashSet<&[u8]> = HashSet::new();
    for text in [old, new] {
        inside.extend(between(text, start, tail.len()).split_inclusive(|byte| *byte == b'\n'));
    }
    let mut more = true;
    while more && !tail.is_empty() {
        let (line, rest) = line_and_rest(tail);
        more = !inside.insert(line);
        tail = rest;
    }
    more = true;
    while more && start > 0 {
        let before = new.get(..start - 1).and_then(|before| memchr::memrchr(b'\n', before)).map_or(0, |end| end + 1);
        more = new.get(before..start).is_some_and(|line| !inside.insert(line));
        start = before;
    }
    (start, tail.len())
}

/// The first line with its end, and what follows.
fn line_and_rest(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at(memchr::memchr(b'\n', text).map_or(text.len(), |end| end + 1))
}

fn between(text: &[u8], start: usize, behind: usize) -> &[u8] {
    text.get(start..text.len().saturating_sub(behind)).unwrap_or_default()
}

/// How many bytes pairs of pieces have in common until they differ; `within` counts those of two pieces.
fn common<'text>(pieces: impl Iterator<Item = (&'text [u8], &'text [u8])>, within: impl Fn(&[u8], &[u8]) -> usize) -> usize {
    let mut bytes = 0;
    for (piece, other) in pieces {
        if piece != other {
            return bytes + within(piece, other);
        }
        bytes += piece.len();
    }
    bytes
}

fn options() -> git2::DiffOptions {
    let mut options = git2::DiffOptions::new();
    options.context_lines(0).interhunk_lines(0).force_text(true);
    options
}

/// Ranges of lines of a part of a text with `before` lines before it.
fn ranges(patch: &git2::Patch<'_>, before: u32) -> Result<AddedLines, Error> {
    let mut ranges = Vec::with_capacity(patch.num_hunks());
    for number in 0..patch.num_hunks() {
        let (hunk, _) = patch.hunk(number)?;
        if hunk.new_lines() > 0 {
            let first = before.saturating_add(hunk.new_start());
            ranges.push((first, first.saturating_add(hunk.new_lines() - 1)));
        }
    }
    Ok(AddedLines(ranges))
}

#[cfg(test)]
mod tests {
    use super::{added_lines, options, ranges};

    /// What libgit2 says of the whole texts.
    fn of_whole(old: &[u8], new: &[u8]) -> super::AddedLines {
        ranges(&git2::Patch::from_buffers(old, None, new, None, Some(&mut options())).unwrap(), 0).unwrap()
    }

    /// Texts of few different lines, so that many lines are alike, and changes of one to three places in them.
    #[test]
    fn what_is_alike_at_both_ends_changes_nothing() {
        let mut seed = 7_u64;
        let mut next = |most: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from((seed >> 33) % most).unwrap()
        };
        for round in 0..400 {
            let kinds = [3, 40, 100_000][round % 3];
            let length = 20 + next(400);
            let mut lines: Vec<String> = (0..length).map(|_| format!("line {}", next(kinds))).collect();
            let text = |lines: &[String], ended: bool| lines.join("\n") + if ended { "\n" } else { "" };
            let old = text(&lines, round % 5 > 0);
            for _ in 0..=next(3) {
                let at = next(lines.len() as u64);
                match next(3) {
                    0 => drop(lines.remove(at)),
                    1 => lines.insert(at, format!("line {}", next(kinds))),
                    _ => lines[at] = "new".to_owned(),
                }
            }
            let new = text(&lines, round % 7 > 0);
            assert_eq!(added_lines(old.as_bytes(), new.as_bytes()).unwrap(), of_whole(old.as_bytes(), new.as_bytes()), "{old}---\n{new}");
        }
    }

    #[test]
    fn nothing_and_everything_may_be_alike() {
        for (old, new) in [("", ""), ("", "a"), ("a\n", ""), ("a\n", "a\n"), ("a", "a\n"), ("a\n", "a\na\n"), ("\n\n\n", "\n\n\n\n")] {
            assert_eq!(added_lines(old.as_bytes(), new.as_bytes()).unwrap(), of_whole(old.as_bytes(), new.as_bytes()), "{old:?} {new:?}");
        }
    }

    #[test]
    fn changed_and_new_lines_are_added_and_others_are_not() {
        let added = added_lines(b"a\nb\nc\n", b"a\nB\nc\nd\n").unwrap();
        let touched: Vec<u32> = (1..=5).filter(|line| added.touches(*line, *line)).collect();
        assert_eq!(touched, [2, 4]);
        assert!(added.touches(1, 2));
    }

    #[test]
    fn text_with_nul_bytes_is_compared_all_the_same() {
        assert!(added_lines(b"a\0\n", b"a\0\nb\0\n").unwrap().touches(2, 2));
    }
}
