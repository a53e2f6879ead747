//! Every blob that references reach, read in one stream from the real git, which keeps its packs' order and decodes each delta once.

use super::{BlobStatus, Error, ObjectId, Repo};
use crate::text::RepoPath;
use std::io::{self, BufRead, Read as _};

/// What references reach.
#[derive(Debug, Default)]
pub struct Reachable {
    /// Blobs in git's own order, each once, with a path it has.
    pub blobs: Vec<(ObjectId, RepoPath)>,
    /// Trees, each once, with a path it has; empty for a root.
    pub trees: Vec<(ObjectId, RepoPath)>,
    /// Objects that a partial clone or damage left out.
    pub missing: Vec<String>,
}

/// Memory of a streaming git, kept small: windows on packs, and decoded delta bases.
pub(super) const FRUGAL: [&str; 6] =
    ["-c", "core.packedGitWindowSize=1m", "-c", "core.packedGitLimit=64m", "-c", "core.deltaBaseCacheLimit=48m"];

impl Repo {
    /// The blobs that any reference, stash or HEAD reaches.
    ///
    /// # Errors
    /// [`Error::Exec`] where git is missing or fails.
    pub fn reachable(&self) -> Result<Reachable, Error> {
        let mut tips = self.other_tips();
        if let Some(head) = self.head()? {
            tips.push(head.to_string());
        }
        let listed = self
            .git_command()
            .args(FRUGAL)
            .args(["rev-list", "--all", "--objects", "--missing=print", "--stdin"])
            .input((tips.join("\n") + "\n").into_bytes())
            .stdout()?;
        let mut named = Vec::new();
        let mut reachable = Reachable::default();
        for line in listed.split(|byte| *byte == b'\n') {
            if let Some(missing) = line.strip_prefix(b"?") {
                reachable.missing.push(String::from_utf8_lossy(missing).into_owned());
            } else if let Some(space) = memchr::memchr(b' ', line)
                && let (Some(id), Some(path)) = (line.get(..space), line.get(space + 1..))
                && let Ok(id) = std::str::from_utf8(id)
            {
                named.push((id.to_owned(), path.to_vec()));
            }
        }
        self.sort_by_kind(named, &mut reachable)?;
        Ok(reachable)
    }

    /// Trees have paths too; git tells them from blobs by their headers alone.
    fn sort_by_kind(&self, named: Vec<(String, Vec<u8>)>, reachable: &mut Reachable) -> Result<(), Error> {
        let mut input = Vec::with_capacity(named.len() * 41);
        for (id, _) in &named {
            input.extend_from_slice(id.as_bytes());
            input.push(b'\n');
        }
        let types = self.git_command().args(FRUGAL).args(["cat-file", "--batch-check=%(objecttype)", "--buffer"]).input(input).stdout()?;
        for (kind, (id, path)) in types.split(|byte| *byte == b'\n').zip(named) {
            let object = ObjectId(git2::Oid::from_str(&id)?);
            match kind {
                // A blob that a reference names itself has no path; its id is where to find it.
                b"blob" => reachable.blobs.push((object, RepoPath::new(if path.is_empty() { id.into_bytes() } else { path }))),
                b"tree" => reachable.trees.push((object, RepoPath::new(path))),
                _ => {}
            }
        }
        Ok(())
    }

    /// Commits that are kept and that no reference of this work tree names: the stash's log holds all but its newest, and other work trees
    /// have a HEAD of their own.
    pub(super) fn other_tips(&self) -> Vec<String> {
        let stash = self.inner.reflog("refs/stash");
        let stashes = stash.iter().flat_map(|log| log.iter().map(|entry| entry.id_new()).collect::<Vec<_>>());
        let work_trees = std::fs::read_dir(self.common_dir().join("worktrees")).into_iter().flatten().flatten();
        let heads = work_trees.filter_map(|entry| std::fs::read_to_string(entry.path().join("HEAD")).ok());
        let heads = heads.filter_map(|head| git2::Oid::from_str(head.trim()).ok());
        stashes.chain(heads).filter(|id| self.inner.find_commit(*id).is_ok()).map(|id| id.to_string()).collect()
    }
}

/// Streams blobs out of one repository; may be used from several threads, each with its own git.
#[derive(Debug)]
pub struct BlobStream {
    git_dir: std::path::PathBuf,
}

impl BlobStream {
    /// Of the repository at `git_dir`.
    pub fn new(repo: &Repo) -> Self {
        Self { git_dir: repo.git_dir().to_path_buf() }
    }

    /// Calls `visit` with each blob's number in `ids` and its bytes, in order.
    ///
    /// # Errors
    /// [`Error::Exec`] where git is missing or fails.
    pub fn read(&self, ids: &[ObjectId], visit: &mut dyn FnMut(usize, BlobStatus<'_>)) -> Result<(), Error> {
        let input = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n") + "\n";
        let command = super::untracked::unbent(crate::exec::Command::new("git").arg("--git-dir").arg(&self.git_dir))
            .args(FRUGAL)
            .args(["cat-file", "--batch", "--buffer"]);
        Ok(command.input(input.into_bytes()).stream(|output| {
            let mut buffer = Vec::new();
            for number in 0..ids.len() {
                if next(output, &mut buffer)? {
                    visit(number, BlobStatus::Here(&buffer));
                } else {
                    visit(number, BlobStatus::Missing);
                }
            }
            Ok(())
        })?)
    }
}

/// Reads one answer of `git cat-file --batch`: a line `ID TYPE SIZE`, the bytes, a line feed; or `ID missing`.
fn next(output: &mut dyn BufRead, buffer: &mut Vec<u8>) -> io::Result<bool> {
    let mut header = Vec::new();
    output.read_until(b'\n', &mut header)?;
    let header = String::from_utf8_lossy(&header);
    let mut words = header.split_ascii_whitespace().skip(1);
    let size = match (words.next(), words.next().and_then(|size| size.parse::<usize>().ok())) {
        (Some("missing"), _) => return Ok(false),
        (Some(_), Some(size)) => size,
        _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "git cat-file ended early")),
    };
    buffer.clear();
    output.take(size as u64 + 1).read_to_end(buffer)?;
    if buffer.len() != size + 1 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    buffer.truncate(size);
    Ok(true)
}

/// The names in a tree object's bytes: `MODE NAME`, NUL, the entry's id as bytes (git-mktree; as long as `id`'s own).
pub fn tree_names(bytes: &[u8], id: ObjectId) -> impl Iterator<Item = &[u8]> {
    let id_length = id.0.as_bytes().len();
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let space = memchr::memchr(b' ', rest)?;
        let after = rest.get(space + 1..)?;
        let end = memchr::memchr(0, after)?;
        rest = after.get(end + 1 + id_length..)?;
        after.get(..end)
    })
}
