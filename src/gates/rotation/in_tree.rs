//! Files of the work tree, and lines in them.

use crate::gate::Context;
use crate::git::{self, Repo};
use crate::model::{Place, Trouble};
use crate::text::{LineColumn, RepoPath, one_line};
use std::io::Read as _;

/// Largest file that is read, in bytes.
const LARGEST: u64 = 16 << 20;
/// Shortest value that is looked for in other files, in bytes.
const SHORTEST: usize = 16;

/// A repository with a work tree, and one file in it.
pub(super) struct InTree {
    pub(super) repo: Repo,
    pub(super) path: RepoPath,
    pub(super) bytes: Vec<u8>,
}

impl InTree {
    /// Reads a file. A link that leads out of the work tree is not followed.
    pub(super) fn read(path: &str, context: &Context<'_>) -> Result<Self, Trouble> {
        let repo = context.repo().map_err(|error| trouble(&error))?;
        let root = repo.root();
        let failed = |why: &str| {
            Trouble::new(format!("{} {why}", one_line(path)), "name a file of the repository, from its root, or take the key out")
        };
        let real = root.join(path).canonicalize().map_err(|_error| failed("is not there"))?;
        let inside = root.canonicalize().is_ok_and(|root| real.starts_with(root));
        if !inside {
            return Err(failed("leads out of the repository"));
        }
        let mut bytes = Vec::new();
        let file = std::fs::File::open(&real).map_err(|_error| failed("could not be read"))?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|_error| failed("could not be read"))?;
        if bytes.len() as u64 > LARGEST {
            return Err(failed("is larger than any such file"));
        }
        Ok(Self { repo, path: RepoPath::new(path), bytes })
    }

    pub(super) fn text(&self) -> Result<&str, Trouble> {
        std::str::from_utf8(&self.bytes)
            .map_err(|_error| Trouble::new(format!("{} is no text", one_line(&self.path.to_string())), "name a text file"))
    }

    pub(super) fn place(&self, line: usize) -> Place {
        place(&self.path, line)
    }
}

/// A whole line of a file.
pub(super) fn place(path: &RepoPath, line: usize) -> Place {
    let at = LineColumn { line: u32::try_from(line).unwrap_or(u32::MAX), column: 0 };
    Place { path: Some(path.clone()), start: at, end: at }
}

/// The first tracked file that holds `value`. Values too short to be told from other text are not looked for.
pub(super) fn find(value: &[u8], context: &Context<'_>) -> Option<Place> {
    if value.len() < SHORTEST {
        return None;
    }
    let repo = context.repo().ok()?;
    let root = repo.work_tree()?;
    let finder = memchr::memmem::Finder::new(value);
    for entry in repo.tracked().ok()?.into_iter().filter(|entry| entry.kind == git::Kind::File) {
        let path = entry.path.to_path(root);
        if !std::fs::symlink_metadata(&path).is_ok_and(|data| data.is_file() && data.len() <= LARGEST) {
            continue;
        }
        let Ok(bytes) = std::fs::read(&path) else { continue };
        if let Some(at) = finder.find(&bytes) {
            let line = memchr::memchr_iter(b'\n', bytes.get(..at).unwrap_or_default()).count() + 1;
            return Some(place(&entry.path, line));
        }
    }
    None
}

/// What a failure of git comes to.
pub(super) fn trouble(error: &git::Error) -> Trouble {
    Trouble::new(error.to_string(), error.help())
}

/// The line, from 1, on which a value of that name is set: `NAME=…`, `name: …`, `"name": …`, or `a.b` for a nested one, by indentation
/// or by section.
pub(super) fn line_of(text: &str, name: &str) -> Option<usize> {
    let whole = [name];
    let nested: Vec<&str> = name.split('.').collect();
    nested_line(text, &whole).or_else(|| nested_line(text, &nested))
}

fn nested_line(text: &str, names: &[&str]) -> Option<usize> {
    let mut lines = text.lines().enumerate();
    let mut outer: Option<usize> = None;
    let mut section = false;
    let mut found = None;
    for (depth, name) in names.iter().enumerate() {
        found = None;
        for (at, line) in lines.by_ref() {
            let bare = line.trim_start();
            let indent = line.len() - bare.len();
            if bare.trim_end().is_empty() || bare.starts_with('#') {
                continue;
            }
            if depth > 0 && (section && bare.starts_with('[') || outer.is_some_and(|outer| indent <= outer)) {
                return None;
            }
            if depth + 1 < names.len() && bare.trim_end() == format!("[{name}]") {
                (found, section, outer) = (Some(at + 1), true, None);
                break;
            }
            if sets(bare, name) {
                (found, outer) = (Some(at + 1), Some(indent));
                break;
            }
        }
        found?;
    }
    found
}

/// Whether a line sets a value of that name.
fn sets(line: &str, name: &str) -> bool {
    let line = line.strip_prefix("- ").or_else(|| line.strip_prefix("export ")).unwrap_or(line);
    let line = line.strip_prefix(['"', '\'']).unwrap_or(line);
    let Some(rest) = line.strip_prefix(name) else { return false };
    let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest).trim_start();
    rest.starts_with([':', '='])
}

#[cfg(test)]
mod tests {
    use super::line_of;
    use proptest::prelude::*;

    #[test]
    fn a_value_is_found_in_every_form() {
        let yaml = "a: 1\nstripe:\n    # key: no\n    other: x\n    key: ENC[x]\nlast:\n  key: y\n";
        assert_eq!(line_of(yaml, "stripe.key"), Some(5));
        assert_eq!(line_of(yaml, "last.key"), Some(7));
        assert_eq!(line_of(yaml, "a.key"), None);
        assert_eq!(line_of("{\n  \"a\": {\n    \"b\": 1\n  }\n}\n", "a.b"), Some(3));
        assert_eq!(line_of("A=1\nexport KEY = 2\nKEYS=3\n", "KEY"), Some(2));
        assert_eq!(line_of("[one]\nk = 1\n[two]\nk = 2\n", "two.k"), Some(4));
        assert_eq!(line_of("[one]\nk = 1\n[two]\nj = 2\n", "one.j"), None);
        assert_eq!(line_of("a.b = 1\n", "a.b"), Some(1));
    }

    proptest! {
        #[test]
        fn no_text_is_too_much(text in "[a-c.:=\\[\\] \n\"]{0,60}", name in "[a-c.]{0,6}") {
            let _ = line_of(&text, &name);
        }
    }
}
