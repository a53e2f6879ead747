//! One report, read to its end, and what is wrong with it as a whole.

use super::limits::{Metric, add};
use super::merge::{Merged, Source};
use crate::formats::coverage::{self, Error, ErrorKind, Figure, Figures, FileCoverage, Head};
use crate::model::Trouble;
use crate::text::one_line;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Bytes read at once.
const BUFFER: usize = 256 << 10;

/// The path of a file as the report has it, and the group it stands in.
pub(super) type Key = (String, Option<String>);

/// A report.
pub(super) struct Report {
    pub(super) path: PathBuf,
    /// Its path as people see it.
    pub(super) shown: String,
    pub(super) head: Head,
    pub(super) files: BTreeMap<Key, Merged>,
    /// The figures of its files, once they were counted.
    counted: OnceCell<Figures>,
    /// When the file was written.
    pub(super) written: Option<SystemTime>,
}

impl Report {
    /// Reads the report at `path`.
    ///
    /// # Errors
    /// [`Trouble`] where it is missing, empty, in no known format, cut off or damaged.
    pub(super) fn read(path: &Path, root: &Path) -> Result<Self, Trouble> {
        let shown = shown(path, root);
        let trouble = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                Trouble::new(format!("{shown} is not there"), "run the tests with coverage first, or name the report that they write")
            }
            _ => Trouble::new(format!("{shown} could not be read: {error}"), "name a file that can be read"),
        };
        let data = std::fs::metadata(path).map_err(trouble)?;
        if data.is_dir() {
            return Err(Trouble::new(format!("{shown} is a folder"), "name the report in it"));
        }
        let mut input = BufReader::with_capacity(BUFFER, File::open(path).map_err(trouble)?);
        let mut files: BTreeMap<Key, Merged> = BTreeMap::new();
        let mut take = |mut part: FileCoverage| {
            let key = (std::mem::take(&mut part.path), part.group.take());
            let part = Merged::of(part);
            match files.entry(key) {
                std::collections::btree_map::Entry::Vacant(free) => drop(free.insert(part)),
                std::collections::btree_map::Entry::Occupied(mut known) => known.get_mut().add(part),
            }
        };
        let head = coverage::read(&mut input, &mut take).map_err(|error| unreadable(&shown, &error))?;
        let source = Source::new(head.format, head.tool.as_deref());
        for file in files.values_mut() {
            file.set_source(&source);
        }
        Ok(Self { path: path.to_path_buf(), shown, head, files, counted: OnceCell::new(), written: data.modified().ok() })
    }

    /// Whether the file at `path` is in no format that is known.
    pub(super) fn is_none(path: &Path) -> bool {
        use std::io::Read as _;
        let mut start = Vec::new();
        let read = File::open(path).and_then(|file| file.take(u64::try_from(BUFFER).unwrap_or(u64::MAX)).read_to_end(&mut start));
        read.is_ok() && coverage::detect(&start).is_err_and(|error| error.kind == ErrorKind::Unknown)
    }

    /// The figures counted from its files.
    pub(super) fn recount(&self) -> Figures {
        *self.counted.get_or_init(|| self.files.values().fold(Figures::default(), |sum, file| add(sum, file.figures())))
    }

    /// Why there is nothing in it to judge by; `None` where there is something.
    pub(super) fn nothing(&self) -> Option<Trouble> {
        let recount = self.recount();
        let known =
            |figures: &Figures| Metric::ALL.into_iter().filter_map(|metric| metric.of(figures)).map(|figure| figure.total).sum::<u64>();
        let shown = &self.shown;
        if self.files.is_empty() && known(&self.head.stated) == 0 {
            return Some(Trouble::new(
                format!("{shown} holds no file: nothing was measured"),
                "look whether the tests ran, and whether the tool was told which sources to measure",
            ));
        }
        if known(&recount) == 0 && known(&self.head.stated) == 0 {
            return Some(Trouble::new(
                format!("{shown} holds no line: nothing was measured"),
                "look whether the tests ran, and whether the tool was told which sources to measure",
            ));
        }
        None
    }

    /// What the report's own header says otherwise than its files do: of which metric, what, and in words.
    pub(super) fn differences(&self) -> Vec<(Metric, Figure, String)> {
        let recount = self.recount();
        let differ = |metric: Metric| {
            let (said, counted) = (metric.of(&self.head.stated)?, metric.of(&recount)?);
            (said != counted && said.total > 0).then(|| {
                let note = format!(
                    "{}: its header says {} of {} {word} are covered, its files {} of {}: what the files say counts",
                    self.shown,
                    said.covered,
                    said.total,
                    counted.covered,
                    counted.total,
                    word = metric.word(),
                );
                (metric, said, note)
            })
        };
        Metric::ALL.into_iter().filter_map(differ).collect()
    }
}

/// The path relative to the repository where it stands in it, safe to print.
pub(super) fn shown(path: &Path, root: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    one_line(&inside.display().to_string().replace('\\', "/")).into_owned()
}

fn unreadable(shown: &str, error: &Error) -> Trouble {
    let place = error.line.map_or_else(|| shown.to_owned(), |line| format!("{shown}:{line}"));
    let message = one_line(&error.message);
    match error.kind {
        ErrorKind::Empty => {
            Trouble::new(format!("{shown} is empty"), "look whether the tests ran, and what the tool said when it wrote the report")
        }
        ErrorKind::Unknown => Trouble::new(
            format!("{place}: {message}"),
            "give it an lcov, Cobertura, JaCoCo, Clover, Istanbul, Go, llvm-cov, coverage.py, SimpleCov, gcov or tarpaulin report",
        ),
        ErrorKind::Truncated => Trouble::new(
            format!("{place}: the report is cut off: {message}"),
            "look whether the tests were stopped, or the disk was full, and make the report again",
        ),
        ErrorKind::Malformed => {
            Trouble::new(format!("{place}: {message}"), "make the report again; where it comes out the same, please report it")
        }
        ErrorKind::Io => Trouble::new(format!("{shown} could not be read: {message}"), "name a file that can be read"),
    }
}
