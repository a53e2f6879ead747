//! `JaCoCo` XML, DTD report 1.1, also written by Kover and gcovr.

use super::super::Sink;
use super::super::input::{Input, bounded, path};
use super::super::model::{Error, Figure, Figures, FileCoverage, Format, Function, Head, LineSum};
use super::super::settle;
use super::{Element, Handler, made, walk};
use std::collections::BTreeMap;

/// Reads a report.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader = Reader {
        head: Head::of(Format::Jacoco),
        sink,
        groups: Vec::new(),
        package: String::new(),
        functions: BTreeMap::new(),
        class: None,
        method: None,
        file: None,
        uncounted: false,
    };
    walk(input, &mut reader)?;
    Ok(reader.head)
}

struct Reader<'s, 'k> {
    head: Head,
    sink: &'s mut Sink<'k>,
    groups: Vec<String>,
    package: String,
    /// Functions of the package by source file: classes come before the files that they are in.
    functions: BTreeMap<String, Vec<Function>>,
    /// Name and source file of the class that is open.
    class: Option<(String, Option<String>)>,
    method: Option<Function>,
    file: Option<FileCoverage>,
    /// Whether lines of the open file say nothing of their instructions.
    uncounted: bool,
}

impl Reader<'_, '_> {
    fn begin_file(&mut self, name: &str) -> Result<(), Error> {
        let full = if self.package.is_empty() || name.contains('/') { name.to_owned() } else { format!("{}/{name}", self.package) };
        let group = (!self.groups.is_empty()).then(|| self.groups.join("/"));
        let functions = self.functions.remove(name).unwrap_or_default();
        self.file = Some(FileCoverage { path: path(full.as_bytes())?, group, functions, ..FileCoverage::default() });
        self.uncounted = false;
        Ok(())
    }

    fn finish_file(&mut self) {
        let Some(mut file) = self.file.take() else { return };
        if self.uncounted {
            // Without instructions a line cannot be told from one that was missed: only the counters count.
            file.lines.clear();
            file.partial_lines.clear();
            file.region_sums.clear();
        }
        settle::file(&mut file);
        let instructions: u64 = file.region_sums.iter().map(|sum| u64::from(sum.total)).sum();
        if file.stated.regions.is_some_and(|stated| stated.total != instructions) {
            // Instructions that stand on no line are in the counter alone.
            file.region_sums.clear();
        }
        settle::functions_apart(&mut file.functions);
        (self.sink)(file);
    }

    fn line(&mut self, element: &Element<'_>) -> Result<(), Error> {
        let Some(file) = self.file.as_mut() else { return Ok(()) };
        let mut number = 0;
        let (mut missed, mut covered) = (None, None);
        let (mut missed_branches, mut covered_branches) = (0, 0);
        element.each(|key, value| {
            match key {
                b"nr" => number = value.line()?,
                b"mi" => missed = Some(value.line()?),
                b"ci" => covered = Some(value.line()?),
                b"mb" => missed_branches = value.line()?,
                b"cb" => covered_branches = value.line()?,
                _ => {}
            }
            Ok(())
        })?;
        if number == 0 {
            self.head.note("entries of a line 0 were left out");
            return Ok(());
        }
        if missed_branches > 0 || covered_branches > 0 {
            let total = covered_branches.saturating_add(missed_branches);
            let missed = (missed_branches == 0).then(Vec::new);
            file.branch_sums.push(LineSum { line: number, covered: covered_branches, total, missed });
        }
        if missed.is_none() && covered.is_none() {
            self.uncounted = true;
            return Ok(());
        }
        let (missed, covered) = (missed.unwrap_or(0), covered.unwrap_or(0));
        file.lines.push((number, u64::from(covered > 0)));
        if missed > 0 && covered > 0 {
            file.partial_lines.push(number);
        }
        let total = covered.saturating_add(missed);
        if total > 0 {
            file.region_sums.push(LineSum { line: number, covered, total, missed: (missed == 0).then(Vec::new) });
        }
        bounded(file.lines.len())
    }

    /// Counters belong to what is open; those of classes and packages only add up others.
    fn counter(&mut self, element: &Element<'_>) {
        let covered = element.count("covered").unwrap_or(0);
        let total = covered.saturating_add(element.count("missed").unwrap_or(0));
        let kind = element.attribute("type").unwrap_or_default();
        if let Some(method) = self.method.as_mut() {
            if kind == "METHOD" {
                method.hits = covered;
            }
            return;
        }
        let stated: &mut Figures = match (self.file.as_mut(), &self.class) {
            (Some(file), _) => &mut file.stated,
            (None, None) if self.package.is_empty() && self.groups.is_empty() => &mut self.head.stated,
            _ => return,
        };
        let slot = match kind.as_str() {
            "LINE" => &mut stated.lines,
            "BRANCH" => &mut stated.branches,
            "METHOD" => &mut stated.functions,
            "INSTRUCTION" => &mut stated.regions,
            _ => return,
        };
        *slot = Some(Figure { covered, total });
    }

    /// Classes whose source file has no element of its own: compiled without line numbers.
    fn finish_package(&mut self) -> Result<(), Error> {
        for (name, functions) in std::mem::take(&mut self.functions) {
            self.head.note("classes without line numbers: only their methods count");
            let full = if self.package.is_empty() { name } else { format!("{}/{name}", self.package) };
            let group = (!self.groups.is_empty()).then(|| self.groups.join("/"));
            (self.sink)(FileCoverage { path: path(full.as_bytes())?, group, functions, ..FileCoverage::default() });
        }
        self.package.clear();
        Ok(())
    }
}

impl Handler for Reader<'_, '_> {
    fn open(&mut self, element: &Element<'_>) -> Result<(), Error> {
        match element.name() {
            "line" => self.line(element)?,
            "counter" => self.counter(element),
            "method" => {
                let class = self.class.as_ref().map(|(name, _)| name.as_str()).unwrap_or_default();
                let name = element.attribute("name").unwrap_or_default();
                let name = format!("{class}.{name}{}", element.attribute("desc").unwrap_or_default());
                let line = element.count("line").and_then(|line| u32::try_from(line).ok()).filter(|line| *line > 0);
                self.method = Some(Function { name, line, hits: 0 });
            }
            "class" => self.class = Some((element.attribute("name").unwrap_or_default(), element.attribute("sourcefilename"))),
            // gcovr before 8 has the lines of a file in its class.
            "lines" if self.file.is_none() => {
                if let Some((_, Some(name))) = self.class.clone() {
                    self.begin_file(&name)?;
                }
            }
            "sourcefile" => self.begin_file(&element.attribute("name").unwrap_or_default())?,
            "package" => self.package = element.attribute("name").unwrap_or_default(),
            "group" => self.groups.push(element.attribute("name").unwrap_or_default()),
            "sessioninfo" => self.head.made = self.head.made.max(element.count("dump").and_then(made)),
            "report" if element.attribute("name").is_some_and(|name| name.starts_with("Kover")) => {
                self.head.tool = Some("kover".to_owned());
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Error> {
        match name {
            "method" => {
                let (Some(method), Some((_, file))) = (self.method.take(), self.class.as_ref()) else { return Ok(()) };
                match file {
                    Some(file) => self.functions.entry(file.clone()).or_default().push(method),
                    None => self.head.note("classes without a source file were left out"),
                }
            }
            "class" => {
                self.class = None;
                self.finish_file();
            }
            "sourcefile" => self.finish_file(),
            "package" => self.finish_package()?,
            "group" => {
                self.groups.pop();
            }
            _ => {}
        }
        Ok(())
    }
}
