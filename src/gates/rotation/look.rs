//! One look at all keys.

use super::claim::{self, Register};
use super::collect::{self, Collected};
use super::credential::{Credential, Grade, Status};
use super::in_tree::trouble;
use super::judge::{self, Judged, Policy, State};
use super::leak::{self, Leak};
use super::locator::{self, Target};
use super::options::{Coverage, Exception, Key, Options};
use super::report::Report;
use super::schedule;
use super::sources::Listed;
use super::span::words;
use super::unlisted::{self, Names};
use super::when::When;
use super::{rules, target};
use crate::env;
use crate::gate::Context;
use crate::git::Repo;
use crate::model::{Outcome, Trouble};
use crate::text::one_line;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// How far a provider's clock may be from the one here.
const SKEW: SignedDuration = SignedDuration::from_mins(5);
/// Where a key of the MaintainX API is looked for when nothing is configured.
const MAINTAINX: &[&str] = &["MAINTAINX_API_KEY", "MAINTAINX_API_KEY_PROD"];
/// Names that help says of the repository.
const MOST_NAMES: usize = 12;

/// What the whole look has at hand.
struct Run<'run> {
    options: &'run Options,
    context: &'run Context<'run>,
    repo: &'run Repo,
    now: Timestamp,
    report: Report,
    /// Names of keys that sources gave.
    listed: BTreeSet<String>,
    /// Values that commits published, by name.
    leaks: BTreeMap<String, Leak>,
    /// Up to when commits may have published values without being here to be looked at.
    unseen_until: Option<Timestamp>,
}

/// Looks at every key, and answers.
pub(super) fn look(options: &Options, context: &Context<'_>) -> Outcome {
    let repo = match context.repo() {
        Ok(repo) => repo,
        Err(error) => return Outcome::unknown(trouble(&error)),
    };
    let texts = unlisted::texts(&repo);
    let report = Report {
        names: unlisted::names(&texts),
        schedules: schedule::schedules(&texts),
        max_days: u64::try_from(options.max_age.duration().as_secs() / 86_400).unwrap_or(0),
        ..Report::default()
    };
    let now = options.run.now.unwrap_or_else(Timestamp::now);
    let mut run = Run { options, context, repo: &repo, now, report, listed: BTreeSet::new(), leaks: BTreeMap::new(), unseen_until: None };
    let implied = implied(options);
    let keys: Vec<&Key> = options.key.iter().chain(&implied).filter(|key| is_asked_for(key, options)).collect();
    if keys.is_empty() {
        run.report.settings_only = options.run.only.is_empty();
        run.nothing();
    } else {
        match leak::leaks(&repo) {
            Ok(leaks) => run.leaks = leaks,
            Err(trouble) => run.report.troubles.push(trouble),
        }
        match repo.cut_off_at() {
            Ok(cut) => run.unseen_until = cut.and_then(|seconds| Timestamp::from_second(seconds).ok()),
            Err(error) => run.report.troubles.push(trouble(&error)),
        }
        run.keys(&keys);
        run.unseen();
        run.settings(&keys);
        if options.run.only.is_empty() && !options.key.is_empty() {
            run.coverage();
        }
    }
    run.report.outcome()
}

/// Keys that need no configuration: those of the MaintainX API date themselves.
fn implied(options: &Options) -> Vec<Key> {
    if !options.key.is_empty() || !options.run.maintainx {
        return Vec::new();
    }
    let set = MAINTAINX.iter().filter(|name| env::is_set(name));
    set.map(|name| Key {
        name: (*name).to_owned(),
        source: target::SourceRef::environment(name),
        max_age: None,
        warn_before: None,
        grace: None,
        unused_after: None,
        owner: None,
        runbook: None,
        last_rotated: None,
        evidence: None,
        exposed_at: None,
        retired: None,
    })
    .collect()
}

fn is_asked_for(key: &Key, options: &Options) -> bool {
    let only = &options.run.only;
    only.is_empty() || only.iter().any(|name| *name == key.name || locator::kind(name) == Some(key.source.kind))
}

