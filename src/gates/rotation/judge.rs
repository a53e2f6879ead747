//! From dates to verdicts. Age, expiry and use are separate verdicts, and the worst of them is the key's.

use super::credential::{Ailment, Credential, Grade, LastUse, Status};
use super::leak::Leak;
use super::options::{Exception, Key, Options};
use super::rules::{self, Rule};
use super::span::words;
use super::when::{When, day};
use crate::model::{Finding, Severity};
use jiff::{SignedDuration, Timestamp};

/// A key that was never used is not called unused before it is this old.
const FRESH: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What holds for one key.
#[derive(Debug, Clone)]
pub(super) struct Policy<'run> {
    /// What findings and reports call it.
    pub(super) label: String,
    /// Its source, as it is written.
    pub(super) source: String,
    pub(super) key: &'run Key,
    pub(super) options: &'run Options,
    /// The exception that holds now.
    pub(super) exception: Option<&'run Exception>,
    pub(super) now: Timestamp,
    /// When the newest key was made that stands for the same, where this is an older one.
    pub(super) newer: Option<When>,
    /// Whether an older key that stands for the same is active: then that one is judged by its age.
    pub(super) has_older: bool,
    /// The last commit that published a value of it.
    pub(super) leak: Option<Leak>,
}

/// Where a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Fine,
    DueSoon,
    Overdue,
    ExpiresSoon,
    Expired,
    Disabled,
    Destroyed,
    Undated,
    Future,
    Retired,
}

impl State {
    /// The word of reports.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::DueSoon => "due-soon",
            Self::Overdue => "overdue",
            Self::ExpiresSoon => "expires-soon",
            Self::Expired => "expired",
            Self::Disabled => "disabled",
            Self::Destroyed => "destroyed",
            Self::Undated => "undated",
            Self::Future => "future",
            Self::Retired => "retired",
        }
    }
}

/// A key that was judged.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) label: String,
    pub(super) source: String,
    pub(super) owner: Option<String>,
    pub(super) runbook: Option<String>,
    pub(super) credential: Credential,
    pub(super) state: State,
    /// When it has to be rotated by its age.
    pub(super) due: Option<Timestamp>,
    pub(super) age: Option<SignedDuration>,
    pub(super) max_age: SignedDuration,
    pub(super) now: Timestamp,
    pub(super) findings: Vec<Finding>,
}

impl Judged {
    /// The first date on which something has to be done, and whether it is its end.
    pub(super) fn next(&self) -> Option<(Timestamp, bool)> {
        match self.state {
            State::Disabled | State::Destroyed | State::Retired => return None,
            _ => {}
        }
        let ends = self.credential.expires.map(|when| (when.at, true));
        [self.due.map(|due| (due, false)), ends].into_iter().flatten().min()
    }

    /// Whole days until then, rounded down: negative once it is past.
    pub(super) fn days_left(&self) -> Option<i64> {
        self.next().map(|(at, _)| at.duration_since(self.now).as_secs().div_euclid(86_400))
    }

    /// Whether any of its findings fails the gate.
    pub(super) fn fails(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }
}

/// Judges one key.
pub(super) fn judge(policy: &Policy<'_>, credential: Credential) -> Judged {
    let (key, options, now) = (policy.key, policy.options, policy.now);
    let max_age = key.max_age.unwrap_or(options.max_age).duration();
    let mut judged = Judged {
        label: policy.label.clone(),
        source: policy.source.clone(),
        owner: key.owner.clone(),
        runbook: key.runbook.clone(),
        state: State::Fine,
        due: credential.made.and_then(|made| made.at.checked_add(max_age).ok()),
        age: credential.made.map(|made| now.duration_since(made.at).max(SignedDuration::ZERO)),
        max_age,
        now,
        findings: Vec::new(),
        credential,
    };
    let retired = key.retired.is_some_and(|retired| retired.at <= now);
    match judged.credential.status {
        _ if retired => retire(policy, &mut judged),
        Status::Disabled => disable(policy, &mut judged),
        Status::Destroyed => destroy(policy, &mut judged),
        Status::Active => {
            judged.age_and_end(policy);
            judged.use_and_overlap(policy);
            judged.exposure(policy);
            judged.worth(policy);
            judged.ailment(policy);
        }
    }
    judged
}

