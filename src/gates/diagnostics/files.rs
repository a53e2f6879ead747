//! The source files that findings point into. Nothing outside of the root is ever opened, through whatever link.

use crate::detect::{RuleSet, Scanner, Surroundings};
use crate::model::{Snippet, head};
use crate::text::RepoPath;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Largest source file that is read, in bytes.
const LARGEST: u64 = 32 << 20;
/// Widest snippet, in characters.
const WIDTH: usize = 160;

/// The files below one root, each read once.
pub(super) struct Files {
    root: PathBuf,
    read: RefCell<BTreeMap<RepoPath, Option<Rc<Lines>>>>,
    masker: Rc<Masker>,
}

/// Finds secrets in text, to hide them.
#[derive(Default)]
pub(super) struct Masker {
    scanner: OnceCell<Option<Scanner>>,
}

/// One file's lines.
pub(super) struct Lines {
    text: Vec<u8>,
    ranges: Vec<Range<usize>>,
    /// Bytes that are of a secret and not to be shown.
    hidden: OnceCell<Vec<Range<usize>>>,
}

impl Files {
    pub(super) fn new(root: &Path, masker: &Rc<Masker>) -> Self {
        let root = root.canonicalize().unwrap_or_else(|_error| root.to_path_buf());
        Self { root, read: RefCell::default(), masker: Rc::clone(masker) }
    }

    /// The lines of a file; `None` where it is not there, no regular file, too large, or outside of the root.
    pub(super) fn lines(&self, path: &RepoPath) -> Option<Rc<Lines>> {
        if let Some(known) = self.read.borrow().get(path) {
            return known.clone();
        }
        let lines = self.open(path).map(|text| Rc::new(Lines::of(text)));
        self.read.borrow_mut().insert(path.clone(), lines.clone());
        lines
    }

    fn open(&self, path: &RepoPath) -> Option<Vec<u8>> {
        let real = path.to_path(&self.root).canonicalize().ok()?;
        let data = std::fs::metadata(&real).ok()?;
        if !real.starts_with(&self.root) || !data.is_file() || data.len() > LARGEST {
            return None;
        }
        std::fs::read(real).ok()
    }

    /// A line to show, with secrets hidden and `columns` (characters from 1; an open end is the end of the word) marked.
    pub(super) fn snippet(&self, path: &RepoPath, line: u32, columns: (Option<u32>, Option<u32>)) -> Option<Snippet> {
        let lines = self.lines(path)?;
        let range = lines.range(line)?;
        let shown = self.masker.shown(&lines, range, path);
        Some(cut(&shown, columns))
    }

    /// The masker that all files share.
    pub(super) fn masker(&self) -> &Masker {
        &self.masker
    }
}

impl Lines {
    fn of(text: Vec<u8>) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', &text) {
            lines.push(start..end);
            start = end + 1;
        }
        if start < text.len() {
            lines.push(start..text.len());
        }
        Self { text, ranges: lines, hidden: OnceCell::new() }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.ranges.len()
    }

    fn range(&self, line: u32) -> Option<Range<usize>> {
        let at = usize::try_from(line).ok()?.checked_sub(1)?;
        self.ranges.get(at).cloned()
    }

    /// A line by its number from 1, without its end.
    pub(super) fn line(&self, line: u32) -> Option<&[u8]> {
        let text = self.text.get(self.range(line)?)?;
        Some(text.strip_suffix(b"\r").unwrap_or(text))
    }

    /// All lines.
    pub(super) fn all(&self) -> impl Iterator<Item = &[u8]> {
        self.ranges.iter().filter_map(|range| self.text.get(range.clone()))
    }
}

impl Masker {
    fn scanner(&self) -> Option<&Scanner> {
        self.scanner.get_or_init(|| RuleSet::embedded().ok().map(Scanner::new)).as_ref()
    }

    /// Where secrets stand in `text`, but for the beginning of each that may be shown.
    fn hidden(&self, text: &[u8], path: Option<&RepoPath>) -> Vec<Range<usize>> {
        let Some(scanner) = self.scanner() else { return std::iter::once(0..text.len()).collect() };
        let around = Surroundings::of(path.map(|path| path.as_bytes().as_ref()), jiff::Timestamp::now().as_second());
        let secrets = scanner.scan(text, around).into_iter().map(|candidate| candidate.secret);
        secrets.map(|secret| secret.start + head(text.get(secret.clone()).unwrap_or_default()).len()..secret.end).collect()
    }

