//! Writing a file so that a reader sees the old text or the new, never a part.

use std::io::Write as _;
use std::path::Path;

/// Replaces the file at `path`, keeping its permissions: written beside it, then renamed over it.
///
/// # Errors
/// Those of the file system; the file at `path` is then as it was.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".golive-{}", std::process::id()));
    let beside = path.with_file_name(name);
    let written = write(&beside, path, bytes).and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        // The error that matters is the first one.
        drop(std::fs::remove_file(&beside));
    }
    written
}

fn write(beside: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(beside)?;
    file.write_all(bytes)?;
    if let Ok(data) = std::fs::metadata(path) {
        file.set_permissions(data.permissions())?;
    }
    file.sync_all()
}
