//! Programs with an environment that is the same everywhere.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a finished program said.
pub(crate) struct Run {
    command: String,
    pub(crate) code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
}

/// A program about to run in `folder`, whose HOME is `home`. Of the caller's environment it sees only where programs and temporary
/// files are: no `CI`, `GITHUB_*`, `GIT_*`, `NO_COLOR`, nor anything that is invented later.
pub(crate) fn run(program: &str, folder: &Path, home: &Path) -> Running {
    Running::new(program, folder, home)
}

/// golive, as [`run`].
pub(crate) fn golive(folder: &Path, home: &Path) -> Running {
    Running::new(env!("CARGO_BIN_EXE_golive"), folder, home)
}

/// A program about to run.
pub(crate) struct Running {
    command: Command,
    input: Vec<u8>,
}

impl Running {
    #[expect(clippy::disallowed_methods, reason = "the one place where tests start programs")]
    fn new(program: &str, folder: &Path, home: &Path) -> Self {
        let mut command = Command::new(program);
        command.current_dir(folder).env_clear();
        for name in ["TMPDIR", "LLVM_PROFILE_FILE", "SSL_CERT_FILE"] {
            if let Some(value) = golive::env::var_os(name) {
                command.env(name, value);
            }
        }
        command
            .env("PATH", search_path())
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", home.join(".config"))
            .env("XDG_CACHE_HOME", home.join(".cache"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("LC_ALL", "C.UTF-8");
        Self { command, input: Vec::new() }
    }

    /// The program.
    pub(crate) fn path(&self) -> String {
        self.command.get_program().to_str().unwrap().to_owned()
    }

    pub(crate) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = S>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Finds programs in `folder` too, after golive.
    pub(crate) fn also_on_path(self, folder: &Path) -> Self {
        let path = search_path();
        let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        folders.insert(1, folder.to_path_buf());
        self.env("PATH", std::env::join_paths(folders).unwrap())
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn input(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = input.into();
        self
    }

    /// Starts it, and leaves it running until the handle is dropped.
    pub(crate) fn start(mut self) -> Service {
        self.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Service(self.command.spawn().unwrap_or_else(|error| panic!("{:?}: {error}", self.command)))
    }

    /// Runs it to its end.
    pub(crate) fn finish(mut self) -> Run {
        let command = format!("{:?}", self.command);
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().unwrap_or_else(|error| panic!("{command}: {error}"));
        let mut stdin = child.stdin.take().unwrap();
        let input = self.input;
        // A program that does not read its input closes the pipe; that is its right.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Run { command, code: output.status.code(), stdout: output.stdout, stderr: output.stderr }
    }
}

/// A program that runs beside the test.
pub(crate) struct Service(std::process::Child);

impl Service {
    pub(crate) fn is_running(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// The folder of the golive under test first, so that hooks find it; a link there, where tests run under another name.
fn search_path() -> OsString {
    let own = Path::new(env!("CARGO_BIN_EXE_golive")).parent().unwrap().to_path_buf();
    let inherited = golive::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths([own].into_iter().chain(std::env::split_paths(&inherited)).collect::<Vec<PathBuf>>()).unwrap()
}

impl Run {
    #[track_caller]
    pub(crate) fn exits(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "expected exit code {code}\n{self}");
        self
    }

    /// Standard output holds `text`.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) -> &Self {
        assert!(self.out().contains(text), "expected {text:?} on standard output\n{self}");
        self
    }

    /// Standard error holds `text`.
    #[track_caller]
    pub(crate) fn complains(&self, text: &str) -> &Self {
        assert!(self.err().contains(text), "expected {text:?} on standard error\n{self}");
        self
    }

    #[track_caller]
    pub(crate) fn never_says(&self, text: &str) -> &Self {
        assert!(!self.out().contains(text) && !self.err().contains(text), "{text:?} was not to be said\n{self}");
        self
    }

    pub(crate) fn out(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    pub(crate) fn err(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    /// Standard output as one JSON document.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.stdout).unwrap_or_else(|error| panic!("no JSON document: {error}\n{self}"))
    }

    /// `path:line rule` of every finding of a JSON report.
    #[track_caller]
    pub(crate) fn findings(&self) -> Vec<String> {
        let report = self.json();
        let line = |finding: &serde_json::Value| {
            let word = |key: &str| finding[key].as_str().unwrap_or("-").to_owned();
            format!("{}:{} {}", word("path"), finding["line"], word("rule_id"))
        };
        report["findings"].as_array().unwrap().iter().map(line).collect()
    }
}

impl fmt::Display for Run {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}\nexit code {:?}\n--- stdout\n{}\n--- stderr\n{}", self.command, self.code, self.out(), self.err())
    }
}
