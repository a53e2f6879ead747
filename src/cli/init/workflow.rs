//! A file for the CI that is set up here. The files are those of docs/ci, as they stand there.

use super::edit::append;
use super::hooks::calls_golive;
use super::step::{Found, Step, look};
use super::tree::{Node, Value};
use crate::cli::failure::Failure;
use crate::git::Repo;
use clap::ValueEnum;
use std::path::Path;

/// The CI systems that there is a file for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum System {
    /// The one that is set up here, or that the remote is known for
    Found,
    /// GitHub Actions
    Github,
    /// GitLab CI
    Gitlab,
    /// `CircleCI`
    Circleci,
    /// Azure Pipelines
    Azure,
    /// Bitbucket Pipelines
    Bitbucket,
    /// Jenkins
    Jenkins,
    /// Woodpecker
    Woodpecker,
    /// Drone
    Drone,
    /// Buildkite
    Buildkite,
}

/// What is known of a CI system.
struct Known {
    system: System,
    /// Files and folders that show that it is set up.
    marks: &'static [&'static str],
    /// Files it may be set up with, the one to make first.
    files: &'static [&'static str],
    /// The file's text.
    text: &'static str,
    /// Below which keys of a file that is there the parts of the text belong; empty where only a person can tell.
    parts: &'static [&'static [&'static str]],
    /// Part of the host's name of remotes that it is known for.
    host: &'static str,
}

macro_rules! text {
    ($name:literal) => {
        include_str!(concat!("../../../docs/ci/", $name))
    };
}

static KNOWN: &[Known] = &[
    Known {
        system: System::Github,
        marks: &[".github/workflows"],
        files: &[".github/workflows/golive.yml"],
        text: text!("github.yml"),
        parts: &[],
        host: "github",
    },
    Known {
        system: System::Gitlab,
        marks: &[".gitlab-ci.yml"],
        files: &[".gitlab-ci.yml"],
        text: text!("gitlab.yml"),
        parts: &[&[]],
        host: "gitlab",
    },
    Known {
        system: System::Circleci,
        marks: &[".circleci"],
        files: &[".circleci/config.yml"],
        text: text!("circleci.yml"),
        parts: &[&["jobs"], &["workflows"]],
        host: "",
    },
    Known {
        system: System::Azure,
        marks: &["azure-pipelines.yml", ".azure-pipelines.yml"],
        files: &["azure-pipelines.yml", ".azure-pipelines.yml"],
        text: text!("azure-pipelines.yml"),
        parts: &[&["jobs"]],
        host: "azure.com",
    },
    Known {
        system: System::Bitbucket,
        marks: &["bitbucket-pipelines.yml"],
        files: &["bitbucket-pipelines.yml"],
        text: text!("bitbucket-pipelines.yml"),
        parts: &[],
        host: "bitbucket",
    },
    Known { system: System::Jenkins, marks: &["Jenkinsfile"], files: &["Jenkinsfile"], text: text!("Jenkinsfile"), parts: &[], host: "" },
    Known {
        system: System::Woodpecker,
        marks: &[".woodpecker", ".woodpecker.yml", ".woodpecker.yaml"],
        files: &[".woodpecker/golive.yml", ".woodpecker.yml", ".woodpecker.yaml"],
        text: text!("woodpecker.yml"),
        parts: &[&["steps"]],
        host: "codeberg",
    },
    Known { system: System::Drone, marks: &[".drone.yml"], files: &[".drone.yml"], text: text!("drone.yml"), parts: &[], host: "" },
    Known {
        system: System::Buildkite,
        marks: &[".buildkite"],
        files: &[".buildkite/pipeline.yml", ".buildkite/pipeline.yaml"],
        text: text!("buildkite.yml"),
        parts: &[&["steps"]],
        host: "",
    },
];

/// What the files leave open.
#[derive(Debug, Clone, Default)]
pub(super) struct Values {
    /// Where releases of golive are.
    pub(super) releases: Option<String>,
    /// Checksum of the archive.
    pub(super) sha256: Option<String>,
}

