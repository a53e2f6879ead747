//! The configuration, and what holds for every file.

use super::{everything, repository, text};
use crate::support::{Repo, snapshot};

#[test]
fn the_configuration_works_as_it_is_and_with_every_example_in_it() {
    let repo = repository();
    repo.golive(["init", "--profile", "generic"]).exits(0).says("wrote golive.toml");
    let written = text(&repo, "golive.toml");
    snapshot("init-golive-toml", &written);
    assert!(written.starts_with("#:schema https://"));
    repo.golive(["secrets"]).exits(0);
    let is_example = |line: &str| line.starts_with("# [") || line.strip_prefix("# ").is_some_and(|rest| rest.contains(" = "));
    let all: String =
        written.lines().map(|line| if is_example(line) { format!("{}\n", &line[2..]) } else { format!("{line}\n") }).collect();
    assert!(all.contains("\n[[secrets.allow]]\n"), "{all}");
    repo.write("golive.toml", all);
    repo.golive(["secrets"]).exits(0);
}

#[test]
fn a_second_run_changes_nothing() {
    let repo = repository();
    repo.golive(["init", "--hooks", "--workflow"]).exits(0);
    let before = everything(repo.root());
    repo.golive(["init", "--hooks", "--workflow"]).exits(0).says("kept golive.toml").never_says("wrote");
    assert_eq!(everything(repo.root()), before);
}

#[test]
fn a_dry_run_shows_a_diff_that_git_takes_and_writes_nothing() {
    let repo = repository();
    repo.write(".pre-commit-config.yaml", "repos:\n- repo: local\n  hooks: [] # none yet\n").stage().commit("second");
    let before = everything(repo.root());
    let run = repo.golive(["init", "--hooks", "--workflow", "--dry-run"]);
    run.exits(0).says("--- /dev/null\n+++ b/golive.toml\n").says("--- a/.pre-commit-config.yaml\n+++ b/.pre-commit-config.yaml\n");
    assert_eq!(everything(repo.root()), before);
    // Git takes no change to its own folder.
    let is_git_s = |part: &&str| part.lines().nth(1).is_some_and(|line| line.starts_with("+++ b/.git/"));
    let diff = run.out().split("\nnext:").next().unwrap().replace("\n--- ", "\n\0--- ");
    let diff = diff.split('\0').filter(|part| !is_git_s(part)).collect::<String>() + "\n";
    assert_eq!(diff.matches("+++ b/").count(), 3, "{diff}");
    repo.run("git").args(["apply", "--check", "-"]).input(diff.clone()).finish().exits(0);
    repo.run("git").args(["apply", "-"]).input(diff).finish().exits(0);
    let applied = everything(&repo.path(".github"));
    repo.git(["checkout", "--quiet", "."]);
    repo.git(["clean", "--quiet", "--force", "-d"]);
    repo.golive(["init", "--hooks", "--workflow"]).exits(0);
    assert_eq!(everything(&repo.path(".github")), applied);
}

#[test]
fn from_a_folder_below_everything_goes_to_the_root() {
    let repo = repository();
    repo.write("services/api/main.py", "print(0)\n");
    repo.at("services/api").golive(["init", "--workflow"]).exits(0).says("wrote golive.toml");
    assert!(repo.path("golive.toml").exists() && repo.path(".github/workflows/golive.yml").exists());
    assert!(!repo.path("services/api/golive.toml").exists());
}

#[test]
fn a_configuration_that_is_there_is_kept() {
    for (name, text) in [
        ("golive.toml", "profile = \"generic\"\n"),
        (".golive.toml", "profile = \"generic\"\n"),
        ("pyproject.toml", "[tool.golive]\nprofile = \"generic\"\n"),
        ("package.json", "{\"golive\": {\"profile\": \"generic\"}}\n"),
    ] {
        let repo = repository();
        repo.write(name, text);
        let before = everything(repo.root());
        repo.golive(["init"]).exits(0).says(&format!("kept {name}"));
        repo.golive(["init", "--profile", "generic"]).exits(0);
        repo.golive(["init", "--profile", "maintainx"]).exits(2).says("profile = \"maintainx\"");
        assert_eq!(everything(repo.root()), before);
    }
    let repo = repository();
    repo.write("pyproject.toml", "[project]\nname = \"x\"\n");
    repo.golive(["init"]).exits(0).says("wrote golive.toml");
}

#[test]
fn what_cannot_be_is_said_and_is_2() {
    let repo = repository();
    repo.golive(["init", "--profile", "genric"]).exits(2).complains("did you mean generic?");
    repo.golive(["init", "--sha256", "abc"]).exits(2);
    repo.golive(["init", "--workflow", "--sha256", "abc"]).exits(2).complains("no SHA-256");
    repo.golive(["init", "--workflow=travis"]).exits(2).complains("github");
    assert!(!repo.path("golive.toml").exists());
    Repo::folder().golive(["init"]).exits(2);
    repo.write("golive.toml", "[secrts]\n");
    repo.golive(["init"]).exits(2).complains("did you mean secrets?");
    let bare = repository().clone_with("bare.git", &["--bare"]);
    bare.golive(["init"]).exits(2).complains("bare repository");
}

#[test]
fn a_link_is_never_written_through() {
    let repo = repository();
    let outside = repo.home().join("outside");
    std::fs::create_dir_all(&outside).unwrap();
    std::fs::create_dir_all(repo.path(".github")).unwrap();
    repo.link(".github/workflows", &outside);
    repo.link("golive.toml", outside.join("golive.toml"));
    let run = repo.golive(["init", "--workflow"]);
    run.exits(2).says("not changed: golive.toml: it is no plain file").says("its folder is a link to somewhere else");
    assert_eq!(everything(&outside), []);
}

#[test]
fn programs_get_one_document() {
    let repo = repository();
    let run = repo.golive(["init", "--hooks", "--format", "json", "--dry-run"]);
    run.exits(0);
    let document = run.json();
    assert_eq!((&document["schema_version"], &document["dry_run"]), (&1.into(), &true.into()));
    assert_eq!(document["steps"][0]["path"], "golive.toml");
    assert_eq!(document["steps"][1]["executable"], true);
}