fn retire(policy: &Policy<'_>, judged: &mut Judged) {
    judged.state = State::Retired;
    let active = judged.credential.status == Status::Active && policy.source != "manual";
    if let Some(retired) = policy.key.retired.filter(|_| active) {
        let message = format!("{} was retired on {retired}, and its source still has it", policy.label);
        judged.add(policy, rules::NOT_RETIRED, message, "revoke it at its source");
    }
}

fn disable(policy: &Policy<'_>, judged: &mut Judged) {
    judged.state = State::Disabled;
    judged.add(policy, rules::DISABLED, format!("{} is disabled", policy.label), "delete it: a disabled key can be enabled again");
}

fn destroy(policy: &Policy<'_>, judged: &mut Judged) {
    judged.state = State::Destroyed;
    let message = format!("{} has no value any more: its current version is deleted or destroyed", policy.label);
    judged.add(policy, rules::DESTROYED, message, "write a new value, or remove what uses it");
}

impl Judged {
    fn add(&mut self, policy: &Policy<'_>, rule: Rule, message: String, help: &str) {
        let mut finding = rule.finding(&[&policy.source, &policy.label], message, help);
        finding.place.clone_from(&self.credential.place);
        let (owner, runbook) = (&policy.key.owner, &policy.key.runbook);
        finding.notes.extend(owner.as_ref().map(|owner| format!("owner: {owner}")));
        finding.notes.extend(runbook.as_ref().map(|runbook| format!("runbook: {runbook}")));
        finding.notes.extend(self.credential.notes.iter().cloned());
        if let Some(exception) = policy.exception.filter(|_| rule.may_be_excepted && finding.severity == Severity::Error) {
            finding.severity = Severity::Warning;
            finding.notes.push(format!("excepted until {} by {}: {}", exception.until, exception.approved_by, exception.reason));
        }
        self.findings.push(finding);
    }

    fn age_and_end(&mut self, policy: &Policy<'_>) {
        let (now, label) = (policy.now, &policy.label);
        let warn = policy.key.warn_before.unwrap_or(policy.options.warn_before).duration();
        self.end(policy, warn);
        let (Some(made), Some(due), Some(age)) = (self.credential.made, self.due, self.age) else {
            if self.state == State::Fine {
                self.state = State::Undated;
            }
            return;
        };
        if made.is_after(now) {
            self.state = State::Future;
            let message = format!("{label} was made in the future: {made}, and now is {}", super::when::second(now));
            self.add(policy, rules::FUTURE, message, "check the clocks, or correct the date");
        } else if age > self.max_age {
            // Of keys that stand for each other, the older one is to go.
            if policy.has_older {
                self.state = State::Overdue;
                return;
            }
            let late = words(now.duration_since(due));
            let how = match policy.newer {
                Some(newer) => format!("; the key that replaces it was made {newer}"),
                None => String::new(),
            };
            let message = format!(
                "{label} is {} old and may be {}: made {made}, overdue since {} ({late}){how}",
                words(age),
                words(self.max_age),
                day(due)
            );
            let help = if policy.newer.is_some() {
                "see that nothing uses it any more, then deactivate and delete it"
            } else {
                "rotate it: make a new one, put it in place, then revoke the old one"
            };
            self.add(policy, rules::OVERDUE, message, help);
            if self.state != State::Expired {
                self.state = State::Overdue;
            }
        } else if due.duration_since(now) <= warn && !policy.has_older {
            let left = words(due.duration_since(now));
            let message = format!("{label} has to be rotated by {}: {left} left", day(due));
            self.add(policy, rules::DUE_SOON, message, "rotate it before then");
            if self.state == State::Fine {
                self.state = State::DueSoon;
            }
        }
    }

