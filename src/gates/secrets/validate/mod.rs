//! Whether a found credential works: its provider is asked, once for each value, with a request that only reads.
//!
//! Values are kept in a [`Vault`] from the look to the question and nowhere else. Where they are sent is in the table of providers, or
//! was said on the command line or in the environment; no file of a repository has a say in that.

mod answer;
mod endpoint;
mod provider;
mod question;
#[cfg(test)]
mod tests;
mod vault;

pub use endpoint::{Endpoint, Validate};
pub(super) use vault::Vault;

use crate::model::{Finding, Liveness, Severity, Trouble, Validation};
use crate::net::{self, Client, Request, Settings};
use crate::text::one_line;
use answer::Answer;
use provider::{Provider, Table, table};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Requests under way at once, to all providers and to one of their hosts.
const TOGETHER: usize = 8;
const PER_HOST: usize = 4;
/// Between two requests to one host: five a second.
const SPACING: Duration = Duration::from_millis(200);
/// Longest time for all questions together.
const DEADLINE: Duration = Duration::from_secs(300);
/// Largest answer, in bytes.
const LARGEST: usize = 1 << 20;
/// The word for credentials that nobody was asked about.
const NOT_ASKED: &str = "not_asked";
/// How often a request is tried again.
const RETRIES: u32 = 2;

/// What came of asking, beside what stands in the findings.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) notes: Vec<String>,
    /// Providers that could not be asked.
    pub(super) troubles: Vec<Trouble>,
    pub(super) metrics: serde_json::Value,
}

/// Asks providers about `findings`, and writes into each what came of it. `is_credential` tells the ids of rules that find credentials.
pub(super) fn run(findings: &mut [Finding], vault: &Vault, wanted: &Validate, is_credential: &dyn Fn(&str) -> bool) -> Asked {
    let now = jiff::Timestamp::now();
    let now = now.round(jiff::Unit::Second).unwrap_or(now).to_string();
    let mut asked = Asked::default();
    let providers = match table() {
        Ok(providers) => providers,
        Err(message) => {
            asked.troubles.push(Trouble::new(message.clone(), "this is a bug in golive's own providers: please report it"));
            return asked;
        }
    };
    let (questions, of_findings) = prepare(findings, vault, wanted, providers, is_credential);
    let answers = ask(&questions, wanted, &mut asked);
    let mut counts: BTreeMap<&str, usize> = ["active", "inactive", "unknown", NOT_ASKED].map(|word| (word, 0)).into();
    for (finding, ask) in findings.iter_mut().zip(of_findings) {
        let (word, validation, may_be_elsewhere) = match ask {
            None => continue,
            Some(Err((provider, detail))) => {
                (NOT_ASKED, Validation { status: Liveness::Unknown, provider, checked_at: now.clone(), detail }, true)
            }
            Some(Ok(number)) => {
                let (Some(question), Some(answer)) = (questions.get(number), answers.get(number)) else { continue };
                let provider = Some(question.provider.id.clone());
                let validation = Validation { status: answer.status, provider, checked_at: now.clone(), detail: answer.detail.clone() };
                (answer.status.word(), validation, question.provider.elsewhere && !question.is_own)
            }
        };
        *counts.entry(word).or_default() += 1;
        write(finding, validation, may_be_elsewhere);
    }
    if counts.values().any(|count| *count > 0) {
        let parts: Vec<String> = counts.iter().map(|(word, count)| format!("{count} {}", word.replace('_', " "))).collect();
        asked.notes.push(format!("whether credentials work: {}", parts.join(", ")));
    }
    asked.metrics = serde_json::json!(counts);
    asked
}

/// The number of the question about a finding, or the provider and why it is not asked; `None` where it is no credential.
type Ask = Option<Result<usize, (Option<String>, String)>>;

/// The questions about findings. A value that two rules find is asked about once.
fn prepare<'run>(
    findings: &[Finding],
    vault: &Vault,
    wanted: &Validate,
    providers: &'run Table,
    is_credential: &dyn Fn(&str) -> bool,
) -> (Vec<Question<'run>>, Vec<Ask>) {
    let mut numbers = BTreeMap::new();
    let mut questions: Vec<Question<'run>> = Vec::new();
    let mut ask = |finding: &Finding| -> Ask {
        let Some(provider) = providers.of_rule(&finding.rule_id) else {
            let why = "golive knows no harmless request for this kind of credential".to_owned();
            return is_credential(&finding.rule_id).then_some(Err((None, why)));
        };
        let not_asked = |why: &str| Some(Err((Some(provider.id.clone()), format!("{} was not asked: {why}", provider.title))));
        match vault.get(finding) {
            None => not_asked("the value as it is used could not be told"),
            Some(held) if !provider.is_complete(held) => not_asked("the identifier that belongs to it was not found near it"),
            Some(held) => Some(Ok(*numbers.entry((provider.id.as_str(), held)).or_insert_with(|| {
                questions.push(Question::new(provider, held, wanted));
                questions.len() - 1
            }))),
        }
    };
    let asks = findings.iter().map(&mut ask).collect();
    (questions, asks)
}

