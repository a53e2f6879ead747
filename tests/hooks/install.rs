//! Installations for real: golive built by pre-commit and by prek, and brought as a wheel. Minutes each, so only with `GOLIVE_TEST_SLOW`.

use crate::support::{Repo, Run, assignment, project, tool};
use std::path::Path;
use std::time::Instant;

fn is_wanted(what: &str) -> bool {
    let is_set = golive::env::is_set("GOLIVE_TEST_SLOW");
    if !is_set {
        eprintln!("NOT RUN: {what} takes minutes; set GOLIVE_TEST_SLOW=1");
    }
    is_set
}

/// Runs a program with the machine's own Rust, and builds that are quick rather than fast.
fn building(repo: &Repo, program: &Path, arguments: &[&str]) -> Run {
    let home = golive::env::var_os("HOME").unwrap();
    let of_home = |name: &str, folder: &str| golive::env::var_os(name).unwrap_or_else(|| Path::new(&home).join(folder).into_os_string());
    let kept = repo.home().join("kept");
    let running = repo.run(program.to_str().unwrap()).args(arguments).env("PRE_COMMIT_HOME", &kept).env("PREK_HOME", &kept);
    let running = running.env("RUSTUP_HOME", of_home("RUSTUP_HOME", ".rustup")).env("CARGO_HOME", of_home("CARGO_HOME", ".cargo"));
    let running = running.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0").env("CARGO_PROFILE_RELEASE_LTO", "off");
    let running = running.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    running.env("CARGO_TARGET_DIR", project().join("target/test-hooks")).also_on_path(program.parent().unwrap()).finish()
}

#[test]
fn each_manager_builds_golive_and_the_hook_it_built_stops_a_secret() {
    if !is_wanted("building golive as a hook") {
        return;
    }
    for name in ["pre-commit", "prek"] {
        let program = tool(name).unwrap();
        let hooks = Repo::folder();
        hooks.git(["clone", "--quiet", project().to_str().unwrap(), "golive"]);
        let hooks = hooks.at("golive");
        let repo = Repo::new();
        let commit = hooks.git(["rev-parse", "HEAD"]);
        let config = format!("repos:\n  - repo: {}\n    rev: {commit}\n    hooks:\n      - id: golive-secrets\n", hooks.root().display());
        repo.write(".pre-commit-config.yaml", config).write("app.py", "print(0)\n").stage().commit("first");
        let started = Instant::now();
        building(&repo, &program, &["install", "--install-hooks"]).exits(0);
        eprintln!("{name}: built and installed in {} s", started.elapsed().as_secs());
        // A golive on PATH would be no proof: the built one is called by its own path.
        repo.write("app.py", assignment(1)).stage();
        let run = building(&repo, &program, &["run"]);
        run.exits(1).says("github-pat");
        repo.write("app.py", "print(1)\n").stage();
        building(&repo, &program, &["run"]).exits(0);
        let built = format!("{}/kept", repo.home().display());
        let found = repo.run("find").args([&built, "-name", "golive", "-type", "f", "-perm", "-u+x"]).finish().out();
        assert!(!found.trim().is_empty(), "no golive was installed in {built}");
    }
}

#[test]
fn a_wheel_brings_golive_to_a_python_hook() {
    if !is_wanted("building a wheel") {
        return;
    }
    let wheels = Repo::folder();
    let maturin = tool("maturin").unwrap();
    let script = project().join("scripts/wheel.sh");
    let out = wheels.path("wheels");
    let built = building(
        &wheels,
        Path::new("/bin/bash"),
        &["-c", &format!("MATURIN={} exec {} {} release --compatibility linux", maturin.display(), script.display(), out.display())],
    );
    built.exits(0);
    for (name, variable) in [("pre-commit", "PIP_FIND_LINKS"), ("prek", "UV_FIND_LINKS")] {
        let program = tool(name).unwrap();
        let repo = Repo::new();
        let hook = format!(
            "repos:\n  - repo: local\n    hooks:\n      - {{id: g, name: g, entry: golive secrets --hook, language: python, additional_dependencies: [golive=={}], pass_filenames: false, always_run: true}}\n",
            env!("CARGO_PKG_VERSION")
        );
        repo.write(".pre-commit-config.yaml", hook).write("app.py", assignment(1)).stage();
        let kept = repo.home().join("kept");
        let run = repo
            .run(program.to_str().unwrap())
            .arg("run")
            .env("PRE_COMMIT_HOME", &kept)
            .env("PREK_HOME", &kept)
            .env(variable, &out)
            .finish();
        run.exits(1).says("github-pat");
    }
}
