//! The line of a finding as it is shown: without anything that may be secret, and no wider than a terminal.

use crate::detect::Candidate;
use crate::model::{Snippet, mask};
use crate::text::LineIndex;
use bstr::ByteSlice as _;
use std::ops::Range;

/// Widest snippet, in characters: what a terminal shows without breaking the line.
const WIDTH: usize = 160;

/// The candidate's first line with every candidate on it masked, cut to a readable width round its own. Of a long line only what is near is
/// read at all: a minified file may have thousands of findings in one.
pub(super) fn snippet(candidate: &Candidate, all: &[Candidate], text: &[u8], lines: &LineIndex<'_>) -> Snippet {
    let line = lines.line(candidate.secret.start);
    let near = near(text, &line, &candidate.secret);
    let (mut masked, mut highlight, mut at) = (String::new(), 0..0, near.start);
    // They stand in order and share no byte.
    let first = all.partition_point(|other| other.secret.end <= near.start);
    for other in all.get(first..).unwrap_or_default().iter().take_while(|other| other.secret.start < near.end) {
        let (start, end) = (other.secret.start.max(near.start), other.secret.end.min(near.end));
        masked.push_str(&visible(text.get(at..start).unwrap_or_default()));
        let from = masked.len();
        let starts_here = other.secret.start >= near.start;
        masked.push_str(&if starts_here { mask(text.get(other.secret.clone()).unwrap_or_default()) } else { mask(&[]) });
        if other.secret == candidate.secret {
            highlight = from..masked.len();
        }
        at = end.max(at);
    }
    masked.push_str(&visible(text.get(at..near.end).unwrap_or_default()));
    cut(&masked, highlight, near.start > line.start, near.end < line.end)
}

/// Bytes on each side of a secret that are read for its snippet: what is shown of them is far less.
const NEAR: usize = 16 * WIDTH;

/// How far a text is shown of which what starts before `end` is reported: whatever stands there has to be known, so that it is masked.
pub(super) fn end_of_shown(text: &[u8], end: usize) -> usize {
    let is_line_end = end >= text.len() || end.checked_sub(1).and_then(|at| text.get(at)) == Some(&b'\n');
    if is_line_end { end } else { text.len().min(end + NEAR) }
}

/// What is near `secret` in its line. No token is cut in two: a part of one might not look like one.
fn near(text: &[u8], line: &Range<usize>, secret: &Range<usize>) -> Range<usize> {
    let from = line.start.max(secret.start.saturating_sub(NEAR));
    let to = line.end.min(secret.end.saturating_add(NEAR));
    let before = text.get(from..secret.start).unwrap_or_default();
    let after = text.get(secret.end.min(to)..to).unwrap_or_default();
    let ends = |byte: &u8| byte.is_ascii() && !is_of_token(char::from(*byte));
    let start = if from == line.start { from } else { before.iter().position(ends).map_or(secret.start, |at| from + at) };
    let end = if to == line.end { to } else { after.iter().rposition(ends).map_or(secret.end.min(to), |at| secret.end + at + 1) };
    start..end
}

/// Whether a character may stand in a token.
fn is_of_token(character: char) -> bool {
    character.is_ascii_alphanumeric() || "+/_-".contains(character)
}

/// Text outside of candidates. A long token there that no rule took for a secret is hidden all the same: rules can be wrong.
fn visible(text: &[u8]) -> String {
    let text = text.to_str_lossy();
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(start) = rest.find(is_of_token) {
        let (before, from) = rest.split_at(start);
        let length = from.find(|character: char| !is_of_token(character)).unwrap_or(from.len());
        let (word, after) = from.split_at(length);
        shown.push_str(before);
        let mixed = word.bytes().any(|byte| byte.is_ascii_digit()) && word.bytes().any(|byte| byte.is_ascii_alphabetic());
        if length >= 20 && mixed {
            shown.push_str(&mask(word.as_bytes()));
        } else {
            shown.push_str(word);
        }
        rest = after;
    }
    shown.push_str(rest);
    shown.replace('\t', " ")
}

/// `line` cut to a readable width round `highlight`; `goes_before` and `goes_on` say that the line has more than is given.
fn cut(line: &str, highlight: Range<usize>, goes_before: bool, goes_on: bool) -> Snippet {
    if !goes_before && !goes_on && line.chars().count() <= WIDTH {
        return Snippet { text: line.to_owned(), highlight };
    }
    let before: Vec<(usize, char)> = line.get(..highlight.start).unwrap_or_default().char_indices().collect();
    let start = before.len().checked_sub(WIDTH / 2).and_then(|at| before.get(at)).map_or(0, |(at, _)| *at);
    let after = line.get(highlight.end..).unwrap_or_default();
    let end = after.char_indices().nth(WIDTH / 2).map_or(line.len(), |(at, _)| highlight.end + at);
    let lead = if start > 0 || goes_before { "…" } else { "" };
    let tail = if end < line.len() || goes_on { "…" } else { "" };
    let shift = lead.len();
    Snippet {
        text: format!("{lead}{}{tail}", line.get(start..end).unwrap_or_default()),
        highlight: highlight.start - start + shift..highlight.end - start + shift,
    }
}

#[cfg(test)]
mod tests {
    use super::{NEAR, snippet};
    use crate::detect::{RuleSet, Scanner, Surroundings, example};
    use crate::text::LineIndex;

    /// The snippets of what is found in `text`.
    fn shown(text: &str) -> Vec<String> {
        let scanner = Scanner::new(RuleSet::embedded().unwrap());
        let found = scanner.scan(text.as_bytes(), Surroundings::of(None, 0));
        let lines = LineIndex::new(text.as_bytes());
        found
            .iter()
            .map(|candidate| {
                let snippet = snippet(candidate, &found, text.as_bytes(), &lines);
                assert!(snippet.text.get(snippet.highlight.clone()).is_some_and(|shown| !shown.is_empty()), "{}", snippet.text);
                snippet.text
            })
            .collect()
    }

    #[test]
    fn of_a_long_line_only_what_is_near_is_shown_and_no_part_of_a_token() {
        let secret = |seed| example::expand("{alnum*24}", seed);
        let near_one = example::expand("{hex*40}", 3);
        for gap in [0, 1, NEAR - 90, NEAR - 40, NEAR - 20, NEAR, 3 * NEAR] {
            let filler = " x".repeat(gap / 2);
            let text =
                format!("{near_one}{filler} a=1; password=\"{}\"; b=2{filler} {near_one};{filler}password=\"{}\"\n", secret(1), secret(2));
            let snippets = shown(&text);
            assert_eq!(snippets.len(), 2, "{gap}");
            for snippet in snippets {
                assert!(snippet.chars().count() < 400 && snippet.contains("password="), "{snippet}");
                for start in 0..near_one.len() - 8 {
                    assert!(
                        !snippet.contains(&near_one[start..start + 8]) || start < 4 || start >= near_one.len() - 12,
                        "{gap}: {snippet}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        let text = format!("let password = \"{}\"; // x\n", example::expand("{alnum*24}", 1));
        let snippets = shown(&text);
        assert!(snippets[0].starts_with("let password = \"") && snippets[0].ends_with("\"; // x"), "{snippets:?}");
    }
}
