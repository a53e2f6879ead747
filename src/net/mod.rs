//! The only code that speaks to the network, behind a blocking face: requests in, responses out, several at once.
//!
//! Redirects are reported, never followed: a request carries credentials, and another place has no right to them. No error tells more
//! of a request than its method, its origin and its path.

mod aws;
mod client;
mod error;
mod host;
mod origin;
mod request;
mod retry;
mod send;
#[cfg(test)]
mod tests;
mod tls;

pub use aws::AwsKey;
pub use client::{Client, Settings};
pub use error::{Error, ErrorKind};
pub use origin::{host, is_loopback, next_page, same_origin, url};
pub use request::{Method, Request, Response};
pub use tls::{Identity, Tls};
