//! Secrets inside of archives.

use crate::support::{Repo, github_pat};
use std::io::Write as _;

/// A zip file with one entry.
fn zipped(name: &str, text: &str) -> Vec<u8> {
    zipped_all(&[(name, text)])
}

fn zipped_all(entries: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a name");
        writer.write_all(text.as_bytes()).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

#[test]
fn archives_are_looked_into_whatever_they_are_called() {
    let repo = Repo::new();
    let text = format!("\ntoken = \"{}\"\n", github_pat(7));
    let other = format!("\ntoken = \"{}\"\n", github_pat(8));
    repo.write("notes.docx", zipped("word/document.xml", &text)).write("dump", gzipped(&zipped("in/app.py", &other)));
    let run = repo.golive(["secrets", "--format", "json"]);
    run.exits(1).says("notes.docx").says("in word/document.xml at line 2").says("in in/app.py at line 2");
    assert!(!run.out().contains(&github_pat(7)), "the value is printed");
    repo.git(["add", "."]);
    repo.golive(["secrets", "--staged"]).exits(1);
    repo.git(["commit", "--quiet", "-m", "x"]);
    repo.golive(["secrets", "--history"]).exits(1);
    // The same secret in a new version of the archive came in before.
    repo.write("notes.docx", zipped("word/document.xml", &(text + "more\n"))).git(["add", "."]);
    repo.golive(["secrets", "--staged"]).exits(0);
}

/// Of two versions of a text only the difference is looked at; half an archive is none.
#[test]
fn an_archive_of_history_is_unpacked_whole() {
    let repo = Repo::new();
    let incompressible: String = (0..3000).map(|seed| golive::detect::example::expand("{alnum*30}\n", seed)).collect();
    let (first, token) = (("first.txt", incompressible.as_str()), format!("\ntoken = \"{}\"\n", github_pat(9)));
    repo.write("all.jar", zipped_all(&[first])).stage().commit("clean");
    repo.write("all.jar", zipped_all(&[first, ("app.properties", &token)])).stage().commit("with");
    repo.write("all.jar", zipped_all(&[first])).stage().commit("clean again");
    repo.golive(["secrets", "--history"]).exits(1).says("in app.properties at line 2");
    repo.git(["gc", "--quiet"]);
    repo.golive(["secrets", "--history"]).exits(1).says("in app.properties at line 2");
}

#[test]
fn what_unpacks_to_too_much_is_no_pass() {
    let repo = Repo::new();
    let zeros = vec![0_u8; 70 << 20];
    repo.write("bomb.gz", gzipped(&zeros));
    repo.golive(["secrets"]).exits(2).says("bomb.gz was not looked into");
    repo.write("bomb.gz", "\u{1f}\u{8b}no archive at all\n");
    repo.golive(["secrets"]).exits(0);
}
