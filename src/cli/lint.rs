//! `golive lint` and `golive typecheck`.

use super::failure::Failure;
use super::session::Session;
use crate::engine::Plan;
use crate::gates::{DiagnosticsLevel, DiagnosticsOptions, DiagnosticsReport, Sections};
use crate::source::Source;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Where the tools come from, and what their findings are compared with.
#[derive(Debug, Args)]
pub(super) struct DiagnosticsArgs {
    /// Run CMD (a line for the shell) and judge what it prints together with its exit code [default: tools are recognised]
    #[arg(long, value_name = "CMD")]
    run: Option<String>,
    /// Format of what --run prints [default: found out]
    #[arg(long, value_name = "FORMAT", requires = "run")]
    run_format: Option<String>,
    /// Read a report; the format `auto` is found out (repeatable). With --run, the command writes it
    #[arg(long, value_name = "FORMAT=FILE", value_parser = report)]
    from: Vec<DiagnosticsReport>,
    /// Exit code that the tool whose report --from gives ended with
    #[arg(long, value_name = "N", requires = "from", conflicts_with = "run", allow_negative_numbers = true)]
    exit_code: Option<i32>,
    /// Oldest that a report may be, as 2h
    #[arg(long, value_name = "AGE", requires = "from")]
    max_age: Option<String>,
    /// Longest time that a command may take, as 10m
    #[arg(long, value_name = "TIME")]
    timeout: Option<String>,
    /// Only findings on lines that were added since BASE count
    #[arg(long, value_name = "BASE")]
    diff: Option<String>,
    /// With --diff: run the tools on the base too, and count what the change caused on lines that it did not touch
    #[arg(long, requires = "diff")]
    base_run: bool,
    /// Known findings, which do not count
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    baseline: Option<PathBuf>,
    /// Write what is found to a baseline, and pass
    #[arg(long, value_name = "FILE", conflicts_with = "update_baseline")]
    write_baseline: Option<PathBuf>,
    /// Drop the entries of the baseline that no longer occur; none is added
    #[arg(long)]
    update_baseline: bool,
    /// Most warnings that pass [default: warnings do not fail, unless the tool itself fails on them]
    #[arg(long, value_name = "N")]
    max_warnings: Option<u64>,
    /// The least severity that fails [default: error]
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<SeverityName>,
    /// Most suppressions in the source (noqa, eslint-disable, ..) that pass
    #[arg(long, value_name = "N")]
    max_suppressions: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SeverityName {
    /// Errors
    Error,
    /// Warnings and errors
    Warning,
    /// Everything
    Note,
}

impl From<SeverityName> for DiagnosticsLevel {
    fn from(name: SeverityName) -> Self {
        match name {
            SeverityName::Error => Self::Error,
            SeverityName::Warning => Self::Warning,
            SeverityName::Note => Self::Note,
        }
    }
}

/// Which of the two commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gate {
    /// `golive lint`
    Lint,
    /// `golive typecheck`
    Typecheck,
}

pub(super) fn run(args: &DiagnosticsArgs, gate: Gate, session: &Session<'_>) -> Result<u8, Failure> {
    let place = session.place(&[])?;
    let mut settings: Sections = session.settings(&place.start, &place.repo.root(), Some(&place.repo))?;
    let (id, options) = match gate {
        Gate::Lint => ("lint", &mut settings.lint),
        Gate::Typecheck => ("typecheck", &mut settings.typecheck),
    };
    let root = place.repo.root();
    apply(args, options, &place.start, &root.canonicalize().unwrap_or(root))?;
    let plan = Plan::for_gate(&settings, id)?;
    let source = Source::Published { within: Vec::new() };
    session.run(plan, &place.start, &source, &[], Some(&place.repo))
}

/// What the words say beats what the configuration says.
fn apply(args: &DiagnosticsArgs, options: &mut DiagnosticsOptions, here: &Path, root: &Path) -> Result<(), Failure> {
    options.given.run.clone_from(&args.run);
    options.given.run_format.clone_from(&args.run_format);
    options.given.folder = here.to_path_buf();
    options.given.reports.clone_from(&args.from);
    for report in &mut options.given.reports {
        report.exit_code = args.exit_code;
    }
    options.given.diff.clone_from(&args.diff);
    options.base_run |= args.base_run;
    if let Some(path) = &args.baseline {
        options.baseline = Some(from_root(path, here, root));
    }
    options.given.write_baseline = args.write_baseline.as_ref().map(|path| from_root(path, here, root));
    options.given.update_baseline = args.update_baseline;
    if args.update_baseline && options.baseline.is_none() {
        return Err(Failure::new(
            "--update-baseline: there is no baseline",
            "name it with --baseline FILE, or baseline = \"FILE\" in the configuration",
        ));
    }
    let writes = args.update_baseline || args.write_baseline.is_some();
    if writes && crate::env::is_set(crate::env::CI) {
        return Err(Failure::new(
            "a baseline is not written under CI: a change would accept its own findings",
            "write it where you work, and commit it",
        ));
    }
    options.max_warnings = args.max_warnings.or(options.max_warnings);
    options.max_suppressions = args.max_suppressions.or(options.max_suppressions);
    options.fail_on = args.fail_on.map(Into::into).or(options.fail_on);
    options.max_age = args.max_age.clone().or(options.max_age.take());
    options.timeout = args.timeout.clone().or(options.timeout.take());
    Ok(())
}

/// A path of the command line as seen from the root of the repository; absolute where it is outside of it.
fn from_root(path: &Path, here: &Path, root: &Path) -> PathBuf {
    let full = here.join(path);
    let folder = full.parent().and_then(|folder| folder.canonicalize().ok());
    let full = folder.zip(full.file_name()).map_or(full.clone(), |(folder, name)| folder.join(name));
    full.strip_prefix(root).map(Path::to_path_buf).unwrap_or(full)
}

fn report(text: &str) -> Result<DiagnosticsReport, String> {
    let (format, file) = text.split_once('=').ok_or("write it as FORMAT=FILE, for example auto=report.json")?;
    if format.is_empty() || file.is_empty() {
        return Err("write it as FORMAT=FILE, for example auto=report.json".to_owned());
    }
    Ok(DiagnosticsReport { format: format.to_owned(), path: PathBuf::from(file), exit_code: None })
}
