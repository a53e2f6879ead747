//! All integration tests, one binary. What is where:
//!
//! - `support`: real repositories in temporary folders, golive and git with a scrubbed environment, secrets made at run time
//! - `cli`: words of the command line, help, formats, colour
//! - `config_errors`: configurations that cannot be used
//! - `diagnostics`: what is read of linters' output, real and hostile
//! - `staged`: what a commit hook sees
//! - `sources`: every kind of repository and place text can come from
//! - `bypass`: ways past a scanner, each closed
//! - `robustness`: hostile and enormous input
//! - `accuracy`: the scanner on the labelled corpus
//! - `coverage`: the coverage gate, on reports made here and by real tools
//! - `canary`: no secret's value in any output
//! - `coverage_reports`: reports that real tools made
//! - `living`: rules of one's own, other scanners' settings, what is accepted, parts of the work
//! - `floors`: who may import whom
//! - `readme`: the README's commands, run
//! - `hooks`: git hooks, pre-commit and prek, run
//! - `init`: `golive init`, and what it writes, used
//! - `action`: the action on every kind of checkout, its installation, and as a workflow runs it
//! - `lint`: linters and type checkers, run; reports, baselines, changes
//! - `rotation`: sources of keys, against stand-ins on loopback and real servers
//! - `validate`: providers asked whether credentials work, against stand-ins on loopback
//! - `workflows`: what CI may not do
//!
//! `INSTA_UPDATE=always cargo test` rewrites snapshots, `GOLIVE_UPDATE=1 cargo test` the README's output.
#![expect(clippy::string_slice, clippy::use_debug, clippy::format_collect, reason = "a test may panic, and shows what it has")]
// Test modules are in a `cfg(test)` block each, so that clippy knows helpers for what they are.

#[cfg(test)]
mod accuracy;
#[cfg(test)]
mod action;
mod bypass;
#[cfg(test)]
mod canary;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod config_errors;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod coverage_reports;
#[cfg(test)]
mod diagnostics;
#[cfg(test)]
mod floors;
#[cfg(test)]
mod hooks;
mod init;
#[cfg(test)]
mod lint;
#[cfg(test)]
mod living;
#[cfg(test)]
mod readme;
#[cfg(test)]
mod robustness;
#[cfg(test)]
mod rotation;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod staged;
#[cfg(test)]
mod support;
#[cfg(test)]
mod validate;
#[cfg(test)]
mod workflows;
