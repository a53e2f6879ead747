//! Which tools a project uses, by what lies in its folders.

use super::job::{Job, Work, script_names};
use super::options::{AUTO, Options};
use super::tools::{self, Home, Tool};
use super::{Which, manifest};
use crate::exec::ProjectCommand;
use crate::text::RepoPath;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Folders that are looked into; a repository with more of them names its commands.
const MOST_FOLDERS: usize = 200;
/// Most files that one command line names.
const MOST_FILES: usize = 2_000;

/// What is recognised below `root`. `files` are the files that git would publish.
pub(super) fn work(which: Which, options: &Options, root: &Path, files: &[RepoPath]) -> Work {
    let mut work = Work { report_folder: root.to_path_buf(), ..Work::default() };
    let mut covered: Vec<(&'static str, RepoPath)> = Vec::new();
    for folder in folders(files) {
        let here = folder.to_path(root);
        let of_gate = |tool: &&'static Tool| tool.gate == which && (options.tools.is_empty() || options.tools.contains(&tool.name));
        let mut found: Vec<&'static Tool> = tools::all().iter().filter(of_gate).filter(|tool| uses(tool, &here)).collect();
        let names: Vec<&str> = found.iter().map(|tool| tool.name.as_str()).collect();
        found.retain(|tool| !tool.unless.iter().any(|other| names.contains(&other.as_str())));
        found.retain(|tool| !covered.iter().any(|(name, above)| *name == tool.name && tool.covers_below && folder.is_within(above)));
        for tool in &found {
            covered.push((&tool.name, folder.clone()));
            work.jobs.extend(job(which, tool, root, &here, &folder, files));
        }
        let is_covered = || covered.iter().any(|(_, above)| folder.is_within(above));
        if found.is_empty() && options.tools.is_empty() && !is_covered() {
            work.jobs.extend(script(which, &here));
        }
    }
    work
}

/// The folders that hold a manifest or a tool's settings, the root first, then by path.
fn folders(files: &[RepoPath]) -> Vec<RepoPath> {
    const MANIFESTS: &[&str] = &["package.json", "pyproject.toml", "setup.cfg", "Gemfile", "composer.json", "requirements-dev.txt"];
    let shows =
        |name: &str| MANIFESTS.contains(&name) || tools::all().iter().any(|tool| tool.files.iter().any(|pattern| matches(pattern, name)));
    let mut folders = BTreeSet::from([RepoPath::new("")]);
    for file in files {
        let bytes: &[u8] = file.as_bytes();
        let name = String::from_utf8_lossy(file.file_name());
        let vendored = bytes
            .split(|byte| *byte == b'/')
            .any(|part| matches!(part, b"node_modules" | b"vendor" | b"third_party" | b"testdata" | b"fixtures"));
        if vendored || !shows(&name) {
            continue;
        }
        let folder = memchr::memrchr(b'/', bytes).map_or(&b""[..], |at| bytes.get(..at).unwrap_or_default());
        folders.insert(RepoPath::new(folder));
    }
    folders.into_iter().take(MOST_FOLDERS).collect()
}

/// Whether `name` is what `pattern` says; its one `*` stands for any characters.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((before, after)) => name.len() >= before.len() + after.len() && name.starts_with(before) && name.ends_with(after),
        None => pattern == name,
    }
}

fn uses(tool: &Tool, folder: &Path) -> bool {
    let has_file = tool.files.iter().any(|pattern| {
        if pattern.contains('*') {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            entries.into_iter().any(|entry| matches(pattern, &entry.file_name().to_string_lossy()))
        } else {
            folder.join(pattern).is_file()
        }
    });
    has_file
        || tool.keys.iter().any(|key| manifest::has(folder, key))
        || tool.package.as_ref().is_some_and(|package| manifest::depends_on(folder, package))
}

/// The command for a tool. `None` where there is no file that it could look at.
fn job(which: Which, tool: &'static Tool, root: &Path, here: &Path, folder: &RepoPath, files: &[RepoPath]) -> Option<Job> {
    let command = match own_script(which, tool, here) {
        Some(command) => command,
        None => ProjectCommand::Program(words(tool, root, here, folder, files)?),
    };
    Some(Job {
        line: command.shown(),
        command,
        folder: here.to_path_buf(),
        format: tool.format.clone(),
        tools: vec![tool],
        silent: tool.silent,
        install: Some(tool.install.clone()),
        recognised: true,
    })
}

