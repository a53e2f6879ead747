//! `--hooks`: git's own, and those of hook managers.

use super::{everything, repository, text};
use crate::support::{Repo, Run, assignment, tool};
use std::os::unix::fs::PermissionsExt as _;

const CALL: &str = "golive secrets --hook";

fn init(repo: &Repo) -> Run {
    let run = repo.golive(["init", "--hooks"]);
    run.exits(0);
    run
}

#[track_caller]
fn blocks_a_secret(repo: &Repo) {
    repo.write("leak.py", assignment(7)).stage();
    let run = repo.try_git(["commit", "--message", "leak"]);
    run.exits(1);
    assert!((run.out() + &run.err()).contains("error[github-pat]"), "{run}");
    repo.write("leak.py", "print(1)\n").stage();
    repo.git(["commit", "--message", "clean"]);
}

#[test]
fn git_s_own_are_executable_and_work() {
    let repo = repository();
    init(&repo).exits(0).says("wrote .git/hooks/pre-commit").says("wrote .git/hooks/pre-push");
    for hook in ["pre-commit", "pre-merge-commit", "pre-push"] {
        let mode = std::fs::metadata(repo.path(".git/hooks").join(hook)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o755, "{hook}");
    }
    blocks_a_secret(&repo);
}

#[test]
fn they_go_where_git_looks_for_them() {
    for (value, place) in [(".githooks", ".githooks"), ("tools/hooks/", "tools/hooks")] {
        let repo = repository();
        repo.config("core.hooksPath", value);
        init(&repo);
        assert!(repo.path(place).join("pre-commit").exists() && !repo.path(".git/hooks/pre-commit").exists());
        blocks_a_secret(&repo);
    }
    let repo = repository();
    let absolute = repo.home().join("hooks");
    repo.config("core.hooksPath", absolute.to_str().unwrap());
    init(&repo);
    blocks_a_secret(&repo);
}

#[test]
fn hooks_of_all_repositories_are_left_alone() {
    let repo = repository();
    let shared = repo.home().join("hooks");
    std::fs::create_dir_all(&shared).unwrap();
    repo.git(["config", "--global", "core.hooksPath", shared.to_str().unwrap()]);
    repo.golive(["init", "--hooks"]).exits(2).says("set for more than this repository").says(CALL);
    assert_eq!(everything(&shared), []);
    assert!(!repo.path(".git/hooks/pre-commit").exists());
}

#[test]
fn a_linked_work_tree_shares_the_hooks_of_its_repository() {
    let repo = repository();
    repo.git(["worktree", "add", "--quiet", "../linked"]);
    let linked = repo.at("../linked");
    linked.golive(["init", "--hooks"]).exits(0);
    assert!(repo.path(".git/hooks/pre-commit").exists() && linked.path("golive.toml").exists());
    blocks_a_secret(&linked);
    blocks_a_secret(&repo);
}

#[test]
fn another_s_hook_stays_and_the_call_is_said() {
    let repo = repository();
    repo.script(".git/hooks/pre-commit", "#!/bin/sh\nmake lint\n");
    let run = repo.golive(["init", "--hooks"]);
    run.exits(2).says("not changed: .git/hooks/pre-commit: it is another's hook").says(&format!("{CALL} || exit $?"));
    run.says("wrote .git/hooks/pre-push");
    assert_eq!(text(&repo, ".git/hooks/pre-commit"), "#!/bin/sh\nmake lint\n");
    // Put in by hand, as was said.
    repo.script(".git/hooks/pre-commit", &format!("#!/bin/sh\n{CALL} || exit $?\ntrue\n"));
    init(&repo).says("kept .git/hooks/pre-commit: it calls golive already");
    blocks_a_secret(&repo);
}

#[test]
fn beside_the_hook_of_a_manager_golive_s_stands_where_the_manager_calls_it() {
    for name in ["pre-commit", "prek"] {
        let Some(program) = tool(name) else { continue };
        let repo = repository();
        repo.write(".pre-commit-config.yaml", "repos:\n  - repo: local\n    hooks: []\n");
        let install = repo.run(program.to_str().unwrap()).args(["install", "--hook-type", "pre-push"]);
        install.env("PREK_HOME", repo.home().join("kept")).finish().exits(0);
        let shim = text(&repo, ".git/hooks/pre-push");
        init(&repo).says("wrote .git/hooks/pre-push.legacy").never_says("another's hook");
        assert_eq!(text(&repo, ".git/hooks/pre-push"), shim);
        init(&repo).says("kept .git/hooks/pre-push.legacy");
    }
}

#[test]
fn an_older_hook_of_golive_is_brought_up_to_date() {
    let repo = repository();
    init(&repo);
    let current = text(&repo, ".git/hooks/pre-commit");
    repo.script(".git/hooks/pre-commit", &current.replace("--hook\n", "--staged\n"));
    init(&repo).says("changed .git/hooks/pre-commit");
    assert_eq!(text(&repo, ".git/hooks/pre-commit"), current);
}

