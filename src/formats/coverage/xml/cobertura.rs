//! Cobertura, DTD coverage-04, in the dialects of those who write it.

use super::super::Sink;
use super::super::input::{Input, bounded, path};
use super::super::model::{Error, Figure, FileCoverage, Format, Function, Head, LineSum};
use super::super::number::{digits, hits};
use super::super::trouble::quote;
use super::super::{hash, settle};
use super::{Element, Handler, made, walk};
use std::collections::BTreeMap;

/// Most lines that room is made for before they come.
const ROOM_MOST: usize = 16 * 1024;
/// Most roots that are kept.
const ROOTS_MOST: usize = 1000;

/// The version that `PHPUnit` writes, and nobody else.
const PHPUNIT: &str = "0.4";

/// Reads a report.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader = Reader {
        head: Head::of(Format::Cobertura),
        sink,
        file: None,
        method: None,
        method_lines: Lines::default(),
        class_lines: 0,
        source: None,
        names: None,
        version: None,
        room: 0,
    };
    walk(input, &mut reader)?;
    reader.flush();
    Ok(reader.head)
}

/// Lines with their branches.
#[derive(Default)]
struct Lines {
    hits: Vec<(u32, u64)>,
    sums: Vec<LineSum>,
    partial: Vec<u32>,
}

struct Reader<'s, 'k> {
    head: Head,
    sink: &'s mut Sink<'k>,
    /// The file of the last class: classes of the same file mostly stand together.
    file: Option<FileCoverage>,
    method: Option<Method>,
    /// Lines of the methods of a class, for classes that have none of their own.
    method_lines: Lines,
    class_lines: usize,
    /// Text of a `source`.
    source: Option<String>,
    /// Names of files so far, and how often each came, where every class is a file of its own.
    names: Option<BTreeMap<String, u32>>,
    version: Option<String>,
    /// How many lines the last file had: the next one has about as many.
    room: usize,
}

struct Method {
    name: String,
    hits: Option<u64>,
    line: Option<u32>,
    most: u64,
    least: Option<u64>,
}

impl Method {
    /// Runs of the method; for `PHPUnit` a method is covered when all of its lines are.
    fn runs(&self, all_lines: bool) -> u64 {
        let by_lines = if all_lines { self.least.unwrap_or(0) } else { self.most };
        self.hits.unwrap_or(by_lines)
    }
}

impl Reader<'_, '_> {
    fn flush(&mut self) {
        if let Some(mut file) = self.file.take() {
            self.room = file.lines.len().min(ROOM_MOST);
            // Inner classes repeat lines of their file: those are the same line, not more runs of it.
            settle::lines(&mut file.lines, u64::max);
            settle::file(&mut file);
            (self.sink)(file);
        }
    }

    fn empty(&self, path: String) -> FileCoverage {
        FileCoverage { path, lines: Vec::with_capacity(self.room), ..FileCoverage::default() }
    }

    fn coverage(&mut self, element: &Element<'_>) {
        let figure = |covered: &str, valid: &str| Some(Figure { covered: element.count(covered)?, total: element.count(valid)? });
        self.head.stated.lines = figure("lines-covered", "lines-valid");
        self.head.stated.branches = figure("branches-covered", "branches-valid");
        self.head.made = element.count("timestamp").and_then(made);
        self.version = element.attribute("version");
        self.head.tool = match self.version.as_deref() {
            Some(version) if version.starts_with("gcovr") => Some(quote(version.as_bytes())),
            Some(PHPUNIT) => Some("phpunit".to_owned()),
            _ => None,
        };
    }

    fn class(&mut self, element: &Element<'_>) -> Result<(), Error> {
        let Some(name) = element.attribute("filename") else {
            return Err(Error::malformed("a class has no `filename`"));
        };
        if name.is_empty() {
            self.head.note("classes without a file were left out");
            self.flush();
            return Ok(());
        }
        let name = path(name.as_bytes())?;
        if let Some(names) = self.names.as_mut() {
            // Files of two roots may have the same name below them.
            let times = names.entry(name.clone()).or_default();
            *times += 1;
            let group = (*times > 1).then(|| format!("number {times} of this name"));
            self.flush();
            self.file = Some(FileCoverage { group, ..self.empty(name) });
        } else if self.file.as_ref().is_none_or(|file| file.path != name) {
            self.flush();
            self.file = Some(self.empty(name));
        }
        self.class_lines = 0;
        self.method_lines = Lines::default();
        Ok(())
    }

    fn method(&mut self, element: &Element<'_>) {
        let name = element.attribute("name").unwrap_or_default();
        let signature = element.attribute("signature").unwrap_or_default();
        let joined = if name.contains('(') { name } else { format!("{name}{signature}") };
        self.method = Some(Method { name: joined, hits: element.count("hits"), line: None, most: 0, least: None });
    }

