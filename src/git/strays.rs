//! Whether there may be an untracked file of a kind at all: git need not be asked which of them are ignored, where there is none.

use super::{Error, OnDisk, Repo, Untracked};
use crate::text::RepoPath;
use std::path::Path;

/// Entries of folders that are looked at beyond those that are tracked; where there are more, such as in packages that a build brought,
/// git finds its way faster.
const LOOKED_AT: usize = 2_000;

impl Repo {
    /// As [`Repo::untracked`], for one who asks for files that are `wanted` alone: others may be left out.
    ///
    /// # Errors
    /// As [`Repo::untracked`].
    pub fn untracked_of(&self, wanted: &dyn Fn(&RepoPath) -> bool) -> Result<Untracked, Error> {
        if self.may_have(wanted) { self.untracked() } else { Ok(Untracked { asked_git: true, ..Untracked::default() }) }
    }

    /// Whether a file that is not tracked is `wanted`, or nobody looked.
    fn may_have(&self, wanted: &dyn Fn(&RepoPath) -> bool) -> bool {
        let (Some(root), Ok(tracked)) = (self.work_tree(), self.on_disk()) else { return true };
        let mut left = tracked.len() + LOOKED_AT;
        has_stray(root, &mut Vec::new(), tracked, &mut left, wanted)
    }
}

fn has_stray(folder: &Path, prefix: &mut Vec<u8>, tracked: &[OnDisk], left: &mut usize, wanted: &dyn Fn(&RepoPath) -> bool) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return true };
    let length = prefix.len();
    for entry in entries {
        let (Ok(entry), Some(fewer)) = (entry, left.checked_sub(1)) else { return true };
        *left = fewer;
        let Ok(kind) = entry.file_type() else { return true };
        let name = entry.file_name();
        if name == ".git" {
            continue;
        }
        prefix.extend_from_slice(RepoPath::from_path(Path::new(&name)).as_bytes());
        let found = if kind.is_dir() {
            prefix.push(b'/');
            has_stray(&entry.path(), prefix, tracked, left, wanted)
        } else {
            let is_tracked = tracked.binary_search_by(|file| <[u8]>::cmp(file.path.as_bytes(), prefix.as_slice())).is_ok();
            !is_tracked && wanted(&RepoPath::new(prefix.clone()))
        };
        prefix.truncate(length);
        if found {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::git::scratch::Scratch;
    use crate::text::RepoPath;

    #[test]
    fn git_is_asked_where_there_may_be_something() {
        let scratch = Scratch::new();
        scratch.write(".gitignore", "*.log\n").write("src/a.py", "a\n").commit();
        scratch.write("src/b.log", "b\n").write("c.txt", "c\n");
        let repo = scratch.repo();
        let files = |ending: &'static str| -> Vec<String> {
            let wanted = move |path: &RepoPath| path.as_bytes().ends_with(ending.as_bytes());
            repo.untracked_of(&wanted).unwrap().files.iter().map(ToString::to_string).collect()
        };
        assert_eq!(files(".py"), Vec::<String>::new());
        assert_eq!(files(".log"), ["c.txt"]);
        scratch.write("src/d/new.py", "d\n");
        assert_eq!(files(".py"), ["c.txt", "src/d/new.py"]);
    }

    #[test]
    fn git_is_asked_where_there_is_much() {
        let scratch = Scratch::new();
        scratch.write("a.py", "a\n").commit();
        for number in 0..=super::LOOKED_AT {
            scratch.write(&format!("many/{number}"), "");
        }
        assert_eq!(scratch.repo().untracked_of(&|_| false).unwrap().files.len(), super::LOOKED_AT + 1);
    }
}
