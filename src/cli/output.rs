//! Files that reports are written to.

use super::failure::Failure;
use crate::model::Report;
use crate::render::{self, Format, Style};
use std::io::Write as _;
use std::path::PathBuf;

/// A file opened before the run, so that a mistyped path does not cost a run.
pub(super) struct Target {
    format: Format,
    path: PathBuf,
    file: std::fs::File,
}

/// Opens all files that were asked for.
pub(super) fn open(wanted: &[(Format, PathBuf)]) -> Result<Vec<Target>, Failure> {
    wanted
        .iter()
        .map(|(format, path)| {
            let file = std::fs::File::create(path).map_err(|error| {
                Failure::new(format!("{} could not be written: {error}", path.display()), "name a file in an existing folder")
            })?;
            Ok(Target { format: *format, path: path.clone(), file })
        })
        .collect()
}

impl Target {
    pub(super) fn write(mut self, report: &Report, style: Style) -> Result<(), Failure> {
        self.file.write_all(render(self.format, report, style).as_bytes()).map_err(|error| {
            Failure::new(format!("{} could not be written: {error}", self.path.display()), "free space there, or name another file")
        })
    }
}

/// The report in one format.
pub(super) fn render(format: Format, report: &Report, style: Style) -> String {
    match format {
        Format::Human => render::human(report, style),
        Format::Json => render::json(report),
        Format::Jsonl => render::jsonl(report),
        Format::Sarif => render::sarif(report),
        Format::Junit => render::junit(report),
        Format::Github => render::github(report, &crate::ci::folder_in_workspace()),
        Format::Gitlab => render::gitlab(report),
        Format::Markdown => render::markdown(report),
        Format::Html => render::html(report),
        Format::Ics => render::ics(report),
    }
}
