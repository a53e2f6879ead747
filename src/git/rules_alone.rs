//! A repository without `info/exclude`: what a fresh clone would ignore.

use super::{Error, Repo};
use crate::exec::Command;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// The least that git takes for a repository, in a folder of its own that is removed when this is dropped. git has no setting that
/// switches `info/exclude` off, and a rule in it can hide what a `.gitignore` says of the same path; so the question is asked from a
/// repository that has none, about the same work tree.
pub(super) struct RulesAlone {
    folder: PathBuf,
}

impl RulesAlone {
    /// `None` where the repository's own `info/exclude` holds no rule, so that it can be asked itself.
    pub(super) fn needed_for(repo: &Repo) -> Result<Option<Self>, Error> {
        let exclude = std::fs::read(repo.common_dir().join("info").join("exclude")).unwrap_or_default();
        let has_rule = exclude.split(|byte| *byte == b'\n').any(|line| {
            let line = line.trim_ascii();
            !line.is_empty() && !line.starts_with(b"#")
        });
        if has_rule { Self::new().map(Some) } else { Ok(None) }
    }

    fn new() -> Result<Self, Error> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let failed = |error: std::io::Error| Error::Scratch(error.to_string());
        let base = std::env::temp_dir();
        for _ in 0..100 {
            let name = format!("golive-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
            let folder = base.join(name);
            // Fails where something of that name exists, so nobody can have put a trap there.
            match private_folder(&folder) {
                Ok(()) => {
                    let made = Self { folder };
                    made.fill().map_err(failed)?;
                    return Ok(made);
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(error)),
            }
        }
        Err(Error::Scratch("too many folders of the same name".to_owned()))
    }

    fn fill(&self) -> std::io::Result<()> {
        std::fs::create_dir(self.folder.join("objects"))?;
        std::fs::create_dir(self.folder.join("refs"))?;
        std::fs::write(self.folder.join("HEAD"), "ref: refs/heads/none\n")
    }

    /// git, asked about `root` from here, with the index and the objects of `repo`.
    pub(super) fn git_command(&self, repo: &Repo, root: &Path) -> Command {
        let index = repo.git_dir().join("index");
        let ignore_case = repo.inner.config().and_then(|config| config.get_bool("core.ignorecase")).unwrap_or(false);
        Command::new("git")
            .arg("--git-dir")
            .arg(&self.folder)
            .arg("--work-tree")
            .arg(root)
            .args(["-c", "core.fsmonitor=false", "-c", &format!("core.ignoreCase={ignore_case}")])
            .env("GIT_OPTIONAL_LOCKS", Some("0".into()))
            .env("GIT_LITERAL_PATHSPECS", None)
            .env("GIT_COMMON_DIR", None)
            .env("GIT_INDEX_FILE", Some(index.into()))
            .env("GIT_OBJECT_DIRECTORY", Some(repo.common_dir().join("objects").into()))
            .env("LC_ALL", Some("C".into()))
    }
}

impl Drop for RulesAlone {
    fn drop(&mut self) {
        // A leftover in the folder for temporary files harms nobody, and there is nobody to tell.
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

#[cfg(unix)]
fn private_folder(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn private_folder(path: &Path) -> std::io::Result<()> {
    std::fs::DirBuilder::new().create(path)
}
