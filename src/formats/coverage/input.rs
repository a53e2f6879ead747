//! The bytes of a report as UTF-8, whatever they are wrapped in.

use super::model::{Error, ErrorKind};
use super::trouble::quote;
use flate2::bufread::MultiGzDecoder;
use memchr::{memchr, memchr_iter};
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// How much of a report is looked at to tell its format, in bytes.
const START: usize = 64 * 1024;
/// Longest line of a text report, in bytes: mangled names of C++ templates run to tens of KiB.
const LINE_MOST: usize = 1024 * 1024;
/// Longest path that is believed, in bytes: four times what Linux opens.
const PATH_MOST: usize = 16 * 1024;
/// Most lines, branches or regions of one file.
pub(super) const ENTRIES_MOST: usize = 10_000_000;

/// A report whose beginning has been read.
pub(super) struct Opened<'a> {
    start: Vec<u8>,
    rest: Box<dyn BufRead + 'a>,
}

/// A report from where its content begins.
pub(super) struct Input<'a> {
    /// The bytes.
    pub(super) reader: Box<dyn BufRead + 'a>,
    /// Lines before the content.
    pub(super) lines_before: u64,
}

impl<'a> Opened<'a> {
    /// The beginning, all of it where the report is short.
    pub(super) fn start(&self) -> &[u8] {
        &self.start
    }

    /// Whether there is nothing behind the beginning.
    pub(super) fn is_whole(&self) -> bool {
        self.start.len() < START
    }

    /// Leaves out `bytes` of the beginning.
    pub(super) fn skip(self, bytes: usize) -> Input<'a> {
        let (before, _) = self.start.split_at(bytes.min(self.start.len()));
        let lines_before = memchr_iter(b'\n', before).count() as u64;
        let mut start = Cursor::new(self.start);
        start.set_position(bytes as u64);
        Input { reader: Box::new(start.chain(self.rest)), lines_before }
    }
}

/// Reads the beginning of a report; gzip is unpacked, UTF-16 and Latin-1 become UTF-8, a byte order mark is left out.
///
/// With `cut`, compressed data may end anywhere.
pub(super) fn open(input: &mut dyn BufRead, cut: bool) -> Result<Opened<'_>, Error> {
    let mut rest: Box<dyn BufRead + '_> = Box::new(input);
    // Artifact stores pack what is packed already.
    for _ in 0..3 {
        let start = beginning(&mut rest, cut)?;
        if start.starts_with(&[0x1f, 0x8b]) {
            rest = Box::new(BufReader::with_capacity(START, MultiGzDecoder::new(Cursor::new(start).chain(rest))));
        } else if let Some((encoding, mark)) = encoding(&start) {
            let mut bytes = Cursor::new(start);
            bytes.set_position(mark);
            rest = Box::new(BufReader::with_capacity(START, Recoded { bytes: bytes.chain(rest), encoding, done: Vec::new() }));
            let start = beginning(&mut rest, cut)?;
            return Ok(Opened { start, rest });
        } else {
            let start = start.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(start);
            return Ok(Opened { start, rest });
        }
    }
    Err(Error::new(ErrorKind::Unknown, "the report is compressed several times over"))
}

fn beginning(reader: &mut dyn BufRead, cut: bool) -> Result<Vec<u8>, Error> {
    let mut start = Vec::new();
    match reader.take(START as u64).read_to_end(&mut start) {
        Err(error) if !cut => Err(error.into()),
        _ => Ok(start),
    }
}

#[derive(Clone, Copy)]
enum Encoding {
    Utf16Little,
    Utf16Big,
    Latin1,
}

/// The encoding where it is not UTF-8, and the length of its mark.
fn encoding(start: &[u8]) -> Option<(Encoding, u64)> {
    match start {
        [0xff, 0xfe, ..] => Some((Encoding::Utf16Little, 2)),
        [0xfe, 0xff, ..] => Some((Encoding::Utf16Big, 2)),
        _ if start.starts_with(b"<?xml") => {
            let end = memchr(b'>', start)?;
            let declaration = start.get(..end)?.to_ascii_lowercase();
            let named = |name: &[u8]| memchr::memmem::find(&declaration, name).is_some();
            (named(b"iso-8859-1") || named(b"windows-1252") || named(b"us-ascii")).then_some((Encoding::Latin1, 0))
        }
        _ => None,
    }
}

/// Bytes of another encoding as UTF-8.
struct Recoded<R> {
    bytes: R,
    encoding: Encoding,
    /// UTF-8 that did not fit, last byte first.
    done: Vec<u8>,
}

