//! What git says, and that golive hears it right.

use super::{Error, IgnoreAnswer, IgnoreView};
use crate::git::scratch::Scratch;
use crate::text::RepoPath;
use proptest::prelude::*;

const SHARED: IgnoreView = IgnoreView { shared_only: true, ignore_case: Some(false) };

/// Files of a repository, a path, and the line that decides (`None`: no line does) with whether it ignores.
type Case = (&'static [(&'static str, &'static str)], &'static str, Option<(&'static str, u32, bool)>);

/// One `.gitignore` at the root.
macro_rules! root {
    ($rules:expr) => {
        &[(".gitignore", $rules)]
    };
}

const CASES: &[Case] = &[
    // Shape.
    (root!(".env\n"), ".env", Some((".gitignore", 1, true))),
    (root!(".env\n"), "apps/deep/.env", Some((".gitignore", 1, true))),
    (root!("/.env\n"), ".env", Some((".gitignore", 1, true))),
    (root!("/.env\n"), "apps/.env", None),
    (root!("config/.env\n"), "apps/config/.env", None),
    (root!("config/.env\n"), "config/.env", Some((".gitignore", 1, true))),
    (root!(".env/\n"), ".env", None),
    (root!(".env/\n"), ".env/", Some((".gitignore", 1, true))),
    (root!(".env/\n"), ".env/a", Some((".gitignore", 1, true))),
    (root!(".env.*\n"), ".env", None),
    (root!(".env\n"), ".env.local", None),
    (root!(".env\n.env.*\n"), ".envrc", None),
    (root!(".env*\n"), ".env.example", Some((".gitignore", 1, true))),
    (root!("*.key\n"), "server.key.bak", None),
    (root!("*.pem\n"), "server.pem~", None),
    (root!("*.key\n"), "a b.key", Some((".gitignore", 1, true))),
    (root!("*.key\n"), ".key", Some((".gitignore", 1, true))),
    (root!("secrets/\n"), "apps/secrets/y", Some((".gitignore", 1, true))),
    (root!("secrets/**\n"), "apps/secrets/y", None),
    (root!("secrets/**\n"), "secrets/a/y", Some((".gitignore", 1, true))),
    (root!("**/secrets/**\n"), "apps/secrets/y", Some((".gitignore", 1, true))),
    (root!("a/**/x.key\n"), "a/x.key", Some((".gitignore", 1, true))),
    (root!("a/**/x.key\n"), "a/b/c/x.key", Some((".gitignore", 1, true))),
    (root!("a**/x.key\n"), "ab/c/x.key", Some((".gitignore", 1, true))),
    (root!("[a]**/x.key\n"), "ab/c/x.key", None),
    (root!("*/x.key\n"), "a/b/x.key", None),
    // Order.
    (root!(".env\n!.env*\n"), ".env", Some((".gitignore", 2, false))),
    (root!(".env\n!*\n"), ".env", Some((".gitignore", 2, false))),
    (root!("!.env.example\n.env*\n"), ".env.example", Some((".gitignore", 2, true))),
    (root!(".env*\n!.env.example\n"), ".env.example", Some((".gitignore", 2, false))),
    (root!("secrets/\n!secrets/keep.pem\n"), "secrets/keep.pem", Some((".gitignore", 1, true))),
    (root!("secrets/*\n!secrets/keep.pem\n"), "secrets/keep.pem", Some((".gitignore", 2, false))),
    (root!("/*\n!/src\n"), "src/.env", None),
    (root!("/*\n!/src\n"), ".env", Some((".gitignore", 1, true))),
    (root!("*\n!*/\n!*.rs\n"), "a/.env", Some((".gitignore", 1, true))),
    (root!("\\!x.key\n"), "!x.key", Some((".gitignore", 1, true))),
    // Nested files.
    (&[(".gitignore", ".env\n"), ("apps/.gitignore", "!.env\n")], "apps/.env", Some(("apps/.gitignore", 1, false))),
    (&[(".gitignore", ".env\n"), ("apps/.gitignore", "!.env\n")], "apps/x/.env", Some(("apps/.gitignore", 1, false))),
    (&[(".gitignore", ".env\n"), ("apps/.gitignore", "!.env\n")], "web/.env", Some((".gitignore", 1, true))),
    (&[(".gitignore", "build/\n"), ("build/.gitignore", "!.env\n")], "build/.env", Some((".gitignore", 1, true))),
    (&[(".gitignore", "config/*\n"), ("config/.gitignore", "!.env\n")], "config/.env", Some(("config/.gitignore", 1, false))),
    (&[("apps/.gitignore", "apps/.env\n")], "apps/.env", None),
    (&[("apps/.gitignore", "/.env\n")], "apps/.env", Some(("apps/.gitignore", 1, true))),
    (&[("apps/.gitignore", "/.env\n")], "apps/x/.env", None),
    (&[("a/.gitignore", "*.key\n"), ("a/b/.gitignore", "!*.key\n")], "a/b/c/x.key", Some(("a/b/.gitignore", 1, false))),
    // Writing.
    (root!(".env # secrets\n"), ".env", None),
    (root!("  .env\n"), ".env", None),
    (root!("\".env\"\n"), ".env", None),
    (root!("./.env\n"), ".env", None),
    (root!(".env, .env.local\n"), ".env", None),
    (root!(".env .env.local\n"), ".env.local", None),
    (root!(".*\\.pem$\n"), "a.pem", None),
    (root!("~/.env\n"), ".env", None),
    (root!("config\\.env\n"), "config/.env", None),
    (root!(".env\t\n"), ".env", None),
    (root!(".env\u{a0}\n"), ".env", None),
    (root!(".env\u{200b}\n"), ".env", None),
    (root!(".\0e\0n\0v\0\n\0"), ".env", None),
    (root!(".env\r*.key\r"), ".env", None),
    (root!("\u{feff}.env\n"), ".env", Some((".gitignore", 1, true))),
    (root!(".env\r\n*.key\r\n"), "x.key", Some((".gitignore", 2, true))),
    (root!(".env"), ".env", Some((".gitignore", 1, true))),
    (root!(".env   \n"), ".env", Some((".gitignore", 1, true))),
    (root!(".env\\ \n"), ".env ", Some((".gitignore", 1, true))),
    (root!("*.{key,pem}\n"), "a.key", None),
    (root!("#backup.key\n"), "#backup.key", None),
    (root!("\\#backup.key\n"), "#backup.key", Some((".gitignore", 1, true))),
    (root!("sec[1].key\n"), "sec[1].key", None),
    (root!("sec[1].key\n"), "sec1.key", Some((".gitignore", 1, true))),
    (root!("sec\\[1\\].key\n"), "sec[1].key", Some((".gitignore", 1, true))),
    (root!("x\\\n"), "x", None),
    (root!("[ab\n"), "[ab", None),
    (root!("[[:upper:]].key\n"), "A.key", Some((".gitignore", 1, true))),
    (root!("?.key\n"), "a.key", Some((".gitignore", 1, true))),
    (root!("?.key\n"), "ab.key", None),
    // Case.
    (root!("*.key\n"), "SERVER.KEY", None),
    (root!("*.[kK][eE][yY]\n"), "SERVER.KEY", Some((".gitignore", 1, true))),
    // Names that are not what they look like.
    (root!("*.key\n"), ":(top)a.key", Some((".gitignore", 1, true))),
    (root!("*.key\n"), ":!a.key", Some((".gitignore", 1, true))),
    (root!("*.key\n"), "-x.key", Some((".gitignore", 1, true))),
    (root!("*.key\n"), "a\nb.key", Some((".gitignore", 1, true))),
];

fn decided(answer: &IgnoreAnswer) -> Option<(String, u32, bool)> {
    answer.rule().map(|rule| (rule.source.to_string(), rule.line, !rule.is_negated()))
}

#[test]
fn the_deciding_line_is_that_of_git() {
    assert!(CASES.len() >= 60, "{}", CASES.len());
    for (files, path, expected) in CASES {
        let scratch = Scratch::new();
        for (file, content) in *files {
            scratch.write(file, content);
        }
        for view in [SHARED, IgnoreView::default()] {
            let answers = scratch.repo().check_ignore(&[RepoPath::new(*path)], view).unwrap();
            let expected = expected.map(|(source, line, ignores)| (source.to_owned(), line, ignores));
            assert_eq!(decided(&answers[0]), expected, "{files:?} {path:?} {view:?}");
            match scratch.repo().check_ignore_without_git(&[RepoPath::new(*path)], view) {
                Ok(without) => assert_eq!(without, answers, "without git: {files:?} {path:?} {view:?}"),
                Err(error) => assert!(matches!(error, Error::OnlyGit(_)) && files[0].1.contains('\0'), "{error}"),
            }
        }
    }
}

#[test]
fn rules_of_this_machine_count_here_and_not_on_a_fresh_clone() {
    let scratch = Scratch::new();
    scratch.write(".git/info/exclude", "# comment\nsecrets/\n.env\n").write(".gitignore", "*.key\n!.env.shared\n");
    std::fs::write(scratch.beside("global"), "*.pem\n.env.*\n").unwrap();
    scratch.git(&["config", "core.excludesFile", scratch.beside("global").to_str().unwrap()]);
    let paths = [".env", "a.pem", "secrets/a.key", ".env.shared"].map(RepoPath::new);
    let repo = scratch.repo();
    let here: Vec<_> = repo.check_ignore(&paths, IgnoreView::default()).unwrap().iter().map(decided).collect();
    let global = scratch.beside("global").display().to_string();
    assert_eq!(here[0], Some((".git/info/exclude".to_owned(), 3, true)));
    assert_eq!(here[1], Some((global, 1, true)));
    assert_eq!(here[2], Some((".git/info/exclude".to_owned(), 2, true)));
    assert_eq!(here[3], Some((".gitignore".to_owned(), 2, false)));
    let fresh: Vec<_> = repo.check_ignore(&paths, SHARED).unwrap().iter().map(decided).collect();
    assert_eq!(fresh[0], None);
    assert_eq!(fresh[1], None);
    assert_eq!(fresh[2], Some((".gitignore".to_owned(), 1, true)), "hidden here by the folder's rule");
}

#[test]
fn case_is_as_asked() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", "*.key\n");
    let paths = [RepoPath::new("A.KEY")];
    for ignore_case in [false, true] {
        let view = IgnoreView { shared_only: false, ignore_case: Some(ignore_case) };
        assert_eq!(scratch.repo().check_ignore(&paths, view).unwrap()[0].is_ignored(), ignore_case);
    }
}

#[test]
fn tracked_paths_are_answered_like_any_other() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", ".env\n").write(".env", "A=b").commit();
    assert!(scratch.repo().check_ignore(&[RepoPath::new(".env")], IgnoreView::default()).unwrap()[0].is_ignored());
}