impl Values {
    /// The values, if they are such.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(super) fn check(self) -> Result<Self, Failure> {
        let plain = |character: char| character.is_ascii_alphanumeric() || "-._~:/%".contains(character);
        if let Some(url) = self.releases.as_deref().filter(|url| !url.starts_with("https://") || !url.chars().all(plain)) {
            return Err(Failure::new(format!("--releases {url} is no plain https address"), "name the folder that holds the releases"));
        }
        let hex = |text: &&str| text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if let Some(text) = self.sha256.as_deref().filter(hex) {
            return Err(Failure::new(
                format!("--sha256 {text} is no SHA-256 checksum"),
                "64 hexadecimal digits, from SHA256SUMS of the release",
            ));
        }
        Ok(self)
    }

    fn put_into(&self, text: &str) -> String {
        let text = match &self.releases {
            Some(url) => text.replace(RELEASES, url.trim_end_matches('/')),
            None => text.to_owned(),
        };
        self.sha256.as_ref().map_or(text.clone(), |sum| text.replace(OPEN, &sum.to_ascii_lowercase()))
    }
}

/// Stands in the files where the checksum belongs.
const OPEN: &str = "FILL-IN";
const RELEASES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/releases/download");
const ARCHIVE: &str = concat!("golive-", env!("CARGO_PKG_VERSION"), "-x86_64-unknown-linux-musl.tar.gz");

/// The steps that set golive up in `system`.
pub(super) fn steps(system: System, values: &Values, repo: &Repo, root: &Path) -> Vec<Step> {
    let mut steps = Vec::new();
    let chosen: Vec<&Known> = match system {
        System::Found => found(root, repo, &mut steps),
        named => KNOWN.iter().filter(|known| known.system == named).collect(),
    };
    let mut steps: Vec<Step> = chosen.into_iter().map(|known| known.step(values, root)).chain(steps).collect();
    let is_written = steps.iter().any(|step| !matches!(step, Step::Kept { .. } | Step::Next(_)));
    if is_written && values.sha256.is_none() {
        steps.push(Step::Next(format!(
            "put the checksum of {ARCHIVE} in where it says {OPEN} (or use --sha256); it stands in SHA256SUMS of the release, and until then \
             the job fails"
        )));
    }
    if is_written && values.releases.is_none() {
        steps.push(Step::Next(format!("see to it that GOLIVE_RELEASES is where you get golive from (or use --releases): {RELEASES}")));
    }
    steps
}

/// The systems that are set up; where none is, the one that the remote is known for, and else GitHub's.
fn found(root: &Path, repo: &Repo, steps: &mut Vec<Step>) -> Vec<&'static Known> {
    let is_there = |known: &&Known| known.marks.iter().any(|mark| root.join(mark).symlink_metadata().is_ok());
    let there: Vec<&Known> = KNOWN.iter().filter(is_there).collect();
    if !there.is_empty() {
        return there;
    }
    let origin = repo.origin().unwrap_or_default();
    let host = origin.split("://").last().unwrap_or_default();
    let host = host.split(['/', ':']).next().unwrap_or_default().to_ascii_lowercase();
    let by_host = KNOWN.iter().find(|known| !known.host.is_empty() && host.contains(known.host));
    let why = if by_host.is_some() { "the file is for that of the remote" } else { "the file is for GitHub Actions" };
    steps.push(Step::Next(format!("no CI is set up here: {why}, and --workflow=SYSTEM chooses another")));
    by_host.or(KNOWN.first()).into_iter().collect()
}

impl Known {
    fn step(&self, values: &Values, root: &Path) -> Step {
        let text = values.put_into(self.text);
        let there = self.files.iter().map(|file| root.join(file)).find(|path| path.symlink_metadata().is_ok());
        let Some(path) = there.or_else(|| self.files.first().map(|file| root.join(file))) else {
            return Step::Next(text);
        };
        let refused = |why: &str| Step::Refused { path: path.clone(), why: why.to_owned(), snippet: text.clone() };
        match look(&path, root) {
            Found::Nothing => Step::create(path, text),
            Found::Text(have) if calls_golive(&have) => Step::Kept { path, why: "it calls golive already".to_owned() },
            Found::Text(have) => match self.put_beside(&text, &have) {
                Some(after) => Step::change(path, have, after),
                None => refused("what is there leaves no place that is certain to change nothing else"),
            },
            Found::Odd(why) => refused(&why),
        }
    }

