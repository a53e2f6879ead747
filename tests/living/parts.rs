//! Shards of the work, and looks that leave out what an earlier one found clean.

use crate::support::{Repo, assignment};
use std::collections::BTreeSet;

fn many() -> Repo {
    let repo = Repo::new();
    for number in 0..40 {
        let text = if number % 5 == 0 { assignment(number) } else { format!("print({number})\n") };
        repo.write(format!("src/file{number}.py"), text);
    }
    repo.stage().commit("first");
    repo.write("src/file1.py", assignment(101)).stage().commit("second");
    repo.write("src/file1.py", "print(1)\n").write("new.py", assignment(102)).stage();
    repo
}

#[test]
fn shards_together_are_the_whole_and_do_not_overlap() {
    let repo = many();
    for look in [
        &["secrets"][..],
        &["secrets", "--staged"],
        &["secrets", "--history"],
        &["secrets", "--range", "HEAD~1..HEAD"],
        &["secrets", "--no-git"],
    ] {
        let whole: BTreeSet<String> = repo.found(look).into_iter().collect();
        assert!(!whole.is_empty(), "{look:?}");
        let files = |extra: &[&str]| {
            let run = repo.golive(look.iter().chain(extra).copied().chain(["--format", "json"]));
            run.json()["gates"][0]["metrics"]["files"].as_u64().unwrap()
        };
        let mut together = Vec::new();
        let mut looked = 0;
        for shard in ["1/3", "2/3", "3/3"] {
            together.extend(repo.found(&[look, &["--shard", shard]].concat()));
            looked += files(&["--shard", shard]);
        }
        assert_eq!(together.len(), whole.len(), "{look:?}");
        assert_eq!(together.into_iter().collect::<BTreeSet<_>>(), whole, "{look:?}");
        assert_eq!(looked, files(&[]), "{look:?}");
    }
    let report = repo.golive(["secrets", "--shard", "2/3", "--format", "json"]).json();
    assert_eq!(report["gates"][0]["metrics"]["shard"], "2/3");
}

#[test]
fn shards_that_are_none_are_refused() {
    let repo = many();
    for shard in ["0/3", "4/3", "1", "a/b"] {
        repo.golive(["secrets", "--shard", shard]).exits(2).complains("write it as K/N");
    }
    repo.golive(["secrets", "--stdin", "--shard", "1/2"]).exits(2);
}

const AGAIN: &[&str] = &["secrets", "--history", "--since-last-scan"];

fn files(repo: &Repo) -> u64 {
    let report = repo.golive(AGAIN.iter().copied().chain(["--format", "json"])).json();
    report["gates"][0]["metrics"]["files"].as_u64().unwrap()
}

#[test]
fn a_second_look_leaves_out_what_was_clean_and_finds_the_same() {
    let repo = many();
    let whole = repo.found(&["secrets", "--history"]);
    assert_eq!(repo.found(AGAIN), whole);
    let dirty = files(&repo);
    assert!(dirty < 12, "{dirty} versions were looked at again");
    assert_eq!(repo.found(AGAIN), whole);
    repo.golive(AGAIN).says("looked at by an earlier run and not again");
    repo.write("later.py", assignment(7)).write("clean.py", "print(99)\n").stage().commit("third");
    assert_eq!(files(&repo), dirty + 3, "new.py, later.py and clean.py came with the third commit");
    assert_eq!(repo.found(AGAIN), repo.found(&["secrets", "--history"]));
    assert_eq!(repo.git(["status", "--porcelain"]), "", "nothing stands in the work tree");
}

#[test]
fn another_set_of_rules_makes_it_look_at_everything_again() {
    let repo = many();
    repo.golive(AGAIN).exits(1);
    let dirty = files(&repo);
    repo.write("golive.toml", "[secrets.rules]\nnpm-token = \"off\"\n");
    let everything = files(&repo);
    assert!(everything > 3 * dirty, "{everything} {dirty}");
    repo.write(
        "golive.toml",
        "[[secrets.rule]]\nid = \"printed\"\ntitle = \"Printed\"\npattern = 'print\\([0-9]+\\)'\nboundary = \"none\"\nexamples = ['print(1)', 'print(23)']\nnear-misses = ['print()', 'print(a)']\n",
    );
    assert!(repo.found(AGAIN).iter().any(|found| found.ends_with(" printed")));
}

#[test]
fn a_cache_that_is_damaged_or_somebody_elses_is_not_believed() {
    let repo = many();
    let whole = repo.found(AGAIN);
    let cache = repo.path(".git/golive/scan-cache");
    let good = std::fs::read(&cache).unwrap();
    let other = many();
    let everything = files(&other);
    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    for bad in [&b""[..], b"golive scan cache 1\n", &good[..good.len() - 1], &flipped, &[0xff; 4096]] {
        std::fs::write(&cache, bad).unwrap();
        assert_eq!(repo.found(AGAIN), whole);
        assert_eq!(std::fs::read(&cache).unwrap(), good, "it is written anew");
    }
    std::fs::write(&cache, b"foreign").unwrap();
    assert_eq!(files(&repo), everything);
    std::fs::remove_file(&cache).unwrap();
    std::fs::create_dir(&cache).unwrap();
    assert_eq!(repo.found(AGAIN), whole, "a cache that cannot be written costs time and nothing else");
}

#[test]
fn the_cache_holds_no_value_and_is_shared_by_work_trees() {
    let repo = many();
    repo.golive(AGAIN).exits(1);
    let bytes = std::fs::read(repo.path(".git/golive/scan-cache")).unwrap();
    for text in ["ghp_", "file1", "print"] {
        assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
    let dirty = files(&repo);
    repo.git(["worktree", "add", "--quiet", "../linked", "-b", "side"]);
    assert_eq!(files(&repo.at("../linked")), dirty);
    repo.golive(["secrets", "--since-last-scan"]).exits(2);
}
