//! `OpenCover` XML, as `OpenCover` and coverlet write it.

use super::super::Sink;
use super::super::input::{Input, bounded, path};
use super::super::model::{Branch, Error, Figure, FileCoverage, Format, Function, Head, Region};
use super::super::{hash, settle};
use super::{Element, Handler, walk};
use std::collections::BTreeMap;

/// Lines from here on are hidden code of the compiler: 0xFEEFEE.
const HIDDEN: u32 = 0x00fe_efee;

/// Reads a report.
pub(in super::super) fn read(input: Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut reader = Reader {
        head: Head::of(Format::OpenCover),
        sink,
        depth_of_modules: 0,
        files: BTreeMap::new(),
        method: None,
        text: None,
        module: None,
    };
    walk(input, &mut reader)?;
    Ok(reader.head)
}

struct Reader<'s, 'k> {
    head: Head,
    sink: &'s mut Sink<'k>,
    depth_of_modules: usize,
    /// Files of the module by their number, which starts anew in every module.
    files: BTreeMap<String, FileCoverage>,
    method: Option<Method>,
    text: Option<String>,
    module: Option<String>,
}

#[derive(Default)]
struct Method {
    name: String,
    file: Option<String>,
    line: Option<u32>,
    points: u32,
    hits: u64,
    /// Offsets of points and their lines, in order.
    offsets: Vec<(u64, u32)>,
}

impl Reader<'_, '_> {
    fn summary(&mut self, element: &Element<'_>) {
        if self.depth_of_modules > 0 {
            return;
        }
        let figure = |covered: &str, total: &str| Some(Figure { covered: element.count(covered)?, total: element.count(total)? });
        self.head.stated.regions = figure("visitedSequencePoints", "numSequencePoints");
        self.head.stated.branches = figure("visitedBranchPoints", "numBranchPoints");
        self.head.stated.functions = figure("visitedMethods", "numMethods");
    }

    fn point(&mut self, element: &Element<'_>, is_branch: bool) -> Result<(), Error> {
        let (mut hits, mut file) = (0, None);
        let (mut start, mut end) = ((0, 0), (0, 0));
        let (mut which, mut offset) = (0, 0);
        element.each(|key, value| {
            match key {
                b"vc" => hits = value.hits()?,
                b"sl" => start.0 = value.line()?,
                b"sc" => start.1 = value.line()?,
                b"el" => end.0 = value.line()?,
                b"ec" => end.1 = value.line()?,
                b"path" => which = value.hits()?,
                b"offset" => offset = value.hits()?,
                b"fileid" => file = Some(value.text().into_owned()),
                _ => {}
            }
            Ok(())
        })?;
        let Some(method) = self.method.as_mut() else { return Ok(()) };
        if is_branch && start.0 == 0 {
            // Old versions give the offset alone: the branch is of the point before it.
            start.0 = method.offsets.iter().rev().find(|(at, _)| *at <= offset).map_or(0, |(_, line)| *line);
        }
        if start.0 == 0 || start.0 >= HIDDEN {
            return Ok(());
        }
        let Some(id) = file.or_else(|| method.file.clone()) else { return Ok(()) };
        if !is_branch {
            method.offsets.push((offset, start.0));
            method.line = Some(method.line.map_or(start.0, |line| line.min(start.0)));
            method.points += 1;
            method.hits = method.hits.max(hits);
            if method.file.is_none() {
                method.file = Some(id.clone());
            }
        }
        let Some(file) = self.files.get_mut(&id) else {
            self.head.note("points of files that the report does not list were left out");
            return Ok(());
        };
        if is_branch {
            file.branches.push(Branch { line: start.0, key: hash::key_of_numbers(&[offset, which]), hits });
            return bounded(file.branches.len());
        }
        file.lines.push((start.0, hits));
        file.regions.push(Region { start, end: if end.0 == 0 { start } else { end }, weight: 1, hits });
        bounded(file.lines.len())
    }

    fn method_ends(&mut self) {
        let Some(method) = self.method.take() else { return };
        // Methods without points (abstract, of interfaces) are not measured.
        if method.points > 0
            && let Some(file) = method.file.and_then(|id| self.files.get_mut(&id))
        {
            file.functions.push(Function { name: method.name, line: method.line, hits: method.hits });
        }
    }

    fn module_ends(&mut self) {
        self.depth_of_modules = self.depth_of_modules.saturating_sub(1);
        for mut file in std::mem::take(&mut self.files).into_values() {
            settle::lines(&mut file.lines, u64::max);
            settle::file(&mut file);
            file.group.clone_from(&self.module);
            (self.sink)(file);
        }
        self.module = None;
    }
}

impl Handler for Reader<'_, '_> {
    fn open(&mut self, element: &Element<'_>) -> Result<(), Error> {
        match element.name() {
            "SequencePoint" => self.point(element, false)?,
            "BranchPoint" => self.point(element, true)?,
            "Module" => self.depth_of_modules += 1,
            "Summary" => self.summary(element),
            "File" => {
                let name = element.attribute("fullPath").unwrap_or_default();
                let file = FileCoverage { path: path(name.as_bytes())?, ..FileCoverage::default() };
                self.files.insert(element.attribute("uid").unwrap_or_default(), file);
                bounded(self.files.len())?;
            }
            "Method" => self.method = Some(Method::default()),
            "FileRef" => {
                if let Some(method) = self.method.as_mut() {
                    method.file = element.attribute("uid");
                }
            }
            "Name" | "ModuleName" => self.text = Some(String::new()),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Error> {
        match name {
            "Name" => {
                if let (Some(text), Some(method)) = (self.text.take(), self.method.as_mut()) {
                    method.name = text;
                }
            }
            "ModuleName" => self.module = self.text.take(),
            "Method" => self.method_ends(),
            "Module" => self.module_ends(),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(known) = self.text.as_mut()
            && known.len() < 64 * 1024
        {
            known.push_str(text);
        }
    }
}
