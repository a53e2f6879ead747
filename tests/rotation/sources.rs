//! Every provider, and everything that can come of asking it.

use super::stand_in::{CANARY, DISTINCT, Key, PROVIDERS, Provider};
use crate::support::{Reply, Repo, Run, Server};
use std::time::{Duration, Instant};

/// The time that counts as now in these tests.
const NOW: &str = "2026-11-25T00:00:00Z";
const FRESH: &str = "2026-11-01T00:00:00Z";
const DUE_SOON: &str = "2026-09-01T00:00:00Z";
const OVERDUE: &str = "2026-05-02T00:00:00Z";

fn key(name: &str, made: &str) -> Key {
    Key { name: name.to_owned(), made: made.to_owned(), disabled: false }
}

/// A repository whose only key is all that the provider has at `base`.
fn repository(provider: &Provider, base: &str, more: &str) -> Repo {
    let repo = Repo::new();
    let (kind, at) = (provider.kind, provider.at);
    repo.write(
        "golive.toml",
        format!(
            "[rotation]\n{more}\n[[rotation.key]]\nname = \"all\"\nsource = {{ kind = \"{kind}\", at = \"{at}\", base-url = \"{base}\" }}\n"
        ),
    );
    repo
}

fn look(provider: &Provider, base: &str, more: &str) -> Run {
    let repo = repository(provider, base, more);
    let mut run = repo.golive_with().args(["rotation", "--now", NOW, "--format", "json"]);
    for (name, value) in provider.environment {
        run = run.env(name, value);
    }
    let run = run.finish();
    run.never_says(CANARY);
    run
}

fn serving(provider: &Provider, keys: Vec<Key>) -> Server {
    let answer = provider.answer;
    Server::new(move |asked| answer(asked, &keys))
}

/// Rules of the findings, in order.
fn rules(run: &Run) -> Vec<String> {
    run.json()["findings"].as_array().unwrap().iter().map(|finding| finding["rule_id"].as_str().unwrap().to_owned()).collect()
}

fn errors(run: &Run) -> String {
    run.json()["errors"].as_array().unwrap().iter().map(|error| error["message"].as_str().unwrap().to_owned() + "\n").collect()
}

/// Runs `test` for every provider, several at once, and names those that fail.
fn each(test: impl Fn(&Provider) + Sync) {
    let failed: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = PROVIDERS.iter().map(|provider| (provider, scope.spawn(|| test(provider)))).collect();
        threads
            .into_iter()
            .filter_map(|(provider, thread)| thread.join().err().map(|_| format!("{}:{}", provider.kind, provider.at)))
            .collect()
    });
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn keys_are_fresh_due_soon_or_overdue_by_the_value_that_is_valid_now() {
    each(|provider| {
        let run = look(provider, &serving(provider, vec![key("A", FRESH)]).base, "");
        run.exits(0);
        assert_eq!(rules(&run), Vec::<String>::new(), "{run}");
        let row = run.json()["gates"][0]["metrics"]["keys"][0].clone();
        assert_eq!((row["due"].as_str(), row["days_left"].as_i64()), (Some("2027-01-30T00:00:00Z"), Some(66)), "{run}");
        let run = look(provider, &serving(provider, vec![key("A", DUE_SOON)]).base, "");
        run.exits(0);
        assert_eq!(rules(&run), ["key-due-soon"], "{run}");
        let run = look(provider, &serving(provider, vec![key("A", OVERDUE), key("B", FRESH)]).base, "");
        run.exits(1);
        let expected: &[&str] = if provider.kind == "aws-iam" || provider.kind == "gcp-service-account" {
            &["key-overdue", "key-overlap"]
        } else {
            &["key-overdue"]
        };
        assert_eq!(rules(&run), expected, "{run}");
    });
}

#[test]
fn of_two_active_keys_only_the_older_one_fails() {
    each(|provider| {
        if !provider.pairs {
            return;
        }
        // The same name, where a name is what they share.
        let (old, new) = if provider.kind == "gitlab" { ("A", "A") } else { ("AKIAOLD1", "AKIANEW2") };
        let run = look(provider, &serving(provider, vec![key(old, "2026-01-01T00:00:00Z"), key(new, "2026-02-01T00:00:00Z")]).base, "");
        run.exits(1);
        assert_eq!(rules(&run), ["key-overdue", "key-overlap"], "{run}");
        run.says("the key that replaces it was made 2026-02-01T00:00:00Z");
        // Within the days of grace, two keys are a rotation under way.
        let run = look(provider, &serving(provider, vec![key(old, FRESH), key(new, "2026-11-20T00:00:00Z")]).base, "");
        run.exits(0);
        assert_eq!(rules(&run), Vec::<String>::new(), "{run}");
    });
}

#[test]
fn a_disabled_key_does_not_age_and_a_destroyed_one_is_no_key() {
    each(|provider| {
        let disabled = Key { disabled: true, ..key("A", OVERDUE) };
        if provider.disables {
            let run = look(provider, &serving(provider, vec![disabled, key("B", FRESH)]).base, "");
            run.exits(0);
            assert_eq!(rules(&run), ["key-disabled"], "{run}");
        } else if provider.kind == "vault" {
            let run = look(provider, &serving(provider, vec![disabled]).base, "");
            run.exits(1);
            assert_eq!(rules(&run), ["key-destroyed"], "{run}");
        }
    });
}

