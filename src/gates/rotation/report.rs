//! From judged keys to the gate's answer.

use super::in_tree::place;
use super::judge::{Judged, State};
use super::rules;
use super::schedule::Schedule;
use super::unlisted::{Names, Use};
use super::when::{day, second};
use crate::model::{Answer, Evidence, Finding, Outcome, Severity, Trouble, Verdict};
use crate::text::count;
use serde_json::{Map, Value, json};

/// The checklist's lines that this gate has something to say to.
const ROTATION: &str = "auth.rotation";
const SECRET_MANAGER: &str = "auth.secret-manager";
/// Keys that are named as evidence.
const MOST_EVIDENCE: usize = 10;

/// Everything that the look came to.
#[derive(Default)]
pub(super) struct Report {
    pub(super) keys: Vec<Judged>,
    /// Findings that belong to no single key.
    pub(super) findings: Vec<Finding>,
    pub(super) troubles: Vec<Trouble>,
    pub(super) schedules: Vec<Schedule>,
    pub(super) names: Names,
    pub(super) notes: Vec<String>,
    /// How old a key may become, in days.
    pub(super) max_days: u64,
    /// Whether no key is configured, so that settings are all there is to judge.
    pub(super) settings_only: bool,
    /// Lists that were asked for.
    pub(super) sources: usize,
}

impl Report {
    pub(super) fn outcome(mut self) -> Outcome {
        self.keys.sort_by_cached_key(|key| (key.days_left().unwrap_or(i64::MAX), key.next(), key.label.clone()));
        let mut findings: Vec<Finding> = std::mem::take(&mut self.findings);
        findings.extend(self.keys.iter().flat_map(|key| key.findings.iter().cloned()));
        findings.extend(self.too_seldom());
        findings.sort_by_cached_key(Finding::order);
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        if self.keys.is_empty() && self.troubles.is_empty() && errors == 0 {
            self.troubles.push(Trouble::new(
                "no key was looked at: the sources hold none",
                "check that the sources in the configuration are the right ones",
            ));
        }
        let verdict = match (errors, self.troubles.is_empty()) {
            (1.., _) => Verdict::Fail,
            (0, false) => Verdict::Unknown,
            (0, true) => Verdict::Pass,
        };
        let answers = vec![self.rotation(verdict, &findings), self.secret_manager()];
        let metrics = self.metrics();
        Outcome { verdict, findings, answers, metrics, troubles: std::mem::take(&mut self.troubles), ..Outcome::skipped(self.summary()) }
    }

    /// Settings that rotate less often than a key may be old, where nothing else is there to judge and none is often enough.
    fn too_seldom(&self) -> Vec<Finding> {
        let known: Vec<(&Schedule, u64)> = self.schedules.iter().filter_map(|schedule| Some((schedule, schedule.days?))).collect();
        let all_known = known.len() == self.schedules.len();
        if !self.settings_only || !all_known || known.iter().any(|(_, days)| *days <= self.max_days) {
            return Vec::new();
        }
        let finding = |(schedule, days): &(&Schedule, u64)| {
            let Evidence { text, path, line, .. } = &schedule.evidence;
            let most = count(usize::try_from(self.max_days).unwrap_or(usize::MAX), "day", "days");
            let message = format!("{text}, and a key may be {most} old");
            let help = "rotate more often, or say in [rotation] max-age how old a key may become";
            let file = path.as_ref().map(ToString::to_string).unwrap_or_default();
            let mut finding = rules::SELDOM.finding(&[&file, &days.to_string()], message, help);
            finding.place = path.as_ref().map(|path| place(path, line.and_then(|line| usize::try_from(line).ok()).unwrap_or(0)));
            finding
        };
        known.iter().map(finding).collect()
    }

    fn summary(&self) -> String {
        let failing = self.keys.iter().filter(|key| key.fails()).count();
        let all = count(self.keys.len(), "key", "keys");
        let from = count(self.sources, "source", "sources");
        let next = self.keys.iter().find_map(|key| Some((key, key.next()?)));
        match (failing, next) {
            _ if self.keys.is_empty() => "no key was looked at".to_owned(),
            (0, Some((key, (at, _)))) => format!("{all} of {from}; the next one due is {} on {}", key.label, day(at)),
            (0, None) => format!("{all} of {from}"),
            _ => format!("{failing} of {all} too old, expired or exposed"),
        }
    }

