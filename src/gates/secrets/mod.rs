//! `secrets`: is there a credential in what would be published?

mod added;
mod allow;
mod attribute;
mod baseline;
mod custom;
mod decoded;
mod engine;
mod foreign;
mod inline;
mod look;
mod names;
mod options;
mod packed;
mod pairs;
mod policy;
mod report;
mod rules;
mod snippet;
mod standing;
mod trial;
mod validate;

pub use custom::{CustomRule, OptionMistake};
pub use foreign::{FILES as FOREIGN_FILES, ForeignFile, extended as extended_by};
pub use options::{Level, Options};
pub use rules::Rules;
pub use trial::Trial;
pub use validate::{Endpoint, Validate, asked_of};

/// The text of a baseline that knows these findings.
pub fn baseline_of(findings: &[Finding]) -> String {
    Baseline::of(findings).text()
}

use super::Sections;
use crate::detect::Candidate;
use crate::gate::{Check, Context, Gate, Meta, PrepareError, Prepared};
use crate::model::{Finding, Outcome, Severity, Stage, Trouble, Verdict};
use crate::source::{Blob, Examined, Source};
use crate::text::{RepoPath, count};
use allow::AllowList;
use baseline::Baseline;
use engine::Engine;
use look::{Excuse, Looked, Seen};
use policy::Policy;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock, PoisonError};
use validate::Vault;

/// The gate.
pub(super) struct Secrets;

impl Gate for Secrets {
    fn meta(&self) -> Meta {
        Meta { id: "secrets", about: "is there a credential in what would be published?", stage: Stage::Commit }
    }

    fn prepare(&self, settings: &Sections) -> Result<Prepared, PrepareError> {
        Ok(Prepared::Run(Box::new(Scan::new(&settings.secrets)?)))
    }
}

struct Scan {
    allow: AllowList,
    baseline: Option<Baseline>,
    options: Options,
    policy_ref: Option<String>,
    /// Built when the first text comes: a commit that stages nothing needs no rules.
    engine: OnceLock<Result<Engine, String>>,
    now: jiff::Timestamp,
    found: Mutex<Found>,
}

#[derive(Default)]
struct Found {
    seen: Vec<Seen>,
    troubles: Vec<Trouble>,
    /// How many were let through, by what.
    allowed: BTreeMap<String, usize>,
    /// Files that point to objects of Git LFS.
    lfs: BTreeSet<Option<RepoPath>>,
    /// Secrets in names: no name is printed with one.
    hidden: BTreeSet<Vec<u8>>,
    /// What providers are to be asked about.
    vault: Vault,
}

impl Scan {
    fn new(options: &Options) -> Result<Self, PrepareError> {
        let allow = AllowList::new(&options.allow)?;
        let baseline = match (&options.baseline, &options.baseline_text) {
            (Some(path), Some(text)) => Some(Baseline::parse(path, text)?),
            (_, _) => None,
        };
        Ok(Self {
            allow,
            baseline,
            policy_ref: options.policy_ref.clone(),
            options: options.clone(),
            engine: OnceLock::new(),
            now: jiff::Timestamp::now(),
            found: Mutex::new(Found::default()),
        })
    }

    fn engine(&self) -> Result<&Engine, &String> {
        self.engine.get_or_init(|| Engine::new(&self.options)).as_ref()
    }

    /// The name of the file that allow-lists stand in.
    fn settings_file(&self) -> String {
        self.options.file.clone().unwrap_or_else(|| "golive.toml".to_owned())
    }

    fn found(&self) -> std::sync::MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says what could not be looked at.
    fn complain(&self, trouble: Trouble) {
        let mut found = self.found();
        if !found.troubles.contains(&trouble) {
            found.troubles.push(trouble);
        }
    }

    /// Keeps a secret out of every name that is printed.
    fn hide(&self, secret: &[u8]) {
        self.found().hidden.insert(secret.to_vec());
    }

    /// Keeps what providers are to be asked about; without `--validate` nothing is kept.
    fn hold(&self, finding: &Finding, candidate: &Candidate, text: &[u8]) {
        if self.options.validate.is_some() {
            self.found().vault.hold(finding, candidate, text);
        }
    }

    /// Keeps the identifier that a secret goes with.
    fn hold_pair(&self, finding: &Finding, identifier: &Candidate, text: &[u8]) {
        if self.options.validate.is_some() {
            self.found().vault.hold_identifier(finding, identifier, text);
        }
    }

    /// Asks providers about what was found, if that is wanted.
    fn validate(&self, findings: &mut [Finding], found: &mut Found, notes: &mut Vec<String>) -> Option<serde_json::Value> {
        let wanted = self.options.validate.as_ref()?;
        let rules = self.engine().ok().map(|engine| &engine.rules.set);
        let is_credential = |id: &str| rules.is_some_and(|rules| rules.rules().iter().any(|rule| rule.id == id));
        let asked = validate::run(findings, &std::mem::take(&mut found.vault), wanted, &is_credential);
        notes.extend(asked.notes);
        found.troubles.extend(asked.troubles);
        Some(asked.metrics)
    }

