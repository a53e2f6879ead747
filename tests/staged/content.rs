//! Content that hides: attributes, encodings, places in a file.

use crate::support::{Repo, assignment, github_pat};

/// A repository whose next commit changes `path` from `before` to `after`.
fn change(path: &str, before: &str, after: impl AsRef<[u8]>) -> Repo {
    let repo = Repo::new();
    repo.write(path, before).stage().commit("first");
    repo.write(path, after).stage();
    repo
}

#[test]
fn attributes_have_no_say() {
    for attribute in ["-diff", "binary", "diff=hidden", "-text", "linguist-generated", "filter=hidden", "export-ignore"] {
        let repo = change("app.txt", "text\n", assignment(1));
        repo.config("diff.hidden.textconv", "true").config("diff.hidden.command", "true");
        repo.write(".gitattributes", format!("*.txt {attribute}\n"));
        repo.golive(["secrets", "--staged"]).exits(1).says("app.txt:1:10");
    }
}

#[test]
fn settings_of_git_have_no_say() {
    let repo = change("app.txt", "text\n", assignment(1));
    for (key, value) in [
        ("color.ui", "always"),
        ("color.diff", "always"),
        ("diff.noprefix", "true"),
        ("diff.external", "true"),
        ("diff.renames", "copies"),
        ("diff.ignoreSubmodules", "all"),
        ("core.quotePath", "true"),
        ("core.pager", "false"),
        ("core.attributesFile", "/nowhere"),
    ] {
        repo.config(key, value);
    }
    repo.golive(["secrets", "--staged"]).exits(1).says("app.txt:1:10");
}

#[test]
fn utf16_is_read_as_a_person_reads_it() {
    let text = format!("first\r\n{}", assignment(1));
    let little: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [little, big] {
        let repo = change("app.ps1", "first\r\n", bytes);
        repo.golive(["secrets", "--staged"]).exits(1).says("app.ps1:2:10");
    }
}

#[test]
fn a_byte_order_mark_moves_nothing() {
    let repo = change("app.txt", "text\n", format!("\u{feff}{}", assignment(1)));
    repo.golive(["secrets", "--staged"]).exits(1).says("app.txt:1:10");
}

#[test]
fn a_new_value_under_an_unchanged_key_line_counts() {
    let before = "{\n  \"password\":\n    \"${DB_PASSWORD}\"\n}\n";
    let value = golive::detect::example::expand("Tr0{alnum*9}&", 5);
    let repo = change("config.json", before, before.replace("${DB_PASSWORD}", &value));
    repo.golive(["secrets", "--staged"]).exits(1).says("error[generic-password]").never_says(&value);
}

#[test]
fn a_new_line_inside_of_an_old_key_block_counts() {
    let key = golive::detect::example::expand("{pem:RSA PRIVATE KEY}", 6);
    let lines: Vec<&str> = key.lines().collect();
    let shortened = [&lines[..2], &lines[3..]].concat().join("\n") + "\n";
    let repo = change("id.txt", &shortened, key + "\n");
    repo.golive(["secrets", "--staged"]).exits(1).says("error[private-key]");
}

#[test]
fn line_endings_that_change_bring_the_secret_in_again() {
    let repo = change("app.txt", &assignment(1), assignment(1).replace('\n', "\r\n"));
    repo.golive(["secrets", "--staged"]).exits(1);
}

#[test]
fn a_link_is_the_text_of_its_target() {
    let repo = Repo::new();
    repo.link("link", format!("https://x:{}@github.com/o/r.git", github_pat(1))).stage();
    assert_eq!(repo.found(&["secrets", "--staged"]), ["link:1 github-pat"]);
}

#[test]
fn an_accepted_finding_needs_its_rule_and_a_reason() {
    let line = |comment: &str| format!("token = \"{}\"  # {comment}\n", github_pat(1));
    for (comment, code) in [
        ("golive:allow github-pat revoked long ago", 0),
        ("gitleaks:allow", 0),
        ("golive:allow github-pat", 1),
        ("golive:allow slack-token wrong rule", 1),
    ] {
        change("app.txt", "text\n", line(comment)).golive(["secrets", "--staged"]).exits(code);
    }
}
