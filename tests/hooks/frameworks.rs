//! The hooks of `.pre-commit-hooks.yaml`, run by pre-commit and prek from a clone of this checkout.

use crate::support::{Repo, Run, assignment, project, tool};
use std::path::Path;

/// A hook repository: the manifest as it stands here, committed, and nothing to build.
fn hook_repository() -> Repo {
    let hooks = Repo::new();
    hooks.write(".pre-commit-hooks.yaml", std::fs::read(project().join(".pre-commit-hooks.yaml")).unwrap());
    hooks.stage().commit("hooks");
    hooks
}

fn guarded(hooks: &Repo, ids: &[&str]) -> Repo {
    let repo = Repo::new();
    let listed: String = ids.iter().map(|id| format!("      - id: {id}\n")).collect();
    let config =
        format!("repos:\n  - repo: {}\n    rev: {}\n    hooks:\n{listed}", hooks.root().display(), hooks.git(["rev-parse", "HEAD"]));
    repo.write(".pre-commit-config.yaml", config).write("app.py", "print(0)\n").write(".gitignore", ".env\n").stage().commit("first");
    repo
}

/// Runs a framework with everything it keeps in the test's own folder.
fn framework(repo: &Repo, program: &Path, arguments: &[&str]) -> Run {
    let kept = repo.home().join("kept");
    let own = program.parent().unwrap().to_str().unwrap().to_owned();
    let path = [env!("CARGO_BIN_EXE_golive").trim_end_matches("/golive"), &own, "/usr/local/bin:/usr/bin:/bin"].join(":");
    let running = repo.run(program.to_str().unwrap()).args(arguments).env("PRE_COMMIT_HOME", &kept).env("PREK_HOME", &kept);
    running.env("PATH", path).finish()
}

#[test]
fn the_manifest_is_valid() {
    for program in ["pre-commit", "prek"] {
        let Some(program) = tool(program) else { continue };
        let manifest = project().join(".pre-commit-hooks.yaml");
        framework(&Repo::folder(), &program, &["validate-manifest", manifest.to_str().unwrap()]).exits(0);
    }
}

#[test]
fn a_staged_secret_is_blocked_and_a_clean_commit_goes_through() {
    for program in ["pre-commit", "prek"] {
        let Some(program) = tool(program) else { continue };
        let hooks = hook_repository();
        let repo = guarded(&hooks, &["golive-secrets-system"]);
        framework(&repo, &program, &["install"]).exits(0);
        let commit = || {
            let kept = repo.home().join("kept");
            repo.run("git").args(["commit", "--message", "second"]).env("PRE_COMMIT_HOME", &kept).env("PREK_HOME", &kept).finish()
        };
        repo.write("app.py", assignment(1)).stage().write("app.py", "print(1)\n");
        let run = commit();
        run.exits(1);
        assert!((run.out() + &run.err()).contains("error[github-pat]"), "{run}");
        repo.stage();
        commit().exits(0);
        // Unstaged text is nobody's business at this commit.
        repo.write("other.py", "print(1)\n").stage().write("app.py", assignment(2));
        commit().exits(0);
    }
}

#[test]
fn try_repo_runs_a_hook() {
    for program in ["pre-commit", "prek"] {
        let Some(program) = tool(program) else { continue };
        let hooks = hook_repository();
        let repo = guarded(&hooks, &[]);
        repo.write("app.py", assignment(1)).stage();
        let arguments = ["try-repo", hooks.root().to_str().unwrap(), "golive-secrets-system"];
        framework(&repo, &program, &arguments).exits(1).says("error[github-pat]");
        repo.write("app.py", "print(1)\n").stage();
        framework(&repo, &program, &arguments).exits(0);
    }
}

#[test]
fn every_hook_names_a_command_that_there_is() {
    let manifest = std::fs::read_to_string(project().join(".pre-commit-hooks.yaml")).unwrap();
    let entries: Vec<&str> = manifest.lines().filter_map(|line| line.trim().strip_prefix("entry: golive ")).collect();
    assert_eq!(entries.len(), 6);
    let repo = Repo::new();
    for entry in entries {
        let run = repo.golive(entry.split_whitespace().chain(["--help"]));
        run.exits(0);
    }
    for key in ["pass_filenames: false", "always_run: true", "require_serial: true", "stages: ["] {
        assert_eq!(manifest.matches(key).count(), 6, "{key}");
    }
}
