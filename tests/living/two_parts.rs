//! Credentials of two parts.

use crate::support::Repo;
use golive::detect::example::expand;

fn report(text: &str) -> serde_json::Value {
    let repo = Repo::new();
    repo.write("c.env", text);
    repo.golive(["secrets", "--format", "json"]).json()
}

#[test]
fn an_identifier_and_its_secret_are_one_finding_with_both_places() {
    let text = expand("AWS_ACCESS_KEY_ID=AKIA{b32*16}\nREGION=eu-west-1\nAWS_SECRET_ACCESS_KEY={b64*40}\n", 3);
    let report = report(&text);
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{report:#}");
    let finding = &findings[0];
    assert_eq!(finding["rule_id"], "aws-secret-access-key");
    assert_eq!(finding["message"], "AWS secret access key, with its AWS access key id in line 1");
    let lines: Vec<u64> = finding["places"].as_array().unwrap().iter().map(|place| place["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [3, 1]);
}

#[test]
fn either_alone_is_what_its_rule_says() {
    let rules = |text: &str| {
        let report = report(text);
        let list = report["findings"].as_array().unwrap().clone();
        list.iter().map(|finding| finding["rule_id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(rules(&expand("AWS_ACCESS_KEY_ID=AKIA{b32*16}\n", 3)), ["aws-access-key-id"]);
    assert_eq!(rules(&expand("AWS_SECRET_ACCESS_KEY={b64*40}\n", 3)), ["aws-secret-access-key"]);
    let far = format!("AWS_ACCESS_KEY_ID=AKIA{{b32*16}}\n{}AWS_SECRET_ACCESS_KEY={{b64*40}}\n", "X=1\n".repeat(40));
    assert_eq!(rules(&expand(&far, 3)).len(), 2);
}

#[test]
fn each_identifier_goes_with_the_nearest_secret() {
    let pair = "AWS_ACCESS_KEY_ID=AKIA{b32*16}\nAWS_SECRET_ACCESS_KEY={b64*40}\n";
    let report = report(&expand(&format!("{pair}{pair}"), 5));
    let messages: Vec<&str> = report["findings"].as_array().unwrap().iter().map(|finding| finding["message"].as_str().unwrap()).collect();
    assert_eq!(messages.len(), 2, "{report:#}");
    assert!(messages[0].ends_with("in line 1") && messages[1].ends_with("in line 3"), "{messages:?}");
}