#[cfg(unix)]
#[test]
fn a_path_beyond_a_link_is_refused_and_the_others_are_answered() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", "*.key\n").write("real/x", "");
    std::os::unix::fs::symlink("real", scratch.root().join("link")).unwrap();
    let paths = ["link/a.key", "a.key", "link/b.key", "../out.key", "b.key"].map(RepoPath::new);
    let answers = scratch.repo().check_ignore(&paths, IgnoreView::default()).unwrap();
    let refused: Vec<bool> = answers.iter().map(|answer| matches!(answer, IgnoreAnswer::Refused(_))).collect();
    assert_eq!(refused, [true, false, true, true, false]);
    assert!(answers[1].is_ignored() && answers[4].is_ignored());
}

#[cfg(unix)]
#[test]
fn a_linked_ignore_file_is_not_read() {
    let scratch = Scratch::new();
    scratch.write("rules", ".env\n");
    std::os::unix::fs::symlink("rules", scratch.root().join(".gitignore")).unwrap();
    assert_eq!(scratch.repo().check_ignore(&[RepoPath::new(".env")], SHARED).unwrap(), [IgnoreAnswer::Undecided]);
}

#[test]
fn an_ignore_file_that_a_sparse_checkout_left_out_is_read_from_the_index() {
    let scratch = Scratch::new();
    scratch.write("apps/.gitignore", ".env\n").write("apps/tracked.key", "x").write(".gitignore", "*.key\n").commit();
    scratch.git(&["update-index", "--skip-worktree", "apps/.gitignore"]);
    std::fs::remove_file(scratch.root().join("apps/.gitignore")).unwrap();
    let paths = ["apps/.env", "apps/tracked.key"].map(RepoPath::new);
    for exclude in ["", "*.x\n"] {
        scratch.write(".git/info/exclude", exclude);
        for view in [SHARED, IgnoreView::default()] {
            let answers = scratch.repo().check_ignore(&paths, view).unwrap();
            assert!(answers.iter().all(IgnoreAnswer::is_ignored), "{view:?} {exclude:?} {answers:?}");
        }
    }
}

