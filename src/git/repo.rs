//! One repository: where it is, what state it is in, its objects.

use super::{Error, OnDisk};
use crate::env;
use crate::text::RepoPath;
use std::cell::{Cell, OnceCell};
use std::path::{Path, PathBuf};

/// The name of an object, as git computes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub(super) git2::Oid);

impl ObjectId {
    /// Whether it is git's name for no object.
    pub fn is_none(&self) -> bool {
        self.0.is_zero()
    }
}

/// Whether the file (or, of a symbolic link, its target) is the content that `id` names, byte for byte.
pub fn is_content_of(id: ObjectId, file: &Path) -> bool {
    let hashed = match std::fs::read_link(file) {
        Ok(target) => git2::Oid::hash_object(git2::ObjectType::Blob, RepoPath::from_path(&target).as_bytes()),
        Err(_error) => git2::Oid::hash_file(git2::ObjectType::Blob, file),
    };
    hashed.is_ok_and(|hashed| hashed == id.0)
}

impl std::fmt::Display for ObjectId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, formatter)
    }
}

/// An opened repository. Not shared between threads: each takes its own [`BlobReader`].
pub struct Repo {
    pub(super) inner: git2::Repository,
    /// Whether something was answered without git, since there is none to ask.
    pub(super) without_git: Cell<bool>,
    /// Whether a sparse checkout left an ignore file out, once that was asked.
    pub(super) absent_ignore_file: OnceCell<bool>,
    /// What the work tree has of tracked files, once that was asked.
    pub(super) on_disk: OnceCell<Vec<OnDisk>>,
}

impl Repo {
    fn new(inner: git2::Repository) -> Self {
        Self { inner, without_git: Cell::new(false), absent_ignore_file: OnceCell::new(), on_disk: OnceCell::new() }
    }

    /// The repository that `start` is in. Inside a git hook, the one that git names in the environment.
    ///
    /// # Errors
    /// [`Error::NotARepository`], [`Error::Owner`], [`Error::Unsupported`].
    pub fn discover(start: &Path) -> Result<Self, Error> {
        // As git does: what an object is called is checked when it comes in, not each time that it is read.
        static READ_AS_GIT: std::sync::Once = std::sync::Once::new();
        READ_AS_GIT.call_once(|| git2::opts::strict_hash_verification(false));
        if let Some(named) = env::var_os(env::GIT_DIR) {
            return Self::from_environment(Path::new(&named));
        }
        let flags = if env::is_set(env::GIT_INDEX_FILE) { git2::RepositoryOpenFlags::FROM_ENV } else { git2::RepositoryOpenFlags::empty() };
        let inner = git2::Repository::open_ext(start, flags, std::iter::empty::<&Path>()).map_err(|error| classify(start, &error))?;
        Ok(Self::new(inner))
    }

    /// The repository that git names in the environment, wherever it is: `named`.
    fn from_environment(named: &Path) -> Result<Self, Error> {
        // With a folder to start from, libgit2 would search there and not look at `GIT_DIR`.
        let inner = git2::Repository::open_from_env().map_err(|error| classify(named, &error))?;
        if let Some(tree) = env::var_os(env::GIT_WORK_TREE) {
            // Git takes a relative path from the current folder, libgit2 from the repository's.
            let tree = std::path::absolute(Path::new(&tree)).map_err(|error| Error::Git(error.to_string()))?;
            inner.set_workdir(&tree, false)?;
        }
        Ok(Self::new(inner))
    }

    /// Whether something was asked that git should have answered, and there was none: a library answered in its place.
    pub fn was_answered_without_git(&self) -> bool {
        self.without_git.get()
    }

    /// The top of the work tree; `None` in a bare repository.
    pub fn work_tree(&self) -> Option<&Path> {
        self.inner.workdir()
    }

    /// The work tree, or the repository itself where there is none.
    pub fn root(&self) -> PathBuf {
        self.work_tree().unwrap_or_else(|| self.inner.path()).to_path_buf()
    }

    /// The repository's own folder: `.git`, or what stands for it.
    pub fn git_dir(&self) -> &Path {
        self.inner.path()
    }

    /// The folder that linked work trees share.
    pub fn common_dir(&self) -> &Path {
        self.inner.commondir()
    }

    /// Whether history was cut off by a shallow clone.
    pub fn is_shallow(&self) -> bool {
        self.inner.is_shallow()
    }

