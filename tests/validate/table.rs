//! Every entry of the table of providers: the request that is made, and both answers.

use crate::support::{Asked, Reply, Repo, Run, Server, project};
use base64::Engine as _;
use golive::detect::example::expand;
use golive::detect::{RuleSet, Scanner, Surroundings};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

#[derive(Deserialize)]
struct Table {
    provider: Vec<Provider>,
}

#[derive(Clone, Deserialize)]
struct Provider {
    id: String,
    title: String,
    rules: Vec<String>,
    base: Vec<String>,
    path: String,
    #[serde(default = "get")]
    method: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    query: BTreeMap<String, String>,
    basic: Option<String>,
    body: Option<String>,
    sign: Option<String>,
    active: Vec<Sign>,
    inactive: Vec<Sign>,
    #[serde(default)]
    elsewhere: bool,
    source: String,
}

#[derive(Clone, Deserialize)]
struct Sign {
    status: u16,
    json: Option<String>,
    is: Option<String>,
    text: Option<String>,
}

fn get() -> String {
    "GET".to_owned()
}

fn providers() -> Vec<Provider> {
    let text = std::fs::read_to_string(project().join("src/gates/secrets/validate/providers.toml")).unwrap();
    toml::from_str::<Table>(&text).unwrap().provider
}

/// Rules with their examples.
fn rules() -> Vec<RuleSet> {
    let folder = project().join("src/detect/rules");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|file| RuleSet::from_toml("rules", &std::fs::read_to_string(file).unwrap()).unwrap()).collect()
}

/// A planted credential: its text, value, and identifier.
#[derive(Clone)]
struct Planted {
    text: String,
    secret: String,
    id: String,
}

/// The value that a rule finds in a text.
fn value(scanner: &Scanner, rule: &str, text: &str) -> Option<String> {
    let found = scanner.scan(text.as_bytes(), Surroundings::of(None, 1_767_225_600));
    let candidate = found.iter().find(|candidate| scanner.rules().get(candidate.rule).unwrap().id == rule)?;
    assert!(candidate.spelled.is_none(), "{rule}");
    Some(text[candidate.secret.clone()].to_owned())
}

fn planted(scanner: &Scanner, rules: &[RuleSet], rule: &str, seed: u64) -> Planted {
    let of = |id: &str| rules.iter().flat_map(RuleSet::rules).find(|rule| rule.id == id).unwrap_or_else(|| panic!("there is no rule {id}"));
    let found = of(rule);
    let example = |id: &str, seed| {
        let texts = of(id).examples.iter().map(|template| expand(template, seed) + "\n").collect::<Vec<_>>();
        texts
            .into_iter()
            .find_map(|text| Some((value(scanner, id, &text)?, text)))
            .unwrap_or_else(|| panic!("{id} finds none of its examples"))
    };
    let (secret, mut text) = example(rule, seed);
    let mut id = String::new();
    if let Some(other) = &found.pairs_with {
        let (value, before) = example(other, seed + 1);
        text = before + &text;
        id = value;
    }
    Planted { text, secret, id }
}

/// A body that shows a sign.
fn body(sign: &Sign) -> String {
    if let Some(text) = &sign.text {
        return format!("<a>{text}</a>");
    }
    let Some(pointer) = &sign.json else { return String::new() };
    let inner = match sign.is.as_deref() {
        None => serde_json::json!([]),
        Some(word @ ("true" | "false")) => serde_json::json!(word == "true"),
        Some(word) => serde_json::json!(word),
    };
    let wrap = |inner: serde_json::Value, key: &str| match key.parse::<usize>() {
        Ok(_) => serde_json::json!([inner]),
        Err(_) => serde_json::json!({ key: inner }),
    };
    pointer.rsplit('/').filter(|key| !key.is_empty()).fold(inner, wrap).to_string()
}

/// The requests that came to a provider's stand-in must be those of the table.
fn check(provider: &Provider, planted: &Planted, asked: &[Asked]) {
    let fill = |template: &str| template.replace("{secret}", &planted.secret).replace("{id}", &planted.id);
    let path = fill(&provider.path);
    let mine = |asked: &&Asked| asked.method == provider.method && (asked.path() == path || asked.path().replace("%3A", ":") == path);
    let id = &provider.id;
    let fits = asked.iter().filter(mine).any(|asked| {
        let headers = provider.headers.iter().all(|(name, value)| asked.header(name) == fill(value));
        let query = provider.query.iter().all(|(name, value)| asked.parameter(name) == Some(fill(value)));
        let basic = provider.basic.as_ref().is_none_or(|basic| {
            asked.header("authorization") == format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(fill(basic)))
        });
        let signed = provider.sign.is_none() || asked.header("authorization").contains(&format!("Credential={}/", planted.id));
        headers && query && basic && signed && asked.body == provider.body.clone().unwrap_or_default()
    });
    assert!(fits, "{id}: no request is as the table has it: {asked:?}");
    let only_here = |text: &str| provider.sign.is_none() || !text.contains(&planted.secret);
    assert!(asked.iter().all(|asked| only_here(&format!("{asked:?}"))), "{id}: a secret that signs was sent");
}

