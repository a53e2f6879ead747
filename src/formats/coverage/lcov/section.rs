//! What a tracefile says of one file.

use super::super::input::{bounded, path};
use super::super::model::{Branch, Error, Figure, FileCoverage, Function, Head};
use super::super::number::{digits, hits, whole};
use super::super::trouble::quote;
use super::super::{hash, settle};
use memchr::{memchr, memrchr};
use std::collections::{BTreeSet, HashMap};

/// Most lines that room is made for before they come.
const ROOM_MOST: usize = 16 * 1024;
/// Records that are known, but say nothing that counts here.
const IGNORED: &[&[u8]] = &[b"TN:", b"VER:", b"MCDC:", b"MCF:", b"MCH:", b"#"];

/// Covered and total as they are stated, in any order.
#[derive(Default, Clone, Copy)]
struct Stated {
    found: Option<u64>,
    hit: Option<u64>,
}

impl Stated {
    fn figure(self) -> Option<Figure> {
        Some(Figure { covered: self.hit?, total: self.found? })
    }
}

/// The records of one file so far.
pub(super) struct Section {
    file: FileCoverage,
    /// `FN`: where a function starts, and its name.
    starts: Vec<(u32, String)>,
    /// `FNDA`: how often a function was entered, and its name.
    entered: Vec<(u64, String)>,
    /// `FNL`: number of a group of aliases, and where it starts.
    groups: Vec<(u64, u32)>,
    /// `FNA`: number of the group, how often the alias was entered, its name.
    aliases: Vec<(u64, u64, String)>,
    /// `BA`: the last ordinal by line.
    unnamed: HashMap<u32, u64>,
    lines: Stated,
    branches: Stated,
    functions: Stated,
}

/// Whether a line looks like a record: capitals and a colon.
pub(super) fn is_record(line: &[u8]) -> bool {
    line == b"end_of_record"
        || memchr(b':', line).is_some_and(|at| (1..=4).contains(&at) && line.iter().take(at).all(u8::is_ascii_uppercase))
}

fn broken(record: &[u8]) -> Error {
    Error::malformed(format!("`{}` cannot be read", quote(record)))
}

impl Section {
    /// Of the file at `name`, with room for `lines` lines.
    pub(super) fn new(name: &[u8], lines: usize) -> Result<Self, Error> {
        let lines = Vec::with_capacity(lines.min(ROOM_MOST));
        Ok(Self {
            file: FileCoverage { path: path(name)?, lines, ..FileCoverage::default() },
            starts: Vec::new(),
            entered: Vec::new(),
            groups: Vec::new(),
            aliases: Vec::new(),
            unnamed: HashMap::new(),
            lines: Stated::default(),
            branches: Stated::default(),
            functions: Stated::default(),
        })
    }

    pub(super) fn path(&self) -> &str {
        &self.file.path
    }

    /// Takes one line.
    pub(super) fn record(&mut self, record: &[u8], head: &mut Head) -> Result<(), Error> {
        if let Some(rest) = record.strip_prefix(b"DA:") {
            return self.line(rest, head).ok_or_else(|| broken(record)).and_then(|()| bounded(self.file.lines.len()));
        }
        if let Some(rest) = record.strip_prefix(b"BRDA:") {
            return self.branch(rest, head).ok_or_else(|| broken(record)).and_then(|()| bounded(self.file.branches.len()));
        }
        let colon = memchr(b':', record).map_or(record.len(), |at| at + 1);
        let (name, rest) = record.split_at(colon);
        let read = match name {
            b"BA:" => return self.unnamed_branch(rest).ok_or_else(|| broken(record)).and_then(|()| bounded(self.file.branches.len())),
            b"FN:" => self.start(rest),
            b"FNDA:" => self.entry(rest),
            b"FNL:" => self.group(rest),
            b"FNA:" => self.alias(rest),
            b"LF:" => stated(rest, &mut self.lines.found),
            b"LH:" => stated(rest, &mut self.lines.hit),
            b"BRF:" => stated(rest, &mut self.branches.found),
            b"BRH:" => stated(rest, &mut self.branches.hit),
            b"FNF:" => stated(rest, &mut self.functions.found),
            b"FNH:" => stated(rest, &mut self.functions.hit),
            b"SF:" => {
                let message = format!("the records of {} have no `end_of_record`, and the next file begins", quote(self.path().as_bytes()));
                return Err(Error::truncated(message));
            }
            _ if record.trim_ascii().is_empty() || IGNORED.iter().any(|known| record.starts_with(known)) => Some(()),
            _ if is_record(record) => {
                head.note("records of unknown kinds were read over");
                Some(())
            }
            _ => None,
        };
        read.ok_or_else(|| broken(record))
    }