impl<'run> Run<'run> {
    /// There is no key to look at.
    fn nothing(&mut self) {
        if !self.options.run.only.is_empty() {
            let message = "no key was looked at: --source leaves none of them";
            return self.report.troubles.push(Trouble::new(message, "name another source, or leave --source out"));
        }
        let names: Vec<String> = self.report.names.keys().take(MOST_NAMES).map(|name| one_line(name).into_owned()).collect();
        let used = match self.report.names.len() {
            0 => String::new(),
            all if all > names.len() => format!("; this repository uses {} and {} more", names.join(", "), all - names.len()),
            _ => format!("; this repository uses {}", names.join(", ")),
        };
        let example = names.first().map_or("API_KEY", String::as_str);
        self.report.troubles.push(Trouble::new(
            "no key was looked at: there is no [[rotation.key]] in the configuration",
            format!(
                "say in golive.toml where the date of each key comes from, for example: [[rotation.key]] name = \"{example}\" source = \
                 \"github:OWNER/REPO#{example}\"; or, kept by hand: last-rotated = 2026-09-01{used}"
            ),
        ));
    }

    fn keys(&mut self, keys: &[&Key]) {
        let collected = collect::collect(keys, self.options, self.context, self.now);
        let config = self.options.run.file.as_deref().and_then(|file| claim::relative(file, self.repo));
        let register = Register { repo: Some(self.repo), path: config, ci: env::is_set(env::CI), policy_ref: self.context.policy_ref };
        let mut seen = BTreeSet::new();
        for (at, key) in keys.iter().enumerate() {
            if key.source.target == Target::Manual {
                self.manual(key, &register);
                continue;
            }
            let Some(listed) = collected.of(at) else { continue };
            if seen.insert(collected.list_of(at)) {
                self.source(key, listed);
            }
            self.provided(key, &collected, at, listed, &register);
        }
        self.report.sources = seen.len() + usize::from(keys.iter().any(|key| key.source.target == Target::Manual));
    }

    /// What is said once of a list.
    fn source(&mut self, key: &Key, listed: &Listed) {
        self.report.troubles.extend(listed.troubles.iter().cloned());
        if let Some(skew) = listed.skew.filter(|skew| skew.abs() > SKEW) {
            let way = if skew.is_negative() { "behind" } else { "ahead of" };
            let message = format!("the clock of {} is {} {way} the one here", key.source.text, words(skew));
            let help = "set the clock right: ages are judged by it";
            self.report.findings.push(rules::CLOCK_SKEW.finding(&[&key.source.text], message, help));
        }
    }

    fn manual(&mut self, key: &Key, register: &Register<'_>) {
        let Some(claimed) = key.last_rotated else {
            // A tombstone without a date: nothing is left to age.
            let credential = Credential { name: key.name.clone(), grade: Grade::Claimed, field: "retired", ..Credential::default() };
            return self.judge(key, key.name.clone(), credential, (None, false), self.now);
        };
        let proof = claim::prove(key, claimed, self.options, self.now, register);
        self.report.findings.extend(proof.findings);
        self.report.troubles.extend(proof.troubles);
        self.judge(key, key.name.clone(), proof.credential, (None, false), self.now);
    }

    fn provided(&mut self, key: &Key, collected: &Collected, at: usize, listed: &Listed, register: &Register<'_>) {
        let selected: Vec<&Credential> = listed.credentials.iter().filter(|credential| selects(key, credential)).collect();
        if selected.is_empty() {
            if listed.troubles.is_empty() && collected.list_of(at).is_some() {
                let message = match &key.source.name {
                    Some(name) => format!("{}: there is no key {} there", key.source.text, name.trim_end_matches('/')),
                    None => format!("{} holds no key", key.source.text),
                };
                let help = "check the name; if the key is gone for good, write retired = DATE into its [[rotation.key]], or take that out";
                if key.retired.is_none_or(|retired| retired.at > self.now) {
                    self.report.troubles.push(Trouble::new(one_line(&message), help));
                } else {
                    self.report.notes.push(format!("{} is retired, and gone from its source", one_line(&key.name)));
                }
            }
            return;
        }
        // The server's clock counts for the server's dates.
        let skew = listed.skew.filter(|skew| skew.abs() > SKEW && self.options.run.now.is_none());
        let now = skew.and_then(|skew| self.now.checked_add(skew).ok()).unwrap_or(self.now);
        let groups = groups(&selected);
        let one = selected.len() == 1 && key.source.name.is_some() || matches!(key.source.target, Target::Env { .. });
        let one = one || selected.len() == 1 && key.source.name.is_none() && is_single(&key.source.target);
        for credential in &selected {
            self.listed.insert(credential.name.clone());
            let label = if one { key.name.clone() } else { format!("{} {}", key.name, credential.name) };
            let siblings = siblings(credential, &groups);
            let credential = self.with_claim(key, (*credential).clone(), register);
            self.judge(key, one_line(&label).into_owned(), credential, siblings, now);
        }
    }

