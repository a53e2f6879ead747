//! Configurations that cannot be used: exit code 2, and the key under a caret.

use crate::support::{Repo, snapshot};

/// What golive says of a configuration file, wherever the test's folder is.
fn said(name: &str, text: impl AsRef<[u8]>) -> String {
    let repo = Repo::new();
    repo.write(name, text);
    let run = repo.golive(["check"]);
    run.exits(2);
    assert_eq!(run.out(), "", "nothing ran, so nothing is reported");
    without_folder(&repo, &run.err())
}

fn without_folder(repo: &Repo, text: &str) -> String {
    text.replace(repo.root().canonicalize().unwrap().to_str().unwrap(), "…")
}

#[test]
fn mistakes_are_shown_where_they_are() {
    for (name, text) in [
        ("typo", "profile = \"generic\"\n\n[secrets]\nalow = []\n"),
        ("section", "[secrts]\n"),
        ("wrong-type", "profile = 3\n"),
        ("wrong-type-inside", "[check]\nskip = \"lint\"\n"),
        ("duplicate", "profile = \"generic\"\nprofile = \"maintainx\"\n"),
        ("missing-key", "[[secrets.allow]]\nrule = \"jwt\"\n"),
        ("no-toml", "profile = generic\n"),
        ("unclosed", "[check\n"),
        ("unknown-profile", "profile = \"generc\"\n"),
        ("unknown-gate", "[check]\nonly = [\"secerts\"]\n"),
        ("empty-reason", "[[secrets.allow]]\nrule = \"jwt\"\nreason = \" \"\n"),
        ("allow-all", "[[secrets.allow]]\nreason = \"because\"\n"),
        ("no-date", "[[secrets.allow]]\nrule = \"jwt\"\nreason = \"because\"\nuntil = \"soon\"\n"),
    ] {
        snapshot(&format!("config-{name}"), &said("golive.toml", text));
    }
}

#[test]
fn an_option_does_not_hide_a_mistake_in_the_file() {
    let repo = Repo::new();
    repo.write("golive.toml", "[check]\nonly = [\"secerts\"]\nskip = [\"lnit\"]\n").write("app.py", "print()\n");
    repo.golive(["check", "--only", "secrets", "--skip", "lint"]).exits(2).complains("did you mean secrets?");
}

#[test]
fn mistakes_in_other_tools_files_are_shown_there() {
    snapshot("config-pyproject", &said("pyproject.toml", "[project]\nname = \"x\"\n\n[tool.golive.check]\nskp = [\"lint\"]\n"));
    snapshot("config-package", &said("package.json", "{\n  \"name\": \"x\",\n  \"golive\": { \"profil\": \"generic\" }\n}\n"));
}

#[test]
fn files_that_are_no_configuration_are_refused() {
    let huge = format!("# {}\n", "x".repeat(10 << 20));
    snapshot("config-huge", &said("golive.toml", huge));
    snapshot("config-not-utf8", &said("golive.toml", b"# caf\xc3\xa9\nprofile = \"caf\xe9\"\n"));
    snapshot("config-not-utf8-hidden", &said(".golive.toml", b"\xff\xfeprofile"));
}

#[test]
fn another_tools_file_is_no_business_of_ours_without_a_section() {
    let repo = Repo::new();
    repo.write("pyproject.toml", "[project\n").write("package.json", "{").write("app.py", "print()\n");
    repo.golive(["check", "--stage", "commit", "--only", "secrets"]).exits(0);
}

#[test]
fn a_named_file_must_be_there_and_be_one() {
    let repo = Repo::new();
    repo.write("app.py", "print()\n").write("folder/x", "");
    for (name, file) in [("missing", "nowhere.toml"), ("folder", "folder")] {
        let run = repo.golive(["secrets", "--config", file]);
        run.exits(2);
        snapshot(&format!("config-named-{name}"), &without_folder(&repo, &run.err()));
    }
    repo.write("other.toml", "[check]\n");
    repo.golive(["secrets", "--config", "other.toml"]).exits(0);
}

#[test]
fn the_nearest_configuration_holds() {
    let repo = Repo::new();
    repo.write("golive.toml", "nonsense = 1\n").write("below/golive.toml", "").write("below/app.py", "print()\n");
    repo.golive(["secrets"]).exits(2);
    repo.at("below").golive(["secrets"]).exits(0);
}

#[test]
fn configuration_is_not_looked_for_above_the_repository() {
    let repo = Repo::new();
    std::fs::write(repo.root().parent().unwrap().join("golive.toml"), "nonsense = 1\n").unwrap();
    repo.write("app.py", "print()\n");
    repo.golive(["secrets"]).exits(0);
}

#[test]
fn a_policy_from_a_commit_holds_against_the_tree() {
    let repo = Repo::new();
    repo.write("golive.toml", "").write("app.py", crate::support::assignment(1)).stage().commit("policy");
    repo.write("golive.toml", "[[secrets.allow]]\npath = \"*\"\nreason = \"let me through\"\n").stage().commit("looser");
    repo.golive(["secrets"]).exits(0);
    repo.golive(["secrets", "--policy-ref", "HEAD~1"]).exits(1);
    repo.golive(["secrets", "--policy-ref", "nosuch"]).exits(2).complains("nosuch names no commit");
}
