//! What every command needs: style, settings, where it was pointed at, running a plan and saying what came of it.

use super::announce;
use super::args::{ColorWhen, Shared};
use super::failure::Failure;
use super::foreign;
use super::output::{self, Target as OutputTarget};
use super::policy;
use super::progress;
use crate::ci::{self, Change, Situation};
use crate::config;
use crate::engine::{self, Plan, Target};
use crate::env;
use crate::gates::{OptionMistake, Sections};
use crate::git::Repo;
use crate::model::Report;
use crate::render::{self, Format, Style};
use crate::source::{Progress, Source};
use crate::text::{RepoPath, one_line};
use std::cell::{OnceCell, RefCell};
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

/// Stands for the base of the change, wherever a commit may be named.
pub(super) const AUTO: &str = "auto";
/// Columns to fit into where there is no terminal to ask.
const WIDTH: usize = 120;

pub(super) struct Session<'cli> {
    pub(super) shared: &'cli Shared,
    /// The report, for the action, which tells the runner of it itself.
    kept: Option<RefCell<Option<Report>>>,
    /// The commit that policy is read from, with `auto` found out.
    policy_ref: OnceCell<Option<String>>,
}

/// A repository, and what in it a command is about.
pub(super) struct Place {
    /// Where the command was pointed at, absolute.
    pub start: PathBuf,
    /// The repository.
    pub repo: Repo,
    /// Paths named, relative to the root; empty for the whole repository.
    pub within: Vec<RepoPath>,
}

impl<'cli> Session<'cli> {
    pub(super) fn new(shared: &'cli Shared) -> Self {
        Self { shared, kept: None, policy_ref: OnceCell::new() }
    }

    /// A session whose report somebody else tells the runner of.
    pub(super) fn within_action(shared: &'cli Shared) -> Self {
        Self { shared, kept: Some(RefCell::new(None)), policy_ref: OnceCell::new() }
    }

    pub(super) fn format(&self) -> Format {
        self.shared.format.into()
    }