    /// What a date kept by hand adds to a provider's: it stands in where there is none, and must not be newer where there is one.
    fn with_claim(&mut self, key: &Key, mut credential: Credential, register: &Register<'_>) -> Credential {
        let Some(claimed) = key.last_rotated.filter(|_| credential.status == Status::Active) else { return credential };
        let Some(made) = credential.made else {
            let proof = claim::prove(key, claimed, self.options, self.now, register);
            self.report.findings.extend(proof.findings);
            self.report.troubles.extend(proof.troubles);
            credential.notes.extend(proof.credential.notes);
            credential.made = proof.credential.made;
            credential.grade = proof.credential.grade;
            credential.field = proof.credential.field;
            return credential;
        };
        if claimed.at.duration_since(made.at) > SignedDuration::from_hours(24) {
            let message = format!("{} is said to be of {claimed}, and {} says {made}", key.name, key.source.text);
            let help = "the provider's date counts: take last-rotated out, or rotate the key";
            self.report.findings.push(rules::CLAIM_CONTRADICTED.finding(&[&key.source.text, &key.name], message, help));
        }
        credential
    }

    fn judge(&mut self, key: &Key, label: String, credential: Credential, siblings: (Option<When>, bool), now: Timestamp) {
        let (newer, has_older) = siblings;
        let exception = self.exception(&key.name);
        let variable = match &key.source.target {
            Target::Env { variable } => Some(variable),
            _ => None,
        };
        let names = [Some(&key.name), key.source.name.as_ref(), variable, Some(&credential.name)];
        let leak = names.into_iter().flatten().filter_map(|name| self.leaks.get(name)).max_by_key(|leak| leak.at).cloned();
        let policy = Policy { label, source: key.source.text.clone(), key, options: self.options, exception, now, newer, has_older, leak };
        let undated =
            credential.made.is_none() && credential.status == Status::Active && key.retired.is_none_or(|retired| retired.at > now);
        if undated {
            let why = credential.notes.first().map(|note| format!(": {note}")).unwrap_or_default();
            self.report.troubles.push(Trouble::new(
                format!("when {} was made cannot be told{why}", policy.label),
                "keep the date by hand beside it: last-rotated = 2026-09-01",
            ));
        }
        self.report.keys.push(judge::judge(&policy, credential));
    }

    /// What a clone that was cut off leaves open: whether a commit that is not here published a value that is still valid.
    fn unseen(&mut self) {
        let Some(until) = self.unseen_until else { return };
        let is_open = |key: &&Judged| {
            let made = key.credential.made.filter(|_| key.credential.status == Status::Active && key.state != State::Retired);
            made.is_some_and(|made| made.at <= until) && !key.fails()
        };
        let open: Vec<&str> = self.report.keys.iter().filter(is_open).map(|key| key.label.as_str()).collect();
        let Some(first) = open.first() else { return };
        let others = if open.len() > 1 { format!(" and {} more", open.len() - 1) } else { String::new() };
        self.report.troubles.push(Trouble::new(
            format!("whether a commit published {first}{others} cannot be told: this clone is shallow, and older commits are not here"),
            "fetch all of history (fetch-depth: 0 for actions/checkout, git fetch --unshallow elsewhere)",
        ));
    }

