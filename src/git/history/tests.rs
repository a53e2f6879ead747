use super::History;
use crate::git::scratch::Scratch;
use crate::git::{Copy, Place, Repo};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What the real git says that references reach: blobs, by name.
fn blobs_by_git(scratch: &Scratch, repo: &Repo) -> BTreeSet<String> {
    let dir = repo.git_dir().to_str().unwrap().to_owned();
    let git = |arguments: &[&str]| scratch.command(&[&["--git-dir", &dir], arguments].concat());
    let listed = git(&["rev-list", "--objects", "--all", "--missing=allow-any"]).stdout().unwrap();
    let ids: Vec<&[u8]> = listed.split(|byte| *byte == b'\n').filter_map(|line| line.get(..40)).collect();
    let checked = git(&["cat-file", "--batch-check"]).input(ids.join(&b"\n"[..])).stdout().unwrap();
    let checked = String::from_utf8(checked).unwrap();
    checked.lines().filter(|line| line.contains(" blob ")).map(|line| line[..40].to_owned()).collect()
}

fn blobs(history: &History) -> BTreeSet<String> {
    history.blobs.iter().map(|(id, _)| id.to_string()).collect()
}

fn history(repo: &Repo) -> History {
    repo.history(&|_| false).unwrap()
}

/// Every blob is found, once, and read as it is.
fn agrees(scratch: &Scratch, repo: &Repo) {
    let history = history(repo);
    let expected = blobs_by_git(scratch, repo);
    assert!(!expected.is_empty());
    assert_eq!(blobs(&history), expected);
    assert_eq!(history.blobs.len(), expected.len());
    assert_eq!(history.missing, BTreeSet::new());
    let files = history.objects().by_file(history.blobs.clone());
    assert_eq!(files.iter().map(|(_, versions)| versions.len()).sum::<usize>(), expected.len());
    let mut reader = history.objects().reader();
    let mut read: HashMap<Place, Vec<u8>> = HashMap::new();
    for version in files.iter().flat_map(|(_, versions)| versions) {
        let (bytes, told) = reader.version(version).unwrap();
        let bytes = bytes.as_ref();
        assert_eq!(bytes, repo.blob(version.id).unwrap());
        // What it is said to have of another one stands there.
        for (base, copies) in told.iter().filter_map(|told| Some((read.get(&told.base)?, &told.copies))) {
            for Copy { old, new, length } in copies {
                assert_eq!(base[*old..old + length], bytes[*new..new + length]);
            }
        }
        read.extend(version.place().map(|place| (place, bytes.to_vec())));
    }
}

/// A few versions of a large file, which packs keep as differences, a merge, a tag on a blob, a tag on a tree, a stash.
fn eventful() -> Scratch {
    let scratch = Scratch::new();
    let mut text: Vec<String> =
        (0..400).map(|line| format!("line {line} of a file that is long enough to be told by difference")).collect();
    for version in 0..12 {
        text[version * 30] = format!("changed in {version}");
        scratch.write("deep/er/large.txt", text.join("\n")).write(&format!("new/{version}.txt"), format!("{version}\n")).commit();
    }
    scratch.git(&["checkout", "--quiet", "-b", "side", "HEAD~4"]).write("side.txt", "side\n").commit();
    scratch.git(&["checkout", "--quiet", "main"]).git(&["merge", "--quiet", "--no-edit", "side"]);
    scratch.write("kept by a tag alone", "tagged\n").git(&["add", "."]);
    let blob = scratch.command(&["rev-parse", ":kept by a tag alone"]).stdout().unwrap();
    scratch.git(&["tag", "blob", String::from_utf8(blob).unwrap().trim()]).git(&["rm", "-q", "-f", "kept by a tag alone"]);
    scratch.git(&["tag", "--annotate", "--message=x", "tree", "HEAD~2:new"]);
    scratch.write("new/1.txt", "stashed\n").git(&["stash", "--quiet"]);
    scratch
}

#[test]
fn loose_objects_are_found() {
    let scratch = eventful();
    agrees(&scratch, &scratch.repo());
}

