//! Tells a GitHub runner of a report: annotations, and the job's summary.

use super::session::Session;
use crate::ci;
use crate::env;
use crate::model::Report;
use crate::render::{self, Format};
use std::io::Write as _;
use std::path::Path;

/// Annotations and summary of a command that was run by itself.
pub(super) fn report(session: &Session<'_>, report: &Report) {
    if !ci::is_github(&env::var) {
        return;
    }
    if wanted(env::GOLIVE_ANNOTATIONS) && session.format() != Format::Github && !session.shared.quiet {
        let annotations = render::github(report, &ci::folder_in_workspace());
        if session.format() == Format::Human {
            session.print_as_it_is(&annotations);
        } else {
            // Standard output holds a document and nothing else; the runner reads both.
            drop(std::io::stderr().write_all(annotations.as_bytes()));
        }
    }
    if wanted(env::GOLIVE_SUMMARY)
        && let Err(error) = summary(report)
    {
        session.warn(&format!("the job summary could not be written: {error}\n"));
    }
}

fn wanted(name: &str) -> bool {
    env::var(name).is_none_or(|value| value != "false")
}

/// Appends to the summary of the step what still fits. Without a file for it there is nothing to do.
pub(super) fn summary(report: &Report) -> std::io::Result<()> {
    let Some(path) = env::var_os(env::GITHUB_STEP_SUMMARY) else { return Ok(()) };
    append_summary(Path::new(&path), report)
}

fn append_summary(path: &Path, report: &Report) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(path)?;
    let there = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    let room = render::SUMMARY_BYTES.saturating_sub(there);
    file.write_all(render::markdown_within(report, room).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::append_summary;
    use crate::render::{SUMMARY_BYTES, example};

    #[test]
    fn a_summary_is_appended_and_the_step_s_limit_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("summary.md");
        std::fs::write(&path, "before\n").unwrap();
        append_summary(&path, &example::full()).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("before\n## ✘ golive"), "{text}");
        std::fs::write(&path, "x".repeat(SUMMARY_BYTES - 300)).unwrap();
        append_summary(&path, &example::full()).unwrap();
        let length = std::fs::metadata(&path).unwrap().len();
        assert!(length > (SUMMARY_BYTES - 300) as u64 && length <= SUMMARY_BYTES as u64, "{length}");
        std::fs::write(&path, "x".repeat(SUMMARY_BYTES + 5)).unwrap();
        append_summary(&path, &example::full()).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().len(), SUMMARY_BYTES as u64 + 5);
    }
}
