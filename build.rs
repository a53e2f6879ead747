//! Turns the rule files into one JSON document without their examples, so that a run does not parse half a megabyte of TOML.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::panic,
    reason = "a build stops with the reason, and cargo speaks by environment"
)]

use regex_syntax::hir::literal::Extractor;
use std::path::Path;

const RULES: &str = "src/detect/rules";

fn main() {
    println!("cargo:rerun-if-changed={RULES}");
    let mut files: Vec<_> = std::fs::read_dir(RULES).expect("the folder of rules is there").flatten().map(|entry| entry.path()).collect();
    files.sort();
    let mut rules = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "toml")) {
        let text = std::fs::read_to_string(file).expect("rule files are readable");
        let parsed: toml::Table = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for rule in parsed.get("rule").and_then(toml::Value::as_array).into_iter().flatten() {
            let mut rule = rule.as_table().cloned().expect("a rule is a table");
            rule.remove("examples");
            rule.remove("near-misses");
            let anchored = starts_with_an_anchor(&rule);
            rule.insert("anchored".to_owned(), toml::Value::Boolean(anchored));
            rules.push(rule);
        }
    }
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join("rules.json"), serde_json::to_vec(&rules).expect("rules are JSON")).expect("OUT_DIR is writable");
}

/// Whether every text that the rule's pattern matches starts with one of its anchors: the pattern then needs to be tried only there.
fn starts_with_an_anchor(rule: &toml::Table) -> bool {
    let Some(pattern) = rule.get("pattern").and_then(toml::Value::as_str) else { return false };
    let anchors: Vec<&str> =
        rule.get("anchors").and_then(toml::Value::as_array).into_iter().flatten().filter_map(toml::Value::as_str).collect();
    let Ok(hir) = regex_syntax::ParserBuilder::new().utf8(false).build().parse(pattern) else { return false };
    let prefixes = Extractor::new().limit_class(64).limit_total(2000).extract(&hir);
    prefixes.literals().is_some_and(|literals| {
        !literals.is_empty()
            && literals.iter().all(|literal| anchors.iter().any(|anchor| literal.as_bytes().starts_with(anchor.as_bytes())))
    })
}
