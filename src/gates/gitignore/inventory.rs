//! What the repository holds that matters for ignore rules. Looks at names only.

use super::family::Families;
use super::name::NamePattern;
use crate::git::{self, Entry, Kind, ObjectId, Repo};
use crate::text::RepoPath;
use bstr::ByteSlice as _;
use std::collections::{BTreeMap, BTreeSet};

/// Names of templates for environment files: these are meant to be committed.
pub(super) const TEMPLATES: [&str; 4] = [".env.example", ".env.sample", ".env.template", ".env.dist"];

/// Files that make their folder a package, or a thing that is built or deployed on its own.
const MANIFESTS: &[&str] = &[
    "package.json",
    "cargo.toml",
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "requirements.txt",
    "pipfile",
    "go.mod",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "composer.json",
    "gemfile",
    "mix.exs",
    "pubspec.yaml",
    "package.swift",
    "deno.json",
    "chart.yaml",
    "dockerfile",
    "docker-compose.yml",
    "docker-compose.yaml",
    "compose.yml",
    "compose.yaml",
    "*.csproj",
    "*.fsproj",
    "project.clj",
    "build.sbt",
    "stack.yaml",
    "*.cabal",
    "project.toml",
    "podfile",
    "serverless.yml",
    "wrangler.toml",
    "fly.toml",
    "app.yaml",
];

/// Folders full of other people's files, which no rule of this repository is about.
const DEPENDENCIES: &[&[u8]] =
    &[b"node_modules", b"bower_components", b".venv", b"venv", b"site-packages", b".tox", b".nox", b"vendor", b"Pods", b".terraform"];

/// Folders without a tracked file that are asked about.
const MOST_LOOSE_FOLDERS: usize = 100;

/// A file whose name belongs to a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) family: usize,
    pub(super) path: RepoPath,
    /// The content in the index; `None` for a file that is not tracked.
    pub(super) blob: Option<ObjectId>,
}

/// A `.gitignore`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct IgnoreFilePlace {
    pub(super) path: RepoPath,
    pub(super) blob: Option<ObjectId>,
}

/// What the repository holds that matters for ignore rules.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    /// Tracked and other files seen.
    pub(super) files: usize,
    /// Everything in the index, by path.
    pub(super) entries: Vec<Entry>,
    /// Tracked files of a secret name.
    pub(super) tracked: Vec<Named>,
    /// Files of a secret name that are not tracked, ignored or not.
    pub(super) loose: Vec<Named>,
    /// Ignore files, whether git reads them or not.
    pub(super) ignore_files: Vec<IgnoreFilePlace>,
    /// Folders of packages.
    pub(super) packages: BTreeSet<RepoPath>,
    /// Folders with tracked files, and some near the root without.
    pub(super) folders: BTreeSet<RepoPath>,
    /// Templates that exist.
    pub(super) templates: Vec<RepoPath>,
    /// Tracked paths by name, for ecosystems: the index of each family whose ecosystem is here.
    pub(super) expected: BTreeSet<usize>,
    /// Submodules and other repositories inside this one.
    pub(super) repositories: BTreeSet<RepoPath>,
}

/// The folder that a path stands in; empty for the root.
pub(super) fn folder_of(path: &RepoPath) -> RepoPath {
    RepoPath::new(parent(path.as_bytes()))
}

fn parent(path: &[u8]) -> &[u8] {
    path.rfind_byte(b'/').and_then(|at| path.get(..at)).unwrap_or_default()
}

/// `name` in `folder`.
pub(super) fn join(folder: &RepoPath, name: &str) -> RepoPath {
    let mut bytes = folder.as_bytes().to_vec();
    if !bytes.is_empty() {
        bytes.push(b'/');
    }
    bytes.extend_from_slice(name.as_bytes());
    RepoPath::new(bytes)
}

/// Whether a path stands in a folder of test data or examples, where a key is likely made up.
pub(super) fn is_test_data(path: &RepoPath) -> bool {
    const FOLDERS: &[&str] = &[
        "test",
        "tests",
        "testing",
        "testdata",
        "test-data",
        "test_data",
        "spec",
        "specs",
        "__tests__",
        "fixtures",
        "fixture",
        "mocks",
        "e2e",
        "__mocks__",
        "examples",
        "example",
        "samples",
        "sample",
        "docs",
        "doc",
        "testutil",
        "testutils",
        "integration-tests",
        "testfixtures",
    ];
    let lower = path.as_bytes().to_ascii_lowercase();
    let mut parts = lower.rsplit(|byte| *byte == b'/');
    let name = parts.next().unwrap_or_default();
    matches!(name, b".env.test" | b".env.testing" | b".env.ci" | b".env.test.local")
        || parts.any(|part| FOLDERS.iter().any(|folder| folder.as_bytes() == part))
}

/// Whether a path lies in a folder of other people's files.
pub(super) fn is_dependency(path: &RepoPath) -> bool {
    path.as_bytes().split(|byte| *byte == b'/').any(|part| DEPENDENCIES.contains(&part))
}

