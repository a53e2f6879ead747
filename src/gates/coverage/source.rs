//! What a line of a source file is: code, or a blank, a comment, a lone bracket. By the letters of the line, so that it is wrong in
//! strings over several lines; what is decided by it leaves room for that.

use memchr::{memchr, memchr_iter};

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing but white space.
    Blank,
    /// Nothing but a comment that starts in this line.
    Comment,
    /// Inside of a comment that started before.
    InComment,
    /// Only brackets and what goes with them.
    Bracket,
    /// Something that no tool runs: an import of a compiled language, an annotation, a preprocessor's line.
    Declaration,
    /// Anything else.
    Code,
}

/// How a language writes comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Language {
    /// Starts a comment that ends with the line.
    line: &'static [&'static str],
    /// Starts and ends a comment of any length.
    block: Option<(&'static str, &'static str)>,
    /// Whether strings between three quotes go over lines, and document what they stand in.
    texts: bool,
    /// How lines begin that no tool runs.
    declares: &'static [&'static str],
    /// Words of which a file that can be run has at least one; empty where any line of code can.
    runs: &'static [&'static str],
}

const C_LIKE: Language = Language { line: &["//"], block: Some(("/*", "*/")), texts: false, declares: &[], runs: &[] };
const SCRIPT: Language = Language {
    declares: &["import ", "export *", "export {", "export type ", "export interface ", "type ", "interface ", "declare ", "@"],
    runs: &[
        "function",
        "class",
        "const",
        "let",
        "var",
        "enum",
        "return",
        "if",
        "for",
        "while",
        "new",
        "default",
        "await",
        "exports",
        "module",
        "require",
        "throw",
        "try",
        "switch",
        "do",
        "delete",
        "console",
        "process",
        "window",
        "document",
        "globalThis",
    ],
    ..C_LIKE
};
const JVM: Language = Language {
    declares: &["import ", "package ", "@"],
    runs: &["class", "record", "enum", "object", "fun", "def", "default", "static"],
    ..C_LIKE
};
const C: Language = Language { declares: &["#", "using ", "typedef "], ..C_LIKE };
const HASH: Language = Language { line: &["#"], block: None, ..C_LIKE };
const PYTHON: Language = Language { texts: true, ..HASH };

/// Any text: nothing in it is a comment.
pub(super) const PLAIN: Language = Language { line: &[], block: None, ..C_LIKE };

/// Languages by the ending of their files.
const LANGUAGES: &[(&str, Language)] = &[
    ("py", PYTHON),
    ("pyx", PYTHON),
    ("rb", Language { block: Some(("=begin", "=end")), ..HASH }),
    ("ex", HASH),
    ("exs", HASH),
    ("pl", HASH),
    ("pm", HASH),
    ("sh", HASH),
    ("bash", HASH),
    ("js", SCRIPT),
    ("jsx", SCRIPT),
    ("mjs", SCRIPT),
    ("cjs", SCRIPT),
    ("ts", SCRIPT),
    ("tsx", SCRIPT),
    ("mts", SCRIPT),
    ("cts", SCRIPT),
    ("vue", SCRIPT),
    ("svelte", SCRIPT),
    ("go", Language { declares: &["import ", "package "], runs: &["func"], ..C_LIKE }),
    ("rs", Language { declares: &["use ", "pub use ", "mod ", "pub mod ", "#[", "#!["], runs: &["fn"], ..C_LIKE }),
    ("java", JVM),
    ("kt", JVM),
    ("scala", JVM),
    ("groovy", JVM),
    ("cs", Language { declares: &["using ", "namespace ", "["], runs: &["class", "record", "struct"], ..C_LIKE }),
    ("vb", Language { line: &["'"], ..HASH }),
    ("fs", C_LIKE),
    ("swift", Language { declares: &["import ", "@"], runs: &["func", "init", "var", "let"], ..C_LIKE }),
    ("dart", Language { declares: &["import ", "export ", "part ", "@"], ..C_LIKE }),
    ("php", Language { line: &["//", "#"], declares: &["<?php", "use ", "namespace ", "declare("], ..C_LIKE }),
    ("c", C),
    ("cc", C),
    ("cpp", C),
    ("cxx", C),
    ("m", C),
    ("mm", C),
    ("h", C),
    ("hh", C),
    ("hpp", C),
    ("hxx", C),
    ("lua", Language { line: &["--"], ..HASH }),
    ("jl", HASH),
    ("zig", C_LIKE),
];

/// The language of a file, by its ending.
pub(super) fn language(name: &[u8]) -> Option<(&'static str, Language)> {
    let dot = memchr::memrchr(b'.', name).filter(|dot| *dot > 0)?;
    let ending = name.get(dot + 1..)?;
    LANGUAGES.iter().find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(ending)).copied()
}