#[test]
fn packed_objects_are_found() {
    for delta_by_offset in ["true", "false"] {
        let scratch = eventful();
        scratch.git(&["config", "repack.useDeltaBaseOffset", delta_by_offset]).git(&["gc", "--quiet", "--aggressive"]);
        agrees(&scratch, &scratch.repo());
        // A second pack, and loose objects beside both.
        scratch.write("second.txt", "second\n").commit().git(&["repack", "--quiet", "-d"]).write("third.txt", "third\n").commit();
        agrees(&scratch, &scratch.repo());
    }
}

#[test]
fn borrowed_objects_are_found() {
    let scratch = eventful();
    scratch.git(&["gc", "--quiet"]);
    let there = scratch.beside("there");
    scratch.git(&["clone", "--quiet", "--shared", "--no-checkout", ".", there.to_str().unwrap()]);
    agrees(&scratch, &Repo::discover(&there).unwrap());
    let work_tree = scratch.beside("linked");
    scratch.git(&["worktree", "add", "--quiet", "--detach", work_tree.to_str().unwrap()]);
    agrees(&scratch, &Repo::discover(&work_tree).unwrap());
}

#[test]
fn where_a_shallow_clone_ends_nothing_is_missing() {
    let scratch = eventful();
    let there = scratch.beside("there");
    let from = format!("file://{}", scratch.root().display());
    scratch.git(&["clone", "--quiet", "--depth=2", "--no-checkout", &from, there.to_str().unwrap()]);
    agrees(&scratch, &Repo::discover(&there).unwrap());
}

#[test]
fn what_a_partial_clone_or_damage_left_out_is_named() {
    let scratch = eventful();
    scratch.git(&["config", "uploadpack.allowFilter", "true"]);
    let there = scratch.beside("there");
    let from = format!("file://{}", scratch.root().display());
    scratch.git(&["clone", "--quiet", "--filter=tree:0", "--no-checkout", "--no-tags", "--single-branch", &from, there.to_str().unwrap()]);
    let repo = Repo::discover(&there).unwrap();
    let roots = scratch.command(&["log", "--format=%T", "main"]).stdout().unwrap();
    let roots: BTreeSet<String> = String::from_utf8(roots).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(history(&repo).missing, roots);

    let parent = String::from_utf8(scratch.command(&["rev-parse", "HEAD~3"]).stdout().unwrap()).unwrap().trim().to_owned();
    std::fs::remove_file(scratch.root().join(".git/objects").join(&parent[..2]).join(&parent[2..])).unwrap();
    assert_eq!(history(&scratch.repo()).missing, BTreeSet::from([parent]));
}

#[test]
fn what_git_would_not_write_is_read_or_named() {
    let scratch = eventful();
    let write = |kind: &str, text: String| {
        let command = scratch.command(&["hash-object", "--literally", "-w", "-t", kind, "--stdin"]).input(text.into_bytes());
        String::from_utf8(command.stdout().unwrap()).unwrap().trim().to_owned()
    };
    let id = |of: &str| String::from_utf8(scratch.command(&["rev-parse", of]).stdout().unwrap()).unwrap().trim().to_owned();
    let reference = |name: &str, id: &str| std::fs::write(scratch.root().join(".git/refs/heads").join(name), format!("{id}\n")).unwrap();
    let no_commit = write("commit", "what is this\n".to_owned());
    let no_tag = write("tag", "what is this\n".to_owned());
    let no_tree = write("tree", "what is this".to_owned());
    let no_parent = write(
        "commit",
        format!("tree {}\nparent what is this\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\nx\n", id("HEAD^{tree}")),
    );
    let of_no_tree = write("commit", format!("tree {no_tree}\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\nx\n"));
    let odd = write("commit", format!("tree {}\nauthor nobody\ncommitter nobody else\n\nsaid so\n", id("HEAD^{tree}")));
    for (name, id) in [("a", &no_commit), ("b", &no_tag), ("c", &of_no_tree), ("d", &odd), ("e", &no_parent)] {
        reference(name, id);
    }
    let history = history(&scratch.repo());
    assert_eq!(history.missing, BTreeSet::from([no_commit, no_tag, no_tree, no_parent]));
    let (commits, gone) = history.commits();
    assert_eq!(gone, Vec::<String>::new());
    let odd = commits.iter().find(|commit| commit.id == odd).unwrap();
    assert!(odd.message.ends_with(b"author nobody\ncommitter nobody else\n\nsaid so\n"), "{odd:?}");
    assert_eq!(commits.len(), history.commits.len());
}