fn words(tool: &Tool, root: &Path, here: &Path, folder: &RepoPath, files: &[RepoPath]) -> Option<Vec<String>> {
    let (program, rest) = tool.words.split_first()?;
    let mut words = located(tool.home, program, root, here);
    words.extend(rest.iter().cloned());
    words.extend(tool.format_words.iter().cloned());
    if !tool.target_files.is_empty() {
        let below = files.iter().filter(|file| file.is_within(folder));
        let named = below.filter(|file| {
            let name = String::from_utf8_lossy(file.file_name()).into_owned();
            tool.target_files.iter().any(|pattern| matches(pattern, &name))
        });
        let skip = if folder.as_bytes().is_empty() { 0 } else { folder.as_bytes().len() + 1 };
        let relative = named.filter_map(|file| std::str::from_utf8(file.as_bytes().get(skip..)?).ok().map(|path| format!("./{path}")));
        let targets: Vec<String> = relative.take(MOST_FILES).collect();
        if targets.is_empty() {
            return None;
        }
        words.extend(targets);
    } else if !tool.targets_set_by.iter().any(|key| manifest::has(here, key)) {
        words.extend(tool.targets.iter().cloned());
    }
    Some(words)
}

/// The words that start a program from where it is installed.
fn located(home: Home, program: &str, root: &Path, here: &Path) -> Vec<String> {
    let candidates: &[&str] = match home {
        Home::Node => &["node_modules/.bin"],
        Home::Python => &[".venv/bin", "venv/bin", ".venv/Scripts", "venv/Scripts"],
        Home::Php => &["vendor/bin"],
        Home::Ruby if here.join("Gemfile.lock").is_file() || here.join("Gemfile").is_file() => {
            return vec!["bundle".to_owned(), "exec".to_owned(), program.to_owned()];
        }
        Home::Ruby | Home::Path => &[],
    };
    for folder in here.ancestors().take_while(|folder| folder.starts_with(root)) {
        for candidate in candidates {
            let path: PathBuf = folder.join(candidate).join(if cfg!(windows) { format!("{program}.cmd") } else { program.to_owned() });
            if path.is_file() {
                return vec![path.to_string_lossy().into_owned()];
            }
        }
    }
    vec![program.to_owned()]
}

/// A script of the package that starts the tool and nothing else: it knows which files the project means. Its tool is asked for the
/// format behind it.
fn own_script(which: Which, tool: &Tool, here: &Path) -> Option<ProjectCommand> {
    if tool.home != Home::Node {
        return None;
    }
    let name = script_names(which).iter().find(|name| {
        manifest::script(here, name).is_some_and(|script| {
            let compound = script.contains(['&', '|', ';', '<', '>', '`', '$', '\n']);
            let changes = script
                .split_whitespace()
                .any(|word| matches!(word, "--fix" | "--write" | "--apply" | "--watch" | "-w" | "-f" | "--format" | "--formatter" | "-o"));
            let started = script.split_whitespace().next() == Some(tool.program());
            started && !compound && !changes
        })
    })?;
    let mut words: Vec<String> = runner(here).iter().map(|word| (*word).to_owned()).collect();
    words.push((*name).to_owned());
    if words.first().is_some_and(|word| word == "npm") {
        words.push("--".to_owned());
    }
    words.extend(tool.format_words.iter().cloned());
    if tool.name == "tsc" && !manifest::script(here, name).is_some_and(|script| script.contains("--noEmit")) {
        return None;
    }
    Some(ProjectCommand::Program(words))
}

/// What runs scripts here, by the lock file.
fn runner(here: &Path) -> &'static [&'static str] {
    if here.join("pnpm-lock.yaml").is_file() {
        &["pnpm", "run", "--silent"]
    } else if here.join("yarn.lock").is_file() {
        &["yarn", "run"]
    } else {
        &["npm", "run", "--silent"]
    }
}

/// A script that says by its name that it is this gate's, where no tool is known.
fn script(which: Which, here: &Path) -> Option<Job> {
    let (name, text) = script_names(which).iter().find_map(|name| manifest::script(here, name).map(|text| (*name, text)))?;
    let words = runner(here).iter().copied().chain([name]).map(str::to_owned);
    let tools = tools::of_command(&text);
    Some(Job {
        command: ProjectCommand::Program(words.collect()),
        line: text,
        folder: here.to_path_buf(),
        format: AUTO.to_owned(),
        silent: !tools.is_empty() && tools.iter().all(|tool| tool.silent),
        tools,
        install: Some("npm ci".to_owned()),
        recognised: true,
    })
}

/// Whether any of `files` is source code that a gate's known tools look at.
pub(super) fn has_source(which: Which, files: &[RepoPath]) -> bool {
    const OF_BOTH: &[&str] = &[
        "ts", "tsx", "mts", "cts", "py", "pyi", "rs", "go", "java", "kt", "cs", "fs", "c", "cc", "cpp", "h", "hpp", "swift", "scala",
        "php", "dart", "vue", "svelte",
    ];
    const OF_LINT: &[&str] = &["js", "jsx", "mjs", "cjs", "rb", "sh", "bash", "css", "scss", "sql", "lua", "pl", "tf"];
    files.iter().any(|file| {
        let name = String::from_utf8_lossy(file.file_name()).into_owned();
        let Some((_, extension)) = name.rsplit_once('.') else { return which == Which::Lint && name == "Dockerfile" };
        OF_BOTH.contains(&extension) || (which == Which::Lint && OF_LINT.contains(&extension))
    })
}
