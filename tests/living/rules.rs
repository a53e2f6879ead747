//! Rules of one's own, and those that come with golive set otherwise.

use crate::support::{Repo, assignment, snapshot};
use golive::detect::example::expand;

const ACME: &str = r#"
[[secrets.rule]]
id = "acme-key"
title = "Acme API key"
pattern = 'acme_(?P<secret>[a-z0-9]{20})'
min-entropy = 2.5
severity = "error"
access = "Orders anvils on the account's bill."
revoke = "Delete it in Acme's console, and make a new one."
examples = ['key = "acme_{lownum*20}"', 'ACME=acme_{lownum*20}']
near-misses = ['acme_{lownum*8}', 'acme_{a*20}']
"#;

fn with(config: &str) -> Repo {
    let repo = Repo::new();
    repo.write("golive.toml", config);
    repo
}

#[test]
fn a_rule_of_ones_own_finds_explains_and_is_listed() {
    let repo = with(ACME);
    let token = expand("acme_{lownum*20}", 1);
    repo.write("app.py", format!("x = '{token}'\n"));
    repo.golive(["secrets"]).exits(1).says("error[acme-key]: Acme API key").says("Delete it in Acme's console").never_says(&token[5..]);
    assert_eq!(repo.found(&["secrets"]), ["app.py:1 acme-key"]);
    repo.golive(["secrets", "explain", "acme-key"]).exits(0).says("Orders anvils");
    repo.golive(["secrets", "rules"]).exits(0).says("acme-key");
    repo.write("app.py", format!("data = '{}'\n", expand(&format!("{{base64:x = {token}}}"), 0)));
    assert_eq!(repo.found(&["secrets"]), ["app.py:1 acme-key"], "it looks through encodings as all rules do");
    repo.stage().commit("with");
    repo.remove("app.py").stage().commit("without");
    assert_eq!(repo.found(&["secrets", "--history"]), ["app.py:1 acme-key"]);
}

#[test]
fn a_rule_without_literals_is_tried_everywhere() {
    let repo = with(
        r#"
[[secrets.rule]]
id = "staff-number"
title = "Staff number"
pattern = '[A-Z]{3}[0-9]{9}'
examples = ['ABC{digit*9}', 'the XYZ{digit*9} of staff']
near-misses = ['ABC{digit*8}', 'ABCD{digit*9}']
"#,
    );
    repo.write("app.py", expand("one two QRS{digit*9} three\n", 4));
    assert_eq!(repo.found(&["secrets"]), ["app.py:1 staff-number"]);
}

#[test]
fn a_rule_may_go_by_the_name_of_what_is_assigned() {
    let repo = with(
        r#"
[[secrets.rule]]
id = "acme-pin"
title = "Acme PIN"
vendor = ["acme"]
words = ["pin"]
value = '[0-9]{4}-[0-9]{4}-[0-9]{4}'
examples = ['acme_pin_key = "{digit*4}-{digit*4}-{digit*4}"', 'ACME_PIN_TOKEN={digit*4}-{digit*4}-{digit*4}']
near-misses = ['acme_pin_key = "{digit*4}"', 'other_key = "{digit*4}-{digit*4}-{digit*4}"']
"#,
    );
    repo.write("app.env", expand("ACME_PIN_KEY={digit*4}-{digit*4}-{digit*4}\n", 4));
    assert_eq!(repo.found(&["secrets"]), ["app.env:1 acme-pin"]);
}

#[test]
fn severities_of_rules_can_be_set_and_rules_switched_off() {
    let repo = with("[secrets.rules]\ngithub-pat = \"warning\"\n");
    repo.write("app.py", assignment(1));
    repo.golive(["secrets"]).exits(0).says("warning[github-pat]");
    repo.write("golive.toml", "[secrets.rules]\ngithub-pat = \"note\"\n");
    let run = repo.golive(["secrets", "--format", "json"]);
    run.exits(0);
    assert_eq!(run.json()["findings"][0]["severity"], "note");
    repo.write("golive.toml", "[secrets.rules]\ngithub-pat = \"off\"\ngeneric-api-key = \"off\"\n");
    assert_eq!(repo.found(&["secrets"]), Vec::<String>::new());
    repo.golive(["secrets", "explain", "github-pat"]).exits(2);
}

/// What golive says of a configuration, wherever the test's folder is.
fn said(config: &str) -> String {
    let repo = with(config);
    let run = repo.golive(["secrets"]);
    run.exits(2);
    run.err().replace(repo.root().canonicalize().unwrap().to_str().unwrap(), "…")
}

#[test]
fn mistakes_in_rules_are_shown_where_they_are() {
    for (name, config) in [
        ("rule-example", ACME.replace("ACME=acme_{lownum*20}", "ACME=acme-{lownum*20}")),
        ("rule-near-miss", ACME.replace("acme_{a*20}'", "acme_{lownum*20}'")),
        ("rule-one-example", ACME.replace(", 'ACME=acme_{lownum*20}'", "")),
        ("rule-pattern", ACME.replace("[a-z0-9]{20})", "[a-z0-9]{20}")),
        ("rule-look-around", ACME.replace("'acme_(", "'(?<!x)acme_(")),
        ("rule-huge", ACME.replace("[a-z0-9]{20}", "(?:[a-z0-9]{900}){900}")),
        ("rule-taken", ACME.replace("\"acme-key\"", "\"github-pat\"")),
        ("rule-id", ACME.replace("\"acme-key\"", "\"Acme Key\"")),
        ("rule-field", ACME.replace("min-entropy", "min-entrpy")),
        ("rule-pair", ACME.replace("severity = \"error\"", "pairs-with = \"aws-acess-key-id\"")),
        ("level-unknown-rule", "[secrets.rules]\ngithub-pta = \"off\"\n".to_owned()),
        ("level-unknown", "[secrets.rules]\ngithub-pat = \"of\"\n".to_owned()),
    ] {
        snapshot(&format!("config-{name}"), &said(&config));
    }
}

#[test]
fn a_change_cannot_switch_a_rule_off() {
    let repo = with("# nothing\n");
    repo.stage().commit("base");
    repo.write("golive.toml", "[secrets.rules]\ngithub-pat = \"off\"\n").write("app.py", assignment(1));
    repo.golive(["secrets", "--policy-ref", "HEAD"]).exits(1).says("error[github-pat]");
}

/// The configurations that the gate's page shows.
#[test]
fn the_configurations_of_the_docs_are_taken() {
    let page = std::fs::read_to_string(crate::support::project().join("docs/gates/secrets.md")).unwrap();
    let blocks: Vec<&str> = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() >= 2);
    for block in blocks {
        with(block).golive(["secrets"]).exits(0);
    }
}
