//! From the paths that tools print to paths of the repository.

use super::published::Published;
use crate::text::RepoPath;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where a path of a report leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Placed {
    /// To a file of the repository that is there.
    Inside(RepoPath),
    /// Into the repository, to no file that is there.
    Missing(RepoPath),
    /// To several files, and nothing says which.
    Ambiguous(RepoPath),
    /// Out of the repository. Never opened; shown as the report has it.
    Outside(RepoPath),
}

impl Placed {
    /// The path to show.
    pub(super) fn path(&self) -> &RepoPath {
        match self {
            Self::Inside(path) | Self::Missing(path) | Self::Ambiguous(path) | Self::Outside(path) => path,
        }
    }
}

/// What is needed to place paths.
pub(super) struct Placer<'run> {
    root: PathBuf,
    /// The root as it was given, before links were resolved.
    given: PathBuf,
    /// The files that git would publish.
    files: &'run Published<'run>,
    /// Files by their last component.
    by_name: OnceCell<BTreeMap<Vec<u8>, Vec<&'run RepoPath>>>,
    map: &'run BTreeMap<String, String>,
    strip: &'run [String],
}

impl<'run> Placer<'run> {
    pub(super) fn new(root: &Path, files: &'run Published<'run>, map: &'run BTreeMap<String, String>, strip: &'run [String]) -> Self {
        let given = root.to_path_buf();
        let root = root.canonicalize().unwrap_or_else(|_error| given.clone());
        Self { root, given, files, by_name: OnceCell::new(), map, strip }
    }

    /// Places a path that a tool which ran in `folder` printed.
    pub(super) fn place(&self, path: &str, folder: &Path) -> Placed {
        let path = self.mapped(path);
        let real = folder.canonicalize().unwrap_or_else(|_error| folder.to_path_buf());
        let folder = real.strip_prefix(&self.root).map_or_else(|_error| RepoPath::new(""), RepoPath::from_path);
        if is_absolute(&path) {
            return self.absolute(&path);
        }
        // The folder of the tool first, then those above it: cargo's paths are those of the workspace.
        let mut above: &[u8] = folder.as_bytes();
        loop {
            if let Some(candidate) = joined(above, &path)
                && self.is_there(&candidate)
            {
                return Placed::Inside(candidate);
            }
            if above.is_empty() {
                break;
            }
            above = memchr::memrchr(b'/', above).map_or(&b""[..], |at| above.get(..at).unwrap_or_default());
        }
        match joined(folder.as_bytes(), &path).or_else(|| joined(b"", &path)) {
            Some(missing) => self.by_suffix(&path, 1).unwrap_or(Placed::Missing(missing)),
            None => Placed::Outside(RepoPath::new(path)),
        }
    }

    fn absolute(&self, path: &str) -> Placed {
        for root in [&self.root, &self.given] {
            let mut prefix = RepoPath::from_path(root).as_bytes().to_vec();
            while prefix.ends_with(b"/") {
                prefix.pop();
            }
            prefix.push(b'/');
            if let Some(inside) = path.as_bytes().strip_prefix(prefix.as_slice())
                && let Some(candidate) = joined(b"", &String::from_utf8_lossy(inside))
            {
                return if self.is_there(&candidate) { Placed::Inside(candidate) } else { Placed::Missing(candidate) };
            }
        }
        // A container's root, another machine's checkout: the longest end that names one file. Two components at the least, since a
        // README.md is everywhere.
        self.by_suffix(path, 2).unwrap_or_else(|| Placed::Outside(RepoPath::new(path)))
    }

    /// The file whose path ends as `path` does, in the most components, and in `least` at the least; where the whole of a relative path
    /// must match, that is one.
    fn by_suffix(&self, path: &str, least: usize) -> Option<Placed> {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        if parts.contains(&"..") {
            return None;
        }
        let name = parts.last()?;
        let by_name = self.by_name.get_or_init(|| {
            let mut by_name: BTreeMap<Vec<u8>, Vec<&RepoPath>> = BTreeMap::new();
            for file in self.files.all() {
                by_name.entry(file.file_name().to_vec()).or_default().push(file);
            }
            by_name
        });
        let common = |file: &RepoPath| {
            let bytes: &[u8] = file.as_bytes();
            bytes.rsplit(|byte| *byte == b'/').zip(parts.iter().rev()).take_while(|(one, other)| *one == other.as_bytes()).count()
        };
        let whole = |file: &RepoPath| file.as_bytes().iter().filter(|byte| **byte == b'/').count() + 1;
        let candidates = by_name.get(name.as_bytes())?;
        let best = candidates.iter().map(|file| common(file)).max()?;
        // The end must be a whole path of the one or of the other.
        let fits = |file: &RepoPath| common(file) == best && (best == parts.len() || best == whole(file) || best >= least.max(2));
        let fitting: Vec<&&RepoPath> = candidates.iter().filter(|file| fits(file)).collect();
        let relative = !is_absolute(path);
        match fitting.as_slice() {
            [only] if best >= least && (!relative || best == parts.len()) => Some(Placed::Inside((**only).clone())),
            [_, _, ..] if best >= least && (!relative || best == parts.len()) => Some(Placed::Ambiguous(RepoPath::new(path))),
            _ => None,
        }
    }

