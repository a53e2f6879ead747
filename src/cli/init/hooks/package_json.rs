//! Hooks that are set in package.json: simple-git-hooks, and husky up to version 4. lint-staged is run from one of these, or from a
//! script, and gets golive beside it: it hands over names of files, and golive looks at the index.

use super::super::edit::{json_entry, json_extend};
use super::super::step::Step;
use super::super::tree::Node;
use super::{HOOKS, edited, in_shell};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Where a file keeps its hooks.
pub(super) struct Place {
    path: PathBuf,
    keys: &'static [&'static str],
    name: &'static str,
}

const PLACES: &[(&str, &[&str], &str)] = &[
    ("package.json", &["simple-git-hooks"], "simple-git-hooks"),
    (".simple-git-hooks.json", &[], "simple-git-hooks"),
    ("simple-git-hooks.json", &[], "simple-git-hooks"),
    ("package.json", &["husky", "hooks"], "husky"),
];

impl Place {
    pub(super) fn name(&self) -> &'static str {
        self.name
    }
}

/// The first place of hooks that there is.
pub(super) fn find(root: &Path) -> Option<Place> {
    PLACES.iter().find_map(|(file, keys, name)| {
        let path = root.join(file);
        let text = std::fs::read_to_string(&path).ok()?;
        Node::parse(&text)?.below(keys)?;
        Some(Place { path, keys, name })
    })
}

pub(super) fn steps(place: &Place, root: &Path) -> Vec<Step> {
    let lines: Vec<String> = HOOKS.iter().map(|hook| format!("\"{hook}\": {}", json!(in_shell(hook)))).collect();
    let snippet = format!("in {}: {{ {} }}", place.keys.join("."), lines.join(", "));
    let step = edited(&place.path, root, &snippet, |text| {
        HOOKS.iter().rev().try_fold(text.to_owned(), |text, hook| in_place(&text, place.keys, hook))
    });
    let mut steps = vec![step];
    if place.name == "simple-git-hooks" {
        steps.push(Step::Next("`npx simple-git-hooks` (after every change of its configuration)".to_owned()));
    }
    steps
}

fn in_place(text: &str, keys: &[&str], hook: &str) -> Option<String> {
    let here: Vec<&str> = keys.iter().copied().chain([hook]).collect();
    match Node::parse(text)?.below(&here) {
        Some(_) => json_extend(text, &here, &format!(" && {}", in_shell(hook))),
        None => json_entry(text, keys, hook, &json!(in_shell(hook))),
    }
}

#[cfg(test)]
mod tests {
    use super::in_place;

    #[test]
    fn a_hook_is_added_or_goes_on() {
        let text = "{\n  \"simple-git-hooks\": {\n    \"pre-commit\": \"npx lint-staged\"\n  }\n}\n";
        let after = in_place(text, &["simple-git-hooks"], "pre-commit").unwrap();
        assert_eq!(after, text.replace("lint-staged", "lint-staged && golive secrets --hook"));
        let after = in_place(text, &["simple-git-hooks"], "pre-push").unwrap();
        assert_eq!(
            after,
            text.replace("    \"pre-commit\"", "    \"pre-push\": \"golive secrets --hook \\\"$@\\\"\",\n    \"pre-commit\"")
        );
        assert_eq!(in_place("{\"simple-git-hooks\": \"hooks.js\"}", &["simple-git-hooks"], "pre-push"), None);
    }
}
