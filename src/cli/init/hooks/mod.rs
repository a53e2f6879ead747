//! golive in the hooks of a repository: those of the hook manager that is there, else git's own.

mod git;
mod husky;
mod lefthook;
mod package_json;
mod pre_commit;
mod toml;

use super::step::{Found, Step, look};
use crate::cli::failure::Failure;
use crate::git::Repo;
use std::path::{Path, PathBuf};

/// The hooks that golive belongs in. Git does not run pre-commit for the commit of a merge, but pre-merge-commit.
const HOOKS: [&str; 3] = ["pre-commit", "pre-merge-commit", "pre-push"];
/// What a hook calls. It finds out by itself which hook it is.
const COMMAND: &str = "golive secrets --hook";
/// The hook that git gives the name of the remote, and the pushed references on its input.
const PUSH: &str = "pre-push";

/// A hook manager, by the files that it is set up with.
enum Manager {
    Husky,
    PreCommit(PathBuf),
    Lefthook(PathBuf),
    PackageJson(package_json::Place),
}

/// The steps that put golive into the hooks of this repository.
///
/// # Errors
/// Where git cannot say where its hooks are.
pub(super) fn steps(repo: &Repo, root: &Path) -> Result<Vec<Step>, Failure> {
    let folder = repo.hooks_folder()?;
    let found = managers(root, &folder.path);
    let mut steps = match found.first() {
        Some(Manager::Husky) => husky::steps(root),
        Some(Manager::PreCommit(path)) => {
            let mut steps = pre_commit::steps(path, root);
            // The managers give a hook the first of the pushed references only. What they find at git's place they call, with all.
            steps.extend(git::steps(repo, root, &folder, &[PUSH]));
            steps
        }
        Some(Manager::Lefthook(path)) => lefthook::steps(path, root),
        Some(Manager::PackageJson(place)) => package_json::steps(place, root),
        None => git::steps(repo, root, &folder, &HOOKS),
    };
    let others: Vec<&str> = found.iter().skip(1).map(Manager::name).collect();
    if !others.is_empty() {
        steps.push(Step::Next(format!("{} is set up here too and was left as it is; one manager is enough", others.join(", "))));
    }
    Ok(steps)
}

/// The managers that the repository is set up for; the first is the one that git would run.
fn managers(root: &Path, hooks: &Path) -> Vec<Manager> {
    let mut found = Vec::new();
    if hooks.parent().is_some_and(|folder| folder.ends_with(".husky")) || hooks.ends_with(".husky") || root.join(".husky").is_dir() {
        found.push(Manager::Husky);
    }
    found.extend(first(root, pre_commit::FILES).map(Manager::PreCommit));
    found.extend(first(root, lefthook::FILES).map(Manager::Lefthook));
    found.extend(package_json::find(root).map(Manager::PackageJson));
    found
}

fn first(root: &Path, names: &[&str]) -> Option<PathBuf> {
    names.iter().map(|name| root.join(name)).find(|path| path.symlink_metadata().is_ok())
}

impl Manager {
    fn name(&self) -> &'static str {
        match self {
            Self::Husky => "husky",
            Self::PreCommit(_) => "pre-commit",
            Self::Lefthook(_) => "lefthook",
            Self::PackageJson(place) => place.name(),
        }
    }
}

/// Whether a file calls golive already, outside of comments that begin with `#` or `//`.
pub(super) fn calls_golive(text: &str) -> bool {
    let calls = ["golive check", "golive secrets", "golive action", "golive-check", "golive-secrets", "/golive\" "];
    let lines = text.lines().map(str::trim_start).filter(|line| !line.starts_with(['#', ':']) && !line.starts_with("//"));
    lines.into_iter().any(|line| calls.iter().any(|call| line.contains(call)))
}

/// What a hook calls in a shell script, where its arguments are at hand.
fn in_shell(hook: &str) -> String {
    if hook == PUSH { format!("{COMMAND} \"$@\"") } else { COMMAND.to_owned() }
}

/// The step that changes the file at `path` with `edit`, which is given its text and returns the new one, or why there is none.
fn edited(path: &Path, root: &Path, snippet: &str, edit: impl FnOnce(&str) -> Option<String>) -> Step {
    let refused = |why: String| Step::Refused { path: path.to_path_buf(), why, snippet: snippet.to_owned() };
    match look(path, root) {
        Found::Text(text) if calls_golive(&text) => Step::Kept { path: path.to_path_buf(), why: "it calls golive already".to_owned() },
        Found::Text(text) => match edit(&text) {
            Some(after) => Step::change(path.to_path_buf(), text, after),
            None => refused("its form leaves no place that is certain to change nothing else".to_owned()),
        },
        Found::Nothing => refused("it is gone".to_owned()),
        Found::Odd(why) => refused(why),
    }
}
