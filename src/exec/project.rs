//! A command of the project under test: its tests, its linter. Named by policy, and never by a report.

use super::{Command, Error};
use crate::text::one_line;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// How often a running command is looked at, where it has a deadline.
const LOOK: Duration = Duration::from_millis(20);
/// How much of one stream's end is kept for quoting, in bytes.
const QUOTED: usize = 8 << 10;
/// Longest piece of a line that is passed on to the person at the terminal, in bytes.
const LONGEST_LINE: u64 = 64 << 10;

/// What to run. It comes from the command line or from policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProjectCommand {
    /// One line for the system's shell, as a person would type it.
    Shell(String),
    /// A program and its arguments, passed as they are.
    Program(Vec<String>),
}

/// How to run it.
#[derive(Debug, Clone, Copy)]
pub struct Manner<'run> {
    /// Where.
    pub folder: &'run Path,
    /// Variables to set for it.
    pub environment: &'run [(&'run str, &'run str)],
    /// Whether what it says is passed on to standard error while it runs, line by line, made safe to print.
    pub echo: bool,
    /// How much of its standard output is kept, in bytes.
    pub keep: usize,
    /// When it is stopped, with all that it started.
    pub deadline: Option<Duration>,
}

/// A command that came to an end.
#[derive(Debug)]
pub struct Finished {
    /// Its exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// Whether it was stopped at its deadline.
    pub timed_out: bool,
    /// Standard output, up to [`Manner::keep`].
    pub stdout: Vec<u8>,
    /// Whether standard output was longer than that.
    pub cut: bool,
    /// Standard error, up to [`Manner::keep`].
    pub stderr: Vec<u8>,
    /// How long it ran.
    pub took: Duration,
}

impl ProjectCommand {
    /// The command as a person would read it, on one line and safe to print.
    pub fn shown(&self) -> String {
        match self {
            Self::Shell(line) => one_line(line).into_owned(),
            Self::Program(words) => one_line(&words.join(" ")).into_owned(),
        }
    }

    fn prepared(&self) -> Result<Command, Error> {
        match self {
            Self::Shell(line) if cfg!(windows) => Ok(Command::new("cmd").args(["/C", line])),
            Self::Shell(line) => Ok(Command::new("sh").args(["-c", line])),
            Self::Program(words) => match words.split_first() {
                Some((program, arguments)) => Ok(Command::new(program).args(arguments)),
                None => Err(Error::NotFound { program: "(no program)".to_owned() }),
            },
        }
    }

    /// Runs it to its end, whatever its exit status, and stops whatever it leaves running.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Io`]. A shell that finds no program is no error here: it exits with 127.
    pub fn run(&self, manner: Manner<'_>) -> Result<Finished, Error> {
        let program = self.shown();
        let failed = |source| Error::Io { program: program.clone(), source };
        let mut command = self.prepared()?.within(manner.folder);
        for (name, value) in manner.environment {
            command = command.env(name, Some((*value).into()));
        }
        let started = Instant::now();
        let mut child = command.start(|inner| {
            inner.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
            #[cfg(unix)]
            std::os::unix::process::CommandExt::process_group(inner, 0);
        })?;
        let group = Group(child.id());
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        std::thread::scope(|scope| {
            let (sender, ended) = mpsc::channel();
            let reader = |stream: Option<Box<dyn Read + Send>>| {
                let sender = sender.clone();
                scope.spawn(move || {
                    let kept = stream.map(|stream| drain(stream, manner.keep, manner.echo)).unwrap_or_default();
                    // The receiver lives as long as this scope.
                    _ = sender.send(());
                    kept
                })
            };
            let out = reader(stdout.map(|stream| Box::new(stream) as Box<dyn Read + Send>));
            let err = reader(stderr.map(|stream| Box::new(stream) as Box<dyn Read + Send>));
            let mut timed_out = false;
            let status = loop {
                if let Some(status) = child.try_wait().map_err(failed)? {
                    break status;
                }
                if !timed_out && manner.deadline.is_some_and(|deadline| started.elapsed() >= deadline) {
                    timed_out = true;
                    group.stop();
                    drop(child.kill());
                }
                // A stream that ends is a reason to look again at once.
                _ = ended.recv_timeout(LOOK);
                if ended.try_recv().is_ok() && manner.deadline.is_none() {
                    break child.wait().map_err(failed)?;
                }
            };
            // Something it left in the background would hold the streams open for ever.
            group.stop();
            let (stdout, cut) = out.join().unwrap_or_default();
            let (stderr, _) = err.join().unwrap_or_default();
            Ok(Finished { code: status.code(), timed_out, stdout, cut, stderr, took: started.elapsed() })
        })
    }
}