#[test]
fn linked_work_trees_and_bare_repositories() {
    let scratch = Scratch::new();
    scratch.write(".gitignore", "*.key\n").commit();
    scratch.write(".git/info/exclude", ".env\n");
    let other = scratch.beside("other");
    scratch.git(&["worktree", "add", "--quiet", other.to_str().unwrap()]);
    let repo = crate::git::Repo::discover(&other).unwrap();
    let paths = ["a.key", ".env"].map(RepoPath::new);
    let here: Vec<bool> = repo.check_ignore(&paths, IgnoreView::default()).unwrap().iter().map(IgnoreAnswer::is_ignored).collect();
    assert_eq!(here, [true, true], "info/exclude is shared between work trees");
    let fresh: Vec<bool> = repo.check_ignore(&paths, SHARED).unwrap().iter().map(IgnoreAnswer::is_ignored).collect();
    assert_eq!(fresh, [true, false]);
    let bare = scratch.beside("bare");
    scratch.git(&["init", "--quiet", "--bare", bare.to_str().unwrap()]);
    let asked = crate::git::Repo::discover(&bare).unwrap().check_ignore(&paths, SHARED);
    assert!(matches!(asked, Err(Error::NoWorkTree)));
}

fn rule() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just(".env"),
        Just("*.key"),
        Just("a"),
        Just("b"),
        Just("*"),
        Just("a*"),
        Just("?"),
        Just("[ab]"),
        Just("**"),
        Just("x.key"),
        Just("\\a"),
        Just("a**"),
        Just(".env*"),
        Just("[!a]"),
    ];
    let path = prop::collection::vec(word, 1..4).prop_map(|words| words.join("/"));
    let odd = prop_oneof![
        Just("# a".to_owned()),
        Just(String::new()),
        Just(".env # x".to_owned()),
        Just("*.{key,pem}".to_owned()),
        Just("[a".to_owned())
    ];
    let shaped = (
        prop::bool::weighted(0.3),
        prop::bool::ANY,
        path,
        prop::bool::weighted(0.2),
        prop::sample::select(vec!["", " ", "\t", "\r", "\\"]),
    )
        .prop_map(|(negated, anchored, path, folder, end)| {
            let end = if end == "\\" || end == "\t" { if path.len() % 5 == 0 { end } else { "" } } else { end };
            format!("{}{}{path}{}{end}", if negated { "!" } else { "" }, if anchored { "/" } else { "" }, if folder { "/" } else { "" })
        });
    prop_oneof![12 => shaped, 1 => odd]
}

