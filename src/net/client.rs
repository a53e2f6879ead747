//! The client: what it may take, and its blocking face.

use super::host::Host;
use super::send::Sender;
use super::{Error, ErrorKind, Request, Response, Tls, origin, tls};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// What a client may take.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Longest wait for one answer.
    pub timeout: Duration,
    /// Longest time for everything, from the making of the client on: attempts, waits, all requests.
    pub deadline: Duration,
    /// Requests to one host at the same time.
    pub per_host: usize,
    /// Requests to all hosts at the same time.
    pub together: usize,
    /// Shortest time between the beginnings of two requests to one host, attempts included.
    pub spacing: Duration,
    /// How often a request is tried again.
    pub retries: u32,
    /// Largest answer, in bytes.
    pub largest: usize,
    /// What the client calls itself.
    pub user_agent: String,
    /// Whom to trust, and who the client is.
    pub tls: Tls,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(20),
            deadline: Duration::from_secs(120),
            per_host: 8,
            together: 64,
            spacing: Duration::ZERO,
            retries: 3,
            largest: 16 << 20,
            user_agent: format!("golive/{}", env!("CARGO_PKG_VERSION")),
            tls: Tls::default(),
        }
    }
}

/// Sends requests and waits for what comes of them.
pub struct Client {
    /// Gone only while the client is dropped.
    runtime: Option<tokio::runtime::Runtime>,
    sender: Arc<Sender>,
    per_host: usize,
    spacing: Duration,
}

impl Client {
    /// A client that takes no more than `settings` say. Proxies are those of the usual environment variables; the authorities trusted
    /// are the system's and those of `SSL_CERT_FILE`, unless the settings name their own.
    ///
    /// # Errors
    /// What keeps it from being made, as a sentence.
    pub fn new(settings: &Settings) -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(|error| format!("the network could not be set up: {error}"))?;
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(&settings.tls)?)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .user_agent(settings.user_agent.clone())
            .connect_timeout(settings.timeout)
            .build()
            .map_err(|_error| "the network could not be set up: check the proxy variables (HTTPS_PROXY, ALL_PROXY)".to_owned())?;
        let sender = Sender {
            http,
            timeout: settings.timeout,
            until: Instant::now() + settings.deadline,
            retries: settings.retries,
            largest: settings.largest,
            places: Semaphore::new(settings.together.max(1)),
        };
        Ok(Self { runtime: Some(runtime), sender: Arc::new(sender), per_host: settings.per_host.max(1), spacing: settings.spacing })
    }

    /// Sends one request.
    ///
    /// # Errors
    /// As the members of [`Client::send_all`].
    pub fn send(&self, request: Request) -> Result<Response, Error> {
        let shown = origin::shown_origin(request.method.word(), &request.url);
        self.send_all(vec![request]).pop().unwrap_or_else(|| Err(Error::new(ErrorKind::Connection, shown)))
    }

    /// Sends all, several at once, and gives what came of each in the order of the requests. A status of 429, 500, 502, 503 or 504 and
    /// a broken connection are tried again where the request may be repeated; the last answer is given as it is.
    ///
    /// # Errors
    /// In the place of a response: [`Error`] of any kind but [`ErrorKind::Status`].
    pub fn send_all(&self, requests: Vec<Request>) -> Vec<Result<Response, Error>> {
        let names: Vec<String> = requests.iter().map(|request| origin::shown_origin(request.method.word(), &request.url)).collect();
        let mut results: Vec<Option<Result<Response, Error>>> = names.iter().map(|_| None).collect();
        if let Some(runtime) = &self.runtime {
            for (at, result) in runtime.block_on(self.all(requests, &names)) {
                if let Some(slot) = results.get_mut(at) {
                    *slot = Some(result);
                }
            }
        }
        results
            .into_iter()
            .zip(names)
            .map(|(result, name)| result.unwrap_or_else(|| Err(Error::new(ErrorKind::Connection, name))))
            .collect()
    }

    async fn all(&self, requests: Vec<Request>, names: &[String]) -> Vec<(usize, Result<Response, Error>)> {
        let mut hosts: BTreeMap<&str, Arc<Host>> = BTreeMap::new();
        let mut tasks = JoinSet::new();
        for ((at, request), name) in requests.into_iter().enumerate().zip(names) {
            let host = name.split_once(' ').map_or("", |(_, host)| host);
            let host = Arc::clone(hosts.entry(host).or_insert_with(|| Arc::new(Host::new(self.per_host, self.spacing))));
            let sender = Arc::clone(&self.sender);
            tasks.spawn(async move { (at, sender.send(&request, &host).await) });
        }
        let mut done = Vec::new();
        while let Some(joined) = tasks.join_next().await {
            done.extend(joined.ok());
        }
        done
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // A look-up of a name that hangs must not hold the end of the run up.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
