//! Running the tests.

use super::options::Options;
use crate::exec::{self, Finished, Manner};
use crate::gate::PrepareError;
use crate::model::Trouble;
use crate::text::one_line;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// How long a command may take where nothing is set.
const TIMEOUT: Duration = Duration::from_secs(1800);
/// How much of its output is kept for quoting, in bytes.
const KEPT: usize = 256 << 10;
/// Lines of its end that are quoted.
const QUOTED: usize = 12;
/// What a shell exits with where it cannot run a program.
const NOT_EXECUTABLE: i32 = 126;
/// What a shell exits with where it finds no program.
const NOT_FOUND: i32 = 127;

/// A command that ran.
pub(super) struct Ran {
    /// When it was started.
    pub(super) at: SystemTime,
    /// What it was.
    pub(super) command: String,
    /// Its exit code and last words, where that was a failure.
    pub(super) failed: Option<(i32, Vec<String>)>,
}

/// The time a command may take.
///
/// # Errors
/// [`PrepareError`] where the setting is no duration.
pub(super) fn timeout(options: &Options) -> Result<Duration, PrepareError> {
    let Some(text) = &options.timeout else { return Ok(TIMEOUT) };
    let wrong = || PrepareError {
        message: format!("coverage.timeout: {} is no duration", one_line(text)),
        help: "write it as 90s, 10m or 1h".to_owned(),
    };
    let parsed: jiff::SignedDuration = text.parse().map_err(|_error| wrong())?;
    Duration::try_from(parsed).ok().filter(|timeout| !timeout.is_zero()).ok_or_else(wrong)
}

/// Runs the command of the settings in `folder`, if there is one.
///
/// # Errors
/// [`Trouble`] where it could not be started, was stopped, or did not end by itself.
pub(super) fn run(options: &Options, folder: &Path, timeout: Duration, echo: bool) -> Result<Option<Ran>, Trouble> {
    let Some(line) = &options.command else { return Ok(None) };
    if line.is_empty() {
        return Err(Trouble::new("the coverage command is empty", "write the command that runs the tests, or take the key out"));
    }
    let command = line.project_command();
    let shown = command.shown();
    let at = SystemTime::now();
    let manner = Manner { folder, environment: &[], echo, keep: KEPT, deadline: Some(timeout) };
    let finished = command.run(manner).map_err(|error| not_started(&error))?;
    let said = last_words(&finished);
    if finished.timed_out {
        return Err(Trouble::new(
            format!("`{shown}` was stopped after {} s", timeout.as_secs()),
            "give it more time with [coverage] timeout, or find out what it waits for",
        ));
    }
    match finished.code {
        Some(0) => Ok(Some(Ran { at, command: shown, failed: None })),
        Some(code @ (NOT_FOUND | NOT_EXECUTABLE)) => Err(Trouble::new(
            format!("`{shown}` could not be run (exit code {code}): {}", said.last().cloned().unwrap_or_default()),
            "install the program, or correct the command",
        )),
        Some(code) => Ok(Some(Ran { at, command: shown, failed: Some((code, said)) })),
        None => Err(Trouble::new(format!("`{shown}` was ended by a signal"), "look for what stopped it, such as too little memory")),
    }
}

fn not_started(error: &exec::Error) -> Trouble {
    let why = std::error::Error::source(error).map(|source| format!(": {source}")).unwrap_or_default();
    Trouble::new(format!("{error}{why}"), "install the program, or correct the command")
}

fn last_words(finished: &Finished) -> Vec<String> {
    let words = finished.last_words();
    let lines: Vec<String> = words.lines().map(|line| one_line(line).into_owned()).collect();
    lines.get(lines.len().saturating_sub(QUOTED)..).unwrap_or_default().to_vec()
}
