//! A repository for one test, made with the real git and cut off from the settings of whoever runs the test.

use super::Repo;
use crate::exec::Command;
use std::path::{Path, PathBuf};

/// A repository that is removed when the test ends.
pub(crate) struct Scratch {
    folder: tempfile::TempDir,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        let scratch = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(scratch.root()).unwrap();
        scratch.git(&["init", "--quiet", "--initial-branch=main"]);
        // golive's own calls to git see the settings of whoever runs the test; this one would change answers.
        scratch.git(&["config", "core.excludesFile", "/dev/null"]);
        scratch.git(&["config", "core.ignoreCase", "false"]);
        scratch
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// A path beside the repository.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn repo(&self) -> Repo {
        Repo::discover(&self.root()).unwrap()
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn read(&self, path: &str) -> String {
        String::from_utf8(std::fs::read(self.root().join(path)).unwrap()).unwrap()
    }

    /// git, without the settings of whoever runs the test.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let home: &Path = self.folder.path();
        let set = |value: &str| Some(value.into());
        Command::new("git")
            .within(&self.root())
            .env("HOME", Some(home.into()))
            .env("XDG_CONFIG_HOME", Some(home.join("xdg").into()))
            .env("GIT_CONFIG_NOSYSTEM", set("1"))
            .env("GIT_CONFIG_GLOBAL", set("/dev/null"))
            .env("GIT_AUTHOR_NAME", set("A"))
            .env("GIT_AUTHOR_EMAIL", set("a@example.org"))
            .env("GIT_COMMITTER_NAME", set("A"))
            .env("GIT_COMMITTER_EMAIL", set("a@example.org"))
            .env("GIT_DIR", None)
            .env("GIT_INDEX_FILE", None)
            .args(arguments)
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> &Self {
        self.command(arguments).stdout().unwrap();
        self
    }

    /// What `git ls-files` lists, in order.
    pub(crate) fn ls_files(&self, arguments: &[&str]) -> Vec<String> {
        let output = self.command(&[&["ls-files", "-z"], arguments].concat()).stdout().unwrap();
        output.split(|byte| *byte == 0).filter(|path| !path.is_empty()).map(|path| String::from_utf8_lossy(path).into_owned()).collect()
    }

    /// Everything tracked and not, committed.
    pub(crate) fn commit(&self) -> &Self {
        self.git(&["add", "--all", "--force"]).git(&["commit", "--quiet", "--allow-empty", "--message=x"])
    }
}
