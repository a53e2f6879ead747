//! Hostile and enormous input: no panic, bounded memory, the right exit code.

use crate::support::{Repo, assignment, github_pat};
use std::io::{Seek as _, SeekFrom, Write as _};

#[test]
fn an_empty_repository_holds_no_secret() {
    let repo = Repo::new();
    for arguments in [&["secrets"][..], &["secrets", "--staged"], &["secrets", "--history"]] {
        repo.golive(arguments).exits(0).says("there was no text to look at");
    }
}

#[test]
fn an_empty_folder_that_was_named_is_no_pass() {
    let folder = Repo::folder();
    folder.golive(["secrets", "--no-git", "."]).exits(2).says("there is no file below .");
}

#[test]
fn a_pipe_is_not_waited_for_and_is_no_file() {
    let folder = Repo::folder();
    folder.run("mkfifo").arg("pipe").finish().exits(0);
    folder.golive(["secrets", "--no-git", "pipe"]).exits(2).says("there is no file below pipe");
    folder.write("app.py", "print()\n");
    folder.golive(["secrets", "--no-git", "--verbose"]).exits(0).says("pipe is no regular file and was left out");
}

#[test]
fn small_oddities() {
    for (name, text) in [
        ("empty", &b""[..]),
        ("newline", b"\n"),
        ("carriage returns", b"\r\r\r"),
        ("nul", b"\0"),
        ("nuls", &[0; 10_000]),
        ("half a character", b"caf\xc3"),
        ("byte order marks", b"\xff\xfe"),
        ("odd UTF-16", b"\xff\xfea\0b"),
        ("lone surrogate", b"\xff\xfe\0\xd8a\0"),
        ("quote", b"password = \""),
        ("equals", b"password="),
        ("braces", b"password: {{{{{{{{{{{{"),
        ("armour", b"-----BEGIN RSA PRIVATE KEY-----"),
        ("base64", b"eyJhbGciOiJIUzI1NiJ9."),
    ] {
        let repo = Repo::new();
        repo.write("file", text).stage();
        for arguments in [&["secrets"][..], &["secrets", "--staged"], &["secrets", "--no-git"]] {
            let run = repo.golive(arguments);
            assert_eq!(run.code, Some(0), "{name}: {run}");
        }
        repo.golive_with().args(["secrets", "--stdin"]).input(text).finish().exits(0);
    }
}

#[test]
fn a_file_without_a_last_line_feed() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1).trim_end()).stage();
    assert_eq!(repo.found(&["secrets", "--staged"]), ["app.py:1 github-pat"]);
}

#[test]
fn nul_bytes_do_not_hide_a_secret() {
    let repo = Repo::new();
    repo.write("app.bin", [b"\0\0\0\n\0", assignment(1).as_bytes(), &[0; 500]].concat()).stage();
    assert_eq!(repo.found(&["secrets"]), ["app.bin:2 github-pat"]);
    assert_eq!(repo.found(&["secrets", "--staged"]), ["app.bin:2 github-pat"]);
}

#[test]
fn one_line_of_50_megabytes() {
    let repo = Repo::new();
    let mut text = "var a=1; ".repeat(50_000_000 / 9).into_bytes();
    let middle = text.len() / 2;
    text.splice(middle..middle, format!(" {} ", assignment(1).trim_end()).into_bytes());
    repo.write("app.min.js", text);
    let run = repo.golive(["secrets", "--format", "json"]);
    run.exits(1);
    assert_eq!(run.findings(), ["app.min.js:1 github-pat"]);
    let column = run.json()["findings"][0]["column"].as_u64().unwrap();
    assert_eq!(usize::try_from(column).unwrap(), middle + 1 + "token = \"".len() + 1);
    assert!(run.out().len() < 5_000, "the line is not printed whole");
}

#[test]
fn a_sparse_file_of_2_gibibytes() {
    const SIZE: u64 = 2 << 30;
    let repo = Repo::new();
    let mut file = std::fs::File::create(repo.path("disk.img")).unwrap();
    if file.set_len(SIZE).is_err() {
        eprintln!("NOT RUN: no room for a sparse file here");
        return;
    }
    file.seek(SeekFrom::Start(SIZE - 1000)).unwrap();
    write!(file, "\n{}", assignment(1)).unwrap();
    assert_eq!(repo.found(&["secrets"]), ["disk.img:2 github-pat"]);
}

#[test]
fn folders_nested_deep() {
    let repo = Repo::new();
    let path = "d/".repeat(500) + "app.py";
    repo.write(&path, assignment(1)).stage().commit("deep");
    for arguments in [&["secrets"][..], &["secrets", "--history"], &["secrets", "--no-git"]] {
        assert_eq!(repo.found(arguments), [format!("{path}:1 github-pat")]);
    }
}

#[test]
fn a_thousand_findings_are_counted_and_the_first_shown() {
    let repo = Repo::new();
    let text: String = (0..1000).map(assignment).collect();
    repo.write("app.py", text);
    repo.golive(["secrets"]).exits(1).says("… and 950 more findings").says("1000 findings in 1 file");
    assert_eq!(repo.found(&["secrets"]).len(), 1000);
}

#[test]
fn a_damaged_repository_is_no_pass() {
    let repo = Repo::new();
    repo.write("app.py", "print()\n").stage().commit("first");
    let blob = repo.git(["rev-parse", "HEAD:app.py"]);
    repo.remove(&format!(".git/objects/{}/{}", &blob[..2], &blob[2..]));
    repo.golive(["secrets", "--history"]).exits(2).says("git fsck");
    repo.write(".git/index", "DIRC nonsense");
    repo.golive(["secrets"]).exits(2);
    repo.golive(["secrets", "--staged"]).exits(2);
    repo.write(".git/HEAD", "nonsense");
    repo.golive(["secrets", "--history"]).exits(2);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let repo = Repo::new();
    for number in 0..40 {
        repo.write(format!("{number}.py"), format!("{}{}", assignment(number), assignment(number + 1)));
    }
    let one = repo.found(&["secrets", "--jobs", "1"]);
    assert_eq!(one.len(), 41);
    assert_eq!(repo.found(&["secrets", "--jobs", "8"]), one);
}

#[test]
fn names_in_a_report_cannot_speak_to_the_terminal() {
    let repo = Repo::new();
    repo.write("\u{1b}]0;title\u{7}.py", format!("\u{1b}[31m{}\r{}", assignment(1), github_pat(2)));
    let run = repo.golive(["secrets"]);
    run.exits(1).never_says("\u{1b}").never_says("\u{7}").never_says("\r");
}

/// Looking for the end of a line at every name would make this take minutes.
#[test]
fn a_line_of_minified_code_costs_no_more_for_being_long() {
    let repo = Repo::folder();
    let code = "var a={key:e.key,token:\"x\"},b=process.env.TOKEN||c;password=d;";
    repo.write("app.min.js", code.repeat(50_000));
    repo.golive(["secrets", "--no-git"]).exits(0).says("0 findings in 1 file");
}
