//! Releases: what the scripts make, and that everything that names the version names the same.

use crate::support::{Repo, Run, project};

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn read(path: &str) -> String {
    std::fs::read_to_string(project().join(path)).unwrap()
}

fn script(folder: &Repo, name: &str, arguments: &[&str]) -> Run {
    folder.run("bash").arg(project().join("scripts").join(name)).args(arguments).finish()
}

#[test]
fn the_version_is_the_same_everywhere() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    assert_eq!(manifest["package"]["version"].as_str(), Some(VERSION));
    let lock: toml::Table = read("Cargo.lock").parse().unwrap();
    let locked = lock["package"].as_array().unwrap().iter().find(|package| package["name"].as_str() == Some("golive")).unwrap();
    assert_eq!(locked["version"].as_str(), Some(VERSION));
    for entry in std::fs::read_dir(project().join("docs/ci")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.extension().is_none_or(|extension| extension != "md");
        assert!(!name || text.contains(&format!("\"{VERSION}\"")) || text.contains(&format!("'{VERSION}'")), "{}", path.display());
    }
    Repo::folder().golive(["--version"]).says(VERSION);
}

#[test]
fn the_changelog_begins_with_what_is_not_released_or_with_this_version() {
    let text = read("CHANGELOG.md");
    let heading = text.lines().find(|line| line.starts_with("## ")).unwrap();
    assert!(heading == "## [Unreleased]" || heading.starts_with(&format!("## [{VERSION}] - ")), "{heading}");
    assert!(!script(&Repo::folder(), "notes.sh", &["Unreleased"]).exits(0).out().trim().is_empty());
    script(&Repo::folder(), "notes.sh", &["99.0.0"]).exits(1);
}

#[test]
fn a_tag_that_is_out_of_step_stops_the_release() {
    let folder = Repo::folder();
    folder.write("scripts/version.sh", read("scripts/version.sh")).write("Cargo.toml", read("Cargo.toml"));
    let version = |tag: &str| folder.run("sh").args(["scripts/version.sh", tag]).finish();
    folder.write("CHANGELOG.md", "## [Unreleased]\n");
    version(&format!("v{VERSION}")).exits(1).complains("CHANGELOG.md has no heading");
    folder.write("CHANGELOG.md", format!("## [{VERSION}] - 2026-11-25\n\n- All.\n"));
    assert_eq!(version(&format!("v{VERSION}")).exits(0).out().trim(), VERSION);
    for tag in ["v99.0.0", VERSION, "", "v"] {
        version(tag).exits(1).complains("the tag is");
    }
}

#[test]
fn the_archive_holds_everything_and_the_same_input_gives_the_same_bytes() {
    let folder = Repo::folder();
    let binary = folder.golive_with().path();
    // A small stand-in with the same words: packing the real one, with its debugging information, takes long.
    folder.script("golive", &format!("#!/bin/sh\nexec '{binary}' \"$@\"\n"));
    let stand_in = folder.path("golive");
    let mut archives = Vec::new();
    for out in ["one", "two"] {
        let run =
            script(&folder, "package.sh", &["x86_64-unknown-linux-gnu", folder.path(out).to_str().unwrap(), stand_in.to_str().unwrap()]);
        archives.push(std::fs::read(run.exits(0).out().trim()).unwrap());
    }
    assert!(archives[0] == archives[1], "the archive depends on more than its content");
    let name = format!("golive-{VERSION}-x86_64-unknown-linux-gnu");
    let listed = folder.run("tar").args(["-tzf", &format!("one/{name}.tar.gz")]).finish().out();
    for file in [
        "golive",
        "golive.1",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "README.md",
        "CHANGELOG.md",
        "completions/golive.bash",
        "completions/golive.zsh",
    ] {
        assert!(listed.lines().any(|line| line == format!("{name}/{file}")), "{listed}");
    }
    folder.run("tar").args(["-xzf", &format!("one/{name}.tar.gz")]).finish().exits(0);
    folder.run(folder.path(&name).join("golive").to_str().unwrap()).arg("--version").finish().exits(0).says(VERSION);
    // Where cargo binstall looks for it.
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let binstall = &manifest["package"]["metadata"]["binstall"];
    let fill = |text: &str| {
        let values = [
            ("{ repo }", env!("CARGO_PKG_REPOSITORY")),
            ("{ version }", VERSION),
            ("{ target }", "x86_64-unknown-linux-gnu"),
            ("{ bin }", "golive"),
            ("{ binary-ext }", ""),
        ];
        values.iter().fold(text.to_owned(), |text, (word, value)| text.replace(word, value))
    };
    assert!(fill(binstall["pkg-url"].as_str().unwrap()).ends_with(&format!("/v{VERSION}/{name}.tar.gz")));
    assert_eq!(fill(binstall["bin-dir"].as_str().unwrap()), format!("{name}/golive"));
    // A binary of another version is not packed.
    folder.script("golive", "#!/bin/sh\necho golive 0.0.0\n");
    script(&folder, "package.sh", &["x86_64-unknown-linux-gnu", folder.path("three").to_str().unwrap(), stand_in.to_str().unwrap()])
        .exits(1);
}