/// Writes into a finding what is known of it now.
fn write(finding: &mut Finding, validation: Validation, may_be_elsewhere: bool) {
    if validation.provider.is_some() {
        finding.notes.insert(0, format!("{}: {}", validation.status.word(), validation.detail));
    }
    if validation.status != Liveness::Unknown {
        finding.message = format!("{} ({})", finding.message, validation.status.word());
    }
    match validation.status {
        Liveness::Active => {
            finding.severity = Severity::Error;
            finding.help = format!("Revoke it now: it works, for whoever has it. {}", finding.help);
        }
        Liveness::Inactive if !may_be_elsewhere => finding.severity = finding.severity.min(Severity::Warning),
        Liveness::Inactive | Liveness::Unknown => {}
    }
    finding.validation = Some(validation);
}

/// Who is asked about what a rule finds: the provider, its hosts, and where that is documented.
pub fn asked_of(rule: &str) -> Option<String> {
    let provider = table().as_ref().ok()?.of_rule(rule)?;
    let hosts: Vec<String> = provider.base.iter().filter_map(|base| net::host(base)).collect();
    Some(format!("{} at {} ({})", provider.title, hosts.join(", "), provider.source))
}

/// One value, and whom to ask about it.
struct Question<'run> {
    provider: &'run Provider,
    /// What is asked, in words: the provider, and the host where somebody said where to ask.
    title: String,
    /// Whether it is asked where somebody said, instead of at the provider's own servers.
    is_own: bool,
    /// A request for each address; `None` where a value does not fit in it.
    requests: Option<Vec<Request>>,
}

impl<'run> Question<'run> {
    fn new(provider: &'run Provider, held: &vault::Held, wanted: &Validate) -> Self {
        let own = wanted.base(&provider.id);
        let bases: Vec<&str> = own.map_or_else(|| provider.base.iter().map(String::as_str).collect(), |own| vec![own]);
        let requests = bases.iter().map(|base| question::request(provider, base, held)).collect();
        let host = own.and_then(net::host);
        let title = host.map_or_else(|| provider.title.clone(), |host| format!("{} at {}", provider.title, one_line(&host)));
        Self { provider, title, is_own: own.is_some(), requests }
    }
}

/// Sends all requests, and tells what came of each question.
fn ask(questions: &[Question<'_>], wanted: &Validate, asked: &mut Asked) -> Vec<Answer> {
    let requests: Vec<Request> = questions.iter().filter_map(|question| question.requests.as_ref()).flatten().cloned().collect();
    if requests.is_empty() {
        return questions.iter().map(|question| Answer::unfit(question.provider)).collect();
    }
    let settings = Settings {
        timeout: wanted.timeout,
        deadline: DEADLINE,
        per_host: PER_HOST,
        together: TOGETHER,
        spacing: SPACING,
        retries: RETRIES,
        largest: LARGEST,
        ..Settings::default()
    };
    let client = match Client::new(&settings) {
        Ok(client) => client,
        Err(why) => {
            asked.troubles.push(Trouble::new(format!("no provider was asked: {why}"), "mend that, and run again"));
            return questions.iter().map(|question| Answer::unknown(format!("{} was not asked: {why}", question.provider.title))).collect();
        }
    };
    let mut results = client.send_all(requests).into_iter();
    let mut failed: BTreeSet<(String, &str)> = BTreeSet::new();
    let answers = questions
        .iter()
        .map(|question| match &question.requests {
            None => Answer::unfit(question.provider),
            Some(requests) => {
                let of_bases =
                    results.by_ref().take(requests.len()).map(|result| Answer::of(question.provider, &question.title, result)).collect();
                let answer = Answer::together(question.provider, of_bases, question.is_own);
                failed.extend(answer.failed.map(|help| (answer.detail.clone(), help)));
                answer
            }
        })
        .collect();
    asked.troubles.extend(failed.into_iter().map(|(detail, help)| Trouble::new(format!("--validate: {detail}"), help)));
    answers
}
