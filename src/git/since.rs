//! What the work tree adds to a base: the lines that a pull request is judged by.

use super::objects::loose_blob;
use super::{AddedLines, Error, ObjectId, Repo, added_lines, is_content_of};
use crate::text::RepoPath;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Largest file whose lines are compared one by one, in bytes; of a larger one every line counts as added.
const COMPARED: usize = 64 << 20;

/// Contents that are kept in all, in bytes.
const KEPT: usize = 64 << 20;

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
    /// The base has the file, and this clone does not have its content there (a partial or damaged clone): which lines were added cannot
    /// be told, and `added` is all of them.
    pub is_base_missing: bool,
    /// Its content, where that was asked for, and not too much.
    pub text: Option<Arc<Vec<u8>>>,
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
        self.look_since(revision, &|_| true, 0)
    }

    /// As [`Repo::since`], with the contents, for one who asks for untracked files that are `wanted` alone: others may be left out.
    ///
    /// # Errors
    /// As [`Repo::since`].
    pub fn since_of(&self, revision: &str, wanted: &dyn Fn(&RepoPath) -> bool) -> Result<Since, Error> {
        self.look_since(revision, wanted, KEPT)
    }

    /// With contents of up to `room` bytes in all.
    fn look_since(&self, revision: &str, wanted: &dyn Fn(&RepoPath) -> bool, mut room: usize) -> Result<Since, Error> {
        let Some(work_tree) = self.work_tree() else { return Err(Error::NoWorkTree) };
        let base = self.merge_base(revision)?;
        let tree = self.inner.find_commit(base.0)?.tree()?;
        let (old, renamed) = self.before(&tree)?;
        let mut changed = Vec::new();
        let (objects, mut inflate) = (self.common_dir().join("objects"), gix_zlib::Inflate::default());
        let empty = git2::Oid::hash_object(git2::ObjectType::Blob, b"")?;
        let seen = self.on_disk()?;
        let looked_at = seen.iter().filter(|file| file.is_file).filter_map(|file| {
            let staged = old.get(&file.path);
            // Where the index has what the base has, so does the work tree, unless it has another content than the index.
            let differs = || file.may_differ && !is_content_of(file.id, &file.path.to_path(work_tree));
            (staged.is_some() || differs()).then(|| (&file.path, staged.cloned().unwrap_or_else(|| Some((file.path.clone(), file.id)))))
        });
        for (path, before) in looked_at {
            let Some(text) = content(work_tree, path)? else { continue };
            let old = match &before {
                // git knows the empty content without having it.
                Some((_, id)) if id.0 != empty => loose_blob(&objects, id.0, &mut inflate).or_else(|| self.blob(*id).ok()),
                _ => Some(Vec::new()),
            };
            let is_base_missing = old.is_none();
            let added = compared(&old.unwrap_or_default(), &text)?;
            if !added.ranges().is_empty() {
                let text = room.checked_sub(text.len()).map(|left| {
                    room = left;
                    Arc::new(text)
                });
                changed.push(ChangedSince { path: path.clone(), old_path: before.map(|(path, _)| path), added, is_base_missing, text });
            }
        }
        for path in self.untracked_of(wanted)?.files {
            // A link may lead out of the repository.
            if !std::fs::symlink_metadata(path.to_path(work_tree)).is_ok_and(|data| data.is_file()) {
                continue;
            }
            if let Some(text) = content(work_tree, &path)? {
                changed.push(ChangedSince { path, old_path: None, added: compared(b"", &text)?, is_base_missing: false, text: None });
            }
        }
        changed.sort_by(|one, other| one.path.cmp(&other.path));
        changed.dedup_by(|one, other| one.path == other.path);
        Ok(Since { base, changed, renamed })
    }
}

fn has_carriage(text: &[u8]) -> bool {
    memchr::memmem::find(text, b"\r\n").is_some()
}

impl Repo {
    /// Of every path that the index has in another version than `tree`: the path there, and its content. And the renamed ones, the path
    /// now and the path there.
    fn before(&self, tree: &git2::Tree<'_>) -> Result<(Befores, Vec<(RepoPath, RepoPath)>), Error> {
        let mut options = git2::DiffOptions::new();
        options.include_typechange(true).context_lines(0).ignore_submodules(true);
        let mut diff = self.inner.diff_tree_to_index(Some(tree), Some(&self.inner.index()?), Some(&mut options))?;
        diff.find_similar(Some(git2::DiffFindOptions::new().renames(true)))?;
        let (mut all, mut renamed) = (BTreeMap::new(), Vec::new());
        for delta in diff.deltas().filter(|delta| delta.status() != git2::Delta::Deleted) {
            let (old, new) = (delta.old_file(), delta.new_file());
            let Some(path) = new.path_bytes().map(RepoPath::new) else { continue };
            // A submodule has no lines.
            let is_file = !old.id().is_zero() && old.mode() != git2::FileMode::Commit;
            let before = old.path_bytes().filter(|_| is_file).map(|path| (RepoPath::new(path), ObjectId(old.id())));
            if let Some((before, _)) = before.as_ref().filter(|(before, _)| *before != path) {
                renamed.push((path.clone(), before.clone()));
            }
            all.insert(path, before);
        }
        Ok((all, renamed))
    }
}

/// What a file of the work tree holds; `None` where it is gone by now.
fn content(work_tree: &Path, path: &RepoPath) -> Result<Option<Vec<u8>>, Error> {
    match std::fs::read(path.to_path(work_tree)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::Unreadable { path: path.clone(), message: error.to_string() }),
    }
}

/// The path and the content of a file at the base; `None` for a new one.
type Before = Option<(RepoPath, ObjectId)>;
/// Of every path that changed.
type Befores = BTreeMap<RepoPath, Before>;

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

    #[cfg(unix)]
    #[test]
    fn links_that_lead_out_of_the_repository_are_not_followed() {
        let (scratch, outside) = (Scratch::new(), Scratch::new());
        scratch.write("a", "a\n").commit();
        outside.write("file", "x\n");
        let out = outside.repo().root().join("file");
        std::os::unix::fs::symlink(&out, scratch.repo().root().join("link")).unwrap();
        std::os::unix::fs::symlink(out.parent().unwrap(), scratch.repo().root().join("folder")).unwrap();
        assert_eq!(scratch.repo().since("HEAD").unwrap().changed.len(), 0);
    }

    #[test]
    fn a_base_that_is_not_there_is_said() {
        let scratch = Scratch::new();
        scratch.write("a", "a\n").commit();
        assert!(scratch.repo().since("nowhere").unwrap_err().to_string().contains("names no commit"));
    }
}
