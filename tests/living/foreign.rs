//! Other scanners' settings, read as they are.

use crate::support::{Repo, assignment, github_pat};
use golive::detect::example::expand;

fn found_with(file: &str, text: &str) -> Vec<String> {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).write("docs/app.py", assignment(2)).write(file, text);
    repo.found(&["secrets"])
}

const APP: &str = "app.py:1 github-pat";
const DOCS: &str = "docs/app.py:1 github-pat";

#[test]
fn allow_lists_of_gitleaks() {
    let stop = &github_pat(1)[8..20].to_lowercase();
    for (text, expected) in [
        ("[allowlist]\npaths = ['''^docs/''']\n".to_owned(), vec![APP]),
        ("[[allowlists]]\npaths = ['''^docs/''', '''app\\.py$''']\n".to_owned(), vec![]),
        ("[[allowlists]]\npaths = ['''^docs/''']\nregexes = ['''nothing''']\n".to_owned(), vec![APP]),
        ("[[allowlists]]\ncondition = \"AND\"\npaths = ['''^docs/''']\nregexes = ['''nothing''']\n".to_owned(), vec![APP, DOCS]),
        ("[[allowlists]]\ncondition = \"and\"\npaths = ['''^docs/''']\nregexes = ['''^ghp_''']\n".to_owned(), vec![APP]),
        ("[[allowlists]]\nregexTarget = \"line\"\nregexes = ['''^token = ''']\n".to_owned(), vec![]),
        ("[[allowlists]]\nregexTarget = \"match\"\nregexes = ['''^token = ''']\n".to_owned(), vec![APP, DOCS]),
        (format!("[[allowlists]]\nstopwords = ['''{stop}''']\n"), vec![DOCS]),
        ("[[allowlists]]\ntargetRules = [\"github-pat\"]\npaths = ['''^docs/''']\n".to_owned(), vec![APP]),
        ("[[allowlists]]\ntargetRules = [\"npm-token\"]\npaths = ['''^docs/''']\n".to_owned(), vec![APP, DOCS]),
        ("[[rules]]\nid = \"github-pat\"\n[[rules.allowlists]]\npaths = ['''^docs/''']\n".to_owned(), vec![APP]),
        (
            "[extend]
useDefault = true
disabledRules = [\"github-pat\", \"generic-api-key\"]
"
            .to_owned(),
            vec![],
        ),
    ] {
        for file in [".gitleaks.toml", ".betterleaks.toml"] {
            assert_eq!(found_with(file, &text), expected, "{file}: {text}");
        }
    }
}

#[test]
fn a_commit_that_is_let_through_is_so_in_history() {
    let repo = Repo::new();
    repo.write("app.py", assignment(1)).stage().commit("with");
    let commit = repo.git(["rev-parse", "HEAD"]);
    repo.write("app.py", assignment(2)).stage().commit("other");
    repo.write(".gitleaks.toml", format!("[[allowlists]]\ncommits = [\"{commit}\"]\n"));
    let run = repo.golive(["secrets", "--history", "--format", "json"]);
    assert_eq!(run.json()["gates"][0]["metrics"]["allowed_by"], serde_json::json!({".gitleaks.toml": 1}));
    assert_eq!(run.json()["findings"].as_array().unwrap().len(), 1);
    repo.remove(".gitleaks.toml");
    repo.write(".gitleaksignore", format!("# known\n\n{commit}:app.py:github-pat:1\n"));
    assert_eq!(repo.found(&["secrets", "--history"]).len(), 1);
    assert_eq!(repo.found(&["secrets"]).len(), 1);
}

#[test]
fn rules_of_gitleaks_find_with_group_entropy_keyword_and_path() {
    let repo = Repo::new();
    repo.write(
        ".gitleaks.toml",
        r#"
title = "ours"
[[rules]]
id = "acme"
description = "Acme token"
regex = '''(?i)acme[_-]?(?:key)?\s*=\s*["']([a-z0-9]{16})["']'''
secretGroup = 1
entropy = 3.0
keywords = ["acme"]
[[rules]]
id = "terraform-only"
regex = '''\bumb-[0-9]{8}\b'''
path = '''\.tf$'''
[[rules]]
id = "keystore"
description = "A keystore"
path = '''(?i)\.p12$'''
"#,
    );
    let value = expand("{lownum*16}", 9);
    repo.write("a.py", format!("ACME_KEY = '{value}'\nacme = 'aaaaaaaabbbbbbbb'\n"));
    repo.write("main.tf", "x = umb-12345670\n").write("main.py", "x = umb-12345670\n").write("keys/prod.p12", "x");
    let found = repo.found(&["secrets"]);
    assert_eq!(found, ["a.py:1 acme", "keys/prod.p12:null keystore", "main.tf:1 terraform-only"]);
    repo.golive(["secrets"]).never_says(&value);
    repo.golive(["secrets", "explain", "acme"]).exits(0).says("Acme token");
}

#[test]
fn what_cannot_be_read_is_a_warning_and_never_silence() {
    for (text, words) in [
        ("[[rules]]\nid = \"x\"\nregex = '''a(?=b)'''\n", "rule x cannot be read and has no effect"),
        ("[[rules]]\nid = \"x\"\nregex = '''ab'''\nfilter = '''entropy > 3'''\n", "filter is an expression that golive does not read"),
        ("prefilter = '''path contains \"x\"'''\n", "prefilter is an expression that golive does not read"),
        ("[[allowlists]]\npaths = ['''(''']\n", "cannot be read and has no effect"),
        ("[[allowlists]]\ndescription = \"x\"\n", "names nothing and has no effect"),
        ("[[allowlists]]\ncondition = \"XOR\"\npaths = ['''x''']\n", "neither AND nor OR"),
        ("[extend]\nuseDefault = true\ndisabledRules = [\"no-such-rule\"]\n", "switches off the rule no-such-rule"),
        ("[[allowlists]]\ntargetRules = [\"no-such-rule\"]\npaths = ['''^docs/''']\n", "is about the rule no-such-rule"),
        ("[[rules]]\nid = \"x\"\nregex = '''ab'''\n[[rules.required]]\nid = \"y\"\n", "required is not read"),
        ("surprise = true\n", "the key surprise is not understood"),
        ("[[rules]\n", "it is no TOML"),
    ] {
        let repo = Repo::new();
        repo.write(".gitleaks.toml", text).write("docs/app.py", assignment(2));
        repo.golive(["secrets"]).exits(1).says("warning[foreign-configuration]").says(words).says("error[github-pat]");
    }
}

#[test]
fn a_file_may_extend_another_one_of_the_repository() {
    let repo = Repo::new();
    repo.write("docs/app.py", assignment(2)).write("app.py", assignment(1));
    repo.write(".gitleaks.toml", "[extend]\npath = \"ci/base.toml\"\n").write("ci/base.toml", "[allowlist]\npaths = ['''^docs/''']\n");
    assert_eq!(repo.found(&["secrets"]), [APP]);
    repo.write(".gitleaks.toml", "[extend]\npath = \"../base.toml\"\n");
    repo.golive(["secrets"]).exits(2).complains("outside of the repository");
    repo.write(".gitleaks.toml", "[extend]\npath = \"nowhere.toml\"\n");
    repo.golive(["secrets"]).exits(2).complains("which is not there");
    repo.write("golive.toml", "[secrets]\nother-scanners = false\n");
    assert_eq!(repo.found(&["secrets"]), [APP, DOCS]);
}

#[test]
fn lines_of_gitleaksignore() {
    for (text, expected) in [
        ("docs/app.py:github-pat:1\n", vec![APP]),
        ("docs/app.py:github-pat:2\n", vec![APP, DOCS]),
        ("docs/app.py:npm-token:1\n", vec![APP, DOCS]),
        ("# docs/app.py:github-pat:1\n./app.py:a-rule-of-theirs:1\n", vec![DOCS]),
    ] {
        assert_eq!(found_with(".gitleaksignore", text), expected, "{text}");
    }
    assert!(found_with(".gitleaksignore", "nonsense\n").contains(&".gitleaksignore:1 foreign-configuration".to_owned()));
}

#[test]
fn policy_is_read_from_its_commit() {
    let repo = Repo::new();
    repo.write("docs/app.py", assignment(2)).write(".gitleaks.toml", "[allowlist]\npaths = ['''^docs/''']\n").stage().commit("base");
    repo.write("new.py", assignment(3)).write(".gitleaksignore", "new.py:github-pat:1\n");
    repo.golive(["secrets"]).exits(0);
    assert_eq!(repo.found(&["secrets", "--policy-ref", "HEAD"]), ["new.py:1 github-pat"]);
    repo.remove(".gitleaks.toml");
    assert_eq!(repo.found(&["secrets", "--policy-ref", "HEAD"]), ["new.py:1 github-pat"]);
}
