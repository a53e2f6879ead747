//! The `golive` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    golive::cli::run(std::env::args_os())
}
