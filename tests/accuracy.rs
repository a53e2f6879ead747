//! How well the scanner does on the labelled corpus under `tests/corpus` and on the rules' own examples.
//!
//! `cargo test --release --test all accuracy -- --nocapture` prints the table. In the environment, `GOLIVE_SEEDS=N` expands each kind N
//! times, and `GOLIVE_LIST=1` lists what was missed and what was a false alarm.

use golive::detect::{Rule, RuleSet, Scanner, Surroundings, example};
use golive::model::Severity;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
struct File {
    kind: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    id: String,
    class: String,
    path: String,
    text: String,
}

#[derive(Default)]
struct Score {
    kinds: usize,
    secrets: usize,
    found: usize,
    alarms: usize,
}

#[test]
fn accuracy_stays_as_high_as_it_was() {
    let scores = measure();
    print(&scores);
    for (class, least) in [("format", 1.0), ("vendor", 1.0), ("generic", 0.93)] {
        let score = &scores[class];
        assert!(score.found as f64 >= least * score.secrets as f64, "{class}: {} of {}", score.found, score.secrets);
    }
    let alarms: usize = scores.values().map(|score| score.alarms).sum();
    let found: usize = scores.values().map(|score| score.found).sum();
    assert!(alarms * 200 <= found, "{alarms} false alarms beside {found} finds");
}

fn measure() -> BTreeMap<String, Score> {
    let list = golive::env::is_set("GOLIVE_LIST");
    let seeds = golive::env::var_os("GOLIVE_SEEDS").and_then(|seeds| seeds.to_str()?.parse().ok()).unwrap_or(1);
    let scanner = Scanner::new(RuleSet::embedded().expect("the embedded rules parse"));
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for kind in kinds() {
        let score = scores.entry(kind.class.clone()).or_default();
        score.kinds += 1;
        for seed in 0..seeds {
            let (text, secrets) = expand(&kind.text, seed * 7919 + 13);
            let around = Surroundings::of(Some(kind.path.as_bytes()), 1_790_000_000);
            let found: Vec<_> =
                scanner.scan(text.as_bytes(), around).into_iter().filter(|candidate| candidate.severity > Severity::Note).collect();
            score.secrets += secrets.len();
            for secret in &secrets {
                if found.iter().any(|candidate| candidate.secret.start < secret.end && secret.start < candidate.secret.end) {
                    score.found += 1;
                } else if list {
                    println!("missed {} ({}): {}", kind.id, kind.path, line(&text, secret.start));
                }
            }
            for candidate in &found {
                if !secrets.iter().any(|secret| candidate.secret.start < secret.end && secret.start < candidate.secret.end) {
                    score.alarms += 1;
                    if list {
                        let rule = scanner.rules().get(candidate.rule).map_or("", |rule| rule.id.as_str());
                        println!("alarm {} ({}) by {rule}: {}", kind.id, kind.path, line(&text, candidate.secret.start));
                    }
                }
            }
        }
    }
    scores
}

/// The corpus, and the rules' own examples in a file without a name.
fn kinds() -> Vec<Kind> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<_> = std::fs::read_dir(&folder).expect("the corpus is there").flatten().map(|entry| entry.path()).collect();
    files.sort();
    let mut kinds: Vec<Kind> = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "toml")) {
        let text = std::fs::read_to_string(file).expect("the corpus is readable");
        kinds.extend(toml::from_str::<File>(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display())).kind);
    }
    for rule in rules().iter().filter(|rule| rule.detector.is_none() && rule.severity != Severity::Note) {
        let class = if rule.pattern.is_some() { "format" } else { "vendor" };
        for (number, template) in rule.examples.iter().enumerate() {
            let template = template.replace("\\n", "\n");
            kinds.push(Kind {
                id: format!("{}-{number}", rule.id),
                class: class.to_owned(),
                path: "notes".to_owned(),
                text: format!("⟦{template}⟧"),
            });
        }
    }
    kinds
}

/// The rules with their examples.
fn rules() -> Vec<Rule> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/detect/rules");
    let mut files: Vec<_> = std::fs::read_dir(&folder).expect("the rules are there").flatten().map(|entry| entry.path()).collect();
    files.sort();
    let read = |file: &std::path::PathBuf| {
        let text = std::fs::read_to_string(file).expect("rule files are readable");
        RuleSet::from_toml(&file.to_string_lossy(), &text).expect("rule files parse").rules().to_vec()
    };
    files.iter().flat_map(read).collect()
}

/// The text without its marks, and where the marks were.
fn expand(template: &str, seed: u64) -> (String, Vec<std::ops::Range<usize>>) {
    let marked = example::expand_with(template, &mut example::Random::new(seed));
    let (mut text, mut secrets, mut start) = (String::new(), Vec::new(), 0);
    for character in marked.chars() {
        match character {
            '⟦' => start = text.len(),
            '⟧' => secrets.push(start..text.len()),
            other => text.push(other),
        }
    }
    (text, secrets)
}

fn line(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    text[start..end].trim()
}

fn print(scores: &BTreeMap<String, Score>) {
    println!("| class | kinds | secrets | found | recall | false alarms |\n|---|--:|--:|--:|--:|--:|");
    let (mut found, mut secrets, mut alarms) = (0, 0, 0);
    for (class, score) in scores {
        let recall = if score.secrets == 0 { "–".to_owned() } else { format!("{:.3}", score.found as f64 / score.secrets as f64) };
        println!("| {class} | {} | {} | {} | {recall} | {} |", score.kinds, score.secrets, score.found, score.alarms);
        found += score.found;
        secrets += score.secrets;
        alarms += score.alarms;
    }
    let recall = found as f64 / secrets.max(1) as f64;
    let precision = found as f64 / (found + alarms).max(1) as f64;
    println!("\nrecall {recall:.3}, precision {precision:.3}, F1 {:.3}", 2.0 * recall * precision / (recall + precision));
}
