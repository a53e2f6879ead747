//! Real servers on loopback: moto with signatures checked, `OpenBao` with policies.

use crate::support::{Repo, Run, Service, tool};
use golive::net::{Client, Method, Request, Response, Settings};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::time::{Duration, Instant};

/// A port that nobody listens on.
fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn client() -> Client {
    Client::new(&Settings { deadline: Duration::from_secs(300), ..Settings::default() }).unwrap()
}

/// Waits until a server answers.
fn wait(client: &Client, url: &str, service: &mut Service) {
    let begun = Instant::now();
    while client.send(Request::get(url)).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(120) && service.is_running(), "{url} does not answer");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn with(sources: &str) -> Repo {
    let repo = Repo::new();
    let keys: String = sources.split(' ').map(|source| format!("[[rotation.key]]\nname = \"{source}\"\nsource = \"{source}\"\n")).collect();
    repo.write("golive.toml", keys);
    repo
}

fn rules(run: &Run) -> Vec<String> {
    run.json()["findings"].as_array().unwrap().iter().map(|finding| finding["rule_id"].as_str().unwrap().to_owned()).collect()
}

fn keys(run: &Run) -> Vec<Value> {
    run.json()["gates"][0]["metrics"]["keys"].as_array().unwrap().clone()
}

/// So many days from now, RFC 3339.
fn days(days: i64) -> String {
    (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * days)).to_string()
}

/// What stands between two marks.
fn between(text: &str, from: &str, to: &str) -> String {
    text.split(from).nth(1).unwrap().split(to).next().unwrap().to_owned()
}

#[test]
fn aws_as_moto_has_it_with_signatures_and_policies_checked() {
    let Some(moto) = tool("moto_server") else { return };
    let (repo, port) = (with("aws-iam aws-secretsmanager:us-east-1"), port());
    let free =
        [("iam", "CreateUser"), ("iam", "PutUserPolicy"), ("iam", "CreateAccessKey"), ("iam", "CreateAccessKey"), ("sm", "CreateSecret")];
    let server = repo.run(moto.to_str().unwrap()).args(["-H", "127.0.0.1", "-p", &port.to_string()]);
    let mut server = server.env("INITIAL_NO_AUTH_ACTION_COUNT", free.len().to_string()).start();
    let (client, base) = (client(), format!("http://127.0.0.1:{port}"));
    wait(&client, &format!("{base}/moto-api/"), &mut server);

    // The first calls are free: only the service is taken from their signature.
    let call = |service: &str, action: &str, body: String| -> String {
        let name = if service == "iam" { "iam" } else { "secretsmanager" };
        let signature = format!("AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/{name}/aws4_request, SignedHeaders=host, Signature=x");
        let request = Request::new(Method::Post, format!("{base}/")).header("authorization", signature);
        let request = match service {
            "iam" => request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(format!("Action={action}&Version=2010-05-08&UserName=ci{body}")),
            _ => request
                .header("content-type", "application/x-amz-json-1.1")
                .header("x-amz-target", format!("secretsmanager.{action}"))
                .body(body),
        };
        let response: Response = client.send(request).unwrap_or_else(|error| panic!("{error}"));
        let text = String::from_utf8(response.body).unwrap();
        assert_eq!(response.status, 200, "{text}");
        text
    };
    call("iam", "CreateUser", String::new());
    let policy = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%5B%22iam%3AListUsers%22%2C%22iam%3AListAccessKeys%22%2C%22secretsmanager%3AListSecrets%22%2C%22secretsmanager%3AListSecretVersionIds%22%5D%2C%22Resource%22%3A%22*%22%7D%5D%7D";
    call("iam", "PutUserPolicy", format!("&PolicyName=read&PolicyDocument={policy}"));
    let made = call("iam", "CreateAccessKey", String::new());
    call("iam", "CreateAccessKey", String::new());
    let value = "v4lu3-0f-th3-s3cr3t";
    call("sm", "CreateSecret", json!({ "Name": "prod/db", "SecretString": value, "ClientRequestToken": "a".repeat(32) }).to_string());
    let (id, secret) = (between(&made, "<AccessKeyId>", "<"), between(&made, "<SecretAccessKey>", "<"));

    let look = |secret: &str, now: String, more: &[&str]| {
        let run = repo.golive_with().args(["rotation", "--format", "json", "--now", &now]).args(more);
        let run = run.env("AWS_ENDPOINT_URL", &base).env("AWS_ACCESS_KEY_ID", &id).env("AWS_SECRET_ACCESS_KEY", secret).finish();
        run.never_says(secret).never_says(value);
        run
    };
    let fresh = look(&secret, days(1), &[]);
    fresh.exits(0);
    assert_eq!(keys(&fresh).len(), 3, "{fresh}");
    assert!(keys(&fresh).iter().all(|key| key["evidence"] == "provider"), "{fresh}");
    let old = look(&secret, days(200), &["--source", "aws-iam"]);
    old.exits(1);
    assert_eq!(rules(&old), ["key-overdue", "key-overlap"], "{old}");
    let wrong = look("wr0ng-s3cr3t-k3y", days(1), &[]);
    wrong.exits(2).says("SignatureDoesNotMatch").says("AWS_SECRET_ACCESS_KEY");
    // The date of last use takes a right that this key does not have.
    repo.write("golive.toml", "[rotation]\nunused-after = \"30d\"\n[[rotation.key]]\nname = \"a\"\nsource = \"aws-iam\"\n");
    look(&secret, days(1), &[]).exits(2).says("AccessDenied").says("iam:GetAccessKeyLastUsed");
}