#[test]
fn checksums_are_of_every_file_and_an_empty_folder_is_an_error() {
    let folder = Repo::folder();
    folder.write("dist/b.tar.gz", "b").write("dist/a b.whl", "a");
    let dist = folder.path("dist");
    script(&folder, "checksums.sh", &[dist.to_str().unwrap()]).exits(0);
    let sums = std::fs::read_to_string(dist.join("SHA256SUMS")).unwrap();
    let names: Vec<&str> = sums.lines().map(|line| &line[66..]).collect();
    assert_eq!(names, ["a b.whl", "b.tar.gz"]);
    // A second run does not list its own output.
    script(&folder, "checksums.sh", &[dist.to_str().unwrap()]).exits(0);
    assert_eq!(std::fs::read_to_string(dist.join("SHA256SUMS")).unwrap(), sums);
    std::fs::create_dir(folder.path("empty")).unwrap();
    script(&folder, "checksums.sh", &[folder.path("empty").to_str().unwrap()]).exits(1);
}

#[test]
fn the_wheel_takes_its_facts_from_the_manifest() {
    let wheel: toml::Table = read("packaging/python/pyproject.toml").parse().unwrap();
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let project_table = &wheel["project"];
    assert_eq!(project_table["name"], manifest["package"]["name"]);
    let dynamic: Vec<&str> = project_table["dynamic"].as_array().unwrap().iter().filter_map(toml::Value::as_str).collect();
    for key in ["version", "description", "license", "readme"] {
        assert!(dynamic.contains(&key) && project_table.get(key).is_none(), "{key}");
        assert!(manifest["package"].get(key).is_some(), "{key}");
    }
    let maturin = &wheel["tool"]["maturin"];
    assert_eq!(maturin["bindings"].as_str(), Some("bin"));
    let path = project().join("packaging/python").join(maturin["manifest-path"].as_str().unwrap());
    assert_eq!(path.canonicalize().unwrap(), project().join("Cargo.toml").canonicalize().unwrap());
}

#[test]
fn the_image_runs_as_nobody_in_particular_and_gets_only_what_it_is_built_from() {
    let text = read("Dockerfile");
    let stages: Vec<&str> = text.lines().filter(|line| line.starts_with("FROM ")).collect();
    assert_eq!(stages.len(), 2);
    assert!(stages.iter().all(|line| !line.contains(":latest") && line.contains(':')), "{stages:?}");
    let last = text.rsplit("\nFROM ").next().unwrap();
    let user = last.lines().find_map(|line| line.strip_prefix("USER ")).unwrap();
    assert!(user.split(':').all(|id| id.parse::<u32>().is_ok_and(|id| id > 0)), "{user}");
    assert!(last.contains("git"), "golive asks git at run time");
    let let_in = read(".dockerignore");
    let allowed: Vec<&str> = let_in.lines().filter_map(|line| line.strip_prefix('!')).collect();
    assert!(let_in.lines().any(|line| line == "*"));
    // Every file that the build reads, from the tree itself.
    let sources = ["Cargo.toml", "Cargo.lock", "build.rs", "src", "hooks", "docs", "LICENSE-MIT", "LICENSE-APACHE"];
    for needed in sources {
        assert!(allowed.contains(&needed), "{needed}");
    }
}
