//! Clover XML, as `OpenClover`, Istanbul, `PHPUnit` and gcovr write it. The same names mean different things:
//!
//! - `OpenClover` counts how often a condition was true and false, and has a line for every statement, condition and method.
//! - Istanbul writes covered and missed paths of a line into `truecount` and `falsecount`, and its lines into `statements`.
//! - `PHPUnit` calls executable lines statements, and a method covered when all of its lines are.

use super::super::Sink;
use super::super::input::{Input, bounded, path};
use super::super::model::{Error, Figure, Figures, FileCoverage, Format, Function, Head, LineSum, Region};
use super::super::settle;
use super::super::trouble::quote;
use super::{Element, Handler, made, walk};

/// Who wrote a report.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    OpenClover,
    Istanbul,
    /// `PHPUnit`, gcovr and others for whom a statement is a line.
    Lines,
}

/// Reads a report.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader =
        Reader { head: Head::of(Format::Clover), sink, dialect: Dialect::Lines, file: None, inner: 0, packages: 0, tests: false };
    walk(input, &mut reader)?;
    Ok(reader.head)
}

struct Reader<'s, 'k> {
    head: Head,
    sink: &'s mut Sink<'k>,
    dialect: Dialect,
    file: Option<FileCoverage>,
    /// Open classes of the file: their metrics only add up.
    inner: usize,
    packages: usize,
    /// Within `testproject`.
    tests: bool,
}

impl Reader<'_, '_> {
    fn coverage(&mut self, element: &Element<'_>) {
        self.head.made = element.count("generated").and_then(made);
        self.dialect = match element.attribute("clover").as_deref() {
            // Istanbul has written this version since 2012, and nobody else has.
            Some("3.2.0") => Dialect::Istanbul,
            // gcovr writes the time there.
            Some(version) if version.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.head.tool = Some("gcovr".to_owned());
                Dialect::Lines
            }
            Some(version) => {
                self.head.tool = Some(quote(format!("clover {version}").as_bytes()));
                Dialect::OpenClover
            }
            None => Dialect::Lines,
        };
        if self.dialect == Dialect::Istanbul {
            self.head.tool = Some("istanbul".to_owned());
        }
    }

    fn begin_file(&mut self, element: &Element<'_>) -> Result<(), Error> {
        let name = element.attribute("path").filter(|path| !path.is_empty()).or_else(|| element.attribute("name")).unwrap_or_default();
        self.file = Some(FileCoverage { path: path(name.as_bytes())?, ..FileCoverage::default() });
        self.inner = 0;
        Ok(())
    }

    fn finish_file(&mut self) {
        let Some(mut file) = self.file.take() else { return };
        if self.tests {
            self.head.note("files of the test project were left out");
            return;
        }
        settle::lines(&mut file.lines, u64::max);
        settle::file(&mut file);
        (self.sink)(file);
    }

    fn metrics(&mut self, element: &Element<'_>) {
        let figure = |covered: &str, total: &str| Some(Figure { covered: element.count(covered)?, total: element.count(total)? });
        let statements = figure("coveredstatements", "statements");
        // 0 of 0 is what those write who do not count conditions or methods.
        let known = |figure: Option<Figure>| figure.filter(|figure| figure.total > 0);
        // Istanbul writes its lines there too.
        let lines_are_statements = self.dialect != Dialect::OpenClover;
        let stated = Figures {
            lines: statements.filter(|_| lines_are_statements),
            branches: known(figure("coveredconditionals", "conditionals")),
            functions: known(figure("coveredmethods", "methods")),
            regions: statements.filter(|_| !lines_are_statements),
        };
        if let Some(file) = self.file.as_mut() {
            if self.inner == 0 {
                file.stated = stated;
            }
        } else if self.packages == 0 && !self.tests {
            self.head.stated = stated;
        }
    }

    fn line(&mut self, element: &Element<'_>) -> Result<(), Error> {
        let Some(file) = self.file.as_mut() else { return Ok(()) };
        let (mut number, mut times) = (0, None);
        let (mut yes, mut no) = (None, None);
        let (mut kind, mut name) = (String::new(), None);
        element.each(|key, value| {
            match key {
                b"num" => number = value.line()?,
                b"count" => times = Some(value.hits()?),
                b"truecount" => yes = Some(value.hits()?),
                b"falsecount" => no = Some(value.hits()?),
                b"type" => kind = value.text().into_owned(),
                b"signature" | b"name" => name = Some(value.text().into_owned()),
                // Nobody else writes this.
                b"crap" if self.head.tool.is_none() => self.head.tool = Some("phpunit".to_owned()),
                _ => {}
            }
            Ok(())
        })?;
        if number == 0 {
            self.head.note("entries of a line 0 were left out");
            return Ok(());
        }
        let evaluated = yes.unwrap_or(0).saturating_add(no.unwrap_or(0));
        if kind == "method" {
            // What PHPUnit calls a covered method is not what was entered: there its own figures stand alone.
            if self.dialect == Dialect::OpenClover {
                file.functions.push(Function { name: name.unwrap_or_default(), line: Some(number), hits: times.unwrap_or(0) });
            }
            return Ok(());
        }
        let ran = times.unwrap_or(evaluated);
        file.lines.push((number, ran));
        let small = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
        match self.dialect {
            Dialect::OpenClover if kind == "cond" => {
                let covered = u32::from(yes.unwrap_or(0) > 0) + u32::from(no.unwrap_or(0) > 0);
                add_branches(file, number, covered, 2);
            }
            Dialect::OpenClover => {
                let before = file.regions.iter().rev().take_while(|region| region.start.0 == number).count();
                let place = (number, u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1));
                file.regions.push(Region { start: place, end: place, weight: 1, hits: ran });
            }
            Dialect::Istanbul | Dialect::Lines if kind == "cond" && (yes.is_some() || no.is_some()) => {
                add_branches(file, number, small(yes.unwrap_or(0)), small(evaluated));
            }
            Dialect::Istanbul | Dialect::Lines => {}
        }
        bounded(file.lines.len())
    }
}

/// Adds branches to those of the line: several conditions may stand on it.
fn add_branches(file: &mut FileCoverage, line: u32, covered: u32, total: u32) {
    if total == 0 {
        return;
    }
    if let Some(sum) = file.branch_sums.last_mut().filter(|sum| sum.line == line) {
        sum.covered = sum.covered.saturating_add(covered);
        sum.total = sum.total.saturating_add(total);
        sum.missed = (sum.covered == sum.total).then(Vec::new);
    } else {
        file.branch_sums.push(LineSum { line, covered, total, missed: (covered == total).then(Vec::new) });
    }
}

impl Handler for Reader<'_, '_> {
    fn open(&mut self, element: &Element<'_>) -> Result<(), Error> {
        match element.name() {
            "line" => self.line(element)?,
            "metrics" => self.metrics(element),
            "file" => self.begin_file(element)?,
            "class" => self.inner += 1,
            "package" => self.packages += 1,
            "testproject" => self.tests = true,
            "coverage" => self.coverage(element),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Error> {
        match name {
            "file" => self.finish_file(),
            "class" => self.inner = self.inner.saturating_sub(1),
            "package" => self.packages = self.packages.saturating_sub(1),
            "testproject" => self.tests = false,
            _ => {}
        }
        Ok(())
    }
}
