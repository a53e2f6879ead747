//! Where reports usually are, and which command makes one.

use super::absent::is_beside;
use crate::git::Entry;
use crate::text::RepoPath;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Packages of a repository that are looked into.
const MOST_PACKAGES: usize = 1_000;

/// Where tools write their reports when nobody says where, below a package's folder; those that say most first. `*` is any one name.
const USUAL: &[&str] = &[
    "coverage/coverage-final.json",
    "coverage/lcov.info",
    "coverage/lcov/lcov.info",
    "coverage/cobertura-coverage.xml",
    "coverage/cobertura.xml",
    "coverage/coverage.xml",
    "coverage/coverage.json",
    "coverage/clover.xml",
    "coverage/coverage-summary.json",
    "coverage/.resultset.json",
    "coverage.json",
    "coverage.xml",
    "coverage.lcov",
    "coverage.info",
    "lcov.info",
    "cobertura.xml",
    "coverage.cobertura.xml",
    "clover.xml",
    "jacoco.xml",
    "codecov.json",
    "tarpaulin-report.json",
    "coverage.out",
    "cover.out",
    "c.out",
    "coverage.txt",
    "profile.cov",
    "build/logs/clover.xml",
    "build/logs/cobertura.xml",
    "build/coverage.info",
    "build/coverage.xml",
    "build/coverage/lcov.info",
    "build/coverage/clover.xml",
    "target/site/jacoco-aggregate/jacoco.xml",
    "target/site/jacoco/jacoco.xml",
    "target/site/cobertura/coverage.xml",
    "build/reports/jacoco/*/*.xml",
    "build/reports/kover/report.xml",
    "build/reports/kover/xml/report.xml",
    "target/llvm-cov/lcov.info",
    "target/llvm-cov/cobertura.xml",
    "target/llvm-cov/coverage.json",
    "target/coverage/lcov.info",
    "target/coverage/cobertura.xml",
    "target/tarpaulin/tarpaulin-report.json",
    "TestResults/*/coverage.cobertura.xml",
    "TestResults/*/coverage.opencover.xml",
    "reports/coverage.xml",
    "reports/lcov.info",
];

/// What makes a folder a package, and a command that measures it.
const KINDS: &[(&str, &str)] = &[
    ("package.json", "npm test -- --coverage"),
    ("pyproject.toml", "coverage run --branch -m pytest && coverage xml"),
    ("setup.py", "coverage run --branch -m pytest && coverage xml"),
    ("setup.cfg", "coverage run --branch -m pytest && coverage xml"),
    ("Cargo.toml", "cargo llvm-cov --lcov --output-path lcov.info"),
    ("go.mod", "go test -coverprofile=coverage.out ./..."),
    ("pom.xml", "mvn verify (with jacoco-maven-plugin)"),
    ("build.gradle", "gradle test jacocoTestReport (with xml.required = true)"),
    ("build.gradle.kts", "gradle test jacocoTestReport (with xml.required = true)"),
    ("Gemfile", "bundle exec rspec (with simplecov)"),
    ("composer.json", "vendor/bin/phpunit --coverage-clover clover.xml"),
    ("mix.exs", "mix coveralls.lcov"),
    ("pubspec.yaml", "flutter test --coverage"),
    ("deno.json", "deno test --coverage && deno coverage --lcov --output=lcov.info"),
];

/// A report that stands in a usual place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) path: PathBuf,
    /// Its place in the order of what says most.
    pub(super) rank: usize,
}

/// The reports in the usual places of the packages below `start`; where there are none, of the folders above it as far as `root`.
pub(super) fn candidates(root: &Path, start: &Path, tracked: &[Entry]) -> Vec<Candidate> {
    let relative = start.strip_prefix(root).unwrap_or(Path::new(""));
    let within = RepoPath::from_path(relative);
    let mut folders: BTreeSet<PathBuf> = BTreeSet::from([root.join(relative)]);
    // What a test or somebody else's code keeps for itself is no report of this repository.
    let packages = tracked.iter().filter(|entry| entry.path.is_within(&within) && is_manifest(&entry.path) && !is_beside(&entry.path));
    folders.extend(packages.take(MOST_PACKAGES).filter_map(|entry| entry.path.to_path(root).parent().map(Path::to_path_buf)));
    let mut found: Vec<Candidate> = folders.iter().flat_map(|folder| in_folder(folder)).collect();
    let mut above = relative.parent();
    while let Some(folder) = above.filter(|_| found.is_empty()) {
        found = in_folder(&root.join(folder));
        above = folder.parent();
    }
    found
}

