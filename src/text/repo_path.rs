//! Paths as git has them.

use bstr::{BStr, BString, ByteSlice as _};
use std::path::{Path, PathBuf};

/// A path relative to the repository root, as git stores it: bytes, forward slashes, not always UTF-8.
///
/// `Display` gives the form of the JSON report: the text itself where it is UTF-8, else every byte that is not part of valid UTF-8
/// (and `%`, so that the result can be turned back) percent-encoded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepoPath(BString);

impl RepoPath {
    /// A path from git's own bytes.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(BString::new(bytes.into()))
    }

    /// A path of the file system, relative to the root, with its separators turned into `/`.
    pub fn from_path(path: &Path) -> Self {
        let bytes = path_bytes(path);
        #[cfg(windows)]
        let bytes = bytes.replace(b"\\", b"/");
        Self::new(bytes)
    }

    /// The bytes, as git has them.
    pub fn as_bytes(&self) -> &BStr {
        self.0.as_bstr()
    }

    /// The last component.
    pub fn file_name(&self) -> &[u8] {
        self.0.rsplit(|byte| *byte == b'/').next().unwrap_or_default()
    }

    /// The path below `root`, for opening.
    pub fn to_path(&self, root: &Path) -> PathBuf {
        root.join(bytes_path(&self.0))
    }

    /// Whether this path is `folder` or stands below it; the empty path is the root and holds every path.
    pub fn is_within(&self, folder: &Self) -> bool {
        folder.0.is_empty() || self.0 == folder.0 || (self.0.starts_with(&folder.0) && self.0.get(folder.0.len()) == Some(&b'/'))
    }
}

impl std::fmt::Display for RepoPath {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Ok(text) = self.0.to_str() {
            return formatter.write_str(text);
        }
        for chunk in self.0.utf8_chunks() {
            for character in chunk.valid().chars() {
                if character == '%' {
                    formatter.write_str("%25")?;
                } else {
                    write!(formatter, "{character}")?;
                }
            }
            for byte in chunk.invalid() {
                write!(formatter, "%{byte:02X}")?;
            }
        }
        Ok(())
    }
}

#[cfg(unix)]
fn path_bytes(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt as _;
    path.as_os_str().as_bytes().to_vec()
}

#[cfg(not(unix))]
fn path_bytes(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}

#[cfg(unix)]
fn bytes_path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn bytes_path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::RepoPath;

    #[test]
    fn a_path_that_is_not_utf8_is_percent_encoded() {
        assert_eq!(RepoPath::new("src/naïve 100%.rs").to_string(), "src/naïve 100%.rs");
        assert_eq!(RepoPath::new(b"a\xff%b".to_vec()).to_string(), "a%FF%25b");
    }

    #[test]
    fn a_folder_holds_its_own_paths_and_not_its_neighbours() {
        let folder = RepoPath::new("src");
        assert!(RepoPath::new("src/a.rs").is_within(&folder));
        assert!(!RepoPath::new("src2/a.rs").is_within(&folder));
        assert!(RepoPath::new("x").is_within(&RepoPath::new("")));
    }
}
