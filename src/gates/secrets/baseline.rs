//! Findings that were there before: listed by fingerprint, so that moved lines and renamed files do not bring them back.
//!
//! A line an entry, sorted, so that two branches' baselines merge; no values, no line numbers, no dates.

use crate::gate::PrepareError;
use crate::model::Finding;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Version of the file's form.
const VERSION: u32 = 1;

/// A baseline as it is written: rule by fingerprint.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Baseline {
    version: u32,
    /// What was known, and which rule found it.
    findings: BTreeMap<String, String>,
}

impl Baseline {
    /// Reads a baseline from the text of the file at `path`.
    ///
    /// # Errors
    /// [`PrepareError`] where it is no baseline: nothing is then known, and nothing may pass for known.
    pub(super) fn parse(path: &Path, text: &str) -> Result<Self, PrepareError> {
        let wrong = |message: String| PrepareError {
            message: format!("baseline {}: {message}", path.display()),
            help: "make one with --write-baseline FILE, and commit it".to_owned(),
        };
        let baseline: Self = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        if baseline.version != VERSION {
            return Err(wrong(format!("it is of version {}, this golive reads {VERSION}", baseline.version)));
        }
        Ok(baseline)
    }

    /// Of these findings.
    pub(super) fn of(findings: &[Finding]) -> Self {
        let entries = findings.iter().map(|finding| (finding.fingerprint.as_str().to_owned(), finding.rule_id.clone()));
        Self { version: VERSION, findings: entries.collect() }
    }

    /// Whether the finding was known.
    pub(super) fn knows(&self, finding: &Finding) -> bool {
        self.findings.contains_key(finding.fingerprint.as_str())
    }

    /// How many entries no finding answers to any more.
    pub(super) fn outlived(&self, findings: &[Finding]) -> usize {
        let there = |fingerprint: &String| findings.iter().any(|finding| finding.fingerprint.as_str() == fingerprint);
        self.findings.keys().filter(|fingerprint| !there(fingerprint)).count()
    }

    /// The file's text.
    pub(super) fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::Baseline;

    #[test]
    fn what_is_no_baseline_is_refused() {
        for text in ["", "{}", "[]", "{\"version\": 2, \"findings\": {}}"] {
            assert!(Baseline::parse("b".as_ref(), text).is_err(), "{text}");
        }
        assert!(Baseline::parse("b".as_ref(), &Baseline::of(&[]).text()).is_ok());
    }
}
