//! Go cover profiles: golang.org/x/tools/cover, "profile.go".

use super::Sink;
use super::input::{Input, bounded, each_line, path};
use super::model::{Error, FileCoverage, Format, Head, Region};
use super::number::{digits, hits, line};
use super::settle;
use super::trouble::quote;
use memchr::memrchr;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Start and end of a block.
type Span = ((u32, u32), (u32, u32));
/// Statements and hits of the blocks of a file.
type Blocks = BTreeMap<Span, (u32, u64)>;
/// All blocks are held, as `-coverpkg` repeats every file for every test binary.
type Files = BTreeMap<String, Blocks>;

/// Reads a profile, or several after one another.
pub(super) fn read(input: &mut Input<'_>, sink: &mut Sink<'_>) -> Result<Head, Error> {
    let mut files = Files::new();
    let mut last: Option<(Vec<u8>, Blocks)> = None;
    let mut head = Head::of(Format::GoProfile);
    head.tool = Some("go".to_owned());
    each_line(input, &mut |_: u64, record: &[u8], ended: bool| {
        let record = record.trim_ascii();
        if record.is_empty() || record.starts_with(b"mode:") {
            return Ok(());
        }
        let Some((name, span, statements, times)) = block(record) else {
            let message = format!("`{}` is no block of a cover profile", quote(record));
            return Err(if ended {
                Error::malformed(message)
            } else {
                Error::truncated(format!("the report ends in the middle of a line: {message}"))
            });
        };
        if last.as_ref().is_none_or(|(open, _)| open != name) {
            put_back(&mut files, last.take());
            let blocks = files.remove(path(name)?.as_str()).unwrap_or_default();
            last = Some((name.to_vec(), blocks));
        }
        let Some((_, blocks)) = last.as_mut() else { return Ok(()) };
        match blocks.entry(span) {
            Entry::Vacant(free) => {
                free.insert((statements, times));
                bounded(blocks.len())
            }
            Entry::Occupied(mut known) if known.get().0 == statements => {
                known.get_mut().1 = known.get().1.saturating_add(times);
                Ok(())
            }
            Entry::Occupied(known) => {
                let (before, place) = (known.get().0, quote(record));
                Err(Error::malformed(format!("`{place}` had {before} statements before: profiles of different sources were joined")))
            }
        }
    })?;
    put_back(&mut files, last.take());
    for (name, blocks) in files {
        sink(file(name, blocks)?);
    }
    Ok(head)
}

fn put_back(files: &mut Files, open: Option<(Vec<u8>, Blocks)>) {
    if let Some((name, blocks)) = open {
        files.insert(String::from_utf8_lossy(&name).into_owned(), blocks);
    }
}

/// `name.go:line.column,line.column statements count`
fn block(record: &[u8]) -> Option<(&[u8], Span, u32, u64)> {
    let colon = memrchr(b':', record)?;
    let (name, rest) = record.split_at(colon);
    let mut words = rest.get(1..)?.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    let (span, statements, times) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || name.is_empty() {
        return None;
    }
    let (start, rest) = place(span)?;
    let (end, rest) = place(rest.strip_prefix(b",")?)?;
    rest.is_empty().then_some(())?;
    Some((name, (start, end), line(statements)?, hits(times)?))
}

fn place(bytes: &[u8]) -> Option<((u32, u32), &[u8])> {
    let (line, rest) = digits(bytes)?;
    let (column, rest) = digits(rest.strip_prefix(b".")?)?;
    Some(((u32::try_from(line).ok()?, u32::try_from(column).ok()?), rest))
}

/// A line was run if any block over it was, and only in part if another block over it was not.
fn file(path: String, blocks: Blocks) -> Result<FileCoverage, Error> {
    let mut file = FileCoverage { path, lines_are_spans: true, ..FileCoverage::default() };
    let mut missed = Vec::new();
    for ((start, end), (statements, times)) in blocks {
        file.regions.push(Region { start, end, weight: statements, hits: times });
        // The end column is exclusive: a block that ends in column 1 has nothing on that line.
        let last = if end.1 <= 1 && end.0 > start.0 { end.0 - 1 } else { end.0 };
        bounded(file.lines.len().saturating_add(last.saturating_sub(start.0) as usize))?;
        for line in start.0.max(1)..=last {
            file.lines.push((line, times));
            if times == 0 {
                missed.push(line);
            }
        }
    }
    settle::lines(&mut file.lines, u64::max);
    missed.sort_unstable();
    missed.dedup();
    file.partial_lines = missed.into_iter().filter(|line| was_run(&file.lines, *line)).collect();
    Ok(file)
}

fn was_run(lines: &[(u32, u64)], line: u32) -> bool {
    lines.binary_search_by_key(&line, |(number, _)| *number).ok().and_then(|at| lines.get(at)).is_some_and(|(_, times)| *times > 0)
}

#[cfg(test)]
mod tests {
    use super::super::ErrorKind;
    use super::super::tests::{all, one, refused};

    #[test]
    fn repeated_blocks_are_one() {
        let file = one("mode: set\nm/a.go:1.10,3.2 2 0\nm/a.go:5.1,6.2 1 0\nmode: set\nm/a.go:1.10,3.2 2 1\nm/a.go:5.1,6.2 1 0\n");
        assert_eq!(file.regions.iter().map(|region| (region.weight, region.hits)).collect::<Vec<_>>(), [(2, 1), (1, 0)]);
        assert_eq!(file.lines, [(1, 1), (2, 1), (3, 1), (5, 0), (6, 0)]);
        assert!(file.partial_lines.is_empty());
    }

    #[test]
    fn a_line_of_two_blocks_is_partial() {
        let file = one("mode: atomic\na.go:1.10,2.20 1 3\na.go:2.20,3.3 1 0\na.go:4.1,6.1 1 1\n");
        assert_eq!(file.lines, [(1, 3), (2, 3), (3, 0), (4, 1), (5, 1)]);
        assert_eq!(file.partial_lines, [2]);
    }

    #[test]
    fn paths_hold_colons_and_blanks() {
        assert_eq!(one("mode: set\r\nC:/my code/a.go:1.1,2.2 1 1\r\n").path, "C:/my code/a.go");
    }

    #[test]
    fn nothing_measured_is_a_report_without_files() {
        assert_eq!(all("mode: set\n").unwrap().1.len(), 0);
    }

    #[test]
    fn blocks_that_contradict_each_other_are_refused() {
        assert_eq!(refused("mode: set\na.go:1.1,2.2 1 1\na.go:1.1,2.2 2 1\n").kind, ErrorKind::Malformed);
        for broken in ["a.go:1.1,2.2 1", "a.go 1 1", "a.go:1,2 1 1", ":1.1,2.2 1 1", "a.go:1.1,2.2 x 1"] {
            assert_eq!(refused(format!("mode: set\n{broken}\n")).kind, ErrorKind::Malformed, "{broken}");
        }
    }
}
