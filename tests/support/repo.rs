//! Real git repositories in temporary folders.

use super::run::{Run, Running, golive, run};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use tempfile::TempDir;

const GIT_CONFIG: &str = "\
[user]
\tname = Ada Tester
\temail = ada@example.org
[init]
\tdefaultBranch = main
[commit]
\tgpgSign = false
[protocol \"file\"]
\tallow = always
[advice]
\tdetachedHead = false
";

/// A repository, or a plain folder, with a HOME of its own. Gone when the last handle on it is.
pub(crate) struct Repo {
    place: Rc<TempDir>,
    root: PathBuf,
}

impl Repo {
    /// An empty repository, before its first commit.
    pub(crate) fn new() -> Self {
        let folder = Self::folder();
        folder.git(["init", "--quiet"]);
        folder
    }

    /// A folder that is no repository.
    pub(crate) fn folder() -> Self {
        let place = tempfile::Builder::new().prefix("golive-test-").tempdir().unwrap();
        let root = place.path().join("work");
        std::fs::create_dir_all(&root).unwrap();
        std::fs::create_dir_all(place.path().join("home")).unwrap();
        std::fs::write(place.path().join("home/.gitconfig"), GIT_CONFIG).unwrap();
        Self { place: Rc::new(place), root }
    }

    /// Another folder of the same temporary folder: a clone, a linked work tree, a folder below.
    pub(crate) fn at(&self, path: impl AsRef<Path>) -> Self {
        Self { place: Rc::clone(&self.place), root: self.root.join(path) }
    }

    /// A clone of this repository beside it.
    pub(crate) fn clone_with(&self, name: &str, options: &[&str]) -> Self {
        let url = format!("file://{}", self.root.display());
        let target = self.place.path().join(name);
        self.git(["clone", "--quiet"].into_iter().chain(options.iter().copied()).chain([url.as_str(), target.to_str().unwrap()]));
        self.at(target)
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.place.path().join("home")
    }

    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.join(path)
    }

    pub(crate) fn write(&self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn remove(&self, path: &str) -> &Self {
        std::fs::remove_file(self.path(path)).unwrap();
        self
    }

    pub(crate) fn link(&self, path: &str, target: impl AsRef<Path>) -> &Self {
        std::os::unix::fs::symlink(target, self.path(path)).unwrap();
        self
    }

    /// Writes an executable file: a git hook, a stand-in for a program.
    pub(crate) fn script(&self, path: &str, text: &str) -> &Self {
        use std::os::unix::fs::PermissionsExt as _;
        self.write(path, text);
        std::fs::set_permissions(self.path(path), std::fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    /// Stages everything, deletions included.
    pub(crate) fn stage(&self) -> &Self {
        self.git(["add", "--all"]);
        self
    }

    /// Commits what is staged, whatever hooks say.
    pub(crate) fn commit(&self, message: &str) -> &Self {
        self.git(["commit", "--quiet", "--no-verify", "--allow-empty", "--message", message]);
        self
    }

    pub(crate) fn config(&self, key: &str, value: &str) -> &Self {
        self.git(["config", key, value]);
        self
    }

    /// Runs git, which must succeed; gives its standard output without the last line feed.
    #[track_caller]
    pub(crate) fn git<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> String {
        let run = self.try_git(arguments);
        run.exits(0);
        run.out().trim_end().to_owned()
    }

    /// Runs git, whatever comes of it.
    pub(crate) fn try_git<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        self.run("git").args(arguments).finish()
    }

    /// Runs golive to its end.
    pub(crate) fn golive<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        self.golive_with().args(arguments).finish()
    }

    /// golive about to run.
    pub(crate) fn golive_with(&self) -> Running {
        golive(&self.root, &self.home())
    }

    /// What golive finds with these arguments, as `path:line rule`.
    #[track_caller]
    pub(crate) fn found(&self, arguments: &[&str]) -> Vec<String> {
        self.golive(arguments.iter().copied().chain(["--format", "json"])).findings()
    }

    /// Another program about to run here.
    pub(crate) fn run(&self, program: &str) -> Running {
        run(program, &self.root, &self.home())
    }
}
