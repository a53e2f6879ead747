//! Lines of source in findings, with whatever in them may be a secret masked.

use crate::detect::{RuleSet, Scanner, Surroundings};
use crate::model::{Snippet, mask};
use crate::text::{LineIndex, RepoPath};
use bstr::ByteSlice as _;
use std::ops::Range;

/// Widest snippet, in characters.
const WIDTH: usize = 120;
/// A word of letters and digits as long as this is hidden, whatever it is.
const LONG_WORD: usize = 20;

/// Masks secrets.
pub(super) struct Masker {
    scanner: Option<Scanner>,
    now: i64,
}

impl Masker {
    /// With the embedded rules; without them, nothing is shown.
    pub(super) fn new() -> Self {
        Self { scanner: RuleSet::embedded().ok().map(Scanner::new), now: jiff::Timestamp::now().as_second() }
    }

    /// A line of text from elsewhere.
    pub(super) fn line(&self, text: &str) -> String {
        self.masked(text.as_bytes(), 0..text.len(), None)
    }

    /// The secrets of a text, as byte ranges.
    pub(super) fn secrets(&self, text: &[u8], path: Option<&RepoPath>) -> Vec<Range<usize>> {
        let Some(scanner) = &self.scanner else { return std::iter::once(0..text.len()).collect() };
        let name = path.map(|path| path.as_bytes().to_vec());
        let around = Surroundings::of(name.as_deref(), self.now);
        scanner.scan(text, around).into_iter().map(|candidate| candidate.secret).collect()
    }

    fn masked(&self, text: &[u8], line: Range<usize>, path: Option<&RepoPath>) -> String {
        shown(text, line, &self.secrets(text, path))
    }
}

/// The line `number` of a text, whose secrets are known.
pub(super) fn of_line(text: &[u8], index: &LineIndex<'_>, start: usize, secrets: &[Range<usize>]) -> Snippet {
    let line = shown(text, index.line(start), secrets);
    let cut: String = line.chars().take(WIDTH).collect();
    let text = if cut.len() < line.len() { cut + "…" } else { line };
    let first = text.len() - text.trim_start().len();
    let last = text.trim_end().len().max(first);
    Snippet { highlight: first..last, text }
}

fn shown(text: &[u8], line: Range<usize>, secrets: &[Range<usize>]) -> String {
    let mut secrets: Vec<&Range<usize>> = secrets.iter().filter(|secret| secret.start < line.end && secret.end > line.start).collect();
    secrets.sort_by_key(|secret| secret.start);
    let (mut out, mut at) = (String::new(), line.start);
    for secret in secrets {
        out.push_str(&without_long_words(text.get(at..secret.start.max(at)).unwrap_or_default()));
        let is_whole = secret.start >= line.start && secret.end <= line.end;
        out.push_str(&mask(if is_whole { text.get(secret.clone()).unwrap_or_default() } else { b"" }));
        at = secret.end.clamp(at, line.end);
    }
    out.push_str(&without_long_words(text.get(at..line.end).unwrap_or_default()));
    out.replace('\t', "    ")
}

/// A long word of letters and digits that no rule took for a secret is hidden all the same: rules can be wrong.
fn without_long_words(text: &[u8]) -> String {
    let text = text.to_str_lossy();
    let is_word = |character: char| character.is_ascii_alphanumeric() || "+/_-".contains(character);
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    let flush = |word: &mut String, out: &mut String| {
        let mixed = word.bytes().any(|byte| byte.is_ascii_digit()) && word.bytes().any(|byte| byte.is_ascii_alphabetic());
        out.push_str(&if word.len() >= LONG_WORD && mixed { mask(word.as_bytes()) } else { word.clone() });
        word.clear();
    };
    for character in text.chars() {
        if is_word(character) {
            word.push(character);
        } else {
            flush(&mut word, &mut out);
            out.push(character);
        }
    }
    flush(&mut word, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::{Masker, of_line};
    use crate::text::LineIndex;

    #[test]
    fn a_secret_on_an_uncovered_line_is_masked() {
        let token = crate::detect::example::expand("ghp_{alnum*30}{crc32-base62}", 1);
        let text = format!("first\n\tuse(\"{token}\")\n");
        let masker = Masker::new();
        let shown = of_line(text.as_bytes(), &LineIndex::new(text.as_bytes()), 6, &masker.secrets(text.as_bytes(), None));
        assert_eq!(shown.text, "    use(\"ghp_****\")");
        assert_eq!(&shown.text[shown.highlight], "use(\"ghp_****\")");
        assert!(!masker.line(&format!("token = \"{token}\"")).contains(&token));
    }
}
