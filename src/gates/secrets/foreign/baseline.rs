//! `.secrets.baseline`, as detect-secrets writes it: values as SHA-1, by file; and the filters it was made with.

use super::Problem;
use crate::detect::bounded;
use bstr::ByteSlice as _;
use regex::bytes::Regex;
use serde_json::Value;
use sha1::Digest as _;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// What the file says.
#[derive(Debug, Default)]
pub(super) struct KnownValues {
    /// Hashes, with the line each was last seen in.
    by_file: BTreeMap<String, BTreeSet<(String, u64)>>,
    files: Vec<Regex>,
    lines: Vec<Regex>,
    secrets: Vec<Regex>,
    pub(super) problems: Vec<Problem>,
}

/// Filters that hold here anyway, or say nothing about what is let through.
const INNATE: &[&str] = &["detect_secrets.filters.allowlist.", "detect_secrets.filters.heuristic.", "detect_secrets.filters.common."];

impl KnownValues {
    pub(super) fn read(file: &str, text: &str) -> Self {
        let mut known = Self::default();
        let document: Value = match serde_json::from_str(text) {
            Ok(document) => document,
            Err(error) => {
                known.problems.push(Problem::new(file, error.line(), format!("it is no JSON: {error}")));
                return known;
            }
        };
        let results = document.get("results").and_then(Value::as_object);
        if results.is_none() {
            known.problems.push(Problem::new(file, 0, "it has no results: it is no baseline of detect-secrets".to_owned()));
        }
        for (path, entries) in results.into_iter().flatten() {
            let hashes = entries.as_array().into_iter().flatten().filter_map(|entry| {
                let line = entry.get("line_number").and_then(Value::as_u64).unwrap_or(0);
                Some((entry.get("hashed_secret")?.as_str()?.to_ascii_lowercase(), line))
            });
            let path = path.replace('\\', "/");
            known.by_file.entry(path).or_default().extend(hashes);
        }
        let exclude = document.get("exclude");
        for (key, kind) in [("files", "file"), ("lines", "line")] {
            if let Some(pattern) = exclude.and_then(|exclude| exclude.get(key)?.as_str()) {
                known.exclude(file, kind, pattern);
            }
        }
        for filter in document.get("filters_used").and_then(Value::as_array).into_iter().flatten() {
            known.filter(file, filter);
        }
        known
    }

