//! What the tests are written with.

mod repo;
mod run;
mod secrets;
mod snapshot;
mod tools;

pub(crate) use repo::Repo;
pub(crate) use run::Run;
pub(crate) use secrets::{assignment, github_pat};
pub(crate) use snapshot::snapshot;
pub(crate) use tools::{project, tool};
