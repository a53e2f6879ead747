//! Every rule's own examples, through the scanner as users get it.

use super::super::{Scanner, example};
use super::RuleSet;
use crate::model::Severity;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The rules with their examples, in the order in which the build script takes them.
static SCANNER: LazyLock<Scanner> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/detect/rules");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |file: &std::path::PathBuf| RuleSet::from_toml(&file.to_string_lossy(), &std::fs::read_to_string(file).unwrap()).unwrap();
    Scanner::new(RuleSet::new(files.iter().flat_map(|file| read(file).rules().to_vec()).collect()).unwrap())
});

fn found(text: &str) -> Vec<(String, Severity)> {
    SCANNER
        .scan(text.as_bytes(), super::super::Surroundings::of(None, 1_767_225_600))
        .into_iter()
        .map(|candidate| (SCANNER.rules().get(candidate.rule).unwrap().id.clone(), candidate.severity))
        .collect()
}

/// Rules about files whose name decides have no text that shows them alone; their tests stand in `known_files`.
fn by_file_name(rule: &super::super::Rule) -> bool {
    matches!(rule.detector, Some(super::super::Detector::PasswordHash | super::super::Detector::RailsMasterKey))
}

#[test]
fn the_embedded_rules_are_those_of_the_files() {
    let ids = |set: &RuleSet| set.rules().iter().map(|rule| rule.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&RuleSet::embedded().unwrap()), ids(SCANNER.rules()));
}

#[test]
fn every_rule_is_whole() {
    let mut wrong = Vec::new();
    for rule in SCANNER.rules().rules() {
        let ways = [rule.pattern.is_some(), rule.value.is_some(), rule.detector.is_some()];
        let sentences = [&rule.access, &rule.revoke].iter().all(|text| text.ends_with('.') && text.len() > 20);
        let kebab = rule.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        let compiles = rule.pattern.iter().chain(&rule.value).all(|pattern| regex::bytes::Regex::new(pattern).is_ok());
        let anchored = rule.pattern.is_none() || (!rule.anchors.is_empty() && rule.anchors.iter().all(|anchor| anchor.len() >= 2));
        if ways.iter().filter(|way| **way).count() != 1
            || !sentences
            || !kebab
            || !compiles
            || !anchored
            || (!by_file_name(rule) && (rule.examples.len() < 2 || rule.near_misses.len() < 2))
        {
            wrong.push(&rule.id);
        }
        assert!(rule.pairs_with.iter().all(|id| SCANNER.rules().by_id(id).is_some()), "{} pairs with no rule", rule.id);
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn every_example_is_found_by_its_rule() {
    let mut missed = Vec::new();
    for rule in SCANNER.rules().rules() {
        for template in &rule.examples {
            for seed in 0..4 {
                let text = example::expand(template, seed);
                let found = found(&text);
                if !found.iter().any(|(id, _)| *id == rule.id) {
                    missed.push(format!("{} [{seed}]: {template} -> {found:?}", rule.id));
                    break;
                }
            }
        }
    }
    assert!(missed.is_empty(), "{} examples are not found by their rule:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn no_near_miss_is_found_by_its_rule() {
    let mut flagged = Vec::new();
    for rule in SCANNER.rules().rules() {
        for template in &rule.near_misses {
            let text = example::expand(template, 11);
            if found(&text).iter().any(|(id, severity)| *id == rule.id && *severity != Severity::Note) {
                flagged.push(format!("{}: {template}", rule.id));
            }
        }
    }
    assert!(flagged.is_empty(), "{} near misses are flagged:\n{}", flagged.len(), flagged.join("\n"));
}

/// Anchors of rules that are not `anywhere` are only looked for in runs of token characters: every example's anchor stands in one.
#[test]
fn anchors_stand_where_they_are_looked_for() {
    let mut lost = BTreeSet::new();
    for rule in SCANNER.rules().rules() {
        let Some(pattern) = &rule.pattern else { continue };
        let regex = regex::bytes::Regex::new(pattern).unwrap();
        for template in &rule.examples {
            for seed in 0..40 {
                let text = example::expand(template, seed);
                let Some(hit) = regex.find(text.as_bytes()) else { continue };
                let places: Vec<usize> = if rule.anywhere {
                    vec![hit.start()]
                } else {
                    let mut runs = Vec::new();
                    super::super::runs::for_each(text.as_bytes(), text.len(), |run, _| runs.push(run));
                    runs.into_iter()
                        .filter(|run| rule.anchors.iter().any(|anchor| text[run.clone()].contains(anchor.as_str())))
                        .map(|run| run.start)
                        .collect()
                };
                if places.is_empty() || !rule.anchors.iter().any(|anchor| text[hit.range()].contains(anchor.as_str())) {
                    lost.insert(&rule.id);
                }
            }
        }
    }
    assert!(lost.is_empty(), "give these rules other anchors or `anywhere = true`: {lost:?}");
}