    /// Takes the lines at the beginning of `ahead` that are `DA:line,hits` and nothing more, which is nearly all of most reports: how many
    /// bytes they are, and how many.
    pub(super) fn plain_lines(&mut self, ahead: &[u8]) -> Result<(usize, u64), Error> {
        let mut rest = ahead;
        let mut lines = std::mem::take(&mut self.file.lines);
        let before = lines.len();
        while let Some((line, times, after)) = plain_line(rest) {
            lines.push((line, times));
            rest = after;
        }
        let number = lines.len();
        self.file.lines = lines;
        bounded(number)?;
        Ok((ahead.len() - rest.len(), (number - before) as u64))
    }

    /// `DA:line,hits[,checksum]`
    fn line(&mut self, rest: &[u8], head: &mut Head) -> Option<()> {
        let (number, rest) = digits(rest)?;
        let rest = rest.strip_prefix(b",")?;
        let Some((times, [] | [b',', ..])) = digits(rest) else { return self.odd_line(number, rest, head) };
        self.add_line(number, times, head)
    }

    /// A line whose hits are negative, a fraction, or in powers of ten.
    fn odd_line(&mut self, number: u64, rest: &[u8], head: &mut Head) -> Option<()> {
        let end = memchr(b',', rest).unwrap_or(rest.len());
        let times = rest.get(..end)?;
        if times.starts_with(b"-") {
            head.note("negative hits were taken as 0");
        }
        self.add_line(number, hits(times)?, head)
    }

    fn add_line(&mut self, number: u64, times: u64, head: &mut Head) -> Option<()> {
        if number == 0 {
            head.note("entries of a line 0 were left out");
        } else {
            self.file.lines.push((u32::try_from(number).ok()?, times));
        }
        Some(())
    }

    /// `BRDA:line,[e|f][U]block,branch,taken`; the branch may be text that holds commas.
    fn branch(&mut self, rest: &[u8], head: &mut Head) -> Option<()> {
        let (number, rest) = digits(rest)?;
        let rest = rest.strip_prefix(b",")?;
        let last = memrchr(b',', rest)?;
        let (names, taken) = rest.split_at(last);
        let times = match taken.get(1..)? {
            b"-" => 0,
            taken => hits(taken)?,
        };
        let comma = memchr(b',', names)?;
        let (mut block, branch) = names.split_at(comma);
        if branch.starts_with(b",jump to line ") && head.tool.is_none() {
            head.tool = Some("coverage.py".to_owned());
        }
        if let [b'e' | b'f', tail @ ..] = block {
            block = tail;
        }
        if let [b'U', tail @ ..] = block
            && whole(tail).is_some()
        {
            // The compiler cannot reach it: it is in the file, and in no figure.
            return Some(());
        }
        // Before 7.7 coverage.py writes where a branch leads to, which is line 0 for the end of a function.
        self.file.branches.push(Branch { line: u32::try_from(number).ok()?, key: hash::key(&[block, branch]), hits: times });
        Some(())
    }

    /// `BA:line,taken`, of Google's lcov and of Bazel (`BranchCoverage`): one branch, which was not reached (0), reached and not taken (1), or taken
    /// (2). It has no name: the n-th of a line stays the n-th.
    fn unnamed_branch(&mut self, rest: &[u8]) -> Option<()> {
        let (number, rest) = digits(rest)?;
        let times = match rest {
            b",0" | b",1" => 0,
            b",2" => 1,
            _ => return None,
        };
        let line = u32::try_from(number).ok()?;
        let ordinal = self.unnamed.entry(line).and_modify(|ordinal| *ordinal += 1).or_insert(0);
        self.file.branches.push(Branch { line, key: hash::key(&[b"BA"]) ^ hash::key_of_numbers(&[*ordinal]), hits: times });
        Some(())
    }

