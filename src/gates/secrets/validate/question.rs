//! The request that asks a provider about a credential.

use super::provider::{Provider, Signature};
use super::vault::Held;
use crate::net::{self, AwsKey, Request};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The region of AWS where an address names none.
const AWS_REGION: &str = "us-east-1";

/// The request at one address; `None` where the credential does not fit in it.
pub(super) fn request(provider: &Provider, base: &str, held: &Held) -> Option<Request> {
    let fill = |template: &str| fill(template, held);
    let segments: Vec<String> = provider.path.split('/').filter(|segment| !segment.is_empty()).map(fill).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let query: Vec<(&str, String)> = provider.query.iter().map(|(name, value)| (name.as_str(), fill(value))).collect();
    let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut url = net::url(base, &segments, &query).ok()?;
    if provider.path.ends_with('/') && !segments.is_empty() {
        url.push('/');
    }
    // Asking twice does no harm, whatever the method.
    let mut request = Request::new(provider.method.method(), url).repeatable();
    if provider.path.contains('{') {
        request = request.sensitive();
    }
    for (name, value) in &provider.headers {
        request = request.header(name, fill(value));
    }
    if let Some(basic) = &provider.basic {
        request = request.header("authorization", format!("Basic {}", STANDARD.encode(fill(basic))));
    }
    if let Some(body) = &provider.body {
        request = request.body(body.as_bytes());
    }
    match provider.sign {
        None => Some(request),
        Some(Signature::Aws) => {
            let key = AwsKey::new(held.id.as_ref()?.reveal().to_owned(), held.secret.reveal().to_owned(), None);
            let headers = key.signature(&request, "sts", &region(base))?;
            Some(headers.into_iter().fold(request, |request, (name, value)| request.header(&name, value)))
        }
    }
}

/// The region that `https://sts.REGION.amazonaws.com` names.
fn region(base: &str) -> String {
    let host = net::host(base).unwrap_or_default();
    host.strip_prefix("sts.").and_then(|rest| rest.split_once(".amazonaws.com")).map_or(AWS_REGION, |(region, _)| region).to_owned()
}

/// A template with the credential in it. What the credential itself holds is no template.
fn fill(template: &str, held: &Held) -> String {
    let mut filled = String::new();
    for (number, part) in template.split("{secret}").enumerate() {
        if number > 0 {
            filled.push_str(held.secret.reveal());
        }
        filled.push_str(&part.replace("{id}", held.id.as_ref().map_or("", |id| id.reveal())));
    }
    filled
}
