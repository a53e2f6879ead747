//! One layer after the other: what is inside of what.

use super::{Budget, Left, tar, zip};
use std::io::{BufReader, Cursor, Read};

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Zip: also jar, wheel, docx, xlsx, apk.
    Zip,
    /// Tar.
    Tar,
    /// gzip.
    Gzip,
    /// xz.
    Xz,
    /// Zstandard.
    Zstd,
}

impl Kind {
    /// How many of a file's first bytes tell.
    pub const TELLING: usize = 265;

    /// What the first bytes of a file say that it is.
    pub fn of(head: &[u8]) -> Option<Self> {
        const ZIP: &[u8] = b"PK\x03\x04";
        const EMPTY_ZIP: &[u8] = b"PK\x05\x06";
        match head {
            head if head.starts_with(ZIP) || head.starts_with(EMPTY_ZIP) => Some(Self::Zip),
            head if head.starts_with(b"\x1f\x8b\x08") => Some(Self::Gzip),
            head if head.starts_with(b"\xfd7zXZ\0") => Some(Self::Xz),
            head if head.starts_with(b"\x28\xb5\x2f\xfd") => Some(Self::Zstd),
            // POSIX.1-1988 (ustar) and GNU tar.
            head if head.get(257..262) == Some(b"ustar") => Some(Self::Tar),
            _ => None,
        }
    }
}

/// Unpacks `bytes` and hands every file inside to `each`, with its path in the archive (`layer.tar/inner.txt`). Archives inside are unpacked
/// in turn. Returns what was left out.
pub fn unpack(kind: Kind, bytes: &[u8], budget: &mut Budget, each: &mut dyn FnMut(&str, &[u8])) -> Vec<Left> {
    let mut walk = Walk { budget, each, left: Vec::new() };
    walk.layer(kind, bytes, "");
    walk.left
}

pub(super) struct Walk<'walk> {
    pub(super) budget: &'walk mut Budget,
    each: &'walk mut dyn FnMut(&str, &[u8]),
    pub(super) left: Vec<Left>,
}

impl Walk<'_> {
    fn layer(&mut self, kind: Kind, bytes: &[u8], path: &str) {
        if self.budget.depth == 0 {
            self.left.push(Left::TooMuch(format!("{} lies under too many archives", shown(path))));
            return;
        }
        self.budget.depth -= 1;
        match kind {
            Kind::Zip => zip::walk(self, bytes, path),
            Kind::Tar => tar::walk(self, bytes, path),
            Kind::Gzip => self.stream(&mut flate2::read::MultiGzDecoder::new(bytes), path),
            Kind::Xz => self.xz(bytes, path),
            Kind::Zstd => match ruzstd::decoding::StreamingDecoder::new(bytes) {
                Ok(mut decoder) => self.stream(&mut decoder, path),
                Err(_error) => self.left.push(Left::Unreadable(shown(path).to_owned())),
            },
        }
        self.budget.depth += 1;
    }

    fn stream(&mut self, from: &mut dyn Read, path: &str) {
        match self.budget.read(from) {
            Ok(Some(bytes)) => self.file(path, &bytes),
            Ok(None) => self.too_much(path),
            Err(_error) => self.left.push(Left::Unreadable(shown(path).to_owned())),
        }
    }

    /// The decoder writes and cannot be read from, so that what it writes is counted.
    fn xz(&mut self, bytes: &[u8], path: &str) {
        let mut sink = Bounded { bytes: Vec::new(), most: usize::try_from(self.budget.bytes.min(64 << 20)).unwrap_or(0) };
        let done = lzma_rs::xz_decompress(&mut BufReader::new(Cursor::new(bytes)), &mut sink);
        let unpacked = sink.bytes;
        self.budget.bytes = self.budget.bytes.saturating_sub(unpacked.len() as u64);
        match done {
            Ok(()) => self.file(path, &unpacked),
            Err(lzma_rs::error::Error::IoError(error)) if error.kind() == std::io::ErrorKind::FileTooLarge => self.too_much(path),
            Err(_error) => self.left.push(Left::Unreadable(shown(path).to_owned())),
        }
    }

    /// One unpacked file: an archive in turn, or text to look at.
    pub(super) fn file(&mut self, path: &str, bytes: &[u8]) {
        match Kind::of(bytes) {
            Some(kind) => self.layer(kind, bytes, path),
            None => (self.each)(path, bytes),
        }
    }

    pub(super) fn too_much(&mut self, path: &str) {
        self.left.push(Left::TooMuch(format!("{} unpacks to more than is looked at", shown(path))));
    }
}

pub(super) fn shown(path: &str) -> &str {
    if path.is_empty() { "it" } else { path }
}

/// The path of `name` inside of what stands at `path`.
pub(super) fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") }
}

struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + bytes.len() > self.most {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