#[test]
fn what_could_not_be_looked_at_is_never_a_pass() {
    each(|provider| {
        let run = look(provider, &serving(provider, Vec::new()).base, "");
        run.exits(2);
        assert!(errors(&run).contains("hold"), "{run}");
        for (status, said) in [(401, "401"), (403, "403"), (404, "404"), (500, "500")] {
            let body = format!("{{\"message\": \"{CANARY} is wrong\", \"__type\": \"{CANARY} {status}\"}}");
            let run = look(provider, &Server::new(move |_| Reply::new(status, body.clone())).base, "");
            run.exits(2);
            assert!(errors(&run).contains(said), "{run}");
        }
        let forbidden = look(provider, &Server::new(|_| Reply::new(403, "")).base, "");
        forbidden.says("it needs").says(provider.environment[0].0);
        for garbage in ["", "<html>sign in</html>", "{\"a\": 1}", "[1]", "{\"secrets\": 3, \"value\": 3, \"kind\": 3}", "\u{0}\u{1}"] {
            let run = look(provider, &Server::new(move |_| Reply::new(200, garbage)).base, "");
            assert_eq!(run.code, Some(2), "{garbage}: {run}");
        }
    });
}

#[test]
fn no_credential_and_nobody_who_listens_are_said() {
    each(|provider| {
        let repo = repository(provider, "http://127.0.0.1:1", "");
        let run = repo.golive(["rotation", "--now", NOW]);
        run.exits(2).says("was not asked").says("set").says("help: ");
        let run = look(provider, "http://127.0.0.1:1", "");
        run.exits(2);
        assert!(errors(&run).contains("nothing listens there"), "{run}");
    });
}

#[test]
fn a_server_that_hangs_ends_with_the_deadline() {
    each(|provider| {
        let begun = Instant::now();
        look(provider, &Server::new(|_| Reply::hang()).base, "timeout = \"1s\"\ndeadline = \"2s\"").exits(2).says("no answer in time");
        assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    });
}

#[test]
fn a_server_that_asks_for_patience_gets_it() {
    each(|provider| {
        let answer = provider.answer;
        let server = Server::new(move |asked| {
            if asked.number == 0 { Reply::new(429, "slow down").header("retry-after", "0") } else { answer(asked, &[key("A", FRESH)]) }
        });
        look(provider, &server.base, "").exits(0);
        if provider.environment[0].0.starts_with("AWS") {
            // AWS says so with another status.
            let server = Server::new(move |asked| {
                if asked.number == 0 { Reply::new(400, "{\"__type\": \"ThrottlingException\"}") } else { answer(asked, &[key("A", FRESH)]) }
            });
            look(provider, &server.base, "").exits(0);
        }
    });
}

#[test]
fn no_other_server_is_asked_whatever_the_first_one_says() {
    each(|provider| {
        let other = Server::new(|_| Reply::new(200, "[]"));
        let (answer, elsewhere) = (provider.answer, other.base.clone());
        let redirect = elsewhere.clone();
        let server = Server::new(move |_| Reply::new(302, "").header("location", format!("{redirect}/x")));
        look(provider, &server.base, "").exits(2).says("redirects are not followed");
        if provider.links {
            let many: Vec<Key> = (0..150).map(|at| key(&format!("K{at}"), FRESH)).collect();
            let server = Server::new(move |asked| {
                let mut asked = asked.clone();
                asked.headers.retain(|(name, _)| name != "host");
                asked.headers.push(("host".to_owned(), elsewhere.replace("http://", "")));
                answer(&asked, &many)
            });
            look(provider, &server.base, "").exits(2).says("another server");
        }
        assert!(other.asked().is_empty(), "{}: {:?}", provider.kind, other.asked());
    });
}

#[test]
fn no_value_is_asked_for() {
    each(|provider| {
        let server = serving(provider, vec![key("A", FRESH)]);
        look(provider, &server.base, "unused-after = \"30d\"");
        for asked in server.asked() {
            let call = format!("{} {} {} {}", asked.method, asked.target, asked.header("x-amz-target"), asked.body);
            for value in ["/data/", "GetSecretValue", "GetParameter", ":access", "privateKeyData", "/variables", "WithDecryption"] {
                assert!(!call.contains(value), "{call}");
            }
        }
    });
}

/// Providers that are asked once more for every key.
const ONE_BY_ONE: &[&str] = &["aws-secretsmanager", "gcp-secret-manager", "azure-keyvault", "vault"];

