//! What the tests are written with.

mod repo;
mod run;
mod secrets;
mod server;
mod snapshot;
mod tools;

pub(crate) use repo::Repo;
pub(crate) use run::{Run, Service};
pub(crate) use secrets::{assignment, github_pat};
pub(crate) use server::{Asked, Reply, Server};
pub(crate) use snapshot::snapshot;
pub(crate) use tools::{project, tool};
