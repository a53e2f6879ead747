//! Asking a provider: one client a source, answers as JSON, pages, failures as sentences.

use super::options::Options;
use crate::env;
use crate::model::Trouble;
use crate::net::{self, Client, ErrorKind, Request, Response, Settings, Tls};
use crate::text::one_line;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::cell::Cell;
use std::collections::BTreeSet;

/// Pages of one list that are followed at most: no provider gives a million keys.
const MOST_PAGES: usize = 2_000;

/// What a source needs to know of its provider.
#[derive(Debug, Clone, Copy)]
pub(super) struct Provider {
    /// As it is called.
    pub(super) title: &'static str,
    /// The variables that can hold the credential, the first of which is named to people.
    pub(super) variables: &'static [&'static str],
    /// The least rights that the credential needs.
    pub(super) rights: &'static str,
}

/// Asks one provider.
pub(super) struct Asker {
    provider: Provider,
    client: Client,
    skew: Cell<Option<SignedDuration>>,
}

impl Asker {
    pub(super) fn new(provider: Provider, options: &Options, tls: Tls) -> Result<Self, Trouble> {
        let settings = Settings {
            timeout: options.timeout.std(),
            deadline: options.deadline.std(),
            per_host: options.concurrency.0,
            tls,
            ..Settings::default()
        };
        let client = Client::new(&settings).map_err(|why| Trouble::new(why, "mend that, and run again"))?;
        Ok(Self { provider, client, skew: Cell::new(None) })
    }

    /// The provider's clock against the one here: positive where it is ahead.
    pub(super) fn skew(&self) -> Option<SignedDuration> {
        self.skew.get()
    }

    /// The credential for the provider.
    pub(super) fn credential(&self) -> Result<String, Trouble> {
        self.provider.credential()
    }

    /// Asks all, several at once. Statuses of failure are failures.
    pub(super) fn all(&self, requests: Vec<Request>) -> Vec<Result<Response, Trouble>> {
        self.raw(requests).into_iter().map(|result| result.and_then(Response::success).map_err(|error| self.trouble(&error))).collect()
    }

    /// As [`Asker::all`], with whatever came of each.
    pub(super) fn raw(&self, requests: Vec<Request>) -> Vec<Result<Response, net::Error>> {
        let results = self.client.send_all(requests);
        for date in results.iter().flatten().filter_map(|response| response.date) {
            let skew = date.duration_since(Timestamp::now());
            let worst = self.skew.get().filter(|known| known.abs() >= skew.abs()).unwrap_or(skew);
            self.skew.set(Some(worst));
        }
        results
    }

    /// Asks once.
    pub(super) fn one(&self, request: Request) -> Result<Response, Trouble> {
        self.all(vec![request]).pop().unwrap_or_else(|| Err(self.garbage("nothing")))
    }

    /// The answer as JSON.
    pub(super) fn json(&self, response: &Response) -> Result<Value, Trouble> {
        serde_json::from_slice(&response.body).map_err(|_error| self.garbage(response.asked()))
    }

    /// Asks for pages until `next` names no further one. `request` makes the request of a page, `next` takes what the page holds and
    /// gives the next page's address.
    pub(super) fn pages(
        &self,
        first: String,
        request: impl Fn(&str) -> Request,
        mut next: impl FnMut(&Response, &Value) -> Result<Option<String>, Trouble>,
    ) -> Result<(), Trouble> {
        let mut seen = BTreeSet::new();
        let mut page = first;
        loop {
            if seen.len() >= MOST_PAGES || !seen.insert(page.clone()) {
                return Err(Trouble::new(
                    format!("{}: the pages of a list have no end", self.provider.title),
                    "check the base address: a list ends, or is shorter than this",
                ));
            }
            let response = self.one(request(&page))?;
            let value = self.json(&response)?;
            match next(&response, &value)? {
                Some(link) => page = net::next_page(&page, &link).map_err(|error| self.trouble(&error))?,
                None => return Ok(()),
            }
        }
    }

    /// An address of the provider.
    pub(super) fn url(&self, base: &str, segments: &[&str], query: &[(&str, &str)]) -> Result<String, Trouble> {
        net::url(base, segments, query).map_err(|error| self.trouble(&error))
    }

    /// What a failed request comes to, for people.
    pub(super) fn trouble(&self, error: &net::Error) -> Trouble {
        let Provider { title, variables, rights } = self.provider;
        let variable = variables.first().copied().unwrap_or_default();
        let help = match error.kind {
            ErrorKind::Status(401) => format!("the credential in {variable} is not valid there: make a new one; it needs {rights}"),
            ErrorKind::Status(403) => format!("the credential in {variable} lacks a right: it needs {rights}"),
            ErrorKind::Status(404) => {
                format!("check the name in the configuration; {title} answers so, too, where a right is missing: it needs {rights}")
            }
            _ => error.help().to_owned(),
        };
        Trouble::new(format!("{title} could not be asked: {}", one_line(&error.to_string())), help)
    }

    /// An answer that is not what was asked for.
    pub(super) fn garbage(&self, asked: &str) -> Trouble {
        Trouble::new(
            format!("{}: the answer to {} is not what its API gives", self.provider.title, one_line(asked)),
            "check the address: a proxy or a log-in page may have answered",
        )
    }

    /// A list that was cut off.
    pub(super) fn cut(&self, read: usize, said: u64) -> Trouble {
        Trouble::new(
            format!("{}: only {read} of {said} keys were listed", self.provider.title),
            "run again; if it stays so, the credential may not see all of them",
        )
    }
}

impl Provider {
    /// The credential for the provider, from the first of its variables that is set.
    pub(super) fn credential(&self) -> Result<String, Trouble> {
        self.variables.iter().find_map(|name| env::var(name).map(|value| value.trim().to_owned())).ok_or_else(|| {
            let (first, others) = self.variables.split_first().map_or(("", [].as_slice()), |(first, others)| (*first, others));
            let or = if others.is_empty() { String::new() } else { format!(" (or {})", others.join(", ")) };
            Trouble::new(
                format!("{} was not asked: {first}{or} is not set", self.title),
                format!("set {first} to a credential that can do no more than it must: {}", self.rights),
            )
        })
    }
}

/// The text of a field.
pub(super) fn text<'json>(value: &'json Value, name: &str) -> Option<&'json str> {
    value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}
