//! What stands around a report in the log of a job: line ends, marks, times, words of what started the tool. It changes nothing.

use super::all_cases;
use golive::formats::diagnostics::{Diagnostic, Reading, read};

const TIME: &str = "2026-11-23T10:00:00.1234567Z ";

fn in_front(text: &str, front: &str) -> Vec<u8> {
    text.split('\n').map(|line| format!("{front}{line}")).collect::<Vec<_>>().join("\n").into_bytes()
}

/// The ways to put `text` into a log, by name.
fn wrappings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let utf16: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    vec![
        ("line ends of Windows", text.replace('\n', "\r\n").into_bytes()),
        ("a byte-order mark", format!("\u{feff}{text}").into_bytes()),
        ("UTF-16", utf16),
        ("times of a log", in_front(text, TIME)),
        ("job, step and time", in_front(text, &format!("lint\tRun npm run lint\t{TIME}"))),
        ("times of Jenkins", in_front(text, "[2026-11-23T10:00:00.123Z] ")),
        ("the banner of a package manager", format!("\n> app@1.0.0 lint\n> tool .\n\n{text}").into_bytes()),
        (
            "what GitHub says around a step",
            format!(
                "##[group]Run npm run lint\n\u{1b}[36;1mnpm run lint\u{1b}[0m\nshell: /usr/bin/bash -e {{0}}\n##[endgroup]\n{text}\n##[error]Process completed with exit code 1.\n"
            )
            .into_bytes(),
        ),
        ("the end of a step that failed", format!("{text}\nError: Process completed with exit code 1.\n").into_bytes()),
        ("the names of Compose", in_front(text, "app-1  | ")),
        ("the times of BuildKit", in_front(text, "#12 0.345 ")),
        ("the names of Turborepo", in_front(text, "web:lint: ")),
        ("the names of pnpm", in_front(text, "packages/web lint: ")),
        ("the names of concurrently", in_front(text, "[lint] ")),
        ("what npm says of a failure", format!("{text}\nnpm ERR! code ELIFECYCLE\nnpm ERR! errno 1\nnpm ERR! app@1.0.0 lint: `tool .`\n").into_bytes()),
    ]
}

#[test]
fn what_stands_around_a_report_changes_nothing() {
    let mut differ = Vec::new();
    for case in all_cases().iter().filter(|case| !case.bytes.contains(&0) && case.bytes.len() < 6000) {
        let Ok(text) = std::str::from_utf8(&case.bytes) else { continue };
        let Ok(Reading { diagnostics, blind, .. }) = read("auto", &case.bytes) else { continue };
        for (how, wrapped) in wrappings(text) {
            let found: Option<(Vec<Diagnostic>, bool)> = read("auto", &wrapped).ok().map(|reading| (reading.diagnostics, reading.blind));
            if found.as_ref() != Some(&(diagnostics.clone(), blind)) {
                let found = found.map(|(found, blind)| {
                    (found.iter().filter(|one| !diagnostics.contains(one)).take(1).cloned().collect::<Vec<_>>(), blind)
                });
                differ.push(format!("{} with {how}: {found:?}", case.label()));
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