#[test]
fn openbao_with_a_policy_that_reads_no_value() {
    let Some(bao) = tool("bao") else { return };
    let (repo, port) = (with("vault:secret/app/db vault:secret/app/"), port());
    let address = format!("-dev-listen-address=127.0.0.1:{port}");
    let mut server = repo.run(bao.to_str().unwrap()).args(["server", "-dev", "-dev-root-token-id=root", &address]).start();
    let (client, base) = (client(), format!("http://127.0.0.1:{port}"));
    wait(&client, &format!("{base}/v1/sys/health"), &mut server);
    let write = |path: &str, body: Value| -> Value {
        let request = Request::new(Method::Post, format!("{base}/v1/{path}")).header("x-vault-token", "root").body(body.to_string());
        let response = client.send(request).unwrap_or_else(|error| panic!("{error}"));
        assert!(response.status < 300, "{path}: {} {}", response.status, String::from_utf8_lossy(&response.body));
        serde_json::from_slice(&response.body).unwrap_or_default()
    };
    let value = "v4lu3-0f-th3-s3cr3t";
    write("secret/data/app/db", json!({ "data": { "pw": value } }));
    write("secret/data/app/deeper/key", json!({ "data": { "pw": value } }));
    write("secret/metadata/app/db", json!({ "custom_metadata": { "owner": "team-a" } }));
    write("sys/policies/acl/age", json!({ "policy": "path \"secret/metadata/*\" { capabilities = [\"read\", \"list\"] }" }));
    let token = write("auth/token/create", json!({ "policies": ["age"] }))["auth"]["client_token"].as_str().unwrap().to_owned();
    let look = |token: &str, now: String| {
        let run = repo
            .golive_with()
            .args(["rotation", "--format", "json", "--now", &now])
            .env("VAULT_ADDR", &base)
            .env("VAULT_TOKEN", token)
            .finish();
        run.never_says(token).never_says(value);
        run
    };
    let fresh = look(&token, days(1));
    fresh.exits(0).says("its owner, as Vault has it: team-a");
    assert_eq!(keys(&fresh).len(), 3, "{fresh}");
    look(&token, days(80)).exits(0).says("key-due-soon");
    look(&token, days(91)).exits(1).says("key-overdue");
    look("s.not-a-token-of-it", days(1)).exits(2).says("403").says("MOUNT/metadata");
    write("secret/destroy/app/db", json!({ "versions": [1] }));
    look(&token, days(1)).exits(1).says("key-destroyed");

    write("sys/mounts/old", json!({ "type": "kv", "options": { "version": "1" } }));
    write("old/app", json!({ "pw": value }));
    repo.write(
        "golive.toml",
        "[[rotation.key]]\nname = \"a\"\nsource = \"vault:old/app\"\n[[rotation.key]]\nname = \"b\"\nsource = \"vault:secret/nothing/\"\n",
    );
    let run = look("root", days(1));
    run.exits(2).says("KV version 1").says("holds no key");
}
