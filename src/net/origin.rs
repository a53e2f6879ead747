//! Whether two addresses are of one server.

use super::{Error, ErrorKind};
use reqwest::Url;

/// Whether both are absolute URLs of the same scheme, host and port.
pub fn same_origin(base: &str, next: &str) -> bool {
    match (Url::parse(base), Url::parse(next)) {
        (Ok(base), Ok(next)) => base.origin().is_tuple() && base.origin() == next.origin(),
        _ => false,
    }
}

/// Whether an address is of this machine, so that what is sent there without encryption stays on it.
pub fn is_loopback(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let Some(host) = url.host_str() else { return false };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The name of the host of an address.
pub fn host(address: &str) -> Option<String> {
    Url::parse(address).ok()?.host_str().map(str::to_owned)
}

/// The URL of the next page, which `next` names absolutely or relative to `base`.
///
/// # Errors
/// [`ErrorKind::OtherOrigin`] where it is on another server: it has no right to the credentials of this one.
pub fn next_page(base: &str, next: &str) -> Result<String, Error> {
    let joined = Url::parse(base).and_then(|base| base.join(next)).map_err(|_error| Error::new(ErrorKind::Invalid, shown("GET", base)))?;
    if same_origin(base, joined.as_str()) && joined.username().is_empty() && joined.password().is_none() {
        Ok(joined.into())
    } else {
        Err(Error::new(ErrorKind::OtherOrigin, shown("GET", base)))
    }
}

/// Method, origin and path of a URL: no user, no query, no fragment.
pub(super) fn shown(method: &str, url: &str) -> String {
    match Url::parse(url) {
        Ok(url) if url.origin().is_tuple() => format!("{method} {}{}", url.origin().ascii_serialization(), url.path()),
        _ => format!("{method} an address that is none"),
    }
}

/// As [`shown`], without the path.
pub(super) fn shown_origin(method: &str, url: &str) -> String {
    match Url::parse(url) {
        Ok(url) if url.origin().is_tuple() => format!("{method} {}", url.origin().ascii_serialization()),
        _ => format!("{method} an address that is none"),
    }
}

/// The URL below `base` with these path segments and this query, each part percent-encoded.
///
/// # Errors
/// [`ErrorKind::Invalid`] where `base` is no `http` or `https` address, or holds a user, which would be sent along.
pub fn url(base: &str, segments: &[&str], query: &[(&str, &str)]) -> Result<String, Error> {
    let invalid = || Error::new(ErrorKind::Invalid, shown("GET", base));
    let mut url = Url::parse(base).map_err(|_error| invalid())?;
    if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
        return Err(invalid());
    }
    // A segment of dots would be resolved against the path, and lead out of it.
    if segments.iter().any(|segment| matches!(*segment, "." | ".." | "")) {
        return Err(invalid());
    }
    url.path_segments_mut().map_err(|()| invalid())?.pop_if_empty().extend(segments);
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    Ok(url.into())
}