    fn end(&mut self, policy: &Policy<'_>, warn: SignedDuration) {
        let Some(ends) = self.credential.expires else { return };
        let left = ends.at.duration_since(policy.now);
        if left <= SignedDuration::ZERO {
            self.state = State::Expired;
            let message = format!("{} has expired: it ended {ends}", policy.label);
            self.add(policy, rules::EXPIRED, message, "replace it: it no longer works, or its users no longer check it");
        } else if left <= warn {
            self.state = State::ExpiresSoon;
            let message = format!("{} ends {ends}: {} left", policy.label, words(left));
            self.add(policy, rules::EXPIRES_SOON, message, "replace it before then");
        }
    }

    fn use_and_overlap(&mut self, policy: &Policy<'_>) {
        let (now, label) = (policy.now, &policy.label);
        let unused = policy.key.unused_after.or(policy.options.unused_after);
        if let Some(limit) = unused {
            let limit = limit.duration();
            let message = match self.credential.used {
                LastUse::At(last) if now.duration_since(last.at) > limit => {
                    Some(format!("{label} was last used {last}, {} ago", words(now.duration_since(last.at))))
                }
                LastUse::Never => {
                    self.age.filter(|age| *age > limit.max(FRESH)).map(|age| format!("{label} was never used in {}", words(age)))
                }
                _ => None,
            };
            if let Some(message) = message {
                self.add(policy, rules::UNUSED, message, "revoke it: what nobody uses, nobody misses");
            }
        }
        let grace = policy.key.grace.unwrap_or(policy.options.grace).duration();
        if let Some(newer) = policy.newer.filter(|newer| now.duration_since(newer.at) > grace) {
            let both = words(now.duration_since(newer.at));
            let message = format!("{label} still stands beside the key that replaces it, made {newer}, {both} ago");
            self.add(policy, rules::OVERLAP, message, "see that nothing uses it any more, then deactivate and delete it");
        }
    }

    fn exposure(&mut self, policy: &Policy<'_>) {
        if let Some(place) = self.credential.exposed.clone() {
            let message = format!("the value of {} stands in a tracked file", policy.label);
            self.add(policy, rules::EXPOSED, message, "rotate it, and take it out of the file: history keeps the old value");
            if let Some(finding) = self.findings.last_mut() {
                finding.place = Some(place);
            }
        }
        if let Some((leak, made)) = policy.leak.as_ref().zip(self.credential.made) {
            // Of a day it is not known which came first, and whoever rotates on the day of the mistake is not blamed.
            let latest = if made.day { made.at.checked_add(made.leeway()).unwrap_or(made.at) } else { made.at };
            if latest <= leak.at.at {
                let Leak { at, path, commit } = leak;
                let message =
                    format!("a value of {} was committed in {path} (commit {commit}, {at}), and its value is of {made}", policy.label);
                self.add(policy, rules::EXPOSED, message, "rotate it now: whoever has the repository has the value, and history keeps it");
            }
        }
        let Some((exposed, made)) = policy.key.exposed_at.zip(self.credential.made) else { return };
        if made.at <= exposed.at {
            let message = format!("{} became known to others on {exposed}, and its value is of {made}", policy.label);
            self.add(policy, rules::EXPOSED, message, "rotate it now: its age does not matter any more");
        }
    }

    /// Whether its date is worth enough.
    fn worth(&mut self, policy: &Policy<'_>) {
        let wanted = policy.options.min_evidence;
        if self.credential.made.is_some() && !self.credential.unproven && self.credential.grade < wanted && wanted > Grade::Claimed {
            let message = format!("the date of {} is {}, and must be {}", policy.label, self.credential.grade.word(), wanted.word());
            self.add(policy, rules::WEAK, message, "let its provider be the source, or show with the change of the date what was done");
        }
    }

    fn ailment(&mut self, policy: &Policy<'_>) {
        match self.credential.ailment.clone() {
            Some(Ailment::Broken(what)) => {
                self.add(policy, rules::BROKEN, format!("{}: {what}", policy.label), "look into the rotation function's log");
            }
            Some(Ailment::Stuck(what)) => {
                let help = "finish it, or cancel it (aws secretsmanager cancel-rotate-secret)";
                self.add(policy, rules::STUCK, format!("{}: {what}", policy.label), help);
            }
            None => {}
        }
    }
}
