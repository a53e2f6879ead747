//! `golive gitignore`, and `golive gitignore explain`.

use super::args::{AboutPaths, GitignoreArgs};
use super::failure::Failure;
use super::output;
use super::session::Session;
use crate::engine::Plan;
use crate::git::{IgnoreAnswer, IgnoreView, Repo};
use crate::model::{GateReport, Outcome, Report, Trouble, Verdict};
use crate::render::{self, Format};
use crate::source::Source;
use crate::text::{RepoPath, count, one_line};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::time::Instant;

pub(super) fn run(args: &GitignoreArgs, session: &Session<'_>) -> Result<u8, Failure> {
    if let Some(AboutPaths::Explain { paths }) = &args.about {
        return explain(paths, session);
    }
    let place = session.place(args.path.as_slice())?;
    let mut settings = session.settings(&place.start, &place.repo.root(), Some(&place.repo))?;
    settings.gitignore.history |= args.history;
    if args.hook.is_some() && !session.shared.quiet {
        session.warn("golive: looking at the ignore rules and the tracked files of the whole repository\n");
    }
    if args.fix {
        settings.gitignore.allow_changes(args.untrack);
    }
    let plan = Plan::for_gate(&settings, "gitignore")?;
    let source = Source::Published { within: place.within.clone() };
    session.run(plan, &place.start, &source, &place.within, Some(&place.repo))
}

/// One path of the command line, with what git says of it.
struct Explained {
    /// As it was given.
    given: String,
    /// Relative to the root of the outermost repository.
    path: RepoPath,
    /// Where the repository that the path belongs to stands below that root; empty for the root itself.
    repository: RepoPath,
    answer: IgnoreAnswer,
}

/// For each path, whether git ignores it, and the line that decides.
fn explain(paths: &[PathBuf], session: &Session<'_>) -> Result<u8, Failure> {
    let (started, clock) = (jiff::Timestamp::now(), Instant::now());
    let place = session.place(&[])?;
    let Some(root) = place.repo.work_tree().and_then(|root| root.canonicalize().ok()) else {
        return Err(crate::git::Error::NoWorkTree.into());
    };
    let mut troubles = Vec::new();
    let mut asked: BTreeMap<RepoPath, Vec<(usize, RepoPath)>> = BTreeMap::new();
    let mut explained: Vec<Option<Explained>> = Vec::new();
    for (at, given) in paths.iter().enumerate() {
        explained.push(None);
        match relative(given, &place.start, &root) {
            Some(path) => {
                let (repository, inner) = innermost(&path, &root);
                asked.entry(repository).or_default().push((at, inner));
            }
            None => troubles.push(Trouble::new(
                format!("{} is outside of the repository at {}", given.display(), root.display()),
                "run golive once for each repository",
            )),
        }
    }
    for (repository, inner) in asked {
        let nested = if repository.as_bytes().is_empty() { None } else { Some(Repo::discover(&repository.to_path(&root))?) };
        let only: Vec<RepoPath> = inner.iter().map(|(_, path)| path.clone()).collect();
        let asked_of = nested.as_ref().unwrap_or(&place.repo);
        let answers = asked_of.check_ignore(&only, IgnoreView::default())?;
        if asked_of.was_answered_without_git() {
            session.warn("golive: git was not found: gitoxide's rules answer in its place\n");
        }
        for ((at, path), answer) in inner.into_iter().zip(answers) {
            let given = paths.get(at).map(|path| path.display().to_string()).unwrap_or_default();
            if let IgnoreAnswer::Refused(reason) = &answer {
                troubles.push(Trouble::new(format!("git does not say: {reason}"), "ask about the path itself, not through a link"));
            } else if let Some(slot) = explained.get_mut(at) {
                *slot = Some(Explained { given, path: below(&repository, &path), repository: repository.clone(), answer });
            }
        }
    }
    let explained: Vec<Explained> = explained.into_iter().flatten().collect();
    let report = report(&explained, troubles, started, clock);
    print(&explained, &report, session);
    session.write_files(&report)?;
    Ok(report.exit_code())
}

fn report(explained: &[Explained], troubles: Vec<Trouble>, started: jiff::Timestamp, clock: Instant) -> Report {
    let ignored = explained.iter().filter(|one| one.answer.is_ignored()).count();
    let mut metrics = serde_json::Map::new();
    metrics.insert("paths".to_owned(), explained.iter().map(document).collect());
    let outcome = Outcome {
        verdict: if troubles.is_empty() { Verdict::Pass } else { Verdict::Unknown },
        metrics,
        troubles,
        ..Outcome::skipped(format!("{ignored} of {} ignored", count(explained.len(), "path is", "paths are")))
    };
    let gate = GateReport { gate: "gitignore", outcome, took: clock.elapsed() };
    Report { started, took: clock.elapsed(), gates: vec![gate], requirements: Vec::new(), troubles: Vec::new() }
}

fn document(one: &Explained) -> serde_json::Value {
    let rule = one.answer.rule();
    json!({
        "path": one.path.to_string(),
        "ignored": one.answer.is_ignored(),
        "source": source(one),
        "line": rule.map(|rule| rule.line),
        "pattern": rule.map(|rule| rule.pattern.to_string()),
    })
}