    /// The commit that HEAD stands at; `None` before the first one.
    ///
    /// # Errors
    /// [`Error::Git`] where HEAD is damaged.
    pub fn head(&self) -> Result<Option<ObjectId>, Error> {
        match self.inner.head() {
            Ok(head) => Ok(Some(ObjectId(head.peel_to_commit()?.id()))),
            Err(error) if matches!(error.code(), git2::ErrorCode::UnbornBranch | git2::ErrorCode::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The commit that `revision` names.
    ///
    /// # Errors
    /// [`Error::NoSuchRevision`].
    pub fn resolve(&self, revision: &str) -> Result<ObjectId, Error> {
        self.inner
            .revparse_single(revision)
            .and_then(|object| object.peel_to_commit())
            .map(|commit| ObjectId(commit.id()))
            .map_err(|_error| Error::NoSuchRevision { revision: revision.to_owned(), shallow: self.is_shallow() })
    }

    /// Whether history was cut off just below this commit.
    pub fn is_boundary(&self, commit: &str) -> bool {
        let shallow = std::fs::read_to_string(self.common_dir().join("shallow"));
        shallow.is_ok_and(|listed| listed.lines().any(|line| line.trim() == commit))
    }

    /// The file at `path` as a commit has it; `None` where the commit has no such file.
    ///
    /// # Errors
    /// [`Error::NoSuchRevision`], [`Error::Git`].
    pub fn file_at(&self, revision: &str, path: &RepoPath) -> Result<Option<Vec<u8>>, Error> {
        let commit = self.inner.find_commit(self.resolve(revision)?.0)?;
        match commit.tree()?.get_path(&path.to_path(Path::new(""))) {
            Ok(entry) => self.blob(ObjectId(entry.id())).map(Some),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether a commit has a file at `path`; not, where there is no such commit.
    pub fn has_at(&self, revision: &str, path: &RepoPath) -> bool {
        let tree = self.resolve(revision).ok().and_then(|id| self.inner.find_commit(id.0).ok()).and_then(|commit| commit.tree().ok());
        tree.is_some_and(|tree| tree.get_path(&path.to_path(Path::new(""))).is_ok())
    }

    /// One blob's content.
    ///
    /// # Errors
    /// [`Error::Object`].
    pub fn blob(&self, id: ObjectId) -> Result<Vec<u8>, Error> {
        read_blob(&self.inner, id)
    }

    pub(super) fn head_tree(&self) -> Result<Option<git2::Tree<'_>>, Error> {
        let Some(head) = self.head()? else { return Ok(None) };
        Ok(Some(self.inner.find_commit(head.0)?.tree()?))
    }
}

/// Reads blobs of one repository on one thread.
pub struct BlobReader {
    inner: git2::Repository,
}

impl BlobReader {
    /// Opens the repository at `git_dir` for this thread.
    ///
    /// # Errors
    /// As [`Repo::discover`].
    pub fn open(git_dir: &Path) -> Result<Self, Error> {
        Ok(Self { inner: open_again(git_dir)? })
    }

    /// One blob's content.
    ///
    /// # Errors
    /// [`Error::Object`].
    pub fn blob(&self, id: ObjectId) -> Result<Vec<u8>, Error> {
        read_blob(&self.inner, id)
    }
}

pub(super) fn open_again(git_dir: &Path) -> Result<git2::Repository, Error> {
    // In a hook, objects may stand apart (a push that is not accepted yet); git says where in the environment.
    let opened = if env::is_set(env::GIT_DIR) { git2::Repository::open_from_env() } else { git2::Repository::open(git_dir) };
    opened.map_err(|error| classify(git_dir, &error))
}

fn read_blob(repository: &git2::Repository, id: ObjectId) -> Result<Vec<u8>, Error> {
    repository
        .find_blob(id.0)
        .map(|blob| blob.content().to_vec())
        .map_err(|error| Error::Object { id: id.to_string(), message: error.message().to_owned() })
}

/// The folder that git must be told to trust for a repository that `path` is in: its work tree, or itself where it has none.
fn trusted_as(path: &Path) -> PathBuf {
    let found = git2::Repository::discover_path(path, std::iter::empty::<&Path>()).ok();
    let found = found.or_else(|| std::path::absolute(path).ok()).unwrap_or_else(|| path.to_path_buf());
    match found.parent() {
        Some(parent) if found.file_name().is_some_and(|name| name == ".git") => parent.to_path_buf(),
        _ => found,
    }
}

fn classify(path: &Path, error: &git2::Error) -> Error {
    let path = path.to_path_buf();
    match error.code() {
        git2::ErrorCode::NotFound => Error::NotARepository { path },
        git2::ErrorCode::Owner => Error::Owner { path: trusted_as(&path) },
        _ => Error::Unsupported { path, message: error.message().to_owned() },
    }
}
