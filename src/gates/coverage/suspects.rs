//! Which sources are looked into, to see whether a report still fits them: all, unless there are very many. Then those that changed, or
//! are younger than the report, or have the fewest bytes for the lines that the report has, and some of the others. One of them that the
//! report does not fit is enough to look into all.

use super::freshness::{self, LineMeaning, Text, text_of};
use super::merge::Merged;
use super::trim::trim;
use crate::formats::coverage::Format;
use crate::text::RepoPath;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

/// So many are all looked into.
pub(super) const ALL: usize = 1_000;
/// Of more, so many that have the fewest bytes for their lines.
const THINNEST: usize = 80;
/// And so many of the others, evenly spread.
const SPREAD: usize = 40;

/// Which of many files are looked into. Of each: its size in bytes, the last line that the report has of it, and whether it is likely for
/// another reason.
pub(super) fn choose(files: &[(u64, u32, bool)]) -> Vec<bool> {
    let mut chosen: Vec<bool> = files.iter().map(|(_, _, is_likely)| *is_likely).collect();
    let thin = |(size, last, _): &(u64, u32, bool)| size.saturating_mul(1_000).checked_div(u64::from(*last)).unwrap_or(u64::MAX);
    let mut order: Vec<(u64, usize)> = files.iter().map(thin).zip(0..).collect();
    if order.len() > THINNEST {
        order.select_nth_unstable(THINNEST);
    }
    let step = (files.len() / SPREAD).max(1);
    let thinnest = order.iter().take(THINNEST).map(|(_, at)| *at);
    for at in thinnest.chain((0..files.len()).step_by(step)) {
        if let Some(chosen) = chosen.get_mut(at) {
            *chosen = true;
        }
    }
    chosen
}

/// One file of a report, and its source.
pub(super) struct Source {
    pub(super) path: RepoPath,
    pub(super) file: Merged,
    /// Why the report does not fit it.
    pub(super) wrong: Option<String>,
    pub(super) modified: Option<SystemTime>,
    /// In bytes.
    pub(super) size: u64,
    /// Whether it was looked into.
    pub(super) is_read: bool,
    /// Whether the change that is judged changed it, or it is not as it was staged.
    pub(super) is_changed: bool,
    /// Its content, where somebody read it before.
    pub(super) text: Option<Arc<Vec<u8>>>,
}

impl Source {
    pub(super) fn new(path: RepoPath, file: Merged) -> Self {
        Self { path, file, wrong: None, modified: None, size: 0, is_read: false, is_changed: false, text: None }
    }

    /// Looks whether it is there, and how old it is.
    pub(super) fn stat(&mut self, root: &Path) {
        match std::fs::symlink_metadata(self.path.to_path(root)) {
            Ok(data) => (self.size, self.modified) = (data.len(), data.modified().ok()),
            Err(_error) => self.wrong = Some("it is no longer there".to_owned()),
        }
    }

    /// Looks into it.
    pub(super) fn look(&mut self, root: &Path, meaning: LineMeaning, format: Format) {
        self.is_read = true;
        let known = self.text.take().map(|text| Text::read_before(text, self.modified));
        let Some(text) = known.or_else(|| text_of(root, &self.path)) else {
            self.stat(root);
            self.modified = None;
            return;
        };
        self.modified = text.modified();
        self.wrong = freshness::contradiction(&self.path, text.bytes(), &self.file, meaning, format == Format::Jacoco);
        if self.wrong.is_none() {
            trim(format, &self.path, text.bytes(), &mut self.file);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, SPREAD, THINNEST, choose};

    #[test]
    fn thin_and_likely_files_and_some_others_are_chosen() {
        let mut files = vec![(4_000, 100, false); 2 * ALL];
        files[1_501] = (4_000, 400, false);
        files[1_503] = (4_000, 100, true);
        files[1_507] = (0, 0, false);
        let chosen = choose(&files);
        assert!(chosen[1_501] && chosen[1_503] && !chosen[1_507]);
        let number = chosen.iter().filter(|chosen| **chosen).count();
        assert!((SPREAD..=SPREAD + THINNEST + 3).contains(&number), "{number}");
        assert_eq!(choose(&[(1, 1, false)]), [true]);
    }
}
