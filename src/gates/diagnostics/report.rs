//! From what was seen to the outcome of the gate.

use super::Which;
use super::items::{self, Item};
use super::judge::Judged;
use super::key::{About, key};
use super::limits::Judgement;
use super::options::Options;
use super::run::Told;
use super::suppress::Suppression;
use crate::model::{Answer, Evidence, Finding, Fingerprint, Origin, Outcome, Place, Severity, Trouble, Verdict};
use crate::text::{LineColumn, count, one_line};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Added suppressions that are named.
const NAMED: usize = 10;

/// What was counted on the way.
#[derive(Debug, Default)]
pub(super) struct Account {
    /// What is silenced in the source.
    pub silenced: Vec<Suppression>,
    /// Of these, what the change added; `None` where nothing was given to compare with.
    pub added: Option<Vec<Suppression>>,
    /// Findings that a tool reports as silenced.
    pub reported_silenced: usize,
    /// Findings that the settings leave out.
    pub ignored: usize,
    /// Findings outside of the folders that were asked about.
    pub elsewhere: usize,
    /// Findings that were another one's again.
    pub merged: usize,
    /// Whether a base was given.
    pub is_compared: bool,
    /// Findings that the change is not to blame for.
    pub outside: usize,
    /// Findings that the change causes on lines that it did not touch, where that was looked into.
    pub caused: Option<usize>,
    /// Findings that the baseline knows, where there is one.
    pub known: Option<usize>,
    /// Entries of the baseline, and those of them that no longer occur.
    pub entries: Option<(usize, usize)>,
    /// What could not be looked at.
    pub troubles: Vec<Trouble>,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// The gate's outcome.
pub(super) fn outcome(which: Which, items: Vec<Item>, told: &[Told], judgement: &Judgement, mut account: Account) -> Outcome {
    let verdict = judgement.verdict(!account.troubles.is_empty());
    let summary = summary(&items, told, judgement, &account);
    account.notes.extend(notes(&account));
    let metrics = metrics(&items, told, &account);
    let mut evidence: Vec<Evidence> = Vec::new();
    let counted = items.iter().filter(|item| item.finding.new != Some(false) && item.finding.severity == Severity::Error);
    for item in counted.take(10) {
        let finding = &item.finding;
        let text = if finding.rule_id.is_empty() { finding.message.clone() } else { format!("{} ({})", finding.message, finding.rule_id) };
        evidence.push(match finding.place.as_ref().and_then(|place| Some((place.path.clone()?, place.start.line))) {
            Some((path, line)) => Evidence::at(text, path, (line > 0).then_some(line)),
            None => Evidence::new(text),
        });
    }
    if evidence.is_empty() {
        evidence.push(Evidence::new(summary.clone()));
    }
    evidence.extend(account.troubles.iter().map(|trouble| Evidence::new(format!("not looked at: {}", trouble.message))));
    let answers = vec![Answer { requirement: which.requirement().to_owned(), verdict, evidence }];
    let findings = items.into_iter().map(|item| item.finding).collect();
    Outcome { verdict, summary, findings, troubles: account.troubles, answers, metrics }
}

/// The line that is always said: how many, and of those how many count.
fn summary(items: &[Item], told: &[Told], judgement: &Judgement, account: &Account) -> String {
    let new = items.iter().filter(|item| item.finding.new == Some(true)).count();
    let mut parts = Vec::new();
    if account.is_compared || account.known.is_some() {
        parts.push(format!("{new} new"));
    }
    if let Some(known) = account.known {
        parts.push(format!("{known} known"));
    }
    if account.is_compared {
        parts.push(format!("{} outside of the change", account.outside));
    }
    if let Some(caused) = account.caused.filter(|caused| *caused > 0) {
        parts.push(format!("{caused} of the new on lines that did not change"));
    }
    if account.ignored > 0 {
        parts.push(format!("{} ignored by the configuration", account.ignored));
    }
    let names: Vec<String> = told.iter().map(name).fold(Vec::new(), |mut names, name| {
        if !names.contains(&name) {
            names.push(name);
        }
        names
    });
    let counted = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    let reasons = if judgement.reasons.is_empty() { String::new() } else { format!("; {}", judgement.reasons.join(", ")) };
    let unsure = if account.troubles.is_empty() { "" } else { "; not everything could be judged" };
    format!("{} from {}{counted}{reasons}{unsure}", count(items.len(), "finding", "findings"), names.join(", "))
}

fn name(told: &Told) -> String {
    let tool = told.tool.clone().or_else(|| told.reading.as_ref().and_then(|reading| reading.tool.clone()));
    tool.map_or_else(|| told.name.clone(), |tool| one_line(&tool).into_owned())
}

fn notes(account: &Account) -> Vec<String> {
    let mut notes = Vec::new();
    if account.merged > 0 {
        notes.push(format!("{} reported more than once, counted once", count(account.merged, "finding was", "findings were")));
    }
    if account.elsewhere > 0 {
        notes.push(format!("{} elsewhere in the repository, not asked about", count(account.elsewhere, "finding is", "findings are")));
    }
    if let Some(added) = account.added.as_ref().filter(|added| !added.is_empty()) {
        notes.push(format!("the change adds {}: {}", count(added.len(), "suppression", "suppressions"), listed(added)));
    }
    notes
}

/// The first few suppressions, and how many more.
fn listed(suppressions: &[Suppression]) -> String {
    let shown = suppressions.iter().take(NAMED).map(|one| format!("{} {}", items::shown(&one.path, Some(one.line)), one.kind));
    let shown = shown.collect::<Vec<_>>().join(", ");
    if suppressions.len() > NAMED { format!("{shown} and {} more", suppressions.len() - NAMED) } else { shown }
}

fn metrics(items: &[Item], told: &[Told], account: &Account) -> Map<String, Value> {
    let of = |severity| items.iter().filter(|item| item.finding.severity == severity).count();
    let mut metrics = Map::new();
    let mut put = |name: &str, value: Value| metrics.insert(name.to_owned(), value);
    put("diagnostics", json!({ "error": of(Severity::Error), "warning": of(Severity::Warning), "note": of(Severity::Note) }));
    put("total", items.len().into());
    put(
        "new",
        (account.is_compared || account.known.is_some()).then(|| items.iter().filter(|item| item.finding.new == Some(true)).count()).into(),
    );
    put("known", account.known.into());
    put("outside", account.is_compared.then_some(account.outside).into());
    put("caused-elsewhere", account.caused.into());
    put("ignored", account.ignored.into());
    put("merged", account.merged.into());
    put("silenced", account.reported_silenced.into());
    put("baseline", account.entries.map(|(entries, gone)| json!({ "entries": entries, "gone": gone })).into());
    put("suppressions", suppressions(account));
    let runs = told.iter().map(|told| {
        json!({
            "name": told.name,
            "tool": told.tool.clone().or_else(|| told.reading.as_ref()?.tool.clone()),
            "format": told.reading.as_ref().map(|reading| reading.format.clone()),
            "exit_code": told.code,
            "files": told.reading.as_ref().and_then(|reading| reading.files),
            "findings": told.reading.as_ref().map(|_reading| told.found),
            "judged": match &told.judged {
                Judged::Clean => "clean",
                Judged::Findings { .. } => "findings",
                Judged::CannotJudge(_) => "cannot-judge",
                Judged::FindingsAndTrouble(_) => "findings, incomplete",
            },
        })
    });
    put("runs", runs.collect());
    put("notes", account.notes.clone().into());
    metrics
}

fn suppressions(account: &Account) -> Value {
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    let mut languages: BTreeMap<&str, u64> = BTreeMap::new();
    for one in &account.silenced {
        *kinds.entry(one.kind).or_default() += 1;
        *languages.entry(one.language).or_default() += 1;
    }
    json!({
        "total": account.silenced.len(),
        "kinds": kinds,
        "languages": languages,
        "added": account.added.as_ref().map(Vec::len),
    })
}

/// The finding that there are too many suppressions.
pub(super) fn too_many(which: Which, account: &Account, most: u64) -> Item {
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for one in &account.silenced {
        *kinds.entry(one.kind).or_default() += 1;
    }
    let by_kind = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect::<Vec<_>>().join(", ");
    let message = format!("{} in the source, {most} allowed: {by_kind}", count(account.silenced.len(), "suppression", "suppressions"));
    let named = account.added.as_ref().unwrap_or(&account.silenced);
    let place = |one: &Suppression| {
        let start = LineColumn { line: one.line, column: 0 };
        Place { path: Some(one.path.clone()), start, end: LineColumn { line: 0, column: 0 } }
    };
    let mut notes = Vec::new();
    if account.added.is_some() {
        notes.push(format!("the change adds {}", if named.is_empty() { "none of them".to_owned() } else { listed(named) }));
    }
    let rule = "too-many-suppressions";
    Item {
        key: key(None, Some(rule), &message, About::default()),
        finding: Finding {
            rule_id: rule.to_owned(),
            severity: Severity::Error,
            message,
            help: format!("mend what they silence, or raise max-suppressions in [{}] where they are justified", which.id()),
            place: named.first().map(place),
            also: named.iter().skip(1).take(100).map(place).collect(),
            snippet: None,
            fingerprint: Fingerprint::new(rule, which.id().as_bytes()),
            origin: Origin::WorkTree,
            notes,
            tool: Some("golive".to_owned()),
            new: (account.is_compared || account.known.is_some()).then_some(true),
            validation: None,
        },
        tools: vec!["golive".to_owned()],
        is_placed: true,
        overridden: false,
        tool_failed: false,
    }
}

/// What to do where no tool is known.
pub(super) fn nothing_known(which: Which, options: &Options) -> Trouble {
    let id = which.id();
    let example = match which {
        Which::Lint => "npm run lint",
        Which::Typecheck => "npx tsc --noEmit",
    };
    if !options.tools.is_empty() {
        return Trouble::new(format!("none of the tools named in [{id}] is recognised here"), "name a command instead: command = \"…\"");
    }
    Trouble::new(
        format!("no command to {id} is known: no tool's settings and no script of a usual name were found"),
        format!("name one: golive {id} --run '{example}', or command = \"{example}\" below [{id}] in golive.toml"),
    )
}

/// The outcome where nothing could be looked at: not known, for the requirement too.
pub(super) fn could_not_look(which: Which, trouble: Trouble) -> Outcome {
    let evidence = vec![Evidence::new(trouble.message.clone())];
    let answers = vec![Answer { requirement: which.requirement().to_owned(), verdict: Verdict::Unknown, evidence }];
    Outcome { answers, ..Outcome::unknown(trouble) }
}