/// The deciding file, relative to the outermost root where it stands below it.
fn source(one: &Explained) -> Option<String> {
    let source = &one.answer.rule()?.source;
    let absolute = source.to_path(Path::new("")).is_absolute();
    Some(if absolute { source.to_string() } else { below(&one.repository, source).to_string() })
}

fn print(explained: &[Explained], report: &Report, session: &Session<'_>) {
    match Format::from(session.shared.format) {
        Format::Human => {
            let lines = explained.iter().map(|one| {
                let rule = one.answer.rule();
                let line = rule.map(|rule| rule.line.to_string()).unwrap_or_default();
                let pattern = rule.map(|rule| rule.pattern.to_string()).unwrap_or_default();
                let source = source(one).unwrap_or_default();
                format!("{}:{line}:{}\t{}\n", one_line(&source), one_line(&pattern), one_line(&one.given))
            });
            session.print(&lines.collect::<String>());
            let troubles = report.gates.iter().flat_map(|gate| &gate.outcome.troubles);
            let said: String = troubles.map(|trouble| render::failure(trouble, session.error_style())).collect();
            session.warn(&said);
        }
        Format::Jsonl => session.print(&explained.iter().map(|one| document(one).to_string() + "\n").collect::<String>()),
        format => session.print(&output::render(format, report, session.style())),
    }
}

/// `path` inside of `folder`.
fn below(folder: &RepoPath, path: &RepoPath) -> RepoPath {
    if folder.as_bytes().is_empty() {
        return path.clone();
    }
    let mut bytes = folder.as_bytes().to_vec();
    bytes.push(b'/');
    bytes.extend_from_slice(path.as_bytes());
    RepoPath::new(bytes)
}

/// A path of the command line relative to `root`; `None` outside of it. `.` and `..` are resolved by their letters, as git does, so
/// that a path through a link stays one. A slash at the end is kept: it says that a folder is meant.
fn relative(given: &Path, here: &Path, root: &Path) -> Option<RepoPath> {
    let mut full = PathBuf::new();
    for component in here.join(given).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => drop(full.pop()),
            other => full.push(other),
        }
    }
    // The path may be written through links above the repository: `/tmp` is one on macOS.
    let inside = full.strip_prefix(root).map(Path::to_path_buf).ok().or_else(|| {
        let above = full.ancestors().find(|above| above.canonicalize().is_ok_and(|real| real == root))?;
        full.strip_prefix(above).map(Path::to_path_buf).ok()
    })?;
    let mut bytes = RepoPath::from_path(&inside).as_bytes().to_vec();
    let folder = given.as_os_str().as_encoded_bytes().ends_with(b"/");
    if folder && !bytes.is_empty() {
        bytes.push(b'/');
    }
    Some(RepoPath::new(bytes))
}

/// The innermost repository that `path` lies in (a submodule, or any other inside of this one), and the path from its root.
/// A repository's own folder belongs to the one around it.
fn innermost(path: &RepoPath, root: &Path) -> (RepoPath, RepoPath) {
    let bytes: &[u8] = path.as_bytes();
    let mut found = (RepoPath::new(""), path.clone());
    for at in memchr::memchr_iter(b'/', bytes.strip_suffix(b"/").unwrap_or(bytes)) {
        let (folder, inner) = (bytes.get(..at).unwrap_or_default(), bytes.get(at + 1..).unwrap_or_default());
        let folder = RepoPath::new(folder);
        let on_disk = folder.to_path(root);
        // Beyond a link lies no part of this work tree, and git says so.
        if std::fs::symlink_metadata(&on_disk).is_ok_and(|data| data.is_symlink()) {
            break;
        }
        if on_disk.join(".git").symlink_metadata().is_ok() {
            found = (folder, RepoPath::new(inner));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{innermost, relative};
    use crate::git::scratch::Scratch;
    use crate::text::RepoPath;
    use std::path::Path;

    #[test]
    fn paths_are_seen_from_the_root() {
        let (root, here) = (Path::new("/r"), Path::new("/r/a"));
        for (given, path) in [
            ("x", Some("a/x")),
            ("./x/", Some("a/x/")),
            ("../x", Some("x")),
            ("..", Some("")),
            ("b/../../x", Some("x")),
            ("/r/y", Some("y")),
            ("../../x", None),
            ("/elsewhere", None),
        ] {
            assert_eq!(relative(Path::new(given), here, root), path.map(RepoPath::new), "{given}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_path_belongs_to_the_innermost_repository() {
        let scratch = Scratch::new();
        scratch.write("a/x", "").write("sub/deep/x", "");
        scratch.git(&["init", "--quiet", "sub"]);
        std::os::unix::fs::symlink(".", scratch.root().join("link")).unwrap();
        for (path, repository, inner) in [
            ("a/x", "", "a/x"),
            ("sub", "", "sub"),
            ("sub/", "", "sub/"),
            ("sub/deep/x", "sub", "deep/x"),
            ("sub/new/x", "sub", "new/x"),
            ("link/sub/x", "", "link/sub/x"),
        ] {
            let expected = (RepoPath::new(repository), RepoPath::new(inner));
            assert_eq!(innermost(&RepoPath::new(path), &scratch.root()), expected, "{path}");
        }
    }
}
