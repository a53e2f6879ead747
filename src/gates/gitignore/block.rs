//! The marked block that `--fix` keeps at the end of an ignore file.

use super::ignore_file::decode_utf16;
use crate::text::RepoPath;
use bstr::{BString, ByteSlice as _};

const START: &str = "# golive: keep secret files out of commits";
const END: &str = "# golive: end";

/// An ignore file's text, taken apart round its block.
pub(super) struct FileText {
    /// Everything but the block, with its line endings.
    outside: BString,
    /// The rules of the block.
    rules: Vec<String>,
    line_end: &'static str,
}

impl FileText {
    /// Text that git cannot read line by line (UTF-16, carriage returns alone) is written so that it can.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let decoded = decode_utf16(bytes).map(String::into_bytes);
        let mut text = decoded.unwrap_or_else(|| bytes.to_vec());
        if text.contains(&b'\r') && !text.contains(&b'\n') {
            text = text.replace("\r", "\n");
        }
        let crlf = text.find_iter("\r\n").count();
        let line_end = if crlf * 2 > text.find_iter("\n").count() { "\r\n" } else { "\n" };
        let (mut outside, mut rules, mut inside) = (Vec::new(), Vec::new(), false);
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            let content = line.trim_end_with(|end| end == '\n' || end == '\r');
            match content {
                content if content == START.as_bytes() => inside = true,
                content if inside && content == END.as_bytes() => inside = false,
                content if inside => rules.extend(content.to_str().ok().filter(|rule| !rule.is_empty()).map(str::to_owned)),
                _ => outside.extend_from_slice(line),
            }
        }
        Self { outside: outside.into(), rules, line_end }
    }

    /// Adds rules to the block. Negations come last, for the last match wins.
    pub(super) fn add<'rules>(&mut self, rules: impl Iterator<Item = &'rules String>) {
        for rule in rules {
            if !self.rules.contains(rule) {
                self.rules.push(rule.clone());
            }
        }
        self.rules.sort_by_key(|rule| rule.starts_with('!'));
    }

    /// The whole file, the block at its end.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.outside.to_vec();
        if self.rules.is_empty() {
            return out;
        }
        let end = self.line_end.as_bytes();
        if !out.is_empty() && !out.ends_with(b"\n") {
            out.extend_from_slice(end);
        }
        let bare = out.trim_end_with(|last| last == '\n' || last == '\r').len();
        if bare > 0 && out.get(bare..).is_some_and(|tail| tail.find_iter("\n").count() < 2) {
            out.extend_from_slice(end);
        }
        for line in std::iter::once(START).chain(self.rules.iter().map(String::as_str)).chain([END]) {
            out.extend_from_slice(line.as_bytes());
            out.extend_from_slice(end);
        }
        out
    }
}

/// A rule for `.dockerignore`, whose patterns start at the context's root.
pub(super) fn for_docker(rule: &str) -> String {
    let (not, rule) = rule.strip_prefix('!').map_or(("", rule), |rest| ("!", rest));
    match rule.strip_prefix('/') {
        Some(anchored) => format!("{not}{anchored}"),
        None if rule.starts_with("**/") => format!("{not}{rule}"),
        None => format!("{not}**/{rule}"),
    }
}

/// A pattern for an ignore file in `folder` that matches this path and no other; `None` where it holds a line feed, which no pattern
/// can, or does not lie below the folder.
pub(super) fn escape(path: &RepoPath, folder: &RepoPath) -> Option<String> {
    let below = path.as_bytes().strip_prefix(folder.as_bytes().as_bytes()).filter(|_| path.is_within(folder))?;
    let text = below.strip_prefix(b"/").unwrap_or(below).to_str().ok().filter(|text| !text.contains(['\n', '\r']))?;
    let mut out = String::from("/");
    for character in text.chars() {
        if matches!(character, '\\' | '*' | '?' | '[') {
            out.push('\\');
        }
        out.push(character);
    }
    if out.ends_with(' ') {
        out.pop();
        out.push_str("\\ ");
    }
    Some(out)
}

/// The pattern for both cases of every ASCII letter: `*.key` becomes `*.[kK][eE][yY]`.
pub(super) fn fold_case(rule: &str) -> String {
    let mut out = String::new();
    for character in rule.chars() {
        if character.is_ascii_alphabetic() {
            out.extend(['[', character.to_ascii_lowercase(), character.to_ascii_uppercase(), ']']);
        } else {
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{FileText, escape, fold_case, for_docker};
    use crate::text::RepoPath;

    fn added(text: &[u8], rules: &[&str]) -> String {
        let mut file = FileText::of(text);
        let rules: Vec<String> = rules.iter().map(|rule| (*rule).to_owned()).collect();
        file.add(rules.iter());
        String::from_utf8(file.to_bytes()).unwrap()
    }

    #[test]
    fn the_block_stands_at_the_end_and_grows_in_place() {
        let first = added(b"a", &["!b", "*.key"]);
        assert_eq!(first, "a\n\n# golive: keep secret files out of commits\n*.key\n!b\n# golive: end\n");
        assert_eq!(added(first.as_bytes(), &["*.key"]), first);
        let later = added(format!("{first}!c\n").as_bytes(), &["x"]);
        assert_eq!(later, "a\n\n!c\n\n# golive: keep secret files out of commits\n*.key\nx\n!b\n# golive: end\n");
    }

    #[test]
    fn line_endings_are_kept() {
        assert_eq!(added(b"a\r\nb\r\n", &["c"]), "a\r\nb\r\n\r\n# golive: keep secret files out of commits\r\nc\r\n# golive: end\r\n");
        assert!(added(b"", &["c"]).starts_with("# golive"));
    }

    #[test]
    fn paths_and_cases_become_patterns() {
        assert_eq!(escape(&RepoPath::new("a[1]*/b "), &RepoPath::new("")).as_deref(), Some("/a\\[1]\\*/b\\ "));
        assert_eq!(escape(&RepoPath::new("a[1]/b"), &RepoPath::new("a[1]")).as_deref(), Some("/b"));
        assert_eq!(escape(&RepoPath::new("a\nb"), &RepoPath::new("")), None);
        assert_eq!(["!.env.example", "/x", "*.key"].map(for_docker), ["!**/.env.example", "x", "**/*.key"]);
        assert_eq!(fold_case("*.p1"), "*.[pP]1");
    }
}
