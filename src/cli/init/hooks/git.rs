//! Git's own hooks, where no manager is set up.

use super::super::step::{Found, Step, look};
use super::{HOOKS, PUSH, calls_golive, in_shell};
use crate::git::{HooksFolder, Repo};
use std::path::Path;

/// The scripts that are installed, as they are in the `hooks` folder of golive itself.
const SCRIPTS: [(&str, &str); 3] = [
    ("pre-commit", include_str!("../../../../hooks/pre-commit")),
    ("pre-merge-commit", include_str!("../../../../hooks/pre-merge-commit")),
    ("pre-push", include_str!("../../../../hooks/pre-push")),
];
/// In every script that golive has installed, of any version.
const OURS: &str = "# Git hook of golive";

pub(super) fn steps(repo: &Repo, root: &Path, folder: &HooksFolder, wanted: &[&str]) -> Vec<Step> {
    debug_assert!(SCRIPTS.iter().map(|(hook, _)| *hook).eq(HOOKS), "a script a hook");
    if folder.shared {
        return vec![Step::Refused {
            path: folder.path.clone(),
            why: "core.hooksPath is set for more than this repository, and golive changes no hooks of others".to_owned(),
            snippet: format!(
                "`git config --local core.hooksPath .githooks` and `golive init --hooks` again; or, in {} there:\n\n{}",
                wanted.join(", "),
                line(PUSH)
            ),
        }];
    }
    SCRIPTS.iter().filter(|(hook, _)| wanted.contains(hook)).map(|(hook, script)| step(repo, root, folder, hook, script)).collect()
}

fn line(hook: &str) -> String {
    format!("{} || exit $?\n", in_shell(hook))
}

fn step(repo: &Repo, root: &Path, folder: &HooksFolder, hook: &str, script: &str) -> Step {
    let path = folder.path.join(hook);
    // A folder elsewhere was named by the repository's own settings, which a clone does not bring along: it is followed anywhere.
    let inside = [root, repo.common_dir()].into_iter().find(|inside| folder.path.starts_with(inside));
    let inside = inside.or(folder.path.ancestors().last()).unwrap_or(root);
    let refused = |why: String| {
        let before = if hook == PUSH { ", before anything that reads its input" } else { "" };
        Step::Refused { path: path.clone(), why, snippet: format!("{}(in {hook}{before})\n", line(hook)) }
    };
    match look(&path, inside) {
        Found::Nothing => Step::create(path, script).executable(),
        Found::Text(text) if text == script => Step::Kept { path, why: "it is golive's".to_owned() },
        Found::Text(text) if text.contains(OURS) => Step::change(path, text, script.to_owned()).executable(),
        Found::Text(text) if calls_golive(&text) => Step::Kept { path, why: "it calls golive already".to_owned() },
        Found::Text(_) => refused("it is another's hook".to_owned()),
        Found::Odd(why) => refused(why),
    }
}