    fn is_there(&self, path: &RepoPath) -> bool {
        self.files.tracks(path) || std::fs::symlink_metadata(path.to_path(&self.root)).is_ok_and(|data| data.is_file())
    }

    /// The path after what the settings say of its beginning. Backslashes are separators where the path is a Windows one.
    fn mapped(&self, path: &str) -> String {
        let path = if path.contains('\\') && !path.contains('/') { path.replace('\\', "/") } else { path.to_owned() };
        let below = |prefix: &str| {
            let prefix = prefix.trim_end_matches('/');
            let rest = path.strip_prefix(prefix)?;
            rest.strip_prefix('/').or((prefix.is_empty() || rest.is_empty()).then_some(rest)).map(str::to_owned)
        };
        // The longest beginning wins.
        let mapped = self.map.iter().filter_map(|(from, to)| Some((from.len(), below(from)?, to))).max_by_key(|(length, ..)| *length);
        if let Some((_, rest, to)) = mapped {
            let to = to.trim_end_matches('/');
            return if to.is_empty() || to == "." { rest } else { format!("{to}/{rest}") };
        }
        self.strip
            .iter()
            .filter_map(|prefix| Some((prefix.len(), below(prefix)?)))
            .max_by_key(|(length, _)| *length)
            .map_or(path.clone(), |(_, rest)| rest)
    }
}

/// Whether a path begins at the root of a file system, a Windows drive's too.
fn is_absolute(path: &str) -> bool {
    let bytes = path.as_bytes();
    path.starts_with('/')
        || (bytes.first().is_some_and(u8::is_ascii_alphabetic) && bytes.get(1) == Some(&b':') && bytes.get(2) == Some(&b'/'))
}

/// `path` seen from `folder`, with `.` and `..` resolved by their letters; `None` where it leads out of the repository, or has a NUL.
fn joined(folder: &[u8], path: &str) -> Option<RepoPath> {
    let mut parts: Vec<&[u8]> = folder.split(|byte| *byte == b'/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            other if other.contains('\0') => return None,
            other => parts.push(other.as_bytes()),
        }
    }
    (!parts.is_empty()).then(|| RepoPath::new(parts.join(&b'/')))
}

#[cfg(test)]
mod tests {
    use super::{Placed, Placer, Published};
    use crate::text::RepoPath;
    use std::collections::BTreeMap;

    fn placed(path: &str, folder: &str) -> String {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("work");
        std::fs::create_dir_all(root.join("packages/web")).unwrap();
        let names =
            ["src/a.py", "packages/web/src/index.ts", "packages/api/src/index.ts", "packages/api/src/only.ts", "README.md", "a b/é.py"];
        let files = Published::only(names.into_iter().map(RepoPath::new).collect());
        let map = BTreeMap::from([("/app".to_owned(), "packages/api".to_owned()), ("/app/root".to_owned(), ".".to_owned())]);
        let strip = ["build/tmp".to_owned()];
        let placer = Placer::new(&root, &files, &map, &strip);
        let path = path.replace("ROOT", &root.canonicalize().unwrap().display().to_string());
        match placer.place(&path, &root.join(folder)) {
            Placed::Inside(path) => path.to_string(),
            Placed::Missing(path) => format!("missing {path}"),
            Placed::Ambiguous(path) => format!("ambiguous {path}"),
            Placed::Outside(path) => format!("outside {path}"),
        }
    }

    #[test]
    fn paths_are_seen_from_the_root() {
        for (path, folder, expected) in [
            ("src/a.py", "", "src/a.py"),
            ("./src//a.py", "", "src/a.py"),
            ("ROOT/src/a.py", "", "src/a.py"),
            ("src/index.ts", "packages/web", "packages/web/src/index.ts"),
            ("../api/src/index.ts", "packages/web", "packages/api/src/index.ts"),
            ("packages/api/src/index.ts", "packages/web", "packages/api/src/index.ts"),
            ("src/only.ts", "", "packages/api/src/only.ts"),
            ("src/index.ts", "", "ambiguous src/index.ts"),
            ("src\\a.py", "", "src/a.py"),
            ("C:/work/checkout/src/a.py", "", "src/a.py"),
            ("/home/runner/work/x/x/packages/web/src/index.ts", "", "packages/web/src/index.ts"),
            ("/app/src/index.ts", "", "packages/api/src/index.ts"),
            ("/app/root/README.md", "", "README.md"),
            ("build/tmp/src/a.py", "", "src/a.py"),
            ("a b/é.py", "", "a b/é.py"),
            ("gone.py", "", "missing gone.py"),
            ("other.ts", "packages/web", "missing packages/web/other.ts"),
            ("/etc/passwd", "", "outside /etc/passwd"),
            ("../../etc/passwd", "", "outside ../../etc/passwd"),
            ("/elsewhere/README.md", "", "outside /elsewhere/README.md"),
        ] {
            assert_eq!(placed(path, folder), expected, "{path} from {folder:?}");
        }
    }
}
