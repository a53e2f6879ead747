use super::super::inventory::Inventory;
use super::super::{Families, Options};
use super::inert_paths;
use crate::gates::gitignore::ignore_file::IgnoreFile;
use crate::git::Repo;
use crate::git::scratch::Scratch;
use proptest::prelude::*;

/// Whether the short way finds what git lists.
fn agrees(rules: &[String], nested: &[String], files: &[String]) {
    let scratch = Scratch::new();
    for file in files {
        scratch.write(file, "x");
    }
    scratch.git(&["add", "--force", "."]);
    scratch.write(".gitignore", rules.join("\n")).write("a/.gitignore", nested.join("\n"));
    for ignore_case in ["false", "true"] {
        scratch.git(&["config", "core.ignoreCase", ignore_case]);
        let repo = Repo::discover(&scratch.root()).unwrap();
        let root = repo.work_tree().unwrap().to_path_buf();
        let families = Families::new(&Options::default()).unwrap();
        let inventory = Inventory::take(&repo, &families, &[]).unwrap();
        let read: Vec<IgnoreFile> = inventory.ignore_files.iter().filter_map(|place| IgnoreFile::read(&repo, &root, place)).collect();
        let short = inert_paths(&repo, &root, &inventory.entries, &read, true).unwrap();
        let listed = repo.tracked_though_ignored().unwrap().into_iter().collect();
        assert_eq!(short, listed, "{rules:?} {nested:?} {files:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_short_way_finds_what_git_lists(
        rules in prop::collection::vec(r"!?/?(\*\*/)?[ab*?]{1,3}(\*\*/|/|\\|\[b-c\]|/\*\*)?(a|b|B|x\.KEY|\*\.key)?/?( |\t)?", 1..5),
        nested in prop::collection::vec(r"!?/?[ab*]{1,2}(/|\.key)?", 0..3),
        files in prop::collection::vec(r"([abc]{1,2}/){0,3}([abAB]{1,2}|x\.key|vendor/x)", 1..12),
    ) {
        // A path cannot be a file and a folder.
        let apart: Vec<String> =
            files.iter().filter(|file| !files.iter().any(|other| other.starts_with(&format!("{file}/")))).cloned().collect();
        prop_assume!(!apart.iter().any(|file| file == "a") && !apart.is_empty());
        agrees(&rules, &nested, &apart);
    }
}