    fn filter(&mut self, file: &str, filter: &Value) {
        let Some(path) = filter.get("path").and_then(Value::as_str) else { return };
        let patterns = match filter.get("pattern") {
            Some(Value::String(pattern)) => vec![pattern.clone()],
            Some(Value::Array(patterns)) => patterns.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let kind = path.strip_prefix("detect_secrets.filters.regex.should_exclude_");
        match kind {
            Some(kind @ ("file" | "line" | "secret")) => patterns.iter().for_each(|pattern| self.exclude(file, kind, pattern)),
            _ if INNATE.iter().any(|innate| path.starts_with(innate)) => {}
            _ => self.problems.push(Problem::new(file, 0, format!("the filter {path} is not read and has no effect"))),
        }
    }

    /// Python's expressions are near enough to Rust's; what is not is said.
    fn exclude(&mut self, file: &str, kind: &str, pattern: &str) {
        match bounded(pattern) {
            Ok(regex) if kind == "file" => self.files.push(regex),
            Ok(regex) if kind == "line" => self.lines.push(regex),
            Ok(regex) => self.secrets.push(regex),
            Err(message) => {
                self.problems.push(Problem::new(file, 0, format!("a filter's expression cannot be read and has no effect: {message}")));
            }
        }
    }

    /// Whether the value, as detect-secrets would have taken it, is known in the file, or left out by a filter.
    pub(super) fn cover(&self, facts: super::Facts<'_>) -> bool {
        let path = facts.path.unwrap_or_default();
        let matches = |list: &[Regex], text: &[u8]| list.iter().any(|regex| regex.is_match(text));
        if matches(&self.files, path) || matches(&self.lines, facts.lines) || matches(&self.secrets, facts.secret) {
            return true;
        }
        let Some(hashes) = std::str::from_utf8(path).ok().and_then(|path| self.by_file.get(path)) else { return false };
        let is_known = |form: &&[u8], line: Option<u64>| {
            let hash = sha1_hex(form);
            hashes.iter().any(|(known, at)| *known == hash && line.is_none_or(|line| line == *at))
        };
        // Of some vendors' tokens detect-secrets keeps a prefix that all of them share: it says only where one was.
        forms(facts).iter().any(|form| is_known(form, None))
            || labels(facts.secret).iter().any(|form| is_known(form, Some(facts.line.into())))
    }
}

/// What detect-secrets may have taken for the value: the value itself, or what stands between quotes or blanks round it.
fn forms(facts: super::Facts<'_>) -> Vec<&[u8]> {
    let mut forms = vec![facts.secret, facts.matched];
    forms.extend(facts.lines.split(|byte| matches!(byte, b'"' | b'\'' | b'`')).filter(|part| contains(part, facts.secret)));
    forms.extend(
        facts
            .lines
            .fields_with(|character| character.is_whitespace() || "=,;".contains(character))
            .filter(|part| contains(part, facts.secret)),
    );
    forms
}

/// What it takes for the value where its expression says no more: the label of a key's armour, the prefix of a vendor's token.
fn labels(secret: &[u8]) -> Vec<&[u8]> {
    let armour = secret.strip_prefix(b"-----").and_then(|label| label.get(..label.find(b"-----")?));
    let prefix = secret.find_byte(b'_').and_then(|at| secret.get(..at));
    armour.into_iter().chain(prefix).collect()
}

fn contains(part: &[u8], secret: &[u8]) -> bool {
    part.find(secret).is_some()
}

fn sha1_hex(value: &[u8]) -> String {
    sha1::Sha1::digest(value).iter().fold(String::with_capacity(40), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::{KnownValues, sha1_hex};
    use crate::gates::secrets::foreign::Facts;

    fn facts<'text>(path: &'text str, secret: &'text str, line: &'text str) -> Facts<'text> {
        Facts { path: Some(path.as_bytes()), secret: secret.as_bytes(), matched: secret.as_bytes(), lines: line.as_bytes(), line: 7 }
    }

    #[test]
    fn a_value_is_known_in_its_file_wherever_it_stands() {
        let text = format!(
            r#"{{"version":"1.5.0","results":{{"a.py":[{{"type":"Secret Keyword","hashed_secret":"{}","line_number":7}}]}}}}"#,
            sha1_hex(b"hunter2!")
        );
        let known = KnownValues::read(".secrets.baseline", &text);
        assert!(known.cover(facts("a.py", "hunter2!", "p = 'hunter2!'")));
        assert!(!known.cover(facts("b.py", "hunter2!", "p = 'hunter2!'")));
        assert!(!known.cover(facts("a.py", "hunter3!", "p = 'hunter3!'")));
    }

    #[test]
    fn filters_are_read_and_foreign_ones_said() {
        let text = r#"{"results":{},"filters_used":[{"path":"detect_secrets.filters.allowlist.is_line_allowlisted"},
            {"path":"detect_secrets.filters.regex.should_exclude_file","pattern":["^docs/","(?<=a)b"]},
            {"path":"detect_secrets.filters.regex.should_exclude_line","pattern":"sample$"},{"path":"file://mine.py::f"}]}"#;
        let known = KnownValues::read(".secrets.baseline", text);
        assert!(known.cover(facts("docs/x", "v4lue", "v4lue")) && known.cover(facts("x", "v4lue", "v4lue sample")));
        assert_eq!(known.problems.len(), 2);
        assert_eq!(KnownValues::read("f", "{").problems.len(), 1);
        assert_eq!(KnownValues::read("f", "{}").problems.len(), 1);
    }
}
