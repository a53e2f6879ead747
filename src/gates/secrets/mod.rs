//! `secrets`: is there a credential in what would be published?

mod added;
mod allow;
mod attribute;
mod baseline;
mod decoded;
mod options;
mod report;

pub use options::Options;

/// The text of a baseline that knows these findings.
pub fn baseline_of(findings: &[Finding]) -> String {
    Baseline::of(findings).text()
}

use super::Sections;
use crate::detect::{RuleSet, Scanner, Surroundings};
use crate::gate::{Check, Context, Gate, Meta, PrepareError, Prepared};
use crate::model::{Finding, Outcome, Severity, Stage, Trouble, Verdict};
use crate::source::{Blob, Examined, Source};
use crate::text::count;
use allow::AllowList;
use baseline::Baseline;
use std::sync::{Mutex, OnceLock};

/// The gate.
pub(super) struct Secrets;

impl Gate for Secrets {
    fn meta(&self) -> Meta {
        Meta { id: "secrets", about: "is there a credential in what would be published?", stage: Stage::Commit }
    }

    fn prepare(&self, settings: &Sections) -> Result<Prepared, PrepareError> {
        let allow = AllowList::new(&settings.secrets.allow)?;
        let baseline = match (&settings.secrets.baseline, &settings.secrets.baseline_text) {
            (Some(path), Some(text)) => Some(Baseline::parse(path, text)?),
            (_, _) => None,
        };
        Ok(Prepared::Run(Box::new(Scan {
            allow,
            baseline,
            scanner: OnceLock::new(),
            now: jiff::Timestamp::now(),
            found: Mutex::new(Found::default()),
        })))
    }
}

struct Scan {
    allow: AllowList,
    baseline: Option<Baseline>,
    /// Built when the first text comes: a commit that stages nothing needs no rules.
    scanner: OnceLock<Result<Scanner, String>>,
    now: jiff::Timestamp,
    found: Mutex<Found>,
}

#[derive(Default)]
struct Found {
    findings: Vec<Finding>,
    troubles: Vec<Trouble>,
    allowed: usize,
}

impl Scan {
    fn scanner(&self) -> Result<&Scanner, &String> {
        self.scanner.get_or_init(|| RuleSet::embedded().map(Scanner::new).map_err(|error| error.to_string())).as_ref()
    }

    fn look(&self, scanner: &Scanner, blob: &Blob<'_>) -> Result<(Vec<Finding>, usize), Trouble> {
        let text = decoded::text(blob.bytes);
        let around = Surroundings::of(blob.path.map(|path| path.as_bytes().as_ref()), self.now.as_second());
        // Where the text was decoded its offsets are no longer those of the bytes; decoded files are small, and wholly owned.
        let owned = if text.len() == blob.bytes.len() { blob.owned.clone() } else { 0..text.len() };
        let mut candidates = scanner.scan(&text, around);
        candidates.retain(|candidate| owned.contains(&candidate.whole.start));
        if candidates.is_empty() {
            return Ok((Vec::new(), 0));
        }
        blob.noticed.set(true);
        let lines = crate::text::LineIndex::after(&text, blob.lines_before, blob.columns_before);
        if let Some(previous) = blob.previous {
            added::retain(&mut candidates, &text, &lines, previous)?;
        }
        let before = candidates.len();
        candidates.retain(|candidate| !allow::inline(&text, &lines, candidate, scanner.rules().get(candidate.rule), self.now));
        let mut findings: Vec<Finding> = candidates
            .iter()
            .filter_map(|candidate| report::finding(candidate, &candidates, &text, &lines, scanner.rules(), blob))
            .collect();
        findings.retain(|finding| !self.allow.covers(finding, self.now));
        let allowed = before - findings.len();
        Ok((findings, allowed))
    }
}

impl Check for Scan {
    fn wants_text(&self) -> bool {
        true
    }

    fn visit(&self, blob: &Blob<'_>) {
        let looked = match self.scanner() {
            Ok(scanner) => self.look(scanner, blob),
            Err(message) => Err(Trouble::new(message.clone(), "this is a bug in golive's own rules: please report it")),
        };
        if let Ok((findings, 0)) = &looked
            && findings.is_empty()
        {
            return;
        }
        let mut found = self.found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match looked {
            Ok((findings, allowed)) => {
                found.findings.extend(findings);
                found.allowed += allowed;
            }
            Err(trouble) if !found.troubles.contains(&trouble) => found.troubles.push(trouble),
            Err(_) => {}
        }
    }

    fn conclude(&self, context: &Context<'_>, examined: Option<&Examined>) -> Outcome {
        let mut found = std::mem::take(&mut *self.found.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        let Some(examined) = examined else {
            return Outcome::unknown(Trouble::new("no text was looked at", "run it on a repository, a folder or standard input"));
        };
        if let Err(trouble) = attribute::to_commits(&mut found.findings, context) {
            found.troubles.push(trouble);
        }
        report::merge(&mut found.findings);
        let mut notes = examined.notes.clone();
        if let Some(baseline) = &self.baseline {
            notes.extend(compare(baseline, &mut found.findings, context.source));
        }
        found.troubles.extend(examined.troubles.iter().cloned());
        let bad = found.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        let verdict = match (bad, found.troubles.is_empty()) {
            (1.., _) => Verdict::Fail,
            (0, false) => Verdict::Unknown,
            (0, true) => Verdict::Pass,
        };
        let files = count(usize::try_from(examined.files).unwrap_or(usize::MAX), "file", "files");
        let summary = if examined.files == 0 && examined.bytes == 0 && found.findings.is_empty() {
            "there was no text to look at".to_owned()
        } else {
            format!("{} in {files}", count(found.findings.len(), "finding", "findings"))
        };
        report::outcome(verdict, summary, found.findings, found.troubles, found.allowed, examined, notes)
    }
}

/// Takes out what the baseline knows, and says how much that is, and what of it is no longer there.
fn compare(baseline: &Baseline, findings: &mut Vec<Finding>, source: &Source) -> Vec<String> {
    let outlived = baseline.outlived(findings);
    let before = findings.len();
    findings.retain(|finding| !baseline.knows(finding));
    let mut notes = vec![format!("{} in the baseline", count(before - findings.len(), "finding is", "findings are"))];
    // Only a look at everything can tell that something is gone.
    let everything = matches!(source, Source::Published { within } if within.is_empty()) || *source == Source::History;
    if everything && outlived > 0 {
        notes.push(format!("{} of the baseline no longer occur: write it again to drop them", count(outlived, "entry", "entries")));
    }
    notes
}
