//! From the configured keys to what the sources say: each list is asked for once, the providers beside each other.

use super::locator::Target;
use super::options::{Key, Options};
use super::sources::{self, Listed, Request};
use crate::gate::Context;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::Mutex;

/// Providers that are asked at the same time.
const TOGETHER: usize = 8;

/// What each key's source gave; keys of one list share it.
pub(super) struct Collected {
    lists: Vec<(Request, Listed)>,
    /// For each key, the place in `lists`.
    of_key: Vec<usize>,
}

impl Collected {
    /// The list that the `at`-th key is in.
    pub(super) fn of(&self, at: usize) -> Option<&Listed> {
        self.lists.get(*self.of_key.get(at)?).map(|(_, listed)| listed)
    }

    /// The place of that list among all, to tell whether two keys share it.
    pub(super) fn list_of(&self, at: usize) -> Option<usize> {
        self.of_key.get(at).copied()
    }
}

/// Asks every source that a key names.
pub(super) fn collect(keys: &[&Key], options: &Options, context: &Context<'_>, now: Timestamp) -> Collected {
    let mut requests: Vec<Request> = Vec::new();
    let mut of_key = Vec::new();
    for key in keys {
        let wanted = request(key, options, now);
        let same = |known: &Request| {
            !is_file(&known.target) && known.target == wanted.target && known.base_url == wanted.base_url && known.region == wanted.region
        };
        match requests.iter().position(same) {
            Some(at) => {
                if let Some(known) = requests.get_mut(at) {
                    known.names = known.names.take().zip(wanted.names).map(|(mut known, more)| {
                        known.extend(more);
                        known
                    });
                    known.usage |= wanted.usage;
                }
                of_key.push(at);
            }
            None => {
                of_key.push(requests.len());
                requests.push(wanted);
            }
        }
    }
    Collected { lists: look(requests, options, context), of_key }
}

fn request(key: &Key, options: &Options, now: Timestamp) -> Request {
    let source = &key.source;
    Request {
        target: source.target.clone(),
        base_url: source.base_url.clone(),
        region: source.region.clone(),
        names: source.name.clone().map(|name| BTreeSet::from([name])),
        usage: key.unused_after.or(options.unused_after).is_some(),
        now,
    }
}

fn is_file(target: &Target) -> bool {
    matches!(target, Target::X509 { .. } | Target::Sops { .. } | Target::Git { .. } | Target::Manual)
}

fn look(requests: Vec<Request>, options: &Options, context: &Context<'_>) -> Vec<(Request, Listed)> {
    let threads = requests.len().min(TOGETHER);
    let queue = Mutex::new(requests.into_iter().enumerate());
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().ok().and_then(|mut queue| queue.next());
                    let Some((at, request)) = next else { break };
                    let listed = sources::look(&request, options, context);
                    if let Ok(mut done) = done.lock() {
                        done.push((at, request, listed));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(at, _, _)| *at);
    done.into_iter().map(|(_, request, listed)| (request, listed)).collect()
}