/// One stand-in a provider, all told what to answer by `round`.
struct StandIns {
    providers: Vec<Provider>,
    servers: Vec<Server>,
    round: Arc<AtomicUsize>,
    answer: Arc<Mutex<Answer>>,
}

/// What stand-ins answer.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    Active,
    Inactive,
    /// All that was asked, credentials included.
    Echo,
}

impl StandIns {
    fn new(providers: Vec<Provider>) -> Self {
        let (round, answer) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Answer::Active)));
        let server = |provider: &Provider| {
            let (provider, round, answer) = (provider.clone(), Arc::clone(&round), Arc::clone(&answer));
            Server::new(move |asked| {
                let signs = match *answer.lock().unwrap() {
                    Answer::Active => &provider.active,
                    Answer::Inactive => &provider.inactive,
                    Answer::Echo => return Reply::new([200, 401, 500][asked.number % 3], format!("{asked:?}")),
                };
                let sign = (!signs.is_empty()).then(|| &signs[round.load(Ordering::SeqCst) % signs.len()]);
                sign.map_or_else(|| Reply::new(401, "Forbidden"), |sign| Reply::new(sign.status, body(sign)))
            })
        };
        let servers = providers.iter().map(server).collect();
        Self { providers, servers, round, answer }
    }

    fn endpoints(&self) -> String {
        self.providers
            .iter()
            .zip(&self.servers)
            .map(|(provider, server)| format!("{}={}", provider.id, server.base))
            .collect::<Vec<_>>()
            .join(",")
    }

    fn ask(&self, repo: &Repo, more: &[String]) -> Run {
        let words = ["secrets", "--validate", "--format", "json"];
        repo.golive_with().args(words).args(more).env("GOLIVE_VALIDATE_ENDPOINTS", self.endpoints()).finish()
    }
}

