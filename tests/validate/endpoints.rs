//! Where values may be sent: who says so, and by what way they go.

use super::{ask_github, said, with_tokens};
use crate::support::{Reply, Server, github_pat};
use serde_json::json;

#[test]
fn an_address_must_be_one_that_keeps_a_secret() {
    let repo = with_tokens(1..2);
    for (endpoint, why) in [
        ("github=http://ghe.example.org", "not sent over http"),
        ("github=http://127.0.0.1.example.org", "not sent over http"),
        ("github=ftp://ghe.example.org", "no http or https URL"),
        ("github=https://ada:x@ghe.example.org", "names a user"),
        ("github=https://ghe.example.org/?q=1", "has a query"),
        ("*=https://ghe.example.org", "must be of this machine"),
        ("gitbub=https://ghe.example.org", "did you mean github?"),
        ("github", "not of the form"),
    ] {
        repo.golive(["secrets", "--validate", "--validate-endpoint", endpoint]).exits(2).complains(why);
        let run = repo.golive_with().args(["secrets", "--validate"]).env("GOLIVE_VALIDATE_ENDPOINTS", endpoint).finish();
        run.exits(2).complains(why);
    }
    repo.golive(["secrets", "--validate-endpoint", "github=https://ghe.example.org"]).exits(2);
}

#[test]
fn no_file_of_the_repository_says_where() {
    let repo = with_tokens(1..2);
    repo.write("golive.toml", "[secrets.validate]\nendpoints = { github = \"https://evil.example\" }\n");
    repo.golive(["secrets"]).exits(2).complains("validate");
    repo.write("golive.toml", "[secrets]\nvalidate = true\n");
    repo.golive(["secrets"]).exits(2).complains("validate");
}

#[test]
fn the_command_line_comes_before_the_environment() {
    let (one, two) = (Server::new(|_| Reply::json(&json!({ "login": "a" }))), Server::new(|_| Reply::new(500, "")));
    let run = with_tokens(1..2)
        .golive_with()
        .args(["secrets", "--validate", "--format", "json", "--validate-endpoint", &format!("github={}/api/v3/", one.base)])
        .env("GOLIVE_VALIDATE_ENDPOINTS", format!("github={0}, gitlab={0}", two.base))
        .finish();
    assert_eq!(said(&run)[0].0, "active");
    assert_eq!(one.asked()[0].target, "/api/v3/user");
    assert!(two.asked().is_empty());
}

#[test]
fn the_proxy_is_used_and_what_it_refuses_is_unknown() {
    // The proxy is asked for a tunnel to the provider, and never sees the value.
    let proxy = Server::new(|_| Reply::new(503, "no"));
    let run = with_tokens(1..2)
        .golive_with()
        .args(["secrets", "--validate", "--validate-timeout", "2", "--format", "json"])
        .env("HTTPS_PROXY", &proxy.base)
        .finish();
    run.exits(1).never_says(&github_pat(1));
    assert_eq!(said(&run)[0].0, "unknown");
    let asked = proxy.asked();
    assert!(!asked.is_empty() && asked.iter().all(|asked| asked.method == "CONNECT" && asked.target == "api.github.com:443"), "{asked:?}");
    assert!(asked.iter().all(|asked| !format!("{asked:?}").contains(&github_pat(1))));
    // What goes to this machine goes through it where it is named, and not where it is excepted.
    let proxy = Server::new(|_| Reply::json(&json!({ "login": "a" })));
    let endpoint = "github=http://localhost:9";
    let ask = |except: &str| {
        let words = ["secrets", "--validate", "--format", "json", "--validate-endpoint", endpoint];
        with_tokens(1..2).golive_with().args(words).env("HTTP_PROXY", &proxy.base).env("NO_PROXY", except).finish()
    };
    assert_eq!(said(&ask("example.org"))[0].0, "active");
    assert_eq!(proxy.asked()[0].target, "http://localhost:9/user");
    assert_eq!(said(&ask("localhost"))[0].0, "unknown");
    assert_eq!(proxy.asked().len(), 1);
}

#[test]
fn inactive_at_the_public_servers_is_no_all_clear_where_there_are_others() {
    // Of the entry for GitHub: where nobody said where to ask, the token may be of a server elsewhere. Its public servers cannot be asked
    // here, so this holds the other side: where somebody said, the answer counts.
    let refuses = Server::new(|_| Reply::new(401, r#"{"message":"Bad credentials"}"#));
    let run = ask_github(&with_tokens(1..2), &refuses.base, &[]);
    run.exits(0);
    assert_eq!(said(&run)[0].1, "warning");
}
