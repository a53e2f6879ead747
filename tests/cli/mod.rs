//! The words of the command line.

mod baseline;
mod exit_codes;
mod formats;
mod help;
mod look;
mod report;
mod runner;
