//! What the work tree adds to a base: the lines that a pull request is judged by.

use super::added_lines::added_to_blob;
use super::{AddedLines, Error, Kind, ObjectId, Repo, added_lines};
use crate::text::RepoPath;

/// Largest file whose lines are compared one by one, in bytes; of a larger one every line counts as added.
const COMPARED: usize = 64 << 20;

/// The work tree against a base.
#[derive(Debug)]
pub struct Since {
    /// The commit it is compared with: the merge base of HEAD and what was named.
    pub base: ObjectId,
    /// Files that are new or have other content, sorted by path. Deleted files are left out: they add no line.
    pub changed: Vec<ChangedSince>,
    /// Renamed files whose content may be the same: the path now, and the path at the base.
    pub renamed: Vec<(RepoPath, RepoPath)>,
}

/// One file with lines that the base does not have.
#[derive(Debug)]
pub struct ChangedSince {
    /// Its path in the work tree.
    pub path: RepoPath,
    /// Its path at the base; `None` for a new file.
    pub old_path: Option<RepoPath>,
    /// The lines that the base does not have.
    pub added: AddedLines,
}

impl Repo {
    /// The best common ancestor of HEAD and `revision`.
    ///
    /// # Errors
    /// [`Error::NoSuchRevision`] where either is missing, [`Error::NoMergeBase`] where they have none.
    pub fn merge_base(&self, revision: &str) -> Result<ObjectId, Error> {
        let (head, base) = (self.resolve("HEAD")?, self.resolve(revision)?);
        let none = |_error| Error::NoMergeBase { revision: revision.to_owned(), shallow: self.is_shallow() };
        self.inner.merge_base(head.0, base.0).map(ObjectId).map_err(none)
    }

    /// What the work tree (committed, staged, unstaged and untracked files alike) adds to the merge base of HEAD and `revision`.
    /// Renames are followed.
    ///
    /// # Errors
    /// As [`Repo::merge_base`], and [`Error::Git`], [`Error::Exec`].
    pub fn since(&self, revision: &str) -> Result<Since, Error> {
        let Some(work_tree) = self.work_tree() else { return Err(Error::NoWorkTree) };
        let base = self.merge_base(revision)?;
        let tree = self.inner.find_commit(base.0)?.tree()?;
        let mut options = git2::DiffOptions::new();
        options.include_typechange(true).context_lines(0).force_text(true).ignore_submodules(true);
        let mut diff = self.inner.diff_tree_to_workdir_with_index(Some(&tree), Some(&mut options))?;
        diff.find_similar(Some(git2::DiffFindOptions::new().renames(true)))?;
        let (mut changed, mut renamed) = (Vec::new(), Vec::new());
        for delta in diff.deltas() {
            let (old, new) = (delta.old_file(), delta.new_file());
            let is_file = Kind::from_mode(i32::from(new.mode())) == Kind::File;
            let Some(path) = new.path_bytes().filter(|_| delta.status() != git2::Delta::Deleted && is_file) else { continue };
            let path = RepoPath::new(path);
            let old_path = (!old.id().is_zero()).then(|| old.path_bytes().map(RepoPath::new)).flatten();
            if let Some(before) = old_path.clone().filter(|before| *before != path) {
                renamed.push((path.clone(), before));
            }
            let Ok(new_text) = std::fs::read(path.to_path(work_tree)) else { continue };
            let added = match self.inner.find_blob(old.id()) {
                Ok(blob) if is_compared_as_it_is(blob.content(), &new_text) => added_to_blob(&blob, &new_text)?,
                Ok(blob) => compared(blob.content(), &new_text)?,
                Err(_none) => compared(b"", &new_text)?,
            };
            if !added.ranges().is_empty() {
                changed.push(ChangedSince { path, old_path, added });
            }
        }
        for path in self.untracked()?.files {
            if let Ok(text) = std::fs::read(path.to_path(work_tree)) {
                changed.push(ChangedSince { path, old_path: None, added: compared(b"", &text)? });
            }
        }
        changed.sort_by(|one, other| one.path.cmp(&other.path));
        changed.dedup_by(|one, other| one.path == other.path);
        Ok(Since { base, changed, renamed })
    }
}

/// Whether both texts are small enough to be compared, and end their lines alike.
fn is_compared_as_it_is(old: &[u8], new: &[u8]) -> bool {
    old.len() <= COMPARED && new.len() <= COMPARED && has_carriage(old) == has_carriage(new)
}

fn has_carriage(text: &[u8]) -> bool {
    memchr::memmem::find(text, b"\r\n").is_some()
}

/// Line ends are git's business: a checkout with carriage returns is no change.
fn compared(old: &[u8], new: &[u8]) -> Result<AddedLines, Error> {
    if new.len() > COMPARED || old.len() > COMPARED {
        let lines = memchr::memchr_iter(b'\n', new).count() + usize::from(!new.ends_with(b"\n"));
        return Ok(AddedLines::all(u32::try_from(lines).unwrap_or(u32::MAX)));
    }
    if has_carriage(old) == has_carriage(new) {
        return added_lines(old, new);
    }
    added_lines(&without_carriage(old), &without_carriage(new))
}

fn without_carriage(text: &[u8]) -> Vec<u8> {
    bstr::ByteSlice::replace(text, "\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use crate::git::scratch::Scratch;

    #[test]
    fn committed_staged_unstaged_and_untracked_lines_all_count() {
        let scratch = Scratch::new();
        let long: String = (0..40).fold(String::new(), |text, line| text + &format!("line {line}\n"));
        scratch.write("kept", "a\nb\n").write("moved", &long).write("gone", "x\n").commit();
        scratch.git(&["branch", "base"]);
        scratch.git(&["mv", "moved", "new name"]).write("new name", format!("{long}last\n")).write("kept", "a\nB\n").commit();
        scratch.write("staged", "s\n").git(&["add", "staged"]).write("kept", "a\nB\nc\r\n").write("untracked", "u\nv\n");
        scratch.git(&["rm", "--quiet", "gone"]);
        let since = scratch.repo().since("base").unwrap();
        let shown: Vec<String> = since
            .changed
            .iter()
            .map(|file| format!("{} from {:?}: {:?}", file.path, file.old_path.as_ref().map(ToString::to_string), file.added.ranges()))
            .collect();
        assert_eq!(
            shown,
            [
                "kept from Some(\"kept\"): [(2, 3)]",
                "new name from Some(\"moved\"): [(41, 41)]",
                "staged from None: [(1, 1)]",
                "untracked from None: [(1, 2)]",
            ]
        );
        assert_eq!(since.renamed.len(), 1);
    }

    #[test]
    fn a_base_that_is_not_there_is_said() {
        let scratch = Scratch::new();
        scratch.write("a", "a\n").commit();
        assert!(scratch.repo().since("nowhere").unwrap_err().to_string().contains("names no commit"));
    }
}
