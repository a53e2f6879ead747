//! Where to ask instead of at a provider's own servers.

use super::provider::table;
use crate::net;
use crate::text::{nearest, one_line};
use std::time::Duration;

/// Stands for every provider.
const ALL: &str = "*";

/// How providers are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validate {
    /// Where to ask; of a provider that is named twice, the first holds.
    pub endpoints: Vec<Endpoint>,
    /// Longest wait for one answer.
    pub timeout: Duration,
}

impl Validate {
    /// The address that was given for a provider.
    pub(super) fn base(&self, provider: &str) -> Option<&str> {
        let of = |name: &str| self.endpoints.iter().find(|endpoint| endpoint.provider == name).map(|endpoint| endpoint.base.as_str());
        of(provider).or_else(|| of(ALL))
    }
}

/// A provider, and the address of a server of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    provider: String,
    base: String,
}

impl Endpoint {
    /// Reads `PROVIDER=URL`. `*=URL` is for every provider, and must be of this machine.
    ///
    /// # Errors
    /// What is wrong with it, as a sentence: secrets go there, so it is `https`, or `http` on this machine, and names no user.
    pub fn parse(text: &str) -> Result<Self, String> {
        // What is wrong is not repeated: it may hold a password.
        let (provider, base) = text.split_once('=').ok_or_else(|| "it is not of the form PROVIDER=URL".to_owned())?;
        let known: Vec<&str> = table().as_ref()?.provider.iter().map(|provider| provider.id.as_str()).collect();
        if provider != ALL && !known.contains(&provider) {
            let near = nearest(provider, known.iter().copied()).map_or_else(String::new, |near| format!(": did you mean {near}?"));
            return Err(format!("{} is no provider that golive asks{near}", one_line(provider)));
        }
        let base = net::url(base, &[], &[]).map_err(|_error| "the address is no http or https URL, or names a user".to_owned())?;
        if base.contains(['?', '#']) {
            return Err("the address has a query or a fragment".to_owned());
        }
        let is_here = net::is_loopback(&base);
        if !is_here && base.starts_with("http:") {
            return Err("secrets are not sent over http, except to this machine: use https".to_owned());
        }
        if provider == ALL && !is_here {
            return Err("one address for every provider must be of this machine: name the providers one by one".to_owned());
        }
        Ok(Self { provider: provider.to_owned(), base })
    }
}