    pub(super) fn style(&self) -> Style {
        let colour = self.wants_colour(&std::io::stdout());
        let width = terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0)).max(60);
        Style { colour, width, quiet: self.shared.quiet, verbose: self.shared.verbose }
    }

    pub(super) fn error_style(&self) -> Style {
        Style { colour: self.wants_colour(&std::io::stderr()), ..self.style() }
    }

    fn wants_colour(&self, stream: &impl anstream::stream::RawStream) -> bool {
        match self.shared.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never,
        }
    }

    /// The repository that `paths` (or the current folder) are in.
    #[expect(clippy::unused_self, reason = "everything a command needs is asked of the session")]
    pub(super) fn place(&self, paths: &[PathBuf]) -> Result<Place, Failure> {
        let here = absolute(Path::new("."))?;
        let named: Vec<PathBuf> = paths.iter().map(|path| absolute(path)).collect::<Result<_, _>>()?;
        let start = named.first().unwrap_or(&here).clone();
        let folder = if start.is_dir() { start.clone() } else { start.parent().unwrap_or(&start).to_path_buf() };
        let repo = Repo::discover(&folder)?;
        let root = repo.root();
        let root = root.canonicalize().unwrap_or(root);
        let mut within = Vec::new();
        for path in &named {
            let relative = path.strip_prefix(&root).map_err(|_error| {
                Failure::new(
                    format!("{} is outside of the repository at {}", path.display(), root.display()),
                    "run golive once for each repository",
                )
            })?;
            if relative.as_os_str().is_empty() {
                within.clear();
                break;
            }
            within.push(RepoPath::from_path(relative));
        }
        Ok(Place { start: folder, repo, within })
    }

    /// The settings that hold at `start`, looking upwards as far as `root`.
    pub(super) fn settings(&self, start: &Path, root: &Path, repo: Option<&Repo>) -> Result<Sections, Failure> {
        let file = match (&self.shared.config, self.policy_ref(repo)?) {
            (Some(path), None) => Some(config::named(path)?),
            (path, Some(revision)) => policy::read(revision, path.as_deref(), start, repo)?,
            (None, None) => config::discover(start, root)?,
        };
        let read = file;
        let mut settings: Sections = match &read {
            Some(file) => config::parse(file)?,
            None => Sections::default(),
        };
        let revision = self.policy_ref(repo)?;
        settings.secrets.policy_ref = revision.map(str::to_owned);
        if settings.secrets.other_scanners {
            settings.secrets.foreign = foreign::read(root, revision, repo)?;
        }
        if let Some(file) = &read {
            settings.secrets.file = Some(shown(&file.path, root));
            settings.rotation.set_file(file.path.clone());
        }
        if let Err(mistake) = settings.secrets.check() {
            let OptionMistake { keys, message, help } = mistake;
            return Err(match &read {
                Some(file) => config::mistake_at(file, &keys, message, help).into(),
                None => Failure::new(message, help),
            });
        }
        if let Some(path) = settings.secrets.baseline.clone() {
            settings.secrets.baseline_text = Some(self.policy_text(&path, root, repo)?);
        }
        Ok(settings)
    }

    /// The text of a file that policy stands in: as `--policy-ref` has it, if that was given.
    pub(super) fn policy_text(&self, path: &Path, root: &Path, repo: Option<&Repo>) -> Result<String, Failure> {
        let help = "make one with --write-baseline FILE, and commit it";
        let bytes = match (self.policy_ref(repo)?, repo) {
            (Some(revision), Some(repo)) => policy::bytes(revision, path, repo, help)?,
            _ => std::fs::read(root.join(path))
                .map_err(|error| Failure::new(format!("{} could not be read: {error}", path.display()), help))?,
        };
        String::from_utf8(bytes).map_err(|_error| Failure::new(format!("{} is not UTF-8", path.display()), help))
    }

    pub(super) fn jobs(&self) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.shared.jobs.map_or_else(all, usize::from)
    }

    /// Runs a plan, says what came of it, and returns the exit code.
    pub(super) fn run(&self, plan: Plan, start: &Path, source: &Source, within: &[RepoPath], repo: Option<&Repo>) -> Result<u8, Failure> {
        self.run_then(plan, start, source, within, repo, |_report| Ok(()))
    }

    /// As [`Session::run`], and gives the report to `then` before it is said.
    pub(super) fn run_then(
        &self,
        plan: Plan,
        start: &Path,
        source: &Source,
        within: &[RepoPath],
        repo: Option<&Repo>,
        then: impl FnOnce(&mut Report) -> Result<(), Failure>,
    ) -> Result<u8, Failure> {
        let targets = output::open(&self.shared.output)?;
        let progress = Progress::default();
        let for_people = self.format() == Format::Human
            && !self.shared.verbose
            && targets.is_empty()
            && self.kept.is_none()
            && !ci::is_github(&env::var);
        let (policy_ref, echo) = (self.policy_ref(repo)?, !self.shared.quiet);
        let target = Target { start, source, within, jobs: self.jobs(), policy_ref, echo, by_file: !for_people };
        let show = !self.shared.no_progress && !self.shared.quiet && std::io::stderr().is_terminal() && !env::is_set(env::CI);
        let mut report = progress::shown(show, &progress, || engine::run(plan, target, repo, &progress));
        then(&mut report)?;
        super::redact::names(&mut report);
        self.conclude(&report, targets)
    }

    /// Says what a report says, wherever that was asked for, and returns the exit code.
    pub(super) fn conclude(&self, report: &Report, targets: Vec<OutputTarget>) -> Result<u8, Failure> {
        self.print(&output::render(self.format(), report, self.style()));
        self.announce(report);
        self.write(targets, report)?;
        Ok(report.exit_code())
    }

    /// Tells the runner of the report, where there is one.
    pub(super) fn announce(&self, report: &Report) {
        match &self.kept {
            Some(kept) => drop(kept.replace(Some(report.clone()))),
            None => announce::report(self, report),
        }
    }

    /// The report that was concluded within the action.
    pub(super) fn kept(self) -> Option<Report> {
        self.kept.and_then(RefCell::into_inner)
    }

    /// Where the run is, and what set it off.
    fn situation(repo: &Repo) -> Result<Situation, Failure> {
        let event = match env::var_os(env::GITHUB_EVENT_PATH) {
            Some(path) => Some(ci::read_event(Path::new(&path))?),
            None => None,
        };
        Ok(ci::situation(&env::var, event.as_ref(), repo))
    }

    fn tell(&self, what: &str) {
        if !self.shared.quiet {
            self.warn(&format!("golive: {}\n", one_line(what)));
        }
    }

    /// The base of the change, found out; says which it is and why.
    pub(super) fn base(&self, repo: &Repo) -> Result<String, Failure> {
        let base = Self::situation(repo)?.compared()?;
        self.tell(&format!("compared with {} ({})", base.commit, base.why));
        Ok(base.commit)
    }

    /// The commits that set off the run, found out; says which they are and why. Where there are none but the tree, `None`.
    pub(super) fn brought(&self, repo: &Repo) -> Result<Option<Change>, Failure> {
        let situation = Self::situation(repo)?;
        let change = situation.brought()?;
        self.tell(&match &change {
            Some(Change { from: Some(from), why, .. }) => format!("commits since {from} ({why})"),
            Some(Change { from: None, why, .. }) => format!("commits of {why}"),
            None => format!("the tracked files: {} brought no commits here", situation.named()),
        });
        Ok(change)
    }

    /// The commit that policy is read from; the tree under test where it is `None`.
    fn policy_ref(&self, repo: Option<&Repo>) -> Result<Option<&str>, Failure> {
        if self.policy_ref.get().is_none() {
            let found = match (self.shared.policy_ref.as_deref(), repo) {
                (Some(AUTO), Some(repo)) => {
                    let situation = Self::situation(repo)?;
                    let base = situation.policy()?;
                    self.tell(&match &base {
                        Some(base) => format!("policy is read from {} ({})", base.commit, base.why),
                        None => format!("policy is the tree's own: {} asks for nothing to be taken in", situation.named()),
                    });
                    base.map(|base| base.commit)
                }
                (named, _) => named.map(str::to_owned),
            };
            drop(self.policy_ref.set(found));
        }
        Ok(self.policy_ref.get().and_then(Option::as_deref))
    }

    /// Prints to standard output. A reader that has gone away has seen enough.
    pub(super) fn print(&self, text: &str) {
        if ci::is_github(&env::var) {
            self.print_as_it_is(&render::harmless(text, self.format()));
        } else {
            self.print_as_it_is(text);
        }
    }

    /// As [`Session::print`], where nothing in the text is a repository's.
    #[expect(clippy::unused_self, reason = "everything a command needs is asked of the session")]
    pub(super) fn print_as_it_is(&self, text: &str) {
        let mut stdout = std::io::stdout().lock();
        drop(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()));
    }

    /// Says something to people on standard error.
    #[expect(clippy::unused_self, reason = "everything a command needs is asked of the session")]
    pub(super) fn warn(&self, text: &str) {
        let text = if ci::is_github(&env::var) { render::harmless(text, Format::Human) } else { text.to_owned() };
        // Nowhere is left to say that standard error is closed.
        drop(std::io::stderr().write_all(text.as_bytes()));
    }

    /// Writes the report to the files that were asked for.
    pub(super) fn write_files(&self, report: &Report) -> Result<(), Failure> {
        let targets = output::open(&self.shared.output)?;
        self.write(targets, report)
    }

    fn write(&self, targets: Vec<OutputTarget>, report: &Report) -> Result<(), Failure> {
        let plain = Style { colour: false, width: WIDTH, ..self.style() };
        targets.into_iter().try_for_each(|target| target.write(report, plain))
    }
}

/// The path with every link resolved; it must exist.
fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    path.canonicalize()
        .map_err(|error| Failure::new(format!("{} could not be read: {error}", path.display()), "name an existing file or folder"))
}

/// The path of a file as a reader at the root names it.
fn shown(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}