    /// What is there with the parts of `text` in it.
    fn put_beside(&self, text: &str, have: &str) -> Option<String> {
        if self.parts.is_empty() {
            return None;
        }
        self.parts.iter().try_fold(have.to_owned(), |have, path| append(&have, path, &part(text, path)?))
    }
}

/// The one entry or item below `path` in a file of docs/ci, moved to the left.
fn part(text: &str, path: &[&str]) -> Option<String> {
    let tree = Node::parse(text)?;
    let node = tree.below(path)?;
    let only = match &node.value {
        Value::Sequence(items) => items.len(),
        Value::Mapping(entries) => entries.len(),
        Value::Scalar(_) => 0,
    };
    let start = text.get(..node.at.start)?.rfind('\n').map_or(0, |at| at + 1);
    let indent = node.at.start - start;
    let rest = text.get(node.end()..)?;
    let end = node.end() + rest.find('\n').unwrap_or(rest.len());
    let lines = text.get(start..end)?.lines().map(|line| format!("{}\n", line.get(indent..).unwrap_or_default()));
    (only == 1).then(|| lines.collect())
}

#[cfg(test)]
mod tests {
    use super::System::{Azure, Buildkite, Circleci, Gitlab, Woodpecker};
    use super::{KNOWN, Node, OPEN, RELEASES, Values, part};

    #[test]
    fn every_file_leaves_open_what_is_asked_for_and_pins_this_version() {
        for known in KNOWN {
            for word in [OPEN, RELEASES, env!("CARGO_PKG_VERSION")] {
                assert!(known.text.contains(word), "{:?} has no {word}", known.system);
            }
            let sum = "0123456789abcdef".repeat(4);
            let values = Values { releases: Some("https://mirror.example/golive/".to_owned()), sha256: Some(sum.clone()) };
            let text = values.check().unwrap().put_into(known.text);
            assert!(
                text.contains(&sum) && text.contains("https://mirror.example/golive\"") || text.contains("https://mirror.example/golive'")
            );
            assert!(!text.contains(OPEN) && !text.contains("OWNER"), "{text}");
        }
    }

    #[test]
    fn values_that_are_none_are_refused() {
        for url in ["http://mirror.example", "https://a b", "https://a\"; rm", "https://a/$(x)", "https://a/\n"] {
            assert!(Values { releases: Some(url.to_owned()), sha256: None }.check().is_err(), "{url}");
        }
        assert!(Values { releases: None, sha256: Some("abc".to_owned()) }.check().is_err());
    }

    #[test]
    fn parts_go_beside_what_is_there() {
        let there = [
            ("stages: [build]\nbuild:\n  script: make # it\n", "golive:"),
            ("version: 2.1\njobs:\n  build:\n    docker: [{image: a}]\n# flows\nworkflows:\n  main:\n    jobs: [build]\n", "  golive:"),
            ("jobs:\n- job: build\n  steps:\n  - script: make\n", "- job: golive"),
            ("steps:\n  - command: make\n", "  - label: golive"),
            ("steps:\n  build:\n    image: a\n    commands: [make]\n", "  golive:"),
        ];
        let with_parts: Vec<_> = KNOWN.iter().filter(|known| !known.parts.is_empty()).collect();
        for ((have, line), system) in there.into_iter().zip([Gitlab, Circleci, Azure, Buildkite, Woodpecker]) {
            let known = with_parts.iter().find(|known| known.system == system).unwrap();
            let after = known.put_beside(known.text, have).unwrap();
            assert!(after.lines().any(|found| found == line), "{after}");
            let kept = have.lines().all(|line| after.lines().any(|found| found == line));
            assert!(kept && Node::parse(&after).is_some(), "{after}");
        }
        assert!(part(KNOWN[1].text, &[]).unwrap().starts_with("golive:\n  # Every"));
        let closed = "jobs: [a]\nsteps: {b: c}\nworkflows: {}\ngolive: x\n";
        assert!(with_parts.iter().all(|known| known.put_beside(known.text, closed).is_none()));
    }
}