#[test]
fn a_damaged_pack_is_no_panic_and_no_silence() {
    let scratch = eventful();
    scratch.git(&["gc", "--quiet"]);
    let all = history(&scratch.repo()).blobs.len();
    let pack = std::fs::read_dir(scratch.root().join(".git/objects/pack")).unwrap().map(|entry| entry.unwrap().path());
    let pack = pack.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "pack")).unwrap();
    let whole = std::fs::read(&pack).unwrap();
    std::fs::remove_file(&pack).unwrap();
    for at in (12..whole.len() - 20).step_by(whole.len() / 60) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x5a;
        std::fs::write(&pack, &damaged).unwrap();
        // What is read is checked by zlib alone: a changed byte that it lets pass changes a text, not what is said to be there.
        if let Ok(history) = scratch.repo().history(&|_| false) {
            let mut reader = history.objects().reader();
            let files = history.objects().by_file(history.blobs.clone());
            let unread = files.iter().flat_map(|(_, versions)| versions).filter(|version| reader.version(version).is_none()).count();
            assert!(history.blobs.len() == all || !history.missing.is_empty() || unread > 0, "byte {at}");
        }
    }
}

/// The oldest commit and the last that took a blob out, by asking git for each commit's changes.
#[test]
fn introductions_are_those_of_git() {
    let scratch = eventful();
    scratch.git(&["mv", "new/3.txt", "moved.txt"]).git(&["rm", "-q", "new/4.txt"]).commit();
    scratch.git(&["gc", "--quiet"]);
    let repo = scratch.repo();
    let log = scratch
        .command(&["log", "--all", "--reverse", "--topo-order", "--raw", "--no-abbrev", "--no-renames", "-m", "--root", "--format=%H"])
        .stdout()
        .unwrap();
    let (mut first, mut last): (BTreeMap<String, (String, String)>, BTreeMap<String, String>) = Default::default();
    let mut commit = String::new();
    for line in String::from_utf8(log).unwrap().lines() {
        if let Some(raw) = line.strip_prefix(':') {
            let (head, path) = raw.split_once('\t').unwrap();
            let words: Vec<&str> = head.split(' ').collect();
            last.insert(words[2].to_owned(), commit.clone());
            first.entry(words[3].to_owned()).or_insert_with(|| (commit.clone(), path.to_owned()));
        } else if !line.is_empty() {
            commit = line.to_owned();
        }
    }
    first.retain(|id, _| !id.starts_with("00000000"));
    let history = history(&repo);
    let found = history.introduced(&repo, &first.keys().cloned().collect());
    assert_eq!(found.len(), first.len());
    for (id, introduction) in &found {
        let (commit, path) = &first[id];
        assert_eq!((&introduction.commit.id, &introduction.path.to_string()), (commit, path), "{id}");
        assert_eq!(introduction.removed.as_ref().map(|commit| &commit.id), last.get(id), "{id}");
    }
}

#[test]
fn only_wanted_names_are_kept() {
    let scratch = Scratch::new();
    scratch.write("a/token_x/b", "1").write("token_y", "2").commit();
    scratch.git(&["mv", "token_y", "c"]).commit();
    let history = scratch.repo().history(&|name| name.starts_with(b"token")).unwrap();
    let names: BTreeSet<String> = history.names.iter().map(ToString::to_string).collect();
    assert_eq!(names, BTreeSet::from(["a/token_x".to_owned(), "token_y".to_owned()]));
}