    fn rotation(&self, verdict: Verdict, findings: &[Finding]) -> Answer {
        let mut evidence: Vec<Evidence> = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .take(MOST_EVIDENCE)
            .map(|finding| match finding.place.as_ref().and_then(|place| Some((place.path.clone()?, place.start.line))) {
                Some((path, line)) => Evidence::at(finding.message.clone(), path, (line > 0).then_some(line)),
                None => Evidence::new(finding.message.clone()),
            })
            .collect();
        let fine = self.keys.iter().filter(|key| !key.fails()).filter_map(|key| {
            let made = key.credential.made?;
            let (due, _) = key.next()?;
            Some(Evidence::new(format!("{} is of {made} ({}), due {}", key.label, key.credential.grade.word(), day(due))))
        });
        evidence.extend(fine.take(MOST_EVIDENCE));
        evidence.extend(self.schedules.iter().map(|schedule| schedule.evidence.clone()).take(MOST_EVIDENCE));
        evidence
            .extend(self.troubles.iter().take(MOST_EVIDENCE).map(|trouble| Evidence::new(format!("not looked at: {}", trouble.message))));
        // A schedule that is set answers the line, too, where no key could be looked at.
        let scheduled = self.schedules.iter().any(|schedule| schedule.days.is_some_and(|days| days <= self.max_days));
        let verdict = if verdict == Verdict::Unknown && self.keys.is_empty() && scheduled { Verdict::Pass } else { verdict };
        Answer { requirement: ROTATION.to_owned(), verdict, evidence }
    }

    /// Names that are taken by reference: part of what the line asks. Whether any is inline is another gate's to say.
    fn secret_manager(&self) -> Answer {
        let references = self.names.iter().filter(|(_, (_, how))| *how == Use::Reference);
        let evidence = references.take(MOST_EVIDENCE).filter_map(|(name, (place, _))| {
            Some(Evidence::at(format!("{name} is taken by reference"), place.path.clone()?, Some(place.start.line)))
        });
        Answer { requirement: SECRET_MANAGER.to_owned(), verdict: Verdict::Unknown, evidence: evidence.collect() }
    }

    fn metrics(&self) -> Map<String, Value> {
        let mut metrics = Map::new();
        metrics.insert("keys".to_owned(), self.keys.iter().map(row).collect());
        let of = |state: State| self.keys.iter().filter(|key| key.state == state).count();
        metrics.insert("overdue".to_owned(), of(State::Overdue).into());
        metrics.insert("due_soon".to_owned(), of(State::DueSoon).into());
        metrics.insert("expired".to_owned(), of(State::Expired).into());
        metrics.insert("sources".to_owned(), self.sources.into());
        let schedules = self.schedules.iter().map(|schedule| {
            let evidence = &schedule.evidence;
            let path = evidence.path.as_ref().map(ToString::to_string);
            json!({ "text": evidence.text, "path": path, "line": evidence.line, "days": schedule.days })
        });
        metrics.insert("schedules".to_owned(), schedules.collect());
        let references = self.names.iter().filter(|(_, (_, how))| *how == Use::Reference).map(|(name, _)| name.clone());
        metrics.insert("references".to_owned(), references.collect());
        if !self.notes.is_empty() {
            metrics.insert("notes".to_owned(), self.notes.clone().into());
        }
        metrics
    }
}

fn row(key: &Judged) -> Value {
    let verdict = match key.state {
        _ if key.fails() => Verdict::Fail,
        State::Undated => Verdict::Unknown,
        State::Disabled | State::Retired => Verdict::Skipped,
        _ => Verdict::Pass,
    };
    let days = |duration: jiff::SignedDuration| duration.as_secs().div_euclid(86_400);
    let credential = &key.credential;
    json!({
        "name": key.label,
        "source": key.source,
        "created": credential.made.map(|made| made.to_string()),
        "age_days": key.age.map(days),
        "max_age_days": days(key.max_age),
        "due": key.next().map(|(at, _)| second(at)),
        "due_by": key.next().map(|(_, ends)| if ends { "expiry" } else { "age" }),
        "days_left": key.days_left(),
        "expires": credential.expires.map(|expires| expires.to_string()),
        "state": key.state.word(),
        "verdict": verdict.word(),
        "evidence": credential.grade.word(),
        "field": credential.field,
        "owner": key.owner,
        "runbook": key.runbook,
        "notes": credential.notes,
    })
}