/// Endings that stand for the same language as `ending`: a report that covers one of them covers all.
pub(super) fn relatives(ending: &str) -> &'static [&'static str] {
    const FAMILIES: &[&[&str]] =
        &[&["js", "jsx", "mjs", "cjs"], &["ts", "tsx", "mts", "cts"], &["c", "cc", "cpp", "cxx"], &["m", "mm"], &["py"], &["rb"]];
    FAMILIES.iter().find(|family| family.contains(&ending)).copied().unwrap_or(&[])
}

/// What goes over the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    /// A comment, up to this.
    Comment(&'static str),
    /// A string, up to this, and whether it documents something.
    Text(&'static str, bool),
}

/// The lines of a text, numbered from 1, each with what it is.
pub(super) struct Lines<'text> {
    rest: &'text [u8],
    language: Option<Language>,
    open: Open,
}

impl<'text> Lines<'text> {
    pub(super) fn of(text: &'text [u8], language: Option<Language>) -> Self {
        // Most files hold no string over several lines, which need not be looked for in each line then.
        let has_texts = || QUOTES.iter().any(|quotes| memchr::memmem::find(text, quotes.as_bytes()).is_some());
        let language = language.map(|language| Language { texts: language.texts && has_texts(), ..language });
        Self { rest: text, language, open: Open::Nothing }
    }
}

/// How many lines a text has.
pub(super) fn line_count(text: &[u8]) -> usize {
    memchr_iter(b'\n', text).count() + usize::from(text.last().is_some_and(|last| *last != b'\n'))
}

/// The lines of a text that hold no code by their own letters, numbered from 1: blanks, and comments where a language is given. Nearly all
/// lines of most files are code, which is told by their first byte.
pub(super) fn without_code(text: &[u8], language: Option<Language>) -> impl Iterator<Item = (u32, Line)> {
    let lines = Lines::of(text, language);
    let goes_on = lines.language.is_some_and(|language| language.texts || language.block.is_some());
    let starts: Vec<u8> = lines.language.iter().flat_map(|language| language.line).filter_map(|mark| mark.bytes().next()).collect();
    let mut lines = lines;
    let mut number = 0_u32;
    std::iter::from_fn(move || {
        loop {
            let line = lines.next_text()?;
            number = number.saturating_add(1);
            let first = line.iter().find(|byte| !byte.is_ascii_whitespace());
            let is_code = !goes_on && first.is_some_and(|first| !starts.contains(first));
            if is_code {
                continue;
            }
            let kind = lines.kind(line.trim_ascii());
            if matches!(kind, Line::Blank | Line::Comment) {
                return Some((number, kind));
            }
        }
    })
}

impl<'text> Iterator for Lines<'text> {
    type Item = (&'text [u8], Line);

    fn next(&mut self) -> Option<Self::Item> {
        let line = self.next_text()?;
        Some((line, self.kind(line.trim_ascii())))
    }
}

impl<'text> Lines<'text> {
    fn next_text(&mut self) -> Option<&'text [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let end = memchr(b'\n', self.rest).unwrap_or(self.rest.len());
        let line = self.rest.get(..end).unwrap_or_default();
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        Some(line)
    }
}

impl Lines<'_> {
    fn kind(&mut self, mut text: &[u8]) -> Line {
        if text.is_empty() {
            return Line::Blank;
        }
        let Some(language) = self.language else { return Line::Code };
        let mut comment = Line::Comment;
        match self.open {
            Open::Nothing => {}
            Open::Text(end, documents) => {
                let inside = if documents { Line::InComment } else { Line::Code };
                let Some(rest) = behind(text, end) else { return inside };
                self.open = Open::Nothing;
                self.open_texts(rest);
                return if rest.is_empty() { inside } else { Line::Code };
            }
            Open::Comment(end) => {
                comment = Line::InComment;
                let Some(rest) = behind(text, end) else { return comment };
                self.open = Open::Nothing;
                text = rest;
            }
        }
        if let Some((start, end)) = language.block {
            while let Some(inner) = text.strip_prefix(start.as_bytes()) {
                let Some(rest) = behind(inner, end) else {
                    self.open = Open::Comment(end);
                    return comment;
                };
                text = rest;
            }
        }
        if text.is_empty() {
            return comment;
        }
        // An attribute of PHP 8 begins as a comment does.
        if language.line.iter().any(|mark| text.starts_with(mark.as_bytes())) && !text.starts_with(b"#[") {
            return Line::Comment;
        }
        if language.texts {
            if let Some(kind) = self.documentation(text) {
                return kind;
            }
            self.open_texts(text);
        }
        if language.declares.iter().any(|start| text.starts_with(start.as_bytes())) {
            return Line::Declaration;
        }
        let is_bracket = |byte: &u8| b"{}()[];,:".contains(byte);
        if text.iter().all(is_bracket) || text == b"end" || text == b"else {" || text == b"} else {" { Line::Bracket } else { Line::Code }
    }

    /// A string that stands for itself: documentation, unless something is done with it.
    fn documentation(&mut self, text: &[u8]) -> Option<Line> {
        let bare = text.strip_prefix(b"r").unwrap_or(text);
        let quotes = QUOTES.into_iter().find(|quotes| bare.starts_with(quotes.as_bytes()))?;
        match behind(bare.get(quotes.len()..)?, quotes) {
            Some([]) => Some(Line::InComment),
            Some(_) => None,
            None => {
                self.open = Open::Text(quotes, true);
                Some(Line::InComment)
            }
        }
    }

    /// Looks for a string that goes over the end of this line of code.
    fn open_texts(&mut self, mut text: &[u8]) {
        while let Some((at, quotes)) =
            QUOTES.into_iter().filter_map(|quotes| Some((memchr::memmem::find(text, quotes.as_bytes())?, quotes))).min()
        {
            match behind(text.get(at + quotes.len()..).unwrap_or_default(), quotes) {
                Some(rest) => text = rest,
                None => {
                    self.open = Open::Text(quotes, false);
                    return;
                }
            }
        }
    }
}