impl Finished {
    /// The end of what it said, standard error first, safe to print; for quoting in an error.
    pub fn last_words(&self) -> String {
        let words = if self.stderr.iter().all(u8::is_ascii_whitespace) { &self.stdout } else { &self.stderr };
        let tail = words.get(words.len().saturating_sub(QUOTED)..).unwrap_or_default();
        crate::text::terminal(String::from_utf8_lossy(tail).trim()).into_owned()
    }
}

/// The processes that a command started, as one.
struct Group(u32);

impl Group {
    /// Stops all that is left of them; a group that is empty already is no error.
    fn stop(&self) {
        #[cfg(unix)]
        if let Some(group) = i32::try_from(self.0).ok().and_then(rustix::process::Pid::from_raw) {
            _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }
}

/// Reads a stream to its end, keeps its first `keep` bytes, and passes it on line by line where that is wanted.
fn drain(stream: impl Read, keep: usize, echo: bool) -> (Vec<u8>, bool) {
    let (mut kept, mut cut) = (Vec::new(), false);
    let mut reader = BufReader::new(stream);
    let mut line = Vec::new();
    loop {
        line.clear();
        // What was read until an error is all there is.
        match reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
        let room = keep - kept.len().min(keep);
        cut |= line.len() > room;
        kept.extend_from_slice(line.get(..room.min(line.len())).unwrap_or_default());
        if echo {
            pass_on(&line);
        }
    }
    (kept, cut)
}

/// One line of somebody else's output. It is indented behind a bar, so that it is no command to a CI system that reads the log.
fn pass_on(line: &[u8]) {
    let text = String::from_utf8_lossy(line);
    let safe = one_line(text.trim_end_matches(['\n', '\r'])).replace("##[", "## [");
    // Whoever closed standard error does not want to be told.
    drop(writeln!(std::io::stderr().lock(), "  | {safe}"));
}

#[cfg(all(test, unix))]
mod tests {
    use super::{Finished, Manner, ProjectCommand};
    use std::path::Path;
    use std::time::Duration;

    #[expect(clippy::unwrap_used, reason = "a helper of tests")]
    fn run(line: &str, deadline: Option<u64>) -> Finished {
        let manner = Manner {
            folder: Path::new("."),
            environment: &[("GOLIVE_TEST_WORD", "word")],
            echo: false,
            keep: 1_000,
            deadline: deadline.map(Duration::from_millis),
        };
        ProjectCommand::Shell(line.to_owned()).run(manner).unwrap()
    }

    #[test]
    fn both_streams_and_the_exit_code_are_kept() {
        let finished = run("printf out; printf err >&2; exit 3", None);
        assert_eq!((finished.code, finished.stdout.as_slice(), finished.stderr.as_slice()), (Some(3), &b"out"[..], &b"err"[..]));
        assert_eq!(run("printf \"$GOLIVE_TEST_WORD\"", None).stdout, b"word");
        assert_eq!(run("no-such-program-anywhere", None).code, Some(127));
    }

    #[test]
    fn long_output_is_cut_and_said_to_be() {
        let finished = run("yes | head -c 5000", None);
        assert_eq!((finished.stdout.len(), finished.cut), (1_000, true));
    }

    #[test]
    fn nothing_is_left_running() {
        let finished = run("sleep 30 & printf done", None);
        assert_eq!(finished.stdout, b"done");
        assert!(finished.took < Duration::from_secs(20));
        let finished = run("sleep 30", Some(100));
        assert!(finished.timed_out && finished.took < Duration::from_secs(20));
    }
}
