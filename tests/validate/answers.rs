//! Everything that can come of asking, with GitHub's entry of the table.

use super::{ask_github, said, said_once, with_tokens};
use crate::support::{Reply, Server, github_pat};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

fn accepts() -> Reply {
    Reply::json(&json!({ "login": "ada" }))
}

fn refuses() -> Reply {
    Reply::new(401, r#"{"message":"Bad credentials"}"#)
}

fn outcome(server: &Server) -> (String, String, String, Option<i32>) {
    let run = ask_github(&with_tokens(1..2), &server.base, &["--validate-timeout", "1"]);
    run.never_says(&github_pat(1));
    let (status, severity, detail) = said_once(&run);
    (status, severity, detail, run.code)
}

#[test]
fn one_that_works_is_an_error_and_says_so() {
    let server = Server::new(|_| accepts());
    let (status, severity, detail, code) = outcome(&server);
    assert_eq!((status.as_str(), severity.as_str(), detail.as_str(), code), ("active", "error", "GitHub at 127.0.0.1 accepts it", Some(1)));
    assert_eq!(server.asked()[0].header("authorization"), format!("Bearer {}", github_pat(1)));
    let run = with_tokens(1..2).golive(["secrets", "--validate", "--validate-endpoint", &format!("github={}", server.base)]);
    run.exits(1).says("active: GitHub at 127.0.0.1 accepts it").says("Revoke it now").never_says(&github_pat(1));
}

#[test]
fn one_that_does_not_work_is_a_warning_and_stays_in_the_report() {
    let (status, severity, _, code) = outcome(&Server::new(|_| refuses()));
    assert_eq!((status.as_str(), severity.as_str(), code), ("inactive", "warning", Some(0)));
}

#[test]
fn what_says_neither_leaves_things_as_they_are() {
    let odd: [(u16, &[u8]); 5] =
        [(403, b"{}"), (200, b"<html>log in</html>"), (200, b"\xff\x00garbage"), (200, b"{\"login\":null}"), (404, b"")];
    for (status, body) in odd {
        let (said, severity, detail, code) = outcome(&Server::new(move |_| Reply::new(status, body)));
        assert_eq!((said.as_str(), severity.as_str(), code), ("unknown", "error", Some(1)), "{status}: {detail}");
        assert!(detail.contains(&format!("status {status}")), "{detail}");
    }
    let (said, .., code) = outcome(&Server::new(|_| Reply::new(500, "no")));
    assert_eq!((said.as_str(), code), ("unknown", Some(1)));
    let (said, _, detail, _) = outcome(&Server::new(|_| Reply::hang()));
    assert_eq!((said.as_str(), detail.as_str()), ("unknown", "GitHub at 127.0.0.1 could not be asked: no answer in time"));
}

#[test]
fn one_that_wants_to_be_asked_later_is_asked_later() {
    let server = Server::new(|asked| if asked.number == 0 { Reply::new(429, "").header("retry-after", "1") } else { accepts() });
    let begun = Instant::now();
    assert_eq!(outcome(&server).0, "active");
    assert!(begun.elapsed() >= Duration::from_secs(1));
    let server = Server::new(|_| Reply::new(429, "").header("retry-after", "36000"));
    assert_eq!(outcome(&server).0, "unknown");
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn a_redirect_takes_no_credential_anywhere() {
    let other = Server::new(|_| accepts());
    let there = format!("{}/user", other.base);
    let (status, _, detail, code) = outcome(&Server::new(move |_| Reply::new(302, "").header("location", there.clone())));
    assert_eq!((status.as_str(), code), ("unknown", Some(1)), "{detail}");
    assert!(other.asked().is_empty());
}

#[test]
fn who_cannot_be_asked_is_a_trouble() {
    let run = ask_github(&with_tokens(1..2), "http://127.0.0.1:1", &[]);
    run.exits(1);
    assert_eq!(said_once(&run).0, "unknown");
    assert!(run.json()["errors"].to_string().contains("could not be asked"), "{run}");
    // A finding that fails nothing does not make an unanswered question a pass.
    let repo = with_tokens(1..2);
    repo.write("golive.toml", "[secrets.rules]\ngithub-pat = \"warning\"\n");
    ask_github(&repo, "http://127.0.0.1:1", &[]).exits(2);
}

#[test]
fn a_value_is_asked_about_once_and_no_more_than_some_at_a_time() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&most);
    let server = Server::new(move |_| {
        seen.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(1500));
        now.fetch_sub(1, Ordering::SeqCst);
        accepts()
    });
    let repo = with_tokens(1..13);
    repo.write("again.py", format!("t = \"{}\"\n", github_pat(1))).write("twice.py", format!("t = \"{}\"\n", github_pat(1)));
    let begun = Instant::now();
    let said = said(&ask_github(&repo, &server.base, &[]));
    assert_eq!((said.len(), server.asked().len()), (12, 12));
    assert!(said.iter().all(|(status, ..)| status == "active"));
    // Four at a time, which 1.5 s an answer and five beginnings a second would otherwise pass.
    assert_eq!(most.load(Ordering::SeqCst), 4);
    assert!(begun.elapsed() >= Duration::from_millis(11 * 200));
}

