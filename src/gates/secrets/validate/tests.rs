//! What several servers' answers come to, and what they do to a finding.

use super::answer::Answer;
use super::endpoint::Endpoint;
use super::provider::{Provider, table};
use super::write;
use crate::model::{Finding, Liveness, Origin, Place, Severity, Validation};
use crate::text::LineColumn;

fn provider(id: &str) -> &'static Provider {
    table().as_ref().unwrap().provider.iter().find(|provider| provider.id == id).unwrap()
}

fn together(id: &str, answers: &[(u16, &str)], is_own: bool) -> Answer {
    let of = answers.iter().map(|(status, body)| Answer::of_response(provider(id), "X", *status, body.as_bytes())).collect();
    Answer::together(provider(id), of, is_own)
}

const YES: (u16, &str) = (200, r#"{"valid":true}"#);
const NO: (u16, &str) = (403, r#"{"errors":["Forbidden"]}"#);
const TROUBLE: (u16, &str) = (503, "");

#[test]
fn one_server_that_accepts_is_enough_and_all_must_refuse() {
    for (answers, status) in [
        (vec![NO, NO, YES], Liveness::Active),
        (vec![TROUBLE, YES, NO], Liveness::Active),
        (vec![NO, NO, NO], Liveness::Inactive),
        (vec![NO, TROUBLE, NO], Liveness::Unknown),
        (vec![NO, (403, "<html>blocked</html>")], Liveness::Unknown),
    ] {
        assert_eq!(together("datadog", &answers, false).status, status, "{answers:?}");
    }
    assert!(together("datadog", &[NO, TROUBLE], false).failed.is_some());
    assert!(together("datadog", &[NO, NO], false).failed.is_none());
}

#[test]
fn what_public_servers_refuse_may_be_of_a_server_elsewhere() {
    let refuses = (401, r#"{"message":"Bad credentials"}"#);
    let public = together("github", &[refuses], false);
    assert!(public.status == Liveness::Inactive && public.detail.contains("--validate-endpoint github=URL"), "{}", public.detail);
    assert!(!together("github", &[refuses], true).detail.contains("--validate-endpoint"));
    assert!(!together("datadog", &[NO], false).detail.contains("--validate-endpoint"));
}

fn written(severity: Severity, status: Liveness, may_be_elsewhere: bool) -> Severity {
    let at = LineColumn { line: 1, column: 1 };
    let place = Place { path: None, start: at, end: at };
    let mut finding: Finding =
        super::super::look::plain("github-pat", severity, "token".to_owned(), "rotate".to_owned(), place, &Origin::Stdin);
    let validation = Validation { status, provider: Some("github".to_owned()), checked_at: String::new(), detail: "d".to_owned() };
    write(&mut finding, validation, may_be_elsewhere);
    assert_eq!(finding.validation.unwrap().status, status);
    finding.severity
}

#[test]
fn the_answer_decides_how_bad_it_is() {
    use Liveness::{Active, Inactive, Unknown};
    use Severity::{Error, Note, Warning};
    for (before, status, elsewhere, after) in [
        (Note, Active, false, Error),
        (Error, Inactive, false, Warning),
        (Error, Inactive, true, Error),
        (Note, Inactive, false, Note),
        (Error, Unknown, false, Error),
        (Note, Unknown, false, Note),
    ] {
        assert_eq!(written(before, status, elsewhere), after, "{before:?} {status:?}");
    }
}

#[test]
fn only_this_machine_is_told_secrets_without_encryption() {
    for good in ["http://127.0.0.1:1", "http://[::1]:80/api", "http://localhost", "https://ghe.example.org/api/v3"] {
        assert!(Endpoint::parse(&format!("github={good}")).is_ok(), "{good}");
    }
    for bad in ["http://0.0.0.0", "http://localhost.example.org", "http://127.0.0.1@example.org", "http://10.0.0.1", "github", "file:///x"]
    {
        assert!(Endpoint::parse(&format!("github={bad}")).is_err(), "{bad}");
    }
}
