//! Real output: what is read of it, held in a file; its own totals; and that all formats of a tool tell the same.

use super::{Case, all_cases, cases, folders, root};
use golive::formats::diagnostics::{Diagnostic, Reading, detect, read};
use golive::model::Severity;
use std::collections::BTreeMap;
use std::fmt::Write;

fn place(one: &Diagnostic) -> String {
    let Some(place) = &one.place else { return "-".to_owned() };
    let mut text = place.path.clone();
    let number = |number: Option<u32>| number.map_or(String::new(), |number| number.to_string());
    if place.line.is_some() {
        write!(text, ":{}:{}", number(place.line), number(place.column)).unwrap();
    }
    if place.end_line.is_some() {
        write!(text, "-{}:{}", number(place.end_line), number(place.end_column)).unwrap();
    }
    text
}

fn shown(case: &Case) -> String {
    let mut text = format!("== {} (exit {})\n", case.name, case.exit);
    let reading = match read("auto", &case.bytes) {
        Ok(reading) => reading,
        Err(error) => {
            writeln!(text, "refused: {}", error.message).unwrap();
            return text;
        }
    };
    write!(text, "{}", reading.format).unwrap();
    if let Some((errors, warnings)) = reading.stated {
        write!(text, ", states {errors} errors and {warnings} warnings").unwrap();
    }
    if let Some(files) = reading.files {
        write!(text, ", {files} files").unwrap();
    }
    text.push('\n');
    for reason in &reading.incomplete {
        writeln!(text, "incomplete: {reason}").unwrap();
    }
    for one in &reading.diagnostics {
        let message: String = one.message.replace('\n', "⏎").chars().take(90).collect();
        let rule = one.rule.as_deref().unwrap_or("-");
        let silenced = if one.suppressed { " (suppressed)" } else { "" };
        writeln!(text, "{:7} {} {rule}{silenced} | {message}", one.severity.word(), place(one)).unwrap();
    }
    text
}

#[test]
fn every_case_reads_as_reviewed() {
    for folder in folders() {
        let text: Vec<String> = cases(&folder).iter().map(shown).collect();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(root().join(&folder));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("expected", text.join("\n")));
    }
}

/// The files that say only how many there are, or what another stream has.
const COUNTS_ONLY: &[&str] = &["pyrefly-1.4.1/", "mypy-2.4.1/json-missing", "mypy-2.4.1/text-missing"];

#[test]
fn what_a_report_counts_itself_is_what_was_read() {
    let mut compared = 0;
    for case in all_cases() {
        let Ok(reading) = read("auto", &case.bytes) else { continue };
        let Some(stated) = reading.stated else { continue };
        if COUNTS_ONLY.iter().any(|start| case.label().starts_with(start)) || case.name.ends_with("limit") {
            continue;
        }
        let counted = |severity| reading.diagnostics.iter().filter(|one| one.severity == severity && !one.suppressed).count() as u64;
        let (errors, warnings) = (counted(Severity::Error), counted(Severity::Warning));
        if reading.repeated > 0 {
            // A header's finding is counted once for each unit that includes it.
            assert_eq!(stated.0 + stated.1, errors + warnings + reading.repeated, "{}", case.label());
        } else {
            assert_eq!(stated, (errors, warnings), "{}", case.label());
        }
        compared += 1;
    }
    assert!(compared > 60, "only {compared} reports count their findings");
}

/// Where formats of one tool cannot agree: what is not in a format, and other options.
const APART: &[&str] = &[
    "gcc-12.2.0/json-bad",         // its JSON has where a macro is used, its text where it is defined
    "cargo-1.95.0/rustc-json-bad", // rustc without Clippy
    "clang-14.0.6/tidy-bad",       // another tool
    "mypy-2.4.1/context-bad",      // with --strict
    "mypy-2.4.1/json-strict",
    "typos-1.52.0/brief-bad", // a path's typo has no path
    "biome-2.6.8/text-limit",
    "bandit-1.9.4/json-banner",
];

#[test]
fn all_formats_of_a_tool_tell_the_same() {
    let mut compared = 0;
    for folder in folders() {
        let mut first = BTreeMap::new();
        for case in cases(&folder).iter().filter(|case| !APART.contains(&case.label().as_str())) {
            let Ok(reading) = read("auto", &case.bytes) else { continue };
            let lines = lines(&reading);
            if lines.is_empty() {
                continue;
            }
            let (name, expected) = first.entry(case.about().to_owned()).or_insert_with(|| (case.name.clone(), lines.clone()));
            assert_eq!(*expected, lines, "{folder}: {name} and {}", case.name);
            compared += 1;
        }
    }
    assert!(compared > 200, "only {compared} readings compared");
}

/// File and line of every finding, without folders: some formats have absolute paths.
fn lines(reading: &Reading) -> Vec<(String, Option<u32>)> {
    let place = |one: &Diagnostic| one.place.as_ref().map(|place| (place.path.rsplit('/').next().unwrap().to_owned(), place.line));
    let mut lines: Vec<_> = reading.diagnostics.iter().filter(|one| !one.suppressed).filter_map(place).collect();
    lines.sort();
    lines
}

#[test]
fn a_report_named_by_its_tool_reads_as_one_that_is_found_out() {
    for case in all_cases() {
        let Ok(found) = read("auto", &case.bytes) else { continue };
        let named = read(case.tool(), &case.bytes);
        // `[]` and `All checks passed!` are several tools' words.
        if found.diagnostics.is_empty() {
            assert!(named.is_ok_and(|named| named.diagnostics.is_empty()), "{}", case.label());
        } else {
            let named = named.unwrap_or_else(|error| panic!("{}: {}", case.label(), error.message));
            let places = |reading: &Reading| reading.diagnostics.iter().map(place).collect::<Vec<_>>();
            assert_eq!(places(&found), places(&named), "{} as {}", case.label(), case.tool());
        }
    }
}

#[test]
fn a_run_that_failed_is_never_a_clean_reading() {
    for case in all_cases().iter().filter(|case| matches!(case.about(), "missing" | "badconfig" | "nofile")) {
        let clean = read("auto", &case.bytes).is_ok_and(|reading| reading.diagnostics.is_empty() && reading.incomplete.is_empty());
        // ShellCheck and RuboCop write an empty list, and mypy goes on without a broken configuration: their exit code tells.
        assert!(!clean || case.exit != 0, "{} passes", case.label());
    }
}

#[test]
fn findings_are_never_read_as_none() {
    for case in all_cases().iter().filter(|case| case.about() == "bad" && case.exit != 0) {
        if let Ok(reading) = read("auto", &case.bytes) {
            assert!(!reading.diagnostics.is_empty() || !reading.incomplete.is_empty(), "{} is silent", case.label());
        }
    }
    assert!(detect(b"").is_none());
}
