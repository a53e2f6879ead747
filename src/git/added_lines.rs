//! Which lines of a text were not in the text before it.

use super::Error;

/// Line numbers, from 1, as sorted, disjoint, inclusive ranges.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddedLines(Vec<(u32, u32)>);

impl AddedLines {
    /// Whether any line from `first` to `last` was added.
    pub fn touches(&self, first: u32, last: u32) -> bool {
        let next = self.0.partition_point(|(_, end)| *end < first);
        self.0.get(next).is_some_and(|(start, _)| *start <= last)
    }

    /// The ranges, first and last line of each.
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// How many lines there are in all.
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(first, last)| u64::from(last - first) + 1).sum()
    }

    /// Every line of a text of `lines` lines.
    pub fn all(lines: u32) -> Self {
        Self(if lines == 0 { Vec::new() } else { vec![(1, lines)] })
    }
}

/// The lines of `new` that a line diff against `old` shows as added or changed.
///
/// Two buffers are compared, with no path: attributes such as `-diff` or a text-conversion filter have no say in it.
///
/// # Errors
/// [`Error::Git`] where libgit2 cannot compare them.
pub fn added_lines(old: &[u8], new: &[u8]) -> Result<AddedLines, Error> {
    ranges(&git2::Patch::from_buffers(old, None, new, None, Some(&mut options()))?)
}

/// As [`added_lines`], against a blob, whose content libgit2 need not hash.
pub(super) fn added_to_blob(old: &git2::Blob<'_>, new: &[u8]) -> Result<AddedLines, Error> {
    ranges(&git2::Patch::from_blob_and_buffer(old, None, new, None, Some(&mut options()))?)
}

fn options() -> git2::DiffOptions {
    let mut options = git2::DiffOptions::new();
    options.context_lines(0).interhunk_lines(0).force_text(true);
    options
}

fn ranges(patch: &git2::Patch<'_>) -> Result<AddedLines, Error> {
    let mut ranges = Vec::with_capacity(patch.num_hunks());
    for number in 0..patch.num_hunks() {
        let (hunk, _) = patch.hunk(number)?;
        if hunk.new_lines() > 0 {
            ranges.push((hunk.new_start(), hunk.new_start() + hunk.new_lines() - 1));
        }
    }
    Ok(AddedLines(ranges))
}

#[cfg(test)]
mod tests {
    use super::added_lines;

    #[test]
    fn changed_and_new_lines_are_added_and_others_are_not() {
        let added = added_lines(b"a\nb\nc\n", b"a\nB\nc\nd\n").unwrap();
        let touched: Vec<u32> = (1..=5).filter(|line| added.touches(*line, *line)).collect();
        assert_eq!(touched, [2, 4]);
        assert!(added.touches(1, 2));
    }

    #[test]
    fn text_with_nul_bytes_is_compared_all_the_same() {
        assert!(added_lines(b"a\0\n", b"a\0\nb\0\n").unwrap().touches(2, 2));
    }
}
