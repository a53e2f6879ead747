//! What a line of a source file is: code, or a blank, a comment, a lone bracket. By the letters of the line, so that it is wrong in
//! strings over several lines; what is decided by it leaves room for that.

use memchr::memchr;

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
    /// Words of which a file that can be run has at least one; empty where any line of code can.
    runs: &'static [&'static str],
}

const C_LIKE: Language = Language { line: &["//"], block: Some(("/*", "*/")), runs: &[] };
const SCRIPT: Language = Language {
    runs: &["function", "class", "const", "let", "var", "enum", "return", "if", "for", "while", "new", "default", "await"],
    ..C_LIKE
};
const JVM: Language = Language { runs: &["class", "record", "enum", "object", "fun", "def", "default", "static"], ..C_LIKE };
const HASH: Language = Language { line: &["#"], block: None, runs: &[] };

/// Any text: nothing in it is a comment.
pub(super) const PLAIN: Language = Language { line: &[], block: None, runs: &[] };

/// Languages by the ending of their files.
const LANGUAGES: &[(&str, Language)] = &[
    ("py", HASH),
    ("pyx", HASH),
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
    ("go", Language { runs: &["func"], ..C_LIKE }),
    ("rs", Language { runs: &["fn"], ..C_LIKE }),
    ("java", JVM),
    ("kt", JVM),
    ("scala", JVM),
    ("groovy", JVM),
    ("cs", Language { runs: &["class", "record", "struct"], ..C_LIKE }),
    ("vb", Language { line: &["'"], block: None, runs: &[] }),
    ("fs", C_LIKE),
    ("swift", Language { runs: &["func", "init", "var", "let"], ..C_LIKE }),
    ("dart", C_LIKE),
    ("php", Language { line: &["//", "#"], block: Some(("/*", "*/")), runs: &[] }),
    ("c", C_LIKE),
    ("cc", C_LIKE),
    ("cpp", C_LIKE),
    ("cxx", C_LIKE),
    ("m", C_LIKE),
    ("mm", C_LIKE),
    ("h", C_LIKE),
    ("hh", C_LIKE),
    ("hpp", C_LIKE),
    ("hxx", C_LIKE),
    ("lua", Language { line: &["--"], block: None, runs: &[] }),
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

/// The lines of a text, numbered from 1, each with what it is.
pub(super) struct Lines<'text> {
    rest: &'text [u8],
    language: Option<Language>,
    inside: bool,
}

impl<'text> Lines<'text> {
    pub(super) fn of(text: &'text [u8], language: Option<Language>) -> Self {
        Self { rest: text, language, inside: false }
    }
}

impl<'text> Iterator for Lines<'text> {
    type Item = (&'text [u8], Line);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let end = memchr(b'\n', self.rest).unwrap_or(self.rest.len());
        let line = self.rest.get(..end).unwrap_or_default();
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        let text = line.trim_ascii();
        Some((line, self.kind(text)))
    }
}

impl Lines<'_> {
    fn kind(&mut self, text: &[u8]) -> Line {
        if text.is_empty() {
            return Line::Blank;
        }
        let Some(language) = self.language else { return Line::Code };
        if let Some((start, end)) = language.block {
            if self.inside {
                return self.after(text, end, Line::InComment);
            }
            if text.starts_with(start.as_bytes()) {
                self.inside = true;
                return self.after(text.get(start.len()..).unwrap_or_default(), end, Line::Comment);
            }
        }
        // An attribute of PHP 8 begins as a comment does.
        if language.line.iter().any(|mark| text.starts_with(mark.as_bytes())) && !text.starts_with(b"#[") {
            return Line::Comment;
        }
        let is_bracket = |byte: &u8| b"{}()[];,".contains(byte);
        if text.iter().all(is_bracket) || text == b"end" || text == b"else {" || text == b"} else {" { Line::Bracket } else { Line::Code }
    }

    /// What is left of a line after a comment in it ends.
    fn after(&mut self, text: &[u8], end: &str, comment: Line) -> Line {
        match memchr::memmem::find(text, end.as_bytes()) {
            None => comment,
            Some(at) => {
                self.inside = false;
                let rest = text.get(at + end.len()..).unwrap_or_default().trim_ascii();
                if rest.is_empty() { comment } else { self.kind(rest) }
            }
        }
    }
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
    }

    #[test]
    fn what_cannot_run_has_no_code() {
        let lines = |name: &str, text: &str| code_lines(text.as_bytes(), language(name.as_bytes()).unwrap().1);
        assert_eq!(lines("a.ts", "export interface A {\n  x: number;\n}\nexport type B = A;\n"), 0);
        assert_eq!(lines("a.ts", "export const a = 1;\n"), 1);
        assert_eq!(lines("a.rs", "mod a;\npub use a::B;\n"), 0);
        assert_eq!(lines("a.go", "package a\n\nfunc A() {\n\tb()\n}\n"), 3);
        assert_eq!(lines("a.java", "package p;\ninterface A { void b(); }\n"), 0);
        assert_eq!(lines("__init__.py", "\n# nothing\n"), 0);
    }
}
