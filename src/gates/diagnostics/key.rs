//! What makes a diagnostic the same one after the code round it has moved: its rule, its words without what changes by itself, and the
//! text of its line and of the lines about it. Never a line number.

use super::files::Lines;
use crate::model::Fingerprint;
use crate::text::RepoPath;
use std::collections::BTreeSet;

/// Most of a message that counts, in characters.
const MESSAGE: usize = 300;
/// Letters and digits that a line needs to say anything about where it is: a brace alone does not.
const TELLING: usize = 3;
/// How far the line that opens a block is looked for, in lines.
const REACH: u32 = 2_000;

/// The identity of a diagnostic in one file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// The file; empty for a diagnostic of no file.
    pub path: String,
    /// The tool's name of the rule; empty where there is none.
    pub rule: String,
    /// The message, with what changes by itself made neutral.
    pub message: String,
    /// The surroundings.
    pub about: About,
}

/// Hashes of the text that a diagnostic stands in; empty where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct About {
    /// The line itself.
    pub line: String,
    /// The line before that is not blank.
    pub before: String,
    /// The line after that is not blank.
    pub after: String,
    /// The nearest line above that is indented less: the head of the function or block.
    pub scope: String,
}

impl About {
    /// Of a line of a file.
    pub(super) fn of(lines: &Lines, line: u32) -> Self {
        let Some(text) = lines.line(line) else { return Self::default() };
        let last = u32::try_from(lines.count()).unwrap_or(u32::MAX);
        let blank = |number: &u32| lines.line(*number).is_none_or(|text| text.trim_ascii().is_empty());
        let near = |found: Option<u32>| found.and_then(|number| lines.line(number)).map_or_else(String::new, hash);
        let depth = indent(text);
        let lesser = |number: &u32| !blank(number) && lines.line(*number).is_some_and(|text| indent(text) < depth);
        Self {
            line: hash(text),
            before: near((1..line).rev().find(|number| !blank(number))),
            after: near((line.saturating_add(1)..=last).find(|number| !blank(number))),
            scope: near((1..line).rev().take(usize::try_from(REACH).unwrap_or(0)).find(lesser).filter(|_| depth > 0)),
        }
    }

    /// Whether both are the same place although something beside it was edited. `here` are the hashes of all lines of the file now.
    pub(super) fn resembles(&self, now: &Self, here: &BTreeSet<String>) -> bool {
        if self.line != now.line || self.line.is_empty() {
            return false;
        }
        let same = |one: &str, other: &str| one == other && one.ends_with('+');
        let (before, after) = (same(&self.before, &now.before), same(&self.after, &now.after));
        let scope = self.scope == now.scope;
        // The head of the block may have been renamed: then it is nowhere any more.
        let renamed = !self.scope.is_empty() && !here.contains(&self.scope);
        (scope && (before || after)) || (renamed && before && after)
    }
}

/// The hashes of all lines of a file.
pub(super) fn hashes(lines: &Lines) -> BTreeSet<String> {
    lines.all().map(hash).collect()
}

fn indent(line: &[u8]) -> usize {
    line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// A hash of a line without its outer blanks; it ends in `+` where the line says enough to be told from others.
fn hash(line: &[u8]) -> String {
    let text = line.trim_ascii();
    let telling = text.iter().filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii()).count() >= TELLING;
    let print = Fingerprint::new("line", text);
    let short: String = print.as_str().chars().take(12).collect();
    if telling { short + "+" } else { short + "-" }
}

/// The key of a diagnostic.
pub(super) fn key(path: Option<&RepoPath>, rule: Option<&str>, message: &str, about: About) -> Key {
    Key {
        path: path.map(ToString::to_string).unwrap_or_default(),
        rule: rule.unwrap_or_default().to_owned(),
        message: neutral(message),
        about,
    }
}

/// A message without what changes although the problem is the same: numbers, what is quoted, absolute paths.
pub(super) fn neutral(message: &str) -> String {
    let mut out = String::new();
    let mut rest = message.lines().next().unwrap_or_default().trim();
    while let Some(character) = rest.chars().next() {
        let after = rest.get(character.len_utf8()..).unwrap_or_default();
        let at_start = !out.ends_with(|last: char| last.is_alphanumeric() || last == '_');
        let closing = match character {
            '\'' if at_start => Some('\''),
            '"' => Some('"'),
            '`' => Some('`'),
            '“' => Some('”'),
            '‘' => Some('’'),
            '«' => Some('»'),
            _ => None,
        };
        let quoted = closing.and_then(|closing| Some((closing, after.find(closing)?)));
        if let Some((closing, length)) = quoted {
            out.push(character);
            out.push('…');
            out.push(closing);
            rest = after.get(length + closing.len_utf8()..).unwrap_or_default();
        } else if character.is_ascii_digit() {
            out.push('0');
            rest = after.trim_start_matches(|next: char| next.is_ascii_digit());
        } else if is_absolute(rest) && at_start {
            out.push('/');
            // A drive's colon is part of the path; a later one ends it.
            let path = rest.get(2..).unwrap_or_default();
            rest = path.trim_start_matches(|next: char| !next.is_whitespace() && !"'\"`),;:".contains(next));
        } else {
            out.push(character);
            rest = after;
        }
    }
    out.chars().take(MESSAGE).collect()
}

/// `/a/b`, `C:\a` or `C:/a`.
fn is_absolute(text: &str) -> bool {
    let mut characters = text.chars();
    match (characters.next(), characters.next(), characters.next()) {
        (Some('/'), Some(next), _) => {
            next.is_alphanumeric() && text.split_whitespace().next().is_some_and(|word| word.matches('/').count() > 1)
        }
        (Some(drive), Some(':'), Some('/' | '\\')) => drive.is_ascii_alphabetic(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::neutral;

    #[test]
    fn what_changes_by_itself_is_neutral() {
        for (message, expected) in [
            ("'alpha' is assigned a value but never used.", "'…' is assigned a value but never used."),
            ("Line too long (103 > 88)", "Line too long (0 > 0)"),
            ("Don't do that 2.5 times", "Don't do that 0.0 times"),
            ("Cannot find module “./x”", "Cannot find module “…”"),
            ("no file /home/u/x/a.py here", "no file / here"),
            ("use a/b or and/or", "use a/b or and/or"),
            ("in C:\\work\\a.cs: bad", "in /: bad"),
            ("unclosed ' quote", "unclosed ' quote"),
            ("first\nsecond", "first"),
        ] {
            assert_eq!(neutral(message), expected, "{message}");
        }
    }
}
