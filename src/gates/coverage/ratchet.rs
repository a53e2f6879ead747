//! The ratchet: a file of uncovered counts by file. It may only shrink. Counts and no percentages, so that deleting covered code costs
//! nothing; one line a file, sorted, so that two branches seldom change the same line.

use super::limits::uncovered;
use crate::formats::coverage::Figures;
use crate::model::Trouble;
use crate::text::{RepoPath, one_line};
use std::collections::BTreeMap;
use std::path::Path;

/// What stands at the top of the file.
const TITLE: &str = "# Uncovered lines and branches by file. `golive coverage --ratchet FILE --update` makes them smaller, never larger.\n";

/// Uncovered counts of one file; `None` where the reports do not know the metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub(super) lines: u64,
    pub(super) branches: Option<u64>,
}

/// Uncovered counts by path as a report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Ratchet {
    pub(super) entries: BTreeMap<String, Counts>,
}

/// A file that has more uncovered than it may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slip {
    pub(super) path: String,
    /// What the ratchet allows; `None` for a file that it does not list.
    pub(super) allowed: Option<Counts>,
    pub(super) now: Counts,
}

impl Counts {
    /// Of a file's figures.
    pub(super) fn of(figures: &Figures) -> Self {
        // Where no line is known, regions stand in: a Go block's statements, an instruction.
        let lines = figures.lines.or(figures.regions).map_or(0, uncovered);
        Self { lines, branches: figures.branches.map(uncovered) }
    }

    fn is_empty(self) -> bool {
        self.lines == 0 && self.branches.unwrap_or(0) == 0
    }

    /// The smaller of each. A metric that was not known before is taken as it is.
    fn least(self, other: Self) -> Self {
        let branches = match (self.branches, other.branches) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        Self { lines: self.lines.min(other.lines), branches }
    }

    /// Whether this is more than `allowed`. Branches that were not known then are not judged now.
    fn exceeds(self, allowed: Self) -> bool {
        self.lines > allowed.lines || self.branches.zip(allowed.branches).is_some_and(|(now, then)| now > then)
    }
}

impl Ratchet {
    /// Reads a ratchet.
    ///
    /// # Errors
    /// [`Trouble`] with the line that is none of a ratchet.
    pub(super) fn parse(name: &Path, bytes: &[u8]) -> Result<Self, Trouble> {
        let mut entries = BTreeMap::new();
        for (number, line) in (1..).zip(String::from_utf8_lossy(bytes).lines()) {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = |why: &str| {
                Trouble::new(
                    format!("{}:{number}: {why}", one_line(&name.display().to_string())),
                    "a line is the uncovered lines, the uncovered branches (or -) and the path; after a conflict, keep the smaller numbers",
                )
            };
            let mut words = line.splitn(3, [' ', '\t']);
            let (Some(lines), Some(branches), Some(path)) = (words.next(), words.next(), words.next()) else {
                return Err(wrong("this is no line of a ratchet"));
            };
            let lines = lines.parse().map_err(|_error| wrong("the first word is no count"))?;
            let branches = match branches {
                "-" => None,
                number => Some(number.parse().map_err(|_error| wrong("the second word is no count"))?),
            };
            let counts = Counts { lines, branches };
            // Two branches may both have lowered a file: the merged ratchet then holds both lines.
            entries.entry(path.to_owned()).and_modify(|known: &mut Counts| *known = known.least(counts)).or_insert(counts);
        }
        Ok(Self { entries })
    }

    /// The text of the file.
    pub(super) fn text(&self) -> String {
        let line = |(path, counts): (&String, &Counts)| {
            let branches = counts.branches.map_or_else(|| "-".to_owned(), |branches| branches.to_string());
            format!("{} {branches} {path}\n", counts.lines)
        };
        TITLE.to_owned() + &self.entries.iter().map(line).collect::<String>()
    }

    /// Gives entries of renamed files their new names. Pairs of the path then and the path now.
    pub(super) fn rename(&mut self, renamed: &[(RepoPath, RepoPath)]) {
        for (old, new) in renamed {
            if let Some(counts) = self.entries.remove(&old.to_string()) {
                let new = new.to_string();
                let known = self.entries.remove(&new).unwrap_or_default();
                let branches = match (counts.branches, known.branches) {
                    (None, None) => None,
                    (one, two) => Some(one.unwrap_or(0).max(two.unwrap_or(0))),
                };
                self.entries.insert(new, Counts { lines: counts.lines.max(known.lines), branches });
            }
        }
    }

