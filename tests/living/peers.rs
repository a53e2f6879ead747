//! The same settings before golive and before the tools they were written for: both let through the same, and keep the same.

use crate::support::{Repo, assignment, tool};
use golive::detect::example::expand;
use std::collections::BTreeSet;

fn lines(run: &[String]) -> BTreeSet<String> {
    run.iter().filter_map(|found| found.split(' ').next()).map(str::to_owned).collect()
}

/// Settings, with rules of their own, so that the two need not agree on anything else.
const SETTINGS: &[&str] = &[
    "",
    "[[allowlists]]\npaths = ['''^docs/''']\n",
    "[[allowlists]]\nregexes = ['''^a''']\nstopwords = [\"zz\", \"q\"]\n",
    "[[allowlists]]\nregexTarget = \"line\"\nregexes = ['''sample$''']\n",
    "[[allowlists]]\nregexTarget = \"match\"\nregexes = ['''^acme_[a-m]''']\n",
    "[[allowlists]]\ncondition = \"AND\"\npaths = ['''^docs/''']\nstopwords = [\"a\"]\n",
    "[[allowlists]]\ntargetRules = [\"acme\"]\npaths = ['''\\.txt$''']\n",
    "[[rules.allowlists]]\npaths = ['''\\.txt$''']\n",
    "[allowlist]\nregexes = ['''[[:digit:]]{3}''']\n",
];

const RULES: &str = "
[[rules]]
id = \"umbrella\"
regex = '''umb-(\\d{4})-([a-z\\d]{6})\\b'''
secretGroup = 2
entropy = 1.5
keywords = [\"UMB\"]
[[rules]]
id = \"acme\"
regex = '''(?i)acme_([0-9a-z]{10,})'''
keywords = [\"acme_\"]
";

#[test]
fn gitleaks() {
    let Some(gitleaks) = tool("gitleaks") else { return };
    for (number, settings) in SETTINGS.iter().enumerate() {
        let repo = Repo::new();
        for (at, path) in ["docs/a.md", "src/a.txt", "src/b.py"].iter().enumerate() {
            let mut text = String::new();
            for seed in 0..20 {
                let seed = seed + 100 * at as u64;
                let tail = if u64::is_multiple_of(seed, 3) { " sample" } else { "" };
                text += &expand(
                    &format!("x acme_{{lownum*12}}{tail}\ny umb-{{digit*4}}-{{lownum*6}}{tail}\nACME_aaaaaaaaaaaa\numb-1234-aaaaaa\n"),
                    seed,
                );
            }
            repo.write(path, text);
        }
        repo.write(".gitleaks.toml", format!("{RULES}{settings}")).stage().commit("all");
        // Only rules of the file, as the tool has no others here.
        let ours: Vec<String> =
            repo.found(&["secrets"]).into_iter().filter(|found| found.ends_with(" acme") || found.ends_with(" umbrella")).collect();
        let report = repo.root().parent().unwrap().join("gitleaks.json");
        let words = ["git", ".", "--no-banner", "--exit-code", "0", "--report-format", "json", "--report-path", report.to_str().unwrap()];
        repo.run(gitleaks.to_str().unwrap()).args(words).finish().exits(0);
        let theirs: serde_json::Value = serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap();
        let theirs: BTreeSet<String> = theirs
            .as_array()
            .unwrap()
            .iter()
            .map(|found| format!("{}:{} {}", found["File"].as_str().unwrap(), found["StartLine"], found["RuleID"].as_str().unwrap()))
            .collect();
        let report = repo.golive(["secrets", "--format", "json"]).json();
        let every_place = |finding: &serde_json::Value| {
            let rule = finding["rule_id"].as_str().unwrap().to_owned();
            let places = finding["places"].as_array().unwrap().clone();
            places.into_iter().map(move |place| format!("{}:{} {rule}", place["path"].as_str().unwrap(), place["line"])).collect::<Vec<_>>()
        };
        let all: BTreeSet<String> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(every_place)
            .filter(|found| found.ends_with(" acme") || found.ends_with(" umbrella"))
            .collect();
        assert!(lines(&ours).is_subset(&all.iter().filter_map(|found| found.split(' ').next()).map(str::to_owned).collect()));
        assert!(number > 0 || !theirs.is_empty());
        assert_eq!(all, theirs, "{settings}");
    }
}

#[test]
fn gitleaks_ignore_file_and_comments() {
    let Some(gitleaks) = tool("gitleaks") else { return };
    let repo = Repo::new();
    repo.write("a.py", assignment(1)).write("b.py", assignment(2)).write("c.py", assignment(3).replace('\n', "  # gitleaks:allow\n"));
    repo.stage().commit("all");
    let report = repo.root().parent().unwrap().join("gitleaks.json");
    let theirs = || {
        let words = ["git", ".", "--no-banner", "--exit-code", "0", "--report-format", "json", "--report-path", report.to_str().unwrap()];
        repo.run(gitleaks.to_str().unwrap()).args(words).finish().exits(0);
        serde_json::from_slice::<serde_json::Value>(&std::fs::read(&report).unwrap()).unwrap()
    };
    let all = theirs();
    let places = |found: &serde_json::Value| -> BTreeSet<String> {
        found.as_array().unwrap().iter().map(|found| format!("{}:{}", found["File"].as_str().unwrap(), found["StartLine"])).collect()
    };
    assert_eq!(places(&all), lines(&repo.found(&["secrets", "--history"])));
    for found in all.as_array().unwrap() {
        // As the tool prints it: COMMIT:FILE:RULE:LINE.
        repo.write(".gitleaksignore", format!("{}\n", found["Fingerprint"].as_str().unwrap()));
        assert_eq!(places(&theirs()), lines(&repo.found(&["secrets", "--history"])), "{found}");
    }
}

#[test]
fn detect_secrets() {
    let Some(detect_secrets) = tool("detect-secrets") else { return };
    let repo = Repo::new();
    let password = expand("{alnum*14}", 5);
    repo.write("a.py", format!("db_password = '{password}'\n{}", assignment(1)));
    repo.write("b.env", expand("AWS_ACCESS_KEY_ID=AKIA{b32*16}\nSTRIPE=sk_live_{alnum*24}\n", 6));
    repo.write("key.pem", expand("{pem:RSA PRIVATE KEY}\n", 7));
    repo.stage().commit("all");
    assert!(repo.found(&["secrets"]).len() >= 4);
    let baseline = repo.run(detect_secrets.to_str().unwrap()).args(["scan"]).finish();
    baseline.exits(0).never_says(&password);
    repo.write(".secrets.baseline", &baseline.stdout);
    let left = repo.found(&["secrets"]);
    assert_eq!(left, Vec::<String>::new(), "what that tool knows is known here");
    // Moved lines keep what is known; another value in the same file is new.
    let known = std::fs::read_to_string(repo.path("a.py")).unwrap();
    repo.write("a.py", format!("\n\n{}", known.lines().next().unwrap()) + "\n");
    assert_eq!(repo.found(&["secrets"]), Vec::<String>::new());
    repo.write("a.py", format!("db_password = '{}'\n\n{}", expand("{alnum*14}", 50), assignment(51)));
    assert_eq!(repo.found(&["secrets"]).len(), 2);
}
