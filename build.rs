//! Turns the rule files into one JSON document without their examples, so that a run does not parse half a megabyte of TOML.
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::panic,
    reason = "a build stops with the reason, and cargo speaks by environment"
)]

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
            rules.push(rule);
        }
    }
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    std::fs::write(Path::new(&out).join("rules.json"), serde_json::to_vec(&rules).expect("rules are JSON")).expect("OUT_DIR is writable");
}
