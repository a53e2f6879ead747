//! Torn-up, enormous and hostile reports: an error or an incomplete reading, never a panic and never a clean one.

use super::all_cases;
use golive::formats::diagnostics::{LARGEST, names, read};
use proptest::prelude::{ProptestConfig, any, prop, proptest};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// The smaller samples: tearing them up is quick.
static SAMPLES: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let small = |case: &super::Case| case.bytes.len() < 3000;
    all_cases().into_iter().filter(small).map(|case| (case.tool().to_owned(), case.bytes)).collect()
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn torn_up_samples_do_not_panic(
        sample in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
        length in 0_usize..200,
        new in prop::collection::vec(any::<u8>(), 0..12),
    ) {
        let (tool, bytes) = &SAMPLES[sample.index(SAMPLES.len())];
        let start = from.index(bytes.len());
        let end = (start + length).min(bytes.len());
        let torn: Vec<u8> = bytes[..start].iter().chain(&new).chain(&bytes[end..]).copied().collect();
        let _ = read(tool, &torn);
        let _ = read("auto", &torn);
    }

    #[test]
    fn any_bytes_in_any_format_do_not_panic(format in any::<prop::sample::Index>(), bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let all: Vec<&str> = names().collect();
        let _ = read(all[format.index(all.len())], &bytes);
    }

    #[test]
    fn lines_of_marks_in_any_format_do_not_panic(format in any::<prop::sample::Index>(), text in "([a-z./]{0,4}[:( |^\\[\\]{}\"'<>&;%#=,~-]{0,5}[0-9]{0,12}\n?){0,30}") {
        let all: Vec<&str> = names().collect();
        let _ = read(all[format.index(all.len())], text.as_bytes());
    }
}

/// Whether a report that was cut may be taken for a whole one: never where it is one document.
fn is_one_document(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let start = text.trim_start();
    (start.starts_with("{\n") || start.starts_with("[\n") || start.starts_with("<?xml") || start.starts_with("[{")) && !text.contains('\0')
}

#[test]
fn a_document_that_is_cut_off_is_not_clean() {
    let mut cut = 0;
    for case in all_cases().iter().filter(|case| is_one_document(&case.bytes)) {
        // One array, or one object a line, is cut between two of them only where gcc writes an array for each file.
        for tenths in [2, 5, 8] {
            let part = &case.bytes[..case.bytes.len() * tenths / 10];
            let clean = read("auto", part).is_ok_and(|reading| reading.incomplete.is_empty());
            assert!(!clean || case.folder.starts_with("gcc") || case.folder.starts_with("go"), "{} cut at {tenths}0 %", case.label());
            cut += 1;
        }
    }
    assert!(cut > 150, "only {cut} cuts");
}

#[test]
fn a_report_that_is_too_large_is_refused() {
    let error = read("eslint", &vec![b' '; LARGEST + 1]).unwrap_err();
    assert!(error.message.contains("256 MiB"), "{}", error.message);
}

#[test]
fn entities_are_not_expanded_and_files_not_read() {
    let bomb = r#"<?xml version="1.0"?>
<!DOCTYPE checkstyle [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
<checkstyle><file name="a.js"><error line="1" severity="error" message="&b;&f;" source="x"/></file></checkstyle>"#;
    let text = match read("checkstyle", bomb.as_bytes()) {
        Ok(reading) => format!("{reading:?}"),
        Err(error) => error.message,
    };
    assert!(!text.contains("aaaaaaaaaa") && !text.contains("root:"), "{text}");
}

#[test]
fn deep_nesting_is_an_error() {
    let json = format!("{{\"runs\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(read("sarif", json.as_bytes()).is_err());
    let xml = format!("<checkstyle>{}</checkstyle>", "<file>".repeat(100_000));
    assert!(read("checkstyle", xml.as_bytes()).unwrap_err().message.contains("deep"));
}

#[test]
fn an_error_shows_no_controls_and_is_short() {
    let error = read("eslint", format!("\u{1b}[31m{}\u{7}", "x".repeat(100_000)).as_bytes()).unwrap_err();
    assert!(error.message.chars().all(|character| !character.is_control()) && error.message.len() < 600);
}

#[test]
fn long_lines_and_many_lines_take_time_in_proportion() {
    let started = Instant::now();
    for name in names() {
        let _ = read(name, "a:1:1: ".repeat(8_000).as_bytes());
        let _ = read(name, " ".repeat(50_000).as_bytes());
        let _ = read(name, "[".repeat(50_000).as_bytes());
        let _ = read(name, "{\n".repeat(8_000).as_bytes());
        let _ = read(name, "[{\"\n".repeat(5_000).as_bytes());
    }
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

/// A tool that was killed half way, and its output saved: what is left says "clean" only where it says so in words.
#[test]
fn the_beginning_of_a_report_with_findings_is_not_clean() {
    let mut wrong = Vec::new();
    let mut cuts = 0;
    for case in all_cases() {
        for format in ["auto", case.tool()] {
            let whole = read(format, &case.bytes).is_ok_and(|reading| reading.diagnostics.iter().any(|one| !one.suppressed));
            if !whole {
                continue;
            }
            for tenth in 1..20 {
                let part = &case.bytes[..case.bytes.len() * tenth / 20];
                let clean = read(format, part).is_ok_and(|reading| {
                    reading.incomplete.is_empty() && reading.files != Some(0) && reading.diagnostics.iter().all(|one| one.suppressed)
                });
                cuts += 1;
                if clean {
                    wrong.push(format!("{} as {format} cut at {tenth}/20", case.label()));
                }
            }
        }
    }
    assert!(cuts > 3000, "only {cuts} cuts");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