#[test]
fn requests_to_one_host_keep_their_distance() {
    let begun = Arc::new(std::sync::Mutex::new(Vec::new()));
    let times = Arc::clone(&begun);
    let server = Server::new(move |_| {
        times.lock().unwrap().push(Instant::now());
        accepts()
    });
    said(&ask_github(&with_tokens(1..12), &server.base, &[]));
    let times = begun.lock().unwrap();
    let all = times.last().unwrap().duration_since(times[0]);
    assert!(times.len() == 11 && all >= Duration::from_millis(1_800), "{all:?}");
}

#[test]
fn what_is_spelled_otherwise_is_sent_as_it_is_used() {
    use golive::detect::example::expand;
    let server = Server::new(|_| accepts());
    let (one, two, three) = (github_pat(1), github_pat(2), github_pat(3));
    let repo = with_tokens(0..0);
    let (head, tail) = two.split_at(10);
    let escaped: String = three.bytes().map(|byte| format!("\\x{byte:02x}")).collect();
    repo.write("a.yaml", expand(&format!("data:\n  token: {{base64:{one}}}\n"), 1))
        .write("b.py", format!("token = \"{head}\" + \"{tail}\"\n"))
        .write("c.py", format!("token = \"{escaped}\"\n"));
    let said = said(&ask_github(&repo, &server.base, &[]));
    assert_eq!(said.len(), 3);
    let mut sent: Vec<String> = server.asked().iter().map(|asked| asked.header("authorization").to_owned()).collect();
    sent.sort();
    let mut wanted = [one, two, three].map(|token| format!("Bearer {token}")).to_vec();
    wanted.sort();
    assert_eq!(sent, wanted);
}

#[test]
fn what_is_accepted_or_known_is_not_asked_about() {
    let server = Server::new(|_| accepts());
    let repo = with_tokens(1..3);
    repo.write("golive.toml", "[[secrets.allow]]\npath = \"f1.py\"\nreason = \"test\"\n").stage();
    repo.golive(["secrets", "--write-baseline", "known.json"]);
    repo.write("f3.py", format!("token = \"{}\"  # golive:allow github-pat of a test server\n", github_pat(3)));
    ask_github(&repo, &server.base, &["--baseline", "known.json"]).exits(0);
    assert!(server.asked().is_empty());
}

#[test]
fn nobody_is_asked_unless_that_is_wanted() {
    let server = Server::new(|_| accepts());
    let run = with_tokens(1..2)
        .golive_with()
        .args(["secrets", "--format", "json"])
        .env("GOLIVE_VALIDATE_ENDPOINTS", format!("*={}", server.base))
        .finish();
    run.exits(1);
    assert!(run.json()["findings"][0]["validation"].is_null());
    assert!(server.asked().is_empty());
}

#[test]
fn what_nobody_can_be_asked_about_says_so() {
    let repo = with_tokens(0..0);
    repo.write("a.env", golive::detect::example::expand("DB_PASSWORD={alnum*14}\nTWILIO_AUTH_TOKEN={hex*32}\n", 4));
    let server = Server::new(|_| accepts());
    let run = repo.golive(["secrets", "--validate", "--validate-endpoint", &format!("*={}", server.base), "--format", "json"]);
    let said = said(&run);
    assert_eq!(said.len(), 2, "{run}");
    assert!(said.iter().all(|(status, ..)| status == "unknown"), "{said:?}");
    assert!(said.iter().any(|(.., detail)| detail.contains("identifier")), "{said:?}");
    assert_eq!(run.json()["gates"][0]["metrics"]["validation"], json!({ "active": 0, "inactive": 0, "unknown": 0, "not_asked": 2 }));
    assert!(server.asked().is_empty());
}

#[test]
fn no_format_tells_a_value() {
    let server = Server::new(|asked| match asked.number % 4 {
        0 => Reply::new(200, format!("{{\"login\":\"{}\"}}", asked.header("authorization"))),
        1 => Reply::new(401, format!("{{\"message\":\"{}\"}}", asked.header("authorization"))),
        2 => Reply::new(500, asked.header("authorization")),
        _ => Reply::new(302, "").header("location", format!("http://127.0.0.1:1/{}", asked.header("authorization"))),
    });
    let repo = with_tokens(1..6);
    let endpoint = format!("github={}", server.base);
    for format in ["human", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown", "html"] {
        let run = repo.golive(["secrets", "--validate", "--validate-endpoint", &endpoint, "--verbose", "--format", format]);
        for seed in 1..6 {
            run.never_says(&github_pat(seed));
        }
        run.says("active").says("inactive");
    }
}
