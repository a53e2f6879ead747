//! One child process: arguments in, captured output out.

use super::Error;
use crate::text::one_line;
use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead, BufReader, Read, Write as _};
use std::path::Path;
use std::process::{ExitStatus, Stdio};

/// How much of a failed program's standard error is quoted, in bytes.
const QUOTED_STDERR: usize = 2_000;
/// Buffer between a streaming program and its reader, in bytes.
const PIPE: usize = 256 << 10;

/// A program to run and what to give it.
#[derive(Debug)]
pub struct Command {
    program: String,
    inner: std::process::Command,
    input: Vec<u8>,
}

/// What a finished program said.
#[derive(Debug)]
pub struct Output {
    /// How it ended.
    pub status: ExitStatus,
    /// Standard output.
    pub stdout: Vec<u8>,
    /// Standard error.
    pub stderr: Vec<u8>,
}

impl Command {
    /// A program found on `PATH`, with nothing on its standard input.
    #[expect(clippy::disallowed_methods, reason = "the one place that starts processes")]
    pub fn new(program: &str) -> Self {
        Self { program: program.to_owned(), inner: std::process::Command::new(program), input: Vec::new() }
    }

    /// Adds one argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.inner.arg(argument);
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.inner.args(arguments);
        self
    }

    /// Sets one environment variable, or takes it away.
    #[must_use]
    pub fn env(mut self, name: &str, value: Option<OsString>) -> Self {
        match value {
            Some(value) => self.inner.env(name, value),
            None => self.inner.env_remove(name),
        };
        self
    }

    /// Runs in `folder`.
    #[must_use]
    pub fn within(mut self, folder: &Path) -> Self {
        self.inner.current_dir(folder);
        self
    }

    /// Gives it `input` on standard input.
    #[must_use]
    pub fn input(mut self, input: Vec<u8>) -> Self {
        self.input = input;
        self
    }

    /// Runs it to its end, whatever its exit status.
    ///
    /// # Errors
    /// [`Error::NotFound`] and [`Error::Io`].
    pub fn output(mut self) -> Result<Output, Error> {
        let program = self.program.clone();
        let failed = |source| Error::Io { program: program.clone(), source };
        self.inner.stdout(Stdio::piped()).stderr(Stdio::piped());
        self.inner.stdin(if self.input.is_empty() { Stdio::null() } else { Stdio::piped() });
        let mut child = self.inner.spawn().map_err(|source| self.could_not_start(source))?;
        let stdin = child.stdin.take();
        let input = self.input;
        let output = std::thread::scope(|scope| {
            if let Some(mut stdin) = stdin {
                // A program may stop reading early; its exit status says what that means.
                scope.spawn(move || drop(stdin.write_all(&input)));
            }
            child.wait_with_output()
        })
        .map_err(failed)?;
        Ok(Output { status: output.status, stdout: output.stdout, stderr: output.stderr })
    }

    /// Runs it and hands its standard output to `consume` as it comes, so that it need not fit into memory.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Io`] (of `consume` too), [`Error::Failed`].
    pub fn stream<T>(mut self, consume: impl FnOnce(&mut dyn BufRead) -> io::Result<T>) -> Result<T, Error> {
        let program = self.program.clone();
        let failed = |source| Error::Io { program: program.clone(), source };
        self.inner.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.inner.spawn().map_err(|source| self.could_not_start(source))?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (consumed, said) = std::thread::scope(|scope| {
            if let Some(mut stdin) = stdin {
                let input = &self.input;
                // A program may stop reading early; its exit status says what that means.
                scope.spawn(move || drop(stdin.write_all(input)));
            }
            let said = stderr.map(|stderr| scope.spawn(move || tail(stderr)));
            let consumed = match stdout {
                Some(stdout) => consume(&mut BufReader::with_capacity(PIPE, stdout)),
                None => Err(io::ErrorKind::BrokenPipe.into()),
            };
            (consumed, said.and_then(|thread| thread.join().ok()).unwrap_or_default())
        });
        let status = child.wait().map_err(failed)?;
        if !status.success() && consumed.is_ok() {
            return Err(Error::Failed { program, status, stderr: one_line(said.trim()).into_owned() });
        }
        consumed.map_err(failed)
    }

    /// Starts it, set up further by `prepare`.
    pub(super) fn start(mut self, prepare: impl FnOnce(&mut std::process::Command)) -> Result<std::process::Child, Error> {
        prepare(&mut self.inner);
        self.inner.spawn().map_err(|source| self.could_not_start(source))
    }

    fn could_not_start(&self, source: io::Error) -> Error {
        if source.kind() == io::ErrorKind::NotFound {
            Error::NotFound { program: self.program.clone() }
        } else {
            Error::Io { program: self.program.clone(), source }
        }
    }

    /// Runs it to its end and takes its standard output, if it reports success.
    ///
    /// # Errors
    /// As [`Command::output`], and [`Error::Failed`].
    pub fn stdout(self) -> Result<Vec<u8>, Error> {
        let program = self.program.clone();
        let output = self.output()?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let tail = output.stderr.len().saturating_sub(QUOTED_STDERR);
        let said = String::from_utf8_lossy(output.stderr.get(tail..).unwrap_or_default());
        Err(Error::Failed { program, status: output.status, stderr: one_line(said.trim()).into_owned() })
    }
}

/// The end of what a program says on standard error.
fn tail(mut stderr: impl Read) -> String {
    let mut said = Vec::new();
    // What was read until an error is all there is to quote.
    drop(stderr.read_to_end(&mut said));
    let from = said.len().saturating_sub(QUOTED_STDERR);
    String::from_utf8_lossy(said.get(from..).unwrap_or_default()).into_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use super::{Command, Error};

    #[test]
    fn large_input_and_output_do_not_lock_up() {
        let input = vec![b'x'; 4 << 20];
        assert_eq!(Command::new("cat").input(input.clone()).stdout().unwrap(), input);
    }

    #[test]
    fn failures_are_told_apart() {
        assert!(matches!(Command::new("no-such-program").stdout(), Err(Error::NotFound { .. })));
        let failed = Command::new("sh").args(["-c", "printf 'a\\nb' >&2; exit 3"]).stdout();
        assert_eq!(failed.unwrap_err().to_string(), "sh failed (exit status: 3): a\\nb");
    }
}
