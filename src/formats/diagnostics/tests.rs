//! What holds for every reader.

use super::{READERS, detect, names, pattern, read, says_nothing};
use regex::Regex;

#[test]
fn names_are_kebab_case_and_unique() {
    let mut all: Vec<&str> = names().collect();
    assert!(
        all.iter()
            .all(|name| name.chars().all(|character| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'))
    );
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), READERS.len());
}

#[test]
fn an_empty_report_is_an_error_in_every_format() {
    for name in names().chain(["auto"]) {
        for empty in ["", " \n\n", "\u{feff}", "> app@1.0.0 lint\n> eslint .\n\n"] {
            assert!(read(name, empty.as_bytes()).is_err(), "{name} takes {empty:?}");
            assert!(says_nothing(empty.as_bytes()));
        }
    }
}

#[test]
fn an_unknown_format_is_named_with_the_nearest() {
    assert_eq!(
        read("eslnit", b"x").unwrap_err().message,
        "there is no format `eslnit`: did you mean `eslint`? `auto` finds the format out"
    );
}

#[test]
fn a_pattern_reads_its_groups() {
    let regex = Regex::new(r"^(?P<file>\S+) (?P<line>\d+) (?P<severity>\w+) (?P<rule>\w+): (?P<message>.*)$").unwrap();
    let reading = pattern(&regex, b"noise\nsrc/a.x 3 warn R1: no good\n");
    assert_eq!(reading.diagnostics.len(), 1);
    assert_eq!(reading.diagnostics[0].rule.as_deref(), Some("R1"));
    assert!(!pattern(&regex, b"something else\n").incomplete.is_empty());
    assert_eq!(detect(b"something else\n"), None);
}