    /// Files with more uncovered than they may have; one that is not listed may have `new` lines.
    pub(super) fn slips(&self, now: &BTreeMap<String, Counts>, new: u64) -> Vec<Slip> {
        let judged = now.iter().filter_map(|(path, counts)| {
            let allowed = self.entries.get(path).copied();
            let most = allowed.unwrap_or(Counts { lines: new, branches: if new == 0 { Some(0) } else { None } });
            counts.exceeds(most).then(|| Slip { path: path.clone(), allowed, now: *counts })
        });
        judged.collect()
    }

    /// What it may become: smaller where less is uncovered now, without files that are gone or covered. The first one is what is so now.
    pub(super) fn shrunk(known: Option<&Self>, now: &BTreeMap<String, Counts>) -> Self {
        let entries = now.iter().filter_map(|(path, counts)| {
            let counts = match known {
                None => *counts,
                Some(known) => known.entries.get(path)?.least(*counts),
            };
            (!counts.is_empty()).then(|| (path.clone(), counts))
        });
        Self { entries: entries.collect() }
    }
}

/// Writes the file whole, or leaves it as it was.
///
/// # Errors
/// [`Trouble`] where it cannot be written.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Trouble> {
    let shown = one_line(&path.display().to_string()).into_owned();
    let wrong = |error: std::io::Error| Trouble::new(format!("{shown} could not be written: {error}"), "name a file in an existing folder");
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.new", std::process::id()));
    let beside = path.with_file_name(name);
    std::fs::write(&beside, text).map_err(wrong)?;
    std::fs::rename(&beside, path).map_err(|error| {
        // What is left behind is of no use to anybody.
        drop(std::fs::remove_file(&beside));
        wrong(error)
    })
}

#[cfg(test)]
mod tests {
    use super::{Counts, Ratchet};
    use crate::text::RepoPath;
    use std::collections::BTreeMap;
    use std::path::Path;

    fn counts(lines: u64, branches: Option<u64>) -> Counts {
        Counts { lines, branches }
    }

    fn now(files: &[(&str, u64, Option<u64>)]) -> BTreeMap<String, Counts> {
        files.iter().map(|(path, lines, branches)| ((*path).to_owned(), counts(*lines, *branches))).collect()
    }

    fn ratchet(text: &str) -> Ratchet {
        Ratchet::parse(Path::new("ratchet"), text.as_bytes()).unwrap()
    }

    #[test]
    fn more_than_before_is_a_slip_and_less_is_none() {
        let known = ratchet("# x\n3 1 src/a b.py\n2 - src/c.py\n");
        assert_eq!(known.slips(&now(&[("src/a b.py", 3, Some(1)), ("src/c.py", 1, Some(9))]), 0), []);
        let slips = known.slips(&now(&[("src/a b.py", 3, Some(2)), ("src/c.py", 3, None), ("new.py", 1, None)]), 0);
        assert_eq!(slips.iter().map(|slip| slip.path.as_str()).collect::<Vec<_>>(), ["new.py", "src/a b.py", "src/c.py"]);
        assert_eq!(known.slips(&now(&[("new.py", 5, Some(1))]), 5), []);
    }

    #[test]
    fn it_only_shrinks() {
        let known = ratchet("3 1 a\n2 - b\n4 4 gone\n");
        let next = Ratchet::shrunk(Some(&known), &now(&[("a", 5, Some(0)), ("b", 0, Some(0)), ("new", 7, None)]));
        assert_eq!(next.text().lines().skip(1).collect::<Vec<_>>(), ["3 0 a"]);
        let first = Ratchet::shrunk(None, &now(&[("a", 1, None), ("b", 0, None)]));
        assert_eq!(first.text().lines().skip(1).collect::<Vec<_>>(), ["1 - a"]);
        assert_eq!(ratchet(&first.text()), first);
    }

    #[test]
    fn renames_are_followed_and_merged_lines_keep_the_smaller() {
        let mut known = ratchet("3 1 a\n2 2 a\n");
        assert_eq!(known.entries["a"], counts(2, Some(1)));
        known.rename(&[(RepoPath::new("a"), RepoPath::new("b"))]);
        assert_eq!(known.slips(&now(&[("b", 2, Some(1))]), 0), []);
    }

    #[test]
    fn what_is_no_ratchet_is_said_with_its_line() {
        let error = Ratchet::parse(Path::new("r"), b"# x\n<<<<<<< HEAD\n").unwrap_err();
        assert!(error.message.starts_with("r:2: "), "{}", error.message);
    }
}