#[test]
fn a_pre_commit_configuration_gets_one_more_entry() {
    let config = "# keep\ndefault_stages: [pre-commit]   # odd  spacing\nrepos:\n  - repo: local # ours\n    hooks:\n      - id: t\n        name: t\n        entry: 'true'\n        language: system\n  # the end\n\nci: {skip: [x]}\n";
    for name in [".pre-commit-config.yaml", ".pre-commit-config.yml"] {
        let repo = repository();
        repo.write(name, config);
        init(&repo).says(&format!("changed {name}")).says("pre-commit install");
        let after = text(&repo, name);
        let (mut lines, mut kept) = (after.lines(), Vec::new());
        for line in config.lines() {
            kept.extend(lines.by_ref().find(|found| *found == line));
        }
        assert_eq!(kept.len(), config.lines().count(), "{after}");
        assert!(after.contains("        language: system\n  - repo: local\n    hooks:\n      - id: golive-secrets\n"), "{after}");
        init(&repo).says("it calls golive already");
        assert!(!repo.path(".git/hooks/pre-commit").exists());
        let programs: &[&str] = if name.ends_with("yaml") { &["pre-commit", "prek"] } else { &["prek"] };
        for program in programs {
            let Some(program) = tool(program) else { continue };
            let run = repo.run(program.to_str().unwrap()).args(["validate-config", name]).finish();
            run.exits(0);
        }
    }
}

#[test]
fn a_prek_configuration_in_toml_gets_one_more_entry() {
    let repo = repository();
    let config =
        "# keep\n[[repos]]\nrepo = \"local\" # ours\nhooks = [ { id = \"t\", name = \"t\", entry = \"true\", language = \"system\" } ]\n";
    repo.write("prek.toml", config);
    init(&repo).says("changed prek.toml").says("prek install");
    assert!(text(&repo, "prek.toml").starts_with(config));
    let Some(prek) = tool("prek") else { return };
    repo.run(prek.to_str().unwrap()).args(["validate-config", "prek.toml"]).finish().exits(0);
}

#[test]
fn what_has_no_safe_place_is_left_alone_and_the_text_said() {
    for (name, config) in [
        (".pre-commit-config.yaml", "repos: [{repo: local, hooks: []}]\n"),
        (".pre-commit-config.yaml", "repos: {\n"),
        ("prek.toml", "repos = [{repo = \"local\", hooks = []}]\n"),
        ("lefthook.yml", "pre-commit: {commands: {lint: {run: x}}}\n"),
        ("lefthook.jsonc", "{ // comment\n}\n"),
    ] {
        let repo = repository();
        repo.write(name, config);
        repo.golive(["init", "--hooks"]).exits(2).says(&format!("not changed: {name}")).says(CALL);
        assert_eq!(text(&repo, name), config);
    }
}

#[test]
fn lefthook_in_each_of_its_languages() {
    for (name, config) in [
        ("lefthook.yml", "# keep\npre-commit:\n  commands:\n    lint:\n      run: \"true\" # fast\n"),
        (".lefthook.yaml", "pre-commit:\n  jobs:\n    - run: \"true\"\n"),
        ("lefthook.toml", "# keep\n[pre-commit.commands.lint]\nrun = \"true\"\n"),
        ("lefthook.json", "{\n  \"pre-commit\": {\n    \"commands\": {\n      \"lint\": { \"run\": \"true\" }\n    }\n  }\n}\n"),
        (".config/lefthook.yml", "pre-push:\n  commands:\n    t:\n      run: \"true\"\n"),
    ] {
        let repo = repository();
        repo.write(name, config);
        init(&repo).says(&format!("changed {name}"));
        let after = text(&repo, name);
        assert!(config.lines().all(|line| after.lines().any(|found| found == line)), "{after}");
        init(&repo).says("it calls golive already");
        let Some(lefthook) = tool("lefthook") else { continue };
        repo.run(lefthook.to_str().unwrap()).args(["validate"]).finish().exits(0);
        repo.run(lefthook.to_str().unwrap()).args(["install"]).finish().exits(0);
        repo.stage().commit("hooks");
        blocks_a_secret(&repo);
    }
}

#[test]
fn husky_scripts_get_a_line_before_the_first_command() {
    let repo = repository();
    repo.config("core.hooksPath", ".husky/_").write(".husky/pre-commit", "# format\nnpx lint-staged\n");
    init(&repo).says("changed .husky/pre-commit").says("wrote .husky/pre-push");
    assert_eq!(text(&repo, ".husky/pre-commit"), format!("# format\n{CALL} || exit $?\nnpx lint-staged\n"));
    repo.write(".husky/pre-push", "git lfs pre-push \"$@\"\n");
    repo.golive(["init", "--hooks"]).exits(2).says("which can be read only once").says("kept .husky/pre-commit");
}

#[test]
fn package_json_keeps_its_layout() {
    let repo = repository();
    let package = "{\n    \"name\": \"x\",\n    \"simple-git-hooks\": {\n        \"pre-commit\": \"npx lint-staged\"\n    },\n    \"lint-staged\": {\"*.js\": \"eslint\"}\n}\n";
    repo.write("package.json", package);
    init(&repo).says("changed package.json").says("npx simple-git-hooks");
    let after = text(&repo, "package.json");
    let inserted = "        \"pre-merge-commit\": \"golive secrets --hook\",\n        \"pre-push\": \"golive secrets --hook \\\"$@\\\"\",\n        \"pre-commit\": \"npx lint-staged && golive secrets --hook\"\n";
    assert!(after.contains(inserted), "{after}");
    let old = repository();
    old.write("package.json", "{\"husky\": {\"hooks\": {\"pre-commit\": \"lint-staged\"}}, \"dependencies\": {\"golive\": \"1\"}}\n");
    init(&old).says("changed package.json");
    assert!(text(&old, "package.json").contains("\"pre-commit\": \"lint-staged && golive secrets --hook\""));
}