    fn take_line(&mut self, element: &Element<'_>) -> Result<(), Error> {
        let (mut number, mut times) = (0, 0);
        let (mut branches, mut missing) = (None, None);
        element.each(|key, value| {
            match key {
                b"number" => number = value.line()?,
                b"hits" => times = value.hits()?,
                b"condition-coverage" => branches = Some(condition(value.raw())),
                b"missing-branches" => {
                    missing = Some(value.text().split(',').map(|name| hash::key(&[name.trim().as_bytes()])).collect::<Vec<u64>>());
                }
                _ => {}
            }
            Ok(())
        })?;
        if number == 0 {
            self.head.note("entries of a line 0 were left out");
            return Ok(());
        }
        let Some(file) = self.file.as_mut() else { return Ok(()) };
        let sum = match branches {
            Some(Condition::Counted(covered, total)) if total > 0 => {
                Some(LineSum { line: number, covered, total, missed: missing.or_else(|| (covered == total).then(Vec::new)) })
            }
            _ => None,
        };
        let is_partial = matches!(branches, Some(Condition::Partial));
        if let Some(method) = self.method.as_mut() {
            method.line = Some(method.line.map_or(number, |line| line.min(number)));
            method.most = method.most.max(times);
            method.least = Some(method.least.map_or(times, |least| least.min(times)));
            self.method_lines.hits.push((number, times));
            self.method_lines.sums.extend(sum);
            self.method_lines.partial.extend(is_partial.then_some(number));
        } else {
            self.class_lines += 1;
            file.lines.push((number, times));
            file.branch_sums.extend(sum);
            file.partial_lines.extend(is_partial.then_some(number));
        }
        bounded(file.lines.len().max(self.method_lines.hits.len()))
    }

    fn method_ends(&mut self) {
        if let (Some(method), Some(file)) = (self.method.take(), self.file.as_mut()) {
            let hits = method.runs(self.version.as_deref() == Some(PHPUNIT));
            file.functions.push(Function { name: method.name, line: method.line, hits });
        }
    }

    fn class_ends(&mut self) {
        let lines = std::mem::take(&mut self.method_lines);
        if let Some(file) = self.file.as_mut()
            && self.class_lines == 0
        {
            lines.into_file(file);
        }
    }
}

impl Lines {
    fn into_file(self, file: &mut FileCoverage) {
        file.lines.extend(self.hits);
        file.branch_sums.extend(self.sums);
        file.partial_lines.extend(self.partial);
    }
}

impl Handler for Reader<'_, '_> {
    fn open(&mut self, element: &Element<'_>) -> Result<(), Error> {
        match element.name() {
            "line" => self.take_line(element)?,
            "method" => self.method(element),
            "class" => self.class(element)?,
            "coverage" => self.coverage(element),
            "source" => self.source = Some(String::new()),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Error> {
        match name {
            "method" => self.method_ends(),
            "class" => self.class_ends(),
            "source" => {
                let source = self.source.take().map(|source| source.trim().to_owned()).filter(|source| !source.is_empty());
                if let Some(source) = source
                    && self.head.roots.len() < ROOTS_MOST
                    && !self.head.roots.contains(&source)
                {
                    self.head.roots.push(path(source.as_bytes())?);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn line(&mut self, element: &Element<'_>) -> Result<(), Error> {
        self.take_line(element)
    }

    fn text(&mut self, text: &str) {
        if let Some(source) = self.source.as_mut()
            && source.len() < 64 * 1024
        {
            source.push_str(text);
        }
    }

    fn comment(&mut self, text: &str) {
        if text.contains("Generated by coverage.py") {
            let version = self.version.as_deref().unwrap_or_default();
            self.head.tool = Some(quote(format!("coverage.py {version}").trim_end().as_bytes()));
            self.names = Some(BTreeMap::new());
        }
    }
}

/// What a `condition-coverage` says.
enum Condition {
    /// Covered and total.
    Counted(u32, u32),
    /// Less than 100 % of an unknown number.
    Partial,
    /// 100 % of an unknown number, or nothing that can be read.
    Silent,
}

/// `50% (1/2)`; .NET writes `50%` alone in places, and negative figures have been seen.
fn condition(text: &[u8]) -> Condition {
    let small = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    let counted = || {
        let open = memchr::memchr(b'(', text)?;
        let inner = text.get(open + 1..)?.trim_ascii();
        let slash = memchr::memchr(b'/', inner)?;
        let covered = hits(inner.get(..slash)?.trim_ascii())?;
        let (total, _) = digits(inner.get(slash + 1..)?.trim_ascii())?;
        Some(Condition::Counted(small(covered.min(total)), small(total)))
    };
    counted().unwrap_or_else(|| match digits(text) {
        Some((percent, _)) if percent < 100 => Condition::Partial,
        _ => Condition::Silent,
    })
}
