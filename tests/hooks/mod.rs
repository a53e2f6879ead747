//! Hooks as people use them: git's own from `hooks/`, and those of `.pre-commit-hooks.yaml` through pre-commit and prek.

mod frameworks;
mod plain;
mod push;

use crate::support::{project, tool};

#[test]
fn the_scripts_are_clean() {
    let Some(shellcheck) = tool("shellcheck") else { return };
    let folder = crate::support::Repo::folder();
    let scripts = ["hooks/pre-commit", "hooks/pre-push", "scripts/test-tools.sh", "scripts/test.sh", ".ci/run"];
    let paths = scripts.iter().map(|script| project().join(script));
    folder.run(shellcheck.to_str().unwrap()).args(paths).finish().exits(0);
}
