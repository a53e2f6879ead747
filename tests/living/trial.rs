//! `golive secrets test`.

use crate::support::{Repo, github_pat};
use golive::detect::example::expand;

#[test]
fn what_is_found_is_said_without_its_value() {
    let repo = Repo::folder();
    let token = github_pat(1);
    let run = repo.golive(["secrets", "test", &format!("token = \"{token}\"")]);
    run.exits(1).says("error: github-pat").says("at 1:10").never_says(&token);
    let run = repo.golive_with().args(["secrets", "test", "-", "--format", "json"]).input(token.as_str()).finish();
    run.exits(1).never_says(&token);
    assert_eq!(run.json()["findings"][0]["rule_id"], "github-pat");
}

#[test]
fn what_is_not_found_is_said_with_its_reason() {
    let repo = Repo::folder();
    for (template, rule, words) in [
        ("ghp_{alnum*12}", "github-pat", "does not match the rule's pattern"),
        ("ghp_{x*36}", "github-pat", "it is a dummy"),
        ("password = changeme", "no rule", "is a placeholder"),
        ("password = ${DB_PASSWORD}", "no rule", "is a reference"),
    ] {
        let text = expand(template, 3);
        repo.golive(["secrets", "test", &text]).exits(0).says(&format!("not found: {rule}")).says(words);
    }
    repo.golive(["secrets", "test", "hello"]).exits(0).says("nothing is found, and nothing came near");
}

#[test]
fn a_near_miss_tells_nothing_of_the_text() {
    let repo = Repo::folder();
    let half = expand("ghp_{alnum*29}", 5);
    repo.golive(["secrets", "test", &half]).exits(0).never_says(&half[4..]);
}

#[test]
fn what_is_let_through_and_rules_of_ones_own_count() {
    let repo = Repo::new();
    let token = github_pat(1);
    let text = format!("t = '{token}'  # golive{}", ":allow github-pat a sample");
    repo.golive(["secrets", "test", &text]).exits(0).says("let through by golive:allow: 1").never_says(&token);
    repo.write(
        "golive.toml",
        "[[secrets.rule]]\nid = \"acme-key\"\ntitle = \"Acme API key\"\npattern = 'acme_[a-z0-9]{20}'\nexamples = ['acme_{lownum*20}', 'x acme_{lownum*20}']\nnear-misses = ['acme_', 'acme_{a*20}']\n",
    );
    repo.golive(["secrets", "test", &expand("acme_{lownum*20}", 1)]).exits(1).says("acme-key");
    repo.golive(["secrets", "test", &expand("acme_{lownum*19}", 1)]).exits(0).says("not found: acme-key");
}
