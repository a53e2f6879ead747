//! The command line: the only user of clap's parser, standard output and standard error.

mod action;
mod announce;
mod args;
mod check;
mod coverage;
mod coverage_args;
mod failure;
mod foreign;
mod gitignore;
mod hook;
mod init;
mod lint;
mod output;
mod policy;
mod progress;
mod redact;
mod report;
mod rotation;
mod rules;
mod scan_cache;
mod secrets;
mod session;
mod shell;
mod trial;

pub use args::Cli;

use args::Command;
use clap::Parser as _;
use failure::Failure;
use session::Session;
use std::ffi::OsString;
use std::process::ExitCode;

/// Parses `args`, does what they say, and returns the exit code of the contract.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            let code = u8::try_from(error.exit_code()).unwrap_or(2);
            // Help asked for is output; a mistake in the words is an error. clap knows which, and a closed pipe is nobody's mistake.
            drop(error.print());
            return ExitCode::from(code);
        }
    };
    let session = Session::new(&cli.shared);
    let code = match dispatch(&cli.command, &session) {
        Ok(code) => code,
        Err(failure) => failure.report(&session),
    };
    ExitCode::from(code)
}

fn dispatch(command: &Command, session: &Session<'_>) -> Result<u8, Failure> {
    match command {
        Command::Check(args) => check::run(args, session),
        Command::Secrets(args) => secrets::run(args, session),
        Command::Gitignore(args) => gitignore::run(args, session),
        Command::Rotation(args) => rotation::run(args, session),
        Command::Coverage(args) => coverage::run(args, session),
        Command::Lint(args) => lint::run(args, lint::Gate::Lint, session),
        Command::Typecheck(args) => lint::run(args, lint::Gate::Typecheck, session),
        Command::Audit(_) => check::unbuilt("audit", session),
        Command::Rehearse(_) => check::unbuilt("rehearse", session),
        Command::Verify(_) => check::unbuilt("verify", session),
        Command::Action => action::run(session),
        Command::Report(args) => report::run(args, session),
        Command::Init(args) => init::run(args, session),
        Command::Schema(args) => Ok(shell::schema(args, session)),
        Command::Completions(args) => Ok(shell::completions(args, session)),
        Command::Man => shell::man(session),
    }
}