impl<R: BufRead> Recoded<R> {
    fn unit(&mut self) -> io::Result<Option<u16>> {
        let mut pair = [0; 2];
        let wanted = if matches!(self.encoding, Encoding::Latin1) { 1 } else { 2 };
        let mut have = 0;
        while have < wanted {
            let Some(slot) = pair.get_mut(have..wanted) else { break };
            match self.bytes.read(slot)? {
                0 => return Ok(None),
                read => have += read,
            }
        }
        Ok(Some(match self.encoding {
            Encoding::Utf16Little | Encoding::Latin1 => u16::from_le_bytes(pair),
            Encoding::Utf16Big => u16::from_be_bytes(pair),
        }))
    }

    fn character(&mut self) -> io::Result<Option<char>> {
        let Some(first) = self.unit()? else { return Ok(None) };
        if !(0xd800..0xe000).contains(&first) {
            return Ok(char::from_u32(u32::from(first)));
        }
        let second = self.unit()?.unwrap_or(0);
        Ok(char::decode_utf16([first, second]).next().and_then(Result::ok).or(Some(char::REPLACEMENT_CHARACTER)))
    }
}

impl<R: BufRead> Read for Recoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        for slot in into.iter_mut() {
            if self.done.is_empty()
                && let Some(character) = self.character()?
            {
                let mut bytes = [0; 4];
                self.done.extend(character.encode_utf8(&mut bytes).bytes().rev());
            }
            let Some(byte) = self.done.pop() else { break };
            *slot = byte;
            written += 1;
        }
        Ok(written)
    }
}

/// Takes lines of a text report.
pub(super) trait LineTaker {
    /// Takes a line without its end, with its number from 1 and whether a line feed ended it.
    fn line(&mut self, number: u64, line: &[u8], ended: bool) -> Result<(), Error>;

    /// Takes whole lines at the beginning of `ahead` that need no more than a look: how many bytes, and how many lines.
    fn plain(&mut self, _ahead: &[u8]) -> Result<(usize, u64), Error> {
        Ok((0, 0))
    }
}

impl<F: FnMut(u64, &[u8], bool) -> Result<(), Error>> LineTaker for F {
    fn line(&mut self, number: u64, line: &[u8], ended: bool) -> Result<(), Error> {
        self(number, line, ended)
    }
}

/// Hands over every line.
pub(super) fn each_line(input: &mut Input<'_>, taker: &mut impl LineTaker) -> Result<(), Error> {
    let mut number = input.lines_before;
    let mut carried = Vec::new();
    loop {
        let buffer = input.reader.fill_buf()?;
        if buffer.is_empty() {
            break;
        }
        let mut rest = buffer;
        loop {
            if carried.is_empty() {
                let (bytes, lines) = taker.plain(rest).map_err(|error| error.at(number + 1))?;
                rest = rest.get(bytes..).unwrap_or_default();
                number += lines;
            }
            let Some(end) = memchr(b'\n', rest) else { break };
            let (line, after) = rest.split_at(end);
            number += 1;
            if carried.is_empty() {
                taker.line(number, without_return(line), true).map_err(|error| error.at(number))?;
            } else {
                carried.extend_from_slice(line);
                taker.line(number, without_return(&carried), true).map_err(|error| error.at(number))?;
                carried.clear();
            }
            rest = after.get(1..).unwrap_or_default();
        }
        carried.extend_from_slice(rest);
        if carried.len() > LINE_MOST {
            return Err(Error::malformed("a line is longer than 1 MiB").at(number + 1));
        }
        let read = buffer.len();
        input.reader.consume(read);
    }
    if !carried.is_empty() {
        number += 1;
        taker.line(number, without_return(&carried), false).map_err(|error| error.at(number))?;
    }
    Ok(())
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// A path as the report names it, if it is one at all.
pub(super) fn path(bytes: &[u8]) -> Result<String, Error> {
    if bytes.len() > PATH_MOST {
        return Err(Error::malformed(format!("a path is {} bytes long: {}", bytes.len(), quote(bytes))));
    }
    if bytes.is_empty() {
        return Err(Error::malformed("a file has no name"));
    }
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

/// Refuses a file that has more entries than any source.
pub(super) fn bounded(entries: usize) -> Result<(), Error> {
    if entries > ENTRIES_MOST { Err(Error::malformed("a file has more than 10 million entries")) } else { Ok(()) }
}
