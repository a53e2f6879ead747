//! `--hook`: what git's hooks call.

use super::failure::Failure;
use super::session::Session;
use crate::ci::{self, Asked};
use crate::env;
use crate::git::Repo;
use crate::source::Source;
use std::io::{IsTerminal as _, Read as _};
use std::sync::mpsc;
use std::time::Duration;

/// Longest wait for standard input. Git writes references at once and closes; a stream that stays open and silent is somebody else's.
const PATIENCE: Duration = Duration::from_secs(3);
/// Longest input that is read, in bytes: a push of some hundred thousand references.
const LONGEST: u64 = 64 << 20;

/// The text that the hook with these arguments is about; says on standard error what it is.
pub(super) fn source(arguments: &[String], session: &Session<'_>, repo: &Repo) -> Result<Source, Failure> {
    let question = ci::asked(&input(), arguments, &env::var, repo)?;
    if !session.shared.quiet {
        session.warn(&format!("golive: looking at {}\n", crate::text::one_line(&question.said)));
    }
    Ok(match question.asked {
        Asked::Commits { to, without } => Source::Commits { to, without },
        Asked::Nothing => Source::Commits { to: Vec::new(), without: Vec::new() },
        Asked::Staged => Source::Staged,
        Asked::Tracked => Source::Tracked,
    })
}

/// What stands on standard input, as far as it comes in time. A person's terminal is not waited for.
fn input() -> String {
    if std::io::stdin().is_terminal() {
        return String::new();
    }
    let (sender, receiver) = mpsc::channel();
    // Not joined: a stream that stays open keeps it waiting until the process ends.
    std::thread::spawn(move || {
        let mut text = Vec::new();
        // What was read until an error is all there is.
        drop(std::io::stdin().lock().take(LONGEST).read_to_end(&mut text));
        drop(sender.send(text));
    });
    receiver.recv_timeout(PATIENCE).map(|text| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default()
}
