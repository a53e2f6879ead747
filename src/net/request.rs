//! What is asked, and what is answered.

use super::{Error, ErrorKind};
use jiff::Timestamp;

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `HEAD`.
    Head,
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
    /// `PATCH`.
    Patch,
    /// `DELETE`.
    Delete,
}

impl Method {
    /// As it is written in a request.
    pub fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// One request. It has no `Debug`: it carries credentials.
#[derive(Clone)]
pub struct Request {
    /// Its method.
    pub method: Method,
    /// Absolute, `http` or `https`.
    pub url: String,
    /// Names and values, in order. Every value is taken for a secret.
    pub headers: Vec<(String, String)>,
    /// Its body; empty for none.
    pub body: Vec<u8>,
    /// Whether the path of the URL holds a secret: errors then name the origin only.
    pub sensitive: bool,
    /// Whether asking twice does no harm, so that it may be tried again. So it is for `GET` and `HEAD`, unless said otherwise.
    pub repeatable: bool,
}

impl Request {
    /// A request with no headers and no body.
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        let repeatable = matches!(method, Method::Get | Method::Head);
        Self { method, url: url.into(), headers: Vec::new(), body: Vec::new(), sensitive: false, repeatable }
    }

    /// A `GET`.
    pub fn get(url: impl Into<String>) -> Self {
        Self::new(Method::Get, url)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Adds `authorization: Bearer TOKEN`.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Says that the path of the URL holds a secret.
    #[must_use]
    pub fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    /// Says that asking twice does no harm.
    #[must_use]
    pub fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }
}

/// A response, whatever its status, except redirects. It has no `Debug`: a body may hold anything.
#[derive(Clone)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Names in lower case, and values that are text.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: Vec<u8>,
    /// The `date` header: the server's clock.
    pub date: Option<Timestamp>,
    /// What was asked, fit to show.
    pub(super) asked: String,
}

impl Response {
    /// The first header of that name, which is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What was asked, fit to show: method, origin and path.
    pub fn asked(&self) -> &str {
        &self.asked
    }

    /// The response, if its status is one of success.
    ///
    /// # Errors
    /// [`ErrorKind::Status`].
    pub fn success(self) -> Result<Self, Error> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        Err(Error::new(ErrorKind::Status(self.status), self.asked))
    }
}
