//! Why there is no response to work with.

/// What went wrong, to be told apart by code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The request itself makes no sense: its URL, a header.
    Invalid,
    /// The name has no address.
    Dns,
    /// Nobody listens there.
    Refused,
    /// No answer within the time of one attempt, or of all of them.
    Timeout,
    /// No trust: the certificate, or the handshake.
    Tls,
    /// The connection broke, or what came was not HTTP.
    Connection,
    /// The answer is larger than [`super::Settings::largest`].
    TooLarge,
    /// The answer sends elsewhere, which is not followed.
    Redirect(u16),
    /// The answer's status is none of success.
    Status(u16),
    /// The next page is said to be elsewhere.
    OtherOrigin,
}

/// Why there is no response to work with. Tells of the request its method, origin and path, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{asked}: {}", self.reason())]
pub struct Error {
    /// What went wrong.
    pub kind: ErrorKind,
    asked: String,
}

impl Error {
    pub(super) fn new(kind: ErrorKind, asked: impl Into<String>) -> Self {
        Self { kind, asked: asked.into() }
    }

    /// The status of the answer, where there was one.
    pub fn status(&self) -> Option<u16> {
        match self.kind {
            ErrorKind::Status(status) | ErrorKind::Redirect(status) => Some(status),
            _ => None,
        }
    }

    /// What went wrong, without what was asked.
    pub fn reason(&self) -> String {
        match self.kind {
            ErrorKind::Invalid => "this cannot be asked: the address or a header is malformed".to_owned(),
            ErrorKind::Dns => "the name has no address".to_owned(),
            ErrorKind::Refused => "nothing listens there".to_owned(),
            ErrorKind::Timeout => "no answer in time".to_owned(),
            ErrorKind::Tls => "no secure connection: the certificate is not trusted, or no TLS is spoken there".to_owned(),
            ErrorKind::Connection => "the connection broke, or what came is not HTTP".to_owned(),
            ErrorKind::TooLarge => "the answer is too large".to_owned(),
            ErrorKind::Redirect(status) => format!("status {status} sends elsewhere, and redirects are not followed"),
            ErrorKind::Status(status) => status_reason(status),
            ErrorKind::OtherOrigin => "the next page is said to be on another server, which is not asked".to_owned(),
        }
    }

    /// The next step for whoever reads the error.
    pub fn help(&self) -> &'static str {
        match self.kind {
            ErrorKind::Invalid => "check the address in the configuration or the environment",
            ErrorKind::Dns | ErrorKind::Refused | ErrorKind::Timeout | ErrorKind::Connection => {
                "check the address, the network and the proxy (HTTPS_PROXY, NO_PROXY), and run again"
            }
            ErrorKind::Tls => "put the authority's certificate into the system's store, or name its file in SSL_CERT_FILE",
            ErrorKind::TooLarge => "ask for less at once, or check that the address is the right one",
            ErrorKind::Redirect(_) => "give the address that it redirects to",
            ErrorKind::Status(401) => "the credential is not valid there: make a new one, or check for which server it is",
            ErrorKind::Status(403) => "the credential lacks a right",
            ErrorKind::Status(404) => "check the name; some servers answer so, too, where a right is missing",
            ErrorKind::Status(429) => "run again later, or with fewer requests at a time",
            ErrorKind::Status(500..) => "the server is in trouble: run again later",
            ErrorKind::Status(_) => "check the address and the names in the configuration",
            ErrorKind::OtherOrigin => "check the base address in the configuration: it must be the one the server gives its links with",
        }
    }
}

fn status_reason(status: u16) -> String {
    let word = match status {
        400 => " (bad request)",
        401 => " (not authenticated)",
        403 => " (forbidden)",
        404 => " (not found)",
        429 => " (too many requests)",
        500 => " (server error)",
        502 => " (bad gateway)",
        503 => " (unavailable)",
        504 => " (gateway timeout)",
        _ => "",
    };
    format!("status {status}{word}")
}
