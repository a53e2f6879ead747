//! An ignore file as text: its lines, and what is wrong with it as a whole. Which line decides about a path is git's to say.

use super::inventory::{IgnoreFilePlace, folder_of};
use crate::git::Repo;
use crate::text::RepoPath;
use bstr::BString;
use std::path::Path;

/// Larger files are not looked into, in bytes; git reads them up to 100 MiB.
const LARGEST: u64 = 1 << 20;

/// How the text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// Bytes that git can split into lines.
    Plain,
    /// UTF-16, as PowerShell 5 writes with `>`: no line of it matches anything.
    Utf16,
    /// Carriage returns and no line feed: one long line to git.
    CarriageReturns,
}

/// What stands at the path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// A file that git reads.
    Read,
    /// A symbolic link, which git does not follow here (since 2.32).
    Link,
    /// A folder.
    Folder,
}

/// One ignore file.
#[derive(Debug, Clone)]
pub(super) struct IgnoreFile {
    pub(super) path: RepoPath,
    pub(super) folder: RepoPath,
    pub(super) standing: Standing,
    pub(super) writing: Writing,
    /// Lines without their ending, as UTF-8 where the file is UTF-16.
    pub(super) lines: Vec<BString>,
}

/// One pattern of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'file> {
    /// From 1.
    pub(super) number: u32,
    /// The whole line.
    pub(super) raw: &'file [u8],
    /// Without `!` and trailing blanks; not empty, not a comment.
    pub(super) pattern: &'file [u8],
    pub(super) negated: bool,
}

impl IgnoreFile {
    /// Reads it from the work tree; from the index, where a sparse checkout left it out. `None` where there is nothing to look into.
    pub(super) fn read(repo: &Repo, root: &Path, place: &IgnoreFilePlace) -> Option<Self> {
        let on_disk = place.path.to_path(root);
        let (standing, bytes) = match std::fs::symlink_metadata(&on_disk) {
            Ok(data) if data.is_symlink() => (Standing::Link, Vec::new()),
            Ok(data) if data.is_dir() => (Standing::Folder, Vec::new()),
            Ok(data) if data.len() > LARGEST => return None,
            Ok(_) => (Standing::Read, std::fs::read(&on_disk).ok()?),
            Err(_) => (Standing::Read, repo.blob(place.blob?).ok()?),
        };
        let (writing, lines) = split(&bytes);
        Some(Self { path: place.path.clone(), folder: folder_of(&place.path), standing, writing, lines })
    }

    /// Its patterns. Comments and empty lines are left out.
    pub(super) fn patterns(&self) -> impl Iterator<Item = Line<'_>> {
        self.lines.iter().zip(1..).filter_map(|(raw, number)| {
            let raw: &[u8] = raw;
            if raw.is_empty() || raw.starts_with(b"#") {
                return None;
            }
            let (negated, rest) = raw.strip_prefix(b"!").map_or((false, raw), |rest| (true, rest));
            let pattern = trim_blanks(rest);
            (!pattern.is_empty()).then_some(Line { number, raw, pattern, negated })
        })
    }

    /// The text of a line, from 1.
    pub(super) fn line(&self, number: u32) -> Option<&[u8]> {
        let at = usize::try_from(number.checked_sub(1)?).ok()?;
        self.lines.get(at).map(|line| line.as_slice())
    }
}

/// Trailing blanks do not count, unless a backslash stands before them.
fn trim_blanks(pattern: &[u8]) -> &[u8] {
    let mut end = pattern.len();
    while end > 0 && pattern.get(end - 1) == Some(&b' ') {
        let slashes = pattern.get(..end - 1).unwrap_or_default().iter().rev().take_while(|byte| **byte == b'\\').count();
        if slashes % 2 == 1 {
            break;
        }
        end -= 1;
    }
    pattern.get(..end).unwrap_or_default()
}

/// UTF-16 as UTF-8; `None` where the bytes are not UTF-16, or not all of them can be read as such.
pub(super) fn decode_utf16(bytes: &[u8]) -> Option<String> {
    let (big, body) = match bytes {
        [0xff, 0xfe, body @ ..] => (false, body),
        [0xfe, 0xff, body @ ..] => (true, body),
        // Without a mark: ASCII text in UTF-16 has a zero at every other byte, and an ignore file has none otherwise.
        [first, 0, ..] if *first != 0 => (false, bytes),
        [0, second, ..] if *second != 0 => (true, bytes),
        _ => return None,
    };
    let units = body.chunks_exact(2).filter_map(|pair| {
        let pair = <[u8; 2]>::try_from(pair).ok()?;
        Some(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    });
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}

fn split(bytes: &[u8]) -> (Writing, Vec<BString>) {
    let utf16 = decode_utf16(bytes);
    let (mut writing, text) = match &utf16 {
        Some(text) => (Writing::Utf16, text.as_bytes()),
        None => (Writing::Plain, bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)),
    };
    // A single line may end in one.
    let inside = text.split_last().map(|(_, before)| before).unwrap_or_default();
    if writing == Writing::Plain && inside.contains(&b'\r') && !text.contains(&b'\n') {
        writing = Writing::CarriageReturns;
    }
    let end = if writing == Writing::CarriageReturns { b'\r' } else { b'\n' };
    let mut lines: Vec<BString> =
        text.split(|byte| *byte == end).map(|line| BString::from(line.strip_suffix(b"\r").unwrap_or(line))).collect();
    if lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    (writing, lines)
}

#[cfg(test)]
mod tests {
    use super::{Writing, split, trim_blanks};

    #[test]
    fn lines_are_those_of_git() {
        for (bytes, writing, lines) in [
            (&b"a\r\nb\n"[..], Writing::Plain, &["a", "b"][..]),
            (b"\xef\xbb\xbfa\n\nb", Writing::Plain, &["a", "", "b"]),
            (b"\xff\xfea\0\n\0", Writing::Utf16, &["a"]),
            (b"a\rb\r", Writing::CarriageReturns, &["a", "b"]),
        ] {
            let (found, split) = split(bytes);
            assert_eq!(
                (found, split.iter().map(ToString::to_string).collect::<Vec<_>>()),
                (writing, lines.iter().map(|l| (*l).to_owned()).collect())
            );
        }
    }

    #[test]
    fn only_unescaped_trailing_blanks_are_dropped() {
        assert_eq!(trim_blanks(b"a  "), b"a");
        assert_eq!(trim_blanks(b"a\\  "), b"a\\ ");
        assert_eq!(trim_blanks(b"a\t"), b"a\t");
    }
}
