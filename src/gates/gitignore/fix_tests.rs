//! `--fix` on whole repositories: what fails passes afterwards, and a second run changes nothing.

use super::Options;
use super::tests::{GOOD, listed, private_key, run};
use crate::git::scratch::Scratch;
use crate::model::{Outcome, Severity, Verdict};

fn fixed(scratch: &Scratch, untrack: bool) -> Outcome {
    let mut options = Options::default();
    options.allow_changes(untrack);
    run(scratch, options)
}

/// Every ignore file, with its bytes, and the index.
fn state(scratch: &Scratch) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let mut folders = vec![scratch.root()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with(".git") {
                folders.push(path);
            } else if path.is_file() {
                files.push((path.display().to_string(), std::fs::read(&path).unwrap()));
            }
        }
    }
    files.push(("index".to_owned(), scratch.ls_files(&["--stage"]).join("\n").into_bytes()));
    files.sort();
    files
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn every_failing_repository_passes_and_a_second_run_changes_nothing() {
    let root = |rules: &str| vec![(".gitignore", rules.as_bytes().to_vec())];
    let mut fixtures: Vec<Vec<(&str, Vec<u8>)>> = vec![vec![]];
    fixtures.extend(
        [
            "",
            "/.env\n*.key\n",
            ".env # x\n*.{key,pem}\n",
            ".env*\n",
            ".env\n.env.*\n*.key\n!.env*\n",
            ".env\r\n/*.key\r\n",
            ".env\n*.key\n!*\n",
            "/*\n!/src\n!.gitignore\n",
            ".env/\n",
            "*.key",
            ".env\r*.key\r",
            "!.env\n!*.key\n",
            "*\n!*/\n!*.key\n",
            ".ENV\n*.KEY\n",
            "config/*\n!config/*.key\n.env\n.env.*\n",
            "*.key\n!/src/*.key\n",
        ]
        .map(root),
    );
    fixtures.push(vec![(".gitignore", utf16(".env\r\n*.key\r\n"))]);
    fixtures.push(vec![(".gitignore", GOOD.into()), ("src/.gitignore", "!.env\n!*.key\n".into())]);
    fixtures.push(vec![(".gitignore", GOOD.into()), ("src/.gitignore", "!*\n".into()), ("src/deep/.gitignore", "!.env\n".into())]);
    for freed in ["!.ENV\n", "!SERVER.KEY\n", "!*.KEY\n"] {
        fixtures.push(vec![(".gitignore", GOOD.into()), ("src/.gitignore", freed.into())]);
    }
    fixtures.push(vec![(".git/info/exclude", GOOD.into())]);
    fixtures.push(vec![(".gitignore", GOOD.into()), ("kubeconfig", "users:\n- user:\n    token: abc\n".into())]);
    fixtures.push(vec![(".gitignore", GOOD.into()), ("SERVER.KEY", private_key().into())]);
    fixtures.push(vec![(".gitignore", GOOD.into()), ("a [1]/gcloud-x.json", "{\"private_key\": \"abc\"}".into())]);
    fixtures.push(vec![(".gitignore", GOOD.into()), (".npmrc", "//r/:_authToken=abc\n".into())]);
    for fixture in fixtures {
        let scratch = Scratch::new();
        scratch.write("src/main.rs", "").write("config/app.toml", "");
        for (path, content) in &fixture {
            scratch.write(path, content);
        }
        let before = run(&scratch, Options::default());
        assert_eq!(before.verdict, Verdict::Fail, "{fixture:?}");
        let after = fixed(&scratch, false);
        assert_eq!(after.verdict, Verdict::Pass, "{fixture:?}: {:?} {:?}", listed(&after, Severity::Error), after.troubles);
        let left: Vec<String> = listed(&after, Severity::Warning).into_iter().filter(|finding| !finding.starts_with("dead-rule")).collect();
        assert_eq!(left, [""; 0], "{fixture:?}");
        let once = state(&scratch);
        let again = fixed(&scratch, false);
        assert_eq!(again.metrics["notes"][0], "--fix had nothing to change", "{fixture:?}");
        assert_eq!(state(&scratch), once, "{fixture:?}");
    }
}

#[test]
fn the_change_is_small_and_in_the_right_file() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", GOOD).write("apps/.gitignore", "# ours\r\n!.env\r\n");
    let outcome = fixed(&scratch, false);
    assert_eq!(scratch.read(".gitignore"), GOOD);
    let lines: Vec<String> = scratch.read("apps/.gitignore").split("\r\n").map(str::to_owned).collect();
    assert_eq!(lines[..5], ["# ours", "!.env", "", "# golive: keep secret files out of commits", ".env"]);
    assert!(outcome.metrics["notes"][0].as_str().unwrap().starts_with("added to apps/.gitignore: "));
}

#[test]
fn what_is_tracked_and_harmless_stays_free_of_new_rules() {
    let scratch = Scratch::new();
    scratch
        .write(".gitignore", ".env\n.env.*\n!.env.example\n!docs/public.key\n")
        .write("docs/public.key", "-----BEGIN PUBLIC KEY-----\n")
        .write("docs/ca.key", "-----BEGIN CERTIFICATE-----\n")
        .commit();
    let outcome = fixed(&scratch, false);
    assert_eq!(outcome.verdict, Verdict::Pass);
    let text = scratch.read(".gitignore");
    assert!(text.contains("*.key\n") && text.contains("!/docs/ca.key\n"), "{text}");
    assert_eq!(listed(&outcome, Severity::Warning), [""; 0], "{text}");
}

#[test]
fn untracking_leaves_the_file_on_disk_and_says_to_rotate() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", "/target\n").write(".env", "TOKEN=abc\n").write("tests/fixtures/x.key", private_key()).commit();
    let rules_only = fixed(&scratch, false);
    assert_eq!(listed(&rules_only, Severity::Error), ["secret-tracked .env:1"]);
    let outcome = fixed(&scratch, true);
    assert_eq!(outcome.verdict, Verdict::Pass, "{:?}", listed(&outcome, Severity::Error));
    assert_eq!(scratch.read(".env"), "TOKEN=abc\n");
    assert_eq!(scratch.ls_files(&[]), [".gitignore", "tests/fixtures/x.key"]);
    let notes = outcome.metrics["notes"].to_string();
    assert!(notes.contains("rotate"), "{notes}");
    let once = state(&scratch);
    fixed(&scratch, true);
    assert_eq!(state(&scratch), once);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_mended_is_left_as_it_was() {
    let scratch = Scratch::new();
    scratch.write("rules", ".env\n").write("apps/.gitignore", "!.env\n");
    std::os::unix::fs::symlink("rules", scratch.root().join(".gitignore")).unwrap();
    let before = state(&scratch);
    let outcome = fixed(&scratch, false);
    assert_eq!(outcome.verdict, Verdict::Fail);
    assert_eq!(outcome.troubles.len(), 1, "{:?}", outcome.troubles);
    assert_eq!(state(&scratch), before);
}

#[cfg(unix)]
#[test]
fn permissions_are_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = Scratch::new();
    scratch.write(".gitignore", "x\n");
    let path = scratch.root().join(".gitignore");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    fixed(&scratch, false);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}
