//! A failure quotes what it is about: a line of the configuration, a word of the command line. What in it is a secret is masked.

use super::failure::Failure;
use crate::config;
use crate::detect::{RuleSet, Scanner, Surroundings};
use crate::model::{Origin, Report, head, mask};
use crate::text::RepoPath;
use bstr::ByteSlice as _;
use std::collections::BTreeSet;

/// The failure without secrets. Masks are as long as what they hide, so that places stay where they are.
pub(super) fn redacted(failure: Failure) -> Failure {
    let Ok(rules) = RuleSet::embedded() else { return failure };
    let scanner = Scanner::new(rules);
    match failure {
        Failure::Trouble(mut trouble) => {
            trouble.message = masked(&trouble.message, &values(&trouble.message, &scanner));
            Failure::Trouble(trouble)
        }
        Failure::Config(mut error) => {
            if let config::Error::Mistake { mistake } = error.as_mut() {
                let mut secrets = values(&mistake.text, &scanner);
                secrets.extend(values(&mistake.message, &scanner));
                mistake.text = masked(&mistake.text, &secrets);
                mistake.message = masked(&mistake.message, &secrets);
            }
            Failure::Config(error)
        }
    }
}

/// The secrets in `text`.
fn values(text: &str, scanner: &Scanner) -> Vec<String> {
    let around = Surroundings::of(Some(b"golive.toml"), jiff::Timestamp::now().as_second());
    let candidates = scanner.scan(text.as_bytes(), around);
    candidates.into_iter().filter_map(|candidate| text.get(candidate.secret)).map(str::to_owned).collect()
}

fn masked(text: &str, secrets: &[String]) -> String {
    secrets.iter().filter(|secret| !secret.is_empty()).fold(text.to_owned(), |text, secret| {
        let shown = head(secret.as_bytes());
        let hidden = "*".repeat(secret.len().saturating_sub(shown.len()));
        text.replace(secret.as_str(), &(shown + &hidden))
    })
}

/// Masks secrets in names of files that a report mentions, whichever gate does.
pub(super) fn names(report: &mut Report) {
    let secrets = secrets_in_names(report);
    if secrets.is_empty() {
        return;
    }
    let text = |text: &mut String| {
        for secret in secrets.iter().filter(|secret| text.contains(secret.as_str())).collect::<Vec<_>>() {
            *text = text.replace(secret.as_str(), &mask(secret.as_bytes()));
        }
    };
    let path = |path: &mut RepoPath| {
        let masked = secrets.iter().fold(path.as_bytes().to_vec(), |name, secret| name.replace(secret, mask(secret.as_bytes())));
        *path = RepoPath::new(masked);
    };
    report.troubles.iter_mut().for_each(|trouble| text(&mut trouble.message));
    for outcome in report.gates.iter_mut().map(|gate| &mut gate.outcome) {
        text(&mut outcome.summary);
        outcome.troubles.iter_mut().for_each(|trouble| text(&mut trouble.message));
        for finding in &mut outcome.findings {
            finding.place.iter_mut().chain(&mut finding.also).filter_map(|place| place.path.as_mut()).for_each(path);
            [&mut finding.message, &mut finding.help].into_iter().chain(&mut finding.notes).for_each(text);
            if let Origin::Commit { author, .. } = &mut finding.origin {
                text(author);
            }
        }
        outcome.metrics.values_mut().for_each(|value| in_value(value, &text));
    }
    let evidence = report.requirements.iter_mut().flat_map(|line| &mut line.evidence);
    for evidence in
        evidence.chain(report.gates.iter_mut().flat_map(|gate| &mut gate.outcome.answers).flat_map(|answer| &mut answer.evidence))
    {
        text(&mut evidence.text);
        evidence.path.iter_mut().for_each(path);
    }
}

fn in_value(value: &mut serde_json::Value, text: &dyn Fn(&mut String)) {
    match value {
        serde_json::Value::String(string) => text(string),
        serde_json::Value::Array(list) => list.iter_mut().for_each(|value| in_value(value, text)),
        serde_json::Value::Object(table) => {
            let keyed = std::mem::take(table);
            for (mut key, mut value) in keyed {
                text(&mut key);
                in_value(&mut value, text);
                table.insert(key, value);
            }
        }
        _ => {}
    }
}

/// Secrets in what a report says of files and people. Most hold none that could be one.
fn secrets_in_names(report: &Report) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut look = |name: &str| {
        if may_hold_token(name) {
            names.insert(name.to_owned());
        }
    };
    for outcome in report.gates.iter().map(|gate| &gate.outcome) {
        for finding in &outcome.findings {
            let places = finding.place.iter().chain(&finding.also);
            places.filter_map(|place| place.path.as_ref()).for_each(|path| look(&path.as_bytes().to_str_lossy()));
            [&finding.message, &finding.help].into_iter().chain(&finding.notes).for_each(|text| look(text));
            if let Origin::Commit { author, .. } = &finding.origin {
                look(author);
            }
        }
        outcome.troubles.iter().for_each(|trouble| look(&trouble.message));
        outcome.metrics.values().for_each(|value| strings(value, &mut look));
        for evidence in outcome.answers.iter().flat_map(|answer| &answer.evidence) {
            evidence.path.iter().for_each(|path| look(&path.as_bytes().to_str_lossy()));
            look(&evidence.text);
        }
    }
    if names.is_empty() {
        return BTreeSet::new();
    }
    let Ok(rules) = RuleSet::embedded() else { return BTreeSet::new() };
    let scanner = Scanner::new(rules);
    let around = Surroundings::of(None, jiff::Timestamp::now().as_second());
    let found = |name: &String| -> Vec<String> {
        let formats = scanner.scan(name.as_bytes(), around).into_iter().filter(|candidate| {
            let rule = scanner.rules().get(candidate.rule);
            !rule.is_some_and(|rule| matches!(rule.detector, Some(crate::detect::Detector::Password | crate::detect::Detector::ApiKey)))
        });
        formats.filter_map(|candidate| name.get(candidate.secret).map(str::to_owned)).collect()
    };
    names.iter().flat_map(found).filter(|secret| secret.len() >= SHORTEST_TOKEN).collect()
}

/// Hands over every string in a value, keys too.
fn strings(value: &serde_json::Value, look: &mut dyn FnMut(&str)) {
    match value {
        serde_json::Value::String(string) => look(string),
        serde_json::Value::Array(list) => list.iter().for_each(|value| strings(value, look)),
        serde_json::Value::Object(table) => table.iter().for_each(|(key, value)| {
            look(key);
            strings(value, look);
        }),
        _ => {}
    }
}

/// Shorter secrets are not looked for in names.
const SHORTEST_TOKEN: usize = 12;

fn may_hold_token(name: &str) -> bool {
    // The name of a commit alone is none.
    if matches!(name.len(), 40 | 64) && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return false;
    }
    let token = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.');
    name.split(|character| !token(character)).any(|run| {
        run.len() >= SHORTEST_TOKEN && run.bytes().any(|byte| byte.is_ascii_digit()) && run.bytes().any(|byte| byte.is_ascii_alphabetic())
    })
}
