//! The only user of child processes. No shell: a program and its arguments, each passed as it is.

mod command;
mod error;

pub use command::{Command, Output};
pub use error::Error;
