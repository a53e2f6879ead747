//! Files that are not tracked and not ignored: what `git add .` would take up.

use super::{Error, Repo};
use crate::exec::{self, Command};
use crate::text::RepoPath;

/// Untracked, not ignored paths.
#[derive(Debug, Default)]
pub struct Untracked {
    /// Files.
    pub files: Vec<RepoPath>,
    /// Folders that are repositories of their own, which git does not look into.
    pub repositories: Vec<RepoPath>,
    /// Whether the real git answered; libgit2 stands in where there is none, and judges some ignore rules differently.
    pub asked_git: bool,
}

impl Repo {
    /// The untracked files that git would not ignore. Asked of the real git.
    ///
    /// # Errors
    /// [`Error::Exec`] where git fails, [`Error::Git`] where it is missing and libgit2 cannot tell either.
    pub fn untracked(&self) -> Result<Untracked, Error> {
        let Some(work_tree) = self.work_tree() else { return Ok(Untracked::default()) };
        let listed = self.git_command().within(work_tree).args(["ls-files", "--others", "--exclude-standard", "-z"]).stdout();
        match listed {
            Ok(listed) => {
                let (repositories, files) =
                    listed.split(|byte| *byte == 0).filter(|path| !path.is_empty()).partition::<Vec<_>, _>(|path| path.ends_with(b"/"));
                Ok(Untracked {
                    files: files.into_iter().map(RepoPath::new).collect(),
                    repositories: repositories.into_iter().map(|path| RepoPath::new(path.strip_suffix(b"/").unwrap_or(path))).collect(),
                    asked_git: true,
                })
            }
            Err(exec::Error::NotFound { .. }) => self.untracked_by_libgit2(),
            Err(error) => Err(error.into()),
        }
    }

    /// The real git, told which repository is meant and kept from starting anything the repository's own settings name.
    pub(super) fn git_command(&self) -> Command {
        let mut command = Command::new("git");
        command = command.arg("--git-dir").arg(self.git_dir());
        if let Some(work_tree) = self.work_tree() {
            command = command.arg("--work-tree").arg(work_tree);
        }
        unbent(command)
    }

    fn untracked_by_libgit2(&self) -> Result<Untracked, Error> {
        let mut options = git2::StatusOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(true).include_ignored(false).show(git2::StatusShow::Workdir);
        let statuses = self.inner.statuses(Some(&mut options))?;
        let files = statuses.iter().filter(|status| status.status().is_wt_new()).map(|status| RepoPath::new(status.path_bytes())).collect();
        Ok(Untracked { files, repositories: Vec::new(), asked_git: false })
    }
}

/// A git that shows what is there: nothing the repository's settings name is started, nothing is fetched, and neither replacement objects
/// nor grafts stand before the real ones.
pub(super) fn unbent(command: Command) -> Command {
    command
        .args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-c", "log.showSignature=false"])
        .env("GIT_OPTIONAL_LOCKS", Some("0".into()))
        .env("GIT_LITERAL_PATHSPECS", None)
        .env("GIT_NO_LAZY_FETCH", Some("1".into()))
        .env("GIT_NO_REPLACE_OBJECTS", Some("1".into()))
        .env("GIT_GRAFT_FILE", Some(if cfg!(windows) { "NUL" } else { "/dev/null" }.into()))
        .env("LC_ALL", Some("C".into()))
}