fn rules() -> impl Strategy<Value = String> {
    prop::collection::vec(rule(), 0..6).prop_map(|lines| lines.join("\n") + "\n")
}

/// Repositories; each is asked about 16 paths, so that the usual number comes to 1,920 cases. `GOLIVE_CASES` asks for more.
fn cases() -> u32 {
    crate::env::var_os("GOLIVE_CASES").and_then(|text| text.to_str()?.parse().ok()).unwrap_or(120)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    /// golive's answer is that of `git check-ignore`, and a file is ignored exactly where `git add` would leave it out.
    #[test]
    fn answers_are_those_of_git(root in rules(), nested in prop::option::of(rules()), exclude in prop::option::of(rules())) {
        let scratch = Scratch::new();
        scratch.write(".gitignore", &root);
        if let Some(nested) = &nested {
            scratch.write("a/.gitignore", nested);
        }
        if let Some(exclude) = &exclude {
            scratch.write(".git/info/exclude", exclude);
        }
        let files = [".env", "x.key", "a/.env", "a/x.key", "a/b/.env", "a/b/c.key", "b/a", "b/x.key", "aa/b.key", "b/.env.local"];
        for file in files {
            scratch.write(file, "x");
        }
        let absent = ["a/b/new.key", "new/.env", "b/a/x", "a/", "b/", "nope/"];
        let paths: Vec<RepoPath> = files.iter().chain(&absent).map(|path| RepoPath::new(*path)).collect();
        let answers = scratch.repo().check_ignore(&paths, IgnoreView::default()).unwrap();
        let mut input = paths.iter().map(ToString::to_string).collect::<Vec<_>>().join("\0");
        input.push('\0');
        let output = scratch.command(&["check-ignore", "--no-index", "-v", "-n", "-z", "--stdin"]).input(input.into_bytes()).output().unwrap();
        let said: Vec<Vec<u8>> = output.stdout.split(|byte| *byte == 0).map(<[u8]>::to_vec).collect();
        for (fields, (path, answer)) in said.chunks_exact(4).zip(paths.iter().zip(&answers)) {
            let ours = match answer.rule() {
                Some(rule) => [rule.source.to_string(), rule.line.to_string(), rule.pattern.to_string()],
                None => Default::default(),
            };
            let git: Vec<String> = fields.iter().take(3).map(|field| String::from_utf8_lossy(field).into_owned()).collect();
            prop_assert_eq!(&ours[..], &git[..], "{}", path);
        }
        for view in [IgnoreView::default(), SHARED, IgnoreView { shared_only: true, ignore_case: Some(true) }] {
            let asked = scratch.repo().check_ignore(&paths, view).unwrap();
            let without = scratch.repo().check_ignore_without_git(&paths, view).unwrap();
            for ((path, git), gix) in paths.iter().zip(&asked).zip(&without) {
                prop_assert_eq!(gix, git, "without git: {} {:?}", path, view);
            }
        }
        let listed = scratch.ls_files(&["--others", "--exclude-standard"]);
        for (file, answer) in files.iter().zip(&answers) {
            prop_assert_eq!(answer.is_ignored(), !listed.contains(&(*file).to_owned()), "{}", file);
        }
        // A fresh clone is a clone: the same files, without what stands beside them.
        let fresh = scratch.repo().check_ignore(&paths, SHARED).unwrap();
        scratch.write(".git/info/exclude", "");
        let listed = scratch.ls_files(&["--others", "--exclude-standard"]);
        for (file, answer) in files.iter().zip(&fresh) {
            prop_assert_eq!(answer.is_ignored(), !listed.contains(&(*file).to_owned()), "fresh {}", file);
        }
    }
}
