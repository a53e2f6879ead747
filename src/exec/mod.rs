//! The only user of child processes. No shell, except for what policy says to run: a program and its arguments, each passed as it is.

mod command;
mod error;
mod project;

pub use command::{Command, Output};
pub use error::Error;
pub use project::{Finished, Manner, ProjectCommand};