impl Inventory {
    /// Looks at every name below `within` (all, where that is empty).
    ///
    /// # Errors
    /// As [`Repo::tracked`] and [`Repo::not_tracked`].
    pub(super) fn take(repo: &Repo, families: &Families, within: &[RepoPath]) -> Result<Self, git::Error> {
        let mut inventory = Self::default();
        let manifests = Manifests::new(families);
        let wanted = |path: &RepoPath| within.is_empty() || within.iter().any(|folder| path.is_within(folder));
        let mut folder = RepoPath::new("");
        let entries = repo.tracked()?;
        for entry in &entries {
            // Rules above `within` count below it, so every ignore file is of interest.
            if entry.path.file_name() == b".gitignore" {
                inventory.ignore_files.push(IgnoreFilePlace { path: entry.path.clone(), blob: Some(entry.id) });
            }
            if entry.kind == Kind::Submodule {
                inventory.repositories.insert(entry.path.clone());
                continue;
            }
            if !wanted(&entry.path) {
                continue;
            }
            inventory.files += 1;
            // Sorted by path, so most files follow another of their folder.
            if parent(entry.path.as_bytes()) != folder.as_bytes().as_bytes() {
                folder = folder_of(&entry.path);
                inventory.folders.insert(folder.clone());
            }
            manifests.note(&entry.path, &mut inventory);
            if entry.kind == Kind::File {
                inventory.note(families, &entry.path, Some(entry.id));
            }
        }
        inventory.entries = entries;
        let mut loose_folders = 0;
        for path in repo.not_tracked()? {
            if let Some(nested) = path.as_bytes().strip_suffix(b"/") {
                inventory.repositories.insert(RepoPath::new(nested));
                continue;
            }
            inventory.files += usize::from(wanted(&path));
            if is_dependency(&path) {
                continue;
            }
            if path.file_name() == b".gitignore" {
                inventory.ignore_files.push(IgnoreFilePlace { path: path.clone(), blob: None });
            }
            if wanted(&path) {
                // Build folders can hold thousands of these, so only a few near the root count.
                let folder = parent(path.as_bytes());
                if loose_folders < MOST_LOOSE_FOLDERS
                    && folder.find_iter("/").count() < 2
                    && inventory.folders.insert(RepoPath::new(folder))
                {
                    loose_folders += 1;
                }
                manifests.note(&path, &mut inventory);
                inventory.note(families, &path, None);
            }
        }
        inventory.tracked.dedup_by(|left, right| left.path == right.path);
        inventory.ignore_files.sort();
        inventory.ignore_files.dedup_by(|left, right| left.path == right.path);
        Ok(inventory)
    }

    fn note(&mut self, families: &Families, path: &RepoPath, blob: Option<ObjectId>) {
        let name = path.file_name();
        if name.first() == Some(&b'.') && TEMPLATES.iter().any(|template| template.as_bytes() == name) {
            self.templates.push(path.clone());
        } else if let Some(family) = families.of(path.as_bytes()) {
            let list = if blob.is_some() { &mut self.tracked } else { &mut self.loose };
            list.push(Named { family, path: path.clone(), blob });
        }
    }

    /// Whether a path belongs to another repository inside this one.
    pub(super) fn is_elsewhere(&self, path: &RepoPath) -> bool {
        self.repositories.iter().any(|repository| path.is_within(repository))
    }
}

/// Recognises manifests, and what their presence leads to expect.
struct Manifests {
    exact: BTreeSet<Vec<u8>>,
    patterns: Vec<NamePattern>,
    ecosystems: BTreeMap<Vec<u8>, Vec<usize>>,
    ecosystem_patterns: Vec<(NamePattern, usize)>,
}

impl Manifests {
    fn new(families: &Families) -> Self {
        let (patterns, exact): (Vec<&str>, Vec<&str>) = MANIFESTS.iter().partition(|name| name.contains('*'));
        let mut ecosystems: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
        let mut ecosystem_patterns = Vec::new();
        for (at, family) in families.all().iter().enumerate() {
            for name in &family.ecosystem {
                if name.contains('*') {
                    ecosystem_patterns.push((NamePattern::new(name), at));
                } else {
                    ecosystems.entry(name.to_ascii_lowercase().into_bytes()).or_default().push(at);
                }
            }
        }
        Self {
            exact: exact.into_iter().map(|name| name.as_bytes().to_vec()).collect(),
            patterns: patterns.into_iter().map(NamePattern::new).collect(),
            ecosystems,
            ecosystem_patterns,
        }
    }

    fn note(&self, path: &RepoPath, inventory: &mut Inventory) {
        let name = path.file_name().to_ascii_lowercase();
        if self.exact.contains(&name) || self.patterns.iter().any(|pattern| pattern.matches(&name)) {
            inventory.packages.insert(folder_of(path));
        }
        inventory.expected.extend(self.ecosystems.get(&name).into_iter().flatten());
        inventory.expected.extend(self.ecosystem_patterns.iter().filter(|(pattern, _)| pattern.matches(&name)).map(|(_, at)| *at));
    }
}
