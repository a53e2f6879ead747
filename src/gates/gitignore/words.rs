//! Lists in sentences.

use super::inventory::{Inventory, folder_of};
use super::probes::{Probe, Reason};
use crate::text::RepoPath;
use std::collections::BTreeSet;

/// Names listed before the rest is counted.
const LISTED: usize = 3;

/// `a, b and 4 more`.
pub(super) fn list(items: &[String]) -> String {
    let shown = if items.len() > LISTED + 1 { LISTED } else { items.len() };
    let (head, rest) = items.split_at(shown);
    match (head, rest.len()) {
        ([], _) => String::new(),
        ([one], 0) => one.clone(),
        ([before @ .., last], 0) => format!("{} and {last}", before.join(", ")),
        (all, more) => format!("{} and {more} more", all.join(", ")),
    }
}

/// The distinct file names of probes, in code quotes.
pub(super) fn names<'probes>(probes: impl Iterator<Item = &'probes Probe>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    probes.map(|probe| format!("`{}`", String::from_utf8_lossy(probe.path.file_name()))).filter(|name| seen.insert(name.clone())).collect()
}

/// Where probes stand, as ` in apps/ and web/`; empty where it is everywhere.
pub(super) fn places(probes: &[Probe], inventory: &Inventory) -> String {
    let folders: BTreeSet<RepoPath> =
        probes.iter().filter(|probe| probe.reason != Reason::NewFolder).map(|probe| folder_of(&probe.path)).collect();
    let new = probes.iter().any(|probe| probe.reason == Reason::NewFolder);
    let root = folders.iter().any(|folder| folder.as_bytes().is_empty());
    if root && (new || folders.len() > inventory.folders.len().min(1)) {
        return String::new();
    }
    let named: Vec<String> =
        folders.iter().map(|folder| if folder.as_bytes().is_empty() { "the root".to_owned() } else { format!("{folder}/") }).collect();
    match (named.is_empty(), new) {
        (true, true) => " below the root".to_owned(),
        (true, false) => String::new(),
        (false, true) => format!(" in {}, nor in folders that are made later", list(&named)),
        (false, false) => format!(" in {}", list(&named)),
    }
}

/// Paths, in code quotes.
pub(super) fn paths<'paths>(paths: impl Iterator<Item = &'paths RepoPath>) -> Vec<String> {
    paths.map(|path| format!("`{path}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn long_lists_are_cut_where_that_shortens_them() {
        let items = |count: usize| (0..count).map(|number| number.to_string()).collect::<Vec<_>>();
        assert_eq!(list(&items(1)), "0");
        assert_eq!(list(&items(4)), "0, 1, 2 and 3");
        assert_eq!(list(&items(5)), "0, 1, 2 and 2 more");
    }
}