/// What begins and ends a string over several lines.
const QUOTES: [&str; 2] = ["\"\"\"", "'''"];

/// What stands behind the first `end` of a text.
fn behind<'text>(text: &'text [u8], end: &str) -> Option<&'text [u8]> {
    let at = memchr::memmem::find(text, end.as_bytes())?;
    Some(text.get(at + end.len()..).unwrap_or_default().trim_ascii())
}

/// How many lines of code a text has; 0 where nothing in it can be run, such as one of types only.
pub(super) fn code_lines(text: &[u8], language: Language) -> u64 {
    let mut lines = 0;
    let mut runs = language.runs.is_empty();
    for (line, kind) in Lines::of(text, Some(language)) {
        if kind == Line::Code {
            lines += 1;
            runs = runs || words(line).any(|word| language.runs.iter().any(|known| known.as_bytes() == word));
        }
    }
    if runs { lines } else { 0 }
}

fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_').filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Line, Lines, code_lines, language};

    fn kinds(name: &str, text: &str) -> Vec<Line> {
        let language = language(name.as_bytes()).map(|(_, language)| language);
        Lines::of(text.as_bytes(), language).map(|(_, kind)| kind).collect()
    }

    #[test]
    fn lines_by_their_letters() {
        use Line::{Blank, Bracket, Code, Comment, InComment};
        assert_eq!(kinds("a.py", "# x\n\nx = 1  # y\n)\n"), [Comment, Blank, Code, Bracket]);
        assert_eq!(kinds("a.ts", "/* a\n * b\n */ let x;\n// c\n});\r\n/* d */ y()"), [Comment, InComment, Code, Comment, Bracket, Code]);
        assert_eq!(kinds("a.txt", "# x"), [Code]);
        assert_eq!(
            kinds("a.py", "\"\"\"Doc\n\nmore\n\"\"\"\nx = \"\"\"a\n# b\n\"\"\"\ny()\n"),
            [InComment, Blank, InComment, InComment, Code, Code, Code, Code]
        );
        assert_eq!(kinds("a.py", "'''one'''\nx = '''a'''\ny\n"), [InComment, Code, Code]);
        assert_eq!(kinds("a.go", "import \"x\"\nx()\n"), [Line::Declaration, Code]);
    }

    #[test]
    fn a_line_of_a_million_comments_is_one_line() {
        assert_eq!(kinds("a.c", &"/**/".repeat(1_000_000)), [Line::Comment]);
    }

    #[test]
    fn what_cannot_run_has_no_code() {
        let lines = |name: &str, text: &str| code_lines(text.as_bytes(), language(name.as_bytes()).unwrap().1);
        assert_eq!(lines("a.ts", "export interface A {\n  x: number;\n}\nexport type B = A;\n"), 0);
        assert_eq!(lines("a.ts", "export const a = 1;\n"), 1);
        assert_eq!(lines("a.js", "exports.g = 1\n"), 1);
        assert_eq!(lines("a.js", "module.exports = { a: 1 };\n"), 1);
        assert_eq!(lines("a.rs", "mod a;\npub use a::B;\n"), 0);
        assert_eq!(lines("a.go", "package a\n\nfunc A() {\n\tb()\n}\n"), 2);
        assert_eq!(lines("index.ts", "export { default as A } from './a';\nexport * from './b';\n"), 0);
        assert_eq!(lines("a.java", "package p;\ninterface A { void b(); }\n"), 0);
        assert_eq!(lines("__init__.py", "\n# nothing\n"), 0);
    }
}
