//! From what was seen to findings, evidence and numbers.

use super::ask::Views;
use super::family::Families;
use super::findings::{Findings, pattern};
use super::fix::Fixed;
use super::look::Seen;
use super::words::list;
use crate::git::Touched;
use crate::model::{Answer, Evidence, Finding, Outcome, Severity, Trouble, Verdict};
use crate::text::count;
use bstr::ByteSlice as _;

/// The requirement this gate answers.
const REQUIREMENT: &str = "auth.gitignore";

/// A report in the making.
pub(super) struct Report<'run> {
    families: &'run Families,
    seen: &'run Seen,
    findings: Vec<Finding>,
    troubles: Vec<Trouble>,
    history: Option<usize>,
    notes: Vec<String>,
}

impl<'run> Report<'run> {
    /// With every finding but those of history.
    pub(super) fn new(families: &'run Families, seen: &'run Seen) -> Self {
        let findings = Findings { families, seen }.all();
        Self { families, seen, findings, troubles: Vec::new(), history: None, notes: Vec::new() }
    }

    /// Adds something to say.
    pub(super) fn add_note(&mut self, note: &str) {
        self.notes.push(note.to_owned());
    }

    /// Adds what commits once held.
    pub(super) fn add_history(&mut self, found: Vec<(usize, Touched)>, shallow: bool) {
        self.history = Some(found.len());
        let build = Findings { families: self.families, seen: self.seen };
        self.findings.extend(found.into_iter().map(|(family, touched)| build.history(family, touched)));
        if shallow {
            self.troubles.push(Trouble::new(
                "history is cut off by a shallow clone, so not all of it was looked at",
                "fetch the rest with `git fetch --unshallow`, or set fetch-depth: 0 in the workflow",
            ));
        }
    }

    /// Adds what `--fix` did, or why it did nothing.
    pub(super) fn add_fixed(&mut self, fixed: Result<Fixed, Trouble>) {
        match fixed {
            Ok(fixed) if fixed == Fixed::default() => self.notes.push("--fix had nothing to change".to_owned()),
            Ok(fixed) => {
                self.notes.extend(fixed.rules.iter().map(|(path, rules)| format!("added to {path}: {}", rules.join(", "))));
                self.notes.extend(
                    fixed.untracked.iter().map(|path| {
                        format!("{path} is no longer tracked, and still on disk; rotate what it holds: history keeps the value")
                    }),
                );
            }
            Err(trouble) => self.troubles.push(trouble),
        }
    }

    /// The gate's answer.
    pub(super) fn outcome(mut self) -> Outcome {
        self.findings.sort_by_cached_key(Finding::order);
        let of = |severity| self.findings.iter().filter(|finding| finding.severity == severity).count();
        let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
        let verdict = match (errors, self.troubles.is_empty()) {
            (1.., _) => Verdict::Fail,
            (0, false) => Verdict::Unknown,
            (0, true) => Verdict::Pass,
        };
        let asked = count(self.seen.answers.len(), "path", "paths");
        let summary = match (errors, warnings) {
            (0, 0) => format!("secret names are ignored: git was asked about {asked}"),
            (0, _) => format!("secret names are ignored; {}", count(warnings, "warning", "warnings")),
            (_, 0) => count(errors, "error", "errors"),
            _ => format!("{}, {}", count(errors, "error", "errors"), count(warnings, "warning", "warnings")),
        };
        let answers = vec![Answer { requirement: REQUIREMENT.to_owned(), verdict, evidence: self.evidence() }];
        let metrics = self.metrics();
        Outcome { verdict, summary, findings: self.findings, troubles: self.troubles, answers, metrics }
    }

    fn evidence(&self) -> Vec<Evidence> {
        let errors = self.findings.iter().filter(|finding| finding.severity == Severity::Error).take(10);
        let mut evidence: Vec<Evidence> = errors
            .map(|finding| match finding.place.as_ref().and_then(|place| Some((place.path.clone()?, place.start.line))) {
                Some((path, line)) => Evidence::at(finding.message.clone(), path, Some(line)),
                None => Evidence::new(finding.message.clone()),
            })
            .collect();
        if evidence.is_empty() {
            evidence = self.protected();
        }
        evidence.extend(self.troubles.iter().map(|trouble| Evidence::new(format!("not looked at: {}", trouble.message))));
        evidence
    }

    /// The lines that keep the checklist's families out.
    fn protected(&self) -> Vec<Evidence> {
        let mut evidence = Vec::new();
        for (at, family) in self.families.all().iter().enumerate().filter(|(_, family)| family.missing == Severity::Error) {
            for name in &family.probes {
                let mut probes = self.seen.probes.iter().filter(|probe| probe.family == at && probe.path.as_bytes().ends_with_str(name));
                let rule = probes.find_map(|probe| self.seen.answers.of(&probe.path).and_then(Views::rule));
                if let Some(rule) = rule {
                    evidence.push(Evidence::at(
                        format!("`{name}` is ignored by `{}`", pattern(rule)),
                        rule.source.clone(),
                        Some(rule.line),
                    ));
                }
            }
        }
        evidence
    }

    fn metrics(&self) -> serde_json::Map<String, serde_json::Value> {
        let mut metrics = serde_json::Map::new();
        let mut put = |name: &str, number: usize| drop(metrics.insert(name.to_owned(), number.into()));
        put("files", self.seen.inventory.files);
        put("ignore_files", self.seen.files.len());
        put("asked", self.seen.answers.len());
        put("secrets_tracked", self.seen.tracked.len());
        put("tracked_though_ignored", self.seen.inert_paths.len());
        put("dead_rules", self.seen.dead.len());
        put("other_ways_out", self.seen.doors.len());
        if let Some(history) = self.history {
            put("in_history", history);
        }
        let repositories: Vec<String> = self.seen.inventory.repositories.iter().map(ToString::to_string).collect();
        let mut notes = self.notes.clone();
        if !repositories.is_empty() {
            let number = count(repositories.len(), "submodule or nested repository", "submodules or nested repositories");
            notes.push(format!("{number} not looked into: {} (run golive inside each)", list(&repositories)));
        }
        if !notes.is_empty() {
            metrics.insert("notes".to_owned(), notes.into());
        }
        metrics
    }
}
