//! What is to be done, file by file, before any of it is.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Larger files are not changed, in bytes: nobody writes such a configuration by hand.
const LARGEST: u64 = 1 << 20;

/// One thing that `golive init` does, finds done, or leaves to a person.
#[derive(Debug)]
pub(super) enum Step {
    /// A file to write.
    Write(Change),
    /// Nothing to do: what was asked for is there.
    Kept {
        /// The file.
        path: PathBuf,
        /// Why nothing has to be done.
        why: String,
    },
    /// A file that golive leaves alone, and what to put in it.
    Refused {
        /// The file.
        path: PathBuf,
        /// Why it is left alone.
        why: String,
        /// What to put in it, and where.
        snippet: String,
    },
    /// Something left to do that is no file.
    Next(String),
}

/// A file's text, as it is and as it is to be.
#[derive(Debug)]
pub(super) struct Change {
    /// Absolute.
    pub(super) path: PathBuf,
    /// `None` where there is no such file.
    pub(super) before: Option<String>,
    pub(super) after: String,
    pub(super) executable: bool,
}

/// What is at a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A file of text.
    Text(String),
    /// Something that is not read or replaced, and what it is.
    Odd(String),
}

impl Step {
    /// A file that is not there yet.
    pub(super) fn create(path: PathBuf, text: impl Into<String>) -> Self {
        Self::Write(Change { path, before: None, after: text.into(), executable: false })
    }

    /// A file that is there, changed.
    pub(super) fn change(path: PathBuf, before: String, after: String) -> Self {
        Self::Write(Change { path, before: Some(before), after, executable: false })
    }

    /// The same, executable.
    pub(super) fn executable(self) -> Self {
        match self {
            Self::Write(change) => Self::Write(Change { executable: true, ..change }),
            other => other,
        }
    }
}

/// What is at `path`, which is followed no further than `root`: a link could lead anywhere.
pub(super) fn look(path: &Path, root: &Path) -> Found {
    let folder = path.ancestors().skip(1).find(|folder| folder.exists()).unwrap_or(root);
    if !folder.canonicalize().is_ok_and(|real| root.canonicalize().is_ok_and(|root| real.starts_with(root))) {
        return Found::Odd("its folder is a link to somewhere else".to_owned());
    }
    let data = match std::fs::symlink_metadata(path) {
        Ok(data) => data,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Found::Nothing,
        Err(error) => return Found::Odd(format!("it could not be read: {error}")),
    };
    if !data.is_file() {
        return Found::Odd("it is no plain file".to_owned());
    }
    let mut bytes = Vec::new();
    match std::fs::File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)) {
        Ok(read) if read as u64 > LARGEST => Found::Odd(format!("it is larger than {LARGEST} bytes")),
        Ok(_) => String::from_utf8(bytes).map_or_else(|_error| Found::Odd("it is not UTF-8".to_owned()), Found::Text),
        Err(error) => Found::Odd(format!("it could not be read: {error}")),
    }
}

impl Change {
    /// Writes the file so that a reader sees the old text or the new, never a part. A file that has appeared in the meantime stays.
    ///
    /// # Errors
    /// Those of the file system; the file is then as it was.
    pub(super) fn write(&self) -> std::io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut name = self.path.file_name().unwrap_or_default().to_os_string();
        name.push(format!(".golive-{}", std::process::id()));
        let beside = folder.join(name);
        let written = self.write_to(&beside).and_then(|()| match self.before {
            // A second name can be given to a file only where there is none yet.
            None => std::fs::hard_link(&beside, &self.path).and_then(|()| std::fs::remove_file(&beside)),
            Some(_) => std::fs::rename(&beside, &self.path),
        });
        if written.is_err() {
            // The error that matters is the first one.
            drop(std::fs::remove_file(&beside));
        }
        written
    }

    fn write_to(&self, beside: &Path) -> std::io::Result<()> {
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(beside)?;
        file.write_all(self.after.as_bytes())?;
        if let Ok(data) = std::fs::metadata(&self.path) {
            file.set_permissions(data.permissions())?;
        }
        #[cfg(unix)]
        if self.executable {
            use std::os::unix::fs::PermissionsExt as _;
            file.set_permissions(std::fs::Permissions::from_mode(0o755))?;
        }
        file.sync_all()
    }
}
