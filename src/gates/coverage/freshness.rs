//! Whether a report still fits the sources it is about. A report that does not is worth nothing: its lines are others now.

use super::merge::Merged;
use super::source::{Line, language, line_count, without_code};
use crate::formats::coverage::Format;
use crate::text::RepoPath;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Largest source that is looked into, in bytes.
pub(super) const LARGEST: u64 = 64 << 20;
/// How much younger a source must be to count: what is written in one go is not ordered.
const SLACK: Duration = Duration::from_secs(1);

/// What a format and a tool mean by a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineMeaning {
    /// Statements only: a blank or a comment is never measured.
    Statements,
    /// It cannot be told, or spans that hold blanks too.
    Spans,
}

impl LineMeaning {
    /// Of a report.
    pub(super) fn of(format: Format, tool: Option<&str>) -> Self {
        let says = |word: &str| tool.is_some_and(|tool| tool.to_ascii_lowercase().contains(word));
        match format {
            Format::CoveragePy | Format::SimpleCov => Self::Statements,
            Format::Cobertura | Format::Lcov if says("coverage.py") => Self::Statements,
            Format::Clover if says("phpunit") => Self::Statements,
            _ => Self::Spans,
        }
    }
}

/// A source as the work tree has it.
#[derive(Debug)]
pub(super) struct Text {
    bytes: Arc<Vec<u8>>,
    modified: Option<SystemTime>,
}

/// Reads a source; `None` where it is not there, no regular file, or too large to look into.
pub(super) fn text_of(root: &Path, path: &RepoPath) -> Option<Text> {
    let mut file = open_itself(&path.to_path(root))?;
    let data = file.metadata().ok().filter(|data| data.is_file() && data.len() <= LARGEST)?;
    let length = usize::try_from(data.len()).ok()?;
    // One more than there should be, so that the file is read at once.
    let mut bytes = vec![0; length + 1];
    let mut read = 0;
    loop {
        match file.read(bytes.get_mut(read..)?) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
        if read == bytes.len() {
            bytes.resize((2 * read).min(usize::try_from(LARGEST).ok()? + 1), 0);
        }
    }
    bytes.truncate(read);
    Some(Text { bytes: Arc::new(bytes), modified: data.modified().ok() })
}

/// Opens a file, not what a link in its place leads to; nor waits for somebody to write to a pipe. There are thousands of sources: asking
/// what a path is before it is opened costs as much as opening it.
#[cfg(unix)]
fn open_itself(path: &Path) -> Option<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
    rustix::fs::open(path, flags, Mode::empty()).ok().map(File::from)
}

#[cfg(not(unix))]
fn open_itself(path: &Path) -> Option<File> {
    std::fs::symlink_metadata(path).ok().filter(|data| data.is_file())?;
    File::open(path).ok()
}

impl Text {
    /// Of what was read before.
    pub(super) fn read_before(bytes: Arc<Vec<u8>>, modified: Option<SystemTime>) -> Self {
        Self { bytes, modified }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn modified(&self) -> Option<SystemTime> {
        self.modified
    }
}

/// Whether what was `modified` then is younger than what was `made` then, by more than what is written in one go.
pub(super) fn is_younger(modified: Option<SystemTime>, made: SystemTime) -> bool {
    modified.is_some_and(|modified| modified.duration_since(made).is_ok_and(|younger| younger > SLACK))
}

/// Seconds since the epoch.
pub(super) fn seconds(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// What a report says that cannot be so of this text.
pub(super) fn contradiction(path: &RepoPath, text: &[u8], file: &Merged, meaning: LineMeaning, is_jacoco: bool) -> Option<String> {
    let last = file.lines.last()?;
    let kind = language(path.file_name());
    let length = u32::try_from(line_count(text)).unwrap_or(u32::MAX);
    // Some tools count the empty line behind the last line feed. Kotlin's inlined code has lines beyond the end of its file.
    let is_kotlin = is_jacoco && kind.is_some_and(|(ending, _)| ending == "kt");
    if last > length.saturating_add(1) && !is_kotlin {
        return Some(format!("it has {length} lines, and the report says that line {last} was measured"));
    }
    if file.spans {
        return None;
    }
    let language = kind.map(|(_, language)| language).filter(|_| meaning == LineMeaning::Statements);
    let wrong = |(line, what): &(u32, Line)| {
        // A span never begins or ends with a blank line.
        file.lines.ran(*line) == Some(true)
            && (meaning == LineMeaning::Statements || is_edge(file, *line, length))
            && matches!(what, Line::Blank | Line::Comment)
    };
    let (line, what) = without_code(text, language).find(wrong)?;
    let what = if what == Line::Blank { "blank" } else { "a comment" };
    Some(format!("line {line} is {what}, and the report says that it ran"))
}

/// Whether one neighbour of a measured line is not measured.
fn is_edge(file: &Merged, line: u32, length: u32) -> bool {
    let is_open = |neighbour: u32| neighbour >= 1 && neighbour <= length && file.lines.ran(neighbour).is_none();
    is_open(line.saturating_sub(1)) || is_open(line.saturating_add(1))
}

/// Why a report made at `made` is older than a source: it was written later, and its content is another or too young to tell.
pub(super) fn older(path: &RepoPath, changed: Option<&BTreeSet<RepoPath>>) -> Option<String> {
    match changed {
        Some(changed) if !changed.contains(path) => None,
        Some(_) => Some("it was changed after the report was made".to_owned()),
        None => Some("the report was made before its commit".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{LineMeaning, contradiction};
    use crate::formats::coverage::FileCoverage;
    use crate::gates::coverage::merge::Merged;
    use crate::text::RepoPath;

    fn check(name: &str, text: &str, lines: &[(u32, u64)], meaning: LineMeaning) -> Option<String> {
        let part = FileCoverage { lines: lines.to_vec(), ..FileCoverage::default() };
        contradiction(&RepoPath::new(name), text.as_bytes(), &Merged::of(part), meaning, true)
    }

    #[test]
    fn lines_beyond_the_end_are_told() {
        let said = check("a.py", "a\nb\n", &[(1, 1), (9, 0)], LineMeaning::Spans).unwrap();
        assert_eq!(said, "it has 2 lines, and the report says that line 9 was measured");
        assert_eq!(check("a.py", "a\nb\n", &[(1, 1), (3, 1)], LineMeaning::Spans), None);
        assert_eq!(check("a.kt", "a\nb\n", &[(1, 1), (900, 1)], LineMeaning::Spans), None);
    }

    #[test]
    fn hits_on_blanks_and_comments_are_told_where_they_cannot_be() {
        let text = "x = 1\n\n# c\ny = 2\n";
        assert!(check("a.py", text, &[(2, 1)], LineMeaning::Statements).unwrap().contains("line 2 is blank"));
        assert!(check("a.py", text, &[(3, 1)], LineMeaning::Statements).unwrap().contains("line 3 is a comment"));
        assert_eq!(check("a.py", text, &[(2, 0), (3, 0)], LineMeaning::Statements), None);
        // Spans hold the blanks inside of them.
        assert_eq!(check("a.js", "a\n\nb\n", &[(1, 1), (2, 1), (3, 1)], LineMeaning::Spans), None);
        assert!(check("a.js", "a\n\nb\n", &[(1, 1), (2, 1)], LineMeaning::Spans).is_some());
        assert_eq!(check("a.js", "\na\n", &[(1, 1), (2, 1)], LineMeaning::Spans), None);
    }
}
