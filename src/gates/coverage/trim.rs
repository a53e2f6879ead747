//! Lines that a report has and its tool does not count, which only the source tells.

use super::merge::Merged;
use super::source::{Line, Lines, language};
use crate::formats::coverage::Format;
use crate::text::RepoPath;
use std::ops::RangeInclusive;

/// Leaves out what the tool does not count.
pub(super) fn trim(format: Format, path: &RepoPath, text: &[u8], file: &mut Merged) {
    match format {
        Format::GoProfile => only_code(path, text, file),
        Format::SimpleCov => without_marked(text, file),
        Format::CoveragePy | Format::Lcov if path.file_name().ends_with(b".py") => without_strings(text, file),
        _ => {}
    }
}

/// A Go block spans blanks, comments and lone brackets, which are no lines of code.
fn only_code(path: &RepoPath, text: &[u8], file: &mut Merged) {
    let kinds: Vec<Line> = Lines::of(text, language(path.file_name()).map(|(_, language)| language)).map(|(_, kind)| kind).collect();
    file.keep_lines(|line| {
        usize::try_from(line).ok().and_then(|line| kinds.get(line.checked_sub(1)?)).is_some_and(|kind| *kind == Line::Code)
    });
}

/// coverage.py before 7.7 lists lines that it does not count when they ran: docstrings, and what its `no cover` leaves out. As many are left
/// out as its own count says.
fn without_strings(text: &[u8], file: &mut Merged) {
    let Some(counted) = file.stated_lines() else { return };
    let surplus = file.lines.figure().total.saturating_sub(counted.total);
    if surplus == 0 {
        return;
    }
    let is_extra = |line: &[u8]| {
        let code = line.trim_ascii_start();
        let string = code.strip_prefix(b"r").or_else(|| code.strip_prefix(b"u")).unwrap_or(code);
        string.starts_with(b"\"") || string.starts_with(b"'") || memchr::memmem::find(code, b"pragma: no cover").is_some()
    };
    let ran = |number: &u32| file.lines.ran(*number) == Some(true);
    let lines = text.split(|byte| *byte == b'\n').zip(1_u32..).filter(|(line, _)| is_extra(line)).map(|(_, number)| number);
    let extra: Vec<u32> = lines.filter(ran).take(usize::try_from(surplus).unwrap_or(usize::MAX)).collect();
    file.keep_lines(|line| extra.binary_search(&line).is_err());
}

/// What stands between two `# :nocov:` is in `SimpleCov`'s result set, and in none of its figures; a last one without a second goes to the
/// end of the file.
fn without_marked(text: &[u8], file: &mut Merged) {
    let mut parts: Vec<RangeInclusive<u32>> = Vec::new();
    let mut open = None;
    for (line, number) in text.split(|byte| *byte == b'\n').zip(1_u32..) {
        let is_mark = line.trim_ascii_start().strip_prefix(b"#").is_some_and(|rest| rest.trim_ascii_start().starts_with(b":nocov:"));
        if is_mark {
            match open.take() {
                Some(start) => parts.push(start..=number),
                None => open = Some(number),
            }
        }
    }
    parts.extend(open.map(|start| start..=u32::MAX));
    if !parts.is_empty() {
        file.keep_lines(|line| !parts.iter().any(|part| part.contains(&line)));
    }
}

#[cfg(test)]
mod tests {
    use super::trim;
    use crate::formats::coverage::{Branch, Figure, Figures, FileCoverage, Format};
    use crate::gates::coverage::merge::Merged;
    use crate::text::RepoPath;

    #[test]
    fn docstrings_and_excluded_lines_that_ran_count_for_nothing() {
        let text = "\"\"\"Doc.\"\"\"\nimport os\nclass A:\n    'D.'\n    def f(self):  # pragma: no cover\n        return 1\nx = \"s\"\n";
        let lines = vec![(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (7, 0)];
        let figure = |total| {
            let stated = Figures { lines: Some(Figure { covered: 2, total }), ..Figures::default() };
            let mut file = Merged::of(FileCoverage { lines: lines.clone(), stated, ..FileCoverage::default() });
            trim(Format::Lcov, &RepoPath::new("a.py"), text.as_bytes(), &mut file);
            file.figures().lines
        };
        assert_eq!(figure(3), Some(Figure { covered: 2, total: 3 }));
        assert_eq!(figure(5), Some(Figure { covered: 4, total: 5 }));
        assert_eq!(figure(6), Some(Figure { covered: 5, total: 6 }));
    }

    #[test]
    fn what_simplecov_is_told_to_leave_out_counts_for_nothing() {
        let text = "a\n  # :nocov:\nb\n#:nocov:\nc\n# :nocov:\nd\n";
        let part = FileCoverage {
            lines: vec![(1, 1), (3, 0), (5, 1), (7, 0)],
            branches: vec![Branch { line: 3, key: 0, hits: 0 }, Branch { line: 5, key: 0, hits: 1 }],
            ..FileCoverage::default()
        };
        let mut file = Merged::of(part);
        trim(Format::SimpleCov, &RepoPath::new("a.rb"), text.as_bytes(), &mut file);
        let figures = file.figures();
        assert_eq!(figures.lines, Some(Figure { covered: 2, total: 2 }));
        assert_eq!(figures.branches, Some(Figure { covered: 1, total: 1 }));
    }
}