fn many(number: usize, is_wanted: impl Fn(&Provider) -> bool) {
    for provider in PROVIDERS.iter().take(DISTINCT).filter(|provider| is_wanted(provider)) {
        let keys: Vec<Key> = (0..number).map(|at| key(&format!("KEY{at:05}"), FRESH)).collect();
        let server = serving(provider, keys);
        let begun = Instant::now();
        let run = look(provider, &server.base, "warn-before = \"1d\"\ngrace = \"90d\"\ntimeout = \"60s\"\ndeadline = \"600s\"");
        eprintln!("{}: {} requests in {:?}", provider.kind, server.asked().len(), begun.elapsed());
        run.exits(0);
        assert_eq!(run.json()["gates"][0]["metrics"]["keys"].as_array().unwrap().len(), number, "{}", provider.kind);
    }
}

#[test]
fn ten_thousand_keys_over_pages_are_judged() {
    many(10_000, |provider| !ONE_BY_ONE.contains(&provider.kind));
}

#[test]
fn a_thousand_keys_that_are_asked_for_one_by_one_are_judged() {
    many(1_000, |provider| ONE_BY_ONE.contains(&provider.kind));
}

#[test]
#[ignore = "40,000 requests: run by hand, with a release build"]
fn ten_thousand_keys_that_are_asked_for_one_by_one_are_judged() {
    many(10_000, |provider| ONE_BY_ONE.contains(&provider.kind));
}

/// Where each provider's address is looked for in the environment.
const ADDRESSES: &[(&str, &str)] = &[
    ("github", "GITHUB_API_URL"),
    ("gitlab", "CI_API_V4_URL"),
    ("aws-iam", "AWS_ENDPOINT_URL"),
    ("aws-iam", "AWS_ENDPOINT_URL_IAM"),
    ("aws-secretsmanager", "AWS_ENDPOINT_URL"),
    ("aws-secretsmanager", "AWS_ENDPOINT_URL_SECRETS_MANAGER"),
    ("aws-ssm", "AWS_ENDPOINT_URL_SSM"),
    ("gcp-service-account", "CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM"),
    ("gcp-secret-manager", "CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER"),
    ("azure-keyvault", "AZURE_KEYVAULT_URL"),
    ("vault", "VAULT_ADDR"),
    ("vault", "BAO_ADDR"),
    ("kubernetes", "KUBERNETES_SERVER"),
];

#[test]
fn addresses_come_from_the_usual_variables_and_with_a_slash_at_the_end_as_well() {
    for (kind, variable) in ADDRESSES {
        let provider = PROVIDERS.iter().find(|provider| provider.kind == *kind).unwrap();
        let server = serving(provider, vec![key("A", FRESH)]);
        let repo = Repo::new();
        repo.write("golive.toml", format!("[[rotation.key]]\nname = \"all\"\nsource = \"{kind}:{}\"\n", provider.at));
        for end in ["", "/"] {
            let run = repo.golive_with().args(["rotation", "--now", NOW]).env(variable, format!("{}{end}", server.base));
            provider.environment.iter().fold(run, |run, (name, value)| run.env(name, value)).finish().exits(0).never_says(CANARY);
        }
        let page = include_str!("../../docs/gates/rotation.md");
        assert!(page.contains(variable) || variable.starts_with("AWS_ENDPOINT_URL_"), "{variable} is not on the page");
    }
}

#[test]
fn a_kubeconfig_may_name_a_file_with_the_token() {
    let provider = PROVIDERS.iter().find(|provider| provider.kind == "kubernetes").unwrap();
    let server = serving(provider, vec![key("A", FRESH)]);
    let repo = Repo::new();
    let config = format!(
        "current-context: c\ncontexts: [{{ name: c, context: {{ cluster: k, user: u }} }}]\n\
         clusters: [{{ name: k, cluster: {{ server: \"{}\" }} }}]\nusers: [{{ name: u, user: {{ tokenFile: token }} }}]\n",
        server.base
    );
    repo.write("golive.toml", "[[rotation.key]]\nname = \"all\"\nsource = \"kubernetes:default\"\n").write("kube/config", config);
    let look = || repo.golive_with().args(["rotation", "--now", NOW]).env("KUBECONFIG", repo.root().join("kube/config")).finish();
    look().exits(2).says("names a tokenFile that cannot be read");
    repo.write("kube/token", format!("{CANARY}\n"));
    look().exits(0).never_says(CANARY);
}

#[test]
fn a_clock_that_is_wrong_is_said() {
    let provider = &PROVIDERS[0];
    let answer = provider.answer;
    let server = Server::new(move |asked| answer(asked, &[key("A", FRESH)]).header("date", "Sun, 06 Nov 1994 08:49:37 GMT"));
    let run = look(provider, &server.base, "");
    run.exits(0);
    assert_eq!(rules(&run), ["clock-skew"], "{run}");
}

#[test]
fn a_list_that_is_cut_short_or_has_no_end_is_not_believed() {
    let github = &PROVIDERS[0];
    let server = Server::new(|_| {
        Reply::new(200, "{\"total_count\": 2, \"secrets\": [{\"name\": \"A\", \"updated_at\": \"2026-11-01T00:00:00Z\"}]}")
    });
    look(github, &server.base, "").exits(2).says("only 1 of 2 keys");
    let server = Server::new(|asked| Reply::new(200, "{\"secrets\": []}").header("link", format!("<{}>; rel=\"next\"", asked.path())));
    look(github, &server.base, "").exits(2).says("no end");
}
