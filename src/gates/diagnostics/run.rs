//! Runs the commands and reads the reports.

use super::hear::{self, Formats, Heard};
use super::job::Job;
use super::judge::{Circumstances, Ending, Judged, judge, nothing_looked_at};
use super::options::Report;
use super::{targets, tools};
use crate::exec::{self, Manner};
use crate::formats::diagnostics::Reading;
use crate::model::Trouble;
use crate::text::one_line;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Most output of one command that is kept, in bytes.
const KEEP: usize = crate::formats::diagnostics::LARGEST;
/// Reports as large as this are not held, where their format allows for that, in bytes.
const STREAMED: u64 = 16 << 20;
/// The most that a report may have that is not held, in bytes.
const LARGEST: u64 = 2 << 30;
/// Variables that keep tools from writing for a terminal.
const ENVIRONMENT: &[(&str, &str)] = &[("NO_COLOR", "1"), ("CARGO_TERM_COLOR", "never"), ("PYTHONUTF8", "1")];

/// What one tool had to say.
#[derive(Debug)]
pub(super) struct Told {
    /// The command or the report, safe to print.
    pub name: String,
    /// What its paths are relative to, absolute.
    pub folder: PathBuf,
    /// What it reports.
    pub reading: Option<Reading>,
    /// The tool, where it is known.
    pub tool: Option<String>,
    /// What it comes to.
    pub judged: Judged,
    /// Its exit code, where it is known.
    pub code: Option<i32>,
    /// How many findings it reports; known when they are taken from what it reports.
    pub found: usize,
}

/// How commands are run.
#[derive(Debug, Clone, Copy)]
pub(super) struct How<'run> {
    pub formats: &'run Formats,
    pub timeout: Duration,
    /// Whether what a command that somebody named says is passed on; what a recognised tool is made to say is for machines.
    pub echo: bool,
    /// Whether it is nothing new that there is no file to look at: a base may be older than the first one.
    pub on_base: bool,
}

/// Runs a command. Where `reports` says that it writes files, what it prints need not be readable.
pub(super) fn command(job: &Job, how: How<'_>, writes_reports: bool) -> Told {
    let name = job.command.shown();
    let manner = Manner {
        folder: &job.folder,
        environment: ENVIRONMENT,
        echo: how.echo && !job.recognised,
        keep: KEEP,
        deadline: Some(how.timeout),
    };
    let told = |reading, judged, code| {
        let tool = job.tools.first().filter(|_| job.tools.len() == 1).map(|tool| tool.name.clone());
        Told { name: name.clone(), folder: job.folder.clone(), reading, tool, judged, code, found: 0 }
    };
    if !job.folder.is_dir() {
        let trouble = Trouble::new(
            format!("{} is no folder to run {name} in", one_line(&job.folder.display().to_string())),
            "name an existing folder",
        );
        return told(None, Judged::CannotJudge(trouble), None);
    }
    let finished = match job.command.run(manner) {
        Ok(finished) => finished,
        Err(error) => return told(None, Judged::CannotJudge(not_started(job, &error)), None),
    };
    let ending = match (finished.timed_out, finished.code) {
        (true, _) => Ending::TimedOut,
        (false, Some(code)) => Ending::Code(code),
        (false, None) => Ending::Signal,
    };
    let heard = hear::streams(&finished.stdout, &finished.stderr, &job.format, &job.tools, how.formats);
    let mut known = job.tools.clone();
    if let Heard::Report(reading) = &heard
        && known.is_empty()
        && let Some(tool) = reading.tool.as_deref().and_then(tools::named)
    {
        known.push(tool);
    }
    let around = Circumstances {
        name: name.clone(),
        ending,
        tools: known,
        silent: job.silent || writes_reports,
        cut: finished.cut,
        last_words: finished.last_words(),
        install: job.install.clone(),
    };
    let judged = if writes_reports && matches!(heard, Heard::Unreadable(_)) && ending == Ending::Code(0) {
        Judged::Clean
    } else {
        let judged = judge(&around, &heard);
        if how.on_base { judged } else { looked(job, &heard, judged) }
    };
    told(reading_of(heard), judged, finished.code)
}

/// No clean run of a tool that had nothing to look at, and does not say so.
fn looked(job: &Job, heard: &Heard, judged: Judged) -> Judged {
    let counted = matches!(heard, Heard::Report(reading) if reading.files.is_some());
    if judged != Judged::Clean || counted {
        return judged;
    }
    match targets::without_files(job) {
        Some(why) => Judged::CannotJudge(nothing_looked_at(&job.command.shown(), &why)),
        None => judged,
    }
}

fn reading_of(heard: Heard) -> Option<Reading> {
    match heard {
        Heard::Report(reading) => Some(*reading),
        Heard::Nothing | Heard::Clean | Heard::NothingLookedAt(_) | Heard::Unreadable(_) => None,
    }
}

