//! What is silenced in the source, counted, so that a gate is not passed by silencing it.

mod lexer;

use super::Which;
use crate::text::RepoPath;
use aho_corasick::AhoCorasick;
use lexer::{Comments, Part, parts};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Language {
    name: String,
    extensions: Vec<String>,
    #[serde(default)]
    files: Vec<String>,
    comments: Comments,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Kind {
    name: String,
    gate: Which,
    languages: Vec<String>,
    marks: Vec<String>,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
    #[serde(default)]
    any_case: bool,
    #[serde(default)]
    word_start: bool,
    #[serde(default)]
    not_before_letter: bool,
    r#in: In,
    #[cfg_attr(not(test), expect(dead_code, reason = "what tests read"))]
    examples: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "what tests read"))]
    #[serde(default)]
    near_misses: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum In {
    Comment,
    Code,
}

/// One finding silenced, or many.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Suppression {
    /// The file.
    pub path: RepoPath,
    /// The line, from 1.
    pub line: u32,
    /// The name of its kind.
    pub kind: &'static str,
    /// The language of the file.
    pub language: &'static str,
}

struct Table {
    languages: Vec<Language>,
    kinds: Vec<Kind>,
    /// All marks of all kinds, in order, whatever their case.
    marks: Option<AhoCorasick>,
    /// For each mark, its kind.
    kind_of: Vec<usize>,
}

fn table() -> &'static Table {
    #[derive(Deserialize)]
    struct File {
        language: Vec<Language>,
        kind: Vec<Kind>,
    }
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        // A test reads the table; what cannot fail there cannot fail here.
        let file = toml::from_str::<File>(include_str!("kinds.toml")).unwrap_or(File { language: Vec::new(), kind: Vec::new() });
        let marks: Vec<(usize, &String)> =
            file.kind.iter().enumerate().flat_map(|(at, kind)| kind.marks.iter().map(move |mark| (at, mark))).collect();
        let kind_of = marks.iter().map(|(at, _)| *at).collect();
        let built = AhoCorasick::builder().ascii_case_insensitive(true).build(marks.iter().map(|(_, mark)| mark.as_str())).ok();
        Table { languages: file.language, kinds: file.kind, marks: built, kind_of }
    })
}

fn language_of(path: &RepoPath) -> Option<&'static Language> {
    let name = String::from_utf8_lossy(path.file_name()).into_owned();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    table().languages.iter().find(|language| {
        language.extensions.contains(&extension) || language.files.iter().any(|file| name == *file || name.starts_with(&format!("{file}.")))
    })
}

/// What is silenced for a gate in one text, in order. `lines_before` lines stand before it; what starts in `owned` counts.
pub(super) fn of(which: Which, path: &RepoPath, text: &[u8], owned: &std::ops::Range<usize>, lines_before: u32) -> Vec<Suppression> {
    let table = table();
    let (Some(marks), Some(language)) = (&table.marks, language_of(path)) else { return Vec::new() };
    let mut hits: BTreeMap<(usize, usize), &'static Kind> = BTreeMap::new();
    for hit in marks.find_overlapping_iter(text) {
        let kind = table.kind_of.get(hit.pattern().as_usize()).and_then(|at| Some((*at, table.kinds.get(*at)?)));
        let Some((at, kind)) = kind.filter(|(_, kind)| kind.gate == which && kind.languages.contains(&language.name)) else { continue };
        if owned.contains(&hit.start()) && is_one(kind, text, hit.start()..hit.end()) {
            hits.insert((hit.start(), at), kind);
        }
    }
    if hits.is_empty() {
        return Vec::new();
    }
    let parts = parts(text, language.comments);
    let mut found: Vec<Suppression> = Vec::new();
    for ((start, _), kind) in hits {
        let part = parts.iter().find(|(range, _)| range.contains(&start)).map(|(_, part)| *part);
        let counts = match kind.r#in {
            In::Comment => part == Some(Part::Comment),
            In::Code => part.is_none(),
        };
        let newlines = memchr::memchr_iter(b'\n', text.get(..start).unwrap_or_default()).count();
        let line = u32::try_from(newlines).unwrap_or(u32::MAX).saturating_add(1).saturating_add(lines_before);
        let one = Suppression { path: path.clone(), line, kind: &kind.name, language: &language.name };
        // A directive that names itself twice on a line is one.
        if counts && found.last() != Some(&one) {
            found.push(one);
        }
    }
    found
}

/// Whether a mark that was found is what it looks like.
fn is_one(kind: &Kind, text: &[u8], range: std::ops::Range<usize>) -> bool {
    let found = text.get(range.clone()).unwrap_or_default();
    let as_written = kind.any_case || kind.marks.iter().any(|mark| mark.as_bytes() == found);
    let before = range.start.checked_sub(1).and_then(|at| text.get(at));
    let starts = !kind.word_start || before.is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-' && *byte != b'_');
    let next = text.get(range.end);
    let ends = !kind.not_before_letter || next.is_none_or(|byte| !byte.is_ascii_alphanumeric());
    let line_end = memchr::memchr(b'\n', text.get(range.start..).unwrap_or_default()).map_or(text.len(), |at| range.start + at);
    let rest = text.get(range.start..line_end).unwrap_or_default();
    let also = kind.also.iter().all(|word| memchr::memmem::find(rest, word.as_bytes()).is_some());
    let excepted = kind.except.iter().any(|word| rest.starts_with(word.as_bytes()));
    as_written && starts && ends && also && !excepted
}

#[cfg(test)]
mod tests {
    use super::{of, table};
    use crate::text::RepoPath;

    #[test]
    fn every_kind_finds_its_examples_and_not_its_near_misses() {
        assert!(table().kinds.len() > 30);
        for kind in &table().kinds {
            for name in &kind.languages {
                assert!(table().languages.iter().any(|language| language.name == *name), "{}: {name}", kind.name);
            }
            let language = table().languages.iter().find(|language| language.name == kind.languages[0]).unwrap();
            let path = RepoPath::new(format!("x.{}", language.extensions[0]));
            let count = |line: &str| {
                let text = format!("before\n{line}\nafter\n");
                of(kind.gate, &path, text.as_bytes(), &(0..text.len()), 0)
                    .iter()
                    .filter(|one| one.kind == kind.name && one.line == 2)
                    .count()
            };
            assert!(!kind.examples.is_empty(), "{} has no example", kind.name);
            for line in &kind.examples {
                assert_eq!(count(line), 1, "{}: {line}", kind.name);
            }
            for line in &kind.near_misses {
                assert_eq!(count(line), 0, "{}: {line}", kind.name);
            }
        }
    }
}
