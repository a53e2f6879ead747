//! One request, tried until it is answered, its attempts are used up, or time is.

use super::host::Host;
use super::{Error, ErrorKind, Request, Response, origin, retry};
use jiff::Timestamp;
use reqwest::header::{HeaderName, HeaderValue, RETRY_AFTER};
use std::error::Error as _;
use std::io;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// What every request of a client has in common.
pub(super) struct Sender {
    pub(super) http: reqwest::Client,
    pub(super) timeout: Duration,
    pub(super) until: Instant,
    pub(super) retries: u32,
    pub(super) largest: usize,
    /// How many may be under way at once, wherever they go.
    pub(super) places: Semaphore,
}

/// What one attempt came to.
struct Attempt {
    result: Result<Response, ErrorKind>,
    /// The wait that the server asked for.
    wait: Option<Duration>,
}

impl Sender {
    /// Sends it in its turn, which `host` gives.
    pub(super) async fn send(&self, request: &Request, host: &Host) -> Result<Response, Error> {
        let word = request.method.word();
        let asked = if request.sensitive { origin::shown_origin(word, &request.url) } else { origin::shown(word, &request.url) };
        let mut tried = 0;
        loop {
            let attempt = {
                let _at_host = host.places.acquire().await;
                host.turn(self.until).await;
                let _anywhere = self.places.acquire().await;
                self.attempt(request, &asked).await
            };
            let again = match &attempt.result {
                Ok(response) => retry::is_passing(response.status),
                Err(kind) => matches!(kind, ErrorKind::Refused | ErrorKind::Connection | ErrorKind::Dns),
            };
            let wait = attempt.wait.unwrap_or_else(|| retry::backoff(tried));
            if !again || !request.repeatable || tried >= self.retries || wait >= self.left() {
                return attempt.result.map_err(|kind| Error::new(kind, asked));
            }
            tokio::time::sleep(wait).await;
            tried += 1;
        }
    }

    fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    async fn attempt(&self, request: &Request, asked: &str) -> Attempt {
        let time = self.timeout.min(self.left());
        if time.is_zero() {
            return Attempt { result: Err(ErrorKind::Timeout), wait: None };
        }
        match tokio::time::timeout(time, self.exchange(request, asked)).await {
            Ok(attempt) => attempt,
            Err(_elapsed) => Attempt { result: Err(ErrorKind::Timeout), wait: None },
        }
    }

    async fn exchange(&self, request: &Request, asked: &str) -> Attempt {
        let failed = |kind| Attempt { result: Err(kind), wait: None };
        let Some(built) = built(request) else { return failed(ErrorKind::Invalid) };
        let mut answer = match self.http.execute(built).await {
            Ok(answer) => answer,
            Err(error) => return failed(kind(&error)),
        };
        let status = answer.status();
        if status.is_redirection() && status.as_u16() != 304 {
            return failed(ErrorKind::Redirect(status.as_u16()));
        }
        let headers: Vec<(String, String)> =
            answer.headers().iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))).collect();
        let header = |name: &str| headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let date = header("date").and_then(retry::http_date);
        let wait = header(RETRY_AFTER.as_str()).and_then(|value| retry::retry_after(value, date, Timestamp::now()));
        let mut body = Vec::new();
        loop {
            match answer.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > self.largest => return failed(ErrorKind::TooLarge),
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => return failed(kind(&error)),
            }
        }
        Attempt { result: Ok(Response { status: status.as_u16(), headers, body, date, asked: asked.to_owned() }), wait }
    }
}

/// The request as the client takes it; `None` where it is malformed.
fn built(request: &Request) -> Option<reqwest::Request> {
    let url = reqwest::Url::parse(&request.url).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let method = reqwest::Method::from_bytes(request.method.word().as_bytes()).ok()?;
    let mut built = reqwest::Request::new(method, url);
    for (name, value) in &request.headers {
        let mut value = HeaderValue::from_str(value).ok()?;
        value.set_sensitive(true);
        built.headers_mut().append(HeaderName::from_bytes(name.as_bytes()).ok()?, value);
    }
    if !request.body.is_empty() {
        *built.body_mut() = Some(request.body.clone().into());
    }
    Some(built)
}

/// What kind of failure a chain of errors tells of.
fn kind(error: &reqwest::Error) -> ErrorKind {
    if error.is_timeout() {
        return ErrorKind::Timeout;
    }
    if error.is_builder() {
        return ErrorKind::Invalid;
    }
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(kind) = kind_of(inner) {
            return kind;
        }
        cause = inner.source();
    }
    ErrorKind::Connection
}

/// What one link of the chain tells.
fn kind_of(error: &(dyn std::error::Error + 'static)) -> Option<ErrorKind> {
    if error.is::<rustls::Error>() {
        return Some(ErrorKind::Tls);
    }
    // The type that says so is private to the connector.
    if error.to_string().starts_with("dns error") {
        return Some(ErrorKind::Dns);
    }
    let system = error.downcast_ref::<io::Error>()?;
    match system.kind() {
        io::ErrorKind::ConnectionRefused => Some(ErrorKind::Refused),
        io::ErrorKind::TimedOut => Some(ErrorKind::Timeout),
        // What an input error wraps is not in the chain: the chain goes on at the cause of what is wrapped.
        _ => kind_of(system.get_ref()?),
    }
}