    /// Decides what waited for commits and policy to be known.
    fn settle(&self, seen: Vec<Seen>, allowed: &mut BTreeMap<String, usize>, context: &Context<'_>) -> Vec<Finding> {
        let mut policy = self.policy_ref.as_deref().map(|revision| Policy::new(context, revision));
        let engine = self.engine().ok();
        let mut findings = Vec::with_capacity(seen.len());
        for Seen { mut finding, excuse } in seen {
            let by = match excuse {
                Some(Excuse::Commit(file, commits)) if attribute::is_of(&finding, &commits) => Some(file),
                Some(Excuse::Comment(line)) => {
                    let path = finding.place.as_ref().and_then(|place| place.path.as_ref());
                    let had = policy.as_mut().is_some_and(|policy| policy.had(path, &line));
                    if !had {
                        let revision = self.policy_ref.as_deref().unwrap_or_default();
                        finding.notes.push(format!(
                            "a comment beside it would accept it, but {revision} does not have that comment, and policy is read from there"
                        ));
                    }
                    had.then(|| "inline, as in the policy".to_owned())
                }
                _ => None,
            };
            let by = by.or_else(|| {
                let rules = &engine?.rules;
                rules.foreign.ignores(&finding, &|id| rules.knows(id)).map(str::to_owned)
            });
            let by = by.or_else(|| (self.allow.asks_for_commits() && self.allow.covers(&finding, self.now)).then(|| self.settings_file()));
            match by {
                Some(by) => *allowed.entry(by).or_default() += 1,
                None => findings.push(finding),
            }
        }
        findings
    }

    /// What is wrong with allow-lists and other scanners' files themselves.
    fn problems(&self, source: &Source) -> Vec<Finding> {
        let rules = self.engine().ok().map(|engine| &engine.rules);
        let mut problems = self.allow.problems(&self.settings_file(), rules, self.now, looks_at_everything(source));
        problems.extend(rules.into_iter().flat_map(|rules| &rules.foreign.problems).map(foreign::Problem::finding));
        problems
    }
}

/// Whether only what is nowhere can have been missed.
fn looks_at_everything(source: &Source) -> bool {
    // A shard, or what an earlier run left, is not everything.
    matches!(source, Source::Published { within } if within.is_empty()) || *source == Source::History
}

impl Check for Scan {
    fn wants_text(&self) -> bool {
        true
    }

    fn visit(&self, blob: &Blob<'_>) {
        let looked = match self.engine() {
            Ok(engine) => self.look(engine, blob).map(Looked::none),
            Err(message) => Err(Trouble::new(message.clone(), "this is a bug in golive's own rules: please report it")),
        };
        match looked {
            Ok(None) => {}
            Ok(Some(looked)) => {
                let mut found = self.found();
                if looked.points_to_lfs {
                    found.lfs.insert(blob.path.cloned());
                }
                found.seen.extend(looked.seen);
                for (by, times) in looked.allowed {
                    *found.allowed.entry(by).or_default() += times;
                }
            }
            Err(trouble) => {
                blob.noticed.somewhere();
                self.complain(trouble);
            }
        }
    }

    fn conclude(&self, context: &Context<'_>, examined: Option<&Examined>) -> Outcome {
        let mut found = std::mem::take(&mut *self.found());
        let Some(examined) = examined else {
            return Outcome::unknown(Trouble::new("no text was looked at", "run it on a repository, a folder or standard input"));
        };
        let mut allowed = std::mem::take(&mut found.allowed);
        if let Some(history) = &examined.history
            && let Err(trouble) = attribute::to_commits(&mut found.seen, history, context)
        {
            found.troubles.push(trouble);
        }
        let mut findings = self.settle(std::mem::take(&mut found.seen), &mut allowed, context);
        standing::note(&mut findings, context, self);
        report::merge(&mut findings);
        let mut notes = examined.notes.clone();
        if let Some(baseline) = &self.baseline {
            notes.extend(compare(baseline, &mut findings, context.source));
        }
        let validation = self.validate(&mut findings, &mut found, &mut notes);
        findings.extend(self.problems(context.source));
        findings.sort_by_cached_key(Finding::order);
        if !found.lfs.is_empty() {
            let objects = count(found.lfs.len(), "object", "objects");
            notes.push(format!("{objects} of Git LFS not looked at: `git lfs pull` brings them, then look again"));
        }
        notes.extend(allowed.iter().map(|(by, times)| format!("{} let through by {by}", count(*times, "finding", "findings"))));
        found.troubles.extend(examined.troubles.iter().cloned());
        let bad = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        let verdict = match (bad, found.troubles.is_empty()) {
            (1.., _) => Verdict::Fail,
            (0, false) => Verdict::Unknown,
            (0, true) => Verdict::Pass,
        };
        let files = count(usize::try_from(examined.files).unwrap_or(usize::MAX), "file", "files");
        let summary = if examined.files == 0 && examined.bytes == 0 && findings.is_empty() {
            "there was no text to look at".to_owned()
        } else {
            format!("{} in {files}", count(findings.len(), "finding", "findings"))
        };
        let mut outcome = report::outcome(verdict, summary, findings, found.troubles, &allowed, examined, notes);
        if let Some(validation) = validation {
            outcome.metrics.insert("validation".to_owned(), validation);
        }
        if let Some(shard) = context.source.shard() {
            outcome.metrics.insert("shard".to_owned(), shard.to_string().into());
        }
        report::hide(&mut outcome, &found.hidden);
        outcome
    }
}

/// Takes out what the baseline knows, and says how much that is, and what of it is no longer there.
fn compare(baseline: &Baseline, findings: &mut Vec<Finding>, source: &Source) -> Vec<String> {
    let outlived = baseline.outlived(findings);
    let before = findings.len();
    findings.retain(|finding| !baseline.knows(finding));
    let mut notes = vec![format!("{} in the baseline", count(before - findings.len(), "finding is", "findings are"))];
    // Only a look at everything can tell that something is gone.
    if looks_at_everything(source) && outlived > 0 {
        notes.push(format!("{} of the baseline no longer occur: write it again to drop them", count(outlived, "entry", "entries")));
    }
    notes
}