fn not_started(job: &Job, error: &exec::Error) -> Trouble {
    let install = job.install.as_ref().map_or_else(String::new, |install| format!("install it ({install}), or "));
    match error {
        exec::Error::NotFound { program } => {
            let program = one_line(program).into_owned();
            let why = if job.recognised { "the project uses it, by its files" } else { "it is the command that was asked for" };
            Trouble::new(
                format!("{program} was not found: {why}"),
                format!("{install}name another command in the configuration or with --run"),
            )
        }
        other => {
            let source = std::error::Error::source(other).map(|source| format!(": {source}")).unwrap_or_default();
            Trouble::new(format!("{other}{source}"), format!("{install}run it by hand, and see what it says"))
        }
    }
}

/// What is known of a report beside its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    /// When the command that writes it was started.
    pub after: Option<SystemTime>,
    /// The exit code of that command.
    pub code: Option<i32>,
    /// Whether an empty report with exit code 0 is a clean one.
    pub silent: bool,
    /// Oldest that it may be.
    pub max_age: Option<Duration>,
}

/// Reads a report from a file.
pub(super) fn report(report: &Report, folder: &Path, written: Written, formats: &Formats) -> Told {
    let path = folder.join(&report.path);
    let name = one_line(&report.path.display().to_string()).into_owned();
    let code = report.exit_code.or(written.code);
    let told = |reading: Option<Reading>, judged| {
        let tool = reading.as_ref().and_then(|reading| reading.tool.clone());
        Told { name: name.clone(), folder: folder.to_path_buf(), reading, tool, judged, code, found: 0 }
    };
    if let Some(trouble) = stale(&path, &name, written) {
        return told(None, Judged::CannotJudge(trouble));
    }
    let heard = match heard(&path, &report.format, formats) {
        Ok(heard) => heard,
        Err(trouble) => return told(None, Judged::CannotJudge(Trouble::new(format!("{name} {}", trouble.message), trouble.help))),
    };
    let reader = crate::formats::diagnostics::reader_of_text(&report.format);
    let quiet_format = reader.is_some_and(|reader| reader.quiet);
    let tool = match &heard {
        Heard::Report(reading) => reading.tool.as_deref().and_then(tools::named),
        _ => reader.and_then(|reader| tools::all().iter().find(|tool| tool.format == reader.name)),
    };
    let around = Circumstances {
        name: name.clone(),
        ending: code.map_or(Ending::Untold, Ending::Code),
        silent: written.silent || (code == Some(0) && (quiet_format || tool.is_some_and(|tool| tool.silent))),
        tools: tool.into_iter().collect(),
        cut: false,
        last_words: String::new(),
        install: None,
    };
    let judged = judge(&around, &heard);
    told(reading_of(heard), judged)
}

/// What can be made of a report; a large one is not held, where its format allows for that.
fn heard(path: &Path, format: &str, formats: &Formats) -> Result<Heard, Trouble> {
    let length = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map_or(0, |about| about.len());
    if (STREAMED..LARGEST).contains(&length) {
        let mut open = || Ok(Box::new(std::fs::File::open(path)?) as Box<dyn std::io::Read>);
        if let Some(heard) = hear::stream(format, &mut open) {
            return Ok(heard);
        }
    }
    read(path).map(|bytes| hear::file(&bytes, format, formats))
}

/// The bytes of a report, in bounded memory.
fn read(path: &Path) -> Result<Vec<u8>, Trouble> {
    let help = "see whether the tool wrote it, and give the path as it is seen from here";
    let wrong = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Trouble::new("is not there", help),
        _ => Trouble::new(format!("could not be read: {error}"), help),
    };
    let about = std::fs::metadata(path).map_err(wrong)?;
    if about.is_dir() {
        return Err(Trouble::new("is a folder", "name the report itself"));
    }
    let too_large =
        || Trouble::new(format!("is larger than {} MiB", KEEP >> 20), "have the tool write a report for each part of the project");
    let limit = u64::try_from(KEEP).unwrap_or(u64::MAX);
    if about.len() > limit {
        return Err(too_large());
    }
    let file = std::fs::File::open(path).map_err(wrong)?;
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(wrong)?;
    if bytes.len() > KEEP {
        return Err(too_large());
    }
    Ok(bytes)
}

/// Why a report is too old to say anything.
fn stale(path: &Path, name: &str, written: Written) -> Option<Trouble> {
    let modified = std::fs::metadata(path).and_then(|data| data.modified()).ok()?;
    // File systems keep coarse times.
    let slack = Duration::from_secs(2);
    if written.after.is_some_and(|after| modified + slack < after) {
        return Some(Trouble::new(
            format!("{name} was there before the command ran, and the command did not write it"),
            "have the command write the report there, or remove the old one",
        ));
    }
    let age = SystemTime::now().duration_since(modified).unwrap_or_default();
    let most = written.max_age?;
    (age > most).then(|| {
        Trouble::new(
            format!("{name} is {} old, more than {} allow", minutes(age), minutes(most)),
            "write it again, or allow more with max-age",
        )
    })
}

fn minutes(duration: Duration) -> String {
    let minutes = duration.as_secs() / 60;
    if minutes < 120 { format!("{minutes} min") } else { format!("{} h", minutes / 60) }
}