#[test]
fn every_provider_is_asked_as_the_table_says_and_both_answers_are_understood() {
    let stand_ins = StandIns::new(providers());
    let (scanner, rules) = (Scanner::new(RuleSet::embedded().unwrap()), rules());
    let repo = Repo::new();
    let mut all = Vec::new();
    for (number, provider) in stand_ins.providers.iter().enumerate() {
        for (nth, rule) in provider.rules.iter().enumerate() {
            let planted = planted(&scanner, &rules, rule, (number * 100 + nth * 2) as u64);
            repo.write(format!("src/{rule}.env"), &planted.text);
            all.push((number, rule.clone(), planted));
        }
    }
    let rounds = stand_ins.providers.iter().map(|provider| provider.active.len().max(provider.inactive.len())).max().unwrap();
    for round in 0..rounds {
        stand_ins.round.store(round, Ordering::SeqCst);
        for active in [true, false] {
            *stand_ins.answer.lock().unwrap() = if active { Answer::Active } else { Answer::Inactive };
            let run = stand_ins.ask(&repo, &[]);
            for (_, _, planted) in &all {
                run.never_says(&planted.secret);
            }
            let report = run.json();
            for (number, rule, _) in &all {
                let findings = report["findings"].as_array().unwrap();
                let finding =
                    findings.iter().find(|finding| finding["rule_id"] == **rule).unwrap_or_else(|| panic!("{rule} was not found"));
                let provider = &stand_ins.providers[*number];
                let wanted = if active {
                    "active"
                } else if provider.inactive.is_empty() {
                    "unknown"
                } else {
                    "inactive"
                };
                assert_eq!(finding["validation"]["provider"], provider.id.as_str(), "{rule}");
                assert_eq!(finding["validation"]["status"], wanted, "{rule}, round {round}: {}", finding["validation"]);
                assert_eq!(finding["severity"] == "error", wanted != "inactive", "{rule}");
            }
        }
        if round == 0 {
            for (number, _, planted) in &all {
                check(&stand_ins.providers[*number], planted, &stand_ins.servers[*number].asked());
            }
        }
        // Once all rules were asked about, one of each provider is enough.
        for provider in &stand_ins.providers {
            for rule in provider.rules.iter().skip(1) {
                drop(std::fs::remove_file(repo.path(format!("src/{rule}.env"))));
            }
        }
        all.retain(|(number, rule, _)| stand_ins.providers[*number].rules.first() == Some(rule));
    }
    // What an answer holds is passed on in no format.
    *stand_ins.answer.lock().unwrap() = Answer::Echo;
    let formats = ["human", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown", "html"];
    let outputs = formats.iter().flat_map(|format| ["--output".to_owned(), format!("{format}=../report.{format}")]);
    let run = stand_ins.ask(&repo, &outputs.chain(["--verbose".to_owned()]).collect::<Vec<_>>());
    let reports = formats.map(|format| std::fs::read_to_string(repo.path(format!("../report.{format}"))).unwrap());
    for (_, rule, planted) in &all {
        run.never_says(&planted.secret);
        assert!(reports.iter().all(|report| !report.contains(&planted.secret)), "{rule}");
    }
}

#[test]
fn the_table_is_well_formed() {
    let providers = providers();
    assert!(providers.len() >= 25);
    assert!(providers.iter().any(|provider| provider.id == "maintainx" && provider.path == "/users" && provider.query["limit"] == "1"));
    let ids: BTreeSet<&str> = providers.iter().map(|provider| provider.id.as_str()).collect();
    let rules: Vec<&String> = providers.iter().flat_map(|provider| &provider.rules).collect();
    assert_eq!(ids.len(), providers.len());
    assert_eq!(rules.iter().collect::<BTreeSet<_>>().len(), rules.len(), "a rule is of two providers");
    assert!(providers.iter().filter(|provider| !provider.inactive.is_empty()).count() >= 60);
    for provider in &providers {
        let id = &provider.id;
        assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{id}");
        assert!(provider.source.starts_with("https://") && !provider.title.is_empty(), "{id}");
        assert!(provider.base.iter().all(|base| base.starts_with("https://") && !base.ends_with('/')), "{id}");
        assert!(
            provider.path.starts_with('/') && !(provider.path.len() > 1 && provider.path.ends_with('/') && !provider.query.is_empty()),
            "{id}"
        );
        assert!(provider.body.as_ref().is_none_or(|body| !body.contains("{secret}") && !body.contains("{id}")), "{id}");
        let texts: String = provider.headers.values().chain(provider.query.values()).chain(&provider.basic).cloned().collect();
        assert!((texts + &provider.path).contains("{secret}") || provider.sign.is_some(), "{id}: where is the secret?");
        // A page that anybody may have made is no answer of a provider's.
        for sign in &provider.active {
            assert!(sign.json.is_some() || sign.text.is_some(), "{id}: a status alone proves nothing");
        }
        for sign in provider.inactive.iter().filter(|sign| sign.status != 401) {
            assert!(sign.text.is_some() || sign.is.is_some(), "{id}: status {} alone refuses nothing", sign.status);
        }
        for sign in provider.active.iter().chain(&provider.inactive) {
            assert!(sign.is.is_none() || sign.json.is_some(), "{id}");
        }
    }
}

#[test]
fn the_documents_list_the_providers() {
    let page = std::fs::read_to_string(project().join("docs/gates/secrets.md")).unwrap();
    let rows: String = providers()
        .iter()
        .map(|provider| {
            let rules: Vec<String> = provider.rules.iter().map(|rule| format!("`{rule}`")).collect();
            let elsewhere = if provider.elsewhere { "†" } else { "" };
            let host = |base: &String| base.trim_start_matches("https://").split('/').next().unwrap().to_owned();
            let hosts: Vec<String> = provider.base.iter().map(host).collect();
            format!("| `{}`{elsewhere} | {} | {} | {} |\n", provider.id, provider.title, hosts.join(", "), rules.join(", "))
        })
        .collect();
    if golive::env::is_set("GOLIVE_UPDATE") {
        let (before, rest) = page.split_once("<!-- providers -->\n").unwrap();
        let (_, after) = rest.split_once("<!-- end of providers -->").unwrap();
        let head = "| id | provider | asked at | rules |\n|---|---|---|---|\n";
        let new = format!("{before}<!-- providers -->\n{head}{rows}<!-- end of providers -->{after}");
        std::fs::write(project().join("docs/gates/secrets.md"), new).unwrap();
        return;
    }
    assert!(
        page.contains(&rows),
        "the table of providers in docs/gates/secrets.md is not that of providers.toml: run with GOLIVE_UPDATE=1"
    );
}