    /// `FN:line[,end],name`; a name may begin with a digit, and hold commas.
    fn start(&mut self, rest: &[u8]) -> Option<()> {
        let (number, rest) = digits(rest)?;
        let mut name = rest.strip_prefix(b",")?;
        if let Some((_, [b',', tail @ ..])) = digits(name)
            && !tail.is_empty()
        {
            name = tail;
        }
        self.starts.push((u32::try_from(number).ok()?, text(name)));
        Some(())
    }

    /// `FNDA:hits,name`
    fn entry(&mut self, rest: &[u8]) -> Option<()> {
        let comma = memchr(b',', rest)?;
        let (times, name) = rest.split_at(comma);
        self.entered.push((hits(times)?, text(name.get(1..)?)));
        Some(())
    }

    /// `FNL:index,start[,end]`
    fn group(&mut self, rest: &[u8]) -> Option<()> {
        let (index, rest) = digits(rest)?;
        let (start, _) = digits(rest.strip_prefix(b",")?)?;
        self.groups.push((index, u32::try_from(start).ok()?));
        Some(())
    }

    /// `FNA:index,hits,name`
    fn alias(&mut self, rest: &[u8]) -> Option<()> {
        let (index, rest) = digits(rest)?;
        let rest = rest.strip_prefix(b",")?;
        let comma = memchr(b',', rest)?;
        let (times, name) = rest.split_at(comma);
        self.aliases.push((index, hits(times)?, text(name.get(1..)?)));
        Some(())
    }

    /// The file, in the model's order.
    pub(super) fn finish(mut self, head: &mut Head) -> FileCoverage {
        settle::lines(&mut self.file.lines, u64::saturating_add);
        // Some writers number all branches alike, and count each: then their own figure tells.
        let apart = self.branches.found == Some(self.file.branches.len() as u64);
        settle::branches(&mut self.file.branches, apart);
        self.file.functions = self.named_functions(head);
        self.file.lines_are_spans = self.are_spans();
        self.file.stated.lines = self.lines.figure();
        self.file.stated.branches = self.branches.figure();
        self.file.stated.functions = self.functions.figure();
        self.file
    }

    fn named_functions(&mut self, head: &mut Head) -> Vec<Function> {
        let mut functions: Vec<Function> = std::mem::take(&mut self.starts)
            .into_iter()
            .map(|(line, name)| Function { name, line: (line > 0).then_some(line), hits: 0 })
            .collect();
        let mut waiting: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, function) in functions.iter().enumerate().rev() {
            waiting.entry(&function.name).or_default().push(index);
        }
        // The n-th entry of a name belongs to its n-th start; entries beyond those add up.
        let mut found = Vec::with_capacity(self.entered.len());
        for (times, name) in &self.entered {
            let index = waiting.get_mut(name.as_str()).and_then(|left| if left.len() > 1 { left.pop() } else { left.last().copied() });
            found.push((index, *times));
        }
        let mut unknown = Vec::new();
        for ((index, times), (_, name)) in found.into_iter().zip(std::mem::take(&mut self.entered)) {
            match index.and_then(|index| functions.get_mut(index)) {
                Some(function) => function.hits = function.hits.saturating_add(times),
                None => unknown.push(Function { name, line: None, hits: times }),
            }
        }
        functions.append(&mut unknown);
        functions.extend(self.grouped_functions(head));
        self.unite_instances(&mut functions);
        functions
    }

    /// Functions of 2.x: a group is one function, its aliases are names of it.
    fn grouped_functions(&mut self, head: &mut Head) -> Vec<Function> {
        let mut places = HashMap::new();
        let mut functions: Vec<Function> = Vec::with_capacity(self.groups.len());
        for (index, line) in &self.groups {
            places.entry(*index).or_insert(functions.len());
            functions.push(Function { name: String::new(), line: (*line > 0).then_some(*line), hits: 0 });
        }
        for (index, times, name) in std::mem::take(&mut self.aliases) {
            match places.get(&index).and_then(|place| functions.get_mut(*place)) {
                Some(function) => {
                    if function.name.is_empty() {
                        function.name = name;
                    }
                    function.hits = function.hits.saturating_add(times);
                }
                None => head.note("names of functions without a place were left out"),
            }
        }
        functions
    }

    /// Makes instantiations of one source function one, where the report counts them so: LLVM writes a record for each.
    fn unite_instances(&self, functions: &mut Vec<Function>) {
        let Some(stated) = self.functions.found else { return };
        let starts: BTreeSet<Option<u32>> = functions.iter().map(|function| function.line).collect();
        if (functions.len() as u64) <= stated || starts.len() as u64 != stated {
            return;
        }
        functions.sort_by_key(|function| function.line);
        functions.dedup_by(|after, before| {
            let same = before.line == after.line;
            if same {
                before.hits = before.hits.saturating_add(after.hits);
            }
            same
        });
    }

    /// Whether lines are spans (LLVM, V8): every run of lines begins where the file or a function does, so that no function has a gap.
    fn are_spans(&self) -> bool {
        let starts: BTreeSet<u32> = self.file.functions.iter().filter_map(|function| function.line).collect();
        let lines = &self.file.lines;
        let first = lines.first().map(|(line, _)| *line);
        let begins_well = |line: u32| line == 1 || starts.contains(&line);
        lines.len() > 1
            && first.is_some_and(begins_well)
            && lines.windows(2).all(|pair| matches!(pair, [before, after] if after.0 == before.0.saturating_add(1) || begins_well(after.0)))
    }
}