    fn exception(&self, name: &str) -> Option<&'run Exception> {
        self.options.exception.iter().find(|exception| exception.name == name && !is_over(exception, self.now))
    }

    /// What is wrong with the settings themselves, whatever the sources say.
    fn settings(&mut self, keys: &[&Key]) {
        let cap = self.options.max_age_cap.duration();
        let mut findings = Vec::new();
        for key in keys {
            let max_age = key.max_age.unwrap_or(self.options.max_age).duration();
            if max_age > cap && self.exception(&key.name).is_none() {
                let message = format!("{} may become {} old, and the most is {}", key.name, words(max_age), words(cap));
                let help = "lower its max-age, or add a [[rotation.exception]] with an end, a reason and who approved it";
                findings.push(rules::OVER_CAP.finding(&[&key.name], message, help));
            }
            let file = key.runbook.as_deref().filter(|runbook| !runbook.starts_with("https://"));
            if let Some(file) = file.filter(|file| !self.is_file(file)) {
                let message = format!("the runbook of {} is not there: {file}", key.name);
                let help = "write it: who rotates the key, where, and what has to be restarted";
                findings.push(rules::RUNBOOK.finding(&[&key.name, file], message, help));
            }
        }
        for exception in &self.options.exception {
            let Exception { name, until, reason, approved_by } = exception;
            if is_over(exception, self.now) {
                let message = format!("the exception for {name} is over since {until}");
                let help = "take it out, or have it approved anew with another end";
                findings.push(rules::EXCEPTION_OVER.finding(&[name, &until.to_string()], message, help));
            } else {
                self.report.notes.push(format!("{name} is excepted until {until} by {approved_by}: {reason}"));
            }
        }
        self.report.findings.extend(findings);
    }

    fn is_file(&self, path: &str) -> bool {
        let root = self.repo.root();
        let real = root.join(path).canonicalize().ok().zip(root.canonicalize().ok());
        real.is_some_and(|(file, root)| file.starts_with(root) && file.is_file())
    }

    /// Secrets that the repository uses, and that no key stands for.
    fn coverage(&mut self) {
        let rule = match self.options.coverage {
            Coverage::Off => return,
            Coverage::Warn => rules::UNREGISTERED,
            Coverage::Error => rules::UNREGISTERED_STRICT,
        };
        // Where a source could not be looked at, it is not known which keys it holds.
        if !self.report.troubles.is_empty() {
            return;
        }
        let mut known: BTreeSet<String> = BTreeSet::new();
        for key in &self.options.key {
            known.extend([key.name.clone()].into_iter().chain(key.source.name.clone()));
            if let Target::Env { variable } = &key.source.target {
                known.insert(variable.clone());
            }
        }
        known.extend(self.listed.iter().cloned());
        let known: BTreeSet<String> = known.iter().flat_map(|name| [plain(name), plain(name.rsplit('/').next().unwrap_or(name))]).collect();
        let names: &Names = &self.report.names;
        let missing = names.iter().filter(|(name, _)| !known.contains(&plain(name)));
        let findings: Vec<_> = missing
            .map(|(name, (place, _))| {
                let message = format!("{name} is used here, and no [[rotation.key]] stands for it");
                let help = "add a [[rotation.key]] of that name with its source, so that its age is known";
                let mut finding = rule.finding(&[name], message, help);
                finding.place = Some(place.clone());
                finding
            })
            .collect();
        self.report.findings.extend(findings);
    }
}

/// A name without case and without what joins its words.
fn plain(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// An exception holds until the end of its day.
fn is_over(exception: &Exception, now: Timestamp) -> bool {
    now.duration_since(exception.until.at) > if exception.until.day { SignedDuration::from_hours(24) } else { SignedDuration::ZERO }
}

/// Whether a key of a list is the one that is meant.
fn selects(key: &Key, credential: &Credential) -> bool {
    key.source.name.as_ref().is_none_or(|name| {
        let inside = name.strip_suffix('/').is_some_and(|secret| credential.name == secret || credential.name.starts_with(name));
        let last = matches!(key.source.target, Target::GcpServiceAccount { .. }) && credential.name.rsplit('/').next() == Some(name);
        credential.name == *name || inside || last
    })
}

/// Whether a target is one key, and not a list.
fn is_single(target: &Target) -> bool {
    match target {
        Target::X509 { .. } | Target::Sops { .. } | Target::Git { .. } => true,
        Target::Vault { folder, .. } => !folder,
        _ => false,
    }
}

/// When the active keys of each group were made, in order.
fn groups<'list>(selected: &[&'list Credential]) -> BTreeMap<&'list str, Vec<When>> {
    let mut groups: BTreeMap<&str, Vec<When>> = BTreeMap::new();
    for credential in selected.iter().filter(|credential| credential.status == Status::Active) {
        if let Some((group, made)) = credential.group.as_deref().zip(credential.made) {
            groups.entry(group).or_default().push(made);
        }
    }
    for dates in groups.values_mut() {
        dates.sort();
    }
    groups
}

/// When the newest key of its group was made, where this is an older one; and whether this is the newest of several.
fn siblings(credential: &Credential, groups: &BTreeMap<&str, Vec<When>>) -> (Option<When>, bool) {
    let dates = credential.group.as_deref().and_then(|group| groups.get(group)).filter(|dates| dates.len() > 1);
    let Some((newest, made)) = dates.and_then(|dates| dates.last()).zip(credential.made) else { return (None, false) };
    if credential.status != Status::Active {
        (None, false)
    } else if made < *newest {
        (Some(*newest), false)
    } else {
        (None, true)
    }
}
