//! pre-commit and prek: one more entry in their list of repositories.

use super::super::edit::append;
use super::super::step::Step;
use super::{COMMAND, edited, toml};
use std::path::Path;

/// The names of the configuration, in the order in which they are looked for.
pub(super) const FILES: &[&str] = &[".pre-commit-config.yaml", ".pre-commit-config.yml", "prek.toml"];

pub(super) fn steps(path: &Path, root: &Path) -> Vec<Step> {
    let is_toml = path.extension().is_some_and(|extension| extension == "toml");
    let step = if is_toml {
        let block = toml_block();
        edited(path, root, &block, |text| toml::append(text, &block))
    } else {
        let block = yaml_block();
        edited(path, root, &format!("repos:\n{block}"), |text| append(text, &["repos"], &block))
    };
    let program = if is_toml { "prek" } else { "pre-commit" };
    let install = format!("`{program} install --hook-type pre-commit --hook-type pre-merge-commit` (once a clone)");
    vec![step, Step::Next(install)]
}

/// A local hook: it runs the golive on `PATH`, so that nothing is fetched or built.
fn yaml_block() -> String {
    format!(
        "\
- repo: local
  hooks:
    - id: golive-secrets
      name: secrets in what is committed
      entry: {COMMAND}
      language: system
      pass_filenames: false
      always_run: true
      require_serial: true
      stages: [pre-commit, pre-merge-commit, manual]
"
    )
}

fn toml_block() -> String {
    format!(
        "\
[[repos]]
repo = \"local\"

[[repos.hooks]]
id = \"golive-secrets\"
name = \"secrets in what is committed\"
entry = \"{COMMAND}\"
language = \"system\"
pass_filenames = false
always_run = true
require_serial = true
stages = [\"pre-commit\", \"pre-merge-commit\", \"manual\"]
"
    )
}
