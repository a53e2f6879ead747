//! What sources say that they are of: the module of a `go.mod`, the package of a Kotlin source. Only tracked files are opened.

use std::path::Path;

/// Most of a source that is read to find its package, in bytes.
const PACKAGE_WITHIN: usize = 16 << 10;

/// The module path of a `go.mod`.
pub(super) fn module_of(path: &Path) -> Option<String> {
    let text = read_start(path)?;
    let line = text.lines().find_map(|line| line.trim().strip_prefix("module"))?;
    let name = line.split("//").next()?.trim().trim_matches('"').to_owned();
    (!name.is_empty() && !name.contains(char::is_whitespace)).then_some(name)
}

/// The package that a Kotlin source says it is of.
pub(super) fn package_of(path: &Path) -> Option<String> {
    let text = read_start(path)?;
    let line = text.lines().find_map(|line| line.trim().strip_prefix("package "))?;
    Some(line.split("//").next()?.trim().trim_end_matches(';').to_owned())
}

fn read_start(path: &Path) -> Option<String> {
    use std::io::Read as _;
    if !std::fs::symlink_metadata(path).is_ok_and(|data| data.is_file()) {
        return None;
    }
    let mut start = Vec::new();
    std::fs::File::open(path).ok()?.take(u64::try_from(PACKAGE_WITHIN).unwrap_or(u64::MAX)).read_to_end(&mut start).ok()?;
    Some(String::from_utf8_lossy(&start).into_owned())
}