/// The line and the hits of a record that is written in the plainest way, and what follows it.
#[inline]
fn plain_line(ahead: &[u8]) -> Option<(u32, u64, &[u8])> {
    let [b'D', b'A', b':', rest @ ..] = ahead else { return None };
    let (line, rest) = short_number(rest)?;
    let [b',', rest @ ..] = rest else { return None };
    let (times, rest) = short_number(rest)?;
    let [b'\n', rest @ ..] = rest else { return None };
    (line > 0).then_some((line, u64::from(times), rest))
}

/// A number of up to seven digits, and what follows it. All eight bytes are looked at together: there are a million numbers.
#[inline]
fn short_number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    /// What brings ten and more above 127.
    const ABOVE_NINE: u64 = 0x7676_7676_7676_7676;
    const HIGH_BITS: u64 = 0x8080_8080_8080_8080;
    const PAIRS: u64 = 0x0000_00ff_0000_00ff;
    let digits = u64::from_le_bytes(*bytes.first_chunk()?) ^ ZEROS;
    let others = (digits.wrapping_add(ABOVE_NINE) | digits) & HIGH_BITS;
    let length = others.trailing_zeros() / 8;
    if !(1..8).contains(&length) {
        return None;
    }
    // As eight digits with zeros in front, then by twos, fours and all.
    let eight = digits << (64 - 8 * length);
    let twos = eight.wrapping_mul(10).wrapping_add(eight >> 8);
    let upper = (twos & PAIRS).wrapping_mul(100 + (1_000_000 << 32));
    let lower = ((twos >> 16) & PAIRS).wrapping_mul(1 + (10_000 << 32));
    let value = u32::try_from(upper.wrapping_add(lower) >> 32).ok()?;
    Some((value, bytes.get(usize::try_from(length).ok()?..)?))
}

fn stated(rest: &[u8], into: &mut Option<u64>) -> Option<()> {
    *into = Some(hits(rest)?);
    Some(())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::short_number;

    #[test]
    fn eight_bytes_are_read_as_a_number_and_what_follows() {
        for number in [0_u32, 1, 9, 10, 42, 99, 100, 12_345, 999_999, 1_234_567, 9_999_999] {
            for behind in [",1\nDA:12", "\nDA:123,4", "\u{e9}12345678"] {
                let text = format!("{number}{behind}");
                assert_eq!(short_number(text.as_bytes()), Some((number, behind.as_bytes())), "{text}");
            }
        }
        for other in ["", "1,2", "12345678", ",1234567", "-1234567", "\u{fffd}1234567"] {
            assert_eq!(short_number(other.as_bytes()), None, "{other}");
        }
    }
}