fn is_manifest(path: &RepoPath) -> bool {
    KINDS.iter().any(|(name, _)| name.as_bytes() == path.file_name())
}

fn in_folder(folder: &Path) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (rank, usual) in USUAL.iter().enumerate() {
        found.extend(expand(folder.to_path_buf(), usual).into_iter().map(|path| Candidate { path, rank }));
    }
    found
}

/// The files that `pattern` names below `folder`.
fn expand(folder: PathBuf, pattern: &str) -> Vec<PathBuf> {
    let mut places = vec![folder];
    for part in pattern.split('/') {
        places = places.into_iter().flat_map(|place| step(&place, part)).collect();
    }
    places.retain(|place| place.is_file());
    places
}

fn step(place: &Path, part: &str) -> Vec<PathBuf> {
    let Some((before, after)) = part.split_once('*') else { return vec![place.join(part)] };
    let entries = std::fs::read_dir(place).into_iter().flatten().flatten();
    let fits = |name: &str| name.len() >= before.len() + after.len() && name.starts_with(before) && name.ends_with(after);
    let mut names: Vec<PathBuf> = entries.filter(|entry| entry.file_name().to_str().is_some_and(fits)).map(|entry| entry.path()).collect();
    names.sort();
    names
}

/// The files that a path of the settings names below `root`; `*` is any one name.
pub(super) fn named(root: &Path, path: &Path) -> Vec<PathBuf> {
    match path.to_str() {
        Some(text) if text.contains('*') && !path.is_absolute() => expand(root.to_path_buf(), text),
        _ => vec![root.join(path)],
    }
}

/// How to make a report here, in a sentence.
pub(super) fn help(tracked: &[Entry]) -> String {
    let at_root = |name: &str| tracked.iter().any(|entry| entry.path.as_bytes() == name.as_bytes());
    let anywhere = |name: &str| tracked.iter().any(|entry| entry.path.file_name() == name.as_bytes());
    let known = KINDS.iter().filter(|(name, _)| at_root(name)).chain(KINDS.iter().filter(|(name, _)| anywhere(name)));
    let mut commands: Vec<&str> = known.map(|(_, command)| *command).collect();
    let mut seen = BTreeSet::new();
    commands.retain(|command| seen.insert(*command));
    commands.truncate(2);
    if commands.is_empty() {
        return "name one, as in `golive coverage coverage.xml`, or have it made with --run 'CMD' or [coverage] command".to_owned();
    }
    let commands: Vec<String> = commands.iter().map(|command| format!("`{command}`")).collect();
    format!("make one with {}, name one that stands elsewhere, or set [coverage] command", commands.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::candidates;
    use crate::git::scratch::Scratch;

    #[test]
    fn usual_places_of_all_packages_are_looked_at() {
        let scratch = Scratch::new();
        scratch.write("a/package.json", "{}").write("b/pom.xml", "").write("a/coverage/lcov.info", "x").commit();
        scratch
            .write("b/build/reports/jacoco/test/jacocoTestReport.xml", "x")
            .write("c/coverage.xml", "no package")
            .write("lcov.info", "x");
        let root = scratch.root();
        let tracked = scratch.repo().tracked().unwrap();
        let shown = |start: &str| {
            let found = candidates(&root, &root.join(start), &tracked);
            found.iter().map(|one| one.path.strip_prefix(&root).unwrap().display().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(shown(""), ["lcov.info", "a/coverage/lcov.info", "b/build/reports/jacoco/test/jacocoTestReport.xml"]);
        assert_eq!(shown("a"), ["a/coverage/lcov.info"]);
        assert_eq!(shown("c"), ["c/coverage.xml"]);
    }
}