    /// A tool's words with secrets hidden: linters quote what they found.
    pub(super) fn words(&self, text: &str) -> String {
        let hidden = self.hidden(text.as_bytes(), None);
        stars(text.as_bytes(), &(0..text.len()), &hidden)
    }

    fn shown(&self, lines: &Lines, range: Range<usize>, path: &RepoPath) -> String {
        let hidden = lines.hidden.get_or_init(|| self.hidden(&lines.text, Some(path)));
        stars(&lines.text, &range, hidden)
    }
}

/// A part of a text with a star for each character that is hidden, so that columns stay what they are.
fn stars(text: &[u8], range: &Range<usize>, hidden: &[Range<usize>]) -> String {
    let mut shown = String::new();
    let bytes = text.get(range.clone()).unwrap_or_default();
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    for (start, _, character) in bstr::ByteSlice::char_indices(bytes) {
        let at = range.start + start;
        let secret = hidden.iter().any(|hidden| hidden.contains(&at));
        shown.push(match character {
            _ if secret => '*',
            '\t' => ' ',
            other => other,
        });
    }
    shown
}

/// Cuts a line to a readable width round the marked columns.
fn cut(line: &str, columns: (Option<u32>, Option<u32>)) -> Snippet {
    let characters: Vec<char> = line.chars().collect();
    let first = characters.iter().position(|character| !character.is_whitespace()).unwrap_or(0);
    let index = |column: u32| usize::try_from(column).unwrap_or(usize::MAX).saturating_sub(1).min(characters.len());
    let is_word = |character: &char| character.is_alphanumeric() || *character == '_';
    let (start, end) = match columns {
        (None, _) => (first, characters.len()),
        (Some(start), Some(end)) if end > start => (index(start), index(end)),
        (Some(start), _) => {
            let start = index(start);
            let word = characters.iter().skip(start).take_while(|character| is_word(character)).count();
            (start, (start + word.max(1)).min(characters.len()))
        }
    };
    let end = end.max(start);
    let from = if characters.len() <= WIDTH { 0 } else { start.saturating_sub(WIDTH / 2) };
    let until = if characters.len() <= WIDTH { characters.len() } else { characters.len().min(from + WIDTH).max(start) };
    let text = |range: Range<usize>| characters.get(range).unwrap_or_default().iter().collect::<String>();
    let end = end.min(until);
    let lead = if from > 0 { "…" } else { "" };
    let tail = if until < characters.len() { "…" } else { "" };
    let (before, inside, after) = (text(from..start), text(start..end), text(end..until));
    let begin = lead.len() + before.len();
    Snippet { highlight: begin..begin + inside.len(), text: format!("{lead}{before}{inside}{after}{tail}") }
}

#[cfg(test)]
mod tests {
    use super::{Files, Masker, cut};
    use crate::text::RepoPath;
    use std::rc::Rc;

    #[test]
    fn nothing_outside_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        std::fs::create_dir(&root).unwrap();
        std::fs::write(folder.path().join("outside"), "x\n").unwrap();
        std::fs::write(root.join("inside"), "a\nb\r\nc").unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("../outside", root.join("link")).unwrap();
        let files = Files::new(&root, &Rc::new(Masker::default()));
        let inside = files.lines(&RepoPath::new("inside")).unwrap();
        assert_eq!((inside.count(), inside.line(2), inside.line(4)), (3, Some(&b"b"[..]), None));
        for path in ["../outside", "link", "/etc/passwd", "none", ""] {
            assert!(files.lines(&RepoPath::new(path)).is_none(), "{path}");
        }
    }

    #[test]
    fn the_marked_part_is_the_columns_or_the_word() {
        let marked = |line: &str, columns| {
            let snippet = cut(line, columns);
            snippet.text[snippet.highlight].to_owned()
        };
        assert_eq!(marked("let naïve = 1;", (Some(5), None)), "naïve");
        assert_eq!(marked("let naïve = 1;", (Some(5), Some(8))), "naï");
        assert_eq!(marked("  all of it", (None, None)), "all of it");
        assert_eq!(marked("short", (Some(90), Some(95))), "");
        let long = format!("{}here{}", "x ".repeat(200), " y".repeat(200));
        let snippet = cut(&long, (Some(401), None));
        assert_eq!(&snippet.text[snippet.highlight.clone()], "here");
        assert!(snippet.text.chars().count() <= 162);
    }
}
